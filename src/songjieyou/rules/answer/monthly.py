"""逐月增量: month by month, what came on top of the base period."""

from __future__ import annotations

from functools import reduce

from songjieyou.rules.answer.context import Context
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.library.policy import MonthlyIncrease
from songjieyou.rules.values import UNKNOWN, Value, add, divide, is_exact, largest, subtract


def increase(rule: MonthlyIncrease, at: Context) -> Value:
    """The sum of the monthly increases in 分; unknown while a month is missing."""
    now = [_month(rule.fact, month, at) for month in rule.months]
    before = [_month(rule.fact, month, at) for month in rule.base_months]
    bases = before if rule.pairwise else [_average(before, only_active=rule.only_active)] * len(now)
    steps = [subtract(a, b) if UNKNOWN not in (a, b) else UNKNOWN for a, b in zip(now, bases, strict=True)]
    if not rule.negative_counts:
        steps = [UNKNOWN if step is UNKNOWN else largest((step, 0)) for step in steps]
    return reduce(add, steps, 0)


def _month(fact: str, month: tuple[int, int], at: Context) -> Value:
    return at.view.get(month_key(fact, month), UNKNOWN)


def month_key(fact: str, month: tuple[int, int]) -> FactKey:
    """Where the value of a month stands."""
    return fact, f"{month[0]}-{month[1]:02d}"


def _average(months: list[Value], *, only_active: bool) -> Value:
    """The monthly mean; with `only_active` over the months above zero, and 0 where there is none."""
    if only_active:
        if not all(is_exact(month) for month in months):
            return UNKNOWN
        months = [month for month in months if month > 0]
        if not months:
            return 0
    return divide(reduce(add, months, 0), len(months))
