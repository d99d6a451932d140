"""Three-valued truth of many rows as bits: a plane of what is surely true, a plane of what is surely false."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.bulk.columns import Bools

type Plane = NDArray[np.uint64]
"""64 rows a word, the first row in the lowest bit; what stands beyond the last row says nothing."""


class Truth(NamedTuple):
    """Where neither plane says so the truth is unknown. `hard`: rows that the interpreter must answer; on them both
    planes are silent.
    """

    true: Plane
    false: Plane
    hard: Plane | None = None


def words(count: int) -> int:
    return -(-count // 64)


def pack(bools: Any, count: int) -> Plane:
    """Bits of `count` rows; a single one stands for all."""
    if np.size(bools) != count:
        bools = np.broadcast_to(bools, (count,))
    found = np.packbits(bools, bitorder="little")
    if len(found) % 8:
        found = np.concatenate([found, np.zeros(-len(found) % 8, np.uint8)])
    return found.view(np.uint64)


def unpack(plane: Plane, count: int) -> Bools:
    return np.unpackbits(plane.view(np.uint8), count=count, bitorder="little").view(np.bool_)


def packed(true: Any, false: Any, hard: Any, count: int) -> Truth:
    """From columns of yes and no; rows that are hard are left open."""
    if hard is None or not np.any(hard):
        return Truth(pack(true, count), pack(false, count))
    marked = pack(hard, count)
    return Truth(pack(true, count) & ~marked, pack(false, count) & ~marked, marked)


def not_(one: Truth) -> Truth:
    return Truth(one.false, one.true, one.hard)


def and_(items: Iterable[Truth]) -> Truth:
    """Where one is false, nothing that is hard matters."""
    found = reduce(_and, items)
    return found if found.hard is None else found._replace(hard=found.hard & ~found.false)


def or_(items: Iterable[Truth]) -> Truth:
    found = reduce(_or, items)
    return found if found.hard is None else found._replace(hard=found.hard & ~found.true)


def _and(one: Truth, two: Truth) -> Truth:
    return Truth(one.true & two.true, one.false | two.false, joined(one.hard, two.hard))


def _or(one: Truth, two: Truth) -> Truth:
    return Truth(one.true | two.true, one.false & two.false, joined(one.hard, two.hard))


def joined(*planes: Plane | None) -> Plane | None:
    """Where any of the planes says so; None where there is none."""
    found = [plane for plane in planes if plane is not None]
    return reduce(np.bitwise_or, found) if found else None


def always(truth: bool | None, count: int) -> Truth:
    """The same for all rows; None is unknown."""
    none, all_ = np.zeros(words(count), np.uint64), np.full(words(count), ~np.uint64(0))
    return Truth(all_ if truth else none, all_ if truth is False else none)


def open_rows(one: Truth, count: int) -> Bools:
    """The rows whose truth is unknown."""
    return ~unpack(one.true | one.false, count)


def counted(plane: Plane, count: int) -> int:
    """How many rows a plane says."""
    whole, rest = divmod(count, 64)
    found = int(np.bitwise_count(plane[:whole]).sum())
    return found + (int(plane[whole] & np.uint64((1 << rest) - 1)).bit_count() if rest else 0)
