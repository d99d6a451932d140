"""Values as they stand in the database: exact, and read back as the same values."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import Band, Possible, Value

WORD = 60
"""The longest word that lists are filtered by."""


def stored(value: Value) -> Any:
    """A value as JSON: money in 分, a fraction as "1/3", a day as "2025-03-04", a band by its ends."""
    match value:
        case Band(low, high, open_low, open_high):
            ends = {"from": stored(low), "to": stored(high), "above": open_low, "below": open_high}
            return {key: end for key, end in ends.items() if end is not None and end is not False}
        case Possible(values):
            return {"any": sorted(map(stored, values), key=str)}
        case tuple():
            return list(value)
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case dt.date():
            return value.isoformat()
    return value


def restored(entry: Entry, written: Any) -> Value:
    """The value that was stored."""
    if isinstance(written, dict):
        if "any" in written:
            return Possible(frozenset(_one(entry, each) for each in written["any"]))
        ends = (_one(entry, written.get("from")), _one(entry, written.get("to")))
        return Band(*ends, written.get("above", False), written.get("below", False))
    return tuple(written) if isinstance(written, list) else _one(entry, written)


def _one(entry: Entry, written: Any) -> Any:
    if not isinstance(written, str):
        return written
    if entry.type == "日期":
        return dt.date.fromisoformat(written)
    return Fraction(written) if entry.type in ("数值", "比率", "分值") else written


def word(value: Value) -> str:
    """An exact value in one line; empty for any other."""
    return line(stored(value))


def line(written: Any) -> str:
    """The same of a value that is `stored`."""
    if isinstance(written, dict | list):
        return ""
    text = ("是" if written else "否") if isinstance(written, bool) else str(written)
    return text if len(text) <= WORD else ""
