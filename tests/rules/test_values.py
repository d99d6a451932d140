"""Values: arithmetic and comparison of bands and sets against enumeration, never wrong and as sharp as can be.

Bands have small whole ends; their members are enumerated in halves, which is fine enough to see every open end, and in
quarters where two bands are compared, so that both may lie strictly between two whole numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules import values as v
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Band, Possible, Value

LIMIT = 4  # bounds lie within ±LIMIT; an open side is enumerated a little further
HALVES = [Fraction(n, 2) for n in range(-2 * LIMIT - 3, 2 * LIMIT + 4)]
QUARTERS = [Fraction(n, 4) for n in range(-4 * LIMIT - 5, 4 * LIMIT + 6)]
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
WHOLE = st.integers(-LIMIT, LIMIT)
SOME = settings(max_examples=120)


@st.composite
def bands(draw: st.DrawFn) -> Value:
    """A band with at least one bound and at least one member."""
    low, high = draw(st.none() | WHOLE), draw(st.none() | WHOLE)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    open_low, open_high = draw(st.booleans()), draw(st.booleans())
    if low == high:
        open_low = open_high = False
    return v.as_value(Band(low, high, open_low, open_high))


EXACTS = WHOLE | st.builds(Fraction, WHOLE, st.integers(1, 2))
SETS = st.frozensets(WHOLE, min_size=2, max_size=4).map(Possible)
KNOWN = EXACTS | SETS | bands().filter(lambda found: found is not UNKNOWN)
VALUES = KNOWN | st.just(UNKNOWN)
ON_GRID = KNOWN.filter(lambda found: not isinstance(found, Fraction))


def inside(value: Value, point: Any) -> bool:
    """Whether the value allows for the point."""
    if value is UNKNOWN:
        return True
    if isinstance(value, Possible):
        return point in value.values
    if isinstance(value, Band):
        above = value.low is None or point > value.low or (point == value.low and not value.open_low)
        below = value.high is None or point < value.high or (point == value.high and not value.open_high)
        return bool(above and below)
    return bool(point == value)


def points(value: Value, grid: list[Fraction] = HALVES) -> list[Any]:
    """The members of a value: all of a set, a band in steps."""
    if isinstance(value, Possible):
        return sorted(value.values)
    if value is UNKNOWN or isinstance(value, Band):
        return [point for point in grid if inside(value, point)]
    return [value]


def closure(value: Value) -> Value:
    """The value with its open ends taken in."""
    return v.as_value(Band(value.low, value.high)) if isinstance(value, Band) else value


def bounded(value: Value) -> bool:
    if isinstance(value, Band):
        return value.low is not None and value.high is not None
    return value is not UNKNOWN


def check(found: Value, results: Iterable[Any], closed_results: Iterable[Any] | None = None) -> None:
    """Every result is allowed for. Given the results over the closure too, the bounds are the least that hold them."""
    reached = set(results)
    assert all(inside(found, result) for result in reached)
    if closed_results is None:
        return
    closed = set(closed_results)
    band = v.as_band(found)
    assert band is not None
    assert (band.low, band.high) == (min(closed), max(closed))
    assert (not band.open_low, not band.open_high) == (band.low in reached, band.high in reached)


def check_function(function: Callable[..., Value], exact: Callable[..., Any], operands: tuple[Value, ...]) -> None:
    """A function of values against its exact counterpart over all members of the operands."""
    found = function(*operands)
    results = [exact(*choice) for choice in product(*map(points, operands))]
    closed = [exact(*choice) for choice in product(*(points(closure(operand)) for operand in operands))]
    check(found, results, closed if all(map(bounded, operands)) else None)


# Comparison ----------------------------------------------------------------------------------------------------------


@SOME
@given(op=st.sampled_from(sorted(COMPARISONS)), left=ON_GRID, right=ON_GRID)
def test_comparison_says_what_all_members_agree_on(op: str, left: Value, right: Value) -> None:
    outcomes = {COMPARISONS[op](a, b) for a in points(left, QUARTERS) for b in points(right, QUARTERS)}
    expected = MAYBE if len(outcomes) == 2 else TRUE if True in outcomes else FALSE
    assert v.compare(op, left, right) == expected


@pytest.mark.parametrize("op", sorted(COMPARISONS))
@pytest.mark.parametrize("other", [3, Band(1, 2), Possible(frozenset((1, 2))), UNKNOWN, "甲", True])
def test_the_unknown_compares_to_nothing(op: str, other: Value) -> None:
    assert v.compare(op, UNKNOWN, other) == MAYBE
    assert v.compare(op, other, UNKNOWN) == MAYBE


@SOME
@given(op=st.sampled_from(sorted(COMPARISONS)), left=VALUES, right=VALUES)
def test_mirror_swaps_the_sides_and_opposite_denies(op: str, left: Value, right: Value) -> None:
    found = v.compare(op, left, right)
    assert v.compare(v.mirror(op), right, left) == found
    assert v.compare(v.opposite(op), left, right) == TRUE - found


@pytest.mark.parametrize(
    ("op", "left", "right", "expected"),
    [
        ("=", "中型", "中型", TRUE),
        ("=", "中型", "小型", FALSE),
        ("!=", "中型", "小型", TRUE),
        ("=", Possible(frozenset(("中型", "小型"))), "中型", MAYBE),
        ("=", Possible(frozenset(("中型", "小型"))), "大型", FALSE),
        ("!=", Possible(frozenset(("中型", "小型"))), "大型", TRUE),
        ("=", Possible(frozenset((1, 10))), Band(3, 5), FALSE),
        ("=", Band(3, 5), Possible(frozenset((1, 4))), MAYBE),
        ("=", ("高新",), ("高新",), MAYBE),
        (">=", dt.date(2024, 3, 7), dt.date(2024, 3, 7), TRUE),
        (">=", Band(dt.date(2024, 3, 7), None), dt.date(2024, 3, 7), TRUE),
        (">", Band(dt.date(2024, 3, 7), None), dt.date(2024, 3, 7), MAYBE),
        ("<", Band(None, dt.date(2024, 3, 6)), dt.date(2024, 3, 7), TRUE),
        (">=", Fraction(1, 3), Fraction(1, 3), TRUE),
        (">", Fraction(333333, 1000000), Fraction(1, 3), FALSE),
    ],
)
def test_words_dates_and_fractions_compare(op: str, left: Value, right: Value, expected: int) -> None:
    assert v.compare(op, left, right) == expected


# Pieces --------------------------------------------------------------------------------------------------------------


@SOME
@given(value=KNOWN, limits=st.lists(EXACTS, max_size=3), counted=st.booleans())
def test_pieces_hold_what_the_value_holds_and_each_is_decided_by_every_limit(
    value: Value, limits: list[int | Fraction], counted: bool
) -> None:
    found = v.pieces(value, limits, counted=counted)
    wanted = [point for point in points(value, QUARTERS) if not counted or point == point // 1]
    assert all(any(inside(piece, point) for piece in found) for point in wanted)
    if isinstance(value, Band):
        held = [[point for point in wanted if inside(piece, point)] for piece in found]
        assert [point for some in held for point in some] == wanted
        assert all(held)
        decided = [v.compare(op, piece, limit) for piece in found for limit in limits for op in (">", ">=", "=")]
        assert MAYBE not in decided


@pytest.mark.parametrize(
    ("value", "limits", "counted", "expected"),
    [
        (3, [3], False, [3]),
        (UNKNOWN, [3], False, [UNKNOWN]),
        (("甲",), [], False, [("甲",)]),
        (Possible(frozenset(("乙", "甲"))), [], False, ["乙", "甲"]),
        (Band(1, None), [3, 0, 3], False, [Band(1, 3, open_high=True), 3, Band(3, None, open_low=True)]),
        (Band(20, 22), [21], True, [20, 21, 22]),
        (Band(20, 22), [Fraction(43, 2)], True, [Band(20, 21), 22]),
        (Band(None, 22), [Fraction(21)], True, [Band(None, 20), 21, 22]),
        (
            Band(dt.date(2024, 1, 1), None),
            [dt.date(2024, 1, 2), dt.date.max],
            True,
            [
                dt.date(2024, 1, 1),
                dt.date(2024, 1, 2),
                Band(dt.date(2024, 1, 3), dt.date.max - dt.timedelta(days=1)),
                dt.date.max,
            ],
        ),
    ],
)
def test_pieces_at_the_edges(value: Value, limits: list[Any], counted: bool, expected: list[Value]) -> None:
    assert v.pieces(value, limits, counted=counted) == expected


# Arithmetic ----------------------------------------------------------------------------------------------------------


@SOME
@given(left=KNOWN, right=KNOWN)
def test_sum_difference_and_product_are_the_tightest_bands(left: Value, right: Value) -> None:
    check_function(v.add, lambda a, b: a + b, (left, right))
    check_function(v.subtract, lambda a, b: a - b, (left, right))
    check_function(v.multiply, lambda a, b: a * b, (left, right))
    check_function(v.negate, lambda a: -a, (left,))


@SOME
@given(left=VALUES, right=VALUES)
def test_a_quotient_is_unknown_where_the_divisor_may_be_zero_and_never_wrong_elsewhere(
    left: Value, right: Value
) -> None:
    found = v.divide(left, right)
    divisors = points(right)
    if 0 in divisors:
        assert found is UNKNOWN
    else:
        check(found, [Fraction(a) / b for a in points(left) for b in divisors])


@SOME
@given(left=EXACTS, right=bands().filter(bounded))
def test_a_quotient_by_a_band_away_from_zero_is_tight(left: int | Fraction, right: Value) -> None:
    if any(inside(closure(right), point) for point in (Fraction(0), Fraction(-1, 2), Fraction(1, 2))):
        return
    check_function(v.divide, lambda a, b: Fraction(a) / b, (left, right))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (0, UNKNOWN, 0),
        (UNKNOWN, 0, 0),
        (UNKNOWN, 1, UNKNOWN),
        (Band(0, None), Fraction(1, 10**50), Band(0, None)),
        (Band(0, None), Band(None, 0), Band(None, 0)),
        (Band(10**40, None), -1, Band(None, -(10**40))),
        (Fraction(1, 3), 3, 1),
    ],
)
def test_products_at_the_edges(left: Value, right: Value, expected: Value) -> None:
    assert v.multiply(left, right) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1, 0, UNKNOWN),
        (0, 0, UNKNOWN),
        (0, Band(1, None), 0),
        (6, 4, Fraction(3, 2)),
        (6, 3, 2),
        (1, Band(2, None), Band(0, Fraction(1, 2), open_low=True)),
        (1, Band(0, 2, open_low=True), UNKNOWN),
        (-1, Band(None, -2), Band(0, Fraction(1, 2), open_low=True)),
        (UNKNOWN, 2, UNKNOWN),
        (2, UNKNOWN, UNKNOWN),
    ],
)
def test_quotients_at_the_edges(left: Value, right: Value, expected: Value) -> None:
    assert v.divide(left, right) == expected


def test_a_whole_quotient_is_an_integer() -> None:
    assert type(v.divide(6, 3)) is int


@SOME
@given(base=VALUES, exponent=st.integers(1, 4))
def test_powers_of_what_cannot_be_negative(base: Value, exponent: int) -> None:
    found = v.power(base, exponent)
    check(found, [point**exponent for point in points(base)])
    band = v.as_band(base)
    if band is not None and band.low is not None and band.low >= 0 and bounded(base):
        check_function(lambda b: v.power(b, exponent), lambda b: b**exponent, (base,))


@SOME
@given(operands=st.lists(VALUES, min_size=1, max_size=3))
def test_extremes_are_known_as_far_as_their_parts_are(operands: list[Value]) -> None:
    for function, exact in ((v.smallest, min), (v.largest, max)):
        check_function(lambda *items, f=function: f(items), lambda *items, e=exact: e(items), tuple(operands))


@pytest.mark.parametrize(
    ("function", "operands", "expected"),
    [
        (v.smallest, (UNKNOWN, 5), Band(None, 5)),
        (v.largest, (UNKNOWN, 5), Band(5, None)),
        (v.smallest, (UNKNOWN, UNKNOWN), UNKNOWN),
        (v.smallest, (Band(None, 3, open_high=True), 3), Band(None, 3, open_high=True)),
        (v.smallest, (Band(3, 9, open_low=True), 3), 3),
        (v.largest, (dt.date(2024, 1, 1), UNKNOWN), Band(dt.date(2024, 1, 1), None)),
        (
            v.largest,
            (dt.date(2024, 1, 1), Band(dt.date(2023, 1, 1), dt.date(2024, 6, 1))),
            Band(dt.date(2024, 1, 1), dt.date(2024, 6, 1)),
        ),
        (v.smallest, (dt.date(2024, 1, 1), UNKNOWN), Band(None, dt.date(2024, 1, 1))),
    ],
)
def test_extremes_with_the_unknown_and_dates(
    function: Callable[[tuple[Value, ...]], Value], operands: tuple[Value, ...], expected: Value
) -> None:
    assert function(operands) == expected


@SOME
@given(operands=st.lists(VALUES, min_size=1, max_size=3))
def test_a_hull_holds_every_member_and_no_more_than_it_must(operands: list[Value]) -> None:
    found = v.hull(operands)
    everything = [point for operand in operands for point in points(operand)]
    check(found, everything)
    if UNKNOWN in operands:
        assert found is UNKNOWN
    elif all(map(bounded, operands)):
        check(found, everything, [point for operand in operands for point in points(closure(operand))])


@pytest.mark.parametrize(
    ("operands", "expected"),
    [
        ((), UNKNOWN),
        ((3, 3), 3),
        ((3, 5), Possible(frozenset((3, 5)))),
        (("甲", "乙"), Possible(frozenset(("甲", "乙")))),
        (("甲", UNKNOWN), UNKNOWN),
        ((("甲",), ("乙",)), UNKNOWN),
        ((("甲",), ("甲",)), ("甲",)),
        ((Band(1, 2), 5), Band(1, 5)),
        ((Band(1, None), Band(0, 2, open_low=True)), Band(0, None, open_low=True)),
    ],
)
def test_hulls_at_the_edges(operands: tuple[Value, ...], expected: Value) -> None:
    assert v.hull(operands) == expected


# Forms ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("band", "expected"),
    [
        (Band(2, 2), 2),
        (Band(None, None), UNKNOWN),
        (Band(None, None, open_low=True), UNKNOWN),
        (Band(None, 2, open_low=True), Band(None, 2)),
        (Band(2, None, open_high=True), Band(2, None)),
        (Band(1, 2, open_low=True), Band(1, 2, open_low=True)),
    ],
)
def test_a_band_as_a_value(band: Band, expected: Value) -> None:
    assert v.as_value(band) == expected


@pytest.mark.parametrize(
    ("value", "band", "members", "exact"),
    [
        (3, Band(3, 3), {3}, True),
        (Fraction(1, 2), Band(Fraction(1, 2), Fraction(1, 2)), {Fraction(1, 2)}, True),
        (dt.date(2024, 1, 1), Band(dt.date(2024, 1, 1), dt.date(2024, 1, 1)), {dt.date(2024, 1, 1)}, True),
        (Possible(frozenset((3, 1))), Band(1, 3), {1, 3}, False),
        (Possible(frozenset(("甲", "乙"))), None, {"甲", "乙"}, False),
        (Band(1, 2), Band(1, 2), None, False),
        (True, None, {True}, False),
        ("甲", None, {"甲"}, False),
        (("甲",), None, None, False),
        (UNKNOWN, None, None, False),
    ],
)
def test_the_forms_of_a_value(value: Value, band: Band | None, members: set[Any] | None, exact: bool) -> None:
    assert v.as_band(value) == band
    assert v.members(value) == members
    assert v.is_exact(value) is exact


def test_one_of_none_one_and_several() -> None:
    assert v.one_of(()) is UNKNOWN
    assert v.one_of((3, 3)) == 3
    assert v.one_of((3, 4)) == Possible(frozenset((3, 4)))
    assert repr(UNKNOWN) == "UNKNOWN"


# Dates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-01-15", -1, "2023-12-15"),
        ("2024-05-31", 0, "2024-05-31"),
        ("2024-08-31", 6, "2025-02-28"),
    ],
)
def test_months_end_on_the_last_day_there_is(date: str, months: int, expected: str) -> None:
    assert v.add_months(dt.date.fromisoformat(date), months) == dt.date.fromisoformat(expected)


DATES = st.dates(dt.date(2023, 12, 20), dt.date(2024, 3, 10))


@SOME
@given(
    first=DATES,
    span=st.integers(0, 45),
    opens=st.tuples(st.booleans(), st.booleans()),
    months=st.integers(-14, 14),
    days=st.integers(-3, 3),
)
def test_a_moved_band_of_dates_holds_every_moved_date(
    first: dt.date, span: int, opens: tuple[bool, bool], months: int, days: int
) -> None:
    last = first + dt.timedelta(days=span)
    open_low, open_high = opens if span > 1 else (False, False)
    found = v.shift_date(v.as_value(Band(first, last, open_low, open_high)), months, days)
    inner = [first + dt.timedelta(days=n) for n in range(open_low, span + 1 - open_high)]
    moved = [v.add_months(date, months) + dt.timedelta(days=days) for date in inner]
    assert all(inside(found, date) for date in moved)
    assert v.shift_date(v.one_of(inner), months, days) == v.one_of(moved)


@pytest.mark.parametrize(
    ("value", "months", "days", "expected"),
    [
        (UNKNOWN, 1, 0, UNKNOWN),
        (dt.date(2024, 1, 31), UNKNOWN, 0, UNKNOWN),
        (dt.date(2024, 1, 31), Fraction(1, 2), 0, UNKNOWN),
        (dt.date(2024, 1, 31), Fraction(6, 1), 0, dt.date(2024, 7, 31)),
        (dt.date(2024, 1, 31), Band(1, 2), 0, UNKNOWN),
        (dt.date(9999, 12, 31), 1, 0, UNKNOWN),
        (dt.date(9999, 12, 31), 0, 1, UNKNOWN),
        (dt.date(1, 1, 1), -1, 0, UNKNOWN),
        (dt.date(2024, 1, 1), 10**30, 0, UNKNOWN),
        (dt.date(2024, 1, 1), 0, 10**30, UNKNOWN),
        (Band(dt.date(2024, 1, 31), None), 1, 0, Band(dt.date(2024, 2, 29), None)),
    ],
)
def test_moves_that_leave_the_calendar_or_are_not_known(
    value: Value, months: Value, days: Value, expected: Value
) -> None:
    assert v.shift_date(value, months, days) == expected


@pytest.mark.parametrize("zero", [0, Fraction(0)])
def test_zero_times_the_unknown_is_zero_however_the_zero_came_about(zero: Fraction) -> None:
    assert v.multiply(zero, UNKNOWN) == 0
    assert v.multiply(UNKNOWN, zero) == 0
