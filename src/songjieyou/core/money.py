"""Money on screens: integers of 分, shown in 元, 万元 and 亿元 exactly. Never a float.

What people type is read by `rules.units.read_money`, for forms through `web.fields.MoneyField`. In the database an
amount is a `PositiveBigIntegerField` named `…_fen`, which the database itself keeps at 0 or more; a counter-entry is a
row of its own kind, not a negative amount.
"""

from __future__ import annotations

from fractions import Fraction

from songjieyou.rules.units import MONEY_UNITS, round_half_up

SHOWN_UNITS = ("亿元", "万元")
"""The largest that an amount fills is taken; below them all it is 元."""


def money(fen: int) -> str:
    """Exactly, in the unit of its size: `104万元`, `1,234.56789万元`, `0.50元`. `read_money` reads it back."""
    unit = next((unit for unit in SHOWN_UNITS if abs(fen) >= MONEY_UNITS[unit]), "元")
    whole, rest = divmod(abs(fen), MONEY_UNITS[unit])
    decimals = f"{rest:0{_places(unit)}d}"
    if unit != "元" or not rest:
        decimals = decimals.rstrip("0")
    return f"{_sign(fen)}{whole:,}{'.' if decimals else ''}{decimals}{unit}"


def in_unit(fen: int, unit: str, decimals: int) -> str:
    """For a column of a table headed by its unit: `1,234.57`, halves away from zero. KeyError for an unknown unit."""
    scaled = round_half_up(Fraction(fen * 10**decimals, MONEY_UNITS[unit]))
    whole, rest = divmod(abs(scaled), 10**decimals)
    return f"{_sign(scaled)}{whole:,}{f'.{rest:0{decimals}d}' if decimals else ''}"


def _places(unit: str) -> int:
    return len(str(MONEY_UNITS[unit])) - 1


def _sign(number: int) -> str:
    return "-" if number < 0 else ""
