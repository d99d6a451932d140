"""Exact fractions of whole columns: numerators over denominators, in 64 bits where they fit and in Python's own whole
numbers where they do not. Slower there, never wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Final

import numpy as np

from songjieyou.rules.bulk.columns import Bools, Ints

WIDE: Final = 1 << 62
"""From here on a number may not fit 64 bits once something is added to it."""

type Denominator = int | Ints


@dataclass(frozen=True, slots=True)
class Rationals:
    """`num / den`, the denominators above zero; a single one stands for all rows.

    No numerator is larger than `top`, no denominator than `bottom`.
    """

    num: Ints
    den: Denominator
    top: int
    bottom: int

    @staticmethod
    def of(num: Ints, den: int = 1) -> Rationals:
        return Rationals(num, den, _largest(num), den)

    def at(self, rows: Any) -> Rationals:
        num = self.num if len(self.num) == 1 else self.num[rows]
        den = self.den if isinstance(self.den, int) or len(self.den) == 1 else self.den[rows]
        return Rationals(num, den, self.top, self.bottom)

    def fraction(self, row: int) -> int | Fraction:
        """One of the numbers."""
        den = self.den if isinstance(self.den, int) else int(self.den[row if len(self.den) > 1 else 0])
        found = Fraction(int(self.num[row if len(self.num) > 1 else 0]), den)
        return found.numerator if found.denominator == 1 else found

    def __neg__(self) -> Rationals:
        return Rationals(-self.num, self.den, self.top, self.bottom)

    def __add__(self, other: Rationals) -> Rationals:
        one, two, den, bottom = aligned(self, other)
        return Rationals(one.num + two.num, den, one.top + two.top, bottom)

    def __sub__(self, other: Rationals) -> Rationals:
        return self + -other

    def __mul__(self, other: Rationals) -> Rationals:
        num, top = _times(self.num, self.top, other.num, other.top)
        den, bottom = _times(self.den, self.bottom, other.den, other.bottom)
        return _reduced(num, den, top, bottom)

    @property
    def inverse(self) -> Rationals:
        """One over these numbers, none of which is zero."""
        num: Any = np.sign(self.num) * self.den
        return Rationals(num, np.abs(self.num), self.bottom, max(1, self.top))

    def chosen(self, where: Bools, other: Rationals) -> Rationals:
        """These numbers where it is so, else the other ones."""
        if isinstance(self.den, int) and isinstance(other.den, int):
            one, two, den, bottom = aligned(self, other)
            return Rationals(np.where(where, one.num, two.num), den, max(one.top, two.top), bottom)
        dens = np.where(where, self.den, other.den)
        bottom = max(self.bottom, other.bottom)
        return Rationals(np.where(where, self.num, other.num), dens, max(self.top, other.top), bottom)

    def zero_where(self, where: Bools) -> Rationals:
        return Rationals(np.where(where, 0, self.num), self.den, self.top, self.bottom)

    # Comparison ------------------------------------------------------------------------------------------------------

    def sides(self, other: Rationals) -> tuple[Ints, Ints]:
        """Whole numbers that compare as these and the other ones do."""
        if isinstance(self.den, int) and isinstance(other.den, int):
            one, two, _, _ = aligned(self, other)
            return one.num, two.num
        left, _ = _times(self.num, self.top, other.den, other.bottom)
        right, _ = _times(other.num, other.top, self.den, self.bottom)
        return left, right

    @property
    def sign(self) -> Ints:
        return np.sign(self.num)


def one_number(value: int | Fraction) -> Rationals:
    """The same number for all rows."""
    top = abs(value.numerator)
    kind: Any = object if top >= WIDE else np.int64
    return Rationals(np.array([value.numerator], kind), value.denominator, top, value.denominator)


def aligned(one: Rationals, two: Rationals) -> tuple[Rationals, Rationals, Denominator, int]:
    """Both over one denominator, and that denominator with its greatest value; room is left for a sum."""
    if isinstance(one.den, int) and isinstance(two.den, int):
        common = lcm(one.den, two.den)
        return one_over(one, common), one_over(two, common), common, common
    if one.den is two.den:
        return _roomy(one.num, one.top, one), _roomy(two.num, two.top, two), one.den, max(one.bottom, two.bottom)
    den, bottom = _times(one.den, one.bottom, two.den, two.bottom)
    left, left_top = _times(one.num, one.top, two.den, two.bottom)
    right, right_top = _times(two.num, two.top, one.den, one.bottom)
    return _roomy(left, left_top, one), _roomy(right, right_top, two), den, bottom


def one_over(one: Rationals, common: int) -> Rationals:
    """The same over a multiple of its denominator."""
    assert isinstance(one.den, int)
    num, top = _times(one.num, one.top, common // one.den, common // one.den)
    return _roomy(num, top, Rationals(num, common, top, common))


def _roomy(num: Ints, top: int, like: Rationals) -> Rationals:
    if top >= WIDE and num.dtype != object:
        num = num.astype(object)
    return Rationals(num, like.den, top, like.bottom)


def _times(one: Any, one_top: int, two: Any, two_top: int) -> tuple[Any, int]:
    """The product, and what it cannot exceed."""
    if isinstance(one, int) and isinstance(two, int):
        return one * two, one_top * two_top
    if isinstance(two, int) and two == 1:
        return one, one_top
    if isinstance(one, int) and one == 1:
        return two, two_top
    if one_top * two_top >= WIDE:
        one_top, two_top = _largest(one), _largest(two)
    if one_top * two_top >= WIDE:
        one = one.astype(object) if isinstance(one, np.ndarray) else one
        two = two.astype(object) if isinstance(two, np.ndarray) else two
    return one * two, one_top * two_top


def _largest(numbers: Any) -> int:
    if isinstance(numbers, int):
        return abs(numbers)
    return max(abs(int(numbers.max())), abs(int(numbers.min()))) if len(numbers) else 0


def _reduced(num: Any, den: Any, top: int, bottom: int) -> Rationals:
    """With a smaller denominator where all share a factor with it; keeps most numbers within 64 bits."""
    if isinstance(den, int) and den > 1:
        shared = gcd(den, int(np.gcd.reduce(num))) if len(num) else den
        if shared > 1:
            return Rationals(num // shared, den // shared, top // shared + 1, den // shared)
    return Rationals(num, den, top, bottom)
