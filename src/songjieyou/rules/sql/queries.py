"""Queries for many items: one a kind of subject, a row for each subject and a column for each item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from songjieyou.rules.library.policy import Item
from songjieyou.rules.sql.pipeline import Steps, TooWideError
from songjieyou.rules.sql.schema import DOT, ROW, Layout, fitting
from songjieyou.rules.sql.terms import CannotSay, Dialect, Expr, written
from songjieyou.rules.sql.verdicts import verdict
from songjieyou.rules.sql.writer import Shared, Writer


@dataclass(frozen=True, slots=True)
class Query:
    """Answers `行` and, in `columns`, the verdict of each item for every row of the table of a kind, in any order."""

    kind: str
    columns: dict[str, str]
    select: exp.Select

    def text(self, dialect: Dialect) -> str:
        return written(self.select, dialect)


@dataclass(slots=True)
class Said:
    """What can be said, and for each item that cannot, why."""

    queries: list[Query] = field(default_factory=list)
    unsayable: dict[str, CannotSay] = field(default_factory=dict)


def say(items: Iterable[Item], layout: Layout, on: dt.date, dialect: Dialect) -> Said:
    """The verdicts of items on a date, by kind of subject."""
    found = Said()
    kinds: dict[str, list[Item]] = {}
    for item in items:
        kinds.setdefault(item.kind, []).append(item)
    for kind, listed in kinds.items():
        _say(kind, listed, layout, on, dialect, found)
    return found


def _say(kind: str, items: Sequence[Item], layout: Layout, on: dt.date, dialect: Dialect, found: Said) -> None:
    shared = Shared(layout, dialect, on)
    writer = Writer(shared, kind)
    told: dict[str, Expr] = {}
    names: dict[str, str] = {}
    taken: set[str] = set()
    for item in items:
        try:
            term = verdict(writer, item)
        except CannotSay as error:
            found.unsayable[item.id] = error
            continue
        names[item.id] = fitting(item.id.rpartition("/")[2].replace(DOT, ""), taken)
        told[names[item.id]] = term
    if not told:
        return
    try:
        found.queries.append(Query(kind, names, _assembled(writer, {ROW: writer.pipeline.row, **told}, dialect)))
    except TooWideError:
        if len(names) == 1:
            found.unsayable[next(iter(names))] = CannotSay(None, "要的列太多")
            return
        sayable = [item for item in items if item.id in names]
        middle = len(sayable) // 2
        _say(kind, sayable[:middle], layout, on, dialect, found)
        _say(kind, sayable[middle:], layout, on, dialect, found)


def _assembled(writer: Writer, wanted: dict[str, Expr], dialect: Dialect) -> exp.Select:
    own = writer.pipeline.steps(wanted)
    groups = writer.shared.groups
    below: Steps = [step for group in reversed(groups) for step in group.steps()]
    *steps, (_, last) = [*_reached(below, own), *own]
    for name, select in steps:
        materialized = True if dialect.fence else None
        last = last.with_(exp.to_identifier(name, quoted=True), as_=select, materialized=materialized, copy=False)
    return last


def _reached(below: Steps, own: Steps) -> Steps:
    """Those steps that something is read from."""
    found: Steps = []
    read = {table.name for _, select in own for table in select.find_all(exp.Table)}
    for name, select in reversed(below):
        if name in read:
            found.append((name, select))
            read |= {table.name for table in select.find_all(exp.Table)}
    return found[::-1]
