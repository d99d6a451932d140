"""What many subjects have of one number: exact, a band, or nothing; the arithmetic of `rules.values` over columns.

A set of possible numbers is kept as the band around it and marked in `sets`: most rules read no more of it than its
ends. Where one would, or where a case is too rare to be worth a formula, the row is marked `hard`; the interpreter
answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any

import numpy as np

from songjieyou.rules.bulk.columns import LEAST, MOST, Bools, Numbers, number_of
from songjieyou.rules.bulk.rationals import WIDE, Rationals, one_number
from songjieyou.rules.values import Band, Possible, Value, as_band, as_value

type Mask = Bools | None
"""A column of yes and no; None where it is the same for all rows (yes for `has`, no for all others)."""


def either(*masks: Mask) -> Mask:
    """Where one of them says yes."""
    found = [mask for mask in masks if mask is not None]
    return reduce(np.logical_or, found) if found else None


def both(*masks: Mask) -> Mask:
    """Where all bounds are."""
    found = [mask for mask in masks if mask is not None]
    return reduce(np.logical_and, found) if found else None


def picked(mask: Mask, rows: Any) -> Mask:
    """The mask of some rows; one that stands for all rows stays what it is."""
    return mask if mask is None or len(mask) == 1 else mask[rows]


def said(mask: Mask, default: bool) -> Any:
    """The mask, or what None stands for."""
    return default if mask is None else mask


@dataclass(frozen=True, slots=True)
class Ends:
    """One bound of many values. `has`: where there is one (None: everywhere; the number is 0 elsewhere); `open`: where
    the bound itself is not in (None: nowhere).
    """

    number: Rationals
    has: Mask = None
    open: Mask = None

    def at(self, rows: Any) -> Ends:
        return Ends(self.number.at(rows), picked(self.has, rows), picked(self.open, rows))

    def __neg__(self) -> Ends:
        return Ends(-self.number, self.has, self.open)

    def __add__(self, other: Ends) -> Ends:
        return tidy(self.number + other.number, both(self.has, other.has), either(self.open, other.open))


def tidy(number: Rationals, has: Mask, open_: Mask = None) -> Ends:
    """Zero where there is no bound, open only where there is one."""
    open_ = None if open_ is None or not open_.any() else open_
    if has is None or has.all():
        return Ends(number, None, open_)
    return Ends(number.zero_where(~has), has, None if open_ is None else open_ & has)


@dataclass(frozen=True, slots=True)
class Vector:
    """Each value lies from `low` to `high`; the same object where none is a band. See the module for the marks."""

    low: Ends
    high: Ends
    sets: Mask = None
    hard: Mask = None

    def at(self, rows: Any) -> Vector:
        low = self.low.at(rows)
        high = low if self.high is self.low else self.high.at(rows)
        return Vector(low, high, picked(self.sets, rows), picked(self.hard, rows))

    def marked(self, hard: Mask) -> Vector:
        """With more rows marked as hard."""
        return self if hard is None else replace(self, hard=either(self.hard, hard))

    @property
    def single(self) -> bool:
        """Whether no value is a band."""
        return self.high is self.low

    @property
    def known(self) -> Bools:
        """Where there is a bound on both sides."""
        return np.asarray(said(both(self.low.has, self.high.has), True))

    @property
    def exact(self) -> Bools:
        """Where there is one value."""
        if self.single:
            return self.known
        low, high = self.low.number.sides(self.high.number)
        closed = ~np.asarray(said(either(self.low.open, self.high.open), False))
        found: Bools = self.known & (low == high) & closed
        return found

    @property
    def unknown(self) -> Bools:
        """Where there is no bound at all."""
        return ~np.asarray(said(self.low.has, True)) & ~np.asarray(said(self.high.has, True))

    @property
    def positive(self) -> Bools:
        """Where it is surely zero or more."""
        found: Bools = np.asarray(said(self.low.has, True)) & (self.low.number.sign >= 0)
        return found

    @property
    def zero(self) -> Bools:
        """Where it is exactly zero."""
        found: Bools = self.exact & (self.low.number.sign == 0)
        return found

    def value(self, row: int) -> Value:
        """One of the values as the interpreter has it; a set as the band around it."""
        ends = [(_bound(end, row), bool(_one(said(end.open, False), row))) for end in (self.low, self.high)]
        return as_value(Band(ends[0][0], ends[1][0], ends[0][1], ends[1][1]))


def _bound(end: Ends, row: int) -> int | Fraction | None:
    return end.number.fraction(row) if _one(said(end.has, True), row) else None


def _one(mask: Any, row: int) -> Any:
    return mask if isinstance(mask, bool) else mask[row if len(mask) > 1 else 0]


# Making them ---------------------------------------------------------------------------------------------------------


def constant(value: Value) -> Vector:
    """The same number, date or unknown for all rows."""
    return from_values([value], np.zeros(1, np.int64))


def from_numbers(column: Numbers) -> Vector:
    """A column as it was told."""
    has_low, has_high = column.low != LEAST, column.high != MOST
    low = _column_end(column.low, has_low, column.scale, column.open_low)
    banded = (column.low != column.high) & (has_low | has_high)
    if not banded.any() and column.open_low is None and column.open_high is None:
        return Vector(low, low)
    return Vector(low, _column_end(column.high, has_high, column.scale, column.open_high))


def _column_end(numbers: Any, has: Bools, scale: int, open_: Mask) -> Ends:
    if has.all():
        return Ends(Rationals.of(numbers, scale), None, open_)
    return Ends(Rationals.of(np.where(has, numbers, 0), scale), has, open_)


def from_values(values: Sequence[Value], codes: Any) -> Vector:
    """`values[codes]`; what is no number is unknown."""
    bands = [_numeric_band(value) for value in values]
    scale = lcm(1, *(end.denominator for band in bands for end in (band.low, band.high) if end is not None))
    low = _value_ends([band.low for band in bands], [band.open_low for band in bands], scale, codes)
    sets = np.array([isinstance(value, Possible) for value in values], np.bool_)
    marks = sets[codes] if sets.any() else None
    if all(band.low == band.high and not band.open_low and not band.open_high for band in bands):
        return Vector(low, low, marks)
    high = _value_ends([band.high for band in bands], [band.open_high for band in bands], scale, codes)
    return Vector(low, high, marks)


def _numeric_band(value: Value) -> Band:
    band = as_band(value)
    if band is None:
        return Band(None, None)
    ends = [None if end is None else number_of(end) for end in (band.low, band.high)]
    return Band(ends[0], ends[1], band.open_low, band.open_high)


def _value_ends(ends: list[Any], opens: list[bool], scale: int, codes: Any) -> Ends:
    has = np.array([end is not None for end in ends], np.bool_)
    numbers = [0 if end is None else int(end * scale) for end in ends]
    wide = any(abs(number) >= WIDE for number in numbers)
    found = np.array(numbers, object if wide else np.int64)[codes]
    open_ = np.array(opens, np.bool_)[codes] if any(opens) else None
    return Ends(Rationals(found, scale, max(map(abs, numbers)), scale), None if has.all() else has[codes], open_)


# Choosing ------------------------------------------------------------------------------------------------------------


def chosen(where: Bools, one: Vector, two: Vector) -> Vector:
    """The one where it is so, else the other."""
    sets, hard = masked(where, one.sets, two.sets), masked(where, one.hard, two.hard)
    low = _ends_chosen(where, one.low, two.low)
    if one.single and two.single:
        return Vector(low, low, sets, hard)
    return Vector(low, _ends_chosen(where, one.high, two.high), sets, hard)


def _ends_chosen(where: Bools, one: Ends, two: Ends) -> Ends:
    has, open_ = masked(where, one.has, two.has, default=True), masked(where, one.open, two.open)
    return Ends(one.number.chosen(where, two.number), has, open_)


def masked(where: Bools, one: Mask, two: Mask, *, default: bool = False) -> Mask:
    if one is None and two is None:
        return None
    found: Bools = np.where(where, said(one, default), said(two, default))
    return found


def without(one: Vector, lost: Bools) -> Vector:
    """Unknown where it is lost."""
    if not lost.any():
        return one
    low = tidy(one.low.number, both(one.low.has, ~lost), one.low.open)
    if one.single:
        return Vector(low, low, one.sets, one.hard)
    return Vector(low, tidy(one.high.number, both(one.high.has, ~lost), one.high.open), one.sets, one.hard)


def hull(one: Vector, two: Vector) -> Vector:
    """What is certain where either may be the true one."""
    low_less = _less(two.low, one.low)
    low = _ends_chosen(low_less, two.low, one.low)
    low = tidy(low.number, both(one.low.has, two.low.has), _open_of_equal(one.low, two.low, low, np.logical_and))
    high_more = _less(one.high, two.high)
    high = _ends_chosen(high_more, two.high, one.high)
    high = tidy(high.number, both(one.high.has, two.high.has), _open_of_equal(one.high, two.high, high, np.logical_and))
    plain = (one.exact | np.asarray(said(one.sets, False))) & (two.exact | np.asarray(said(two.sets, False)))
    found = Vector(low, high, None, either(one.hard, two.hard))
    return replace(found, sets=plain & ~found.exact)


def _less(one: Ends, two: Ends) -> Bools:
    left, right = one.number.sides(two.number)
    found: Bools = left < right
    return found


def _open_of_equal(one: Ends, two: Ends, picked_: Ends, join: Callable[[Any, Any], Any]) -> Mask:
    """Whether the end picked is open; of two equal ones as `join` says."""
    if one.open is None and two.open is None:
        return None
    left, right = one.number.sides(two.number)
    joined = join(said(one.open, False), said(two.open, False))
    found: Bools = np.where(left == right, joined, said(picked_.open, False))
    return found


def smallest(one: Vector, two: Vector) -> Vector:
    """The lesser: known as an upper bound even where one is unknown."""
    hard = either(one.hard, two.hard)
    low = _both_picked(one.low, two.low, less=True)
    if one.single and two.single and one.low.has is None and two.low.has is None:
        return Vector(low, low, None, hard)
    return Vector(low, _any_picked(one.high, two.high, less=True), None, hard)


def largest(one: Vector, two: Vector) -> Vector:
    """The greater: known as a lower bound even where one is unknown."""
    hard = either(one.hard, two.hard)
    high = _both_picked(one.high, two.high, less=False)
    if one.single and two.single and one.low.has is None and two.low.has is None:
        return Vector(high, high, None, hard)
    return Vector(_any_picked(one.low, two.low, less=False), high, None, hard)


def _both_picked(one: Ends, two: Ends, *, less: bool) -> Ends:
    """The outer end of two, where both are known; closed where one of two equal ones is."""
    where = _less(one, two) if less else _less(two, one)
    found = _ends_chosen(where, one, two)
    return tidy(found.number, both(one.has, two.has), _open_of_equal(one, two, found, np.logical_and))


def _any_picked(one: Ends, two: Ends, *, less: bool) -> Ends:
    """The inner end of two, or the one that is known; open where one of two equal ones is."""
    where = _less(one, two) if less else _less(two, one)
    one_has, two_has = said(one.has, True), said(two.has, True)
    where = (where & one_has) | ~np.asarray(two_has)
    found = _ends_chosen(where, one, two)
    open_ = _open_of_equal(one, two, found, np.logical_or) if one.has is None and two.has is None else None
    if open_ is None and (one.open is not None or two.open is not None):
        level = np.asarray(one_has) & two_has & (~_less(one, two) & ~_less(two, one))
        open_ = np.where(level, np.logical_or(said(one.open, False), said(two.open, False)), said(found.open, False))
    return tidy(found.number, found.has, open_)


# Arithmetic ----------------------------------------------------------------------------------------------------------


def add(one: Vector, two: Vector) -> Vector:
    hard = either(one.hard, two.hard)
    low = one.low + two.low
    if one.single and two.single:
        return Vector(low, low, None, hard)
    return Vector(low, one.high + two.high, None, hard)


def negate(one: Vector) -> Vector:
    low = -one.high
    return Vector(low, low if one.single else -one.low, None, one.hard)


def subtract(one: Vector, two: Vector) -> Vector:
    return add(one, negate(two))


def multiply(one: Vector, two: Vector) -> Vector:
    """A product; hard where neither side is surely zero or more, both are known and one is a band."""
    if one.single and two.single:
        return _exact_product(one, two)
    if not two.positive.all():
        one, two = two, one
    swap = ~two.positive & one.positive
    left, right = (chosen(swap, two, one), chosen(swap, one, two)) if swap.any() else (one, two)
    low = _product_end(left.low, right.low, right.high, upper=False)
    high = _product_end(left.high, right.high, right.low, upper=True)
    found = Vector(low, high, None, either(one.hard, two.hard))
    rest = ~right.positive
    if not rest.any():
        return found
    exact, lost = one.exact & two.exact, (one.unknown & ~two.zero) | (two.unknown & ~one.zero)
    return chosen(rest, _exact_product(one, two), found).marked(rest & ~exact & ~lost)


def _exact_product(one: Vector, two: Vector) -> Vector:
    """Of exact or unknown numbers; zero times what is unknown is zero. Bands are unknown here."""
    has = (one.exact & two.exact) | one.zero | two.zero
    ends = tidy(one.low.number * two.low.number, has)
    return Vector(ends, ends, None, either(one.hard, two.hard))


def _product_end(left: Ends, near: Ends, far: Ends, *, upper: bool) -> Ends:
    """One end of a product with a factor of zero or more: with its `near` end where the left one pulls away from zero
    on this side, else with its `far` end.
    """
    sign, left_has, left_open = left.number.sign, np.asarray(said(left.has, True)), said(left.open, False)
    with_near = (sign > 0) | ~left_has if upper else (sign >= 0) & left_has
    right = _ends_chosen(with_near, near, far)
    right_has, right_open = np.asarray(said(right.has, True)), said(right.open, False)
    left_zero, right_zero = left_has & (sign == 0), right_has & (right.number.sign == 0)
    closed_zero = (left_zero & ~np.asarray(left_open)) | (right_zero & ~np.asarray(right_open))
    open_ = np.logical_or(left_open, right_open) & ~closed_zero
    return tidy(left.number * right.number, (left_has & right_has) | left_zero | right_zero, open_)


def divide(one: Vector, two: Vector) -> Vector:
    """A quotient; unknown where the divisor is zero, may be zero, or is unknown."""
    low, high = two.low, two.high
    above = np.asarray(said(low.has, True)) & (low.number.sign > 0)
    below = np.asarray(said(high.has, True)) & (high.number.sign < 0)
    lost = ~(above | below) | one.unknown
    if two.single:
        ends = _inverse(low, lost)
        return without(multiply(one, Vector(ends, ends, None, two.hard)), lost)
    found = multiply(one, Vector(_inverse(high, lost), _inverse(low, lost), None, two.hard))
    return without(found, lost)


def _inverse(end: Ends, lost: Bools) -> Ends:
    """One over a bound; an open zero where there is none."""
    none = ~np.asarray(said(end.has, True)) | lost
    number = one_number(1).chosen(none, end.number).inverse
    return Ends(number.zero_where(none), None, np.logical_or(said(end.open, False), none) if none.any() else end.open)


def power(one: Vector, exponent: int) -> Vector:
    """A base to a positive whole exponent; of a band only one of zero or more."""
    found = one
    if one.single:
        for _ in range(exponent - 1):
            found = _exact_product(found, one)
        return found
    for _ in range(exponent - 1):
        found = multiply(found, one)
    return without(found, ~(one.exact | one.positive))


def total(items: Iterable[Vector]) -> Vector:
    return reduce(add, items)


# Comparison ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """Where a comparison surely holds, where it surely does not, and which rows the interpreter must answer."""

    true: Bools
    false: Bools
    hard: Mask = None

    def turned(self) -> Compared:
        return Compared(self.false, self.true, self.hard)


def compare(op: str, one: Vector, two: Vector) -> Compared:
    """As `values.compare`, for numbers and dates."""
    if op == "!=":
        return compare("=", one, two).turned()
    if op == "=":
        return _equal(one, two)
    if op in (">", ">="):
        one, two, op = two, one, {">": "<", ">=": "<="}[op]
    hard = either(one.hard, two.hard)
    if op == "<":
        return Compared(_below(one.high, two.low), _not_above(two.high, one.low), hard)
    return Compared(_not_above(one.high, two.low), _below(two.high, one.low), hard)


def _equal(one: Vector, two: Vector) -> Compared:
    """Where one is a set, its members would have to be looked at."""
    exact = one.exact & two.exact
    left, right = one.low.number.sides(two.low.number)
    apart = _below(one.high, two.low) | _below(two.high, one.low)
    sets = either(one.sets, two.sets)
    return Compared(exact & (left == right), apart, either(one.hard, two.hard, None if sets is None else sets & ~apart))


def _below(left: Ends, right: Ends) -> Bools:
    """Every value under the one end < every value over the other."""
    one, two = left.number.sides(right.number)
    found: Bools = one < two
    open_ = either(left.open, right.open)
    if open_ is not None:
        found = found | ((one == two) & open_)
    has = both(left.has, right.has)
    return found if has is None else found & has


def _not_above(left: Ends, right: Ends) -> Bools:
    one, two = left.number.sides(right.number)
    found: Bools = one <= two
    has = both(left.has, right.has)
    return found if has is None else found & has
