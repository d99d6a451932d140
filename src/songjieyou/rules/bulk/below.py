"""What stands below each row: 合计, 最大, 最小, 个数 and 每个 over its subjects of a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.columns import Bools, Ints
from songjieyou.rules.bulk.planes import Truth, packed, unpack
from songjieyou.rules.bulk.rationals import WIDE, Rationals
from songjieyou.rules.bulk.vectors import Ends, Vector
from songjieyou.rules.language import tree as t
from songjieyou.rules.values import UNKNOWN

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block


def aggregate(node: t.Aggregate, block: Block) -> Vector:
    """Computed once for the whole sheet."""
    kept = block.sheet.below
    key = id(node), block.back
    if key not in kept:
        kept[key] = node, _aggregated(node, block)
    found: Vector = kept[key][1]
    return found.at(block.rows)


def each(node: t.Each, block: Block) -> Truth:
    kept = block.sheet.below
    key = id(node), block.back
    if key not in kept:
        kept[key] = node, _every(node, block)
    true, false, hard = kept[key][1]
    return packed(true[block.rows], false[block.rows], hard[block.rows], block.count)


def _lower(kind: str, block: Block) -> tuple[Block, Ints] | None:
    """The subjects of a kind, and the row above each; None where there are none at all."""
    sheet = block.sheet.of_kind(kind)
    if sheet is None or block.sheet.kind not in sheet.table.above or not len(sheet):
        return None
    return block.whole(sheet), sheet.table.above[block.sheet.kind]


def _every(node: t.Each, block: Block) -> tuple[Bools, Bools, Bools]:
    size = len(block.sheet)
    told = block.sheet.told_below(node.kind)
    lower = _lower(node.kind, block) if told.any() else None
    none = np.zeros(size, np.bool_)
    if lower is None:
        return told, none, none
    inner, rows = lower
    found = inner.truth(node.item)
    true, false = unpack(found.true, inner.count), unpack(found.false, inner.count)
    hard = np.zeros(inner.count, np.bool_) if found.hard is None else unpack(found.hard, inner.count)
    some_false, some_hard = _any(rows, false, size), _any(rows, hard, size)
    return told & ~_any(rows, ~true, size), told & some_false, told & some_hard & ~some_false


def _any(rows: Ints, below: Bools, size: int) -> Bools:
    """The rows with one below them for which it is so."""
    found = np.zeros(size + 1, np.bool_)  # what hangs on nothing hangs on the last one
    found[rows[below]] = True
    return found[:-1]


def _aggregated(node: t.Aggregate, block: Block) -> Vector:
    size = len(block.sheet)
    told = block.sheet.told_below(node.kind)
    lower = _lower(node.kind, block) if told.any() else None
    counts = node.op in ("合计", "个数")
    if lower is None:
        found = np.zeros(size, np.int64)
        return vec.from_values([0 if counts else UNKNOWN, UNKNOWN], np.where(told, found, 1))
    inner, rows = lower
    true, maybe, hard = _counted(node, inner)
    value = vec.constant(1) if node.value is None else inner.numbers(node.value)
    if counts:
        zero = vec.constant(0)
        value = vec.chosen(true, value, vec.chosen(maybe, vec.hull(value, zero), zero))
        result = _sum(value, rows, size)
    else:
        result = _greatest(value if node.op == "最大" else vec.negate(value), rows, true, size)
        result = result if node.op == "最大" else vec.negate(result)
        hard = hard | maybe
    hard = hard | _broadcast(vec.said(value.hard, False), inner.count)
    return vec.without(result, ~told).marked(told & _any(rows, hard, size))


def _counted(node: t.Aggregate, inner: Block) -> tuple[Bools, Bools, Bools]:
    """Which rows below count, which may, and which are hard."""
    if node.where is None:
        none = np.zeros(inner.count, np.bool_)
        return ~none, none, none
    found = inner.truth(node.where)
    true, false = unpack(found.true, inner.count), unpack(found.false, inner.count)
    hard = np.zeros(inner.count, np.bool_) if found.hard is None else unpack(found.hard, inner.count)
    return true, ~true & ~false, hard


def _broadcast(mask: Any, count: int) -> Bools:
    return np.broadcast_to(mask, (count,))


def _sum(value: Vector, rows: Ints, size: int) -> Vector:
    low = _end_sum(value.low, rows, size)
    return Vector(low, low if value.single else _end_sum(value.high, rows, size), None, None)


def _end_sum(end: Ends, rows: Ints, size: int) -> Ends:
    most = int(np.bincount(rows[rows >= 0], minlength=1).max())
    number = _over_one(end.number)
    wide = number.top * max(1, most) >= WIDE
    sums = np.zeros(size + 1, object if wide else np.int64)
    np.add.at(sums, rows, _broadcast(number.num, len(rows)).astype(sums.dtype))
    has = None if end.has is None else ~_any(rows, ~_broadcast(end.has, len(rows)), size)
    open_ = None if end.open is None else _any(rows, _broadcast(end.open, len(rows)), size)
    total = Rationals(sums[:-1], number.den, number.top * max(1, most), number.bottom)
    return vec.tidy(total, has, open_)


def _over_one(number: Rationals) -> Rationals:
    """The same numbers over one denominator that is the same for all."""
    if isinstance(number.den, int):
        return number
    common = int(np.lcm.reduce(number.den.astype(object)))
    num = number.num.astype(object) * (common // number.den.astype(object))
    return Rationals(num, common, number.top * common, common)


def _greatest(value: Vector, rows: Ints, counted: Bools, size: int) -> Vector:
    """The largest of those that count; unknown where none does."""
    low, has_low = _end_greatest(value.low, rows, counted, size)
    high, _ = _end_greatest(value.high, rows, counted, size)
    lacking = _any(rows, counted & ~_broadcast(vec.said(value.high.has, True), len(rows)), size)
    some = _any(rows, counted, size)
    opens = vec.either(value.low.open, value.high.open)
    hard = None if opens is None else _any(rows, counted & _broadcast(opens, len(rows)), size)
    return Vector(vec.tidy(low, has_low & some), vec.tidy(high, some & ~lacking), None, hard)


def _end_greatest(end: Ends, rows: Ints, counted: Bools, size: int) -> tuple[Rationals, Bools]:
    number = _over_one(end.number)
    there = counted & _broadcast(vec.said(end.has, True), len(rows))
    found = np.full(size + 1, -max(1, number.top), number.num.dtype)
    np.maximum.at(found, rows[there], _broadcast(number.num, len(rows))[there])
    return Rationals(found[:-1], number.den, max(1, number.top), number.bottom), _any(rows, there, size)
