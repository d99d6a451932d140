"""Three-valued truth of many rows as bits: what is surely true, and what is possible, side by side.

AND and OR of both are one operation on one array.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.bulk.columns import Bools

type Plane = NDArray[np.uint64]
"""64 rows a word, the first row in the lowest bit; what stands beyond the last row says nothing."""


@dataclass(frozen=True, slots=True)
class Truth:
    """`bits` are the plane of what is true, then the plane of what is possible. `hard`: rows that the interpreter must
    answer; they are open here.
    """

    bits: Plane
    hard: Plane | None = None

    @property
    def true(self) -> Plane:
        return self.bits[: len(self.bits) // 2]

    @property
    def possible(self) -> Plane:
        return self.bits[len(self.bits) // 2 :]

    @property
    def false(self) -> Plane:
        return ~self.possible


def words(count: int) -> int:
    return -(-count // 64)


def pack(bools: Any, count: int) -> Plane:
    """Bits of `count` rows; a single one stands for all."""
    found = np.zeros(words(count), np.uint64)
    _fill(found, bools, count)
    return found


def _fill(plane: Plane, bools: Any, count: int) -> None:
    if np.size(bools) != count:
        bools = np.broadcast_to(bools, (count,))
    plane.view(np.uint8)[: -(-count // 8)] = np.packbits(bools, bitorder="little")


def unpack(plane: Plane, count: int) -> Bools:
    return np.unpackbits(plane.view(np.uint8), count=count, bitorder="little").view(np.bool_)


def bools(one: Truth, count: int) -> tuple[Bools, Bools, Bools]:
    """Where it is true, where it is false, and which rows are hard."""
    hard = np.zeros(count, np.bool_) if one.hard is None else unpack(one.hard, count)
    return unpack(one.true, count), ~unpack(one.possible, count), hard


def packed(true: Any, false: Any, hard: Any, count: int) -> Truth:
    """From columns of yes and no; rows that are hard are left open."""
    size = words(count)
    bits = np.zeros(2 * size, np.uint64)
    _fill(bits[:size], true, count)
    _fill(bits[size:], false, count)
    np.invert(bits[size:], out=bits[size:])
    return Truth(bits) if hard is None or not np.any(hard) else left_open(bits, pack(hard, count))


def left_open(bits: Plane, hard: Plane) -> Truth:
    """The bits, in place, with the rows open that are hard."""
    size = len(bits) // 2
    bits[:size] &= ~hard
    bits[size:] |= hard
    return Truth(bits, hard)


def compared(test: Any, sure: tuple[Any, Any], possible: tuple[Any, Any], buffer: Bools, count: int) -> Plane:
    """The bits of two comparisons of `count` rows; `buffer` has two places a row, rounded up to whole words."""
    half = len(buffer) // 2
    test(*sure, out=buffer[:count])
    test(*possible, out=buffer[half : half + count])
    return np.packbits(buffer, bitorder="little").view(np.uint64)


def unknown(count: int) -> Truth:
    """Nothing is sure, everything is possible."""
    bits = np.zeros(2 * words(count), np.uint64)
    bits[words(count) :] = ~np.uint64(0)
    return Truth(bits)


def not_(one: Truth) -> Truth:
    return Truth(~np.concatenate([one.possible, one.true]), one.hard)


def and_(items: Sequence[Truth]) -> Truth:
    """Where one is false, nothing that is hard matters."""
    bits = _folded(np.bitwise_and, [item.bits for item in items])
    hard = joined(*(item.hard for item in items))
    return Truth(bits) if hard is None else Truth(bits, hard & bits[len(bits) // 2 :])


def or_(items: Sequence[Truth]) -> Truth:
    bits = _folded(np.bitwise_or, [item.bits for item in items])
    hard = joined(*(item.hard for item in items))
    return Truth(bits) if hard is None else Truth(bits, hard & ~bits[: len(bits) // 2])


def _folded(join: Any, items: list[Plane]) -> Plane:
    if len(items) == 1:
        return items[0]
    found: Plane = join(items[0], items[1])
    for item in items[2:]:
        join(found, item, out=found)
    return found


def joined(*planes: Plane | None) -> Plane | None:
    """Where any of the planes says so; None where there is none."""
    found = [plane for plane in planes if plane is not None]
    return _folded(np.bitwise_or, found) if found else None


def counted(plane: Plane, count: int) -> int:
    """How many rows a plane says."""
    whole, rest = divmod(count, 64)
    found = int(np.bitwise_count(plane[:whole]).sum())
    return found + (int(plane[whole] & np.uint64((1 << rest) - 1)).bit_count() if rest else 0)
