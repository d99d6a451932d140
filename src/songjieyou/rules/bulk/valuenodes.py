"""The value nodes of `answer.interpret` over many rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from songjieyou.rules.answer import interpret
from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.below import aggregate
from songjieyou.rules.bulk.calendar import shifted
from songjieyou.rules.bulk.coding import combined, is_word, merged
from songjieyou.rules.bulk.columns import Coded, coded
from songjieyou.rules.bulk.rows import Picked, picked_rows
from songjieyou.rules.bulk.vectors import Vector
from songjieyou.rules.language import tree as t
from songjieyou.rules.values import UNKNOWN, hull

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block, Column

NOBODY_KNOWS: Final = coded([UNKNOWN])


def value(node: t.ValueNode, block: Block) -> Column:
    found: Column = _VALUES[type(node)](node, block)
    return found


def _literal(node: t.Literal, block: Block) -> Column:
    return coded([node.value]) if is_word(node) else vec.constant(node.value)


def unknown_of(node: t.ValueNode) -> Column:
    return NOBODY_KNOWS if is_word(node) else vec.constant(UNKNOWN)


def _fact(node: t.Fact, block: Block) -> Column:
    found = block.fact(block.key(node))
    return unknown_of(node) if found is None else found


def _derived(node: t.Derived, block: Block) -> Column:
    computed = _computed(node, block)
    stated = block.stated(node)
    if stated is None:
        return computed
    if isinstance(stated, Coded) and isinstance(computed, Coded):
        return merged(stated.known, stated, computed)
    assert isinstance(stated, Vector)
    told = ~stated.unknown if stated.hard is None else ~stated.unknown | stated.hard
    return vec.chosen(told, stated, block.numbers(node.node) if isinstance(computed, Coded) else computed)


def _computed(node: t.Derived, block: Block) -> Column:
    """At the subject it is about, which matters only where something is counted below that."""
    owner = block.sheet.vocabulary.entry(node.name).subject
    counts = any(isinstance(part, t.Aggregate | t.Each) for part in t.walk(node.node))
    if owner == block.sheet.kind or not counts:
        return block.value(node.node)
    sheet = block.sheet.of_kind(owner)
    rows = block.sheet.table.above.get(owner)
    if sheet is None or rows is None:
        return unknown_of(node)
    rows = rows[block.rows]
    found = block.whole(sheet).value(node.node).at(rows)
    if isinstance(found, Vector):
        return found.marked(rows < 0)
    return Coded(found.codes, found.values, vec.either(found.hard, rows < 0))


def _today(node: t.Today, block: Block) -> Vector:
    return vec.constant(block.sheet.on)


def _arith(node: t.Arith, block: Block) -> Vector:
    left, right = block.numbers(node.left), block.numbers(node.right)
    match node.op:
        case "+":
            return vec.add(left, right)
        case "-":
            return vec.subtract(left, right)
        case "*":
            return vec.multiply(left, right)
    found = vec.divide(left, right)
    if node.op != "growth":
        return found
    return vec.without(found, ~vec.compare(">", right, vec.constant(0)).true)


def _extreme(node: t.Extreme, block: Block) -> Vector:
    pick = vec.smallest if node.op == "取小" else vec.largest
    return reduce(pick, map(block.numbers, node.items))


def _rank(node: t.Rank, block: Block) -> Coded:
    found = block.finite_value(node, interpret.value)
    if isinstance(found, Coded):
        return found
    columns = [block.words(item) for item in node.items]
    return combined(columns, lambda *held: interpret.ranked(node, held), block.count)


def _choose(node: t.Choose, block: Block) -> Column:
    known = block.finite_value(node, interpret.value)
    if known is not None:
        return known
    found = picked_rows(node, block)
    if is_word(node):
        return _words_of(node, found, block)
    rows = [block.numbers(row) for _, row in node.rows]
    result = vec.constant(UNKNOWN)
    for number, row in enumerate(rows):
        result = vec.chosen(found.crisp == number, row, result)
    for places, numbers, sure in found.soft:
        if sure:
            result = vec.chosen(places, reduce(vec.hull, (rows[number] for number in numbers)), result)
    return result.marked(found.hard)


def _words_of(node: t.Choose, found: Picked, block: Block) -> Coded:
    rows = [block.words(row) for _, row in node.rows]
    result = NOBODY_KNOWS
    for number, row in enumerate(rows):
        result = merged(found.crisp == number, row, result)
    for places, numbers, sure in found.soft:
        if sure:
            either = combined([rows[number] for number in numbers], lambda *held: hull(held), block.count)
            result = merged(places, either, result)
    return Coded(result.codes, result.values, vec.either(result.hard, found.hard))


def _monthly(node: t.MonthlyIncrease, block: Block) -> Vector:
    """As `answer.monthly.increase`."""
    now, before = ([block.numbers(month) for month in months] for months in (node.months, node.base_months))
    bases = before if node.pairwise else [_average(before, only_active=node.only_active)] * len(now)
    steps = [vec.subtract(month, base) for month, base in zip(now, bases, strict=True)]
    if not node.negative_counts:
        steps = [vec.largest(step, vec.constant(0)) for step in steps]
    return reduce(vec.add, steps, vec.constant(0))


def _average(months: list[Vector], *, only_active: bool) -> Vector:
    whole = reduce(vec.add, months, vec.constant(0))
    if not only_active:
        return vec.divide(whole, vec.constant(len(months)))
    zero = vec.constant(0)
    exact = reduce(np.logical_and, (month.exact for month in months))
    active = [month.exact & (month.low.number.sign > 0) for month in months]
    counts = reduce(np.add, (one.astype(np.int64) for one in active))
    whole = reduce(vec.add, (vec.chosen(one, month, zero) for one, month in zip(active, months, strict=True)), zero)
    mean = vec.divide(whole, vec.from_values(range(len(months) + 1), counts))
    found = vec.without(vec.chosen(counts == 0, zero, mean), ~exact)
    return found.marked(vec.either(*(month.hard for month in months)))


def _parameter(node: t.Parameter, block: Block) -> Column:
    found = block.finite_value(node, interpret.value)
    assert found is not None
    return found


_VALUES: Final[dict[type, Callable[[Any, Block], Any]]] = {
    t.Literal: _literal,
    t.Fact: _fact,
    t.Derived: _derived,
    t.Today: _today,
    t.Arith: _arith,
    t.Power: lambda node, block: vec.power(block.numbers(node.base), node.exponent),
    t.Shift: shifted,
    t.DaysBetween: lambda node, block: vec.subtract(block.numbers(node.late), block.numbers(node.early)),
    t.Extreme: _extreme,
    t.Aggregate: aggregate,
    t.Parameter: _parameter,
    t.Earned: lambda node, block: vec.constant(UNKNOWN).marked(np.ones(1, np.bool_)),
    t.Choose: _choose,
    t.Rank: _rank,
    t.MonthlyIncrease: _monthly,
}
