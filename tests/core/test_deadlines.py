"""Deadlines set, provisional ones reckoned again, and nothing ever edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from songjieyou.core import clock, jobs
from songjieyou.core.domain import deadlines
from songjieyou.core.domain.calendar import adopt, calendar_of, propose_day, propose_years, working_days
from songjieyou.core.domain.deadlines import KINDS, declare, foresee, recompute, recompute_all, set_deadline, words
from songjieyou.core.enums import Role, TermUnit
from songjieyou.core.events.log import read
from songjieyou.core.models import CalendarVersion, Deadline, Event, Park, Person
from songjieyou.core.terms import Reckoned, Term, reckon
from songjieyou.core.workdays import WorkingDays, read_table
from tests.park import World, build

NEXT = read_table(["日期,工作日,说明", "2027-01-01,否,元旦", "2027-01-04,否,元旦", "2027-01-09,是,调休"])
LATE_2026 = datetime(2026, 12, 30, 2, tzinfo=UTC)
"""A Wednesday, 10:00 in the park."""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    declare("letter", label="来信", stages={"accept": "签收", "close": "办结"})
    with clock.stopped(LATE_2026):
        yield build()
    del KINDS["letter"]


@pytest.fixture
def admin(world: World) -> Person:
    return world.staff(Role.SYSTEM_ADMIN)


def due(
    park: Park, days: int, stage: str = "close", start: dt.date | datetime = LATE_2026, number: int = 1
) -> Deadline:
    return set_deadline(park=park, about="letter", object_id=number, stage=stage, start=start, term=Term(days))


def bring(park: Park, by: Person, table: WorkingDays = NEXT) -> CalendarVersion:
    return adopt(proposal=propose_years(park=park, table=table, source="文号", by=by), by=by)


def told(name: str) -> list[dict[str, int]]:
    return list(Event.objects.filter(name=name).order_by("pk").values_list("payload", flat=True))


def test_a_deadline_says_how_it_was_reckoned(world: World) -> None:
    row = due(world.park, 1, "accept")
    assert (row.arrived_on, row.arrived_at, row.closing_time) == (day("2026-12-30"), dt.time(10), dt.time(17, 30))
    assert (row.starts_on, row.due_on, row.provisional) == (day("2026-12-30"), day("2026-12-31"), False)
    assert (row.calendar.number, row.set_at, words(row)) == (3, LATE_2026, "来信 1 · 签收")
    assert told("deadline.set") == [{"deadline": row.pk}]
    assert reckon(calendar_of(row.calendar), row.start, row.term) == Reckoned(row.starts_on, row.due_on, False)


def test_a_day_counts_as_itself_and_days_may_be_counted_all(world: World) -> None:
    row = set_deadline(
        park=world.park,
        about="letter",
        object_id=1,
        stage="close",
        start=day("2026-09-25"),
        term=Term(10, TermUnit.CALENDAR_DAYS),
    )
    assert (row.arrived_at, row.starts_on, row.due_on) == (None, day("2026-09-25"), day("2026-10-08"))


def test_what_comes_after_the_closing_time_of_the_park_counts_from_the_next_working_day(world: World) -> None:
    row = due(world.park, 1, start=datetime(2026, 12, 29, 9, 30, 1, tzinfo=UTC))
    assert (row.starts_on, row.due_on) == (day("2026-12-30"), day("2026-12-31"))


def test_what_nobody_has_declared_is_refused(world: World) -> None:
    with pytest.raises(KeyError):
        due(world.park, 1, "paint")
    with pytest.raises(KeyError):
        set_deadline(park=world.park, about="poem", object_id=1, stage="close", start=LATE_2026, term=Term(1))
    with pytest.raises(ValueError, match="already"):
        declare("letter", label="信", stages={})
    assert not Deadline.objects.exists()


def test_the_table_of_a_year_moves_what_was_provisional(world: World, admin: Person) -> None:
    safe, moved, stays = due(world.park, 1), due(world.park, 3), due(world.park, 2)
    far = due(world.far, 3)
    assert [(row.due_on, row.provisional) for row in (safe, moved, stays)] == [
        (day("2026-12-31"), False),
        (day("2027-01-04"), True),
        (day("2027-01-01"), True),
    ]
    version = bring(world.park, admin)
    rows = recompute(park=world.park)
    assert [(row.replaces, row.due_on, row.provisional, row.calendar) for row in rows] == [
        (moved, day("2027-01-06"), False, version),
        (stays, day("2027-01-05"), False, version),
    ]
    assert list(Deadline.objects.filter(park=world.park).current().order_by("pk")) == [safe, *rows]
    assert list(Deadline.objects.moved().order_by("pk")) == rows
    assert list(Deadline.objects.provisional()) == [far]
    moves = [{"deadline": row.pk, "replaced": old.pk} for row, old in zip(rows, (moved, stays), strict=True)]
    assert told("deadline.moved") == moves
    assert [row.term for row in rows] == [Term(3), Term(2)]
    assert recompute(park=world.park) == []


def test_a_day_that_stays_is_confirmed_not_moved(world: World, admin: Person) -> None:
    row = due(world.park, 3)
    bring(world.park, admin, read_table(["日期,工作日", "2027-02-05,否"]))
    (confirmed,) = recompute(park=world.park)
    assert (confirmed.due_on, confirmed.provisional, confirmed.replaces) == (row.due_on, False, row)
    assert told("deadline.confirmed") == [{"deadline": confirmed.pk, "replaced": row.pk}]
    assert told("deadline.moved") == []
    assert not Deadline.objects.moved().exists()
    (event,) = Event.objects.filter(name="deadline.confirmed")
    assert read(event).payload() == event.payload


def test_a_table_that_comes_late_still_moves_what_was_provisional(world: World, admin: Person) -> None:
    row = due(world.park, 3)
    with clock.stopped(datetime(2027, 3, 1, tzinfo=UTC)):
        bring(world.park, admin)
        assert [new.replaces for new in recompute(park=world.park)] == [row]


def test_what_has_passed_under_a_full_calendar_stays(world: World, admin: Person) -> None:
    passed, runs = due(world.park, 1, start=day("2026-12-01")), due(world.park, 22, start=day("2026-12-01"))
    off = propose_day(park=world.park, day=day("2026-12-02"), worked=False, note="", source="文号", by=admin)
    adopt(proposal=off, by=admin)
    assert [row.replaces for row in recompute(park=world.park)] == [runs]
    assert list(Deadline.objects.filter(pk=passed.pk).current()) == [passed]


def test_what_is_foreseen_is_what_comes(world: World, admin: Person) -> None:
    for days in range(1, 8):
        due(world.park, days, number=days)
    foreseen = foresee(park=world.park, calendar=working_days(world.park).with_tables(NEXT))
    before = Deadline.objects.count()
    bring(world.park, admin)
    rows = recompute(park=world.park)
    assert [(move.deadline, move.reckoned.due_on) for move in foreseen] == [(row.replaces, row.due_on) for row in rows]
    assert [move.moves for move in foreseen] == [True] * 6
    assert (before, Deadline.objects.count()) == (7, 13)


def test_more_than_a_batch_is_reckoned_again(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 2)
    old = [due(world.park, 3, number=number) for number in range(5)]
    bring(world.park, admin)
    assert [row.replaces for row in recompute(park=world.park)] == old


def test_a_calendar_that_changes_meanwhile_is_left_to_the_next_time(world: World, admin: Person) -> None:
    due(world.park, 3)
    first = bring(world.park, admin)
    moves = foresee(park=world.park, calendar=calendar_of(first))
    off = propose_day(park=world.park, day=day("2027-01-05"), worked=False, note="", source="文号", by=admin)
    adopt(proposal=off, by=admin)
    assert deadlines._append(world.park, first, moves) == []
    assert [row.due_on for row in recompute(park=world.park)] == [day("2027-01-07")]


def test_what_another_has_replaced_meanwhile_is_not_replaced_twice(world: World, admin: Person) -> None:
    due(world.park, 3)
    version = bring(world.park, admin)
    moves = foresee(park=world.park, calendar=calendar_of(version))
    assert len(recompute(park=world.park)) == 1
    assert deadlines._append(world.park, version, moves) == []
    with pytest.raises(IntegrityError), transaction.atomic():  # the twin: the database alone would not let it pass
        Deadline.objects.bulk_create([deadlines._row(moves[0], version)])


def test_the_job_takes_every_park(world: World, admin: Person) -> None:
    row = due(world.park, 3)
    bring(world.park, admin)
    recompute_all()
    assert [(new.park, new.replaces) for new in Deadline.objects.moved()] == [(world.park, row)]
    assert CalendarVersion.objects.filter(park=world.far).count() == 3


def test_the_worker_moves_deadlines_as_soon_as_a_version_is_in_force(world: World, admin: Person) -> None:
    jobs.enter_jobs()
    jobs.run_due()
    row = due(world.park, 3)
    assert jobs.run_due() == 0
    bring(world.park, admin)
    assert jobs.run_due() == 1
    assert Deadline.objects.moved().get().replaces == row


@pytest.mark.parametrize("role", list(Role))
def test_only_the_system_administrator_lists_deadlines(role: Role, world: World) -> None:
    from songjieyou.enterprises.domain.authorisations import actor_of

    row = due(world.park, 3)
    seen = list(Deadline.objects.visible_to(actor_of(world.staff(role))))
    assert seen == ([row] if role is Role.SYSTEM_ADMIN else [])
    assert list(Deadline.objects.all().of("letter", 1, "close")) == [row]
