"""`answer.reasons` over columns: the facts that leave a test or an amount open, asked once for rows that are alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from songjieyou.rules.answer import reasons as why
from songjieyou.rules.answer.context import Context
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.coding import grouped
from songjieyou.rules.bulk.columns import Bools, Coded, Ints, coded
from songjieyou.rules.bulk.planes import unpack
from songjieyou.rules.bulk.vectors import Vector
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Benefit, nodes_of
from songjieyou.rules.values import Possible

type Names = tuple[str, ...]


def open_names(node: t.TruthNode, block: Block, where: Bools) -> Coded:
    """The names of the facts that would decide a test, on the rows where it is open and `where` says so."""
    truth = block.truth(node)
    rows = where & ~unpack(truth.true | truth.false, block.count)
    only = why.only_fact(node)
    if only:
        return Coded(np.where(rows, 0, -1).astype(np.int32), (only,))
    return _asked(node, block, rows, why.open_names)


def money_names(benefit: Benefit, block: Block, where: Bools) -> list[Coded]:
    """The same for an amount, for each node of the benefit."""

    def ask(node: Any, at: Context) -> Names:
        return tuple(name for name, _ in why.missing(node, at))

    return [_asked(node, block, where, ask) for node in nodes_of(benefit) if not isinstance(node, t.Literal)]


def _asked(node: t.Node, block: Block, rows: Bools, ask: Callable[[Any, Context], Names]) -> Coded:
    places = np.flatnonzero(rows)
    codes = np.full(block.count, -1, np.int32)
    if not len(places):
        return Coded(codes, ())
    first, groups = grouped(_signature(node, block, places), len(places))
    names = coded(ask(node, block.context(int(place))) for place in places[first])
    codes[places] = names.codes[groups]
    return Coded(codes, names.values)


def _signature(node: t.Node, block: Block, places: Ints) -> list[Ints]:
    """What tells rows apart when it is asked which facts are missing: the truths, and what is settled."""
    parts = t.walk(node)
    if any(isinstance(part, t.Aggregate | t.Each | t.Earned) for part in parts):
        return [np.arange(len(places))]
    return [code[places] for part in parts for code in _code(part, block)]


def _code(part: t.Node, block: Block) -> Iterator[Ints]:
    if isinstance(part, t.Literal | t.Today):
        return
    if isinstance(part, t.TRUTHS):
        truth = block.truth(part)
        yield unpack(truth.true, block.count).astype(np.int64) + 2 * unpack(truth.false, block.count)
        hard = None if truth.hard is None else unpack(truth.hard, block.count)
    else:
        held = block.value(part)  # type: ignore[arg-type]
        settled = held.exact if isinstance(held, Vector) else _settled(held)
        yield np.broadcast_to(settled, (block.count,)).astype(np.int64)
        hard = held.hard
    if hard is not None:  # nobody knows without asking
        hard = np.broadcast_to(hard, (block.count,))
        yield np.where(hard, np.arange(block.count), -1)


def _settled(column: Coded) -> Bools:
    table = np.array([*(not isinstance(value, Possible) for value in column.values), False], np.bool_)
    found: Bools = table[column.codes]
    return found
