"""Rows of a file into a batch: subjects, what each says of itself and of those above it, and who is asked after.

A row tells of a subject of its kind, and by their facts of those above it: where no other row stands for these, the row
makes them. What several rows tell of one subject must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

import numpy as np

from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.bulk.columns import Bools, Coded, Column, Ints, Odd
from songjieyou.rules.bulk.reading.cells import CellReader, Cells
from songjieyou.rules.bulk.reading.csvfile import columns_of
from songjieyou.rules.bulk.reading.families import Rows
from songjieyou.rules.bulk.reading.header import FactColumns, Header
from songjieyou.rules.bulk.reading.troubles import Troubles
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary

UNANSWERED: Final = ""
"""The label of a subject whose row is at fault: it stands there for those above and below it, and is not answered."""


class Tables:
    """Makes batches of rows of whole families; `bad` counts the rows at fault so far."""

    def __init__(self, header: Header, vocabulary: Vocabulary, troubles: Troubles) -> None:
        self.header, self.vocabulary, self.troubles = header, vocabulary, troubles
        self.kinds = sorted(vocabulary.subjects, key=lambda kind: len(vocabulary.above(kind)))
        self._readers = [CellReader(columns, vocabulary) for columns in header.facts]
        self.bad = 0

    def batches(self, families: Iterable[Rows]) -> Iterator[Batch]:
        """The batches of rows. What is wrong with a row is told; the row is then not answered."""
        for rows in families:
            if not rows.cells:
                continue
            columns, count = columns_of(rows.cells), len(rows.cells)
            found = [reader.read(columns, count) for reader in self._readers]
            chunk = _Chunk(self, rows, found)
            chunk.find_faults()
            if rows.parents is None and chunk.bad.any():
                self.bad += int(chunk.bad.sum())
                good = np.flatnonzero(~chunk.bad)
                chunk = _Chunk(self, rows.only(good.tolist()), [cells.at(good) for cells in found])
            if chunk.count:
                yield chunk.batch()
                self.bad += int(chunk.bad.sum())


class _Chunk:
    """The rows of one batch. `hosts` has, for each kind, the row that stands for the subject of that kind at or above
    each row (-1: none).
    """

    def __init__(self, tables: Tables, rows: Rows, cells: list[Cells]) -> None:
        self.vocabulary, self.kinds, self.troubles = tables.vocabulary, tables.kinds, tables.troubles
        self.rows, self.cells, self.columns = rows, cells, tables.header.facts
        self.titles = tables.header.titles
        self.count = len(rows.cells)
        self.all = np.arange(self.count)
        self.bad = np.zeros(self.count, np.bool_)
        places = {kind: place for place, kind in enumerate(self.kinds)}
        self.kind = np.fromiter((places[kind] for kind in rows.kinds), np.int64, self.count)
        self.parents = np.full(self.count, -1) if rows.parents is None else np.array(rows.parents, np.int64)
        self.hosts = self._hosts()

    def rows_of(self, kinds: Any) -> Bools:
        """Which rows are of some kinds."""
        found: Bools = np.isin(self.kind, [place for place, kind in enumerate(self.kinds) if kind in kinds])
        return found

    # Who stands above whom -------------------------------------------------------------------------------------------

    def _hosts(self) -> dict[str, Ints]:
        hosts = {kind: np.full(self.count, -1) for kind in self.kinds}
        for kind in self.kinds:
            here = np.flatnonzero(self.rows_of({kind}))
            up = self.parents[here]
            for above in self.kinds:
                if above == kind:
                    hosts[above][here] = here
                elif above in self.vocabulary.above(kind):
                    found = np.where(up >= 0, hosts[above][up], -1)
                    makes = (found < 0) & self._may_make(above, here)
                    hosts[above][here] = np.where(makes, here, found)
        return hosts

    def _may_make(self, kind: str, rows: Ints) -> Bools:
        """Where a row that has nobody of a kind above it makes one: it tells of it, and the row above can be above it.

        There always is a firm.
        """
        if kind == FIRM:
            return np.ones(len(rows), np.bool_)
        up = self.parents[rows]
        fits = (up < 0) | self.rows_of(self.vocabulary.above(kind))[up]
        found: Bools = self._tells(kind)[rows] & fits
        return found

    def _tells(self, kind: str) -> Bools:
        """Which rows say anything of a subject of a kind."""
        found = np.zeros(self.count, np.bool_)
        for _, cells in self._of(kind):
            found |= cells.told
        return found

    def _of(self, kind: str) -> Iterator[tuple[FactColumns, Cells]]:
        for columns, cells in zip(self.columns, self.cells, strict=True):
            if columns.entry.subject == kind:
                yield columns, cells

    # Faults ----------------------------------------------------------------------------------------------------------

    def find_faults(self) -> None:
        """Tell what is wrong with the rows, and mark them as bad."""
        for columns, cells in zip(self.columns, self.cells, strict=True):
            for fault in cells.faults:
                self._fault(fault.row, fault.message, fault.column, fault.text)
            nobody = cells.told & (self.hosts[columns.entry.subject] < 0)
            for row in np.flatnonzero(nobody).tolist():
                name, kind, own = columns.entry.name, columns.entry.subject, self.rows.kinds[row]
                above = "，“属”写的那一行上面没有" + kind if kind in self.vocabulary.above(own) else ""
                self._fault(row, f"“{name}”是{kind}的事实，不能写在{own}的行里{above}", columns.first)
        for one, other in combinations([kind for kind in self.kinds if kind != FIRM], 2):
            if one not in self.vocabulary.above(other) and other not in self.vocabulary.above(one):
                both = (self.hosts[one] >= 0) & (self.hosts[other] >= 0)
                for row in np.flatnonzero(both).tolist():
                    self._fault(row, f"同时写了{one}和{other}的事实，一行只能属于其中一个")
                self.hosts[other][both] = -1

    def _fault(self, row: int, message: str, column: int | None = None, read: str = "") -> None:
        self.bad[row] = True
        title = "" if column is None else self.titles[column].strip()
        self.troubles.fault(message, self.rows.places[row], title, read)

    # Columns ---------------------------------------------------------------------------------------------------------

    def _sources(self, columns: FactColumns, cells: Cells, makers: Ints) -> Ints:
        """For each subject the row from which its value is taken: the first that tells it. Others must agree."""
        if self.rows.parents is None:
            return makers
        hosts = self.hosts[columns.entry.subject]
        known = cells.column.known
        known[list(cells.odd)] = True
        tellers = np.flatnonzero(known & (hosts >= 0))
        targets, first = np.unique(hosts[tellers], return_index=True)
        source = self.all.copy()
        source[targets] = tellers[first]
        told_by = source[hosts[tellers]]
        same = _alike(cells.column, tellers, told_by) & ~np.isin(tellers, list(cells.odd))
        for at in np.flatnonzero(~same).tolist():
            row, other = int(tellers[at]), int(told_by[at])
            if cells.odd.get(row, row) != cells.odd.get(other, other):
                self._differ(row, other, columns)
        return source[makers]

    def _differ(self, row: int, other: int, columns: FactColumns) -> None:
        message = f"与第 {self.rows.places[other].row} 行写的不一样：同一个{columns.entry.subject}只有一个值"
        self._fault(row, message, columns.first)

    # The batch -------------------------------------------------------------------------------------------------------

    def batch(self) -> Batch:
        makers = {kind: np.flatnonzero(self.hosts[kind] == self.all) for kind in self.kinds}
        values = {kind: self._values(kind, rows) for kind, rows in makers.items()}
        tables = {
            kind: self._table(kind, rows, values[kind], makers)
            for kind, rows in makers.items()
            if len(rows) or kind == FIRM
        }
        untold = {kind: table for kind in self.kinds if (table := self._untold(kind, tables)) is not None}
        return Batch(self.vocabulary, tables, untold)

    def _values(self, kind: str, makers: Ints) -> dict[Any, tuple[Column, Odd]]:
        found = {}
        for columns, cells in self._of(kind):
            sources = self._sources(columns, cells, makers)
            taken = cells.at(sources)
            found[columns.key] = (taken.column, taken.odd)
        return found

    def _table(self, kind: str, rows: Ints, values: dict[Any, tuple[Column, Odd]], makers: Mapping[str, Ints]) -> Table:
        table = Table(kind, self._ids(kind, rows), [self._label(row) for row in rows.tolist()], places=rows)
        table.columns = {key: column for key, (column, _) in values.items()}
        table.odd = {key: odd for key, (_, odd) in values.items() if odd}
        for above in self.kinds:
            if above in self.vocabulary.above(kind):
                place = np.full(self.count + 1, -1)
                place[makers[above]] = np.arange(len(makers[above]))
                table.above[above] = place[self.hosts[above][rows]]
        return table

    def _ids(self, kind: str, rows: Ints) -> list[str | None]:
        """A firm has no 号; a subject without a row of its own, or without a 号, has one that no cell can hold."""
        if kind == FIRM:
            return [""] * len(rows)
        return [
            self.rows.names[row] if self.rows.kinds[row] == kind and self.rows.names[row] else f" {row}"
            for row in rows.tolist()
        ]

    def _label(self, row: int) -> str:
        if self.bad[row]:
            return UNANSWERED
        return self.rows.names[row] or f"第{self.rows.places[row].row}行"

    def _untold(self, kind: str, tables: Mapping[str, Table]) -> Table | None:
        """One to ask after for each subject that one of a kind may hang on, in the families that tell of none."""
        firms = tables[FIRM]
        absent = np.ones(len(firms), np.bool_)
        if kind in tables:
            absent[np.arange(len(firms)) if kind == FIRM else tables[kind].above[FIRM]] = False
        if not absent.any():
            return None
        alone = absent.copy()
        hosts: list[tuple[Table, Ints]] = []
        for parent in self.vocabulary.subjects[kind]:
            if parent != FIRM and parent in tables:
                rows = np.flatnonzero(absent[tables[parent].above[FIRM]])
                alone[tables[parent].above[FIRM][rows]] = False
                hosts.append((tables[parent], rows))
        hosts.append((firms, np.flatnonzero(alone)))
        return _asked_after(kind, hosts, self.vocabulary)


def _asked_after(kind: str, hosts: list[tuple[Table, Ints]], vocabulary: Vocabulary) -> Table:
    labels = [label for host, rows in hosts for label in _labels(host, rows)]
    places = np.concatenate([rows if host.places is None else host.places[rows] for host, rows in hosts])
    order = np.argsort(places, kind="stable")
    labels = labels if (order == np.arange(len(order))).all() else [labels[at] for at in order.tolist()]
    table = Table(kind, [None] * len(labels), labels, places=places[order])
    for above in vocabulary.above(kind):
        nobody = [np.full(len(rows), -1) for _, rows in hosts]
        found = [
            rows if host.kind == above else host.above[above][rows] if above in host.above else none
            for (host, rows), none in zip(hosts, nobody, strict=True)
        ]
        table.above[above] = np.concatenate(found)[order]
    return table


def _labels(table: Table, rows: Ints) -> list[str]:
    return table.labels if len(rows) == len(table) else [table.labels[row] for row in rows.tolist()]


def _alike(column: Column, rows: Ints, others: Ints) -> Bools:
    """Where two rows have the same in a column."""
    one, other = column.at(rows), column.at(others)
    found: Bools
    if isinstance(one, Coded):
        assert isinstance(other, Coded)
        found = one.codes == other.codes
        return found
    assert not isinstance(other, Coded)
    found = (one.low == other.low) & (one.high == other.high)
    for mine, its in ((one.open_low, other.open_low), (one.open_high, other.open_high)):
        if mine is not None and its is not None:
            found &= mine == its
    return found
