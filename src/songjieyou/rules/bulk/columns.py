"""What many subjects say of one fact: columns of numbers and columns of words.

Nothing is a float. What does not fit a column (a set of possible numbers, a number beyond 64 bits) is *odd*: it stands
beside the columns as the value it is, is unknown in them, and is answered by the interpreter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import UNKNOWN, Band, Value, as_value, is_exact

type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]

LEAST: Final = np.iinfo(np.int64).min
MOST: Final = np.iinfo(np.int64).max
LARGEST: Final = 10**17
"""The largest numerator a column holds; what lies beyond is odd."""
FINEST: Final = 10**8
"""The finest scale of a column."""
NUMERIC: Final = frozenset(("金额", "数值", "比率", "个数", "月数", "分值", "日期"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Each value lies between `low / scale` and `high / scale`; money counts in 分, dates in days (proleptic ordinal).

    LEAST in `low` and MOST in `high` are no bound; both together are unknown; equal ends are an exact value. `open_low`
    and `open_high` say where the bound itself is not in the band (only 数值, 比率 and 分值 have such); None: nowhere.
    """

    low: Ints
    high: Ints
    scale: int = 1
    open_low: Bools | None = None
    open_high: Bools | None = None

    @staticmethod
    def exact(values: Ints, known: Bools, scale: int) -> Numbers:
        """The values where they are known."""
        return Numbers(np.where(known, values, LEAST), np.where(known, values, MOST), scale)

    def __len__(self) -> int:
        return len(self.low)

    @property
    def known(self) -> Bools:
        """Where something is known, be it a band."""
        found: Bools = (self.low != LEAST) | (self.high != MOST)
        return found

    def at(self, rows: Any) -> Numbers:
        """The values of some rows."""
        low, high = self.low[rows], self.high[rows]
        opens = [None if one is None else one[rows] for one in (self.open_low, self.open_high)]
        return Numbers(low, high, self.scale, opens[0], opens[1])


@dataclass(frozen=True, slots=True)
class Coded:
    """`values[codes]`: words, lists of words (多选), yes or no; code -1 is unknown.

    `hard`: rows that only the interpreter can answer (of computed columns; None: nowhere).
    """

    codes: NDArray[np.int32]
    values: Sequence[Value]
    hard: Bools | None = None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def known(self) -> Bools:
        return self.codes >= 0

    def at(self, rows: Any) -> Coded:
        if len(self.codes) == 1:
            return self
        return Coded(self.codes[rows], self.values, None if self.hard is None else self.hard[rows])


type Column = Numbers | Coded
type Odd = dict[int, Value]
"""What does not fit a column, by row."""


def is_numeric(entry: Entry) -> bool:
    return entry.type in NUMERIC


def unknown(entry: Entry, count: int) -> Column:
    """A column in which nobody said anything."""
    if is_numeric(entry):
        return Numbers(np.full(count, LEAST), np.full(count, MOST))
    return Coded(np.full(count, -1, np.int32), ())


def column_of(entry: Entry, values: Sequence[Value]) -> tuple[Column, Odd]:
    """The column of the values of one fact, as the reader of facts gives them, and what does not fit it."""
    return numbers(values) if is_numeric(entry) else (coded(values), {})


def with_value(column: Column, row: int, value: Value) -> tuple[Column, bool]:
    """The column with another value in one row, written in place where that can be done; and whether it fits."""
    if isinstance(column, Coded):
        return _with_word(column, row, value), True
    band = _band(value)
    wider = lcm(column.scale, _scale([band], 1))
    if wider != column.scale and wider <= FINEST and not _too_large(column, wider // column.scale):
        column = _rescaled(column, wider)
    first = LEAST if band is None or band.low is None else _scaled(band.low, column.scale)
    last = MOST if band is None or band.high is None else _scaled(band.high, column.scale)
    if band is None or first is None or last is None:
        column.low[row], column.high[row] = LEAST, MOST
        return column, False
    column.low[row], column.high[row] = first, last
    open_low = _with_open(column.open_low, row, band.open_low, len(column))
    open_high = _with_open(column.open_high, row, band.open_high, len(column))
    return Numbers(column.low, column.high, column.scale, open_low, open_high), True


def _with_word(column: Coded, row: int, value: Value) -> Coded:
    if value is UNKNOWN:
        column.codes[row] = -1
        return column
    values = tuple(column.values) if value in column.values else (*column.values, value)
    column.codes[row] = values.index(value)
    return Coded(column.codes, values)


def _with_open(mask: Bools | None, row: int, is_open: bool, count: int) -> Bools | None:
    if mask is None and not is_open:
        return None
    mask = np.zeros(count, np.bool_) if mask is None else mask
    mask[row] = is_open
    return mask


def _too_large(column: Numbers, factor: int) -> bool:
    ends = np.concatenate([column.low[column.low != LEAST], column.high[column.high != MOST]])
    return bool(len(ends)) and max(int(ends.max()), -int(ends.min())) * factor > LARGEST


def _rescaled(column: Numbers, scale: int) -> Numbers:
    factor = scale // column.scale
    low = np.where(column.low == LEAST, LEAST, column.low * factor)
    high = np.where(column.high == MOST, MOST, column.high * factor)
    return Numbers(low, high, scale, column.open_low, column.open_high)


def coded(values: Iterable[Value]) -> Coded:
    """Each different value once; UNKNOWN is code -1."""
    places: dict[Value, int] = {UNKNOWN: -1}
    codes = [places.setdefault(value, len(places) - 1) for value in values]
    del places[UNKNOWN]
    return Coded(np.array(codes, np.int32), tuple(places))


def numbers(values: Sequence[Value], scale: int = 1) -> tuple[Numbers, Odd]:
    """The column of numbers or dates, its scale a multiple of the one given, and what does not fit it."""
    bands = [_band(value) for value in values]
    scale = _scale(bands, scale)
    count = len(values)
    low, high = np.full(count, LEAST), np.full(count, MOST)
    open_low, open_high = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    odd: Odd = {}
    for row, band in enumerate(bands):
        if band is None:
            odd[row] = values[row]
            continue
        first = LEAST if band.low is None else _scaled(band.low, scale)
        last = MOST if band.high is None else _scaled(band.high, scale)
        if first is None or last is None:
            odd[row] = values[row]
            continue
        low[row], open_low[row] = first, band.open_low
        high[row], open_high[row] = last, band.open_high
    opens = [one if one.any() else None for one in (open_low, open_high)]
    return Numbers(low, high, scale, opens[0], opens[1]), odd


def _band(value: Value) -> Band | None:
    """The value as a band; None where it is none."""
    if value is UNKNOWN:
        return Band(None, None)
    if is_exact(value):
        return Band(value, value)
    return value if isinstance(value, Band) else None


def _scale(bands: Iterable[Band | None], scale: int) -> int:
    """The least multiple of a scale that makes all ends whole, as far as it is not finer than FINEST."""
    denominators = {
        end.denominator
        for band in bands
        if band is not None
        for end in (band.low, band.high)
        if isinstance(end, Fraction)
    }
    for denominator in sorted(denominators):
        scale = wider if (wider := lcm(scale, denominator)) <= FINEST else scale
    return scale


def _scaled(end: Any, scale: int) -> int | None:
    """The numerator of a bound; None where it is too large or too fine for a column."""
    found = number_of(end) * scale
    return int(found) if found.denominator == 1 and -LARGEST <= found <= LARGEST else None


def number_of(end: Any) -> int | Fraction:
    """A bound as a number: a date as its day."""
    number: int | Fraction = end.toordinal() if isinstance(end, dt.date) else end
    return number


def merged(column: Numbers, rows: Ints, others: Numbers) -> tuple[Numbers, list[int]]:
    """A column with other values in some rows, and the rows of its own that become too large for the other scale.

    The scale of `others` is a multiple of the column's, and no end of the column is open.
    """
    times = others.scale // column.scale
    low, high = column.low.copy(), column.high.copy()
    over = np.zeros(len(low), np.bool_)
    for ends, none in ((low, LEAST), (high, MOST)):
        told = ends != none
        over |= told & (np.abs(np.where(told, ends, 0)) > LARGEST // times)
        ends[told] *= times
    low[over], high[over] = LEAST, MOST
    low[rows], high[rows] = others.low, others.high
    opens: list[Bools | None] = []
    for one in (others.open_low, others.open_high):
        opens.append(None if one is None else np.zeros(len(low), np.bool_))
        if one is not None:
            opens[-1][rows] = one  # type: ignore[index]
    return Numbers(low, high, others.scale, opens[0], opens[1]), np.flatnonzero(over).tolist()


def value_at(entry: Entry, column: Column, row: int) -> Value:
    """One value of a column as the interpreter reads it."""
    if isinstance(column, Coded):
        code = int(column.codes[row])
        return column.values[code] if code >= 0 else UNKNOWN
    low = None if column.low[row] == LEAST else _end(entry, int(column.low[row]), column.scale)
    high = None if column.high[row] == MOST else _end(entry, int(column.high[row]), column.scale)
    open_low = column.open_low is not None and bool(column.open_low[row])
    open_high = column.open_high is not None and bool(column.open_high[row])
    return as_value(Band(low, high, open_low, open_high))


def _end(entry: Entry, number: int, scale: int) -> Any:
    if entry.type == "日期":
        return dt.date.fromordinal(number)
    found = Fraction(number, scale)
    return found.numerator if found.denominator == 1 else found
