"""Answers as lines of CSV: subject by subject, the items of each in the order of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.verdict import INELIGIBLE, NO_MONEY, VERDICTS
from songjieyou.rules.bulk.batch import Table
from songjieyou.rules.bulk.columns import Bools, Ints
from songjieyou.rules.bulk.tables import UNANSWERED
from songjieyou.rules.library.policy import Item
from songjieyou.rules.units import yuan

HEADER: Final = ("号", "事项", "结论", "元", "缺")
_AT_ONCE: Final = 2048
"""Rows of the file whose lines are held at a time."""
_MONEY: Final = np.array([verdict not in NO_MONEY for verdict in VERDICTS])
_QUOTED: Final = frozenset('",\r\n')


class ItemAnswers(Protocol):
    """One item over all rows of a table."""

    @property
    def item(self) -> Item: ...

    @property
    def table(self) -> Table: ...

    def codes(self) -> NDArray[np.uint8]:
        """The verdict of each row, as its place in VERDICTS."""

    def amounts(self, rows: Ints) -> Sequence[int | None]:
        """The exact money of some rows in 分; None where it is not exact, or there is none."""

    def missing(self, rows: Ints) -> Sequence[str]:
        """The facts that would decide what is open in some rows, joined by 、."""


@dataclass(slots=True)
class _Wanted:
    """The rows of one item that are listed, in the order of the file: their places there, their verdicts."""

    answers: ItemAnswers
    rows: Ints
    places: Ints
    codes: NDArray[np.uint8]


@dataclass(slots=True)
class Listing:
    """Writes batch after batch and counts: `cells` by verdict, `lines` written. Without `everything` only what has or
    may have something to offer is listed.
    """

    everything: bool
    cells: Counter[str] = field(default_factory=Counter)
    lines: int = 0

    def of(self, answers: Iterable[ItemAnswers]) -> Iterator[str]:
        """The lines of one batch."""
        listed = np.ones(len(VERDICTS), np.bool_) if self.everything else _MONEY
        tables = _Tables()
        wanted = [self._wanted(one, listed, tables) for one in answers]
        last = max((int(one.places[-1]) for one in wanted if len(one.places)), default=-1)
        for start in range(0, last + 1, _AT_ONCE):
            lines: list[str] = []
            keys: list[Ints] = []
            for order, one in enumerate(wanted):
                first, end = np.searchsorted(one.places, (start, start + _AT_ONCE))
                if first < end:
                    lines += _lines(one, slice(int(first), int(end)), tables)
                    keys.append(one.places[first:end] * len(wanted) + order)
            if lines:
                self.lines += len(lines)
                yield from map(lines.__getitem__, np.argsort(np.concatenate(keys), kind="stable").tolist())

    def _wanted(self, answers: ItemAnswers, listed: Bools, tables: _Tables) -> _Wanted:
        codes, answered = answers.codes(), tables.answered(answers.table)
        counts = np.bincount(codes[answered], minlength=len(VERDICTS))
        self.cells.update({verdict: int(count) for verdict, count in zip(VERDICTS, counts, strict=True) if count})
        rows = np.flatnonzero(listed[codes] & answered)
        return _Wanted(answers, rows, tables.places(answers.table)[rows], codes[rows])


class _Tables:
    """What all items read of a table, made once."""

    def __init__(self) -> None:
        self._labels: dict[int, list[str]] = {}
        self._answered: dict[int, Bools] = {}
        self._places: dict[int, Ints] = {}

    def labels(self, table: Table) -> list[str]:
        """The labels as cells."""
        if id(table) not in self._labels:
            self._labels[id(table)] = [cell(label) for label in table.labels]
        return self._labels[id(table)]

    def answered(self, table: Table) -> Bools:
        if id(table) not in self._answered:
            found = np.fromiter((label != UNANSWERED for label in table.labels), np.bool_, len(table))
            self._answered[id(table)] = found
        return self._answered[id(table)]

    def places(self, table: Table) -> Ints:
        return np.arange(len(table)) if table.places is None else table.places


def _lines(wanted: _Wanted, part: slice, tables: _Tables) -> list[str]:
    answers, rows, codes = wanted.answers, wanted.rows[part], wanted.codes[part]
    labels, item = tables.labels(answers.table), cell(answers.item.id)
    heads = [f",{item},{verdict}," for verdict in VERDICTS]
    ends = [",\n"] * len(rows)
    paying = np.flatnonzero(_MONEY[codes])
    amounts, missing = answers.amounts(rows[paying]), answers.missing(rows[paying])
    for at, fen, names in zip(paying.tolist(), amounts, missing, strict=True):
        ends[at] = f"{'' if fen is None else yuan(fen)},{cell(names)}\n"
    return [labels[row] + heads[code] + end for row, code, end in zip(rows.tolist(), codes.tolist(), ends, strict=True)]


def cell(text: str) -> str:
    """A text as a cell of CSV. It is written as it is: a 号 that looks like a formula stays what it was."""
    return text if _QUOTED.isdisjoint(text) else '"' + text.replace('"', '""') + '"'


def said(cells: Counter[str]) -> str:
    """How many cells have which verdict."""
    return "、".join(f"{verdict} {cells[verdict]:,}" for verdict in VERDICTS if cells[verdict] or verdict == INELIGIBLE)
