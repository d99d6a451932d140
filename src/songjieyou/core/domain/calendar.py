"""The park's calendar. A change is proposed, shown with what it would move, and then adopted as a new version."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock, workdays
from songjieyou.core.events.catalogue import CalendarChanged, CalendarProposed, ClosingTimeChanged, Number
from songjieyou.core.events.log import record
from songjieyou.core.models import CalendarProposal, CalendarVersion, Park, Person, Schedule
from songjieyou.core.workdays import WorkingDays

NO_DAYS = WorkingDays({}, frozenset())
RECOMPUTE = "recompute_deadlines"
"""The job that reckons deadlines again: due at once when a version comes into force."""


def newest(park: Park) -> CalendarVersion | None:
    """The version in force; None where the park has only what comes with the house."""
    return CalendarVersion.objects.filter(park=park).order_by("-number").first()


def working_days(park: Park) -> WorkingDays:
    """The park's calendar of today. One query; the tables are read once a version and process."""
    version = newest(park)
    return calendar_of(version) if version else workdays.shipped()


def calendar_of(version: CalendarVersion) -> WorkingDays:
    """The park's calendar under a version, now or then."""
    return _together(version.digest, version.park_id, version.number)


def lock(park: Park) -> None:
    """Until the transaction ends nobody else sets a deadline or a version in this park. Foreign keys to the park do not
    wait for it.
    """
    Park.objects.select_for_update(no_key=True).get(pk=park.pk)


@transaction.atomic
def take_shipped(*, park: Park) -> CalendarVersion:
    """Write the years that come with the house, and that the park does not know, as versions; return the newest.

    Event: calendar.changed, for each.
    """
    version = newest(park)
    if version and workdays.shipped().years <= calendar_of(version).years:
        return version
    lock(park)
    version = newest(park)
    known = calendar_of(version).years if version else frozenset()
    for year in sorted(workdays.shipped().years - known):
        table, source = workdays.shipped().of_year(year), f"{workdays.SOURCES[year]}（随系统提供）"
        version = _append(_proposal(park, table, source, None), version, None)
    if version is None:
        message = "no year comes with the house"
        raise RuntimeError(message)
    return version


@transaction.atomic
def propose_years(*, park: Park, table: WorkingDays, source: str, by: Person) -> CalendarProposal:
    """Write down the tables of whole years, to be adopted. ValidationError where they change nothing.

    Event: calendar.proposed.
    """
    now = working_days(park)
    if table.years <= now.years and now.with_tables(table) == now:
        raise ValidationError("表里的内容和现在的日历一样，没有要改的。")
    proposal = _proposal(park, table, source, by)
    record(CalendarProposed(proposal=proposal.pk), park=park, by=by)
    return proposal


@transaction.atomic
def propose_day(*, park: Park, day: dt.date, worked: bool, note: str, source: str, by: Person) -> CalendarProposal:
    """Write down the table of a year with one day changed, to be adopted. ValidationError where the year has no table
    or the day is so already. Event: calendar.proposed.
    """
    now = working_days(park)
    if day.year not in now.years:
        raise ValidationError(f"{day.year} 年还没有日历，请先导入这一年的表。")
    if now.worked(day) == worked:
        raise ValidationError(f"{day} 现在就是{'上班' if worked else '放假'}，没有要改的。")
    table = now.with_day(day, worked=worked, note=note).of_year(day.year)
    proposal = _proposal(park, table, source, by)
    record(CalendarProposed(proposal=proposal.pk), park=park, by=by)
    return proposal


@transaction.atomic
def adopt(*, proposal: CalendarProposal, by: Person) -> CalendarVersion:
    """Put a proposal in force, once: a second time returns the version that it became. The worker then reckons the
    deadlines again. Event: calendar.changed.
    """
    lock(proposal.park)
    version = CalendarVersion.objects.filter(proposal=proposal).first()
    return version or _append(proposal, take_shipped(park=proposal.park), by)


@transaction.atomic
def change_closing_time(*, park: Park, closing_time: dt.time, by: Person) -> None:
    """From now on what arrives later counts as received the next working day. Deadlines that run keep theirs.

    Event: park.closing_time_changed.
    """
    Park.objects.filter(pk=park.pk).update(closing_time=closing_time)
    record(ClosingTimeChanged(minute=Number(closing_time.hour * 60 + closing_time.minute)), park=park, by=by)


def _proposal(park: Park, table: WorkingDays, source: str, by: Person | None) -> CalendarProposal:
    days = [(str(day), worked, table.notes.get(day, "")) for day, worked in sorted(table.differing.items())]
    return CalendarProposal.objects.create(
        park=park, years=sorted(table.years), days=days, source=source, by=by, at=clock.now()
    )


def _append(proposal: CalendarProposal, last: CalendarVersion | None, by: Person | None) -> CalendarVersion:
    text = json.dumps([last.digest if last else "", proposal.years, proposal.days], ensure_ascii=False)
    version = CalendarVersion.objects.create(
        park=proposal.park,
        number=last.number + 1 if last else 1,
        proposal=proposal,
        by=by,
        at=clock.now(),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    record(CalendarChanged(version=version.pk), park=proposal.park, by=by)
    Schedule.objects.filter(job=RECOMPUTE).update(due_at=clock.now())
    return version


@lru_cache(maxsize=256)
def _together(digest: str, park: int, number: int) -> WorkingDays:
    """The tables of the versions up to a number; `digest` makes the key stand for what they say."""
    proposals = CalendarProposal.objects.filter(version__park=park, version__number__lte=number)
    calendar = NO_DAYS
    for proposal in proposals.order_by("version__number"):
        calendar = calendar.with_tables(proposal.table())
    return calendar
