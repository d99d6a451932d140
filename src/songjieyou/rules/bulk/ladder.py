"""阶梯 over columns. Where earlier years count (首次, 补差) the interpreter answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.rationals import Rationals, one_number
from songjieyou.rules.bulk.vectors import Ends, Vector
from songjieyou.rules.language.tree import Literal, ValueNode
from songjieyou.rules.library.policy import Ladder
from songjieyou.rules.values import UNKNOWN, is_exact


def climbed(ladder: Ladder, block: Block) -> Vector:
    """The award; it only rises, so a band is answered by its ends."""
    nodes = [node for step in ladder.steps for node in step] + [n for n in (ladder.step, ladder.more) if n is not None]
    if ladder.first != "否" or not all(map(_is_constant, nodes)):
        return vec.constant(UNKNOWN).marked(np.ones(1, np.bool_))
    measure = block.numbers(ladder.measure)
    low = Ends(_award(ladder, measure.low.number))  # a bound that is not there is zero
    if measure.single:
        return vec.without(Vector(low, low, None, measure.hard), measure.unknown)
    high = Ends(_award(ladder, measure.high.number), measure.high.has)
    if measure.high.has is not None and ladder.more is None:
        last = one_number(_constant(ladder.steps[-1][1]))
        high = Ends(high.number.chosen(measure.high.has, last))
    return vec.without(Vector(low, high, None, measure.hard), measure.unknown)


def _is_constant(node: ValueNode) -> bool:
    return isinstance(node, Literal) and is_exact(node.value)


def _constant(node: ValueNode | None) -> Any:
    return node.value if isinstance(node, Literal) else 0


def _award(ladder: Ladder, measure: Rationals) -> Rationals:
    found = one_number(0)
    for start, award in ladder.steps:
        reached = np.greater_equal(*measure.sides(one_number(_constant(start))))
        found = one_number(_constant(award)).chosen(reached, found)
    if ladder.step is None:
        return found
    beyond = measure + -one_number(_constant(ladder.steps[-1][0]))
    step = _constant(ladder.step)
    den = beyond.den * step.numerator
    times = np.maximum(beyond.num * step.denominator // den, 0)
    extra = Rationals(times, 1, beyond.top * step.denominator, 1) * one_number(_constant(ladder.more))
    return found + extra
