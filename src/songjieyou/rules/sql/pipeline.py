"""A query in steps: each step names what later ones read, so that no term is written or computed twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from songjieyou.rules.sql.schema import DOT, ID, ROW, Layout, above
from songjieyou.rules.sql.terms import Dialect, Expr, Flag, Truth, cast, column, is_told, size

SMALL: Final = 12
"""Terms of at most so many nodes are not worth a name of their own."""
MOST_COLUMNS: Final = 1500
"""PostgreSQL reads at most 1664 columns in one step, SQLite 2000."""

type Steps = list[tuple[str, exp.Select]]


@dataclass(slots=True)
class Joined:
    """What groups of rows below come to: the step that has it, and the column here that its ROW goes by."""

    step: str
    by: str
    columns: list[str] = field(default_factory=list)


class Pipeline:
    """The steps over the rows of one kind. `told`: only subjects that somebody told of; `tag` tells steps apart."""

    def __init__(self, layout: Layout, dialect: Dialect, kind: str, tag: str, *, told: bool = False) -> None:
        self.layout, self.dialect, self.kind, self.tag, self.told = layout, dialect, kind, tag, told
        self._base: dict[str, Expr] = {}
        self._hosts: dict[str, None] = {}
        self._joined: list[Joined] = []
        self._level: dict[str, int] = {}
        self._steps: list[dict[str, Expr]] = []
        self._names: dict[str, str] = {}
        self.row = self.own(ROW)

    # What can be read ------------------------------------------------------------------------------------------------

    def own(self, name: str) -> exp.Column:
        return self._read(name, column(name, self.kind))

    def of(self, kind: str, name: str) -> exp.Column:
        """A column of the subject of a kind at or above the rows."""
        if kind == self.kind:
            return self.own(name)
        self._hosts[kind] = None
        return self._read(name, column(name, kind))

    def row_of(self, kind: str) -> exp.Column:
        """The row of the subject of a kind at or above."""
        return self.row.copy() if kind == self.kind else self.own(above(kind))

    def join(self, joined: Joined) -> None:
        self._joined.append(joined)

    def of_group(self, joined: Joined, name: str) -> exp.Column:
        """What a group came to."""
        if name not in joined.columns:
            joined.columns.append(name)
        return self._read(name, column(name, joined.step))

    def _read(self, name: str, source: Expr) -> exp.Column:
        self._base.setdefault(name, source)
        self._level.setdefault(name, 0)
        return column(name)

    # What is computed ------------------------------------------------------------------------------------------------

    def keep(self, term: Expr, stem: str = "值") -> Expr:
        """The term under a name, unless it is small."""
        return term if size(term) <= SMALL else self.named(term, stem)

    def named(self, term: Expr, stem: str) -> exp.Column:
        if isinstance(term, exp.Column):
            return term
        key = term.sql()
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"{stem}{DOT}{len(self._names) + 1}{self.tag}"
            level = self._level_of(term)
            while len(self._steps) <= level:
                self._steps.append({})
            self._steps[level][name] = term
            self._level[name] = level + 1
        return column(name)

    def keep_truth(self, truth: Truth) -> Truth:
        return truth if truth is None or isinstance(truth, bool) else self.keep(truth, "真")

    def keep_flag(self, flag: Flag) -> Flag:
        return flag if isinstance(flag, bool) else self.keep(flag, "可")

    def _level_of(self, term: Expr) -> int:
        return max((self._level[part.name] for part in term.find_all(exp.Column)), default=0)

    # The query -------------------------------------------------------------------------------------------------------

    def steps(self, wanted: dict[str, Expr]) -> Steps:
        """All steps; the last one, named by `last`, has the columns wanted."""
        depth = max([0, *(self._level_of(term) for term in wanted.values())])
        needed = _read_by(wanted.values())
        found: Steps = [(self._step(depth + 1), self._select(wanted, self._step(depth)))]
        for level in range(depth - 1, -1, -1):
            own = {name: term for name, term in self._steps[level].items() if name in needed}
            carried = {name: column(name) for name in needed if name not in own}
            found.append((self._step(level + 1), self._select({**carried, **own}, self._step(level))))
            needed = dict.fromkeys(carried) | _read_by(own.values())
        found.append((self._step(0), self._first(needed)))
        self.last = self._step(depth + 1)
        for name, select in found:
            if len(select.expressions) > MOST_COLUMNS:
                raise TooWideError(name)
        return found[::-1]

    def _step(self, level: int) -> str:
        return f"{self.kind}{self.tag}_{level}"

    def _select(self, columns: dict[str, Expr], source: str) -> exp.Select:
        return exp.select(*(_aliased(term, name) for name, term in columns.items())).from_(_table(source))

    def _first(self, needed: dict[str, None]) -> exp.Select:
        columns = {name: self._base[name] for name in needed} or {ROW: self._base[ROW]}
        query = self._select(columns, self.kind)
        for kind in self._hosts:
            query = _left(query, kind, column(above(kind), self.kind))
        for joined in self._joined:
            if any(name in needed for name in joined.columns):
                query = _left(query, joined.step, column(joined.by, self.kind))
        return query.where(is_told(column(ID, self.kind))) if self.told else query


class TooWideError(Exception):
    """A step has more columns than engines read."""


def _left(query: exp.Select, table: str, by: Expr) -> exp.Select:
    on = exp.EQ(this=column(ROW, table), expression=by)
    return query.join(_table(table), on=on, join_type="left", copy=False)


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _read_by(terms: object) -> dict[str, None]:
    return {part.name: None for term in terms for part in term.find_all(exp.Column)}  # type: ignore[attr-defined]


def _aliased(term: Expr, name: str) -> Expr:
    if isinstance(term, exp.Null):
        term = cast(term, "BIGINT")
    return exp.alias_(term.copy(), name, quoted=True)
