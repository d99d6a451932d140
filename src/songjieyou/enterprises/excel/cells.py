"""Cells as people fill them, read into what the register takes. What is not sure is refused with the reason; nothing is
guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from django.core.exceptions import ValidationError

from songjieyou.core import clock
from songjieyou.core.sheets import Value as Raw
from songjieyou.enterprises import uscc
from songjieyou.enterprises.excel.columns import Column
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.facts.read import UNKNOWN_WORDS, read_value
from songjieyou.rules.faults import FaultError, folded, meant, shown
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.units import MONEY_UNITS, decimal, split_quantity, whole_if_whole
from songjieyou.rules.values import Value

EXACT_DIGITS: Final = 15
"""So many digits of a number does a spreadsheet keep."""
LONGEST_NAME: Final = 120
EXAMPLE: Final = "示例"
EPOCH: Final = dt.date(1899, 12, 30)
"""The day before the first of the usual count of days, which knows a 29 February 1900: right from March 1900."""
SERIALS: Final = range(10_000, 80_000)
"""Counts of days that are taken for a date: 1927 to 2119."""
NOT_SEEN: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")
DAYS: Final = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?: 0?0:00(?::00)?)?", re.ASCII),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?", re.ASCII),
    re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII),
)
SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.ASCII)


def as_text(raw: Raw) -> str:
    """What a cell shows: numbers in full, to the digits that a spreadsheet keeps."""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        text = f"{raw:.{EXACT_DIGITS}g}"
        return f"{Decimal(text):f}" if "e" in text else text
    return str(raw)


def plain(raw: Raw) -> str:
    """The same as it is compared: full-width forms folded, nothing invisible, no blanks at the ends."""
    text = as_text(raw)
    return text if text.isascii() and text == text.strip() else folded(NOT_SEEN.sub("", text).replace("\xa0", " "))


def read_uscc(raw: Raw) -> str:
    """The credit code with its check character. FaultError."""
    text = NOT_SEEN.sub("", as_text(raw))
    if not isinstance(raw, str) or SCIENTIFIC.fullmatch(text.strip()):
        raise FaultError("是数字格式，15 位以后的数字已经丢失，不能还原。请把这一列设为文本，照营业执照重新填写。")
    try:
        return uscc.read_uscc(text)
    except ValidationError as error:
        raise FaultError(error.messages[0]) from None


def read_name(raw: Raw) -> str:
    """The name of a firm. FaultError."""
    text = re.sub(r"\s+", " ", NOT_SEEN.sub("", as_text(raw)).replace("\xa0", " ")).strip()
    if not isinstance(raw, str) or text.isdecimal():
        raise FaultError(f"读到“{shown(text)}”，应是企业名称。")
    if not 2 <= len(text) <= LONGEST_NAME:
        raise FaultError(f"企业名称应是 2 到 {LONGEST_NAME} 个字。")
    return text


FIELDS: Final = {"uscc": read_uscc, "name": read_name}
"""How the cells of the register's own columns are read, by the field of the register."""


def written(column: Column, raw: Raw, *, since_1904: bool = False) -> str:
    """A fact as people write it: with the unit of the heading, days as 2026-01-04; FaultError."""
    entry, text = _entry(column), plain(raw)
    if text in UNKNOWN_WORDS:
        return text
    if entry.type == "日期":
        return _day(raw, text, since_1904).isoformat()
    if isinstance(raw, dt.date):
        raise FaultError(f"读到日期 {text}，“{entry.name}”不是日期。请把这一格设为文本，重新填写。")
    if entry.type == "代码":
        return _code(entry, raw, text)
    if entry.type == "比率" and not isinstance(raw, str):
        raise FaultError("是数字格式，看不出有没有按百分比换算。请把这一格设为文本，写成如 3.2%。")
    bare = column.unit and text[-1].isdigit() and (found := split_quantity(text)) and not found[1]
    return f"{text}{column.unit}" if bare else text


def read_fact(column: Column, text: str) -> Value:
    """The value of what was `written`; FaultError."""
    value = _read(_entry(column).name, text)
    if isinstance(value, dt.date) and value > clock.today():
        raise FaultError(f"读到 {value}，还没有到这一天。")
    return value


def exported(column: Column, value: Value) -> str:
    """A value as it stands in an exported table: exact amounts in the unit of the heading, without it."""
    entry = _entry(column)
    if entry.type == "金额" and isinstance(value, int) and column.unit:
        return decimal(_scaled(value, column.unit), 8)
    return said_fact(entry, value).removesuffix(entry.unit) if isinstance(value, int) else said_fact(entry, value)


def _scaled(fen: int, unit: str) -> int | Fraction:
    return whole_if_whole(Fraction(fen, MONEY_UNITS[unit]))


@lru_cache(maxsize=20_000)
def _read(name: str, text: str) -> Value:
    """The same words stand in many rows."""
    entry = vocabulary().entry(name)
    try:
        return read_value(entry, re.split("[、,;]", text) if entry.type == "多选" else text, vocabulary())
    except FaultError as fault:
        near = meant(text, entry.choices) if entry.choices else ""
        raise FaultError(
            f"{fault.message}{near or '。'}" if fault.message[-1] not in "。？" else fault.message
        ) from None


def _entry(column: Column) -> Entry:
    if column.entry is None:
        message = f"{column.heading} is no fact"
        raise TypeError(message)
    return column.entry


def _day(raw: Raw, text: str, since_1904: bool) -> dt.date:
    if isinstance(raw, dt.date):
        return raw
    if not isinstance(raw, str) and text.isdecimal() and int(text) in SERIALS:
        if since_1904:
            raise FaultError(f"读到数字 {text}，这个工作簿从 1904 年起算日期，不能确定是哪一天。请写成如 2026-01-04。")
        return EPOCH + dt.timedelta(days=int(text))
    for pattern in DAYS:
        if found := pattern.fullmatch(text):
            try:
                return dt.date(*map(int, found.groups()))
            except ValueError:
                raise FaultError(f"读到“{shown(text)}”，没有这一天。") from None
    raise FaultError(f"读到“{shown(text)}”，应是年月日，如 2026-01-04。")


def _code(entry: Entry, raw: Raw, text: str) -> str:
    """A code, with its name behind it or not. A number has lost the zeros before it."""
    table = vocabulary().codes[entry.codes]
    code, _, name = text.partition(" ")
    if not isinstance(raw, str):
        padded = [each for each in (code, code.zfill(len(code) + 1)) if each in table.names]
        if len(padded) > 1:
            either = "还是 ".join(f"{each}（{table.names[each]}）" for each in padded)
            raise FaultError(f"读到数字 {code}，前面的 0 可能丢了：是 {either}？请把这一格设为文本，写全。")
        return padded[0] if padded else code
    known = table.names.get(code)
    if name and known and folded(known) != folded(name):
        raise FaultError(f"读到“{shown(text)}”，{code} 是{known}，代码和名称对不上。")
    return code if known else text
