"""Which row of a choice (分档, 选择) applies to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import touched
from songjieyou.rules.bulk.columns import Bools, Ints
from songjieyou.rules.bulk.planes import bools
from songjieyou.rules.language import tree as t

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block

type Soft = tuple[Bools, tuple[int, ...], bool]
"""Where these rows of the choice may apply, and whether one of them surely does."""


@dataclass(slots=True)
class Picked:
    """`crisp` is the number of the row of the choice that surely applies, -1 where there is none; `soft` where several
    may; `hard` where only the interpreter can tell.
    """

    crisp: Ints
    soft: list[Soft] = field(default_factory=list)
    hard: Bools | None = None


def picked_rows(node: t.Choose | t.ChooseTruth, block: Block) -> Picked:
    crisp = np.full(block.count, -1)
    undecided, soft = np.ones(block.count, np.bool_), np.zeros(block.count, np.bool_)
    for number, (test, _) in enumerate(node.rows):
        if test is None:
            crisp[undecided] = number
            break
        true, false, _ = bools(block.truth(test), block.count)
        crisp[undecided & true] = number
        soft |= undecided & ~true & ~false
        undecided &= false
    crisp[soft] = -1
    return _softened(node, block, crisp, soft) if soft.any() else Picked(crisp)


def _softened(node: t.Choose | t.ChooseTruth, block: Block, crisp: Ints, soft: Bools) -> Picked:
    """What may apply goes by what the tests read; the interpreter says it for one row of each group."""
    leaves = block.leaves.all_of(test for test, _ in node.rows if test is not None)
    if leaves is None:
        return Picked(crisp, [], soft)
    places = np.flatnonzero(soft)
    first, groups, hard = block.alike(leaves, places)
    hard = np.zeros(block.count, np.bool_) if hard is None else soft & hard
    found: dict[tuple[tuple[int, ...], bool], Bools] = {}
    for group, at in enumerate(block.contexts(node, first)):
        members = places[groups == group]
        rows = _touched(node, at)
        if rows is None:
            hard[members] = True
        else:
            found.setdefault(rows, np.zeros(block.count, np.bool_))[members] = True
    return Picked(crisp, [(where, numbers, sure) for (numbers, sure), where in found.items()], hard)


def _touched(node: t.Choose | t.ChooseTruth, at: Context) -> tuple[tuple[int, ...], bool] | None:
    """The numbers of the rows that may be the first to hold; None where they are read with values supposed."""
    rows, sure = touched(node, at)
    if any(there is not at for _, there in rows) and _reads(node, t.deciding_fact(node)):
        return None
    numbers = {id(row): number for number, (_, row) in reversed(list(enumerate(node.rows)))}
    return tuple(sorted({numbers[id(row)] for row, _ in rows})), sure


def _reads(node: t.Choose | t.ChooseTruth, fact: t.Fact | t.Derived | None) -> bool:
    """Whether what a row gives reads the fact that its tests go by."""
    return any(part is fact or part == fact for _, row in node.rows for part in t.walk(row))
