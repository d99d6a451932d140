"""An amount on its way from the base to the last cap, year by year where it is paid for several years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import ceil
from typing import Final

from songjieyou.rules.answer.caps import at_most
from songjieyou.rules.values import Band, Value, add, as_band, as_value, is_exact, multiply, smallest

MOST_YEARS: Final = 50  # beyond that nobody wants to see year after year


@dataclass(frozen=True, slots=True)
class Flow:
    """`span` is for how many years; where it is exact and more than one, `years` are what each of them brings.

    `top` is what the caps have left, which no rounding may exceed; None where nothing was capped.
    """

    total: Value
    span: Value = 1
    years: tuple[Value, ...] = ()
    top: Value | None = None

    @property
    def yearly(self) -> Fraction:
        """The greatest share of the whole that falls into one year."""
        least = [band.low for band in map(as_band, self.years) if band is not None and band.low is not None]
        whole = sum(least)
        return Fraction(max(least)) / Fraction(whole) if len(least) == len(self.years) and whole > 0 else Fraction(1)

    def over(self, span: Value) -> Flow:
        """The same in each of so many years, the last of them perhaps not a full one."""
        years: tuple[Value, ...] = ()
        if is_exact(span) and 1 < span <= MOST_YEARS:
            years = tuple(multiply(self.total, min(1, span - year)) for year in range(ceil(span)))
        return replace(self, total=multiply(self.total, span), span=span, years=years)

    def times(self, factor: Value) -> Flow:
        top = None if self.top is None else multiply(self.top, factor)
        years = tuple(multiply(year, factor) for year in self.years)
        return replace(self, total=multiply(self.total, factor), years=years, top=top)

    def under(self, most: Value) -> Flow:
        """The whole at most so much; the years fill it one after the other."""
        total = at_most(self.total, most)
        years = self.years if total == self.total else _filled(self.years, most)
        return replace(self, total=total, years=years, top=self._topped(most))

    def under_each_year(self, first: Value, later: Value) -> Flow:
        """Each year at most so much: `first` in the first one, `later` in those after it."""
        if is_exact(self.span) and self.span <= 1:
            return self.under(first)
        most = add(first, multiply(_further(self.span), later))
        if self.years:
            years = tuple(at_most(year, later if number else first) for number, year in enumerate(self.years))
            return replace(self, total=reduce(add, years), years=years, top=self._topped(most))
        low, high = (as_band(at_most(self.total, bound)) or Band(None, None) for bound in (first, most))
        total = as_value(Band(low.low, high.high, low.open_low, high.open_high))
        return replace(self, total=total, top=self._topped(most))

    def _topped(self, most: Value) -> Value:
        return most if self.top is None else smallest((self.top, most))


def _filled(years: tuple[Value, ...], most: Value) -> tuple[Value, ...]:
    """The years up to what is left; none where that is not exact."""
    if not all(map(is_exact, (*years, most))):
        return ()
    found: list[Value] = []
    for year in years:
        found.append(min(year, most - sum(found)))
    return tuple(found)


def _further(span: Value) -> Value:
    """How many years follow the first one."""
    band = as_band(span) or Band(None, None)
    low = 0 if band.low is None else max(0, ceil(band.low) - 1)
    return as_value(Band(low, None if band.high is None else max(0, ceil(band.high) - 1)))
