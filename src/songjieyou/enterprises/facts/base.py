"""What the rules engine is given about a firm."""

from __future__ import annotations

from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.values import restored
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Standing
from songjieyou.enterprises.models import Subject as Row
from songjieyou.rules.facts.base import FactBase, FactKey, Origin, Period, Subject
from songjieyou.rules.library.vocabulary import FIRM


def base_of(enterprise: Enterprise) -> FactBase:
    """The facts of a firm that count, with where each comes from. Two queries.

    A kind of which the firm has nothing in the register is unknown, not none.
    """
    rows = list(Row.objects.filter(enterprise=enterprise, ended_at=None).order_by("pk"))
    subjects = _subjects(rows)
    standings = Standing.objects.filter(subject__enterprise=enterprise, subject__ended_at=None)
    for one in standings.select_related("statement"):
        _put(subjects[one.subject_id], one)
    firm = next(subjects[row.pk] for row in rows if row.kind == FIRM)
    for name, value in (("企业名称", enterprise.name), ("统一社会信用代码", enterprise.uscc)):
        firm.values[name, None] = value
        firm.origins[name, None] = Origin(Source.REGISTRY.label)
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


def _put(subject: Subject, one: Standing) -> None:
    key: FactKey = (one.name, _period(one.period))
    subject.values[key] = restored(vocabulary().entry(one.name), one.statement.value)
    subject.origins[key] = Origin(Source(one.statement.source).label, one.statement.on.isoformat())


def _period(written: str) -> Period:
    if not written:
        return None
    return int(written) if len(written) == len("2025") else written
