"""Working days: which days the park works, and what falls due when.

The table says of each year it knows which days differ from Monday to Friday: holidays, and weekends that are worked
instead (调休). What depends on a year without a table is provisional: it is computed as if that year had no holidays,
and has to be computed again when the table arrives.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.units import read_date, read_yes_no

SHIPPED: Final = Path(__file__).parent / "data" / "workdays.csv"
SOURCES: Final = {2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}
"""Of the shipped years."""
COLUMNS: Final = ("日期", "工作日", "说明")
DAY: Final = dt.timedelta(days=1)
SATURDAY: Final = 5
YEARS: Final = range(2000, 2100)
LATE_DECEMBER: Final = (12, 25)


class TableError(ValueError):
    """A table that cannot be used; `faults` says why, line by line."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Due:
    """The last day, until 24:00. `provisional`: a year without a table was in it."""

    day: dt.date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`differing` are the days that a table names (True: worked), `notes` what it says of them; `years` those that have
    a table. A table may name days of a year that is not its own: the notice of a new year may move days of December.
    """

    differing: Mapping[dt.date, bool]
    years: frozenset[int]
    notes: Mapping[dt.date, str] = field(default_factory=dict)

    def worked(self, day: dt.date) -> bool:
        return self.differing.get(day, usually_worked(day))

    def next(self, day: dt.date) -> dt.date:
        """The first working day after a day."""
        return next(one for one in _after(day) if self.worked(one))

    def received(self, moment: dt.datetime, closing: dt.time) -> dt.date:
        """The day on which something counts as received: what comes after closing time, or on a day of rest, counts as
        received on the next working day. `moment` is local time.
        """
        day = moment.date()
        return day if self.worked(day) and moment.time() <= closing else self.next(day)

    def after(self, start: dt.date, days: int) -> Due:
        """The last of so many working days; the first of them is the next working day after the start."""
        if days < 1:
            raise ValueError(f"a term of {days} days")
        last = start
        for _ in range(days):
            last = self.next(last)
        return self._due(start, last)

    def after_calendar_days(self, start: dt.date, days: int) -> Due:
        """The last of so many days, all counted; moved on to the next working day where it is a day of rest."""
        if days < 1:
            raise ValueError(f"a term of {days} days")
        last = start + days * DAY
        return self._due(start, last if self.worked(last) else self.next(last))

    def count(self, start: dt.date, end: dt.date) -> int:
        """The working days after `start`, up to and with `end`."""
        days = (start + number * DAY for number in range(1, (end - start).days + 1))
        return sum(map(self.worked, days))

    def with_tables(self, other: WorkingDays) -> WorkingDays:
        """With the years of another, which take the place of those known, and its days of other years."""
        kept = {day: worked for day, worked in self.differing.items() if day.year not in other.years}
        notes = {day: self.notes[day] for day in kept if day in self.notes and day not in other.differing}
        return WorkingDays(kept | dict(other.differing), self.years | other.years, notes | dict(other.notes))

    def of_year(self, year: int) -> WorkingDays:
        """The table of one known year alone."""
        differing = {day: worked for day, worked in self.differing.items() if day.year == year}
        notes = {day: note for day, note in self.notes.items() if day.year == year}
        return WorkingDays(differing, frozenset({year}) & self.years, notes)

    def with_day(self, day: dt.date, *, worked: bool, note: str) -> WorkingDays:
        """With one day changed."""
        differing = {**self.differing, day: worked}
        notes = {**self.notes, day: note}
        if worked == usually_worked(day):
            del differing[day], notes[day]
        return replace(self, differing=differing, notes=notes)

    def _due(self, start: dt.date, last: dt.date) -> Due:
        return Due(last, not self.years.issuperset(range(start.year, last.year + 1)))


def _after(day: dt.date) -> Iterator[dt.date]:
    while True:
        day += DAY
        yield day


def usually_worked(day: dt.date) -> bool:
    """By its weekday."""
    return day.weekday() < SATURDAY


class Change(NamedTuple):
    """A day that is worked from now on, or no longer."""

    day: dt.date
    worked: bool
    note: str


def changes(before: WorkingDays, after: WorkingDays) -> list[Change]:
    """The days on which two calendars differ, in order; days of a year without a table count by their weekday."""
    days = sorted({*before.differing, *after.differing})
    changed = (day for day in days if before.worked(day) != after.worked(day))
    return [Change(day, after.worked(day), after.notes.get(day, "") or before.notes.get(day, "")) for day in changed]


# Tables as people keep them ------------------------------------------------------------------------------------------


def read_table(lines: Iterable[str]) -> WorkingDays:
    """A table as CSV; see `read_rows`. Raises TableError."""
    try:
        return read_rows(list(csv.reader(lines)))
    except csv.Error:
        raise TableError("文件不是 CSV 表，请用表格软件另存为“CSV UTF-8”或 xlsx") from None


def read_rows(rows: Sequence[Sequence[str]]) -> WorkingDays:
    """A table whose first row names the columns 日期, 工作日 (是 or 否) and, where it has one, 说明. Its years are
    those of its dates, except one of which it names late December only, together with the year that follows.

    Raises TableError with a fault for each wrong line.
    """
    places = _places(rows[0] if rows else ())
    differing: dict[dt.date, bool] = {}
    notes: dict[dt.date, str] = {}
    faults = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        day, worked, note = (_cell(row, place) for place in places)
        try:
            _enter(differing, _day(day), _worked(worked))
        except FaultError as fault:
            faults.append(f"第 {number} 行：{fault.message}")
            continue
        if note:
            notes[_day(day)] = note
    if faults:
        raise TableError(*faults)
    if not differing:
        raise TableError("表里没有日期，应有 日期、工作日 两列")
    return WorkingDays(differing, _years(differing), notes)


def written(table: WorkingDays) -> list[tuple[str, str, str]]:
    """The rows of a table, with their header: what `read_rows` reads."""
    days = sorted(table.differing)
    rows = [(str(day), "是" if table.differing[day] else "否", table.notes.get(day, "")) for day in days]
    return [COLUMNS, *rows]


def _places(header: Sequence[str]) -> tuple[int, int, int]:
    names = [name.strip() for name in header]
    missing = [name for name in COLUMNS[:2] if name not in names]
    if missing:
        raise TableError(f"第 1 行：没有“{'”“'.join(missing)}”列，表头应是 日期、工作日、说明")
    day, worked = (names.index(name) for name in COLUMNS[:2])
    return day, worked, names.index(COLUMNS[2]) if COLUMNS[2] in names else len(names)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _day(text: str) -> dt.date:
    day = read_date(text)
    if day.year not in YEARS:
        raise FaultError(f"读到“{shown(text)}”，年份要在 {YEARS[0]} 至 {YEARS[-1]} 之间")
    return day


def _worked(text: str) -> bool:
    try:
        return read_yes_no(text)
    except FaultError:
        raise FaultError(f"读到“{shown(text)}”，应写 是（上班）或 否（放假）") from None


def _enter(differing: dict[dt.date, bool], day: dt.date, worked: bool) -> None:
    if day in differing:
        raise FaultError(f"{day} 写了两次")
    differing[day] = worked


def _years(days: Iterable[dt.date]) -> frozenset[int]:
    early = {day.year for day in days if (day.month, day.day) < LATE_DECEMBER}
    late = {day.year for day in days} - early
    return frozenset(early | {year for year in late if year + 1 not in early})


@cache
def shipped() -> WorkingDays:
    """What the house knows from the start."""
    with SHIPPED.open(encoding="utf-8") as file:
        return read_table(file)
