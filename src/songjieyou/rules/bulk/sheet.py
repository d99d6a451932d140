"""One table of a batch on one date, as rules read it: the columns in view, and each row for the interpreter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from songjieyou.rules.answer.context import Context
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.bulk.columns import Bools, Column
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary


@dataclass(slots=True, eq=False)
class Sheet:
    """Columns are looked up once. `sheets` are those of the whole batch, by table."""

    batch: Batch
    table: Table
    on: dt.date
    sheets: dict[int, Sheet] = field(default_factory=dict)
    below: dict[tuple[int, int], Any] = field(default_factory=dict)
    _columns: dict[FactKey, tuple[Column, Bools | None] | None] = field(default_factory=dict)

    @property
    def vocabulary(self) -> Vocabulary:
        return self.batch.vocabulary

    @property
    def kind(self) -> str:
        return self.table.kind

    def __len__(self) -> int:
        return len(self.table)

    def of_kind(self, kind: str) -> Sheet | None:
        """The sheet of the subjects of a kind that were told of."""
        table = self.batch.tables.get(kind)
        return None if table is None else self.sheets[id(table)]

    @property
    def firms(self) -> Sheet:
        return self.sheets[id(self.batch.firms)]

    def firm_of(self, row: int) -> int:
        """The row of the firm above a row, or the row of a firm itself."""
        return row if self.kind == FIRM else int(self.table.above[FIRM][row])

    def told_below(self, kind: str) -> Bools:
        """The rows for whom somebody said which subjects of a kind there are below them."""
        firms = np.zeros(len(self.batch.firms), np.bool_)
        table = self.batch.tables.get(kind)
        if table is not None:
            firms[table.above[FIRM]] = True
        firms[list(self.batch.none.get(kind, ()))] = True
        if self.table is not self.batch.tables.get(self.kind):
            return np.zeros(len(self), np.bool_)
        return firms if self.kind == FIRM else firms[self.table.above[FIRM]]

    def column(self, key: FactKey) -> tuple[Column, Bools | None] | None:
        """What the rows see of a fact and where that fits no column; None where nobody told anything."""
        if key not in self._columns:
            self._columns[key] = self._found(key)
        return self._columns[key]

    def _found(self, key: FactKey) -> tuple[Column, Bools | None] | None:
        kind = self.vocabulary.entry(key[0]).subject
        source = self.table if kind == self.kind else self.batch.tables.get(kind)
        if source is None or key not in source.columns or (source is not self.table and kind not in self.table.above):
            return None
        return self.batch.column(self.table, key), self.batch.odd(self.table, key)

    def context(self, row: int) -> Context:
        """A row as the interpreter sees it; what other items bring is unknown there."""
        base, subject = self.batch.subject(self.table, row)
        return Context(self.vocabulary, base, subject, self.on)


def sheets_of(batch: Batch, on: dt.date) -> Mapping[int, Sheet]:
    """A sheet for each table of a batch, by the identity of the table."""
    sheets: dict[int, Sheet] = {}
    for table in (*batch.tables.values(), *batch.untold.values()):
        sheets[id(table)] = Sheet(batch, table, on, sheets)
    return sheets
