"""Engines that answer for a whole batch: columns in NumPy, SQL on DuckDB, SQLite and PostgreSQL, and the interpreter to
hold them to.
"""

from __future__ import annotations

import csv
import datetime as dt
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.targets import subjects_of
from songjieyou.rules.answer.verdict import VERDICTS
from songjieyou.rules.bulk.batch import Batch
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.facts.base import FactBase
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.sql.queries import Query, Said, say
from songjieyou.rules.sql.schema import Layout, columns_of, created, layout_of, rows_of
from songjieyou.rules.sql.terms import DIALECTS, Dialect, written
from songjieyou.rules.sql.verdicts import keys_read


@dataclass(frozen=True)
class Asked:
    """One question to an engine. `bases` is what the batch was made of."""

    catalogue: Catalogue
    bases: Sequence[FactBase]
    batch: Batch
    on: dt.date


type Verdicts = dict[str, list[str | None]]
"""By item the verdict of every row of its kind, told rows first; None: the engine leaves the row to the interpreter.
An item that is not there is one that the engine cannot answer.
"""

type Answering = Callable[[Asked], Verdicts]


def interpreted(asked: Asked) -> Verdicts:
    """What the interpreter says of each firm by itself."""
    engine = Engine(asked.catalogue)
    told: Verdicts = {item: [] for item in asked.catalogue.items}
    untold: Verdicts = {item: [] for item in asked.catalogue.items}
    kinds = {item.kind for item in asked.catalogue.items.values()}
    for base in asked.bases:
        present = {kind for kind in kinds if subjects_of(kind, base, asked.catalogue.vocabulary)}
        for answer in engine.answer(base, asked.on).items:
            if answer.item.kind in present:
                into = told if base.of_kind(answer.item.kind) is not None else untold
                into[answer.item.id].append(answer.verdict)
    return {item: told[item] + untold[item] for item in told}


def columns(asked: Asked) -> Verdicts:
    """The bulk engine; rows that it gave to the interpreter are None."""
    found: Verdicts = {}
    for one in BulkEngine(Engine(asked.catalogue), asked.on).answer(asked.batch):
        said = [VERDICTS[code] for code in one.codes()]
        found.setdefault(one.item.id, []).extend(None if row in one.by_hand else v for row, v in enumerate(said))
    return found


# SQL -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Prepared:
    """The question in the words of one dialect."""

    asked: Asked
    dialect: Dialect
    layout: Layout
    said: Said

    @classmethod
    def of(cls, asked: Asked, name: str) -> Prepared:
        items = list(asked.catalogue.items.values())
        layout = layout_of(asked.batch, keys_read(items, asked.on))
        return cls(asked, DIALECTS[name], layout, say(items, layout, asked.on, DIALECTS[name]))

    def tables(self) -> Iterator[str]:
        for create in created(self.layout):
            yield written(create, self.dialect)

    def data(self) -> Iterator[tuple[str, int, Iterator[tuple[Any, ...]]]]:
        """Of each kind the number of columns and the rows."""
        for kind in self.layout.vocabulary.subjects:
            yield kind, len(columns_of(self.layout, kind)), rows_of(self.asked.batch, self.layout, kind)

    def collected(self, run: Callable[[str], Sequence[Sequence[Any]]]) -> Verdicts:
        found: Verdicts = {}
        for query in self.said.queries:
            rows = sorted(run(query.text(self.dialect)), key=lambda row: row[0])
            found |= _columns(query, rows)
        return found


def _columns(query: Query, rows: Sequence[Sequence[Any]]) -> Verdicts:
    return {item: [row[at] for row in rows] for at, item in enumerate(query.columns, start=1)}


def sqlite(asked: Asked) -> Verdicts:
    ready = Prepared.of(asked, "sqlite")
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in ready.tables():
            connection.execute(table)
        for kind, width, rows in ready.data():
            marks = ", ".join("?" * width)
            connection.executemany(f'INSERT INTO "{kind}" VALUES ({marks})', rows)
        return ready.collected(lambda query: connection.execute(query).fetchall())


def duck(asked: Asked) -> Verdicts:
    ready = Prepared.of(asked, "duckdb")
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        for table in ready.tables():
            connection.execute(table)
        for kind, _, rows in ready.data():
            path = Path(folder) / "rows.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(["\\N" if cell is None else cell for cell in row] for row in rows)
            connection.execute(f"COPY \"{kind}\" FROM '{path}' (FORMAT csv, HEADER false, NULLSTR '\\N')")
        return ready.collected(lambda query: connection.execute(query).fetchall())


def postgres_at(address: str) -> Answering:
    def answer(asked: Asked) -> Verdicts:
        ready = Prepared.of(asked, "postgres")
        with psycopg.connect(address) as connection:
            for table in ready.tables():
                connection.execute(table.encode())
            for kind, _, rows in ready.data():
                with connection.cursor() as cursor, cursor.copy(f'COPY "{kind}" FROM STDIN'.encode()) as copy:
                    for row in rows:
                        copy.write_row(row)
            found = ready.collected(lambda query: connection.execute(query.encode()).fetchall())
            connection.rollback()
            return found

    return answer


SQL: dict[str, Answering] = {"duckdb": duck, "sqlite": sqlite}
ENGINES: dict[str, Answering] = {"bulk": columns, **SQL}
"""By name what is held against the interpreter; PostgreSQL is added where there is a server."""


# Comparing -----------------------------------------------------------------------------------------------------------


@dataclass
class Count:
    """Cells compared, cells that an engine left to the interpreter, items it could not say, and what differs."""

    cells: int = 0
    left: int = 0
    unsaid: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, name: str, right: Verdicts, found: Verdicts) -> None:
        for item, verdicts in right.items():
            if item not in found:
                self.unsaid += 1
                continue
            assert len(found[item]) == len(verdicts), (name, item)
            for row, (good, said) in enumerate(zip(verdicts, found[item], strict=True)):
                if said is None:
                    self.left += 1
                    continue
                self.cells += 1
                if said != good:
                    self.differences.append(f"{name}: {item} row {row}: {said}, the interpreter: {good}")
