"""Dates as day numbers, moved by months and days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import numpy as np

from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.columns import Bools, Ints
from songjieyou.rules.bulk.rationals import Rationals
from songjieyou.rules.bulk.vectors import Ends, Vector
from songjieyou.rules.language import tree as t

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block

EPOCH: Final = dt.date(1970, 1, 1).toordinal()
LAST: Final = dt.date.max.toordinal()
_FAR: Final = 4_000_000
"""More days, and more months, than there are between any two dates."""


def shifted(node: t.Shift, block: Block) -> Vector:
    """A date moved by whole months or days. Hard where it is not known by exactly how many."""
    date, by = block.numbers(node.date), block.numbers(node.by)
    steps, whole = _whole(by)
    months = node.by.dim == t.Dim.MONTHS
    low, low_lost = _moved(date.low, steps * node.sign, months)
    high, high_lost = (low, low_lost) if date.single else _moved(date.high, steps * node.sign, months)
    lost = np.logical_or(low_lost | high_lost, ~whole) | by.unknown | date.unknown
    found = vec.without(Vector(low, high, date.sets, vec.either(date.hard, by.hard)), lost)
    return found.marked(~by.exact & ~by.unknown)


def _whole(by: Vector) -> tuple[Ints, Bools]:
    """The exact steps, and where they are whole."""
    number = by.low.number
    steps = number.num // number.den
    whole = np.asarray(steps * number.den == number.num) | ~by.exact
    return np.clip(np.where(whole, steps, 0), -_FAR, _FAR).astype(np.int64), whole


def _moved(end: Ends, steps: Ints, months: bool) -> tuple[Ends, Bools]:
    days = end.number.num.astype(np.int64)
    has = np.asarray(vec.said(end.has, True))
    found = _months_later(days, steps) if months else days + steps
    lost = has & ((found < 1) | (found > LAST))
    return Ends(Rationals(np.where(lost, 0, found), 1, LAST + 2 * _FAR, 1), end.has, None), lost


def _months_later(days: Ints, months: Ints) -> Ints:
    """The same day so many months later; the month's last day where that day does not exist."""
    day = days - EPOCH
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first = _first_day(month + months)
    last = _first_day(month + months + 1) - first - 1
    found: Ints = first + np.minimum(day - _first_day(month), last) + EPOCH
    return found


def _first_day(months: Ints) -> Ints:
    """Both counted from the start of 1970."""
    found: Ints = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return found
