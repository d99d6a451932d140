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
    Needs,
    OneOf,
    TopUp,
    all_kept,
    broken_by,
)
from songjieyou.rules.answer.optimum import optimum

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
        match draw(st.sampled_from(["money", "count", "one", "base", "top", "needs"] if len(most) > 1 else ["money"])):
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
            case "needs":
                member, *bases = members(2)
                return Needs(member, tuple(bases), tuple(most[b] for b in bases), "")
            case _:
                member, *bases = members(2)
                rounded = draw(st.sampled_from([Fraction(0), Fraction(1, 2)]))
                return TopUp(member, tuple(bases), draw(st.sampled_from(FACTORS)), rounded, "")

    return most, [constraint() for _ in range(draw(st.integers(0, 3)))]


@settings(max_examples=200)
@given(problems())
@example(([3, 6, 3], [MoneyCap((0, 1, 2), 6, "")]))
@example(([1, 2, 1], [OneOf(((0, 2), (1,)), "")]))  # two ways to the same total
@example(([2, 2], [TopUp(0, (1,), Fraction(1, 2), Fraction(0), ""), MoneyCap((0, 1), 2, "")]))
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
        (TopUp(0, (1, 2), Fraction(1, 2), Fraction(1, 2), "w"), (2, 2, 1), (3, 2, 2)),  # half of 3 is rounded up to 2
        (Needs(0, (1, 2), (3, 4), "w"), (1, 3, 4), (1, 3, 3)),
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


RATES = [Fraction(15, 1000) * Fraction(months, 12) for months in (6, 7, 11, 13, 17, 19, 23, 24)]


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(10**8, 10**11), st.sampled_from(RATES)), min_size=2, max_size=5),
    st.integers(10**9, 10**11),
)
@example([(3_000_000_01, RATES[1]), (7_777_777_77, RATES[4]), (5_123_456_78, RATES[6])], 10**9)
def test_real_sums_with_odd_rates_are_solved_to_the_last_fen(loans: list[tuple[int, Fraction]], left: int) -> None:
    """Each loan may have 1 % of itself, or its rate as far as a base cap over all loans allows, but not both."""
    plain = [loan // 100 for loan, _ in loans]
    rated = [int(loan * rate) for loan, rate in loans]
    count = len(loans)
    numbers = tuple(range(count, 2 * count))
    constraints: list[Constraint] = [OneOf(((n,), (n + count,)), "") for n in range(count)]
    rates = tuple(rate for _, rate in loans)
    constraints.append(BaseCap(numbers, rates, (Fraction(0),) * count, left, ""))
    paid = optimum([*plain, *rated], constraints)
    assert all_kept(constraints, paid)
    assert sum(paid) == max(_of_choice(choice, plain, rated, rates, left) for choice in product((0, 1), repeat=count))


def _of_choice(
    choice: tuple[int, ...], plain: list[int], rated: list[int], rates: tuple[Fraction, ...], left: int
) -> int:
    """The highest total where it is known which loan takes what: the base goes to the highest rates first."""
    total, base = 0, Fraction(left)
    for number in sorted(range(len(choice)), key=lambda n: -rates[n]):
        if choice[number]:
            part = min(rated[number], int(base * rates[number]))
            total, base = total + part, base - part / rates[number]
        else:
            total += plain[number]
    return total


def test_an_amount_that_was_rounded_up_needs_no_more_than_its_base() -> None:
    """33 分 at half are 16.5, rounded 17: twice that is 34, but the base behind it is 33."""
    half = (Fraction(1, 2),) * 2
    assert list(optimum([17, 10], [BaseCap((0, 1), half, (Fraction(1), Fraction(0)), 53, "")])) == [17, 10]
    assert list(optimum([17, 10], [BaseCap((0, 1), half, (Fraction(0), Fraction(0)), 53, "")])) == [17, 9]


def test_amounts_of_whole_budgets_are_exact() -> None:
    """Beyond 2**53 分, where a float would lose the last ones."""
    huge = 2**54 + 1
    assert list(optimum([huge, huge], [MoneyCap((0, 1), huge + 2, "")])) == [huge, 2]
