"""The park's calendar in the database: proposals, versions, and any of them asked again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songjieyou.core import clock, jobs, workdays
from songjieyou.core.domain.calendar import (
    RECOMPUTE,
    adopt,
    calendar_of,
    change_closing_time,
    newest,
    propose_day,
    propose_years,
    take_shipped,
    working_days,
)
from songjieyou.core.enums import Role
from songjieyou.core.models import CalendarProposal, CalendarVersion, Event, Park, Person, Schedule
from songjieyou.core.workdays import WorkingDays, read_table, shipped
from tests.park import World, build

NEXT = read_table(["日期,工作日,说明", "2027-01-01,否,元旦", "2027-01-04,否,元旦", "2027-01-09,是,调休"])
SOURCE = "国办发明电〔2026〕9号"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def admin(world: World) -> Person:
    return world.staff(Role.SYSTEM_ADMIN)


def bring(world: World, admin: Person, table: WorkingDays, source: str = SOURCE) -> CalendarVersion:
    return adopt(proposal=propose_years(park=world.park, table=table, source=source, by=admin), by=admin)


def test_a_park_starts_with_what_comes_with_the_house(world: World) -> None:
    assert newest(world.park) is None
    assert working_days(world.park) == shipped()
    version = take_shipped(park=world.park)
    assert (version.number, calendar_of(version)) == (3, shipped())
    assert take_shipped(park=world.park) == version
    sources = CalendarProposal.objects.filter(by=None).order_by("pk").values_list("years", "source")
    assert list(sources) == [
        ([2024], "国办发明电〔2023〕7号（随系统提供）"),
        ([2025], "国办发明电〔2024〕12号（随系统提供）"),
        ([2026], "国办发明电〔2025〕7号（随系统提供）"),
    ]
    assert Event.objects.filter(park=world.park, name="calendar.changed").count() == 3


def test_a_proposal_changes_nothing_until_it_is_adopted(world: World, admin: Person) -> None:
    proposal = propose_years(park=world.park, table=NEXT, source=SOURCE, by=admin)
    assert working_days(world.park) == shipped()
    version = adopt(proposal=proposal, by=admin)
    assert (version.number, version.proposal.source, version.by) == (4, SOURCE, admin)
    assert working_days(world.park) == shipped().with_tables(NEXT)
    assert adopt(proposal=proposal, by=admin) == version
    assert Event.objects.filter(name="calendar.changed", actor=admin).count() == 1


def test_every_version_can_be_asked_again(world: World, admin: Person) -> None:
    first = bring(world, admin, NEXT)
    proposal = propose_day(
        park=world.park, day=day("2027-01-05"), worked=False, note="园区放假", source="清管〔2027〕1号", by=admin
    )
    second = adopt(proposal=proposal, by=admin)
    third = bring(world, admin, read_table(["日期,工作日", "2027-02-05,否"]), "更正")
    answers = [
        [calendar_of(version).worked(day(each)) for each in ("2027-01-04", "2027-01-05", "2027-02-05")]
        for version in (first, second, third)
    ]
    assert answers == [[False, True, True], [False, False, True], [True, True, False]]
    assert calendar_of(second).notes[day("2027-01-05")] == "园区放假"
    assert len({version.digest for version in CalendarVersion.objects.all()}) == 6
    assert calendar_of(third).of_year(2026) == shipped().of_year(2026)


def test_another_park_keeps_its_own(world: World, admin: Person) -> None:
    bring(world, admin, NEXT)
    assert working_days(world.far) == shipped()


def test_the_calendar_costs_one_query(world: World, admin: Person) -> None:
    bring(world, admin, NEXT)
    working_days(world.park)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            working_days(world.park)
    assert len(queries) == 3


def test_what_changes_nothing_is_refused(world: World, admin: Person) -> None:
    bring(world, admin, NEXT)
    with pytest.raises(ValidationError, match="和现在的日历一样"):
        propose_years(park=world.park, table=NEXT, source=SOURCE, by=admin)
    with pytest.raises(ValidationError, match="2027-01-09 现在就是上班"):
        propose_day(park=world.park, day=day("2027-01-09"), worked=True, note="", source=SOURCE, by=admin)
    with pytest.raises(ValidationError, match="2028 年还没有日历"):
        propose_day(park=world.park, day=day("2028-01-03"), worked=False, note="", source=SOURCE, by=admin)
    assert CalendarProposal.objects.filter(by=admin).count() == 1


def test_a_new_release_brings_years_but_does_not_overrule_the_park(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = bring(world, admin, NEXT)
    later = shipped().with_tables(
        read_table(["日期,工作日", "2027-01-01,否", "2028-01-03,否"]),
    )
    monkeypatch.setattr(workdays, "shipped", lambda: later)
    monkeypatch.setattr(workdays, "SOURCES", workdays.SOURCES | {2028: "新文号"})
    version = take_shipped(park=world.park)
    assert (version.number, version.proposal.years) == (own.number + 1, [2028])
    assert not working_days(world.park).worked(day("2027-01-04"))
    assert not working_days(world.park).worked(day("2028-01-03"))


def test_a_version_makes_the_job_due_that_reckons_deadlines_again(world: World, admin: Person) -> None:
    jobs.enter_jobs()
    jobs.run_due()
    moment = clock.now()
    with clock.stopped(moment):
        bring(world, admin, NEXT)
    assert Schedule.objects.get(job=RECOMPUTE).due_at == moment
    assert not Schedule.objects.exclude(job=RECOMPUTE).filter(due_at__lte=moment).exists()


def test_the_closing_time_is_the_park_s_own(world: World, admin: Person) -> None:
    change_closing_time(park=world.park, closing_time=dt.time(17), by=admin)
    assert list(Park.objects.order_by("pk").values_list("closing_time", flat=True)) == [dt.time(17), dt.time(17, 30)]
    assert Event.objects.get(name="park.closing_time_changed").payload == {"minute": 1020}
