"""逐月增量: month by month, what came on top of the base period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from songjieyou.rules.language.tree import MonthlyIncrease
from songjieyou.rules.values import UNKNOWN, Value, add, divide, is_exact, largest, subtract


def increase(rule: MonthlyIncrease, now: Sequence[Value], before: Sequence[Value]) -> Value:
    """The sum of the monthly increases in 分; where no month counts below zero, those that are known are the least."""
    bases = before if rule.pairwise else [_average(before, only_active=rule.only_active)] * len(now)
    steps = [subtract(month, base) for month, base in zip(now, bases, strict=True)]
    if not rule.negative_counts:
        steps = [largest((step, 0)) for step in steps]
    return reduce(add, steps, 0)


def _average(months: Sequence[Value], *, only_active: bool) -> Value:
    """The monthly mean; with `only_active` over the months above zero, and 0 where there is none."""
    if only_active:
        if not all(is_exact(month) for month in months):
            return UNKNOWN
        months = [month for month in months if month > 0]
        if not months:
            return 0
    return divide(reduce(add, months, 0), len(months))
