"""Deadlines: set by what happens, reckoned again when the calendar changes. A new reckoning is a new row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from songjieyou.core import clock
from songjieyou.core.domain.calendar import calendar_of, lock, newest, take_shipped
from songjieyou.core.events.catalogue import DeadlineConfirmed, DeadlineMoved, DeadlineSet, Happening
from songjieyou.core.events.log import record
from songjieyou.core.models import CalendarVersion, Deadline, Park
from songjieyou.core.models.deadline import DeadlineQuerySet
from songjieyou.core.terms import Reckoned, Start, Term, reckon
from songjieyou.core.workdays import WorkingDays

BATCH = 200
"""Rows that are reckoned again in one transaction, which must stay well under a second."""


class Kind(NamedTuple):
    """The words for one kind of object that has deadlines, and for the stages they are of."""

    label: str
    stages: Mapping[str, str]


KINDS: dict[str, Kind] = {}


class Move(NamedTuple):
    """A deadline in force and what another calendar makes of it."""

    deadline: Deadline
    reckoned: Reckoned

    @property
    def moves(self) -> bool:
        """False where only the provisional one becomes sure, or the other way round."""
        return self.deadline.due_on != self.reckoned.due_on


def declare(about: str, *, label: str, stages: Mapping[str, str]) -> None:
    """Make a kind of object known, with the words for it. ValueError for a name that is taken."""
    if about in KINDS:
        raise ValueError(f"there are deadlines about {about} already")
    KINDS[about] = Kind(label, stages)


def words(deadline: Deadline) -> str:
    """What a deadline is of: `诉求 12 · 签收`."""
    kind = KINDS.get(deadline.about, Kind(deadline.about, {}))
    return f"{kind.label} {deadline.object_id} · {kind.stages.get(deadline.stage, deadline.stage)}"


def waits_for(deadline: Deadline) -> list[int]:
    """The years whose tables a provisional deadline lacked when it was reckoned."""
    known = calendar_of(deadline.calendar).years
    return [year for year in range(deadline.arrived_on.year, deadline.due_on.year + 1) if year not in known]


@transaction.atomic
def set_deadline(
    *, park: Park, about: str, object_id: int, stage: str, start: dt.date | dt.datetime, term: Term
) -> Deadline:
    """Reckon when a term falls due by today's calendar, and write it down. A moment counts as received at the park's
    closing time at the latest; a day counts as itself. KeyError for what is not declared. Event: deadline.set.
    """
    KINDS[about].stages[stage]
    lock(park)
    version = take_shipped(park=park)
    arrival = _start(park, start)
    deadline = Deadline.objects.create(
        park=park,
        about=about,
        object_id=object_id,
        stage=stage,
        arrived_on=arrival.on,
        arrived_at=arrival.at,
        closing_time=arrival.closing,
        length=term.length,
        unit=term.unit,
        calendar=version,
        set_at=clock.now(),
        **_columns(reckon(calendar_of(version), arrival, term)),
    )
    record(DeadlineSet(deadline=deadline.pk), park=park, by=None)
    return deadline


def foresee(*, park: Park, calendar: WorkingDays) -> list[Move]:
    """What a calendar would make of the deadlines in force; writes nothing."""
    return [move for batch in _batches(_open(park)) for move in _moves(batch, calendar)]


def recompute(*, park: Park) -> list[Deadline]:
    """Reckon again by today's calendar, in short transactions: provisional deadlines and those that still run.

    What comes out otherwise is appended; returns those rows, each with the one it `replaces`. Does nothing a second
    time. Events: deadline.moved, or deadline.confirmed where the day stays and only its certainty changes.
    """
    version = newest(park)
    if version is None:
        return []
    calendar, appended = calendar_of(version), list[Deadline]()
    for batch in _batches(_open(park).exclude(calendar=version)):
        if moves := _moves(batch, calendar):
            appended += _append(park, version, moves)
    return appended


def recompute_all() -> None:
    """The hourly job: take the years that came with a new release, and finish what was left of a recomputation."""
    for park in Park.objects.all():
        take_shipped(park=park)
        recompute(park=park)


@transaction.atomic
def _append(park: Park, version: CalendarVersion, moves: Sequence[Move]) -> list[Deadline]:
    """Write the rows whose deadline is still in force; none where the calendar has changed once more meanwhile."""
    lock(park)
    if newest(park) != version:
        return []
    pks = [move.deadline.pk for move in moves]
    still = set(Deadline.objects.filter(pk__in=pks).current().values_list("pk", flat=True))
    rows = [_row(move, version) for move in moves if move.deadline.pk in still]
    for row in Deadline.objects.bulk_create(rows):
        record(_happening(row), park=park, by=None)
    return rows


def _row(move: Move, version: CalendarVersion) -> Deadline:
    old = move.deadline
    kept = ("park_id", "about", "object_id", "stage", "arrived_on", "arrived_at", "closing_time", "length", "unit")
    values = {name: getattr(old, name) for name in kept} | _columns(move.reckoned)
    return Deadline(**values, calendar=version, replaces=old, set_at=clock.now())


def _happening(row: Deadline) -> Happening:
    old = row.replaces
    if old is None:
        raise ValueError("a deadline that replaces none has not been reckoned again")
    kind = DeadlineConfirmed if row.due_on == old.due_on else DeadlineMoved
    return kind(deadline=row.pk, replaced=old.pk)


def _columns(reckoned: Reckoned) -> dict[str, dt.date | bool]:
    return {"starts_on": reckoned.starts_on, "due_on": reckoned.due_on, "provisional": reckoned.provisional}


def _start(park: Park, start: dt.date | dt.datetime) -> Start:
    if not isinstance(start, dt.datetime):
        return Start(start)
    local = timezone.localtime(start)
    closing = Park.objects.values_list("closing_time", flat=True).get(pk=park.pk)
    return Start(local.date(), local.time(), closing)


def _open(park: Park) -> DeadlineQuerySet:
    """In force, and provisional or still running. What has passed under a full calendar stays as it was."""
    return Deadline.objects.filter(Q(provisional=True) | Q(due_on__gte=clock.today()), park=park).current()


def _batches(rows: DeadlineQuerySet) -> Iterator[list[Deadline]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _moves(batch: Sequence[Deadline], calendar: WorkingDays) -> list[Move]:
    """What comes out otherwise under a calendar."""
    found = (Move(row, reckon(calendar, row.start, row.term)) for row in batch)
    return [
        move
        for move in found
        if (move.deadline.due_on, move.deadline.provisional) != (move.reckoned.due_on, move.reckoned.provisional)
    ]
