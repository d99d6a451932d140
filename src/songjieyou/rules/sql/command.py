"""`./sjy policy sql`: the tables and the queries of items, as text for one engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.faults import meant
from songjieyou.rules.library.policy import Catalogue, Item
from songjieyou.rules.sql.queries import say
from songjieyou.rules.sql.schema import Layout, Numbers, created, layout_for
from songjieyou.rules.sql.terms import DIALECTS, Dialect, written
from songjieyou.rules.sql.verdicts import keys_read


def chosen(catalogue: Catalogue, names: list[str]) -> list[Item] | str:
    """The items named, all where none is; or what to say of a name that is none."""
    for name in names:
        if name not in catalogue.items:
            return f"没有事项“{name}”{meant(name, catalogue.items)}"
    return [item for item in catalogue.items.values() if not names or item.id in names]


def lines(catalogue: Catalogue, items: list[Item], on: dt.date, name: str) -> Iterator[str]:
    """The text: what it is, the tables, a query for each kind of subject, and what cannot be said."""
    dialect = DIALECTS[name]
    layout = layout_for(catalogue.vocabulary, keys_read(items, on))
    yield f"-- {on} 的结论，{dialect.name} 方言：每一行一个对象，每一列一个事项"
    yield "-- NULL：这一行有列里放不下的事实（.异），请用 fit 单独算；金额以分计，日期以天计（0001-01-01 是 1）"
    yield from _scales(layout)
    for create in created(layout):
        yield f"{written(create, dialect)};"
    yield from _queries(items, layout, on, dialect)


def _scales(layout: Layout) -> Iterator[str]:
    """The columns of which a unit is not a unit of the fact."""
    for stored in layout.stored.values():
        for key, numbers in stored.items():
            if isinstance(numbers, Numbers) and numbers.scale != 1:
                yield f"-- {_named(key)}：存整数，是原数的 {numbers.scale} 倍"


def _named(key: FactKey) -> str:
    name, period = key
    return name if period is None else f"{name}@{period}"


def _queries(items: list[Item], layout: Layout, on: dt.date, dialect: Dialect) -> Iterator[str]:
    said = say(items, layout, on, dialect)
    for query in said.queries:
        yield f"\n-- 对象：{query.kind}"
        yield from (f"-- 列 {column}：{item}" for item, column in query.columns.items())
        yield f"{query.text(dialect)};"
    for item, error in said.unsayable.items():
        yield f"-- 写不成：{item}：{error.why}"
