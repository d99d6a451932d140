"""The cells of one fact, many rows at a time, into a column. `read_value` is the truth for every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from songjieyou.rules.bulk.columns import Bools, Coded, Column, Ints, Numbers, Odd, is_numeric, merged, numbers, unknown
from songjieyou.rules.bulk.reading.header import POSSIBLE, FactColumns
from songjieyou.rules.bulk.reading.numerals import read_plain
from songjieyou.rules.facts.read import UNKNOWN_WORDS, read_value
from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.library.vocabulary import Vocabulary
from songjieyou.rules.values import UNKNOWN, Value

NOTHING: Final = "无"
"""In a cell of several choices (多选): surely none of them."""
_MOST_KEPT: Final = 50_000
_MOST_HINTS: Final = 100

type Written = str | tuple[str, ...]
"""The cell of a value, or that cell and those of its parts."""


@dataclass(slots=True)
class CellFault:
    """A cell that cannot be read: its row among those read, its column in the file, what stands there."""

    row: int
    column: int
    text: str
    message: str


@dataclass(slots=True)
class Cells:
    """What the rows say of one fact. `told` is where anything stands; faulty cells are unknown."""

    column: Column
    odd: Odd
    told: Bools
    faults: list[CellFault] = field(default_factory=list)

    def at(self, rows: Ints) -> Cells:
        """Fewer rows; their faults were told."""
        places = {row: place for place, row in enumerate(rows.tolist()) if row in self.odd} if self.odd else {}
        odd = {place: self.odd[row] for row, place in places.items()}
        return Cells(self.column.at(rows), odd, self.told[rows])


class CellReader:
    """Reads one fact; what a text means is kept for the texts that come again."""

    def __init__(self, columns: FactColumns, vocabulary: Vocabulary) -> None:
        self.columns, self.entry, self._vocabulary = columns, columns.entry, vocabulary
        self._meanings = _Meanings(self._value)

    def read(self, cells: Sequence[Sequence[str]], count: int) -> Cells:
        """The cells of `count` rows, given by the columns of the file."""
        self._meanings.forget()
        texts: Sequence[Written] = [""] * count if self.columns.plain is None else cells[self.columns.plain]
        parts = {word: cells[at] for word, at in self.columns.parts.items() if any(cells[at])}
        if parts:
            texts = _joined(texts, [parts.get(word) for word in self.columns.parts])
        elif not any(texts):
            return Cells(unknown(self.entry, count), {}, np.zeros(count, np.bool_))
        if is_numeric(self.entry):
            return self._numbers(texts, composed=bool(parts))
        return self._words(texts)

    # Words -----------------------------------------------------------------------------------------------------------

    def _words(self, texts: Sequence[Written]) -> Cells:
        codes = np.fromiter(map(self._meanings.__getitem__, texts), np.int64, len(texts))
        table = self._meanings.table
        used = np.zeros(len(table), np.bool_)
        used[codes] = True
        faulty = [code for code in np.flatnonzero(used).tolist() if isinstance(table[code], FaultError)]
        faults = self._faults(np.flatnonzero(np.isin(codes, faulty)), texts) if faulty else []
        used[0] = False
        used[faulty] = False
        kept = np.flatnonzero(used)
        places = np.full(len(table), -1, np.int32)
        places[kept] = np.arange(len(kept), dtype=np.int32)
        column = Coded(places[codes], tuple(table[code] for code in kept))
        return Cells(column, {}, codes != 0, faults)

    # Numbers ---------------------------------------------------------------------------------------------------------

    def _numbers(self, texts: Sequence[Written], *, composed: bool) -> Cells:
        simple = [text if isinstance(text, str) else "" for text in texts] if composed else texts
        values, scale, plain = read_plain(self.entry, simple)  # type: ignore[arg-type]
        told = plain.copy()
        rows = [row for row in np.flatnonzero(~plain).tolist() if texts[row]]
        column = Numbers.exact(values, plain, scale)
        if not rows:
            return Cells(column, {}, told)
        codes = np.fromiter((self._meanings[texts[row]] for row in rows), np.int64, len(rows))
        places = np.array(rows)
        told[places] = codes != 0
        distinct, inverse = np.unique(codes, return_inverse=True)
        meant = [self._meanings.table[code] for code in distinct]
        others, strange = numbers([UNKNOWN if isinstance(one, FaultError) else one for one in meant], scale)
        mixed, over = merged(column, places, others.at(inverse))
        odd = {int(row): value for at, value in strange.items() for row in places[inverse == at]}
        odd |= {row: self._value(texts[row]) for row in over}
        wrong = [at for at, one in enumerate(meant) if isinstance(one, FaultError)]
        faults = self._faults(places[np.isin(inverse, wrong)], texts) if wrong else []
        return Cells(mixed, odd, told, faults)

    # Single cells ----------------------------------------------------------------------------------------------------

    def _faults(self, rows: Ints, texts: Sequence[Written]) -> list[CellFault]:
        found = []
        for row in rows.tolist():
            text = texts[row]
            column, read = self._culprit(text) if isinstance(text, tuple) else (self.columns.first, text)
            found.append(CellFault(row, column, read, self._meanings.table[self._meanings[text]].message))
        return found

    def _culprit(self, texts: tuple[str, ...]) -> tuple[int, str]:
        """The first column of the fact in which something stands, and what that is."""
        columns = [self.columns.plain, *self.columns.parts.values()]
        return next((at, text) for at, text in zip(columns, texts, strict=True) if text and at is not None)

    def _value(self, written: Written) -> Value:
        """The value of a cell, or of a cell and its parts. Raises FaultError."""
        if isinstance(written, str):
            self._refuse_quickly(written)
            return read_value(self.entry, self._whole(written), self._vocabulary)
        plain, *others = (text.strip() for text in written)
        parts = {word: text for word, text in zip(self.columns.parts, others, strict=True) if text}
        if not parts:
            return read_value(self.entry, self._whole(plain), self._vocabulary)
        if plain or (POSSIBLE in parts and len(parts) > 1):
            several = "、".join([*(["一个值"] if plain else []), *(f".{word}" for word in parts)])
            raise FaultError(f"“{self.entry.name}”同时写了 {several}，值、一段和“可能”只能写一种")
        if POSSIBLE in parts:
            return read_value(self.entry, {POSSIBLE: parts[POSSIBLE].split("、")}, self._vocabulary)
        return read_value(self.entry, parts, self._vocabulary)

    def _refuse_quickly(self, text: str) -> None:
        """Of many wrong codes only the first are compared with the whole table for the nearest right one."""
        if self.entry.codes and self.entry.type == "代码" and self._meanings.faults >= _MOST_HINTS and text.strip():
            table = self._vocabulary.codes[self.entry.codes]
            if text.strip() not in UNKNOWN_WORDS and not table.find(text):
                raise FaultError(f"读到“{shown(text.strip())}”，{table.name}里没有这个代码")

    def _whole(self, text: str) -> Any:
        """A cell of several choices as their list."""
        if self.entry.type != "多选":
            return text
        if text.strip() == NOTHING and NOTHING not in self.entry.choices:
            return []
        return text.split("、") if "、" in text else text


class _Meanings(dict[Written, int]):
    """Texts by the place in `table` of what they mean: a value or a FaultError. 0 is unknown."""

    def __init__(self, read: Any) -> None:
        super().__init__()
        self._read = read
        self.table: list[Any] = [UNKNOWN]
        self.faults = 0
        self._places: dict[Value, int] = {UNKNOWN: 0}

    def __missing__(self, written: Written) -> int:
        try:
            value = self._read(written)
            place = self._places.setdefault(value, len(self.table))
        except FaultError as error:
            value, place = error, len(self.table)
            self.faults += 1
        if place == len(self.table):
            self.table.append(value)
        self[written] = place
        return place

    def forget(self) -> None:
        """Keep no more than fits: the file may be of any length."""
        if len(self) > _MOST_KEPT:
            self.clear()
            self.table, self._places = [UNKNOWN], {UNKNOWN: 0}


def _joined(plain: Sequence[Written], parts: Sequence[Sequence[str] | None]) -> list[Written]:
    """Each cell with those of its parts, where there is anything in these."""
    blank = [""] * len(plain)
    rows = zip(plain, *(blank if part is None else part for part in parts), strict=True)
    return [row if any(row[1:]) else row[0] for row in rows]
