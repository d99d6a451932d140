"""Answers as lines of CSV: subject by subject, the items of each in the order of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.verdict import ELIGIBLE, NO_MONEY, VERDICTS
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.bulk.columns import LEAST, Bools, Ints
from songjieyou.rules.bulk.details import Details
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.found import Found
from songjieyou.rules.bulk.reading.tables import UNANSWERED
from songjieyou.rules.library.policy import Item
from songjieyou.rules.units import yuan

HEADER: Final = ("号", "事项", "结论", "元", "缺")
_AT_ONCE: Final = 2048
"""Rows of the file whose lines are held at a time."""
_MOST_NAMED: Final = 10
_OPEN: Final = np.array([verdict not in NO_MONEY for verdict in VERDICTS])
_QUOTED: Final = frozenset('",\r\n')


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
    """Lists batch after batch and counts: cells by item and verdict, those answered row by row (`by_hand`) by item, the
    exact money of those that fit (`fen`) by item, `lines`. Without `everything` only what has or may have something to
    offer is listed.
    """

    everything: bool
    items: dict[str, Counter[str]] = field(default_factory=dict)
    fen: Counter[str] = field(default_factory=Counter)
    by_hand: Counter[str] = field(default_factory=Counter)
    lines: int = 0

    @property
    def cells(self) -> Counter[str]:
        """How many have which verdict, all items together."""
        return sum(self.items.values(), Counter())

    def of(self, engine: BulkEngine, batch: Batch) -> list[Listed]:
        """What is listed of one batch, item by item."""
        tables = _Tables()
        return [self._listed(engine, found, tables) for found in engine.answer(batch)]

    def _listed(self, engine: BulkEngine, found: Found, tables: _Tables) -> Listed:
        table = found.table
        codes, answered = found.codes(), tables.answered(table)
        counts = np.bincount(codes[answered], minlength=len(VERDICTS))
        own = self.items.setdefault(found.item.id, Counter())
        own.update({verdict: int(count) for verdict, count in zip(VERDICTS, counts, strict=True) if count})
        rows = np.flatnonzero(answered if self.everything else answered & _OPEN[codes])
        fen, missing, names, by_hand = _details(engine.details(found), len(table))
        by_hand[list(found.by_hand)] = True
        self.by_hand.update({found.item.id: int(np.count_nonzero(by_hand & answered))})
        paid = answered & (codes == VERDICTS.index(ELIGIBLE)) & (fen != LEAST)
        self.fen.update({found.item.id: sum(fen[paid].tolist())})
        places = tables.places(table)[rows]
        return Listed(found.item, tables.labels(table), rows, places, codes[rows], fen[rows], missing[rows], names)

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


def _details(found: Iterable[Details], count: int) -> tuple[Ints, Ints, list[str], Bools]:
    """The exact money and the missing facts of all rows of a table, and which of them the interpreter answered."""
    fen, missing, names, by_hand = np.full(count, LEAST), np.zeros(count, np.int64), [""], np.zeros(count, np.bool_)
    for details in found:
        exact = details.amounts.low == details.amounts.high
        fen[details.rows] = np.where(exact, details.amounts.low, LEAST)
        missing[details.rows] = np.where(details.missing.codes >= 0, details.missing.codes + len(names), 0)
        names += [cell("、".join(some)) for some in details.missing.values]
        by_hand[details.by_hand] = True
    return fen, missing, names, by_hand


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


def said_by_hand(by_hand: Counter[str]) -> str:
    """Which items were answered row by row and how often, the most first."""
    listed = [f"{item} {count:,}" for item, count in by_hand.most_common() if count]
    return "、".join(listed[:_MOST_NAMED]) + (f" 等 {len(listed)} 个事项" if len(listed) > _MOST_NAMED else "")


def said(cells: Counter[str]) -> str:
    """How many cells have which verdict."""
    return "、".join(f"{verdict} {cells[verdict]:,}" for verdict in VERDICTS if cells[verdict]) or "没有"
