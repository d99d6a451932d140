"""`answer.flow` over columns: amounts on their way from the base to the last cap, year by year where paid so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import numpy as np

from songjieyou.rules.answer.flow import MOST_YEARS
from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.columns import Bools
from songjieyou.rules.bulk.rationals import Rationals
from songjieyou.rules.bulk.vectors import Ends, Vector
from songjieyou.rules.values import UNKNOWN

ONE, ZERO = vec.constant(1), vec.constant(0)


@dataclass(frozen=True, slots=True)
class Flow:
    """`years` are what each year brings on the rows that are `split`. `top` is what the caps have left."""

    total: Vector
    span: Vector = ONE
    years: tuple[Vector, ...] = ()
    split: Any = False
    top: Vector | None = None

    def over(self, span: Vector) -> Flow:
        """The same in each of so many years, the last of them perhaps not a full one."""
        split = span.exact & vec.compare(">", span, ONE).true & vec.compare("<=", span, vec.constant(MOST_YEARS)).true
        years = tuple(vec.multiply(self.total, _part(span, year)) for year in range(_most(span, split)))
        return replace(self, total=vec.multiply(self.total, span), span=span, years=years, split=split)

    def times(self, factor: Vector) -> Flow:
        top = None if self.top is None else vec.multiply(self.top, factor)
        years = tuple(vec.multiply(year, factor) for year in self.years)
        return replace(self, total=vec.multiply(self.total, factor), years=years, top=top)

    def under(self, most: Vector) -> Flow:
        """The whole at most so much; the years fill it one after the other."""
        total = at_most(self.total, most)
        same = _same(total, self.total)
        exact = reduce(np.logical_and, (one.exact for one in (*self.years, most)))
        years, left = [], most
        for year in self.years:
            filled = vec.smallest(year, left)
            left = vec.subtract(left, filled)
            years.append(vec.chosen(same, year, filled))
        return replace(self, total=total, years=tuple(years), split=self.split & (same | exact), top=self._topped(most))

    def under_each_year(self, most: Vector) -> Flow:
        """Each year at most so much."""
        once = self.under(most)
        whole = vec.add(most, vec.multiply(_further(self.span), most))
        capped = tuple(at_most(year, most) for year in self.years)
        low, high = at_most(self.total, most), at_most(self.total, whole)
        loose = Vector(low.low, high.high, None, vec.either(low.hard, high.hard))
        short = self.span.exact & vec.compare("<=", self.span, ONE).true
        total = vec.chosen(short, once.total, loose)
        years = once.years
        if capped:
            total = vec.chosen(self.split & ~short, vec.total(capped), total)
            years = tuple(vec.chosen(short, *pair) for pair in zip(once.years, capped, strict=True))
        top = self._topped(vec.chosen(short, most, whole))
        return replace(self, total=total, years=years, split=self.split & (~short | once.split), top=top)

    def _topped(self, most: Vector) -> Vector:
        return most if self.top is None else vec.smallest(self.top, most)


def at_most(amount: Vector, left: Vector) -> Vector:
    """The amount under a limit; an unknown amount is known to lie between zero and a known limit."""
    found = vec.smallest(amount, left)
    if found.low.has is None:
        return found
    capped = ~found.low.has & np.asarray(vec.said(found.high.has, True))
    low = vec.tidy(found.low.number, found.low.has | capped, found.low.open)
    return replace(found, low=low)


def _same(one: Vector, two: Vector) -> Bools:
    """Where two values are the same, bounds and all."""
    same: Any = True
    for left, right in ((one.low, two.low), (one.high, two.high)):
        numbers = np.equal(*left.number.sides(right.number))
        has = np.equal(vec.said(left.has, True), vec.said(right.has, True))
        same = same & numbers & has & np.equal(vec.said(left.open, False), vec.said(right.open, False))
    return np.asarray(same)


def _part(span: Vector, year: int) -> Vector:
    """How much of a year the span covers, from nothing to all of it."""
    rest = vec.subtract(span, vec.constant(year))
    return vec.largest(vec.smallest(rest, ONE), ZERO)


def _most(span: Vector, split: Bools) -> int:
    """The years of the longest span."""
    number = span.low.number
    return int((-(-number.num // number.den) * split).max(initial=0))


def _further(span: Vector) -> Vector:
    """How many years follow the first one."""
    low = _years_after(span.low)
    high = _years_after(span.high)
    return Vector(replace(low, has=None), high, None, span.hard)


def _years_after(end: Ends) -> Ends:
    number = end.number
    found = np.maximum(-(-number.num // number.den) - 1, 0)
    found = np.where(vec.said(end.has, True), found, 0)
    return Ends(Rationals(found, 1, max(number.top, 1), 1), end.has, None)


def rounded(found: Vector, top: Vector | None, step: int, mode: str) -> Vector:
    """Rounded to whole steps of 分, never below zero, never above what the caps leave (`top`)."""
    band = vec.largest(found, ZERO)
    capped = vec.constant(UNKNOWN) if top is None else top
    least = capped.low if top is None else _first(capped.low, band.low)  # a cap that may be this low
    low = _rounded(band.low, least, step, mode)
    if found.single and (top is None or top.single):
        ends = Ends(low, vec.both(found.low.has))
        return vec.without(Vector(ends, ends, None, found.hard), found.unknown)
    high = _rounded(band.high, capped.high, step, mode)
    both = Vector(Ends(low, band.low.has), Ends(high, band.high.has), None, found.hard)
    return vec.without(both, found.unknown)


def _first(one: Ends, two: Ends) -> Ends:
    """The one where there is one, else the other."""
    if one.has is None:
        return one
    return Ends(one.number.chosen(one.has, two.number), np.logical_or(one.has, vec.said(two.has, True)))


def _rounded(end: Ends, top: Ends, step: int, mode: str) -> Rationals:
    """To whole steps; down where that would be more than `top`."""
    number = end.number
    wide = number.num.astype(object) if 2 * number.top + number.bottom * step >= 1 << 61 else number.num
    unit = number.den * step
    down = wide // unit
    whole = {"四舍五入": (2 * wide + unit) // (2 * unit), "舍去": down}.get(mode, -(-wide // unit))
    most = number.top // step + step
    up = Rationals(whole * step, 1, most * step, 1)
    above = np.greater(*up.sides(top.number)) & np.asarray(vec.said(top.has, True))
    return Rationals(np.where(above, down * step, up.num), 1, most * step, 1)
