"""The header of a table of facts: which column tells which fact, of which period, and which part of it.

`营业收入@2025` names a year, `本地采购额@2025-04` a month; `从业人员.自` is one end of a band (自 满 超过 至 不足), and
`.可能` a set of possibilities.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from songjieyou.rules.bulk.reading.troubles import Troubles
from songjieyou.rules.facts.base import FactKey, Period
from songjieyou.rules.faults import FaultError, folded, meant, nearest, shown
from songjieyou.rules.library.vocabulary import Entry, Vocabulary

KIND: Final = "对象"
NAME: Final = "号"
ABOVE: Final = "属"
POSSIBLE: Final = "可能"
PARTS: Final = ("自", "满", "超过", "至", "不足", POSSIBLE)
_SHAPES: Final = {"年": re.compile(r"\d{4}", re.ASCII), "月": re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)}
_LIKE: Final = {"年": "2024", "月": "2025-04"}
_SEPARATORS: Final = {"\t": "制表符", ";": "分号", "；": "分号"}


@dataclass(slots=True)
class FactColumns:
    """The columns of one fact: `plain` holds a value, `parts` its ends or possibilities, by their words."""

    key: FactKey
    entry: Entry
    plain: int | None = None
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return min((*self.parts.values(), *([] if self.plain is None else [self.plain])))


@dataclass(slots=True)
class Header:
    """`kind`, `name` and `above` are the columns of 对象, 号 and 属, where there are such; `titles` all of them."""

    titles: list[str]
    kind: int | None = None
    name: int | None = None
    above: int | None = None
    facts: list[FactColumns] = field(default_factory=list)


def read_header(titles: Sequence[str], vocabulary: Vocabulary, on: dt.date, troubles: Troubles) -> Header:
    """What the columns mean on a date; those that mean nothing are told, and their cells are not read.

    Raises FaultError where none means anything.
    """
    names = [folded(title) for title in titles]
    header = Header(list(titles))
    places: dict[str, int] = {}
    facts: dict[FactKey, FactColumns] = {}
    strange: list[str] = []
    for at, name in enumerate(names):
        if not name:
            continue
        if name in places:
            troubles.fault(f"表头里“{shown(name)}”有两列（第 {places[name] + 1} 和第 {at + 1} 列），只读第一列")
            continue
        places[name] = at
        if name not in (KIND, NAME, ABOVE):
            try:
                _place(name, at, facts, vocabulary, on)
            except FaultError as error:
                strange.append(f"表头第 {at + 1} 列：{error.message}")
                troubles.fault(f"{strange[-1]}，这一列没有读")
    header.kind, header.name, header.above = places.get(KIND), places.get(NAME), places.get(ABOVE)
    header.facts = list(facts.values())
    if strange and len(strange) == len(places):
        raise FaultError("；".join(["表头里一列也认不出，没有答", *strange[:1]]))
    _hint(names, header, on, troubles)
    return header


def _place(name: str, at: int, facts: dict[FactKey, FactColumns], vocabulary: Vocabulary, on: dt.date) -> None:
    """Put a column where its fact is. Raises FaultError."""
    entry, period, part = _parsed(name, vocabulary)
    year = on.year - 1 if entry.period == "年" and period is None else period
    columns = facts.setdefault((entry.name, year), FactColumns((entry.name, year), entry))
    if (part and part in columns.parts) or (not part and columns.plain is not None):
        raise FaultError(f"“{shown(name)}”与另一列相同（没有注明年度就是 {year} 年）")
    if part:
        columns.parts[part] = at
    else:
        columns.plain = at


def _parsed(name: str, vocabulary: Vocabulary) -> tuple[Entry, Period, str]:
    """The fact, the period and the part that a title names. Raises FaultError."""
    front, dot, part = name.partition(".")
    title, mark, period = (one.strip() for one in front.partition("@"))
    entry = vocabulary.find(title)
    if entry is None:
        raise FaultError(f"词汇表里没有“{shown(title)}”{_nearest(title, vocabulary)}{_separator(name)}")
    part = part.strip()
    if dot and part not in PARTS:
        known = "、".join(PARTS)
        raise FaultError(f"“{shown(name)}”：没有“{shown(part)}”这种写法{meant(part, PARTS)}，可用：{known}")
    shape = _SHAPES.get(entry.period)
    if shape is None:
        if mark:
            raise FaultError(f"“{entry.name}”不分年月，不写 @{shown(period)}")
        return entry, None, part
    if not mark and entry.period == "年":
        return entry, None, part
    if not shape.fullmatch(period):
        raise FaultError(f"“{shown(name)}”按{entry.period}，应写成 {entry.name}@{_LIKE[entry.period]}")
    return entry, int(period) if entry.period == "年" else period, part


def _nearest(title: str, vocabulary: Vocabulary) -> str:
    return meant(title, [KIND, NAME, ABOVE, *(entry.name for entry in vocabulary.entries.values())])


def _separator(name: str) -> str:
    found = next((word for mark, word in _SEPARATORS.items() if mark in name), "")
    return f"（各列要用逗号隔开，这里像是{found}）" if found else ""


def _hint(names: list[str], header: Header, on: dt.date, troubles: Troubles) -> None:
    """What was taken for granted."""
    for columns in header.facts:
        if columns.entry.period == "年" and not any("@" in names[at] for at in _all(columns)):
            name, year = columns.key
            troubles.hint(f"“{name}”没有注明年度，按上年（{year} 年）计；要写明就写 {name}@{year}")
    if header.name is None:
        near = nearest(NAME, names)
        troubles.hint(f"没有“{NAME}”这一列，结果里用行号称呼" + (f"（“{near}”不是它）" if near else ""))


def _all(columns: FactColumns) -> list[int]:
    return [*columns.parts.values(), *([] if columns.plain is None else [columns.plain])]
