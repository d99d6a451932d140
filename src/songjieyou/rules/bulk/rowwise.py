"""Money and missing facts row by row, as the interpreter tells them; verdicts are those of the whole table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.bulk.batch import Table
from songjieyou.rules.bulk.columns import Coded, Ints, Numbers, coded, numbers
from songjieyou.rules.bulk.engine import Found
from songjieyou.rules.bulk.fallback import Fallback
from songjieyou.rules.library.policy import Item
from songjieyou.rules.values import UNKNOWN


@dataclass(frozen=True, slots=True)
class RowDetails:
    amounts: Numbers
    missing: Coded


@dataclass(frozen=True, slots=True)
class RowAnswers:
    """One item over a table."""

    found: Found
    fallback: Fallback

    @property
    def item(self) -> Item:
        return self.found.item

    @property
    def table(self) -> Table:
        return self.found.table

    def codes(self) -> NDArray[np.uint8]:
        return self.found.codes()

    def details(self, rows: Ints) -> RowDetails:
        answers = [self.fallback.answer(self.item, self.found.sheet, row) for row in rows.tolist()]
        amounts = [UNKNOWN if one.amount is None or one.amount.fen is None else one.amount.fen for one in answers]
        return RowDetails(numbers(amounts)[0], coded(tuple(one.missing) for one in answers))
