"""`answer.reasons` over columns: the facts that leave a test or an amount open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np

from songjieyou.rules.answer import interpret
from songjieyou.rules.answer import reasons as why
from songjieyou.rules.bulk.below import lower
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.coding import grouped
from songjieyou.rules.bulk.columns import Bools, Coded, Ints, coded
from songjieyou.rules.bulk.planes import unpack
from songjieyou.rules.bulk.vectors import Mask, Vector
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Benefit, nodes_of
from songjieyou.rules.values import Possible, is_exact

type Names = tuple[str, ...]
type Rows = Bools

_BITS: Final = 60
"""Masks in one number of 64 bits."""


class Asked:
    """Which fact is missing on which rows, in the order in which one would ask."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._found: list[tuple[str, Rows]] = []

    def add(self, name: str, rows: Rows) -> None:
        if rows.any():
            self._found.append((name, rows))

    def names(self) -> Coded:
        """The names of each row, each once."""
        count = self.block.count
        codes = [_bits([rows for _, rows in some], count) for some in _slices(self._found)]
        first, groups = grouped(codes, count)
        masks = np.zeros((len(self._found), len(first)), np.bool_)
        for place, (_, rows) in enumerate(self._found):
            masks[place] = rows[first]
        group, places = np.nonzero(masks.T)
        said = [self._found[place][0] for place in places.tolist()]
        ends = np.searchsorted(group, np.arange(len(first) + 1)).tolist()
        names = coded(tuple(dict.fromkeys(said[start:end])) for start, end in pairwise(ends))
        return Coded(names.codes[groups], names.values)

    # Tests -----------------------------------------------------------------------------------------------------------

    def test(self, node: t.TruthNode, rows: Rows) -> None:
        """What would decide a test, on those of the rows where it is open; as `reasons.open_names`."""
        rows = rows & self.open(node)
        if not rows.any():
            return
        if only := why.only_fact(node):
            self.add(only[0], rows)
        elif plain := why.plain_facts(node):
            for fact in plain:
                self.add(fact.name, rows & ~self.exact(fact))
        elif isinstance(node, t.And | t.Or):
            for item in node.items:
                self.test(item, rows)
        else:
            self.node(node, rows)

    def open(self, node: t.TruthNode) -> Rows:
        truth = self.block.truth(node)
        return ~unpack(truth.true | truth.false, self.block.count)

    def exact(self, node: t.ValueNode) -> Rows:
        held = self.block.value(node)
        exact = held.exact if isinstance(held, Vector) else _settled(held)
        return np.broadcast_to(exact, (self.block.count,))

    def unsettled(self, fact: t.Fact, rows: Rows) -> Rows:
        """Those of the rows on which a fact is not exactly known; what fits no column is looked at one by one."""
        rows = rows & ~self.exact(fact)
        hard = self.block.value(fact).hard
        for place in () if hard is None else np.flatnonzero(rows & hard):
            rows[place] = not is_exact(interpret.value(fact, self.block.context(int(place))))
        return rows

    # Everything else, as `reasons.missing` ---------------------------------------------------------------------------

    def money(self, benefit: Benefit, rows: Rows) -> None:
        for node in nodes_of(benefit):
            self.parted(node, node, rows)

    def parted(self, node: t.Node, inner: t.Node, rows: Rows) -> None:
        """What is missing of a node through another one; row by row where only the interpreter can answer that."""
        hard = self.hard(inner)
        if hard is not None and rows.any():
            self.single(node, rows & hard)
            rows = rows & ~hard
        self.node(inner, rows)

    def hard(self, node: t.Node) -> Mask:
        if not isinstance(node, t.TRUTHS):
            return self.block.value(node).hard  # type: ignore[arg-type]
        plane = self.block.truth(node).hard
        return None if plane is None else unpack(plane, self.block.count)

    def node(self, node: t.Node, rows: Rows) -> None:
        if isinstance(node, t.Literal | t.Today) or not rows.any():
            return
        rows = rows & (self.open(node) if isinstance(node, t.TRUTHS) else ~self.exact(node))  # type: ignore[arg-type]
        match node:
            case t.Fact(name):
                self.add(name, rows)
            case t.Choose() | t.ChooseTruth():
                self.rows(node.rows, rows)
            case t.Aggregate() | t.Each():
                self.below(node, rows)
            case t.Earned():
                self.single(node, rows)
            case t.Derived():
                self.derived(node, rows)
            case _:
                for child in t.children(node):
                    self.node(child, rows)

    def rows(self, choices: Iterable[tuple[t.TruthNode | None, t.Node]], rows: Rows) -> None:
        for test, row in choices:
            if test is None:
                self.node(row, rows)
                return
            self.node(test, rows)
            holds = unpack(self.block.truth(test).true, self.block.count)
            self.node(row, rows & holds)
            rows = rows & ~holds

    def derived(self, node: t.Derived, rows: Rows) -> None:
        """At the subject it is about, which matters where something is counted below that. What was stated may leave
        the node open that it stands for, so that rows come here which only the interpreter can answer.
        """
        owner = self.block.sheet.vocabulary.entry(node.name).subject
        if owner != self.block.sheet.kind and any(isinstance(part, t.Aggregate | t.Each) for part in t.walk(node.node)):
            self.single(node, rows)
        else:
            self.parted(node, node.node, rows)

    def below(self, node: t.Aggregate | t.Each, rows: Rows) -> None:
        """Where nobody told of the subjects below every fact that is not known from above them; else what is not known
        of those that count or may count, one after the other.
        """
        untold = rows & ~self.block.sheet.told_below(node.kind)[self.block.rows]
        for fact in t.walk(node) if untold.any() else ():
            if isinstance(fact, t.Fact):
                self.add(fact.name, self.unsettled(fact, untold))
        found = lower(node.kind, self.block)
        if found is None:
            return
        inner, parents = found
        places = np.full(len(self.block.sheet) + 1, -1)
        places[self.block.numbers_of_rows] = np.arange(self.block.count)
        above = places[parents]
        wanted = (above >= 0) & (rows & ~untold)[above]
        if isinstance(node, t.Aggregate) and node.where is not None:
            wanted &= ~unpack(inner.truth(node.where).false, inner.count)
        order = _order_below(parents)
        for number in range(int(order[wanted].max(initial=-1)) + 1):
            self.lift(node, inner, wanted & (order == number), above)

    def lift(self, node: t.Aggregate | t.Each, inner: Block, rows: Rows, above: Ints) -> None:
        """What is missing of some subjects below, said of those above them."""
        asked = Asked(inner)
        for child in t.children(node):
            asked.node(child, rows)
        for name, members in asked._found:
            mask = np.zeros(self.block.count, np.bool_)
            mask[above[members]] = True
            self.add(name, mask)

    def single(self, node: t.Node, rows: Rows) -> None:
        """Row by row: what stands below each is its own."""
        places: dict[Names, list[int]] = {}
        for place in map(int, np.flatnonzero(rows)):
            names = tuple(dict.fromkeys(name for name, _ in why.missing(node, self.block.context(place))))
            places.setdefault(names, []).append(place)
        for names, members in places.items():
            mask = np.zeros(self.block.count, np.bool_)
            mask[members] = True
            for name in names:
                self.add(name, mask)


def _order_below(parents: Ints) -> Ints:
    """How many rows before each have the same parent."""
    order = np.argsort(parents, kind="stable")
    ranked = parents[order]
    first = np.searchsorted(ranked, ranked)
    found = np.empty(len(parents), np.int64)
    found[order] = np.arange(len(parents)) - first
    return found


def _settled(column: Coded) -> Any:
    table = np.array([*(not isinstance(value, Possible) for value in column.values), False], np.bool_)
    return table[column.codes]


def _slices(found: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (found[start : start + _BITS] for start in range(0, len(found), _BITS))


def _bits(masks: Sequence[Rows], count: int) -> Any:
    found = np.zeros(count, np.int64)
    for place, mask in enumerate(masks):
        found |= mask.astype(np.int64) << place
    return found
