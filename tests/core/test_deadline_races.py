"""A calendar that arrives while deadlines are being set, on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from songjieyou.core import clock, terms
from songjieyou.core.domain import calendar, deadlines
from songjieyou.core.domain.calendar import adopt, propose_years, take_shipped
from songjieyou.core.domain.deadlines import KINDS, declare, recompute, set_deadline
from songjieyou.core.models import CalendarVersion, Deadline, Park, Person
from songjieyou.core.terms import Term
from songjieyou.core.workdays import read_table
from tests.core.test_races import at_once, end_of_session, park  # noqa: F401  fixtures

NEXT = read_table(["日期,工作日", "2027-01-01,否", "2027-01-04,否"])
LATE_2026 = datetime(2026, 12, 30, 2, tzinfo=UTC)


@pytest.fixture
def letters() -> Iterator[None]:
    declare("letter", label="来信", stages={"close": "办结"})
    yield
    del KINDS["letter"]


def due(park: Park) -> None:  # noqa: F811
    with clock.stopped(LATE_2026):
        set_deadline(park=park, about="letter", object_id=1, stage="close", start=LATE_2026, term=Term(3))


def left_behind(park: Park) -> int:  # noqa: F811
    """Deadlines that a recomputation after the new version did not see: one is set in the middle of its adoption."""
    person = Person.objects.create(park=park, username="alice", name="爱丽丝")
    take_shipped(park=park)
    proposal = propose_years(park=park, table=NEXT, source="文号", by=person)
    reckoning, adopted = threading.Event(), threading.Event()
    original = terms.reckon

    def slowly(*args: object) -> object:
        reckoning.set()
        adopted.wait(1)
        return original(*args)  # type: ignore[arg-type]

    def one_of_two() -> None:
        if order.pop():
            due(park)
        else:
            reckoning.wait(10)
            adopt(proposal=proposal, by=person)
            recompute(park=park)
            adopted.set()

    order = [True, False]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadlines, "reckon", slowly)
        with clock.stopped(LATE_2026):
            at_once(2, one_of_two)
    return Deadline.objects.provisional().count()


def test_no_deadline_is_left_behind_by_a_version(park: Park, letters: None) -> None:  # noqa: F811
    assert left_behind(park) == 0


def test_without_the_lock_one_is_left_behind(
    park: Park,  # noqa: F811
    letters: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deadlines, "lock", lambda park: None)
    monkeypatch.setattr(calendar, "lock", lambda park: None)
    assert left_behind(park) == 1


def test_a_proposal_adopted_by_several_at_once_is_one_version(park: Park) -> None:  # noqa: F811
    person = Person.objects.create(park=park, username="alice", name="爱丽丝")
    proposal = propose_years(park=park, table=NEXT, source="文号", by=person)

    def work() -> None:
        adopt(proposal=proposal, by=person)

    at_once(3, work)
    assert list(CalendarVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
