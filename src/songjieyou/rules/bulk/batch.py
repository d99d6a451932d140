"""Many firms at once: a table per kind of subject, and which rows stand above which.

A batch holds whole families: a firm and everything below it. Where nobody told of any subject of a kind, a row asks
after it, as one does for a single firm: its 号 is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from songjieyou.rules.answer.targets import subjects_of
from songjieyou.rules.bulk.columns import (
    Bools,
    Coded,
    Column,
    Ints,
    Numbers,
    Odd,
    column_of,
    unknown,
    value_at,
    with_value,
)
from songjieyou.rules.facts.base import FactBase, FactKey, Subject
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary
from songjieyou.rules.values import UNKNOWN, Value


@dataclass(slots=True)
class Table:
    """The subjects of one kind.

    `ids` are their 号 (a firm's is ""; None: nobody told of it); `labels` are what answers are named by in lists: the
    号 of the row of the file that told of the subject. `above` has, for each kind that can stand above, the rows there
    (-1: none). `columns` and `odd` hold the subjects' own facts. `places` say in which order answers are listed: the
    rows of the file that told of the subjects (None: their own).
    """

    kind: str
    ids: list[str | None]
    labels: list[str]
    columns: dict[FactKey, Column] = field(default_factory=dict)
    odd: dict[FactKey, Odd] = field(default_factory=dict)
    above: dict[str, Ints] = field(default_factory=dict)
    places: Ints | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def firm_of(self, row: int) -> int:
        """The row of the firm above a row, or the row of a firm itself."""
        return row if self.kind == FIRM else int(self.above[FIRM][row])


@dataclass(slots=True)
class Batch:
    """`tables` by kind, the firms' among them (a family's firm may have no facts); `untold` by kind are the rows that
    ask after a subject of a kind of which a family told nothing. `none` are the families, as rows of the firms, that
    surely have none of a kind.
    """

    vocabulary: Vocabulary
    tables: dict[str, Table]
    untold: dict[str, Table] = field(default_factory=dict)
    none: dict[str, set[int]] = field(default_factory=dict)
    _families: dict[str, list[Ints]] = field(default_factory=dict)

    @property
    def firms(self) -> Table:
        return self.tables[FIRM]

    def all_of(self, kind: str) -> list[Table]:
        """The told and the untold subjects of a kind, where there are any."""
        found = (self.tables.get(kind), self.untold.get(kind))
        return [table for table in found if table is not None and len(table)]

    def column(self, table: Table, key: FactKey) -> Column:
        """What the rows of a table see of a fact: their own, else that of the nearest subject above."""
        entry = self.vocabulary.entry(key[0])
        if entry.subject == table.kind:
            return table.columns.get(key) or unknown(entry, len(table))
        rows, source = table.above.get(entry.subject), self.tables.get(entry.subject)
        column = None if source is None else source.columns.get(key)
        if rows is None or column is None:
            return unknown(entry, len(table))
        return _gathered(column, rows, unknown(entry, 1))

    def odd(self, table: Table, key: FactKey) -> Bools | None:
        """Where the rows of a table see something that fits no column; None: nowhere."""
        kind = self.vocabulary.entry(key[0]).subject
        source = table if kind == table.kind else self.tables.get(kind)
        rows = None if source is None else source.odd.get(key)
        if source is None or not rows:
            return None
        found = np.zeros(len(source) + 1, np.bool_)
        found[list(rows)] = True
        return found[:-1] if source is table else found[table.above[kind]]

    def put(self, table: Table, row: int, key: FactKey, value: Value) -> None:
        """Another value for a fact of one row of its own table."""
        entry = self.vocabulary.entry(key[0])
        column = table.columns.setdefault(key, unknown(entry, len(table)))
        table.columns[key], fits = with_value(column, row, value)
        odd = table.odd.setdefault(key, {})
        odd.pop(row, None)
        if not fits:
            odd[row] = value
        if not odd:
            del table.odd[key]

    # One row for the interpreter -------------------------------------------------------------------------------------

    def subject(self, table: Table, row: int) -> tuple[FactBase, Subject]:
        """The firm of a row with everything below it, and the subject of the row in it."""
        firm_row = table.firm_of(row)
        made: dict[tuple[str, int], Subject] = {}
        firm = self._made(self.firms, firm_row, made, "")
        base = FactBase(firm)
        for kind, below in self.tables.items():
            if kind != FIRM and len(rows := self._family(kind, firm_row)):
                base.subjects[kind] = [self._made(below, int(one), made, below.ids[one]) for one in rows]
        for kind, firms in self.none.items():
            if firm_row in firms:
                base.subjects[kind] = []
        return base, self._made(table, row, made, table.ids[row])

    def _family(self, kind: str, firm_row: int) -> Ints:
        """The rows of a kind below one firm."""
        if kind not in self._families:
            rows = self.tables[kind].above[FIRM]
            order = np.argsort(rows, kind="stable")
            ends = np.searchsorted(rows[order], np.arange(len(self.firms) + 1))
            self._families[kind] = [order, ends]
        order, ends = self._families[kind]
        return order[ends[firm_row] : ends[firm_row + 1]]

    def _made(self, table: Table, row: int, made: dict[tuple[str, int], Subject], name: str | None) -> Subject:
        if name is not None and (table.kind, row) in made:
            return made[table.kind, row]
        subject = Subject(table.kind, name, self._parent(table, row, made))
        for key, column in table.columns.items():
            entry = self.vocabulary.entry(key[0])
            odd: Mapping[int, object] = table.odd.get(key, {})
            value = odd[row] if row in odd else value_at(entry, column, row)
            if value is not UNKNOWN:
                subject.values[key] = value
        subject.look()
        if name is not None:
            made[table.kind, row] = subject
        return subject

    def _parent(self, table: Table, row: int, made: dict[tuple[str, int], Subject]) -> Subject | None:
        """The nearest subject above: the one that itself has the most kinds above it."""
        above = [(kind, int(rows[row])) for kind, rows in table.above.items() if rows[row] >= 0]
        if not above:
            return None
        kind, parent = max(above, key=lambda one: len(self.vocabulary.above(one[0])))
        source = self.tables[kind]
        return self._made(source, parent, made, "" if kind == FIRM else source.ids[parent])


def _gathered(column: Column, rows: Ints, nobody: Column) -> Column:
    """The column by rows; -1 is unknown."""
    if len(rows) == len(column) and (rows == np.arange(len(rows))).all():
        return column
    found = column.at(rows)
    missing = rows < 0
    if not missing.any():
        return found
    if isinstance(found, Coded):
        return Coded(np.where(missing, np.int32(-1), found.codes), found.values)
    assert isinstance(nobody, Numbers)
    low, high = np.where(missing, nobody.low, found.low), np.where(missing, nobody.high, found.high)
    return Numbers(low, high, found.scale, found.open_low, found.open_high)


# From single firms ---------------------------------------------------------------------------------------------------


def batch_of(bases: Sequence[FactBase], vocabulary: Vocabulary, labels: Sequence[str] = ()) -> Batch:
    """The facts of many firms, each read for itself, as one batch. Without `labels` firms are named by their number.

    What firms received before (已享受) is not part of a batch.
    """
    names = labels or [str(number) for number in range(1, len(bases) + 1)]
    kinds = sorted(vocabulary.subjects, key=lambda kind: len(vocabulary.above(kind)))
    told: dict[str, list[Subject]] = {kind: [] for kind in kinds}
    asked: dict[str, list[Subject]] = {kind: [] for kind in kinds}
    none: dict[str, set[int]] = {}
    label: dict[int, str] = {}
    for number, base in enumerate(bases):
        for kind in kinds:
            found = subjects_of(kind, base, vocabulary)
            if not found:
                none.setdefault(kind, set()).add(number)
            (told if base.of_kind(kind) is not None else asked)[kind] += found
            for subject in found:
                parent = names[number] if subject.parent is None else label[id(subject.parent)]
                label[id(subject)] = subject.id or parent
    rows = {id(subject): row for subjects in told.values() for row, subject in enumerate(subjects)}

    def table(kind: str, subjects: list[Subject]) -> Table:
        found = Table(kind, [subject.id for subject in subjects], [label[id(subject)] for subject in subjects])
        for above in vocabulary.above(kind):
            hosts = (subject.ancestor(above) for subject in subjects)
            found.above[above] = np.array([-1 if host is None else rows[id(host)] for host in hosts], np.int64)
        for key in dict.fromkeys(key for subject in subjects for key in subject.values):
            values = [subject.values.get(key, UNKNOWN) for subject in subjects]
            found.columns[key], odd = column_of(vocabulary.entry(key[0]), values)
            if odd:
                found.odd[key] = odd
        return found

    tables = {kind: table(kind, subjects) for kind, subjects in told.items() if subjects}
    return Batch(vocabulary, tables, {kind: table(kind, s) for kind, s in asked.items() if s}, none)
