"""Some rows of a sheet, and what each node of a rule comes to on them, computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np

from songjieyou.rules.answer.context import Context
from songjieyou.rules.bulk import truthnodes, valuenodes
from songjieyou.rules.bulk.coding import Leaf, Ranked, grouped, is_word, ranks
from songjieyou.rules.bulk.columns import Bools, Coded, Ints, Numbers, coded, value_at
from songjieyou.rules.bulk.planes import Truth, words
from songjieyou.rules.bulk.sheet import Sheet
from songjieyou.rules.bulk.vectors import Vector, either, from_numbers, from_values
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import UNKNOWN, Value

BLOCK: Final = 1 << 18
"""Rows at a time: their planes and columns stay within the caches of the processor."""
MOST_MEASURES: Final = 1
"""With more, rows that are alike in all of them are few."""

type Column = Vector | Coded
type Rows = slice | Ints


class Block:
    """`rows` of a sheet. `back` is how many years earlier all facts are read.

    A value is a `Vector` (numbers, dates) or `Coded` (words, yes or no); one row may stand for all. With `keep` a test
    is known again when another library asks for the same.
    """

    def __init__(self, sheet: Sheet, rows: Rows | None = None, back: int = 0, *, keep: bool = False) -> None:
        self.sheet, self.back = sheet, back
        self.rows = slice(0, len(sheet)) if rows is None else rows
        self.numbers_of_rows = np.arange(self.rows.start, self.rows.stop) if isinstance(self.rows, slice) else self.rows
        self.count = len(self.numbers_of_rows)
        self.leaves = sheet.leaves(back)
        self._values: dict[int, Column] = {}
        self._truths: dict[int, Truth] = {}
        self._equal: dict[t.TruthNode, Truth] | None = {} if keep else None
        self._more: dict[tuple[int, Any], Any] = {}
        self._kept: list[t.Node] = []  # results go by the identity of nodes, so these must live as long
        self._wholes: dict[int, Block] = {}

    @cached_property
    def buffer(self) -> Bools:
        """Two places a row, rounded up to whole words, for comparisons on their way to bits."""
        return np.zeros(2 * 64 * words(self.count), np.bool_)

    # Nodes -----------------------------------------------------------------------------------------------------------

    def value(self, node: t.ValueNode) -> Column:
        found = self._values.get(id(node))
        if found is None:
            self._kept.append(node)
            found = self._values[id(node)] = valuenodes.value(node, self)
        return found

    def numbers(self, node: t.ValueNode) -> Vector:
        """The value of a node that is a number or a date."""
        found = self.value(node)
        if isinstance(found, Vector):
            return found
        return from_values((*found.values, UNKNOWN), found.codes).marked(found.hard)

    def words(self, node: t.ValueNode) -> Coded:
        """The value of a node that is a word, or yes or no."""
        found = self.value(node)
        assert isinstance(found, Coded)
        return found

    def truth(self, node: t.TruthNode) -> Truth:
        found = self._truths.get(id(node))
        if found is None:
            self._kept.append(node)
            found = self._truths[id(node)] = self._truth(node)
        return found

    def _truth(self, node: t.TruthNode) -> Truth:
        if self._equal is None:
            return truthnodes.truth(node, self)
        if node not in self._equal:
            self._equal[node] = truthnodes.truth(node, self)
        return self._equal[node]

    def kept[T](self, node: t.Node, what: object, make: Callable[[], T]) -> T:
        """Something about a node, made once."""
        key = id(node), what
        if key not in self._more:
            self._more[key] = make()
        found: T = self._more[key]
        return found

    def forget_values(self) -> None:
        """Keep the truths only, which are small."""
        self._values.clear()
        self._more.clear()

    # Facts -----------------------------------------------------------------------------------------------------------

    def key(self, node: t.Fact | t.Derived) -> FactKey:
        """The name and period that a node reads."""
        return self.sheet.key(node, self.back)

    def told(self, key: FactKey) -> tuple[Numbers | Coded, Bools | None] | None:
        """What the rows were told of a fact, and where that fits no column; None where nobody told anything."""
        found = self.sheet.column(key)
        if found is None:
            return None
        column, odd = found
        return column.at(self.rows), None if odd is None else odd[self.rows]

    def fact(self, key: FactKey) -> Column | None:
        found = self.told(key)
        if found is None:
            return None
        column, odd = found
        return from_numbers(column).marked(odd) if isinstance(column, Numbers) else column

    def stated(self, node: t.Derived) -> Column | None:
        """What was stated of a derived fact."""
        key = self.sheet.stated(node, self.back)
        return None if key is None else self.fact(key)

    # Other rows ------------------------------------------------------------------------------------------------------

    def part(self, rows: Ints) -> Block:
        """Some of these rows, by their places here."""
        return Block(self.sheet, self.numbers_of_rows[rows], self.back)

    def earlier(self, years: int) -> Block:
        return Block(self.sheet, self.rows, self.back + years)

    def whole(self, sheet: Sheet) -> Block:
        """All rows of a sheet of the same batch."""
        if id(sheet) not in self._wholes:
            self._wholes[id(sheet)] = Block(sheet, None, self.back)
        return self._wholes[id(sheet)]

    # One for many ----------------------------------------------------------------------------------------------------

    def context(self, place: int) -> Context:
        """A row by its place here, as the interpreter sees it."""
        found = self.sheet.context(int(self.numbers_of_rows[place]))
        return found.earlier(self.back) if self.back else found

    def contexts(self, node: t.Node, places: Ints) -> Iterator[Context]:
        """Rows by their places, with what a node reads: little, unless it looks at what stands below them."""
        if any(isinstance(part, t.Aggregate | t.Each) for part in t.walk(node)):
            yield from (self.context(int(place)) for place in places)
            return
        told = self.reads(node)
        for place in map(int, places):
            view = {key: value_at(entry, column, place) for key, entry, column, _ in told}
            for key, _, _, odd in told:
                if odd is not None and odd[place]:
                    view[key] = UNKNOWN
            found = self.sheet.seen({key: value for key, value in view.items() if value is not UNKNOWN})
            yield found.earlier(self.back) if self.back else found

    def reads(self, node: t.Node) -> list[tuple[FactKey, Entry, Numbers | Coded, Bools | None]]:
        keys = {self.key(part) for part in t.walk(node) if isinstance(part, t.Fact | t.Derived)}
        told = ((key, self.told(key)) for key in keys)
        return [(key, self.sheet.vocabulary.entry(key[0]), *found) for key, found in told if found is not None]

    def alike(self, leaves: Iterable[Leaf], among: Any = None) -> tuple[Ints, Ints, Bools | None]:
        """Rows that finite nodes with these leaves cannot tell apart: the place of the first of each group, the group
        of each row, and which rows are hard. `among` are the places to look at; all of them if not told.
        """
        codes, hard = self._codes(tuple(leaves))
        if hard is not None:
            codes = [*codes, np.broadcast_to(hard, (self.count,)).astype(np.int64)]
        if among is None:
            return (*grouped(codes, self.count), hard)
        first, groups = grouped([one[among] for one in codes], len(among))
        return among[first], groups, hard

    @staticmethod
    def measures(leaves: Iterable[Leaf]) -> list[tuple[t.ValueNode, set[Any]]]:
        """Each number that is read, with all its limits."""
        found: dict[int, tuple[t.ValueNode, set[Any]]] = {}
        for leaf in leaves:
            if isinstance(leaf, Ranked):
                found.setdefault(id(leaf.measure), (leaf.measure, set()))[1].update(leaf.limits)
        return list(found.values())

    def _codes(self, leaves: tuple[Leaf, ...]) -> tuple[list[Ints], Bools | None]:
        codes: list[Ints] = []
        hard = None
        for leaf in leaves:
            if not isinstance(leaf, Ranked):
                told = self.stated(leaf) if isinstance(leaf, t.Derived) else self.value(leaf)
                if isinstance(told, Coded):
                    codes.append(np.broadcast_to(told.codes, (self.count,)).astype(np.int64))
        for measure, limits in self.measures(leaves):
            vector = self.numbers(measure)
            codes += ranks(vector, limits, self.count)
            hard = either(hard, vector.hard, vector.sets)
        return codes, hard if hard is not None and hard.any() else None

    def finite(self, node: t.Node, ask: Callable[[Any, Context], Any]) -> tuple[list[Any], Ints, Bools | None] | None:
        """What the interpreter says of a finite node (`ask`), by group, and the group of each row; None where the node
        is not finite, or reads so much that its parts are better looked at one by one.
        """
        leaves = self.leaves.of(node)
        if leaves is None or len(self.measures(leaves)) > MOST_MEASURES:
            return None
        first, groups, hard = self.alike(leaves)
        return [ask(node, at) for at in self.contexts(node, first)], groups, hard

    def finite_value(self, node: t.ValueNode, ask: Callable[[Any, Context], Value]) -> Column | None:
        found = self.finite(node, ask)
        if found is None:
            return None
        said, groups, hard = found
        if not is_word(node):
            return from_values(said, groups).marked(hard)
        column = coded(said)
        return Coded(column.codes[groups], column.values, hard)
