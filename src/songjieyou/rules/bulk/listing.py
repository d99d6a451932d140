"""Answers as lines of CSV: subject by subject, the items of each in the order of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.verdict import NO_MONEY, VERDICTS
from songjieyou.rules.bulk.batch import Table
from songjieyou.rules.bulk.columns import LEAST, Bools, Coded, Ints, Numbers
from songjieyou.rules.bulk.tables import UNANSWERED
from songjieyou.rules.library.policy import Item
from songjieyou.rules.units import yuan

HEADER: Final = ("号", "事项", "结论", "元", "缺")
_AT_ONCE: Final = 2048
"""Rows of the file whose lines are held at a time."""
_OPEN: Final = np.array([verdict not in NO_MONEY for verdict in VERDICTS])
_QUOTED: Final = frozenset('",\r\n')


class ItemDetails(Protocol):
    """Beside the rows asked about: the money in 分, and the names of the missing facts."""

    @property
    def amounts(self) -> Numbers: ...

    @property
    def missing(self) -> Coded: ...


class ItemAnswers(Protocol):
    """One item over all rows of a table."""

    @property
    def item(self) -> Item: ...

    @property
    def table(self) -> Table: ...

    def codes(self) -> NDArray[np.uint8]:
        """The verdict of each row, as its place in VERDICTS."""

    def details(self, rows: Ints) -> ItemDetails:
        """Of rows that have, or may have, something to get."""


@dataclass(slots=True)
class Listed:
    """The rows of one item that are listed: their places in the file, in order; beside them verdicts, exact money in 分
    (LEAST: none) and missing facts as places in `names`, which are cells.
    """

    item: Item
    labels: Sequence[str]
    rows: Ints
    places: Ints
    codes: NDArray[np.uint8]
    fen: Ints
    missing: Ints
    names: Sequence[str]


@dataclass(slots=True)
class Listing:
    """Lists batch after batch and counts: `cells` by verdict, `lines`. Without `everything` only what has or may have
    something to offer is listed.
    """

    everything: bool
    cells: Counter[str] = field(default_factory=Counter)
    lines: int = 0

    def of(self, answers: Iterable[ItemAnswers]) -> list[Listed]:
        """What is listed of one batch, item by item."""
        tables = _Tables()
        return [self._listed(one, tables) for one in answers]

    def _listed(self, answers: ItemAnswers, tables: _Tables) -> Listed:
        table = answers.table
        codes, answered = answers.codes(), tables.answered(table)
        counts = np.bincount(codes[answered], minlength=len(VERDICTS))
        self.cells.update({verdict: int(count) for verdict, count in zip(VERDICTS, counts, strict=True) if count})
        rows = np.flatnonzero(answered) if self.everything else np.flatnonzero(_OPEN[codes] & answered)
        codes = codes[rows]
        fen, missing, names = np.full(len(rows), LEAST), np.zeros(len(rows), np.int64), [""]
        open_ = np.flatnonzero(_OPEN[codes])
        if len(open_):
            details = answers.details(rows[open_])
            exact = details.amounts.low == details.amounts.high
            fen[open_] = np.where(exact, details.amounts.low, LEAST)
            missing[open_] = details.missing.codes + 1
            names += [cell("、".join(some)) for some in details.missing.values]
        return Listed(answers.item, tables.labels(table), rows, tables.places(table)[rows], codes, fen, missing, names)

    def text(self, listed: Sequence[Listed]) -> Iterator[str]:
        """The lines of one batch."""
        last = max((int(one.places[-1]) for one in listed if len(one.places)), default=-1)
        for start in range(0, last + 1, _AT_ONCE):
            lines: list[str] = []
            keys: list[Ints] = []
            for order, one in enumerate(listed):
                first, end = np.searchsorted(one.places, (start, start + _AT_ONCE))
                if first < end:
                    lines += _lines(one, slice(int(first), int(end)))
                    keys.append(one.places[first:end] * len(listed) + order)
            if lines:
                self.lines += len(lines)
                yield from map(lines.__getitem__, np.argsort(np.concatenate(keys), kind="stable").tolist())


class _Tables:
    """What all items read of a table, made once."""

    def __init__(self) -> None:
        self._labels: dict[int, list[str]] = {}
        self._answered: dict[int, Bools] = {}

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


def _lines(listed: Listed, part: slice) -> list[str]:
    item, labels = cell(listed.item.id), listed.labels
    heads = [f",{item},{verdict}," for verdict in VERDICTS]
    tails = [f",{names}\n" for names in listed.names]
    amounts, which = np.unique(listed.fen[part], return_inverse=True)
    money = ["" if fen == LEAST else yuan(fen) for fen in amounts.tolist()]
    rows, codes, missing = (one[part].tolist() for one in (listed.rows, listed.codes, listed.missing))
    beside = zip(rows, codes, which.tolist(), missing, strict=True)
    return [f"{labels[row]}{heads[code]}{money[amount]}{tails[names]}" for row, code, amount, names in beside]


def cell(text: str) -> str:
    """A text as a cell of CSV. It is written as it is: a 号 that looks like a formula stays what it was."""
    return text if _QUOTED.isdisjoint(text) else '"' + text.replace('"', '""') + '"'


def said(cells: Counter[str]) -> str:
    """How many cells have which verdict."""
    return "、".join(f"{verdict} {cells[verdict]:,}" for verdict in VERDICTS if cells[verdict]) or "没有"
