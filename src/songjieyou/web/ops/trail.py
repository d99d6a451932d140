"""The audit trail: what happened, by whom and about what; read and taken away as a file, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Export
from songjieyou.core.events.catalogue import CATALOGUE, TrailExported
from songjieyou.core.events.log import record
from songjieyou.core.events.words import WORDS, labels
from songjieyou.core.models import Event
from songjieyou.core.objects import names
from songjieyou.web.access import Request, access, person_of
from songjieyou.web.errors import too_often
from songjieyou.web.listing import Page, newest_first
from songjieyou.web.often import Limit
from songjieyou.web.ops.asking import LONGEST, OBJECTS, ExportFilter, TrailFilter
from songjieyou.web.ops.pages import AUDIT
from songjieyou.web.tables import XLSX_ROWS, csv_file, xlsx_file

BATCH = 500
THE_HOUSE = "系统"
EXPORTS = Limit("trail", "一小时内导出的次数已经很多", times=20, window=dt.timedelta(hours=1))
ROUTES = {
    "home": "首页",
    "profile": "个人信息",
    "own-data": "本人信息",
    "enterprise": "企业资料",
    "checkup": "政策体检",
    "checkup-paper": "政策体检单",
    "matches": "政策找企业",
    "matching-firms": "一项政策的企业名单",
    "feedbacks": "意见与投诉",
    "feedback": "意见",
}
"""What the pages that an inspector can open are called; others go by the name of their address."""
HEADER = ("编号", "时间", "操作人", "做了什么", "对象")


class Line(NamedTuple):
    number: int
    at: dt.datetime
    who: str
    what: str
    about: str

    def cells(self) -> tuple[str, ...]:
        at = timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M:%S")
        return (str(self.number), at, self.who, self.what, self.about)


@access(AUDIT)
def trail(request: Request) -> HttpResponse:
    return _page(request, TrailFilter(request.GET))


@access(AUDIT)
def export_csv(request: Request) -> HttpResponseBase:
    return _export(request, Export.CSV)


@access(AUDIT)
def export_xlsx(request: Request) -> HttpResponseBase:
    return _export(request, Export.XLSX)


def _page(request: Request, asked: TrailFilter, status: int = 200) -> HttpResponse:
    page = newest_first(request, _found(asked, request.actor))
    values = {
        "filter": asked,
        "chosen": asked.chosen,
        "page": Page(told(page.rows, request.actor), page.before, page.after),
        "longest": LONGEST,
    }
    return render(request, "web/ops/trail.html", values, status=status)


def _export(request: Request, form: Export) -> HttpResponseBase:
    """What was asked for as a file. Event: trail.exported."""
    asked = ExportFilter(request.GET)
    rows = _found(asked, request.actor).order_by("pk")
    if not asked.errors and form is Export.XLSX and rows[: XLSX_ROWS + 1].count() > XLSX_ROWS:
        asked.add_error("until", "超过一张 Excel 表的行数上限，请缩短日期，或导出 CSV。")
    if asked.errors:
        return _page(request, asked, 422)
    if until := EXPORTS.refused_until(person_of(request)):
        return too_often(request, EXPORTS, until)
    with transaction.atomic():
        record(TrailExported(form=form), park=person_of(request).park, by=person_of(request))
    cells = (line.cells() for batch in batched(rows.iterator(BATCH), BATCH) for line in told(batch, request.actor))
    name = f"audit-{asked.cleaned_data['since']}-{asked.cleaned_data['until']}"
    return csv_file(name, HEADER, cells) if form is Export.CSV else xlsx_file(name, HEADER, cells)


def _found(asked: TrailFilter, actor: Actor) -> QuerySet[Event]:
    """The events of the actor's park that were asked for; none where the question is wrong."""
    rows, chosen = Event.objects.visible_to(actor), asked.chosen
    if asked.errors:
        return rows.none()
    if since := chosen.get("since"):
        rows = rows.filter(at__gte=_midnight(since))
    if until := chosen.get("until"):
        rows = rows.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
    if name := chosen.get("name"):
        rows = rows.filter(name=name)
    if who := chosen.get("who"):
        rows = rows.filter(Q(actor__name__icontains=who) | Q(actor__username__icontains=who))
    if kind := chosen.get("kind"):
        rows = rows.filter(name__in=[name for name, cls in CATALOGUE.items() if kind in cls.__annotations__])
        if number := chosen.get("number"):
            rows = rows.filter(**{f"payload__{kind}": int(number)})
    return rows


def told(events: Iterable[Event], actor: Actor) -> list[Line]:
    """Events in plain words; one query for each kind of object among them."""
    events = list(events)
    known = names(_mentioned(events), actor)
    return [_line(event, known) for event in events]


def _mentioned(events: Iterable[Event]) -> Iterator[tuple[str, int]]:
    for event in events:
        if event.actor_id:
            yield "person", event.actor_id
        yield from ((kind, event.payload[kind]) for kind in OBJECTS if kind in event.payload)


def _line(event: Event, known: dict[tuple[str, int], str]) -> Line:
    def name(kind: str, number: int) -> str:
        return f"{known.get((kind, number), OBJECTS[kind])}（{number}）"

    objects = {kind: name(kind, event.payload[kind]) for kind in OBJECTS if kind in event.payload}
    pieces = (
        event.payload
        | {"route": ROUTES.get(route := event.payload.get("route", ""), route)}
        | objects
        | labels(event.name, event.payload)
    )
    what = WORDS[event.name].what.format_map(pieces) if event.name in WORDS else event.name
    about = "，".join(_named(OBJECTS[kind], text) for kind, text in objects.items())
    who = name("person", event.actor_id) if event.actor_id else THE_HOUSE
    return Line(event.pk, event.at, who, what, about or _number(event))


def _named(kind: str, name: str) -> str:
    """An object with its kind before its name; one without a name goes by its kind already."""
    return name if name.startswith(kind) else f"{kind} {name}"


def _number(event: Event) -> str:
    number = event.payload.get("number")
    return f"编号 {number}" if number else ""


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
