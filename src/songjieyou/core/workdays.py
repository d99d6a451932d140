"""Working days: which days the park works, and what falls due when.

The table says of each year it knows which days differ from Monday to Friday: holidays, and weekends that are worked
instead (调休). What depends on a year without a table is provisional: it is computed as if that year had no holidays,
and has to be computed again when the table arrives.

Sources of `data/workdays.csv`: 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

SHIPPED: Final = Path(__file__).parent / "data" / "workdays.csv"
DAY: Final = dt.timedelta(days=1)
SATURDAY: Final = 5


class TableError(ValueError):
    """A line of a table that cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, until 24:00. `provisional`: a year without a table was in it."""

    day: dt.date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`differing` are the days that are not as their weekday says (True: worked); `years` those that have a table."""

    differing: Mapping[dt.date, bool]
    years: frozenset[int]

    def worked(self, day: dt.date) -> bool:
        return self.differing.get(day, day.weekday() < SATURDAY)

    def next(self, day: dt.date) -> dt.date:
        """The first working day after a day."""
        return next(one for one in _after(day) if self.worked(one))

    def received(self, moment: dt.datetime, closing: dt.time) -> dt.date:
        """The day on which something counts as received: what comes after closing time, or on a day of rest, counts as
        received on the next working day. `moment` is local time.
        """
        day = moment.date()
        return day if self.worked(day) and moment.time() <= closing else self.next(day)

    def after(self, start: dt.date, days: int) -> Deadline:
        """The last of so many working days; the first of them is the next working day after the start."""
        if days < 1:
            raise ValueError(f"a term of {days} days")
        last = start
        for _ in range(days):
            last = self.next(last)
        return self._deadline(start, last)

    def after_calendar_days(self, start: dt.date, days: int) -> Deadline:
        """The last of so many days, all counted; moved on to the next working day where it is a day of rest."""
        if days < 1:
            raise ValueError(f"a term of {days} days")
        last = start + days * DAY
        return self._deadline(start, last if self.worked(last) else self.next(last))

    def count(self, start: dt.date, end: dt.date) -> int:
        """The working days after `start`, up to and with `end`."""
        days = (start + number * DAY for number in range(1, (end - start).days + 1))
        return sum(map(self.worked, days))

    def with_tables(self, other: WorkingDays) -> WorkingDays:
        """With the years of another, which take the place of those known."""
        kept = {day: worked for day, worked in self.differing.items() if day.year not in other.years}
        return WorkingDays(kept | dict(other.differing), self.years | other.years)

    def _deadline(self, start: dt.date, last: dt.date) -> Deadline:
        return Deadline(last, not self.years.issuperset(range(start.year, last.year + 1)))


def _after(day: dt.date) -> Iterator[dt.date]:
    while True:
        day += DAY
        yield day


def read_table(lines: Iterable[str]) -> WorkingDays:
    """A table as CSV with the columns 日期, 工作日 (是 or 否) and, not read, 说明. Its years are those of its dates.

    Raises TableError.
    """
    differing: dict[dt.date, bool] = {}
    for number, row in enumerate(csv.DictReader(lines), 2):
        day, worked = _row(number, row)
        if day in differing:
            raise TableError(f"第 {number} 行：{day} 写了两次")
        differing[day] = worked
    if not differing:
        raise TableError("表里没有日期，应有 日期、工作日 两列")
    return WorkingDays(differing, frozenset(day.year for day in differing))


def _row(number: int, row: Mapping[str, str | None]) -> tuple[dt.date, bool]:
    written, word = (row.get("日期") or "").strip(), (row.get("工作日") or "").strip()
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        raise TableError(f"第 {number} 行：读到“{written}”，应是日期，如 2026-01-04") from None
    if word not in ("是", "否"):
        raise TableError(f"第 {number} 行：读到“{word}”，应写 是（上班）或 否（放假）")
    return day, word == "是"


@cache
def shipped() -> WorkingDays:
    """What the house knows from the start."""
    with SHIPPED.open(encoding="utf-8") as file:
        return read_table(file)
