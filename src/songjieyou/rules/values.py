"""Values and truth: exact numbers, bands, possibilities and the unknown, with arithmetic that is never wrong.

Numbers are `int` or `Fraction`, never float. Money counts in 分. A `Band` is an interval, a `Possible` a finite set of
which one is true. Truth is Kleene's: FALSE < MAYBE < TRUE, so that AND is `min`, OR is `max` and NOT is `TRUE - t`.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

FALSE: Final = 0
MAYBE: Final = 1
TRUE: Final = 2
TRUTH_WORDS: Final = ("假", "未知", "真")

type Number = int | Fraction
# The rules' own type checker sees to it that only like is ever compared with like, so the three below are open to mypy.
type Ordered = Any  # int | Fraction | date
type Scalar = Any  # Ordered | str | bool
type Value = Any  # Scalar | Band | Possible | tuple[str, ...] | UNKNOWN


class _Unknown:
    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, slots=True)
class Band:
    """An interval of numbers or dates; None is no bound. `open_*`: the bound itself is not in it."""

    low: Ordered | None
    high: Ordered | None
    open_low: bool = False
    open_high: bool = False


@dataclass(frozen=True, slots=True)
class Possible:
    """One of these values; at least two."""

    values: frozenset[Scalar]


EXACT: Final = frozenset({int, Fraction, dt.date})


def one_of(values: Iterable[Scalar]) -> Value:
    """The set as a value: a single member is exact, none is unknown."""
    found = frozenset(values)
    if not found:
        return UNKNOWN
    return next(iter(found)) if len(found) == 1 else Possible(found)


def members(value: Value) -> frozenset[Scalar] | None:
    """The finite set of what a value can be, or None when it is not finite."""
    if isinstance(value, Possible):
        return value.values
    if isinstance(value, Band | _Unknown | tuple):
        return None
    return frozenset((value,))


def as_band(value: Value) -> Band | None:
    """The smallest band that holds a number or date; None when unknown or not ordered."""
    match value:
        case Band():
            return value
        case Possible(values):
            ordered = [v for v in values if not isinstance(v, str | bool)]
            return Band(min(ordered), max(ordered)) if len(ordered) == len(values) else None
        case _Unknown() | str() | bool() | tuple():
            return None
        case _:
            return Band(value, value)


def as_value(band: Band) -> Value:
    """A band of one point is that point; a band without bounds is unknown. Where there is no bound none is open."""
    low, high = band.low, band.high
    if low is None and high is None:
        return UNKNOWN
    if low is not None and low == high and not band.open_low and not band.open_high:
        return low
    if (low is None and band.open_low) or (high is None and band.open_high):
        return Band(low, high, band.open_low and low is not None, band.open_high and high is not None)
    return band


def is_exact(value: Value) -> bool:
    return type(value) in EXACT


# Comparison ----------------------------------------------------------------------------------------------------------

_OPS: Final[dict[str, Callable[[Ordered, Ordered], bool]]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}
_MIRROR: Final = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "=", "!=": "!="}
_OPPOSITE: Final = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "=": "!=", "!=": "="}


def mirror(op: str) -> str:
    """`a op b` as `b mirror(op) a`."""
    return _MIRROR[op]


def opposite(op: str) -> str:
    return _OPPOSITE[op]


def compare(op: str, left: Value, right: Value) -> int:
    """Truth of `left op right`; exact whenever one side is a single value."""
    if type(left) in EXACT and type(right) in EXACT:
        if op == "=":
            return TRUE if left == right else FALSE
        if op == "!=":
            return FALSE if left == right else TRUE
        return TRUE if _OPS[op](left, right) else FALSE
    if left is UNKNOWN or right is UNKNOWN:
        return MAYBE
    if op == "!=":
        return TRUE - compare("=", left, right)
    left_set, right_set = members(left), members(right)
    if left_set is not None and right_set is not None:
        return _compare_sets(op, left_set, right_set)
    if op == "=" and left_set is None:
        left, right, left_set = right, left, right_set
    if op == "=" and left_set is not None:
        return _equals_band(left_set, right)
    return _compare_bands(op, as_band(left), as_band(right))


def _compare_sets(op: str, left: frozenset[Scalar], right: frozenset[Scalar]) -> int:
    if op == "=":
        if left.isdisjoint(right):
            return FALSE
        return TRUE if len(left) == len(right) == 1 else MAYBE
    results = {_OPS[op](a, b) for a in left for b in right}
    return MAYBE if len(results) > 1 else (TRUE if True in results else FALSE)


def _equals_band(points: frozenset[Scalar], other: Value) -> int:
    """Single values against a band: some of them may lie inside."""
    if not isinstance(other, Band):
        return MAYBE
    return MAYBE if any(_inside(point, other) for point in points) else FALSE


def _compare_bands(op: str, left: Band | None, right: Band | None) -> int:
    if left is None or right is None:
        return MAYBE
    if op == "=":
        return FALSE if _below(left, right) or _below(right, left) else MAYBE
    if op in (">", ">="):
        return _compare_bands(_MIRROR[op], right, left)
    if op == "<":
        if _below(left, right):
            return TRUE
        return FALSE if _not_above(right, left) else MAYBE
    if _not_above(left, right):
        return TRUE
    return FALSE if _below(right, left) else MAYBE


def _below(left: Band, right: Band) -> bool:
    """Every value of `left` < every value of `right`."""
    if left.high is None or right.low is None:
        return False
    return left.high < right.low or (left.high == right.low and (left.open_high or right.open_low))


def _not_above(left: Band, right: Band) -> bool:
    """Every value of `left` <= every value of `right`."""
    return left.high is not None and right.low is not None and left.high <= right.low


def _inside(point: Scalar, band: Band) -> bool:
    above = band.low is None or point > band.low or (point == band.low and not band.open_low)
    below = band.high is None or point < band.high or (point == band.high and not band.open_high)
    return above and below


def pieces(value: Value, limits: Iterable[Ordered], *, counted: bool = False) -> list[Value]:
    """What an inexact value may be, in pieces: each lies wholly on one side of every limit, or on it.

    A set gives its members. `counted`: the value is a whole number or a date, so there is nothing between two of them.
    """
    if isinstance(value, Possible):
        return sorted(value.values)
    if not isinstance(value, Band):
        return [value]
    found: list[Value] = []
    low, open_low = value.low, value.open_low
    for limit in sorted({limit for limit in limits if _inside(limit, value)}):
        found += _between(Band(low, limit, open_low, True), counted)
        found += _between(Band(limit, limit), counted)
        low, open_low = limit, True
    return found + _between(Band(low, value.high, open_low, value.open_high), counted)


def _between(band: Band, counted: bool) -> list[Value]:
    """The band where there is something in it; of counted values from the first to the last."""
    if counted:
        try:
            low = None if band.low is None else _first(band.low, band.open_low)
            high = None if band.high is None else _last(band.high, band.open_high)
        except OverflowError:
            return []  # beyond the last date there is
        band = Band(low, high)
    low, high = band.low, band.high
    if low is not None and high is not None and (low > high or (low == high and (band.open_low or band.open_high))):
        return []
    return [as_value(band)]


def _first(bound: Ordered, beyond: bool) -> Ordered:
    """The first counted value from a bound on, or beyond it."""
    if isinstance(bound, dt.date):
        return bound + dt.timedelta(days=beyond)
    return bound // 1 + 1 if beyond else -(-bound // 1)


def _last(bound: Ordered, beyond: bool) -> Ordered:
    if isinstance(bound, dt.date):
        return bound - dt.timedelta(days=beyond)
    return -_first(-bound, beyond)


# Arithmetic ----------------------------------------------------------------------------------------------------------


def add(left: Value, right: Value) -> Value:
    if type(left) is int and type(right) is int:
        return left + right
    a, b = as_band(left), as_band(right)
    if a is None or b is None:
        return UNKNOWN
    low = None if a.low is None or b.low is None else a.low + b.low
    high = None if a.high is None or b.high is None else a.high + b.high
    return as_value(Band(low, high, a.open_low or b.open_low, a.open_high or b.open_high))


def negate(value: Value) -> Value:
    band = as_band(value)
    if band is None:
        return UNKNOWN
    low = None if band.high is None else -band.high
    high = None if band.low is None else -band.low
    return as_value(Band(low, high, band.open_high, band.open_low))


def subtract(left: Value, right: Value) -> Value:
    if type(left) is int and type(right) is int:
        return left - right
    return add(left, negate(right))


def multiply(left: Value, right: Value) -> Value:
    if type(left) in EXACT and type(right) in EXACT:
        return left * right
    if (type(left) in EXACT and left == 0) or (type(right) in EXACT and right == 0):
        return 0  # be it the fraction that 0 × 50% comes to
    a, b = as_band(left), as_band(right)
    if a is None or b is None:
        return UNKNOWN
    ends = [_times(x, y) for x in _ends(a) for y in _ends(b)]
    low = min(ends, key=lambda end: (end[0], end[1]))
    high = max(ends, key=lambda end: (end[0], not end[1]))
    return as_value(_from_ends(low, high))


def divide(left: Value, right: Value) -> Value:
    """Unknown where the divisor is zero, may be zero, or is unknown."""
    if type(left) in EXACT and type(right) in EXACT:
        if right == 0:
            return UNKNOWN
        found = Fraction(left, right)
        return found.numerator if found.denominator == 1 else found
    b = as_band(right)
    if b is None or as_band(left) is None or _inside(0, Band(b.low, b.high)):
        return UNKNOWN  # a bound of zero, even an open one, has no finite reciprocal
    low = Fraction(0) if b.high is None else Fraction(1, b.high)
    high = Fraction(0) if b.low is None else Fraction(1, b.low)
    reciprocal = Band(low, high, b.open_high or b.high is None, b.open_low or b.low is None)
    return multiply(left, as_value(reciprocal))


def power(value: Value, exponent: int) -> Value:
    """A non-negative base to a positive whole exponent."""
    if type(value) in EXACT:
        return value**exponent
    band = as_band(value)
    if band is None or band.low is None or band.low < 0:
        return UNKNOWN
    high = None if band.high is None else band.high**exponent
    return as_value(Band(band.low**exponent, high, band.open_low, band.open_high))


def smallest(values: Iterable[Value]) -> Value:
    """The least of the values: known even where some are unknown, as an upper bound."""
    found = list(values)
    if all(type(v) in EXACT for v in found):
        return min(found)
    bands = [as_band(v) or Band(None, None) for v in found]
    highs = [(b.high, not b.open_high) for b in bands if b.high is not None]
    lows = [(b.low, b.open_low) for b in bands if b.low is not None]
    high = min(highs) if highs else (None, True)
    low = min(lows) if len(lows) == len(bands) else (None, False)
    return as_value(Band(low[0], high[0], low[1], not high[1]))


def largest(values: Iterable[Value]) -> Value:
    """The greatest of the values: known even where some are unknown, as a lower bound."""
    found = list(values)
    if all(type(v) in EXACT for v in found):
        return max(found)
    bands = [as_band(v) or Band(None, None) for v in found]
    lows = [(b.low, b.open_low) for b in bands if b.low is not None]
    highs = [(b.high, not b.open_high) for b in bands if b.high is not None]
    low = max(lows) if lows else (None, False)
    high = max(highs) if len(highs) == len(bands) else (None, True)
    return as_value(Band(low[0], high[0], low[1], not high[1]))


def hull(values: Iterable[Value]) -> Value:
    """What is certain when any one of these values may be the true one."""
    found = list(values)
    if not found:
        return UNKNOWN
    if all(v == found[0] for v in found):
        return found[0]
    sets = [members(v) for v in found]
    if all(s is not None for s in sets):
        return one_of(frozenset().union(*(s for s in sets if s is not None)))
    bands = [as_band(v) for v in found]
    if any(b is None for b in bands):
        return UNKNOWN
    known = [b for b in bands if b is not None]
    low = None if any(b.low is None for b in known) else min((b.low, b.open_low) for b in known)
    high = None if any(b.high is None for b in known) else max((b.high, not b.open_high) for b in known)
    return as_value(Band(low and low[0], high and high[0], bool(low and low[1]), bool(high and not high[1])))


# No bound, inside a product. Compared with exact numbers, which Python does exactly, but never computed with.
_INFINITE: Final[Any] = float("inf")


def _ends(band: Band) -> tuple[tuple[Number, bool], tuple[Number, bool]]:
    low = (-_INFINITE, True) if band.low is None else (band.low, band.open_low)
    high = (_INFINITE, True) if band.high is None else (band.high, band.open_high)
    return low, high


def _times(a: tuple[Number, bool], b: tuple[Number, bool]) -> tuple[Number, bool]:
    closed_zero = (a[0] == 0 and not a[1]) or (b[0] == 0 and not b[1])
    return _product(a[0], b[0]), (a[1] or b[1]) and not closed_zero


def _product(a: Number, b: Number) -> Number:
    if a == 0 or b == 0:
        return 0
    if _INFINITE in (abs(a), abs(b)):
        return _INFINITE if (a > 0) == (b > 0) else -_INFINITE  # type: ignore[no-any-return]
    return a * b


def _from_ends(low: tuple[Number, bool], high: tuple[Number, bool]) -> Band:
    bottom = None if low[0] == -_INFINITE else low[0]
    top = None if high[0] == _INFINITE else high[0]
    return Band(bottom, top, low[1], high[1])


# Dates ---------------------------------------------------------------------------------------------------------------


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day `months` later; the month's last day where that day does not exist."""
    total = date.year * 12 + date.month - 1 + months
    year, month = divmod(total, 12)
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))


def shift_date(value: Value, months: Value, days: Value) -> Value:
    """A date value moved by exact whole months and days; unknown where it leaves the calendar."""
    if not (is_exact(months) and is_exact(days)) or months.denominator != 1 or days.denominator != 1:
        return UNKNOWN

    def moved(date: Ordered | None) -> dt.date | None:
        return None if date is None else add_months(date, int(months)) + dt.timedelta(days=int(days))

    band = as_band(value)
    if band is None:
        return UNKNOWN
    try:
        if isinstance(value, Possible):
            return one_of(moved(d) for d in value.values)
        whole = months == 0  # the last days of a month move onto one day: an open end may then be reached
        return as_value(Band(moved(band.low), moved(band.high), band.open_low and whole, band.open_high and whole))
    except (ValueError, OverflowError):
        return UNKNOWN
