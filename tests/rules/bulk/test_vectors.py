"""The arithmetic over columns against that of single values, on everything a value can be."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules import values as v
from songjieyou.rules.bulk import vectors
from songjieyou.rules.bulk.vectors import Vector, from_values
from songjieyou.rules.values import UNKNOWN, Band, Possible, Value, as_band, as_value, is_exact

NUMBERS: st.SearchStrategy[Any] = st.one_of(
    st.integers(-6, 6),
    st.fractions(-3, 3, max_denominator=7).map(lambda f: f.numerator if f.denominator == 1 else f),
    st.sampled_from([10**15, 10**17, -(10**16), Fraction(10**15, 7), 10**25]),
)


@st.composite
def bands(draw: st.DrawFn) -> Value:
    one, two = draw(NUMBERS), draw(NUMBERS)
    low, high = min(one, two), max(one, two)
    open_low, open_high = draw(st.booleans()), draw(st.booleans())
    if low == high:
        return low
    shape = draw(st.sampled_from(["both", "low", "high"]))
    if shape == "low":
        return Band(low, None, open_low, False)
    return Band(low, high, open_low, open_high) if shape == "both" else Band(None, high, False, open_high)


VALUES = st.one_of(
    NUMBERS,
    bands(),
    st.just(UNKNOWN),
    st.lists(NUMBERS, min_size=2, max_size=3, unique=True).map(lambda found: Possible(frozenset(found))),
)
PAIRS = st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8)
OPERATIONS: dict[str, tuple[Callable[..., Value], Callable[..., Vector]]] = {
    "add": (v.add, vectors.add),
    "subtract": (v.subtract, vectors.subtract),
    "multiply": (v.multiply, vectors.multiply),
    "divide": (v.divide, vectors.divide),
    "smallest": (lambda a, b: v.smallest((a, b)), vectors.smallest),
    "largest": (lambda a, b: v.largest((a, b)), vectors.largest),
    "hull": (lambda a, b: v.hull((a, b)), vectors.hull),
}


def column(values: list[Value]) -> Vector:
    return from_values(values, np.arange(len(values)))


def flat(value: Value) -> Value:
    """What a column holds of a value: of a set the band around it."""
    band = as_band(value)
    return UNKNOWN if band is None else as_value(band)


def is_hard(found: Any, row: int) -> bool:
    return found.hard is not None and bool(found.hard[row if len(found.hard) > 1 else 0])


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=150)
@given(pairs=PAIRS)
def test_every_operation_is_that_of_single_values(name: str, pairs: list[tuple[Value, Value]]) -> None:
    one_by_one, at_once = OPERATIONS[name]
    found = at_once(column([a for a, _ in pairs]), column([b for _, b in pairs]))
    for row, (a, b) in enumerate(pairs):
        right = one_by_one(a, b)
        if not is_hard(found, row):
            assert found.value(row) == flat(right), (a, b)
            sets = found.sets is not None and bool(found.sets[row if len(found.sets) > 1 else 0])
            assert sets or not isinstance(right, Possible)


@settings(max_examples=150)
@given(values=st.lists(VALUES, min_size=1, max_size=8), exponent=st.integers(1, 3))
def test_powers_are_those_of_single_values(values: list[Value], exponent: int) -> None:
    found = vectors.power(column(values), exponent)
    for row, value in enumerate(values):
        if not is_hard(found, row):
            assert found.value(row) == flat(v.power(value, exponent))


@pytest.mark.parametrize("op", [">=", ">", "<=", "<", "=", "!="])
@settings(max_examples=150)
@given(pairs=PAIRS)
def test_every_comparison_is_that_of_single_values(op: str, pairs: list[tuple[Value, Value]]) -> None:
    found = vectors.compare(op, column([a for a, _ in pairs]), column([b for _, b in pairs]))
    for row, (a, b) in enumerate(pairs):
        if not is_hard(found, row):
            truth = v.TRUE if found.true[row] else v.FALSE if found.false[row] else v.MAYBE
            assert truth == v.compare(op, a, b), (a, b)


@settings(max_examples=150)
@given(pairs=PAIRS)
def test_hard_are_only_products_of_two_that_may_be_negative(pairs: list[tuple[Value, Value]]) -> None:
    found = vectors.multiply(column([a for a, _ in pairs]), column([b for _, b in pairs]))
    for row, (a, b) in enumerate(pairs):
        if is_hard(found, row):
            least = [as_band(one) for one in (a, b)]
            assert all(band is None or band.low is None or band.low < 0 for band in least)
            assert not (is_exact(a) and is_exact(b))


@settings(max_examples=100)
@given(pairs=PAIRS, single=VALUES)
def test_one_number_stands_for_all_rows(pairs: list[tuple[Value, Value]], single: Value) -> None:
    """A constant has one row only."""
    for one_by_one, at_once in OPERATIONS.values():
        found = at_once(column([a for a, _ in pairs]), vectors.constant(single))
        for row, (a, _) in enumerate(pairs):
            if not is_hard(found, row):
                assert found.value(row) == flat(one_by_one(a, single))


@settings(max_examples=100)
@given(pairs=PAIRS, where=st.lists(st.booleans(), min_size=8, max_size=8))
def test_choosing_takes_the_one_or_the_other(pairs: list[tuple[Value, Value]], where: list[bool]) -> None:
    mask = np.array(where[: len(pairs)])
    found = vectors.chosen(mask, column([a for a, _ in pairs]), column([b for _, b in pairs]))
    for row, (a, b) in enumerate(pairs):
        assert found.value(row) == flat(a if mask[row] else b)
