"""Titles tell facts while they hold, and when they are over nothing is claimed that is not known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from songjieyou.core import clock
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.models import Event, Notice
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.titles import end_title, enter_title, usual_end, watch_titles
from songjieyou.enterprises.enums import Ending, Level, Source
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.models import Statement, Subject, Title
from tests.park import World, build

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
HIGH_TECH, AWARDED = "高新技术企业", "高新技术企业认定日期"
AWARD, LAST = date(2023, 10, 16), date(2026, 10, 15)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def firm(world: World) -> Subject:
    return world.firm.subjects.get()


@contextmanager
def on(day: date) -> Iterator[None]:
    with clock.stopped(datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)):
        yield


def enter(world: World, **more: Any) -> Title:
    told = {"kind": HIGH_TECH, "level": Level.NATIONAL, "number": "GR202343000001", "awarded_on": AWARD}
    return enter_title(enterprise=world.firm, by=world.alice, **{**told, "valid_until": LAST, **more})


def fact(world: World, name: str = HIGH_TECH) -> Any:
    """The value that counts, and its source."""
    firm = base_of(world.firm).firm
    key = (name, None)
    return (firm.values[key], firm.origin(key).source) if key in firm.values else None


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def test_a_title_tells_its_facts_as_a_certificate(world: World) -> None:
    enter(world)
    assert fact(world) == (True, "证书证照")
    assert fact(world, AWARDED) == (AWARD, "证书证照")
    assert (events("title.entered"), events("enterprise.facts_told")) == (1, 2)


@pytest.mark.parametrize(
    ("level", "facts"),
    [
        (Level.NATIONAL, {"国家级智能制造示范"}),
        (Level.PROVINCIAL, {"省级智能制造示范"}),
        (Level.MUNICIPAL, {"智能制造试点企业"}),
    ],
)
def test_each_level_has_facts_of_its_own(level: Level, facts: set[str], world: World) -> None:
    enter(world, kind="智能制造示范", level=level, valid_until=None)
    assert set(Statement.objects.values_list("name", flat=True)) == facts


WRONG = [
    ({"kind": "百强企业"}, "kind", "没有“百强企业”"),
    ({"level": Level.DISTRICT}, "level", "高新技术企业只有国家级。"),
    ({"awarded_on": date(2026, 3, 5)}, "awarded_on", "不能晚于今天"),
    ({"valid_until": None}, "valid_until", "一般 3 年，如 2026-10-15。"),
    ({"valid_until": date(2023, 10, 15)}, "valid_until", "有效期不能早于认定日期。"),
    ({"recheck_on": date(2023, 10, 15)}, "recheck_on", "不能早于认定日期"),
]


@pytest.mark.parametrize(("more", "field", "words"), WRONG)
def test_what_cannot_be_is_refused_by_field(more: dict[str, Any], field: str, words: str, world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        enter(world, **more)
    assert words in "".join(refused.value.message_dict[field])
    assert not Title.objects.exists()
    assert not Statement.objects.exists()


def test_the_same_is_entered_once(world: World) -> None:
    enter(world)
    with pytest.raises(ValidationError, match="已经登记过"):
        enter(world)


def test_one_that_is_over_already_claims_nothing_but_its_day(world: World) -> None:
    enter(world, awarded_on=date(2020, 9, 11), valid_until=date(2023, 9, 10))
    assert fact(world) is None
    assert fact(world, AWARDED) == (date(2020, 9, 11), "证书证照")
    watch_titles()
    assert events("title.expired") == 0, "everybody knew when it was entered"


def test_the_day_after_its_end_the_firm_is_asked_again(world: World, firm: Subject) -> None:
    tell(subject=firm, tellings=[Telling(HIGH_TECH, "是")], source=Source.FIRM, by=world.alice)
    enter(world)
    with on(LAST):
        watch_titles()
        assert fact(world) == (True, "证书证照")
    with on(LAST + timedelta(days=1)):
        watch_titles()
        assert fact(world) is None, "neither the certificate nor what the firm said while it held"
        assert fact(world, AWARDED) == (AWARD, "证书证照"), "which stays true"
        tell(subject=firm, tellings=[Telling(HIGH_TECH, "是")], source=Source.FIRM, by=world.alice)
        assert fact(world) == (True, "企业填报"), "what is said afterwards counts"


def test_what_was_said_after_the_end_stays_when_the_job_comes_late(world: World, firm: Subject) -> None:
    enter(world)
    with on(LAST + timedelta(days=5)):
        tell(subject=firm, tellings=[Telling(HIGH_TECH, "是")], source=Source.FIRM, by=world.alice)
        watch_titles()
        assert fact(world) == (True, "企业填报")
        assert Statement.objects.filter(value__isnull=True).get().on == LAST + timedelta(days=1)


def test_it_is_told_once_however_often_the_job_runs_or_is_missed(world: World) -> None:
    enter(world)
    for late in (40, 40, 41, 300):
        with on(LAST + timedelta(days=late)):
            watch_titles()
            while deliver_due():
                pass
    assert events("title.expired") == 1
    assert events("title.ends_soon") == 0, "it is too late for a warning"
    told = Notice.objects.filter(kind="title_expired")
    assert set(told.values_list("person__username", flat=True)) == {"alice", "bob"}


@pytest.mark.parametrize(("days", "told"), [(91, 0), (90, 1), (1, 1)])
def test_the_firm_is_warned_once_ninety_days_before(days: int, told: int, world: World) -> None:
    enter(world)
    with on(LAST - timedelta(days=days)):
        watch_titles()
        watch_titles()
    assert events("title.ends_soon") == told


def test_a_recheck_that_comes_first_is_what_is_warned_of(world: World) -> None:
    title = enter(world, kind="专精特新中小企业", level=Level.PROVINCIAL, recheck_on=date(2026, 5, 1))
    assert title.due_on == date(2026, 5, 1)
    watch_titles()
    assert events("title.ends_soon") == 1


def test_a_renewed_title_keeps_the_fact_and_frightens_nobody(world: World) -> None:
    enter(world)
    with on(date(2026, 9, 1)):
        enter(world, awarded_on=date(2026, 8, 20), valid_until=date(2029, 8, 19), number="GR202643000001")
        watch_titles()
    with on(LAST + timedelta(days=1)):
        watch_titles()
        while deliver_due():
            pass
        assert fact(world) == (True, "证书证照")
        assert fact(world, AWARDED) == (date(2026, 8, 20), "证书证照")
    assert events("title.expired") == 1
    assert not Notice.objects.filter(kind__startswith="title").exists()


def test_one_entered_on_the_day_of_the_expiry_counts(world: World) -> None:
    enter(world)
    with on(LAST + timedelta(days=1)):
        watch_titles()
        enter(world, awarded_on=date(2026, 10, 10), valid_until=date(2029, 10, 9))
        assert fact(world) == (True, "证书证照")


def test_one_that_is_withdrawn_makes_the_fact_false(world: World) -> None:
    title = enter(world)
    end_title(title=title, ending=Ending.WITHDRAWN, by=world.alice)
    end_title(title=title, ending=Ending.MISTAKE, by=world.alice)
    assert fact(world) == (False, "证书证照")
    assert events("title.ended") == 1
    title.refresh_from_db()
    assert title.ending == Ending.WITHDRAWN
    enter(world)
    assert fact(world) == (True, "证书证照")


def test_a_mistake_is_taken_back_and_the_next_source_counts(world: World, firm: Subject) -> None:
    tell(subject=firm, tellings=[Telling(HIGH_TECH, "否")], source=Source.FIRM, by=world.alice)
    title = enter(world)
    assert fact(world) == (True, "证书证照")
    end_title(title=title, ending=Ending.MISTAKE, by=world.alice)
    assert fact(world) == (False, "企业填报")
    assert fact(world, AWARDED) is None


@pytest.mark.parametrize("ending", Ending)
def test_another_level_that_holds_keeps_the_fact_true(ending: Ending, world: World) -> None:
    higher = enter(world, kind="绿色工厂", level=Level.NATIONAL, valid_until=None)
    enter(world, kind="绿色工厂", level=Level.PROVINCIAL, valid_until=None)
    end_title(title=higher, ending=ending, by=None)
    assert fact(world, "绿色工厂") == (True, "证书证照")


def test_the_usual_end_is_the_day_before_the_anniversary() -> None:
    assert usual_end(HIGH_TECH, AWARD) == LAST
    assert usual_end(HIGH_TECH, date(2024, 2, 29)) == date(2027, 2, 27)
    assert usual_end("绿色工厂", AWARD) is None
