"""The answers of many firms as they are kept: by the interpreter where they are few, else all at once over columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np

from songjieyou.enterprises.facts.base import bases_of
from songjieyou.enterprises.models import Enterprise
from songjieyou.enterprises.models import Subject as Row
from songjieyou.policies.checkup import FEW, group_of
from songjieyou.policies.enums import LISTED, Group
from songjieyou.policies.library import facts_read
from songjieyou.policies.models.match import joined
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, EXPIRED, NOT_YET_IN_FORCE, VERDICTS
from songjieyou.rules.bulk.batch import Batch, Table, batch_of
from songjieyou.rules.bulk.columns import LARGEST, LEAST, MOST, Ints
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.found import CODES, Found
from songjieyou.rules.bulk.outlook import NEVER, Outlook, Outlooks
from songjieyou.rules.facts.base import FactBase, Subject
from songjieyou.rules.library.policy import Item
from songjieyou.rules.library.vocabulary import FIRM

FEW_FIRMS: Final = 12
"""So many are answered one by one: columns are worth their making only for more."""
OVER: Final = frozenset((EXPIRED, NOT_YET_IN_FORCE))
BY_LABEL: Final = {group.label: group.value for group in Group}

type Key = tuple[int, str]
"""The id of a subject and the id of an item."""
type Places = Mapping[tuple[str, str], int]
"""(kind, label) -> the id of a subject of one firm."""


class Answer(NamedTuple):
    """What is kept of an answer: the columns of `Match`."""

    group: str
    kind: str = ""
    low_fen: int | None = None
    high_fen: int | None = None
    missing: str = ""
    until: dt.date | None = None


@dataclass(slots=True)
class Answered:
    """`rows` are the answers of the groups worth a list, `out` those about what is not in force; of the other subjects
    that items of a kind were `asked` about, they do not fit. `until` is the next day on which an answer of a firm may
    change, `owner` the firm of each subject.
    """

    rows: dict[Key, Answer] = field(default_factory=dict)
    out: set[Key] = field(default_factory=set)
    asked: dict[str, set[int]] = field(default_factory=dict)
    until: dict[int, dt.date] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)

    def falls_due(self, firm: int, day: dt.date | None) -> None:
        if day is not None and day < self.until.get(firm, dt.date.max):
            self.until[firm] = day


def answers_of(
    engine: Engine, enterprises: Sequence[Enterprise], on: dt.date, items: Collection[str] | None = None
) -> Answered:
    """The answers on a day about all items of an engine, or some. Three queries."""
    read = facts_read(engine)
    names = frozenset().union(*(read[item] for item in (read if items is None else items)))
    places = _places(enterprises)
    bases = bases_of(enterprises, names)
    found = Answered(owner={pk: firm for firm, some in places.items() for pk in some.values()})
    if len(bases) <= FEW_FIRMS:
        for firm, base in bases.items():
            _one(engine, found, firm, base, places[firm], on, items)
    else:
        _many(engine, found, bases, places, on, items)
    return found


def _places(enterprises: Sequence[Enterprise]) -> dict[int, dict[tuple[str, str], int]]:
    found: dict[int, dict[tuple[str, str], int]] = {}
    rows = Row.objects.filter(enterprise__in=enterprises, ended_at=None)
    for firm, kind, label, pk in rows.values_list("enterprise", "kind", "label", "pk"):
        found.setdefault(firm, {})[kind, label] = pk
    return found


# One by one ----------------------------------------------------------------------------------------------------------


def _one(
    engine: Engine,
    found: Answered,
    firm: int,
    base: FactBase,
    places: Places,
    on: dt.date,
    items: Collection[str] | None,
) -> None:
    for answer in engine.answer(base, on).items:
        if items is not None and answer.item.id not in items:
            continue
        found.falls_due(firm, answer.until)
        key = places[_host(answer.subject)], answer.item.id
        found.asked.setdefault(answer.item.kind, set()).add(key[0])
        if answer.verdict in OVER:
            found.out.add(key)
        elif (kept := kept_of(answer)).group in LISTED:
            found.rows[key] = kept


def _host(subject: Subject) -> tuple[str, str]:
    """What an answer is kept under: the subject or, where nobody told of it, the nearest one above."""
    while subject.id is None and subject.parent is not None:
        subject = subject.parent
    return subject.kind, subject.id or ""


def kept_of(answer: ItemAnswer) -> Answer:
    """What is kept of an answer of the interpreter."""
    group, amount = BY_LABEL[group_of(answer)], answer.amount
    if amount is None:
        return Answer(group, missing=joined(answer.missing), until=answer.until)
    low = None if amount.low is None else min(amount.low, LARGEST)
    high = None if amount.high is None or amount.high > LARGEST else amount.high
    return Answer(group, amount.kind, low, high, joined(answer.missing), answer.until)


# All at once ---------------------------------------------------------------------------------------------------------


def _many(
    engine: Engine,
    found: Answered,
    bases: Mapping[int, FactBase],
    places: Mapping[int, Places],
    on: dt.date,
    items: Collection[str] | None,
) -> None:
    catalogue = engine.catalogue
    wanted: list[Item] | None = None if items is None else [catalogue.items[item] for item in items]
    batch = batch_of(list(bases.values()), catalogue.vocabulary)
    bulk = BulkEngine(engine, on)
    outlooks = Outlooks(bulk.fallback)
    subjects = _Subjects(batch, list(bases), places)
    for one in bulk.answer(batch, wanted):
        _item(found, one, outlooks.of(one), bulk, subjects)


class _Subjects:
    """Which subject and which firm each row of a table stands for."""

    def __init__(self, batch: Batch, firms: Sequence[int], places: Mapping[int, Places]) -> None:
        self.batch, self.firms, self.places = batch, np.array(firms), places
        self._known: dict[int, tuple[list[int], Ints]] = {}

    def of(self, table: Table) -> tuple[list[int], Ints]:
        if id(table) not in self._known:
            rows = np.arange(len(table)) if table.kind == FIRM else table.above[FIRM]
            self._known[id(table)] = [self._subject(table, row) for row in range(len(table))], self.firms[rows]
        return self._known[id(table)]

    def _subject(self, table: Table, row: int) -> int:
        place = self.places[int(self.firms[table.firm_of(row)])]
        label = table.ids[row]
        if label is not None:
            return place[table.kind, label]
        above = [(kind, int(rows[row])) for kind, rows in table.above.items() if rows[row] >= 0]
        kind, host = max(above, key=lambda one: len(self.batch.vocabulary.above(one[0])))
        return place[kind, self.batch.tables[kind].ids[host] or ""]


def _item(found: Answered, one: Found, outlook: Outlook, bulk: BulkEngine, subjects: _Subjects) -> None:
    """One item for all rows of a table."""
    pks, firms = subjects.of(one.table)
    codes, item = one.codes(), one.item.id
    found.asked.setdefault(one.item.kind, set()).update(pks)
    _falls_due(found, outlook, firms)
    over = np.isin(codes, [CODES[verdict] for verdict in OVER])
    found.out.update((pks[row], item) for row in np.flatnonzero(over).tolist())
    for row in np.flatnonzero(outlook.near).tolist():
        found.rows[pks[row], item] = Answer(Group.NEAR.value, until=outlook.day(row))
    for row, low, high, names in _open(one, bulk):
        group = _group(VERDICTS[codes[row]], names)
        found.rows[pks[row], item] = Answer(group, outlook.kind_of(row), low, high, joined(names), outlook.day(row))


def _falls_due(found: Answered, outlook: Outlook, firms: Ints) -> None:
    for day in np.unique(outlook.until).tolist():
        if day != NEVER:
            for firm in firms[outlook.until == day].tolist():
                found.falls_due(firm, dt.date.fromordinal(day))


def _open(one: Found, bulk: BulkEngine) -> Iterator[tuple[int, int | None, int | None, tuple[str, ...]]]:
    """The rows that an item is not out of, with the bounds of their money and the missing facts."""
    for details in bulk.details(one):
        bounds = (details.amounts.low.tolist(), details.amounts.high.tolist())
        for place, (row, low, high) in enumerate(zip(details.rows.tolist(), *bounds, strict=True)):
            yield row, None if low == LEAST else low, None if high == MOST else high, details.names(place)


def _group(verdict: str, missing: Sequence[str]) -> str:
    if verdict == ELIGIBLE:
        return Group.FITS.value
    if verdict == DISCRETIONARY:
        return Group.BY_HAND.value
    return (Group.ALMOST if len(missing) <= FEW else Group.OPEN).value
