"""A ladder: what has to be told as a deadline draws near and passes. Rungs are data. Pure.

Whoever climbs remembers the rungs that were recorded. A look that was missed loses nothing: the next one records every
rung in between, each once, and notifies the highest only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from songjieyou.core.workdays import DAY, WorkingDays


class Colour(StrEnum):
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Rung:
    """`after`: 0 is the due day; -2 is two working days before it; 1 is the first working day after it."""

    name: str
    after: int
    colour: Colour

    def day(self, calendar: WorkingDays, due: dt.date) -> dt.date:
        """The day on which it is reached, at 0:00."""
        step, day = (DAY if self.after > 0 else -DAY), due
        for _ in range(abs(self.after)):
            day += step
            while not calendar.worked(day):
                day += step
        return day


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: rungs to record, and the one to notify."""

    record: tuple[Rung, ...] = ()
    notify: Rung | None = None


def ladder(*rungs: Rung) -> tuple[Rung, ...]:
    """Rungs from the lowest up. ValueError where they are not, or where two have one name."""
    if any(low.after >= high.after for low, high in pairwise(rungs)):
        raise ValueError("rungs go from the lowest up")
    if len({rung.name for rung in rungs}) < len(rungs):
        raise ValueError("two rungs have the same name")
    return rungs


def look(
    rungs: Sequence[Rung], *, calendar: WorkingDays, due: dt.date, today: dt.date, recorded: Collection[str]
) -> Look:
    """The rungs reached by `today` (or the day on which the clock was stopped) that are not recorded yet."""
    reached = tuple(rung for rung in rungs if rung.name not in recorded and rung.day(calendar, due) <= today)
    return Look(reached, reached[-1] if reached else None)


USUAL = ladder(
    Rung("near", -2, Colour.BLUE),
    Rung("due", 0, Colour.YELLOW),
    Rung("overdue", 1, Colour.RED),
    Rung("long_overdue", 5, Colour.RED),
)
"""Where nothing else is set."""
