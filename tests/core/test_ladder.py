"""A ladder climbed day by day, and one climbed after the job was missed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.ladder import USUAL, Colour, Look, Rung, ladder, look
from songjieyou.core.workdays import DAY, shipped

DUE = dt.date(2025, 10, 10)
"""A Friday after the holiday; Saturday the 11th is worked."""


def looked(today: dt.date, recorded: set[str], rungs: tuple[Rung, ...] = USUAL, due: dt.date = DUE) -> Look:
    return look(rungs, calendar=shipped(), due=due, today=today, recorded=recorded)


def names(found: Look) -> list[str]:
    return [rung.name for rung in found.record]


def test_the_usual_rungs_of_a_deadline_after_a_holiday() -> None:
    days = {rung.name: rung.day(shipped(), DUE) for rung in USUAL}
    assert days == {
        "near": dt.date(2025, 9, 30),
        "due": DUE,
        "overdue": dt.date(2025, 10, 11),
        "long_overdue": dt.date(2025, 10, 16),
    }
    assert [rung.colour for rung in USUAL] == [Colour.BLUE, Colour.YELLOW, Colour.RED, Colour.RED]


def test_nothing_is_told_before_it_is_near() -> None:
    assert looked(dt.date(2025, 9, 29), set()) == Look()


def test_a_missed_job_records_every_rung_and_notifies_the_highest() -> None:
    found = looked(dt.date(2025, 10, 14), {"near"})
    assert names(found) == ["due", "overdue"]
    assert found.notify == USUAL[2]
    assert looked(dt.date(2025, 10, 14), {"near", "due", "overdue"}) == Look()


@pytest.mark.parametrize(
    ("rungs", "said"),
    [
        ([Rung("a", 0, Colour.RED), Rung("b", 0, Colour.RED)], "from the lowest up"),
        ([Rung("a", 1, Colour.RED), Rung("b", -1, Colour.BLUE)], "from the lowest up"),
        ([Rung("a", 0, Colour.RED), Rung("a", 1, Colour.RED)], "the same name"),
    ],
)
def test_rungs_that_are_no_ladder_are_refused(rungs: list[Rung], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ladder(*rungs)


LADDERS = st.lists(st.integers(-15, 15), unique=True, max_size=6).map(
    lambda steps: ladder(*(Rung(f"at {step}", step, Colour.BLUE) for step in sorted(steps)))
)
DUE_DAYS = st.dates(dt.date(2024, 3, 1), dt.date(2026, 11, 1))


@given(LADDERS, DUE_DAYS, st.sets(st.integers(-40, 40)))
def test_whatever_days_the_job_ran_each_rung_is_recorded_once(
    rungs: tuple[Rung, ...], due: dt.date, ran: set[int]
) -> None:
    recorded: list[str] = []
    notified: list[str] = []
    for offset in [*sorted(ran), 60]:
        found = looked(due + offset * DAY, set(recorded), rungs, due)
        recorded += names(found)
        notified += [found.notify.name] if found.notify else []
        assert found.notify is (found.record[-1] if found.record else None)
        assert looked(due + offset * DAY, set(recorded), rungs, due) == Look()
    assert recorded == [rung.name for rung in rungs]
    assert set(notified) <= set(recorded)
    assert notified[-1:] == recorded[-1:]


@given(LADDERS, DUE_DAYS)
def test_a_job_that_runs_every_day_notifies_every_rung_on_its_day(rungs: tuple[Rung, ...], due: dt.date) -> None:
    recorded: set[str] = set()
    for offset in range(-40, 41):
        found = looked(due + offset * DAY, recorded, rungs, due)
        assert all(rung.day(shipped(), due) == due + offset * DAY for rung in found.record)
        recorded |= set(names(found))
    assert recorded == {rung.name for rung in rungs}


@given(LADDERS, DUE_DAYS)
def test_rungs_are_reached_in_their_order_on_working_days(rungs: tuple[Rung, ...], due: dt.date) -> None:
    days = [rung.day(shipped(), due) for rung in rungs]
    assert days == sorted(days)
    assert all(shipped().worked(day) for rung, day in zip(rungs, days, strict=True) if rung.after)
