"""How often something may be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core import clock, rates
from songjieyou.core.models import Rate
from songjieyou.core.rates import Tally

NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)


def allowed(seconds: list[int], *, limit: int, window: timedelta, pause: timedelta | None = None) -> list[bool]:
    """Which of the takings at these moments are allowed."""
    tally, answers = Tally(), []
    for second in seconds:
        tally, allowance = tally.take(NOON + timedelta(seconds=second), limit=limit, window=window, pause=pause)
        answers.append(bool(allowance))
    return answers


MOMENTS = st.lists(st.integers(0, 300), max_size=40).map(sorted)


@given(MOMENTS, st.integers(1, 6), st.integers(1, 90))
def test_a_taking_is_allowed_where_the_window_before_it_is_not_full(
    seconds: list[int], limit: int, window: int
) -> None:
    taken: list[int] = []
    for second, answer in zip(seconds, allowed(seconds, limit=limit, window=timedelta(seconds=window)), strict=True):
        assert answer == (sum(second - before < window for before in taken) < limit)
        taken += [second] * answer


@given(MOMENTS, st.integers(1, 6), st.integers(1, 90), st.integers(1, 90))
def test_after_the_last_one_nothing_is_allowed_for_the_whole_pause(
    seconds: list[int], limit: int, window: int, pause: int
) -> None:
    counted: list[int] = []
    closed_until = -1
    answers = allowed(seconds, limit=limit, window=timedelta(seconds=window), pause=timedelta(seconds=pause))
    for second, answer in zip(seconds, answers, strict=True):
        assert answer == (second >= closed_until)
        if answer:
            counted = [before for before in counted if second - before < window] + [second]
            if len(counted) == limit:
                closed_until, counted = second + pause, []


def test_a_refusal_says_until_when() -> None:
    rule = {"limit": 2, "window": QUARTER, "pause": QUARTER}
    first, one = Tally().take(NOON, **rule)  # type: ignore[arg-type]
    second, two = first.take(NOON + MINUTE, **rule)  # type: ignore[arg-type]
    third, three = second.take(NOON + 2 * MINUTE, **rule)  # type: ignore[arg-type]
    assert [one, two, three] == [(True, None), (True, NOON + 16 * MINUTE), (False, NOON + 16 * MINUTE)]
    assert third == second


@pytest.mark.django_db
class TestStored:
    def take(self, key: str, minutes: int = 0) -> bool:
        with clock.stopped(NOON + minutes * MINUTE):
            return bool(rates.allow(key, limit=2, window=QUARTER))

    def test_each_key_is_counted_by_itself(self) -> None:
        assert [self.take("a") for _ in range(3)] == [True, True, False]
        assert self.take("b")

    def test_it_opens_when_the_oldest_is_out_of_the_window(self) -> None:
        assert [self.take("a", minutes) for minutes in (0, 5, 14, 15, 16, 20)] == [True, True, False, True, False, True]

    def test_what_is_given_back_can_be_taken_again(self) -> None:
        assert [self.take("a"), self.take("a")] == [True, True]
        rates.give_back("a")
        assert [self.take("a"), self.take("a")] == [True, False]
        rates.give_back("nobody took this")

    def test_what_is_forgotten_starts_anew(self) -> None:
        assert [self.take("a") for _ in range(3)] == [True, True, False]
        rates.forget("a")
        assert self.take("a")

    def test_the_key_cannot_be_read(self) -> None:
        self.take("password/alice")
        stored = str(Rate.objects.values().get())
        assert "alice" not in stored
        assert len(Rate.objects.get().key) == 64

    def test_old_ones_are_deleted_and_others_are_not(self) -> None:
        self.take("old")
        self.take("new", minutes=10)
        with clock.stopped(NOON + 16 * MINUTE):
            rates.forget_old()
        assert Rate.objects.count() == 1
        assert [self.take("new", minutes=16), self.take("new", minutes=17)] == [True, False]


@pytest.mark.django_db
def test_it_refuses_to_count_where_a_rollback_could_undo_it() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        rates.allow("a", limit=1, window=QUARTER)
