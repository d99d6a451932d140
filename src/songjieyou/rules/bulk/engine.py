"""Every item for every row of a batch on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, INELIGIBLE, NEEDS_FACTS, VERDICTS
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.columns import Bools
from songjieyou.rules.bulk.details import Details, details_of
from songjieyou.rules.bulk.fallback import Fallback
from songjieyou.rules.bulk.planes import Plane, counted, unpack, words
from songjieyou.rules.bulk.sheet import Sheet, sheets_of
from songjieyou.rules.bulk.verdicts import Judged, judge
from songjieyou.rules.library.policy import Catalogue, Item

BLOCK: Final = 1 << 16
"""Rows at a time: their planes and columns stay within the caches of the processor."""
CODES: Final = {verdict: code for code, verdict in enumerate(VERDICTS)}


@dataclass(slots=True)
class Found:
    """One item over all rows of a table: a plane for each verdict but 不符合, which all other rows have.

    `by_hand` are the answers of the rows that the interpreter answered.
    """

    item: Item
    sheet: Sheet
    planes: dict[str, Plane] = field(default_factory=dict)
    by_hand: dict[int, ItemAnswer] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        return self.sheet.table

    def __len__(self) -> int:
        return len(self.sheet)

    def put(self, verdict: str, plane: Plane, start: int) -> None:
        """The rows from `start` on, a multiple of 64, that have a verdict."""
        if verdict not in self.planes:
            self.planes[verdict] = np.zeros(words(len(self)), np.uint64)
        first = start // 64
        self.planes[verdict][first : first + len(plane)] |= plane

    def bools(self, verdict: str) -> Bools:
        """Which rows have a verdict."""
        if verdict != INELIGIBLE:
            plane = self.planes.get(verdict)
            return np.zeros(len(self), np.bool_) if plane is None else unpack(plane, len(self))
        rest = np.ones(len(self), np.bool_)
        for plane in self.planes.values():
            rest &= ~unpack(plane, len(self))
        return rest

    def rows(self, verdict: str) -> NDArray[np.intp]:
        return np.flatnonzero(self.bools(verdict))

    def codes(self) -> NDArray[np.uint8]:
        """The verdict of each row, as its place in VERDICTS."""
        found = np.full(len(self), CODES[INELIGIBLE], np.uint8)
        for verdict, plane in self.planes.items():
            found[unpack(plane, len(self))] = CODES[verdict]
        return found

    def counts(self) -> dict[str, int]:
        size = len(self)
        found = {verdict: counted(plane, size) for verdict, plane in self.planes.items()}
        return {**found, INELIGIBLE: size - sum(found.values())}


class BulkEngine:
    """Answers from one catalogue on one date."""

    def __init__(self, engine: Engine, on: dt.date) -> None:
        self.engine, self.on = engine, on
        self.fallback = Fallback(engine, on)

    @property
    def catalogue(self) -> Catalogue:
        return self.engine.catalogue

    def answer(self, batch: Batch, items: Iterable[Item] | None = None) -> list[Found]:
        """All items, or those given, in their order; for each the subjects told of, then those asked after."""
        wanted = list(self.catalogue.items.values() if items is None else items)
        sheets = sheets_of(batch, self.on)
        found: dict[tuple[str, int], Found] = {}
        for kind in dict.fromkeys(item.kind for item in wanted):
            own = [item for item in wanted if item.kind == kind]
            for table in batch.all_of(kind):
                results = self._table(sheets[id(table)], own, untold=table is batch.untold.get(kind))
                found |= {(one.item.id, number): one for one, number in results}
        return [one for item in wanted for one in (found.get((item.id, 0)), found.get((item.id, 1))) if one is not None]

    def details(self, found: Found) -> Iterator[Details]:
        """Money and missing facts of the rows that an item is not out of, some rows at a time."""
        needs = found.bools(NEEDS_FACTS)
        wanted = np.flatnonzero(needs | found.bools(ELIGIBLE) | found.bools(DISCRETIONARY))
        untold = found.table is found.sheet.batch.untold.get(found.item.kind)
        for start in range(0, len(wanted), BLOCK):
            rows = wanted[start : start + BLOCK]
            yield details_of(
                found.item, found.sheet, rows, needs[rows], untold=untold, known=found.by_hand, ask=self.fallback
            )

    def _table(self, sheet: Sheet, items: list[Item], *, untold: bool) -> Iterator[tuple[Found, int]]:
        results = [Found(item, sheet) for item in items]
        for start in range(0, len(sheet), BLOCK):
            block = Block(sheet, slice(start, min(start + BLOCK, len(sheet))))
            for one in results:
                self._put(one, judge(one.item, block, untold=untold), start, block.count)
        yield from ((one, int(untold)) for one in results)

    def _put(self, found: Found, judged: Judged, start: int, count: int) -> None:
        for verdict, plane in judged.planes.items():
            found.put(verdict, _trimmed(plane, count), start)
        if judged.hard is not None:
            for place in np.flatnonzero(unpack(judged.hard, count)):
                self._by_hand(found, start + int(place))

    def _by_hand(self, found: Found, row: int) -> None:
        answer = found.by_hand[row] = self.fallback.answer(found.item, found.sheet, row)
        if answer.verdict != INELIGIBLE:
            plane = np.zeros(1, np.uint64)
            plane[0] = np.uint64(1) << np.uint64(row % 64)
            found.put(answer.verdict, plane, row - row % 64)


def _trimmed(plane: Plane, count: int) -> Plane:
    """Nothing beyond the last row."""
    rest = count % 64
    if not rest:
        return plane
    found = plane.copy()
    found[-1] &= np.uint64((1 << rest) - 1)
    return found
