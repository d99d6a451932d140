"""One table of a batch on one date, as rules read it: the columns in view, and each row for the interpreter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.context import Context
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.bulk.coding import Leaves
from songjieyou.rules.bulk.columns import Bools, Column
from songjieyou.rules.facts.base import FactBase, FactKey, Subject
from songjieyou.rules.language.tree import Derived, Fact
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary
from songjieyou.rules.values import Value


@dataclass(slots=True, eq=False)
class Sheet:
    """Columns are looked up once. `sheets` are those of the whole batch, by table."""

    batch: Batch
    table: Table
    on: dt.date
    sheets: dict[int, Sheet] = field(default_factory=dict)
    below: dict[tuple[int, int], Any] = field(default_factory=dict)
    limits: dict[tuple[FactKey, str, int | Fraction], Any] = field(default_factory=dict)
    _leaves: dict[int, Leaves] = field(default_factory=dict)
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
    def is_told(self) -> bool:
        """Whether these are subjects that somebody told of."""
        return self.table is self.batch.tables.get(self.kind)

    @property
    def firms(self) -> Sheet:
        return self.sheets[id(self.batch.firms)]

    def family(self, firm: int) -> NDArray[np.intp]:
        """The rows of one firm."""
        return np.array([firm]) if self.kind == FIRM else np.flatnonzero(self.table.above[FIRM] == firm)

    def forget(self) -> None:
        """Facts have changed: what was looked up or added up may be another now."""
        self._columns.clear()
        self._leaves.clear()
        self.below.clear()
        self.limits.clear()

    def told_below(self, kind: str) -> Bools:
        """The rows for whom somebody said which subjects of a kind there are below them."""
        firms = np.zeros(len(self.batch.firms), np.bool_)
        table = self.batch.tables.get(kind)
        if table is not None:
            firms[table.above[FIRM]] = True
        firms[list(self.batch.none.get(kind, ()))] = True
        if not self.is_told:
            return np.zeros(len(self), np.bool_)
        return firms if self.kind == FIRM else firms[self.table.above[FIRM]]

    def key(self, node: Fact | Derived, back: int) -> FactKey:
        """The name and period that a node reads so many years earlier, as `Context.key`."""
        if node.offset is not None:
            return node.name, self.on.year - back + node.offset
        if node.year is None:
            return node.name, None
        if isinstance(node, Fact) and node.month is not None:
            return node.name, f"{node.year - back}-{node.month:02d}"
        return node.name, node.year - back

    def stated(self, node: Derived, back: int) -> FactKey | None:
        """Where a derived fact was stated; what is stated now was not stated of earlier years."""
        key = self.key(node, back)
        return None if (back and key[1] is None) or self.column(key) is None else key

    def leaves(self, back: int) -> Leaves:
        if back not in self._leaves:
            self._leaves[back] = Leaves(self.vocabulary, lambda node: self.stated(node, back) is not None)
        return self._leaves[back]

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

    def seen(self, view: dict[FactKey, Value]) -> Context:
        """A subject that sees so much, whoever it is."""
        somebody = Subject(self.kind, "")
        somebody.view = view
        return Context(self.vocabulary, FactBase(somebody), somebody, self.on)


def sheets_of(batch: Batch, on: dt.date) -> Mapping[int, Sheet]:
    """A sheet for each table of a batch, by the identity of the table."""
    sheets: dict[int, Sheet] = {}
    for table in (*batch.tables.values(), *batch.untold.values()):
        sheets[id(table)] = Sheet(batch, table, on, sheets)
    return sheets
