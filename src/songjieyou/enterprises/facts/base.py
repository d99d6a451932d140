"""What the rules engine is given about firms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.values import restored
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Standing
from songjieyou.enterprises.models import Subject as Row
from songjieyou.rules.facts.base import FactBase, FactKey, Origin, Period, Subject
from songjieyou.rules.library.vocabulary import FIRM

BATCH = 5_000
"""Facts that are fetched at a time."""
FACT = ("subject", "name", "period", "statement__value")
LABELS = {source.value: source.label for source in Source}


def base_of(enterprise: Enterprise) -> FactBase:
    """The facts of a firm that count, with where each comes from. Two queries.

    A kind of which the firm has nothing in the register is unknown, not none.
    """
    return bases_of([enterprise])[enterprise.pk]


def bases_of(enterprises: Collection[Enterprise], names: Collection[str] | None = None) -> dict[int, FactBase]:
    """The same of many firms, by their ids. With `names` only these facts, without their origins. Two queries."""
    rows: dict[int, list[Row]] = {}
    for row in Row.objects.filter(enterprise__in=enterprises, ended_at=None).order_by("pk"):
        rows.setdefault(row.enterprise_id, []).append(row)
    subjects = {pk: subject for some in rows.values() for pk, subject in _subjects(some).items()}
    told = Standing.objects.filter(subject__enterprise__in=enterprises, subject__ended_at=None).order_by()
    if names is None:
        for pk, name, period, value, source, on in told.values_list(*FACT, "statement__source", "statement__on"):
            subjects[pk].origins[_put(subjects[pk], name, period, value)] = Origin(LABELS[source], on.isoformat())
    else:
        for pk, name, period, value in told.filter(name__in=names).values_list(*FACT).iterator(BATCH):
            _put(subjects[pk], name, period, value)
    return {each.pk: _base(each, rows[each.pk], subjects) for each in enterprises}


def _put(subject: Subject, name: str, period: str, value: Any) -> FactKey:
    key: FactKey = (name, _period(period))
    subject.values[key] = restored(vocabulary().entry(name), value)
    return key


def _base(enterprise: Enterprise, rows: list[Row], subjects: dict[int, Subject]) -> FactBase:
    firm = next(subjects[row.pk] for row in rows if row.kind == FIRM)
    for name, value in (("企业名称", enterprise.name), ("统一社会信用代码", enterprise.uscc)):
        firm.values[name, None] = value
        firm.origins[name, None] = Origin(LABELS[Source.REGISTRY])
    base = FactBase(firm)
    for row in _top_down(rows):
        subjects[row.pk].look()
        if row.kind != FIRM:
            base.subjects.setdefault(row.kind, []).append(subjects[row.pk])
    return base


def _subjects(rows: list[Row]) -> dict[int, Subject]:
    """The subjects without their facts, each below the one it belongs to."""
    found = {row.pk: Subject(row.kind, row.label) for row in rows}
    firm = next(found[row.pk] for row in rows if row.kind == FIRM)
    for row in rows:
        if row.kind != FIRM:
            found[row.pk].parent = found[row.above_id] if row.above_id else firm
    return found


def _top_down(rows: list[Row]) -> list[Row]:
    """What stands above comes first."""
    return sorted(rows, key=lambda row: len(vocabulary().above(row.kind)))


def _period(written: str) -> Period:
    if not written:
        return None
    return int(written) if len(written) == len("2025") else written
