"""The rows of a table of facts, brought together by family: a firm and everything below it.

Without 属 every row is a family of its own and is handed on as it is read. Where 属 names the 号 of other rows, all go
through a temporary database on disk: memory is bounded whatever the order and the length of the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Final

from songjieyou.rules.bulk.reading.csvfile import CsvFile, Records
from songjieyou.rules.bulk.reading.header import Header
from songjieyou.rules.bulk.reading.troubles import Place, Troubles
from songjieyou.rules.facts.read import MAX_SUBJECTS
from songjieyou.rules.faults import folded, meant, shown
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary

_GOOD, _DOUBLE, _SEVERAL, _BELOW, _MANY = range(5)
_NAMES: Final = ("good", "double", "several", "below", "many")
_FATES: Final[dict[str, object]] = dict(zip(_NAMES, range(5), strict=True))
"""For the queries, by name."""
_WHY: Final = {
    _DOUBLE: "“{name}”重复：同一个“号”前面已有一行，这一行没有答",
    _SEVERAL: "“属”写的“{above}”有几个，不知道是哪一个，这一行没有答",
    _BELOW: "“属”写的“{above}”那一行有错，这一行没有答",
    _MANY: f"一家企业下面的这种对象至多 {MAX_SUBJECTS} 个，这一行没有答",
}
_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -64000;
CREATE TABLE key (
    number INTEGER PRIMARY KEY, line INTEGER, kind INTEGER, name TEXT, above TEXT,
    parent INTEGER, root INTEGER, found INTEGER DEFAULT 0, fate INTEGER DEFAULT 0
);
CREATE TABLE row (number INTEGER PRIMARY KEY, cells TEXT);
CREATE TABLE firm (name TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
"""


@dataclass(slots=True)
class Rows:
    """Whole families: of each row its place in the file, its cells, its kind, its 号 (empty: none) and, where 属 is
    used, the row above it in `parents` (-1: none). A row stands behind the row above it.
    """

    places: list[Place] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parents: list[int] | None = None

    def only(self, rows: Sequence[int]) -> Rows:
        """Some of the rows, where none stands above another."""
        lists = ([of[row] for row in rows] for of in (self.places, self.cells, self.kinds, self.names))
        return Rows(*lists)  # type: ignore[arg-type]


class Families:
    """The families of one file, about `size` rows at a time; what is refused is told. `read` counts the rows
    so far."""

    def __init__(self, file: CsvFile, header: Header, vocabulary: Vocabulary, size: int, troubles: Troubles) -> None:
        self._file, self._header, self._vocabulary = file, header, vocabulary
        self._size, self._troubles = size, troubles
        self._kinds = sorted(vocabulary.subjects, key=lambda kind: len(vocabulary.above(kind)))
        self.read = 0
        self._unknown = self._refused = 0

    @property
    def refused(self) -> int:
        """How many rows are not handed on."""
        return self._refused + self._unknown + self._file.refused

    def __iter__(self) -> Iterator[Rows]:
        with closing(sqlite3.connect("")) as database:
            database.executescript(_TABLES)
            if self._header.above is None:
                yield from self._single(database)
                return
            self._index(database)
            if database.execute("SELECT 1 FROM key WHERE parent IS NOT NULL LIMIT 1").fetchone():
                yield from self._joined(database)
            else:
                yield from self._in_order(database)

    def _rows(self, troubles: Troubles) -> Iterator[Rows]:
        """The rows of the file whose kind is one; the others are told."""
        known = {kind: kind for kind in self._kinds} | {"": FIRM}
        self.read = unknown = 0
        kind_at, name_at = self._header.kind, self._header.name
        for records in self._file.records(self._size, troubles):
            kinds = [FIRM] * len(records.cells) if kind_at is None else [folded(row[kind_at]) for row in records.cells]
            found = _kept(records, kinds, known, troubles)
            self.read += len(found.cells)
            unknown += len(records.cells) - len(found.cells)
            found.names = [""] * len(found.cells) if name_at is None else [row[name_at].strip() for row in found.cells]
            yield found
        self.read += unknown + self._file.refused
        self._unknown = unknown

    # Without 属 ------------------------------------------------------------------------------------------------------

    def _single(self, database: sqlite3.Connection) -> Iterator[Rows]:
        """Every row for itself; a firm that comes again is refused."""
        for rows in self._rows(self._troubles):
            firms = [
                (name, place.row, at)
                for at, (name, kind, place) in enumerate(zip(rows.names, rows.kinds, rows.places, strict=True))
                if name and kind == FIRM
            ]
            before = database.total_changes
            database.executemany("INSERT OR IGNORE INTO firm VALUES (?, ?)", [firm[:2] for firm in firms])
            if database.total_changes - before < len(firms):
                rows = self._without_doubles(rows, firms, database)
            yield rows

    def _without_doubles(self, rows: Rows, firms: list[tuple[str, int, int]], database: sqlite3.Connection) -> Rows:
        doubles = set()
        for name, number, at in firms:
            (first,) = database.execute("SELECT number FROM firm WHERE name = ?", (name,)).fetchone()
            if first != number:
                self._refuse(_DOUBLE, rows.places[at], name, "")
                doubles.add(at)
        return rows.only([at for at in range(len(rows.cells)) if at not in doubles])

    # With 属 ---------------------------------------------------------------------------------------------------------

    def _index(self, database: sqlite3.Connection) -> None:
        """Find the row above each row, the family, and what must be refused."""
        at = self._header.above
        for rows in self._rows(Troubles()):
            above = ["" if at is None else row[at].strip() for row in rows.cells]
            keys = zip(rows.places, rows.kinds, rows.names, above, strict=True)
            database.executemany(
                "INSERT INTO key (number, line, kind, name, above) VALUES (?, ?, ?, ?, ?)",
                [(place.row, place.line, self._kinds.index(kind), name, up) for place, kind, name, up in keys],
            )
        database.execute("CREATE INDEX by_name ON key (name, kind)")
        for number, kind in enumerate(self._kinds):
            self._settle(number, kind, database)
        self._tell(database)

    def _settle(self, number: int, kind: str, database: sqlite3.Connection) -> None:
        """The rows of one kind; those of the kinds above are settled."""
        above = [self._kinds.index(one) for one in self._vocabulary.above(kind)]
        values = _FATES | {"kind": number, "firm": FIRM}
        if above:
            database.execute(
                """UPDATE key SET (parent, found) = (SELECT min(up.number), count(*) FROM key up
                WHERE up.name = key.above AND up.kind IN (SELECT value FROM json_each(:above)) AND up.fate <> :double)
                WHERE kind = :kind AND above NOT IN ('', :firm)""",
                values | {"above": json.dumps(above)},
            )
            database.execute(
                """UPDATE key SET fate = CASE WHEN found > 1 THEN :several ELSE :below END WHERE kind = :kind AND
                (found > 1 OR parent IN (SELECT number FROM key WHERE fate <> :good))""",
                values,
            )
        database.execute(
            """UPDATE key SET root = coalesce((SELECT up.root FROM key up WHERE up.number = key.parent), number)
            WHERE kind = :kind""",
            values,
        )
        database.execute(
            """UPDATE key SET fate = :double WHERE kind = :kind AND name <> '' AND fate = :good AND EXISTS
            (SELECT 1 FROM key first WHERE first.name = key.name AND first.kind = key.kind
            AND first.number < key.number AND first.fate = :good AND (:anywhere OR first.root = key.root))""",
            values | {"anywhere": kind == FIRM},
        )
        database.execute(
            """UPDATE key SET fate = :many WHERE number IN (SELECT number FROM (SELECT number, row_number() OVER
            (PARTITION BY root ORDER BY number) AS place FROM key WHERE kind = :kind AND fate = :good)
            WHERE place > :most)""",
            values | {"most": MAX_SUBJECTS},
        )

    def _tell(self, database: sqlite3.Connection) -> None:
        alone = "SELECT number, line, above FROM key WHERE above NOT IN ('', ?) AND found = 0 ORDER BY number"
        for row, line, above in database.execute(alone, (FIRM,)):
            message = f"“属”写的“{shown(above)}”不在这个文件里，只按这一行自己写的来答"
            self._troubles.hint(message, Place(row, line))
        bad = "SELECT number, line, name, above, fate FROM key WHERE fate <> ? ORDER BY number"
        for row, line, name, above, fate in database.execute(bad, (_GOOD,)):
            self._refuse(fate, Place(row, line), name, above)

    def _refuse(self, fate: int, place: Place, name: str, above: str) -> None:
        self._refused += 1
        self._troubles.fault(_WHY[fate].format(name=shown(name), above=shown(above)), place)

    def _in_order(self, database: sqlite3.Connection) -> Iterator[Rows]:
        """No row stands above another."""
        for rows in self._rows(self._troubles):
            span = (rows.places[0].row, rows.places[-1].row) if rows.places else (0, 0)
            bad = "SELECT number FROM key WHERE fate <> ? AND number BETWEEN ? AND ?"
            numbers = {number for (number,) in database.execute(bad, (_GOOD, *span))}
            good = [at for at, place in enumerate(rows.places) if place.row not in numbers]
            yield rows.only(good) if numbers else rows

    def _joined(self, database: sqlite3.Connection) -> Iterator[Rows]:
        """Each family together, in the order of their first rows."""
        for rows in self._rows(self._troubles):
            written = [
                (place.row, json.dumps(cells, ensure_ascii=False))
                for place, cells in zip(rows.places, rows.cells, strict=True)
            ]
            database.executemany("INSERT INTO row VALUES (?, ?)", written)
        together = """SELECT min(number) OVER (PARTITION BY root) AS start, kind, number, line, name, parent, cells
        FROM key JOIN row USING (number) WHERE fate = ? ORDER BY start, kind, number"""
        found = Rows(parents=[])
        for _, family in groupby(database.execute(together, (_GOOD,)), key=itemgetter(0)):
            self._add(found, family)
            if len(found.cells) >= self._size:
                yield found
                found = Rows(parents=[])
        if found.cells:
            yield found

    def _add(self, rows: Rows, family: Iterator[tuple[int, int, int, int, str, int | None, str]]) -> None:
        places: dict[int | None, int] = {}
        parents = rows.parents if rows.parents is not None else []
        for _, kind, number, line, name, parent, cells in family:
            places[number] = len(rows.cells)
            rows.places.append(Place(number, line))
            rows.cells.append(json.loads(cells))
            rows.kinds.append(self._kinds[kind])
            rows.names.append(name)
            parents.append(places.get(parent, -1))


def _kept(records: Records, kinds: list[str], known: dict[str, str], troubles: Troubles) -> Rows:
    """The records whose kind is known."""
    if known.keys() >= set(kinds):
        return Rows(records.places, records.cells, [known[kind] for kind in kinds])
    rows = Rows()
    names = [kind for kind in known if kind]
    for place, cells, kind in zip(records.places, records.cells, kinds, strict=True):
        if kind in known:
            rows.places.append(place)
            rows.cells.append(cells)
            rows.kinds.append(known[kind])
        else:
            message = f"没有“{shown(kind)}”这种对象{meant(kind, names)}，可用：{'、'.join(names)}；这一行没有答"
            troubles.fault(message, place, "对象")
    return rows
