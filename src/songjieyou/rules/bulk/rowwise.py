"""Money and missing facts row by row, as the interpreter tells them; verdicts are those of the whole table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.bulk.batch import Table
from songjieyou.rules.bulk.columns import Ints
from songjieyou.rules.bulk.engine import Found
from songjieyou.rules.bulk.fallback import Fallback
from songjieyou.rules.library.policy import Item


@dataclass(slots=True)
class RowAnswers:
    """One item over a table."""

    found: Found
    fallback: Fallback
    _kept: dict[int, ItemAnswer] = field(default_factory=dict)

    @property
    def item(self) -> Item:
        return self.found.item

    @property
    def table(self) -> Table:
        return self.found.table

    def codes(self) -> NDArray[np.uint8]:
        return self.found.codes()

    def amounts(self, rows: Ints) -> Sequence[int | None]:
        self._kept = {row: self.fallback.answer(self.item, self.found.sheet, row) for row in rows.tolist()}
        amounts = (answer.amount for answer in self._kept.values())
        return [None if amount is None else amount.fen for amount in amounts]

    def missing(self, rows: Ints) -> Sequence[str]:
        """Of the rows whose amounts were asked for last."""
        return ["、".join(self._kept[row].missing) for row in rows.tolist()]
