"""The register as a file: the firms that the list shows, in the columns of the template, so that it can come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import batched

from django.db import transaction
from django.db.models import QuerySet
from django.http.response import HttpResponseBase

from songjieyou.core import clock
from songjieyou.core.enums import STAFF, Export
from songjieyou.core.events.catalogue import RegisterExported
from songjieyou.core.events.log import record
from songjieyou.enterprises.excel.cells import exported
from songjieyou.enterprises.excel.columns import Column, template
from songjieyou.enterprises.facts.values import restored
from songjieyou.enterprises.models import Enterprise, Standing
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.web.access import Request, access, only, person_of
from songjieyou.web.enterprise.register import asked_of, firms_of, page_of
from songjieyou.web.errors import too_often
from songjieyou.web.often import Limit
from songjieyou.web.tables import csv_file, xlsx_file

BATCH = 400
EXPORTS = Limit("register", "一小时内导出的次数已经很多", times=20, window=dt.timedelta(hours=1))


@access(only(STAFF))
def export_csv(request: Request) -> HttpResponseBase:
    return _export(request, Export.CSV)


@access(only(STAFF))
def export_xlsx(request: Request) -> HttpResponseBase:
    return _export(request, Export.XLSX)


def _export(request: Request, form: Export) -> HttpResponseBase:
    """Event: enterprise.register_exported."""
    asked = asked_of(request)
    if asked.errors:
        return page_of(request, asked, 422)
    if until := EXPORTS.refused_until(person_of(request)):
        return too_often(request, EXPORTS, until)
    with transaction.atomic():
        record(RegisterExported(form=form), park=person_of(request).park, by=person_of(request))
    columns, name = template(), f"enterprises-{clock.today()}"
    header, rows = [column.heading for column in columns], _rows(firms_of(request, asked), columns)
    return csv_file(name, header, rows) if form is Export.CSV else xlsx_file(name, header, rows)


def _rows(firms: QuerySet[Enterprise], columns: list[Column]) -> Iterator[list[str]]:
    """One query for each 400 firms, besides that for the firms themselves."""
    names = {column.entry.name for column in columns if column.entry}
    for some in batched(firms.iterator(BATCH), BATCH):
        rows = Standing.objects.filter(subject__enterprise__in=some, subject__kind=FIRM, name__in=names)
        told = rows.values_list("subject__enterprise", "name", "period", "statement__value")
        held = {tuple(key): value for *key, value in told}
        yield from ([_cell(firm, column, held) for column in columns] for firm in some)


def _cell(firm: Enterprise, column: Column, held: dict[tuple[object, ...], object]) -> str:
    if column.entry is None:
        return str(getattr(firm, column.field))
    value = held.get((firm.pk, *column.key))
    return "" if value is None else exported(column, restored(column.entry, value))
