"""Every item for every row of a batch on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, NEEDS_FACTS
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.bulk.block import BLOCK, Block
from songjieyou.rules.bulk.details import Details, details_of
from songjieyou.rules.bulk.fallback import Fallback
from songjieyou.rules.bulk.found import Found
from songjieyou.rules.bulk.planes import and_, unpack
from songjieyou.rules.bulk.sheet import Sheet, sheets_of
from songjieyou.rules.bulk.verdicts import judge, plain_tests
from songjieyou.rules.language.tree import And, Compare, Fact, Or, TruthNode, walk
from songjieyou.rules.library.policy import Catalogue, Item


@dataclass(frozen=True, slots=True)
class Plan:
    """Of each item the tests that alone decide, if there are such; and all their comparisons, those of one fact
    together, because its column is then still at hand.
    """

    tests: tuple[tuple[TruthNode, ...], ...]
    comparisons: tuple[Compare, ...]

    @staticmethod
    def of(items: list[Item], on: dt.date) -> Plan:
        tests = tuple(plain_tests(item, on) for item in items)
        return Plan(tests, _by_fact(test for some in tests for test in some))


class BulkEngine:
    """Answers from one catalogue on one date."""

    def __init__(self, engine: Engine, on: dt.date) -> None:
        self.engine, self.on = engine, on
        self.fallback = Fallback(engine, on)
        self._plans: dict[str, Plan] = {}

    @property
    def catalogue(self) -> Catalogue:
        return self.engine.catalogue

    def plan(self, items: list[Item]) -> Plan:
        """What can be prepared for some items; kept for all those of a kind."""
        kind = items[0].kind
        whole = [item for item in self.catalogue.items.values() if item.kind == kind]
        if items != whole:
            return Plan.of(items, self.on)
        if kind not in self._plans:
            self._plans[kind] = Plan.of(items, self.on)
        return self._plans[kind]

    def answer(self, batch: Batch, items: Iterable[Item] | None = None) -> list[Found]:
        """All items, or those given, in their order; for each the subjects told of, then those asked after."""
        return Opened(self, batch, keep=False).answer(items)

    def opened(self, batch: Batch) -> Opened:
        """A batch that will be asked about again: the truth of each test is kept."""
        return Opened(self, batch, keep=True)

    def details(self, found: Found) -> Iterator[Details]:
        """Money and missing facts of the rows that an item is not out of, some rows at a time."""
        needs = found.bools(NEEDS_FACTS)
        wanted = np.flatnonzero(needs | found.bools(ELIGIBLE) | found.bools(DISCRETIONARY))
        for start in range(0, len(wanted), BLOCK):
            rows = wanted[start : start + BLOCK]
            yield details_of(found.item, found.sheet, rows, needs[rows], known=found.by_hand, ask=self.fallback)

    def by_hand(self, found: Found, row: int) -> None:
        """Let the interpreter answer one row."""
        answer = self.fallback.answer(found.item, found.sheet, row)
        found.replace(answer.verdict, row)
        found.by_hand[row] = answer


class Opened:
    """A batch and what was found out about it. `keep`: for the next item, which shares most of its tests with others.

    Two bits a row and test are kept: 250 kB a test and million rows. Open it anew where a derived fact, a list or a
    table of the vocabulary is another one.
    """

    def __init__(self, engine: BulkEngine, batch: Batch, *, keep: bool) -> None:
        self.engine, self.batch, self.keep = engine, batch, keep
        self.sheets = sheets_of(batch, engine.on)
        self._blocks: dict[tuple[int, int], Block] = {}

    def answer(self, items: Iterable[Item] | None = None) -> list[Found]:
        """All items, or those given, in their order; for each the subjects told of, then those asked after."""
        wanted = list(self.engine.catalogue.items.values() if items is None else items)
        found: dict[tuple[str, bool], Found] = {}
        for kind in dict.fromkeys(item.kind for item in wanted):
            own = [item for item in wanted if item.kind == kind]
            for table in self.batch.all_of(kind):
                found |= {(one.item.id, one.sheet.is_told): one for one in self._table(self.sheets[id(table)], own)}
        return [found[item.id, told] for item in wanted for told in (True, False) if (item.id, told) in found]

    def update(self, found: Iterable[Found], table: Table, row: int) -> None:
        """Judge a family anew, in place: the facts of one of its rows, in whatever table, are others now."""
        self.engine.fallback.forget()
        self._blocks.clear()
        for sheet in self.sheets.values():
            sheet.forget()
        firm = table.firm_of(row)
        families: dict[int, NDArray[np.intp]] = {}
        for one in found:
            if id(one.table) not in families:
                one.sheet.forget()
                families[id(one.table)] = one.sheet.family(firm)
            for place in map(int, families[id(one.table)]):
                self.engine.by_hand(one, place)

    def _table(self, sheet: Sheet, items: list[Item]) -> list[Found]:
        results = [Found(item, sheet) for item in items]
        plan = self.engine.plan(items)
        for start in range(0, len(sheet), BLOCK):
            block = self._block(sheet, start)
            for node in plan.comparisons:
                block.truth(node)
            for one, tests in zip(results, plan.tests, strict=True):
                truth = and_([block.truth(test) for test in tests]) if tests else None
                if truth is None or truth.hard is not None:
                    self._judge(one, block, start)
                else:
                    one.decide(truth, start)
            block.forget_values()
        return results

    def _block(self, sheet: Sheet, start: int) -> Block:
        key = id(sheet), start
        if key in self._blocks:
            return self._blocks[key]
        block = Block(sheet, slice(start, min(start + BLOCK, len(sheet))), keep=self.keep)
        if self.keep:
            self._blocks[key] = block
        return block

    def _judge(self, found: Found, block: Block, start: int) -> None:
        judged = judge(found.item, block)
        for verdict, plane in judged.planes.items():
            found.put(verdict, plane, start)
        if judged.hard is not None:
            for place in np.flatnonzero(unpack(judged.hard, block.count)):
                self.engine.by_hand(found, start + int(place))


def _by_fact(tests: Iterable[TruthNode]) -> tuple[Compare, ...]:
    """All comparisons that have to be made in any case."""
    found: dict[int, tuple[list[str], Compare]] = {}
    todo: list[TruthNode] = list(tests)
    while todo:
        node = todo.pop()
        if isinstance(node, And | Or):
            todo += node.items
        elif isinstance(node, Compare) and id(node) not in found:
            found[id(node)] = [part.name for part in walk(node) if isinstance(part, Fact)], node
    return tuple(node for _, node in sorted(found.values(), key=itemgetter(0)))
