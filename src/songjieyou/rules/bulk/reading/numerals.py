"""Quantities in plain form read by the thousand: digits, at most one point, and a unit that the fact takes.

What is in another form is left to the reader of single values. A property test holds both to the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from songjieyou.rules.bulk.columns import LARGEST, Bools, Ints
from songjieyou.rules.library.vocabulary import WHOLE, Entry
from songjieyou.rules.units import MONEY_UNITS, MOST_MONEY, TERM_UNITS, narrow

_MOST_DIGITS: Final = 15
_MOST_DECIMALS: Final = 8
_POWERS: Final = 10 ** np.arange(_MOST_DIGITS + 1, dtype=np.int64)
_DIGITS: Final = b"0123456789"
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_DATE_LENGTH: Final = 10
_DATE_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9)
_DATE_MARKS: Final = (4, 7)
_DASH: Final = (ord("-") - ord("0")) % 256
_LINE, _POINT, _MINUS, _ZERO = 10, 46, 45, 48


@dataclass(frozen=True, slots=True)
class Form:
    """What is left of a quantity without its digits: a value is `digits * factor / 10 ** (exponent + decimals)`."""

    factor: int
    exponent: int
    point: bool
    minus: bool


def forms(entry: Entry) -> Mapping[bytes, Form]:
    """The plain forms of a numeric fact, without their digits."""
    return _forms(entry.type, entry.unit, entry.negative)


@cache
def _forms(kind: str, unit: str, negative: bool) -> Mapping[bytes, Form]:
    units: dict[str, tuple[int, int]] = {
        "金额": {word: (factor, 0) for word, factor in MONEY_UNITS.items()},
        "比率": {"%": (1, 2), "‰": (1, 3)},
        "月数": {word: (factor, 0) for word, factor in TERM_UNITS.items()},
        "分值": {"": (1, 0), "分": (1, 0)},
    }.get(kind, {"": (1, 0), unit: (1, 0)} if kind in ("数值", "个数") else {})
    found = {}
    for word, (factor, exponent) in units.items():
        if not _is_plain(word):
            continue
        for minus in (False, True) if negative else (False,):
            for point in (False, True):
                shape = ("-" if minus else "") + ("." if point else "") + word
                found[shape.encode()] = Form(factor, exponent, point, minus)
    return found


def _is_plain(unit: str) -> bool:
    """Whether a unit is read as it is written: not narrowed, and never taken for a sign of the number."""
    return not unit or (unit == narrow(unit) and len(unit) < 10 and unit[0] not in ".,+-")


def read_plain(entry: Entry, texts: Sequence[str]) -> tuple[Ints, int, Bools]:
    """Numerators, their common scale, and which texts were in plain form (the numerators of others mean nothing).

    Money counts in 分, a date in days. A whole number of units has scale 1.
    """
    if entry.type == "日期":
        return _days(texts)
    count = len(texts)
    blob = "\n".join(texts).encode() + b"\n"
    if blob.count(b"\n") != count:
        return np.zeros(count, np.int64), 1, np.zeros(count, np.bool_)
    factor, exponent, point, minus, plain = _matched(blob, count, forms(entry))
    if not plain.any():
        return np.zeros(count, np.int64), 1, plain
    numbers, decimals = _numbers(blob, point, minus, plain)
    if entry.type in WHOLE:
        step = _POWERS[np.minimum(decimals, _MOST_DIGITS)]
        times = factor // step
        plain &= (times * step == factor) & (numbers <= MOST_MONEY // np.maximum(times, 1))
        values, scale = numbers * np.where(plain, times, 0), 1
    else:
        places = exponent + decimals
        plain &= places <= _MOST_DECIMALS
        finest = int(places[plain].max(initial=0))
        times = _POWERS[np.clip(finest - places, 0, _MOST_DECIMALS)]
        plain &= numbers <= LARGEST // times
        values, scale = numbers * np.where(plain, times, 0), 10**finest
    return np.where(minus, -values, values), scale, plain


def _matched(blob: bytes, count: int, known: Mapping[bytes, Form]) -> tuple[Ints, Ints, Bools, Bools, Bools]:
    """For each text its form, spread out, and whether it has one."""
    bare = blob.translate(None, _DIGITS)
    first = bare[: bare.index(b"\n")]
    if bare == (first + b"\n") * count:
        kinds, codes = [first], np.zeros(count, np.int64)
    else:
        places = _Places()
        codes = np.fromiter(map(places.__getitem__, bare[:-1].split(b"\n")), np.int64, count)
        kinds = list(places)
    nothing = Form(0, 0, point=False, minus=False)
    found = [known.get(kind, nothing) for kind in kinds]
    factor = np.array([form.factor for form in found], np.int64)[codes]
    exponent = np.array([form.exponent for form in found], np.int64)[codes]
    point = np.array([form.point for form in found], np.bool_)[codes]
    minus = np.array([form.minus for form in found], np.bool_)[codes]
    return factor, exponent, point, minus, factor > 0


class _Places(dict[bytes, int]):
    """Each different text by the order in which it came."""

    def __missing__(self, text: bytes) -> int:
        self[text] = len(self)
        return self[text]


def _numbers(blob: bytes, point: Bools, minus: Bools, plain: Bools) -> tuple[Ints, Ints]:
    """All digits of each text as one number, and how many stand behind the point.

    Takes out of `plain` what has its signs in the wrong places, or too many digits.
    """
    bytes_ = np.frombuffer(blob, np.uint8)
    digit = (bytes_ - np.uint8(_ZERO)) < 10
    before = np.concatenate(([0], np.cumsum(digit, dtype=np.int32)))
    ends = np.flatnonzero(bytes_ == _LINE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    total = (before[ends] - before[starts]).astype(np.int64)
    begin = starts + minus
    last = np.minimum(begin + total - 1 + point, ends)
    plain &= (total > 0) & (total <= _MOST_DIGITS) & digit[begin] & digit[last]
    plain &= before[last + 1] - before[begin] == total
    plain &= ~minus | (bytes_[starts] == _MINUS)
    decimals = np.zeros(len(ends), np.int64)
    points = np.flatnonzero(bytes_ == _POINT)
    if len(points):
        rows = np.searchsorted(ends, points)
        decimals[rows] = np.where(plain[rows] & point[rows], before[ends[rows]] - before[points], 0)
    return _summed(bytes_, digit, total, plain), decimals


def _summed(bytes_: np.typing.NDArray[np.uint8], digit: Bools, total: Ints, plain: Bools) -> Ints:
    """The digits of each text as one number; 0 where a text is not plain."""
    values = bytes_[digit].astype(np.int64) - _ZERO
    behind = np.repeat(np.cumsum(total), total) - np.arange(1, len(values) + 1)
    weighed = values * _POWERS[np.minimum(behind, _MOST_DIGITS)]
    found = np.zeros(len(total), np.int64)
    some = total > 0
    found[some] = np.add.reduceat(weighed, (np.cumsum(total) - total)[some])
    return np.where(plain, found, 0)


def _days(texts: Sequence[str]) -> tuple[Ints, int, Bools]:
    """Dates in the form 2024-03-07, as days (proleptic ordinal)."""
    rows = np.array([row for row, text in enumerate(texts) if len(text) == _DATE_LENGTH and text.isascii()], np.int64)
    found, plain = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.bool_)
    if not len(rows):
        return found, 1, plain
    letters = np.frombuffer("".join([texts[row] for row in rows.tolist()]).encode(), np.uint8)
    digits = (letters.reshape(-1, _DATE_LENGTH) - np.uint8(_ZERO)).astype(np.int64)
    good = (digits[:, _DATE_DIGITS] < 10).all(axis=1) & (digits[:, _DATE_MARKS] == _DASH).all(axis=1)
    year = digits[:, :4] @ np.array([1000, 100, 10, 1])
    month, day = digits[:, 5:7] @ np.array([10, 1]), digits[:, 8:] @ np.array([10, 1])
    good &= (year >= 1) & (month >= 1) & (month <= 12)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0)
    first, after = (_first_of(months + more) for more in (0, 1))
    good &= (day >= 1) & (day <= after - first)
    found[rows], plain[rows] = np.where(good, first + day - 1, 0), good
    return found, 1, plain


def _first_of(months: Ints) -> Ints:
    """The first day, as an ordinal, of months counted from January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _EPOCH
