"""The tables that queries read: one for each kind of subject, with the subjects' own facts.

- `行` (BIGINT): the row; answers and the tables below go by it. `号` (TEXT): what the subject is called; NULL: nobody
  told of one, the row asks after it.
- `上.企业` … (BIGINT): the rows of the subjects above; NULL: it hangs on none of that kind.
- `有.项目` … of firms (BOOLEAN): it told of subjects of a kind, or that it has none; NULL: it said nothing.
- `营业收入@2024.低`, `.高` (BIGINT): the band in which a number lies, both ends alike where exact; NULL: no bound; both
  NULL: unknown. `.低开`, `.高开` (BOOLEAN), only where a column has such: the end itself is not in the band.
- `失信` (BOOLEAN): yes or no; NULL: unknown.
- `所在地区` (TEXT): one word; NULL: unknown. Of facts with choices also one of several, or several at once:
  `|高新|小巨人|`; `|` is none.
- `….异` (BOOLEAN), only where a column has such: the row has a value that fits no column. A query that reads it answers
  NULL, and the interpreter is asked.

Numbers are whole: money counts in 分, dates in days (1 is 0001-01-01), others in the column's scale (`投资进度` with
scale 10000 holds 5000 for 50%). Facts of a year or month have one column a period. Names that are longer than engines
allow, or alike but for case, are cut and numbered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from sqlglot import exp

from songjieyou.rules.bulk import columns as c
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.library.vocabulary import FIRM, Entry, Vocabulary
from songjieyou.rules.units import MOST_MONEY
from songjieyou.rules.values import Possible

ROW: Final = "行"
ID: Final = "号"
DOT: Final = "·"
"""In the names of computed columns, never in those of facts."""
BAR: Final = "|"
MOST_BYTES: Final = 48
"""Of a name before its ending; PostgreSQL cuts names at 63 bytes."""
ROWS: Final = 10**8
"""How many rows a table may have where nobody measured."""
UNMEASURED_MOST: Final = {"金额": MOST_MONEY, "日期": dt.date.max.toordinal()}
UNMEASURED_SCALE: Final = {"金额": 1, "日期": 1, "个数": 1, "月数": 1, "数值": 10**6, "比率": 10**6, "分值": 10**6}


def above(kind: str) -> str:
    return f"上.{kind}"


def has(kind: str) -> str:
    return f"有.{kind}"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Columns of a number. `most` is the largest numerator, `signed` whether any may be below zero."""

    name: str
    scale: int = 1
    most: int = c.LARGEST
    signed: bool = False
    open_low: bool = False
    open_high: bool = False
    odd: bool = False

    low = property(lambda self: f"{self.name}.低")
    high = property(lambda self: f"{self.name}.高")


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words. `several`: it may hold sets."""

    name: str
    several: bool = False
    odd: bool = False


@dataclass(frozen=True, slots=True)
class YesNo:
    name: str
    odd: bool = False


type Stored = Numbers | Words | YesNo


@dataclass(slots=True)
class Layout:
    """Which columns the tables have, by kind; `rows` is the most rows a table has."""

    vocabulary: Vocabulary
    stored: dict[str, dict[FactKey, Stored]] = field(default_factory=dict)
    rows: int = ROWS

    def of(self, key: FactKey) -> Stored | None:
        return self.stored.get(self.vocabulary.entry(key[0]).subject, {}).get(key)


def layout_for(vocabulary: Vocabulary, keys: Iterable[FactKey]) -> Layout:
    """The layout for facts that nobody has seen yet: with all that the reader of facts lets pass."""
    layout = Layout(vocabulary)
    names: dict[str, set[str]] = {}
    for key in dict.fromkeys(keys):
        entry = vocabulary.entry(key[0])
        name = fitting(_spelt(key), names.setdefault(entry.subject, set()))
        layout.stored.setdefault(entry.subject, {})[key] = _unmeasured(entry, name)
    return layout


def _unmeasured(entry: Entry, name: str) -> Stored:
    if entry.type == "是否":
        return YesNo(name, odd=entry.derived)
    if not c.is_numeric(entry):
        return Words(name, several=bool(entry.choices), odd=True)
    opens = entry.type in ("数值", "比率", "分值")
    most = UNMEASURED_MOST.get(entry.type, c.LARGEST)
    return Numbers(name, UNMEASURED_SCALE[entry.type], most, _may_be_below_zero(entry), opens, opens, odd=True)


def _may_be_below_zero(entry: Entry) -> bool:
    return entry.negative or entry.type == "日期"


def _spelt(key: FactKey) -> str:
    name, period = key
    return (name if period is None else f"{name}@{period}").replace(DOT, "・").replace(BAR, "｜")


def fitting(name: str, taken: set[str]) -> str:
    """A name that is short enough and not taken; case does not tell names apart in every engine."""
    found, number = name, 1
    while len(found.encode()) > MOST_BYTES or found.casefold() in taken or found in (ROW, ID):
        number += 1
        kept = name.encode()[: MOST_BYTES - 4].decode(errors="ignore")
        found = f"{kept}~{number}"
    taken.add(found.casefold())
    return found


# From a batch --------------------------------------------------------------------------------------------------------


def layout_of(batch: Batch, keys: Iterable[FactKey]) -> Layout:
    """The layout for the facts of a batch, with the scales and the largest numbers that it has."""
    layout = layout_for(batch.vocabulary, keys)
    layout.rows = max((len(table) for table in batch.tables.values()), default=0)
    for kind, stored in layout.stored.items():
        for key, planned in stored.items():
            stored[key] = _measured(batch, kind, key, planned)
    return layout


def _measured(batch: Batch, kind: str, key: FactKey, planned: Stored) -> Stored:
    entry = batch.vocabulary.entry(key[0])
    found = [table for table in batch.all_of(kind) if key in table.columns]
    odd = any(_odd_rows(entry, table, key) for table in found)
    held = [table.columns[key] for table in found]
    if isinstance(planned, Numbers):
        numbers = [column for column in held if isinstance(column, c.Numbers)]
        scale = max((column.scale for column in numbers), default=1)
        return Numbers(
            planned.name,
            scale,
            max((_largest(column) for column in numbers), default=0),
            any(_signed(column, entry) for column in numbers),
            any(column.open_low is not None for column in numbers),
            any(column.open_high is not None for column in numbers),
            odd,
        )
    if isinstance(planned, Words):
        several = any(not isinstance(value, str) for column in held for value in column.values)  # type: ignore[union-attr]
        return replace(planned, several=several or entry.type == "多选", odd=odd)
    return replace(planned, odd=odd)


def _largest(column: c.Numbers) -> int:
    ends = [*column.low[column.low != c.LEAST].tolist(), *column.high[column.high != c.MOST].tolist()]
    return max((abs(end) for end in ends), default=0)


def _signed(column: c.Numbers, entry: Entry) -> bool:
    """Whether anything may lie below zero; a band without lower end may."""
    return entry.type == "日期" or bool((column.low[column.known] < 0).any())


def _odd_rows(entry: Entry, table: Table, key: FactKey) -> set[int]:
    """The rows whose value fits no column."""
    found = set(table.odd.get(key, ()))
    column = table.columns[key]
    if isinstance(column, c.Coded):
        codes = [code for code, value in enumerate(column.values) if _unfit(entry, value)]
        found |= set(np.flatnonzero(np.isin(column.codes, codes)).tolist()) if codes else set()
    return found


def _unfit(entry: Entry, value: Any) -> bool:
    """Sets of words without declared choices, and words that engines cannot hold or that look like a set."""
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return "\0" in value or (bool(entry.choices) and BAR in value)
    words = value.values if isinstance(value, Possible) else value
    if entry.type == "是否":
        return entry.derived
    return not entry.choices or any("\0" in word or BAR in word for word in words)


# Tables --------------------------------------------------------------------------------------------------------------


type Columns = list[tuple[str, str]]
"""Name and type."""


def columns_of(layout: Layout, kind: str) -> Columns:
    """The columns of the table of a kind."""
    found = [(ROW, "BIGINT"), (ID, "TEXT")]
    kinds = [other for other in layout.vocabulary.subjects if other != FIRM]
    found += [(has(other), "BOOLEAN") for other in kinds] if kind == FIRM else []
    found += [(above(other), "BIGINT") for other in _hosts(layout, kind)]
    for stored in layout.stored.get(kind, {}).values():
        found += _columns(stored)
    return found


def _hosts(layout: Layout, kind: str) -> list[str]:
    return [other for other in layout.vocabulary.subjects if other in layout.vocabulary.above(kind)]


def _columns(stored: Stored) -> Iterator[tuple[str, str]]:
    match stored:
        case Numbers():
            yield stored.low, "BIGINT"
            yield stored.high, "BIGINT"
            yield from ((opened(stored, end), "BOOLEAN") for end in ("低", "高") if is_open(stored, end))
        case Words():
            yield stored.name, "TEXT"
        case YesNo():
            yield stored.name, "BOOLEAN"
    if stored.odd:
        yield odd(stored), "BOOLEAN"


def opened(stored: Numbers, end: str) -> str:
    return f"{stored.name}.{end}开"


def is_open(stored: Numbers, end: str) -> bool:
    return stored.open_low if end == "低" else stored.open_high


def odd(stored: Stored) -> str:
    return f"{stored.name}.异"


def created(layout: Layout) -> list[exp.Create]:
    """CREATE TABLE for each kind of subject."""
    return [_created(layout, kind) for kind in layout.vocabulary.subjects]


def _created(layout: Layout, kind: str) -> exp.Create:
    columns = [
        exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=exp.DataType.build(type_))
        for name, type_ in columns_of(layout, kind)
    ]
    table = exp.Table(this=exp.to_identifier(kind, quoted=True))
    return exp.Create(this=exp.Schema(this=table, expressions=columns), kind="TABLE")


def rows_of(batch: Batch, layout: Layout, kind: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a kind, those that somebody told of first, in the order of `columns_of`; None is NULL."""
    first = 0
    for table in batch.all_of(kind):
        numbered = range(first, first + len(table))
        first += len(table)
        yield from zip(*_data(batch, layout, table, numbered), strict=True)


def _data(batch: Batch, layout: Layout, table: Table, numbered: range) -> Iterator[Sequence[Any]]:
    yield numbered
    yield table.ids
    if table.kind == FIRM:
        for kind in layout.vocabulary.subjects:
            if kind != FIRM:
                yield _having(batch, kind, len(table))
    for kind in _hosts(layout, table.kind):
        yield [None if row < 0 else row for row in table.above[kind].tolist()]
    for key, stored in layout.stored.get(table.kind, {}).items():
        yield from _stored(batch.vocabulary.entry(key[0]), table, key, stored)


def _having(batch: Batch, kind: str, count: int) -> list[bool | None]:
    found: list[bool | None] = [None] * count
    for row in batch.none.get(kind, ()):
        found[row] = False
    if kind in batch.tables:
        for row in batch.tables[kind].above[FIRM].tolist():
            found[row] = True
    return found


def _stored(entry: Entry, table: Table, key: FactKey, stored: Stored) -> Iterator[Sequence[Any]]:
    column = table.columns.get(key)
    if column is None:
        column = c.unknown(entry, len(table))
    strange = _odd_rows(entry, table, key) if key in table.columns else set()
    if isinstance(stored, Numbers):
        assert isinstance(column, c.Numbers)
        yield from _ends(stored, column)
    else:
        assert isinstance(column, c.Coded)
        cells = [*map(_cell, column.values), None]
        yield [None if row in strange else cells[code] for row, code in enumerate(column.codes.tolist())]
    if stored.odd:
        yield [row in strange for row in range(len(table))]


def _ends(stored: Numbers, column: c.Numbers) -> Iterator[Sequence[Any]]:
    factor = stored.scale // column.scale
    yield [None if end == c.LEAST else end * factor for end in column.low.tolist()]
    yield [None if end == c.MOST else end * factor for end in column.high.tolist()]
    for end, flags in (("低", column.open_low), ("高", column.open_high)):
        if is_open(stored, end):
            yield [False] * len(column) if flags is None else flags.tolist()


def _cell(value: Any) -> Any:
    """A coded value as it is stored."""
    if isinstance(value, bool | str):
        return value
    words = sorted(value.values) if isinstance(value, Possible) else value
    if not all(isinstance(word, str) for word in words):
        return None  # yes or no: nobody knows
    return BAR + "".join(f"{word}{BAR}" for word in words)
