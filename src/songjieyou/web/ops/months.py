"""A calendar as it is hung on the wall: months of weeks, and the days that a table names, run by run. Pure."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar
from collections.abc import Iterable
from typing import NamedTuple

from songjieyou.core.workdays import DAY, WorkingDays, usually_worked


class Cell(NamedTuple):
    """A day; `mark` says 休 or 班 where a reader must not guess, `moved` that it is not as its weekday says."""

    day: dt.date
    mark: str
    moved: bool
    note: str


class Month(NamedTuple):
    """None stands where a week begins or ends in another month."""

    number: int
    weeks: list[list[Cell | None]]
    worked: int


class Run(NamedTuple):
    """Days after each other of which a table says the same."""

    first: dt.date
    last: dt.date
    worked: bool
    note: str

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


def months(calendar: WorkingDays, year: int) -> list[Month]:
    """The twelve months of a year, weeks from Monday."""
    return [_month(calendar, year, number) for number in range(1, 13)]


def worked_days(calendar: WorkingDays, year: int) -> int:
    """How many days of a year are worked."""
    return calendar.count(dt.date(year, 1, 1) - DAY, dt.date(year, 12, 31))


def runs(days: Iterable[tuple[dt.date, bool, str]]) -> list[Run]:
    """Days in order, joined where they follow each other and are alike."""
    found: list[Run] = []
    for day, worked, note in days:
        last = found[-1] if found else None
        if last and last.last + DAY == day and (last.worked, last.note) == (worked, note):
            found[-1] = last._replace(last=day)
        else:
            found.append(Run(day, day, worked, note))
    return found


def named(table: WorkingDays) -> list[Run]:
    """The days that a table names."""
    return runs((day, worked, table.notes.get(day, "")) for day, worked in sorted(table.differing.items()))


def _month(calendar: WorkingDays, year: int, number: int) -> Month:
    weeks = [
        [_cell(calendar, day) if day.month == number else None for day in week]
        for week in Calendar().monthdatescalendar(year, number)
    ]
    worked = sum(calendar.worked(cell.day) for week in weeks for cell in week if cell)
    return Month(number, weeks, worked)


def _cell(calendar: WorkingDays, day: dt.date) -> Cell:
    worked, usual = calendar.worked(day), usually_worked(day)
    mark = "" if worked and usual else "班" if worked else "休"
    return Cell(day, mark, worked != usual, calendar.notes.get(day, ""))
