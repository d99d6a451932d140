"""Values as people read them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from songjieyou.rules.language.tree import Dim
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.units import decimal, money, months, ratio
from songjieyou.rules.values import UNKNOWN, Band, Possible, Scalar, Value

NOT_KNOWN: Final = "未知"


def said(value: Value, dim: Dim, unit: str = "") -> str:
    """`8000万元`, `20人 至 49人`, `中型或小型`, `是`, `未知`."""
    match value:
        case Band():
            return _band(value, dim, unit)
        case Possible(values):
            return "或".join(said_one(v, dim, unit) for v in sorted(values))
        case tuple():
            return "、".join(value) or "无"
    return NOT_KNOWN if value is UNKNOWN else said_one(value, dim, unit)


def said_one(value: Scalar, dim: Dim, unit: str = "") -> str:
    """A single value."""
    match value:
        case bool():
            return "是" if value else "否"
        case str():
            return value
        case dt.date():
            return value.isoformat()
    if dim == Dim.MONEY:
        return money(value)
    if dim == Dim.MONTHS:
        return months(value)
    if unit == "%":
        return ratio(value)
    return f"{decimal(value)}{'分' if dim == Dim.SCORE else unit}"


def said_fact(entry: Entry, value: Value) -> str:
    """A value of a fact, in its unit; several possible words in their declared order, all of them: unknown."""
    if isinstance(value, Possible) and entry.choices:
        if len(value.values) == len(entry.choices):
            return NOT_KNOWN
        return "或".join(word for word in entry.choices if word in value.values)
    return said(value, entry.dim, unit_of(entry))


def unit_of(entry: Entry) -> str:
    return "%" if entry.type == "比率" else entry.unit


def _band(band: Band, dim: Dim, unit: str) -> str:
    low = None if band.low is None else said_one(band.low, dim, unit)
    high = None if band.high is None else said_one(band.high, dim, unit)
    if low is not None and high is not None:
        return f"{'超过' if band.open_low else ''}{low} 至 {'不足' if band.open_high else ''}{high}"
    if low is not None:
        return f"{'超过' if band.open_low else '不少于'} {low}"
    return f"{'不足' if band.open_high else '不超过'} {high}"
