"""Terms: from when something runs and how long, to the day on which it falls due. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from songjieyou.core.enums import TermUnit
from songjieyou.core.workdays import WorkingDays


@dataclass(frozen=True, slots=True)
class Term:
    """So many working days, or days; at least one."""

    length: int
    unit: TermUnit = TermUnit.WORKING_DAYS

    def __str__(self) -> str:
        return f"{self.length}{self.unit.label}"


@dataclass(frozen=True, slots=True)
class Start:
    """The local day on which something arrived; where the hour matters, also the hour and the park's closing time."""

    on: dt.date
    at: dt.time | None = None
    closing: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """It counts as received on `starts_on` and is due on `due_on` at 24:00. `provisional`: by a calendar that lacks one
    of the years it runs through.
    """

    starts_on: dt.date
    due_on: dt.date
    provisional: bool


def reckon(calendar: WorkingDays, start: Start, term: Term) -> Reckoned:
    """When a term falls due. ValueError for a term of less than a day."""
    starts_on = start.on
    if start.at is not None and start.closing is not None:
        starts_on = calendar.received(dt.datetime.combine(start.on, start.at), start.closing)
    count = calendar.after if term.unit is TermUnit.WORKING_DAYS else calendar.after_calendar_days
    due_on = count(starts_on, term.length).day
    return Reckoned(starts_on, due_on, not calendar.years.issuperset(range(start.on.year, due_on.year + 1)))
