"""Bands of numbers as terms of SQL: exact arithmetic on whole numbers, never a division.

An end of a band is a fraction whose denominator is above zero; two are compared by multiplying crosswise. The numerator
is NULL where there is no bound, both are where nothing is known, just as in the tables. How large a number can be is
tracked from the columns on: beyond 64 bits the engine's wide type is used, and what would not fit even that is refused.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from sqlglot import exp

from songjieyou.rules.sql.pipeline import Pipeline
from songjieyou.rules.sql.terms import (
    MOST_64,
    CannotSay,
    Expr,
    Flag,
    Truth,
    all_of,
    any_of,
    big,
    binary,
    both,
    case,
    cast,
    either,
    is_null,
    is_told,
    negated,
    number,
    operand,
    sure,
    truth_case,
    without,
)

TOO_LARGE: Final = "数目可能大到这个引擎的整数装不下"
MIXED_SIGNS: Final = "两个都可能小于零的数相乘"
OPEN_SIGNS: Final = "可能小于零的一段不含端点，又要相乘或相除"
ZERO_TIMES: Final = "零乘以未知数，零是不是整数说不准"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, known or a term; `most` bounds its size."""

    term: int | Expr
    most: int
    wide: bool = False

    @property
    def known(self) -> int | None:
        return self.term if isinstance(self.term, int) else None


def whole(value: int) -> Whole:
    return Whole(value, abs(value), abs(value) > MOST_64)


_FOLDED: Final[dict[type[exp.Binary], Callable[[int, int], bool]]] = {
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
    exp.EQ: operator.eq,
}
ONE: Final = whole(1)
ZERO: Final = whole(0)


@dataclass(frozen=True, slots=True)
class End:
    """`num / den`; no bound where `num` is NULL. `open`: the end itself is not in the band."""

    num: Whole
    den: Whole = ONE
    open: Flag = False

    @property
    def constant(self) -> Fraction | None:
        num, den = self.num.known, self.den.known
        return None if num is None or den is None else Fraction(num, den)


def end(value: int | Fraction) -> End:
    return End(whole(value.numerator), whole(value.denominator))


@dataclass(frozen=True, slots=True)
class Band:
    """None is no bound anywhere. `signed`: it may lie below zero; where it does not, what is known has a lower end.

    `sets`: it may stand for a finite set, of which only the ends are kept. `ints`: an exact value is a whole number;
    `zero`: an exact zero is (the interpreter says that zero times what is unknown is zero, if it is a whole one).
    """

    low: End | None
    high: End | None
    signed: bool = True
    sets: bool = False
    ints: bool = False
    zero: bool = False

    @property
    def constant(self) -> Fraction | None:
        return self.low.constant if self.low is not None and self.low == self.high else None

    @property
    def nothing(self) -> bool:
        """Whether nothing can be known of it."""
        return self.low is None and self.high is None


UNKNOWN: Final = Band(None, None)


def constant(value: int | Fraction) -> Band:
    one = end(value)
    return Band(one, one, signed=value < 0, ints=value.denominator == 1, zero=True)


class Arithmetic:
    """Writes arithmetic into a pipeline."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline, self.dialect = pipeline, pipeline.dialect

    # Whole numbers ---------------------------------------------------------------------------------------------------

    def sum(self, a: Whole, b: Whole) -> Whole:
        if a.known is not None and b.known is not None:
            return whole(a.known + b.known)
        for one, other in ((a, b), (b, a)):
            if one.known == 0:
                return other
        return self._computed(exp.Add, a, b, a.most + b.most)

    def product(self, a: Whole, b: Whole) -> Whole:
        if a.known is not None and b.known is not None:
            return whole(a.known * b.known)
        for one, other in ((a, b), (b, a)):
            if one.known == 1:
                return other
        return self._computed(exp.Mul, a, b, a.most * b.most)

    def minus(self, a: Whole) -> Whole:
        if a.known is not None:
            return whole(-a.known)
        return replace(a, term=exp.Neg(this=operand(self.term(a))))

    def _computed(self, kind: type[exp.Binary], a: Whole, b: Whole, most: int) -> Whole:
        wide = most > MOST_64 or a.wide or b.wide
        if self.dialect.most is not None and most > self.dialect.most:
            raise CannotSay(None, TOO_LARGE)
        terms = [self._widened(one) if wide else self.term(one) for one in (a, b)]
        return Whole(self.pipeline.keep(binary(kind, *terms)), most, wide)

    def _widened(self, a: Whole) -> Expr:
        if a.known is not None or a.wide:
            return self.term(a)
        if not self.dialect.wide:
            raise CannotSay(None, TOO_LARGE)
        return cast(self.term(a), self.dialect.wide)

    def term(self, a: Whole) -> Expr:
        return number(a.term) if isinstance(a.term, int) else a.term

    def chosen(self, branches: Sequence[tuple[Truth, Whole | None]], default: Whole | None = None) -> Whole:
        """The first whose condition holds; NULL where it is None."""
        open_: list[tuple[Truth, Whole | None]] = []
        for condition, one in branches:
            if condition is True:
                default = one
                break
            if condition is not None and condition is not False:
                open_.append((condition, one))
        if not open_ and default is not None:
            return default
        values = [one for one in (*(one for _, one in open_), default) if one is not None]
        found = case([(condition, self._branch(one)) for condition, one in open_], self._branch(default))
        if found is None or not values:
            return Whole(cast(exp.null(), "BIGINT"), 0)
        most, wide = max(one.most for one in values), any(one.wide for one in values)
        return Whole(self.pipeline.keep(found), most, wide)

    def _branch(self, a: Whole | None) -> Expr | None:
        if a is None:
            return None
        return big(a.term) if isinstance(a.term, int) else a.term

    def compared(self, kind: type[exp.Binary], a: Whole, b: Whole) -> Flag:
        """A comparison of whole numbers; NULL where one is."""
        if a.known is not None and b.known is not None:
            return _FOLDED[kind](a.known, b.known)
        return binary(kind, self.term(a), self.term(b))

    # Ends ------------------------------------------------------------------------------------------------------------

    def crosswise(self, kind: type[exp.Binary], a: End, b: End) -> Flag:
        """`a < b`, `a <= b` or `a = b` of the bounds themselves; NULL where there is none."""
        left, right = a.num, b.num
        if not self.same(a.den, b.den):
            p, q = b.den, a.den
            if p.known is not None and q.known is not None:
                common = gcd(p.known, q.known)
                p, q = whole(p.known // common), whole(q.known // common)
            left, right = self._reduced(left, p, right, q)
        return self.compared(kind, left, right)

    def _reduced(self, a: Whole, p: Whole, b: Whole, q: Whole) -> tuple[Whole, Whole]:
        """`a * p` and `b * q`, both divided by what is known to be common."""
        if b.known is not None and q.known is not None and p.known is not None:
            common = gcd(p.known, b.known * q.known) or 1
            return self.product(a, whole(p.known // common)), whole(b.known * q.known // common)
        if a.known is not None and p.known is not None and q.known is not None:
            common = gcd(q.known, a.known * p.known) or 1
            return whole(a.known * p.known // common), self.product(b, whole(q.known // common))
        return self._dynamic(a, p, b, q)

    def _dynamic(self, a: Whole, p: Whole, b: Whole, q: Whole) -> tuple[Whole, Whole]:
        """The same where a denominator is a term: the known factors of both sides are reduced first."""
        if b.known is not None and p.known is not None and b.known:
            common = gcd(b.known, p.known)
            b, p = whole(b.known // common), whole(p.known // common)
        if a.known is not None and q.known is not None and a.known:
            common = gcd(a.known, q.known)
            a, q = whole(a.known // common), whole(q.known // common)
        return self.product(a, p), self.product(b, q)

    def same(self, a: Whole, b: Whole) -> bool:
        if isinstance(a.term, int) or isinstance(b.term, int):
            return a.term == b.term
        return a.term is b.term or a.term == b.term

    def told(self, one: End | None) -> Flag:
        """Whether there is a bound."""
        if one is None:
            return False
        return True if one.num.known is not None else is_told(self.term(one.num))

    def missing(self, one: End | None) -> Flag:
        if one is None:
            return True
        return False if one.num.known is not None else is_null(self.term(one.num))

    def sign(self, kind: type[exp.Binary], one: End) -> Flag:
        """The bound against zero: exp.GT, GTE, LT, LTE or EQ; NULL where there is none."""
        if (known := one.num.known) is not None:
            return _FOLDED[kind](known, 0)
        return binary(kind, self.term(one.num), number(0))

    def pick(self, branches: Sequence[tuple[Truth, End | None]], default: End | None = None) -> End | None:
        """The first end whose condition holds."""
        ends = [one for _, one in branches] + [default]
        firm = [one for one in ends if one is not None]
        if not firm:
            return None
        nums = [(condition, None if one is None else one.num) for condition, one in branches]
        num = self.chosen(nums, None if default is None else default.num)
        den = firm[0].den
        if not all(self.same(den, one.den) for one in firm):
            dens = [(c, ONE if one is None else one.den) for c, one in branches]
            den = self.chosen(dens, ONE if default is None else default.den)
        opened: Flag = False
        if any(one.open is not False for one in firm):
            cases: list[tuple[Truth, Truth]] = [(c, False if one is None else one.open) for c, one in branches]
            opened = sure(truth_case(cases, False if default is None else default.open))
        return End(num, den, self.pipeline.keep_flag(opened))

    # Arithmetic ------------------------------------------------------------------------------------------------------

    def add(self, a: Band, b: Band) -> Band:
        ints = a.ints and b.ints
        low, high = self._added(a.low, b.low), self._added(a.high, b.high)
        if a.low is a.high and b.low is b.high:
            high = low
        return Band(low, high, a.signed or b.signed, ints=ints, zero=ints)

    def _added(self, a: End | None, b: End | None) -> End | None:
        if a is None or b is None:
            return None
        opened = either((a.open, b.open))
        if self.same(a.den, b.den):
            return End(self.sum(a.num, b.num), a.den, opened)
        p, q = b.den, a.den
        den = self.product(a.den, b.den)
        if p.known is not None and q.known is not None:
            common = gcd(p.known, q.known)
            den = whole(p.known * q.known // common)
            p, q = whole(p.known // common), whole(q.known // common)
        return End(self.sum(self.product(a.num, p), self.product(b.num, q)), den, opened)

    def negate(self, a: Band) -> Band:
        low = None if a.high is None else replace(a.high, num=self.minus(a.high.num))
        high = low if a.low is a.high else (None if a.low is None else replace(a.low, num=self.minus(a.low.num)))
        return Band(low, high, ints=a.ints, zero=a.zero)

    def subtract(self, a: Band, b: Band) -> Band:
        return self.add(a, self.negate(b))

    def multiply(self, a: Band, b: Band) -> Band:
        for one, other in ((a, b), (b, a)):
            if (factor := one.constant) is not None:
                return self._scaled(other, factor)
        if a.nothing or b.nothing:
            return self._by_nothing(a, b)
        if a.signed and b.signed:
            raise CannotSay(None, MIXED_SIGNS)
        if not (a.zero and b.zero):
            raise CannotSay(None, ZERO_TIMES)
        if a.signed or b.signed:
            low, high = self._signed_product(*((a, b) if a.signed else (b, a)))
        else:
            low, high = self._plain_product(a, b)
        ints = a.ints and b.ints
        return Band(low, high, a.signed or b.signed, ints=ints, zero=ints)

    def _scaled(self, a: Band, factor: Fraction) -> Band:
        if factor == 0:
            return constant(0)
        whole_factor = factor.denominator == 1
        low, high = self._times(a.low, factor), self._times(a.high, factor)
        if a.low is a.high:
            high = low
        elif factor < 0:
            low, high = high, low
        ints = a.ints and whole_factor
        return Band(low, high, a.signed or factor < 0, ints=ints, zero=ints or (a.zero and whole_factor))

    def _times(self, one: End | None, factor: Fraction) -> End | None:
        if one is None:
            return None
        above, below = abs(factor.numerator), factor.denominator
        if one.den.known is not None:
            common = gcd(above, one.den.known)
            above, den = above // common, whole(one.den.known // common * below)
        else:
            den = self.product(one.den, whole(below))
        num = self.product(one.num, whole(above))
        return replace(one, num=num if factor > 0 else self.minus(num), den=den)

    def _by_nothing(self, a: Band, b: Band) -> Band:
        """Times what nobody can know: nothing where the other is exactly that."""
        other = b if a.nothing else a
        if other.nothing:
            return UNKNOWN
        if not other.zero:
            raise CannotSay(None, ZERO_TIMES)
        found = End(self.chosen([(sure(self.is_zero(other)), ZERO)]))
        return Band(found, found, signed=False, ints=True, zero=True)

    def is_zero(self, a: Band) -> Truth:
        """Whether it is exactly zero; may be NULL."""
        if a.low is None or a.high is None:
            return False
        if not a.signed:
            return self.sign(exp.EQ, a.high)
        return all_of((self.sign(exp.EQ, a.low), self.sign(exp.EQ, a.high)))

    def _end_product(self, a: End | None, b: End | None, opened: Flag = False) -> End | None:
        if a is None or b is None:
            return None
        return End(self.product(a.num, b.num), self.product(a.den, b.den), opened)

    def _plain_product(self, a: Band, b: Band) -> tuple[End | None, End | None]:
        zero = self.pipeline.keep_truth(any_of((self.is_zero(a), self.is_zero(b))))
        assert a.low is not None
        assert b.low is not None
        nought = self._closed_nought(a.low), self._closed_nought(b.low)
        low_open = both(either((a.low.open, b.low.open)), without(either(nought)))
        low = self._end_product(a.low, b.low, low_open)
        high_open = either(False if one.high is None else one.high.open for one in (a, b))
        high = self._end_product(a.high, b.high, high_open)
        return self.pick([(zero, End(ZERO))], low), self.pick([(zero, End(ZERO))], high)

    def _closed_nought(self, one: End) -> Flag:
        return both(sure(self.sign(exp.EQ, one)), without(one.open))

    def _signed_product(self, a: Band, b: Band) -> tuple[End | None, End | None]:
        """`a` of any sign times `b` that is not below zero."""
        self._closed(a, b)
        zero = self.pipeline.keep_truth(any_of((self.is_zero(a), self.is_zero(b))))
        up = False if a.low is None else self.sign(exp.GTE, a.low)
        down = False if a.high is None else self.sign(exp.LTE, a.high)
        low = [(zero, End(ZERO)), (up, self._end_product(a.low, b.low))]
        high = [(zero, End(ZERO)), (down, self._end_product(a.high, b.low))]
        return (
            self.pick(low, self._end_product(a.low, b.high)),
            self.pick(high, self._end_product(a.high, b.high)),
        )

    def _closed(self, *bands: Band) -> None:
        if any(one is not None and one.open is not False for band in bands for one in (band.low, band.high)):
            raise CannotSay(None, OPEN_SIGNS)

    # Division --------------------------------------------------------------------------------------------------------

    def divide(self, a: Band, b: Band) -> Band:
        """Unknown where the divisor is zero or may be."""
        if (divisor := b.constant) is not None:
            return replace(self._scaled(a, 1 / divisor), zero=True) if divisor else UNKNOWN
        if a.nothing or b.nothing:
            return UNKNOWN
        if b.signed:
            self._closed(a, b)
            assert b.high is not None
            below = self.pipeline.keep_flag(sure(self.sign(exp.LT, b.high)))
            a, b = self._turned(below, a), self._turned(below, b)
        return self.over_positive(a, b)

    def _turned(self, below: Flag, a: Band) -> Band:
        """With the other sign where the divisor lies below zero."""
        back = self.negate(a)
        low = self.pick([(below, back.low)], a.low)
        return Band(low, low if a.low is a.high else self.pick([(below, back.high)], a.high))

    def growth(self, a: Band, b: Band) -> Band:
        """A division whose divisor must lie above zero."""
        return UNKNOWN if a.nothing or b.nothing else self.over_positive(a, b)

    def over_positive(self, a: Band, b: Band) -> Band:
        """Known where the divisor lies above zero."""
        if b.low is None:
            return UNKNOWN
        above = self.pipeline.keep_flag(sure(self.sign(exp.GT, b.low)))
        low = self._quotient_low(a, b)
        high = self._quotient_high(a, b)
        return Band(self.pick([(above, low)]), self.pick([(above, high)]), a.signed, zero=True)

    def _quotient_low(self, a: Band, b: Band) -> End | None:
        if a.low is None:
            return None
        assert b.low is not None
        nought = self._nought(a.low)
        far = self._over(a.low, b.high, nought)
        if not a.signed:
            return far
        return self.pick([(self.sign(exp.GTE, a.low), far)], self._over(a.low, b.low, False))

    def _quotient_high(self, a: Band, b: Band) -> End | None:
        if a.high is None:
            return None
        assert b.low is not None
        nought = self._nought(a.high)
        near = self._over(a.high, b.low, nought)
        if not a.signed:
            return near
        return self.pick([(self.sign(exp.LTE, a.high), self._over(a.high, b.high, nought))], near)

    def _nought(self, one: End) -> Flag:
        return sure(self.sign(exp.EQ, one))

    def _over(self, a: End, b: End | None, nought: Flag) -> End:
        """`a / b`; without an end of b it is zero, which is only reached where `a` is a zero that is reached."""
        beyond = End(ZERO, ONE, without(both(nought, without(a.open))))
        if b is None:
            found = self.pick([(self.told(a), beyond)])
            assert found is not None
            return found
        opened: Flag = a.open
        if b.open is not False:
            opened = either((a.open, both(b.open, without(nought))))
        quotient = End(self.product(a.num, b.den), self.product(b.num, a.den), opened)
        if b.num.known is not None:
            return quotient
        found = self.pick([(both(self.missing(b), self.told(a)), beyond)], quotient)
        assert found is not None
        return found

    def power(self, a: Band, exponent: int) -> Band:
        """A non-negative base, or any exact one, to a positive whole exponent."""
        if (base := a.constant) is not None:
            return constant(base**exponent)
        if a.low is None or a.high is None:
            return UNKNOWN if a.low is None else Band(self._end_power(a.low, exponent), None, signed=False)
        low, high = self._end_power(a.low, exponent), self._end_power(a.high, exponent)
        if a.signed:
            fine = either((sure(self.sign(exp.GTE, a.low)), sure(self.is_exact(a))))
            fine = self.pipeline.keep_flag(fine)
            return Band(self.pick([(fine, low)]), self.pick([(fine, high)]), ints=a.ints, zero=a.zero)
        return Band(low, high, signed=False, ints=a.ints, zero=a.zero)

    def _end_power(self, one: End, exponent: int) -> End:
        num, den = one.num, one.den
        for _ in range(exponent - 1):
            num, den = self.product(num, one.num), self.product(den, one.den)
        return End(num, den, one.open)

    # Extremes --------------------------------------------------------------------------------------------------------

    def least(self, bands: Sequence[Band]) -> Band:
        """取小: known even where some are unknown, as an upper bound."""
        lows = self.best([(True, one.low) for one in bands], lowest=True, whole=True, opened=False)
        highs = self.best([(True, one.high) for one in bands], lowest=True, whole=False, opened=True)
        return self._extreme(lows, highs, bands)

    def greatest(self, bands: Sequence[Band]) -> Band:
        lows = self.best([(True, one.low) for one in bands], lowest=False, whole=False, opened=True)
        highs = self.best([(True, one.high) for one in bands], lowest=False, whole=True, opened=False)
        return self._extreme(lows, highs, bands)

    def _extreme(self, low: End | None, high: End | None, bands: Sequence[Band]) -> Band:
        ints, zero = all(one.ints for one in bands), all(one.zero for one in bands)
        return Band(low, high, True, ints=ints, zero=zero)

    def hull(self, bands: Sequence[tuple[Flag, Band]], certain: Flag) -> Band:
        """What holds whichever of the bands whose flag is set is the true one; unknown unless `certain`."""
        low = self.best([(flag, one.low) for flag, one in bands], lowest=True, whole=True, opened=False)
        high = self.best([(flag, one.high) for flag, one in bands], lowest=False, whole=True, opened=False)
        several = len(bands) > 1 or any(one.sets for _, one in bands)
        signed = any(one.signed for _, one in bands)
        ints, zero = all(one.ints for _, one in bands), all(one.zero for _, one in bands)
        low, high = self.pick([(certain, low)]), self.pick([(certain, high)])
        return Band(low, high, signed, sets=several, ints=ints, zero=zero)

    def best(self, ends: Iterable[tuple[Flag, End | None]], *, lowest: bool, whole: bool, opened: bool) -> End | None:
        """The lowest or highest end among those whose flag is set. `whole`: there is none where one of them is missing;
        `opened`: of two alike the open one.
        """
        listed = [(flag, one) for flag, one in ends if flag is not False]
        found = self._best_known(listed, lowest=lowest)
        for flag, one in listed:
            if one is not None and one.constant is None:
                found = self._better(found, one, flag, lowest=lowest, opened=opened)
        lacking = either(both(flag, self.missing(one)) for flag, one in listed) if whole else False
        if lacking is True:
            return None
        return found if lacking is False else self.pick([(without(self.pipeline.keep_flag(lacking)), found)])

    def _best_known(self, ends: Sequence[tuple[Flag, End | None]], *, lowest: bool) -> End | None:
        """The same among those that are known beforehand: the first of them in order whose flag is set."""
        known: list[tuple[Fraction, Flag]] = []
        for flag, one in ends:
            if one is not None and (value := one.constant) is not None:
                known.append((value, flag))
        known.sort(key=lambda item: item[0] if lowest else -item[0])
        den = lcm(*(value.denominator for value, _ in known))
        return self.pick([(flag, End(whole(int(value * den)), whole(den))) for value, flag in known])

    def _better(self, found: End | None, one: End, flag: Flag, *, lowest: bool, opened: bool) -> End | None:
        if found is None:
            return self.pick([(flag, one)])
        first, second = (one, found) if lowest else (found, one)
        better: list[Truth] = [self.crosswise(exp.LT, first, second), self.missing(found)]
        if found.open is not False or one.open is not False:
            tie = (found.open, without(one.open)) if not opened else (without(found.open), one.open)
            better.append(all_of((self.crosswise(exp.EQ, found, one), *tie)))
        return self.pick([(all_of((flag, any_of(better))), one)], found)

    # Comparison ------------------------------------------------------------------------------------------------------

    def is_exact(self, a: Band) -> Truth:
        """Whether it is a single value; may be NULL."""
        if a.low is None or a.high is None:
            return False
        if a.low is a.high:
            return self.told(a.low)
        return all_of((self.crosswise(exp.EQ, a.low, a.high), without(a.low.open), without(a.high.open)))

    def compare(self, op: str, a: Band, b: Band) -> Truth:
        if op in ("=", "!="):
            found = self._equal(a, b)
            return found if op == "=" else negated(found)
        if op in (">", ">="):
            return self.compare("<" if op == ">" else "<=", b, a)
        if op == "<":
            return truth_case([(self.below(a, b), True), (self._not_above(b, a), False)])
        return truth_case([(self._not_above(a, b), True), (self.below(b, a), False)])

    def _equal(self, a: Band, b: Band) -> Truth:
        if a.sets or b.sets:
            raise CannotSay(None, "几种可能的数不能用 = 比较")
        if a.nothing or b.nothing:
            return None
        exact = all_of((self.is_exact(a), self.is_exact(b)))
        alike: Truth = False
        if a.low is not None and b.low is not None:
            alike = all_of((exact, self.crosswise(exp.EQ, a.low, b.low)))
        return truth_case([(alike, True), (self.below(a, b), False), (self.below(b, a), False)])

    def below(self, a: Band, b: Band) -> Truth:
        """TRUE where every value of `a` < every value of `b`; may be NULL."""
        if a.high is None or b.low is None:
            return False
        opened = either((a.high.open, b.low.open))
        touching = all_of((self.crosswise(exp.EQ, a.high, b.low), opened)) if opened is not False else False
        return any_of((self.crosswise(exp.LT, a.high, b.low), touching))

    def _not_above(self, a: Band, b: Band) -> Truth:
        if a.high is None or b.low is None:
            return False
        return self.crosswise(exp.LTE, a.high, b.low)
