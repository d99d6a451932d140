"""Dates as numbers of days: months added as the calendar has them, in whole numbers, alike in every engine.

The year is taken to begin in March, so that the leap day is its last one.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlglot import exp

from songjieyou.rules.sql.numbers import Arithmetic, End, Whole, whole
from songjieyou.rules.sql.terms import MOST_64, CannotSay, Expr, all_of, big, binary, case, number

FIRST: Final = 1
LAST: Final = dt.date.max.toordinal()
_BEFORE: Final = 305
"""Days from 1 March of the year 0 to the day before day 1."""
_MONTHS: Final = 12 * 10_000 + 12
"""No date lies so many months after March of the year 0."""


def quotient(term: Expr, divisor: int, dialect: str) -> Expr:
    """The whole part of a division of what is not below zero; each engine has its own word for it."""
    found: Expr
    if dialect in ("duckdb", "spark"):
        found = binary(exp.IntDiv, term, number(divisor))
    else:
        found = binary(exp.Div, term, number(divisor))
        found.set("typed", True)
    return found


class Calendar:
    """Moves days in a pipeline."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self.arithmetic, self.pipeline = arithmetic, arithmetic.pipeline
        self.dialect = arithmetic.dialect.name

    def moved(self, day: End | None, by: End, *, months: bool) -> End | None:
        """A day so many months or days later; NULL where there is none, or where it leaves the calendar."""
        if day is None:
            return None
        num = self._months(day.num, by.num) if months else self.arithmetic.sum(day.num, by.num)
        if num.known is not None:
            return End(num) if FIRST <= num.known <= LAST else End(self.arithmetic.chosen([]))
        term = self.arithmetic.term(num)
        inside = all_of((binary(exp.GTE, term, number(FIRST)), binary(exp.LTE, term, number(LAST))))
        found = case([(inside, term)])
        assert found is not None
        return End(Whole(self.pipeline.keep(found), LAST))

    def _months(self, day: Whole, by: Whole) -> Whole:
        if day.known is not None and by.known is not None:
            return _known_months(day.known, by.known)
        if by.most > MOST_64 // 4 or by.wide:
            raise CannotSay(None, "月数可能太大")
        year, month, of_month = self._parts(self.arithmetic.term(day))
        total = self._sum(self._sum(self._times(year, 12), month), self.arithmetic.term(by))
        total = self._kept(total)
        inside = all_of((binary(exp.GTE, total, number(0)), binary(exp.LT, total, number(_MONTHS))))
        bounded = case([(inside, total)])
        assert bounded is not None
        total = self._kept(bounded)
        year = self._kept(quotient(total, 12, self.dialect))
        month = self._kept(self._minus(total, self._times(year, 12)))
        start = self._kept(self._month_start(month))
        length = self._kept(self._length(year, month, start))
        last = case([(binary(exp.LT, of_month, length), of_month)], length)
        assert last is not None
        days = self._sum(self._sum(self._year_start(year), start), self._kept(last))
        return Whole(self._kept(self._minus(days, number(_BEFORE + 1))), 40_000_000)

    def _parts(self, day: Expr) -> tuple[Expr, Expr, Expr]:
        """Years since March of the year 0, months since March, day of the month (1 is the first)."""
        since = self._kept(self._sum(day, number(_BEFORE)))
        era = self._kept(quotient(since, 146_097, self.dialect))
        doe = self._kept(self._minus(since, self._times(era, 146_097)))
        leaps = self._sum(self._minus(doe, self._part(doe, 1460)), self._part(doe, 36_524))
        yoe = self._kept(quotient(self._kept(self._minus(leaps, self._part(doe, 146_096))), 365, self.dialect))
        inside = self._sum(self._times(yoe, 365), self._minus(self._part(yoe, 4), self._part(yoe, 100)))
        doy = self._kept(self._minus(doe, inside))
        month = self._kept(quotient(self._sum(self._times(doy, 5), number(2)), 153, self.dialect))
        of_month = self._kept(self._sum(self._minus(doy, self._month_start(month)), number(1)))
        return self._kept(self._sum(yoe, self._times(era, 400))), month, of_month

    def _year_start(self, year: Expr) -> Expr:
        leaps = self._sum(self._minus(self._part(year, 4), self._part(year, 100)), self._part(year, 400))
        return self._kept(self._sum(self._times(year, 365), leaps))

    def _month_start(self, month: Expr) -> Expr:
        return quotient(self._sum(self._times(month, 153), number(2)), 5, self.dialect)

    def _length(self, year: Expr, month: Expr, start: Expr) -> Expr:
        """Days of a month; of February, the last one, by the calendar year it stands in."""
        following = self._month_start(self._sum(month, number(1)))
        next_year = self._sum(year, number(1))
        short = self._minus(self._minus(self._year_start(next_year), self._year_start(year)), number(337))
        found = case([(binary(exp.EQ, month, number(11)), self._kept(short))], self._minus(following, start))
        assert found is not None
        return found

    def _part(self, term: Expr, divisor: int) -> Expr:
        return quotient(term, divisor, self.dialect)

    def _sum(self, a: Expr, b: Expr) -> Expr:
        return binary(exp.Add, a, b)

    def _minus(self, a: Expr, b: Expr) -> Expr:
        return binary(exp.Sub, a, b)

    def _times(self, a: Expr, factor: int) -> Expr:
        return binary(exp.Mul, a, big(factor))

    def _kept(self, term: Expr) -> Expr:
        return self.pipeline.keep(term, "日")


def _known_months(day: int, months: int) -> Whole:
    date = dt.date.fromordinal(day)
    total = date.year * 12 + date.month - 1 + months
    year, month = divmod(total, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return whole(0)  # no day there is
    first = dt.date(year, month + 1, 1)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) if (year, month) != (dt.MAXYEAR, 11) else None
    length = 31 if following is None else (following - first).days
    return whole(first.toordinal() + min(date.day, length) - 1)
