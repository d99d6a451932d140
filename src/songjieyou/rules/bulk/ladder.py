"""`answer.ladder` over columns: the step reached, and whether it is the first time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from songjieyou.rules.answer.ladder import HISTORY_YEARS
from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.columns import Bools, Ints
from songjieyou.rules.bulk.rationals import Rationals, one_number
from songjieyou.rules.bulk.vectors import Ends, Vector
from songjieyou.rules.language.tree import Derived, Fact, Literal, ValueNode, walk
from songjieyou.rules.library.policy import Ladder
from songjieyou.rules.values import UNKNOWN, is_exact

_BEYOND = np.iinfo(np.int64).max
"""The level of what has no upper bound."""


def climbed(ladder: Ladder, block: Block) -> Vector:
    """The award. Steps that are no constants are left to the interpreter."""
    nodes = [node for step in ladder.steps for node in step] + [n for n in (ladder.step, ladder.more) if n is not None]
    if not all(map(_is_constant, nodes)):
        return vec.constant(UNKNOWN).marked(np.ones(1, np.bool_))
    measure = block.numbers(ladder.measure)
    found = _awarded(ladder, measure)
    if ladder.first == "否":
        return found
    before, known = _history(ladder, block)
    if before is None:
        return found
    left = _difference(ladder, found, before) if ladder.first == "补差" else _first_time(ladder, measure, found, before)
    return vec.chosen(known, left.marked(before.hard), found)


def _difference(ladder: Ladder, found: Vector, before: Vector) -> Vector:
    return vec.largest(vec.subtract(found, _awarded(ladder, before)), vec.constant(0))


def _first_time(ladder: Ladder, measure: Vector, found: Vector, before: Vector) -> Vector:
    """Everything where no earlier year had come as far, nothing where one surely had."""
    now, then = _levels(ladder, measure), _levels(ladder, before)
    zero = vec.constant(0)
    perhaps = vec.chosen(now[1] <= then[0], zero, vec.hull(zero, found))
    return vec.chosen(now[0] > then[1], found, perhaps)


def _history(ladder: Ladder, block: Block) -> tuple[Vector | None, Bools]:
    """The most that is known of earlier years, and where anything is."""
    known = np.zeros(block.count, np.bool_)
    most: Vector | None = None
    for year in _earlier(ladder, block):
        told = np.broadcast_to(~year.unknown, (block.count,))
        most = year if most is None else vec.chosen(told & known, vec.largest(most, year), vec.chosen(told, year, most))
        known = known | told
    return most, known


def _earlier(ladder: Ladder, block: Block) -> Iterator[Vector]:
    """The measure year by year; a measure without years tells nothing of them."""
    facts = [node for node in walk(ladder.measure) if isinstance(node, Fact | Derived)]
    if not any(node.offset is not None or node.year is not None for node in facts):
        return
    for back in range(1, HISTORY_YEARS):
        year = block.earlier(back).numbers(ladder.measure)
        if not year.unknown.all():
            yield year


# Steps ---------------------------------------------------------------------------------------------------------------


def _awarded(ladder: Ladder, measure: Vector) -> Vector:
    """The award for a measure; it only rises, so a band is answered by its ends."""
    low = Ends(_award(ladder, measure.low.number))  # a bound that is not there is zero
    if measure.single:
        return vec.without(Vector(low, low, None, measure.hard), measure.unknown)
    high = Ends(_award(ladder, measure.high.number), measure.high.has)
    if measure.high.has is not None and ladder.more is None:
        last = one_number(_constant(ladder.steps[-1][1]))
        high = Ends(high.number.chosen(measure.high.has, last))
    return vec.without(Vector(low, high, None, measure.hard), measure.unknown)


def _award(ladder: Ladder, measure: Rationals) -> Rationals:
    found = one_number(0)
    for start, award in ladder.steps:
        found = one_number(_constant(award)).chosen(_reached(measure, start), found)
    if ladder.step is None:
        return found
    times = _beyond(ladder, measure)
    return found + Rationals(times, 1, int(np.max(times, initial=0)), 1) * one_number(_constant(ladder.more))


def _levels(ladder: Ladder, measure: Vector) -> tuple[Ints, Ints]:
    """The lowest and the highest level that a measure may have come to."""
    high = _level(ladder, measure.high.number)
    return _level(ladder, measure.low.number), np.where(vec.said(measure.high.has, True), high, _BEYOND)


def _level(ladder: Ladder, measure: Rationals) -> Ints:
    """How many steps were climbed, those beyond the last included."""
    found: Ints = np.sum([_reached(measure, start) for start, _ in ladder.steps], axis=0)
    return found if ladder.step is None else found + _beyond(ladder, measure)


def _reached(measure: Rationals, start: ValueNode) -> Bools:
    found: Bools = np.greater_equal(*measure.sides(one_number(_constant(start))))
    return found


def _beyond(ladder: Ladder, measure: Rationals) -> Ints:
    """How many whole steps lie beyond the last one that is named."""
    beyond = measure - one_number(_constant(ladder.steps[-1][0]))
    step = _constant(ladder.step)
    times = beyond.num * step.denominator // (beyond.den * step.numerator)
    found: Ints = np.maximum(times, 0)
    return found


def _is_constant(node: ValueNode) -> bool:
    return isinstance(node, Literal) and is_exact(node.value)


def _constant(node: ValueNode | None) -> Any:
    return node.value if isinstance(node, Literal) else 0
