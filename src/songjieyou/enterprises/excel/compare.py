"""What a table would change in the register: found before anything is written, and written as it was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, NamedTuple

from songjieyou.core.models import Park
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.excel.cells import exported
from songjieyou.enterprises.excel.columns import NAME
from songjieyou.enterprises.excel.table import Line, Table
from songjieyou.enterprises.facts.counting import RANKS
from songjieyou.enterprises.facts.values import restored, stored
from songjieyou.enterprises.models import Standing, Statement, Subject
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.faults import folded, shown
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.values import UNKNOWN

CHUNK = 400
SPOKEN = Source.REGISTRY
"""As what source a table speaks."""

type Fact = tuple[str, str]
"""Name and period."""


class Held(NamedTuple):
    """What counts for a fact now, as it is stored, and who says so."""

    value: Any
    source: str


class Change(NamedTuple):
    """Of a fact of which something counts. `stays`: it comes from a source that counts more, and goes on to count."""

    firm: str
    fact: str
    now: str
    then: str
    stays: bool


@dataclass
class Plan:
    """`told` are the facts to be told of each row (name, period, value as `stored`), by its number; `new` the rows of
    firms that are not in the register; `added` how many facts firms of the register get that had none.
    """

    told: dict[int, list[tuple[str, str, Any]]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    added: int = 0
    same: int = 0


def compare(table: Table, park: Park) -> Plan:
    """Compare every row with the register; a name that differs becomes a fault of its cell. Five queries for each 400
    firms.
    """
    plan = Plan()
    for lines in batched((line for line in table.lines if "uscc" in line.fields), CHUNK):
        known = _Known(park, lines, table)
        for line in lines:
            _compare(table, line, known, plan)
    return plan


class _Known:
    """What the register knows of some firms of a table."""

    def __init__(self, park: Park, lines: Iterable[Line], table: Table) -> None:
        codes = [line.fields["uscc"] for line in lines]
        rows = Subject.objects.filter(park=park, kind=FIRM, enterprise__uscc__in=codes)
        self.firms = {
            code: (pk, name) for code, pk, name in rows.values_list("enterprise__uscc", "pk", "enterprise__name")
        }
        pks = [pk for pk, _ in self.firms.values()]
        names = {column.entry.name for column in table.columns if column.entry}
        standing = Standing.objects.filter(subject__in=pks, name__in=names)
        counting = standing.values_list("subject", "name", "period", "statement__value", "statement__source")
        self.held = {tuple(key): Held(value, source) for *key, value, source in counting}
        said = Statement.objects.filter(subject__in=pks, name__in=names, source=SPOKEN).order_by("on", "pk")
        told = said.values_list("subject", "name", "period", "value")
        self.said = {tuple(key): value for *key, value in told}


def _compare(table: Table, line: Line, known: _Known, plan: Plan) -> None:
    firm = known.firms.get(line.fields["uscc"])
    if firm is None:
        plan.new.add(line.number)
    elif line.fields.get("name", firm[1]) != firm[1] and folded(line.fields["name"]) != folded(firm[1]):
        place = next(index for index, column in enumerate(table.columns) if column.field == NAME.field)
        line.faults[place] = f"这个代码在名录里的名称是“{shown(firm[1])}”。导入不改名称，请核对代码和名称。"
    told = [*_told(table, line, known, plan)]
    if told or firm is None:
        plan.told[line.number] = told
    else:
        plan.same += 1


def _told(table: Table, line: Line, known: _Known, plan: Plan) -> Iterator[tuple[str, str, Any]]:
    """The facts of a row that are not so already."""
    firm = known.firms.get(line.fields["uscc"])
    for index, column in enumerate(table.columns):
        entry = column.entry
        if entry is None or not line.cells[index]:
            continue
        held = known.held.get((firm[0], *column.key)) if firm else None
        if held and line.cells[index] == exported(column, restored(entry, held.value)):
            line.faults.pop(index, None)  # as it was exported, whether it can be typed so or not
            continue
        if index not in line.values:
            continue
        value = line.values[index]
        said = known.said.get((firm[0], *column.key)) if firm else None
        wanted = None if value is UNKNOWN else stored(value)
        if wanted == said or (held and wanted == held.value):
            continue
        yield entry.name, column.period, wanted
        if firm and held:
            now = f"{said_fact(entry, restored(entry, held.value))}（{Source(held.source).label}）"
            stays = RANKS[held.source] < RANKS[SPOKEN]
            plan.changes.append(Change(firm[1], column.heading, now, said_fact(entry, value), stays))
        elif firm:
            plan.added += 1
