"""Numbers as small codes: where each stands among the limits that any item compares it with.

Coded once for a whole sheet. What an item asks is then a comparison of bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.bulk.coding import ranks
from songjieyou.rules.bulk.columns import Bools, Ints, Numbers, number_of
from songjieyou.rules.bulk.planes import Truth, packed
from songjieyou.rules.bulk.vectors import Mask, either
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Item
from songjieyou.rules.values import is_exact, mirror

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block

type Limit = int | Fraction
type Limits = Mapping[t.ValueNode, tuple[Limit, ...]]
"""The limits of each number that is compared with constants, in rising order; dates as days."""

FAR: Final = 1 << 62
"""Beyond everything that a column holds."""


def limits_of(items: Iterable[Item]) -> Limits:
    """All limits in the conditions of all versions."""
    found: dict[t.ValueNode, set[Limit]] = {}
    for item in items:
        for version in item.versions:
            for condition in version.conditions:
                for node in t.walk(condition.node):
                    asked = against_limit(node)
                    if asked:
                        found.setdefault(asked[1], set()).add(asked[2])
    return {measure: tuple(sorted(limits)) for measure, limits in found.items()}


def against_limit(node: t.Node) -> tuple[str, t.ValueNode, Limit] | None:
    """A comparison of a number with a constant: how, what, and the constant."""
    if not isinstance(node, t.Compare):
        return None
    op, left, right = node.op, node.left, node.right
    if isinstance(left, t.Literal):
        op, left, right = mirror(op), right, left
    if isinstance(left, t.Literal) or not isinstance(right, t.Literal) or not is_exact(right.value):
        return None
    return op, left, number_of(right.value)


@dataclass(frozen=True, slots=True)
class Codes:
    """`low` and `high` say where the ends stand: 2i between two limits, 2i + 1 on one; without a bound at the edge.

    `sets` are rows whose value is one of several; `hard` those that the interpreter must answer.
    """

    places: Mapping[Limit, int]
    low: NDArray[Any]
    high: NDArray[Any]
    sets: Mask = None
    hard: Mask = None

    def truth(self, op: str, limit: Limit, rows: Any, count: int) -> Truth:
        on = 2 * self.places[limit] + 1
        low, high = self.low[rows], self.high[rows]
        hard = None if self.hard is None else self.hard[rows]
        match op:
            case ">=":
                return packed(low >= on, high < on, hard, count)
            case ">":
                return packed(low > on, high <= on, hard, count)
            case "<=":
                return packed(high <= on, low > on, hard, count)
            case "<":
                return packed(high < on, low >= on, hard, count)
        apart = (high < on) | (low > on)
        if self.sets is not None:  # its members would have to be looked at
            hard = either(hard, self.sets[rows] & ~apart)
        same = (low == on) & (high == on)
        return packed(same, apart, hard, count) if op == "=" else packed(apart, same, hard, count)


def codes_of(measure: t.ValueNode, limits: tuple[Limit, ...], blocks: Iterable[Block], count: int) -> Codes:
    """The codes of all rows of a sheet, block by block."""
    kind = np.uint8 if 2 * len(limits) + 1 < 256 else np.uint16 if 2 * len(limits) + 1 < 65_536 else np.int64
    low, high = np.empty(count, kind), np.empty(count, kind)
    sets, hard = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for block in blocks:
        rows = block.rows
        low[rows], high[rows], one, other = _of_block(measure, limits, block)
        sets[rows], hard[rows] = (False if mask is None else mask for mask in (one, other))
    marks = (mask if mask.any() else None for mask in (sets, hard))
    return Codes({limit: place for place, limit in enumerate(limits)}, low, high, *marks)


def _of_block(measure: t.ValueNode, limits: tuple[Limit, ...], block: Block) -> tuple[Ints, Ints, Mask, Mask]:
    if isinstance(measure, t.Fact):
        told = block.told(block.key(measure))
        if told is not None and isinstance(told[0], Numbers):
            return *_of_column(told[0], limits), None, told[1]
    vector = block.numbers(measure)
    low, high = ranks(vector, limits, block.count)
    unknown = low < 0
    return np.where(unknown, 0, low), np.where(unknown, 2 * len(limits), high), vector.sets, vector.hard


def _of_column(column: Numbers, limits: tuple[Limit, ...]) -> tuple[Ints, Ints]:
    """A limit may fall between two whole numbers of the column."""
    scaled = [limit * column.scale for limit in limits]
    floors = np.array([_near(limit // 1) for limit in scaled])
    ceilings = np.array([_near(-(-limit // 1)) for limit in scaled])
    low = _standing(column.low, floors, ceilings)
    high = low.copy()
    banded = np.flatnonzero(column.low != column.high)
    high[banded] = _standing(column.high[banded], floors, ceilings)
    _open(low, column.open_low, 1)
    _open(high, column.open_high, -1)
    return low, high


def _standing(numbers: Ints, floors: Ints, ceilings: Ints) -> Ints:
    found: Ints = np.searchsorted(floors, numbers, "left") + np.searchsorted(ceilings, numbers, "right")
    return found


def _open(places: Ints, mask: Bools | None, step: int) -> None:
    """An end that is not in the band does not stand on a limit."""
    if mask is not None:
        places[mask & (places % 2 == 1)] += step


def _near(limit: Any) -> int:
    return max(-FAR, min(int(limit), FAR))
