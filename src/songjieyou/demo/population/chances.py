"""Figures as they occur, from one source of chance."""

from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random


def often(chance: Random, share: float) -> bool:
    """True in that share of cases."""
    return chance.random() < share


def scale(chance: Random, low: float, high: float) -> float:
    """Between two figures, each order of size as likely as the other."""
    return math.exp(chance.uniform(math.log(low), math.log(high)))


def in_ten_thousands(yuan: float) -> str:
    """万元 as somebody would write it: three figures that count. For less than a hundred 亿元."""
    return f"{float(f'{yuan / 10_000:.3g}'):g}万元"


def day(chance: Random, first: date, last: date) -> date:
    """A day between two, the last one not included."""
    return first + timedelta(days=chance.randrange(max(1, (last - first).days)))


def yes(value: bool) -> str:
    return "是" if value else "否"
