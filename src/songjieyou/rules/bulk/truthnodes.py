"""The truth nodes of `answer.interpret` over many rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer import interpret
from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.below import each
from songjieyou.rules.bulk.coding import combined, is_word
from songjieyou.rules.bulk.columns import Coded, number_of
from songjieyou.rules.bulk.limits import against
from songjieyou.rules.bulk.planes import Plane, Truth, and_, bools, joined, not_, or_, pack, packed
from songjieyou.rules.bulk.quotients import quotient
from songjieyou.rules.bulk.rows import picked_rows
from songjieyou.rules.bulk.vectors import Mask
from songjieyou.rules.language import tree as t
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Value, compare, is_exact, mirror

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block


FEW: Final = 16


def truth(node: t.TruthNode, block: Block) -> Truth:
    return _TRUTHS[type(node)](node, block)


def _compare(node: t.Compare, block: Block) -> Truth:
    left, right, op = node.left, node.right, node.op
    if is_word(left) or is_word(right):
        return _compare_words(node, block)
    if isinstance(left, t.Literal):
        left, right, op = right, left, mirror(op)
    if isinstance(right, t.Literal) and is_exact(right.value):
        found = _against(op, left, number_of(right.value), block)
        if found is not None:
            return found
    compared = vec.compare(op, block.numbers(left), block.numbers(right))
    return packed(compared.true, compared.false, compared.hard, block.count)


def _compare_words(node: t.Compare, block: Block) -> Truth:
    columns = (block.words(node.left), block.words(node.right))
    found = combined(columns, lambda left, right: _words_compared(node.op, left, right), block.count)
    return _of_groups(found.values, found.codes, found.hard, block)


def _of_groups(truths: Sequence[int], groups: NDArray[np.integer[Any]], hard: Mask, block: Block) -> Truth:
    """The truth of each row by its group."""
    found = np.array(truths, np.uint8)[groups]
    return packed(found == TRUE, found == FALSE, hard, block.count)


def _words_compared(op: str, left: Value, right: Value) -> int:
    if isinstance(left, str) and isinstance(right, str):
        return TRUE if (left == right) == (op == "=") else FALSE
    return compare(op, left, right)


def _against(op: str, node: t.ValueNode, limit: int | Fraction, block: Block) -> Truth | None:
    """A fact or a quotient against a constant: two comparisons of whole numbers; None where that does not do."""
    if isinstance(node, t.Arith) and node.op == "/":
        return quotient(op, node, limit, block)
    return against(op, node, limit, block) if isinstance(node, t.Fact) else None


# Words ---------------------------------------------------------------------------------------------------------------


def _member(node: t.Member, block: Block) -> Truth:
    item = node.item if node.within is None else node.within
    at = block.sheet.seen({})
    return _looked_up(item, lambda held: interpret.belongs(node, held, at), block)


def _holds(node: t.Holds, block: Block) -> Truth:
    def truth_of(held: Value) -> int:
        return TRUE if held is True else FALSE if held is False else MAYBE

    return _looked_up(node.fact, truth_of, block)


def _looked_up(node: t.ValueNode, truth_of: Callable[[Value], int], block: Block) -> Truth:
    """The truth of each row by its word, asked once for each word; of a few words with a plane for each."""
    column = block.words(node)
    truths = [truth_of(value) for value in (*column.values, UNKNOWN)]
    if len(column.values) > FEW or column.hard is not None:
        return _of_groups(truths, column.codes, column.hard, block)
    planes = block.kept(node, "planes", lambda: _planes(column, block.count))
    true = joined(
        planes[-1] & np.uint64(0), *(plane for plane, truth in zip(planes, truths, strict=True) if truth == TRUE)
    )
    open_ = [plane for plane, truth in zip(planes, truths, strict=True) if truth == MAYBE]
    return Truth(np.concatenate([true, joined(true, *open_)]))


def _planes(column: Coded, count: int) -> list[Plane]:
    """Where each word is, and last where none is known."""
    return [pack(column.codes == code, count) for code in (*range(len(column.values)), -1)]


# Joined --------------------------------------------------------------------------------------------------------------


def _choose(node: t.ChooseTruth, block: Block) -> Truth:
    known = block.finite(node, interpret.truth)
    return _chosen(node, block) if known is None else _of_groups(*known, block)


def _chosen(node: t.ChooseTruth, block: Block) -> Truth:
    """Where no row applies it is false; where several may, what all of them say."""
    picked = picked_rows(node, block)
    planes = [bools(block.truth(row), block.count) for _, row in node.rows]
    true, false = np.zeros(block.count, np.bool_), picked.crisp == -1
    hard = vec.said(picked.hard, False) | np.zeros(block.count, np.bool_)
    for number, (row_true, row_false, row_hard) in enumerate(planes):
        hard |= row_hard
        true |= (picked.crisp == number) & row_true
        false |= (picked.crisp == number) & row_false
    for where, numbers, sure in picked.soft:
        all_true = np.logical_and.reduce([planes[number][0] for number in numbers])
        all_false = np.logical_and.reduce([planes[number][1] for number in numbers])
        true |= where & all_true & sure
        false = (false & ~where) | (where & all_false)
    return packed(true, false, hard, block.count)


_TRUTHS: Final[dict[type, Callable[[Any, Block], Truth]]] = {
    t.Compare: _compare,
    t.Member: _member,
    t.Holds: _holds,
    t.Not: lambda node, block: not_(block.truth(node.item)),
    t.And: lambda node, block: and_([block.truth(item) for item in node.items]),
    t.Or: lambda node, block: or_([block.truth(item) for item in node.items]),
    t.Each: each,
    t.ChooseTruth: _choose,
}
