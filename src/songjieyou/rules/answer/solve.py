"""Where a comparison turns: the value of one fact, all others as they are, at which it starts to hold.

Both sides are ratios of linear polynomials in that fact (sums, products and quotients with known values), which covers
what clauses say; whatever is more tangled gives no answer. Every answer is tried out before it is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any, Final

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.vocabulary import WHOLE, Entry
from songjieyou.rules.units import whole_if_whole
from songjieyou.rules.values import FALSE, TRUE, is_exact

_NEAR: Final = 400
"""Days around a solved date within which the exact one lies (months are of unequal length)."""


@dataclass(frozen=True, slots=True)
class _Ratio:
    """(a x + b) / (c x + d)."""

    a: Any
    b: Any
    c: Any = 0
    d: Any = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """From `at` on the comparison holds; with `open` only beyond it (a ratio has no next value)."""

    at: Any
    open: bool = False


def turning(node: t.Compare, fact: t.Fact, at: Context, *, want: bool) -> Turn | None:
    """Where `node` becomes true (or false, where `want` is False) as `fact` moves; None where it cannot."""
    key, entry = at.key(fact), at.vocabulary.entry(fact.name)
    wanted = TRUE if want else FALSE

    def holds(x: Any) -> bool:
        return truth(node, at.supposing({key: x})) == wanted

    if entry.type == "日期":
        return _date_turn(node, fact, at, holds)
    root = _root(node, key, at)
    if root is None:
        return None
    return _settled(root, entry, holds)


def _settled(root: Fraction, entry: Entry, holds: Callable[[Any], bool]) -> Turn | None:
    """The value itself, or the next one that the fact can have, or an open bound."""
    if not entry.negative and root < 0:
        return None
    if entry.type in WHOLE:
        whole = floor(root)
        found = [x for x in (whole, whole + 1, whole - 1) if holds(x) and (x >= 0 or entry.negative)]
        near = min(found, key=lambda x: abs(x - root), default=None)
        return None if near is None else Turn(near)
    exact = whole_if_whole(root)
    if holds(exact):
        return Turn(exact)
    nudge = max(abs(root), Fraction(1)) / 10**12
    return Turn(exact, open=True) if holds(root + nudge) or holds(root - nudge) else None


def _root(node: t.Compare, key: FactKey, at: Context) -> Fraction | None:
    """The x at which both sides are equal, where that is one linear equation."""
    left, right = _ratio(node.left, key, at), _ratio(node.right, key, at)
    if left is None or right is None:
        return None
    square = left.a * right.c - right.a * left.c
    linear = left.a * right.d + left.b * right.c - right.a * left.d - right.b * left.c
    rest = left.b * right.d - right.b * left.d
    if square != 0 or linear == 0:
        return None
    return Fraction(-rest) / Fraction(linear)


def _ratio(node: t.ValueNode, key: FactKey, at: Context) -> _Ratio | None:
    if isinstance(node, t.Fact) and at.key(node) == key:
        return _Ratio(1, 0)
    if not _reads(node, key, at):
        held = value(node, at)
        return _Ratio(0, held) if is_exact(held) and not isinstance(held, dt.date) else None
    match node:
        case t.Derived():
            return _ratio(node.node, key, at)
        case t.Arith():
            left, right = _ratio(node.left, key, at), _ratio(node.right, key, at)
            return None if left is None or right is None else _combined(node.op, left, right)
        case t.Extreme():
            return _active(node, key, at)
    return None


def _active(node: t.Extreme, key: FactKey, at: Context) -> _Ratio | None:
    """Of 取小 and 取大 the branch that reads the fact; trying out the answer shows whether it was the right one."""
    branches = [item for item in node.items if _reads(item, key, at)]
    return _ratio(branches[0], key, at) if len(branches) == 1 else None


def _combined(op: str, left: _Ratio, right: _Ratio) -> _Ratio | None:
    if op in "+-":
        sign = 1 if op == "+" else -1
        if (left.c, left.d) == (right.c, right.d):
            return _Ratio(left.a + sign * right.a, left.b + sign * right.b, left.c, left.d)
        if left.c or right.c:
            return None
        return _Ratio(
            left.a * right.d + sign * right.a * left.d, left.b * right.d + sign * right.b * left.d, 0, left.d * right.d
        )
    if op != "*":
        right = _Ratio(right.c, right.d, right.a, right.b)
    if left.a * right.a or left.c * right.c:
        return None
    return _Ratio(
        left.a * right.b + left.b * right.a, left.b * right.b, left.c * right.d + left.d * right.c, left.d * right.d
    )


def _reads(node: t.Node, key: FactKey, at: Context) -> bool:
    return any(isinstance(n, t.Fact) and at.key(n) == key for n in t.walk(node))


# Dates ---------------------------------------------------------------------------------------------------------------


def _date_turn(node: t.Compare, fact: t.Fact, at: Context, holds: Callable[[Any], bool]) -> Turn | None:
    """The date nearest to the other side from which the comparison holds."""
    start = _other_side(node, fact, at)
    if start is None:
        return None
    now = at.view.get(at.key(fact))
    step = 1 if isinstance(now, dt.date) and now < start else -1
    near = _within(start, step)
    found = next((day for day in near if holds(day)), None)
    return None if found is None else Turn(found)


def _within(middle: dt.date, step: int) -> list[dt.date]:
    """The days around one, in the order in which they are met on the way to it."""
    days = [middle.toordinal() + step * offset for offset in range(-_NEAR, _NEAR + 1)]
    return [dt.date.fromordinal(day) for day in days if 1 <= day <= dt.date.max.toordinal()]


def _other_side(node: t.Compare, fact: t.Fact, at: Context) -> dt.date | None:
    """Roughly the date that the fact is measured against."""
    key = at.key(fact)
    for mine, other in ((node.left, node.right), (node.right, node.left)):
        if not _reads(mine, key, at) or _reads(other, key, at):
            continue
        bound = value(other, at)
        if isinstance(mine, t.Fact) and isinstance(bound, dt.date):
            return bound
        if isinstance(mine, t.Shift) and isinstance(mine.date, t.Fact) and isinstance(bound, dt.date):
            shifted = value(t.Shift(t.Literal(bound, t.Dim.DATE), mine.by, -mine.sign), at)
            return shifted if isinstance(shifted, dt.date) else None
    return None
