"""Quantities as people write them: `8000万元`, `3.2%`, `24个月`, `30人`, `2024-03-07` — and back again.

Money is an integer of 分, a ratio an exact fraction, a term whole months. Full-width digits and signs are understood;
nothing is guessed: money needs its unit, a ratio its sign.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Final

from songjieyou.rules.faults import FaultError, shown

MONEY_UNITS: Final = {"元": 100, "千元": 100_000, "万元": 1_000_000, "百万元": 100_000_000, "亿元": 10_000_000_000}
TERM_UNITS: Final = {"个月": 1, "年": 12}
RATIO_UNITS: Final = {"%": Fraction(1, 100), "个百分点": Fraction(1, 100), "‰": Fraction(1, 1000)}
_SPOKEN_MONEY: Final = {"万": "万元", "亿": "亿元", "千万元": "", "百元": ""}
_QUANTITY: Final = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(\S.*)?", re.ASCII)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)
_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("　"): " ", ord("−"): "-"}
MAX_LENGTH: Final = 40
MOST_MONEY: Final = 10**15
"""In 分: ten trillion yuan, more than any clause or firm has."""


def narrow(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones; blanks at the ends removed. 10² stays what it is."""
    return text.strip() if text.isascii() else text.translate(_NARROW).strip()


def split_quantity(text: str) -> tuple[int | Fraction, str] | None:
    """`1,234.5万元` as (1234.5, "万元"); None when the text is no quantity."""
    if len(text) > MAX_LENGTH:
        return None
    match = _QUANTITY.fullmatch(narrow(text))
    if match is None:
        return None
    sign, whole, decimals, unit = match.groups()
    number = whole_if_whole(Fraction(sign + whole.replace(",", "") + (decimals or "")))
    return number, (unit or "").strip()


def whole_if_whole(number: int | Fraction) -> int | Fraction:
    return number.numerator if number.denominator == 1 else number


def read_money(text: str) -> int:
    """Money in 分. Raises FaultError without a unit or finer than one 分."""
    found = split_quantity(text)
    if found is None:
        raise FaultError(f"读到“{shown(text)}”，应是金额，如 8000万元")
    number, unit = found
    if not unit:
        raise FaultError(f"读到“{shown(text)}”，金额没有单位，应写成如 {shown(text, 12)}万元 或 {shown(text, 12)}元")
    factor = MONEY_UNITS.get(_SPOKEN_MONEY.get(unit, unit))
    if factor is None:
        raise FaultError(f"读到“{shown(text)}”，金额的单位应是 元、千元、万元、百万元、亿元 之一")
    fen = whole_if_whole(Fraction(number) * factor)
    if not isinstance(fen, int):
        raise FaultError(f"读到“{shown(text)}”，金额精确到分，不能再小")
    if abs(fen) > MOST_MONEY:
        raise FaultError(f"读到“{shown(text)}”，金额太大（至多 10万亿元）")
    return fen


def read_ratio(text: str) -> int | Fraction:
    found = split_quantity(text)
    if found is None or found[1] not in RATIO_UNITS:
        raise FaultError(f"读到“{shown(text)}”，比率要带百分号，应写成如 3.2%")
    return whole_if_whole(found[0] * RATIO_UNITS[found[1]])


def read_months(text: str) -> int:
    """A term in whole months."""
    found = split_quantity(text)
    if found is None or found[1] not in TERM_UNITS:
        raise FaultError(f"读到“{shown(text)}”，期限要带单位，应写成如 24个月 或 2年")
    months = whole_if_whole(Fraction(found[0]) * TERM_UNITS[found[1]])
    if not isinstance(months, int):
        raise FaultError(f"读到“{shown(text)}”，期限要是整月")
    return months


def read_number(text: str, unit: str = "") -> int | Fraction:
    """A plain number, with or without its unit."""
    found = split_quantity(text)
    if found is None or found[1] not in ("", unit):
        like = f"30{unit}" if unit else "12.5"
        raise FaultError(f"读到“{shown(text)}”，应是数，如 {like}")
    return found[0]


def read_count(text: str, unit: str = "") -> int:
    number = read_number(text, unit)
    if not isinstance(number, int):
        raise FaultError(f"读到“{shown(text)}”，应是整数，如 30{unit}")
    return number


def read_date(text: str) -> dt.date:
    match = _DATE.fullmatch(narrow(text)) if len(text) <= MAX_LENGTH else None
    if match is None:
        raise FaultError(f"读到“{shown(text)}”，应是日期，如 2024-03-07")
    year, *rest = match.groups()
    month, day = (int(part) for part in rest if part is not None)
    try:
        return dt.date(int(year), month, day)
    except ValueError:
        raise FaultError(f"读到“{shown(text)}”，没有这一天") from None


def read_yes_no(text: str) -> bool:
    word = narrow(text)
    if word in ("是", "否"):
        return word == "是"
    raise FaultError(f"读到“{shown(text)}”，应写 是 或 否")


# Writing -------------------------------------------------------------------------------------------------------------


def decimal(number: int | Fraction, most: int = 4) -> str:
    """An exact decimal where `most` digits suffice, otherwise `约` and the rounded one."""
    if isinstance(number, int):
        return str(number)
    scaled = number * 10**most
    exact = scaled.denominator == 1
    rounded = round_half_up(scaled)
    sign, digits = ("-" if rounded < 0 else ""), str(abs(rounded)).rjust(most + 1, "0")
    text = f"{sign}{digits[:-most]}.{digits[-most:]}".rstrip("0").rstrip(".")
    return text if exact else f"约{text}"


def round_half_up(number: int | Fraction) -> int:
    """To the nearest whole, halves away from zero."""
    if isinstance(number, int):
        return number
    doubled = 2 * abs(number.numerator) + number.denominator
    whole = doubled // (2 * number.denominator)
    return whole if number >= 0 else -whole


def money(fen: int | Fraction) -> str:
    """In 亿元 or 万元 where two decimals say it exactly, otherwise in 元 to the 分."""
    whole = round_half_up(fen)
    if abs(whole) >= 10_000_000_000 and whole % 100_000_000 == 0:
        return f"{decimal(Fraction(whole, 10_000_000_000), 2)}亿元"
    if abs(whole) >= 1_000_000 and whole % 10_000 == 0:
        return f"{decimal(Fraction(whole, 1_000_000), 2)}万元"
    return f"{decimal(whole_if_whole(Fraction(whole, 100)), 2)}元"


def yuan(fen: int | Fraction) -> str:
    """The form of answers: yuan with two decimals, `1040000.00`."""
    whole = round_half_up(fen)
    sign = "-" if whole < 0 else ""
    return f"{sign}{abs(whole) // 100}.{abs(whole) % 100:02d}"


def ratio(number: int | Fraction) -> str:
    return f"{decimal(whole_if_whole(Fraction(number) * 100))}%"


def months(number: int | Fraction) -> str:
    return f"{decimal(number, 2)}个月"
