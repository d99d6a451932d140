"""The best choice under constraints: equal to brute force, in total and among equal totals."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from songjieyou.rules.answer.constraints import (
    BaseCap,
    Constraint,
    CountCap,
    MoneyCap,
    OneOf,
    TopUp,
    all_kept,
    broken_by,
)
from songjieyou.rules.answer.optimum import optimum, solved

FACTORS = [Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1), Fraction(13, 10), Fraction(5, 2)]

type Problem = tuple[list[int], list[Constraint]]


def by_trying_all(most: list[int], constraints: list[Constraint]) -> list[int]:
    """The highest total; among equal ones the first candidate gets most, then the second …"""
    choices = product(*(range(amount + 1) for amount in most))
    return list(max((c for c in choices if all_kept(constraints, c)), key=lambda c: (sum(c), c)))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to five candidates of up to six 分, few enough to try all choices, under up to three constraints."""
    amounts = st.integers(0, 6)
    most = draw(st.lists(amounts, min_size=1, max_size=5).filter(lambda m: prod(a + 1 for a in m) <= 1500))
    numbers = st.permutations(range(len(most)))

    def members(least: int) -> tuple[int, ...]:
        return tuple(draw(numbers)[: draw(st.integers(min(least, len(most)), len(most)))])

    def groups() -> tuple[tuple[int, ...], ...]:
        found: dict[int, list[int]] = {}
        for member in members(1):
            found.setdefault(draw(st.integers(0, 3)), []).append(member)
        return tuple(map(tuple, found.values()))

    def constraint() -> Constraint:
        match draw(st.sampled_from(["money", "count", "one", "base", "top"] if len(most) > 1 else ["money"])):
            case "money":
                return MoneyCap(members(1), draw(st.integers(0, 12)), "")
            case "count":
                return CountCap(groups(), draw(st.integers(0, 3)), "")
            case "one":
                return OneOf(groups(), "")
            case "base":
                own = members(1)
                factors = tuple(draw(st.sampled_from(FACTORS)) for _ in own)
                slack = tuple(draw(st.sampled_from([Fraction(0), Fraction(2, 5)])) for _ in own)  # under half a 分
                return BaseCap(own, factors, slack, draw(st.integers(0, 15)), "")
            case _:
                member, *bases = members(2)
                whole = draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(3)]))
                full = tuple(most[b] for b in bases)
                return TopUp(member, tuple(bases), full, draw(st.sampled_from([Fraction(0), *FACTORS])), whole, "")

    return most, [constraint() for _ in range(draw(st.integers(0, 3)))]


@settings(max_examples=200)
@given(problems())
@example(([3, 6, 3], [MoneyCap((0, 1, 2), 6, "")]))
@example(([1, 2, 1], [OneOf(((0, 2), (1,)), "")]))  # two ways to the same total
@example(([2, 2], [TopUp(0, (1,), (2,), Fraction(1, 2), Fraction(0), ""), MoneyCap((0, 1), 2, "")]))
def test_the_optimum_is_the_one_that_trying_all_choices_finds(problem: Problem) -> None:
    most, constraints = problem
    assert list(optimum(most, constraints)) == by_trying_all(most, constraints)


@pytest.mark.parametrize(
    ("constraint", "kept", "broken"),
    [
        (MoneyCap((0, 1), 5, "w"), (2, 3, 9), (3, 3, 0)),
        (CountCap(((0, 1), (2,)), 1, "w"), (2, 3, 0), (1, 0, 1)),
        (OneOf(((0, 1), (2,)), "w"), (2, 3, 0), (0, 1, 1)),
        (BaseCap((0, 1), (Fraction(1, 2), Fraction(1)), (Fraction(1, 2),) * 2, 5, "w"), (2, 2, 9), (2, 3, 0)),
        (TopUp(0, (1, 2), (2, 1), Fraction(1, 2), Fraction(1, 2), "w"), (2, 2, 1), (3, 2, 2)),  # half of 3, rounded up
        (
            TopUp(0, (1, 2), (2, 2), Fraction(1, 2), Fraction(1, 2), "w"),
            (1, 2, 1),
            (2, 2, 1),
        ),  # not in full: no rounding
        (TopUp(0, (1,), (2,), Fraction(0), Fraction(5), "w"), (5, 2), (1, 1)),  # all or nothing
    ],
)
def test_what_each_constraint_forbids(constraint: Constraint, kept: tuple[int, ...], broken: tuple[int, ...]) -> None:
    assert constraint.kept(kept)
    assert not constraint.kept(broken)
    assert broken_by([constraint, constraint], kept, dict(enumerate(broken))) == ["w"]


def test_among_equal_totals_the_earlier_candidate_is_paid() -> None:
    assert list(optimum([5, 5, 5], [OneOf(((0,), (1,), (2,)), "")])) == [5, 0, 0]
    assert list(optimum([4, 4, 4], [MoneyCap((0, 1, 2), 10, "")])) == [4, 4, 2]


def test_a_part_without_a_conflict_needs_no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    calm: list[Constraint] = [MoneyCap((0, 1), 9, ""), OneOf(((2,),), "")]
    assert list(optimum([4, 5, 7], calm)) == [4, 5, 7]
    with pytest.raises(ImportError):
        optimum([4, 6, 7], calm)


def test_only_the_part_in_conflict_is_solved() -> None:
    """A sum beyond the solver's whole numbers stands beside a conflict it has no part in."""
    assert list(optimum([10**30, 3, 4], [OneOf(((1,), (2,)), "")])) == [10**30, 0, 4]


def test_no_sum_gains_by_splitting_a_base_into_parts_that_round_well() -> None:
    """Three per cent of 50 亿分 are 1.5 亿; half-up rounding of two parts would make one 分 more of them."""
    cap = BaseCap((0, 1), (Fraction(3, 100),) * 2, (Fraction(0),) * 2, 5_000_000_000, "")
    assert list(optimum([90_000_000, 150_000_000], [cap])) == [90_000_000, 60_000_000]


def test_an_amount_that_was_rounded_up_needs_no_more_than_its_base() -> None:
    """33 分 at half are 16.5, rounded 17: twice that is 34, but the base behind it is 33."""
    half = (Fraction(1, 2),) * 2
    assert list(optimum([17, 10], [BaseCap((0, 1), half, (Fraction(1), Fraction(0)), 53, "")])) == [17, 10]
    assert list(optimum([17, 10], [BaseCap((0, 1), half, (Fraction(0), Fraction(0)), 53, "")])) == [17, 9]


def test_amounts_of_whole_budgets_are_exact() -> None:
    """Beyond 2**53 分, where a float would lose the last ones."""
    huge = 2**54 + 1
    assert list(optimum([huge, huge], [MoneyCap((0, 1), huge + 2, "")])) == [huge, 2]


def test_a_rate_that_splits_a_shared_sum_leaves_a_few_fen_of_doubt_and_says_so() -> None:
    """Two top-ups of 19.9% on a shared cap: long search would only prove the last 分."""
    full = (400_000_000,)
    constraints: list[Constraint] = [
        MoneyCap((0, 1), 500_000_000, ""),
        TopUp(2, (0,), full, Fraction(199, 1000), Fraction(0), ""),
        TopUp(3, (1,), full, Fraction(199, 1000), Fraction(0), ""),
    ]
    found = solved([400_000_000, 400_000_000, 79_600_000, 79_600_000], constraints)
    assert sum(found.paid) == 599_500_000
    assert 0 <= found.gap <= 100
    assert all_kept(constraints, found.paid)
