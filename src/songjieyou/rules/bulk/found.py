"""The verdicts of one item over all rows of a table, as planes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import INELIGIBLE, VERDICTS
from songjieyou.rules.bulk.batch import Table
from songjieyou.rules.bulk.columns import Bools
from songjieyou.rules.bulk.planes import Plane, Truth, counted, unpack, words
from songjieyou.rules.bulk.sheet import Sheet
from songjieyou.rules.bulk.verdicts import plain_planes
from songjieyou.rules.library.policy import Item

CODES: Final = {verdict: code for code, verdict in enumerate(VERDICTS)}


@dataclass(slots=True)
class Found:
    """A plane for each verdict but 不符合, which all other rows have. `by_hand`: rows that the interpreter answered.

    Where one truth decides alone it is kept as it came, block by block, until somebody asks.
    """

    item: Item
    sheet: Sheet
    by_hand: dict[int, ItemAnswer] = field(default_factory=dict)
    _planes: dict[str, Plane] = field(default_factory=dict)
    _truths: list[tuple[int, Truth]] = field(default_factory=list)

    @property
    def table(self) -> Table:
        return self.sheet.table

    def __len__(self) -> int:
        return len(self.sheet)

    # Putting together ------------------------------------------------------------------------------------------------

    def decide(self, truth: Truth, start: int) -> None:
        """The truth that alone decides the rows from `start` on, a multiple of 64."""
        self._truths.append((start, truth))

    def put(self, verdict: str, plane: Plane, start: int) -> None:
        """The rows from `start` on, a multiple of 64, that have a verdict."""
        if verdict not in self._planes:
            self._planes[verdict] = np.zeros(words(len(self)), np.uint64)
        first = start // 64
        self._planes[verdict][first : first + len(plane)] |= plane
        rest = len(self) % 64
        if rest:  # nothing stands beyond the last row
            self._planes[verdict][-1] &= np.uint64((1 << rest) - 1)

    def replace(self, verdict: str, row: int) -> None:
        """Another verdict for one row."""
        self.by_hand.pop(row, None)
        for plane in self.planes.values():
            plane[row // 64] &= ~np.uint64(1 << row % 64)
        if verdict != INELIGIBLE:
            self.put(verdict, np.array([1 << row % 64], np.uint64), row - row % 64)

    # Looking at it ---------------------------------------------------------------------------------------------------

    @property
    def planes(self) -> dict[str, Plane]:
        while self._truths:
            start, truth = self._truths.pop()
            for verdict, plane in plain_planes(truth, untold=not self.sheet.is_told).items():
                self.put(verdict, plane, start)
        return self._planes

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
