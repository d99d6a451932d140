"""Few different values among many rows: what a node with few outcomes comes to is computed once for each.

A node is *finite* where it reads numbers only by comparing them with constants. Rows on which all these comparisons and
all words are alike have the same value, so that the interpreter is asked for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from songjieyou.rules.bulk.columns import Coded, Ints, coded, number_of
from songjieyou.rules.bulk.rationals import one_number
from songjieyou.rules.bulk.vectors import Vector, either, masked, said
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.vocabulary import Vocabulary
from songjieyou.rules.values import UNKNOWN, Value, is_exact

_MOST: int = 1 << 40


@dataclass(frozen=True, slots=True)
class Ranked:
    """A number read by where it stands among some limits (numbers; dates as days)."""

    measure: t.ValueNode
    limits: tuple[Any, ...]


type Leaf = Ranked | t.Fact | t.Derived
"""A word or a yes-or-no is read as it is."""


def is_word(node: t.ValueNode) -> bool:
    """A word, or yes or no."""
    return node.dim in (t.Dim.WORD, t.Dim.BOOL)


class Leaves:
    """What finite nodes read."""

    def __init__(self, vocabulary: Vocabulary, stated: Callable[[t.Derived], bool]) -> None:
        self._vocabulary = vocabulary
        self._stated = stated
        self._found: dict[int, tuple[t.Node, tuple[Leaf, ...] | None]] = {}

    def of(self, node: t.Node) -> tuple[Leaf, ...] | None:
        """None where the node is not finite."""
        if id(node) not in self._found:
            found = self._leaves(node)
            self._found[id(node)] = node, None if found is None else tuple(dict.fromkeys(found))
        return self._found[id(node)][1]

    def all_of(self, nodes: Iterable[t.Node]) -> tuple[Leaf, ...] | None:
        found: list[Leaf] = []
        for node in nodes:
            leaves = self.of(node)
            if leaves is None:
                return None
            found += leaves
        return tuple(dict.fromkeys(found))

    def _leaves(self, node: t.Node) -> Sequence[Leaf] | None:
        match node:
            case t.Literal() | t.Today():
                return ()
            case t.Compare(left=left, right=t.Literal(value=limit)) if is_exact(limit):
                return (Ranked(left, (number_of(limit),)),)
            case t.Parameter(name=name, date=date):
                table = self._vocabulary.tables[name]
                limits = (*(start for start, _ in table.rows), table.known_until)
                return (Ranked(date, tuple(map(number_of, limits))),)
            case t.Fact():
                return (node,) if is_word(node) else None
            case t.Derived():
                return self._derived(node)
            case t.Member(item=item, within=within):
                return self.of(item if within is None else within)
            case t.Choose() | t.ChooseTruth() | t.Rank() | t.And() | t.Or() | t.Not() | t.Holds() | t.Compare():
                return self.all_of(t.children(node))
        return None

    def _derived(self, node: t.Derived) -> Sequence[Leaf] | None:
        """What was stated of it is read as well."""
        below = self.of(node.node)
        if below is None or not self._stated(node):
            return below
        return (*below, node) if is_word(node) else None


# Codes ---------------------------------------------------------------------------------------------------------------


def ranks(vector: Vector, limits: Iterable[Any], count: int) -> list[Ints]:
    """Where both ends stand among the limits: 2i between two, odd on one; -1 where nothing is known."""
    ordered = sorted(set(limits))
    found = [_places(end, ordered, count, upper) for end, upper in ((vector.low, False), (vector.high, True))]
    unknown = np.broadcast_to(vector.unknown, (count,))
    for places in found:
        places[unknown] = -1
    return found


def _places(end: Any, limits: list[Any], count: int, upper: bool) -> Ints:
    places = np.zeros(count, np.int64)
    for limit in limits:
        one, two = end.number.sides(one_number(limit))
        level = one == two
        open_ = said(end.open, False)
        above = (one > two) | (level & np.logical_and(open_, not upper))
        reached = (one > two) | (level & ~np.logical_and(open_, upper))
        places += above.astype(np.int64) + reached
    none = ~np.asarray(said(end.has, True))
    return np.where(none, 2 * len(limits) if upper else 0, places)


def grouped(codes: Iterable[Ints], count: int) -> tuple[Ints, Ints]:
    """Rows with the same codes, -1 among them: the first row of each group, and the group of each row."""
    groups = np.zeros(count, np.int64)
    size = 1
    for one in codes:
        span = int(one.max(initial=0)) + 2
        groups, size = groups * span + (one + 1), size * span
        if size > _MOST:
            groups = np.unique(groups, return_inverse=True)[1]
            size = int(groups.max(initial=0)) + 1
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    return first, inverse


# Words ---------------------------------------------------------------------------------------------------------------


def combined(columns: Sequence[Coded], join: Callable[..., Value], count: int) -> Coded:
    """`join` of the values of each row, asked once for each combination."""
    first, groups = grouped([np.broadcast_to(one.codes, (count,)) for one in columns], count)
    found = coded(join(*(word_at(column, int(row)) for column in columns)) for row in first)
    return Coded(found.codes[groups], found.values, either(*(column.hard for column in columns)))


def word_at(column: Coded, row: int) -> Value:
    code = int(column.codes[row if len(column.codes) > 1 else 0])
    return column.values[code] if code >= 0 else UNKNOWN


def merged(where: Any, one: Coded, two: Coded) -> Coded:
    """The one where it is so, else the other."""
    shifted = np.where(two.codes >= 0, two.codes + len(one.values), -1)
    codes = np.where(where, one.codes, shifted).astype(np.int32)
    return Coded(codes, (*one.values, *two.values), masked(where, one.hard, two.hard))
