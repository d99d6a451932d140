"""How old facts are, and which are to be asked again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.tables import asking_again
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Standing, Statement
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import add_months

FEW_DAYS, A_YEAR = 31, 12


class Due(NamedTuple):
    """A fact to be asked again: what was said last, and the year that is missing (empty: whether it is still so)."""

    statement: Statement
    year: str = ""


def age(on: date, today: date) -> str:
    """今天, 12 天前, 5 个月前, 2 年前: in whole units, never more than it is."""
    days = (today - on).days
    if days < FEW_DAYS:
        return f"{days} 天前" if days > 0 else "今天"
    months = max((today.year - on.year) * A_YEAR + today.month - on.month - (on.day > today.day), 1)
    return f"{months // A_YEAR} 年前" if months >= A_YEAR else f"{months} 个月前"


def months_to_ask(entry: Entry) -> int | None:
    """After how many months a fact without a period is asked again; None for never."""
    rule = asking_again()
    return rule.by_fact.get(entry.name, rule.by_change.get(entry.changeable))


def due(enterprise: Enterprise, today: date) -> list[Due]:
    """What is to be asked again, the oldest first. Two queries.

    A fact counts as asked on the last day on which anybody said what counts.
    """
    standings = Standing.objects.filter(subject__enterprise=enterprise, subject__ended_at=None)
    rows = [one.statement for one in standings.select_related("statement", "statement__subject")]
    old = [one for one in rows if _is_old(one, one.on, today)]
    said = Statement.objects.filter(subject__in={one.subject_id for one in old}, name__in={one.name for one in old})
    latest = _latest(said)
    found = [Due(one) for one in old if _is_old(one, max(one.on, latest.get(_same(one), one.on)), today)]
    found += [Due(one, str(today.year - 1)) for one in _without_last_year(rows, today)]
    return sorted(found, key=lambda each: (each.statement.on, each.statement.pk))


def _is_old(one: Statement, on: date, today: date) -> bool:
    entry = vocabulary().entry(one.name)
    months = months_to_ask(entry) if entry.period == "无" and Source(one.source) in asking_again().sources else None
    return months is not None and add_months(on, months) < today


def _without_last_year(rows: Iterable[Statement], today: date) -> list[Statement]:
    """Of yearly facts, those known of the year before last and not of the last."""
    if today.month < asking_again().month:
        return []
    yearly = {
        (one.subject_id, one.name, one.period): one for one in rows if vocabulary().entry(one.name).period == "年"
    }
    last, before = str(today.year - 1), str(today.year - 2)
    return [
        one for (subject, name, year), one in yearly.items() if year == before and (subject, name, last) not in yearly
    ]


def _latest(said: Iterable[Statement]) -> dict[tuple[int, str, str], date]:
    """The last day of each thing said."""
    found: dict[tuple[int, str, str], date] = {}
    for one in said:
        key = _same(one)
        found[key] = max(one.on, found.get(key, one.on))
    return found


def _same(one: Statement) -> tuple[int, str, str]:
    return one.subject_id, one.name, repr(one.value)
