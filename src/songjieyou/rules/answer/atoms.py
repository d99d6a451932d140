"""Every distinct test of many conditions, evaluated once per subject.

Comparisons of one value with many constants are answered together: sorted by the constant, their truths fall into at
most three runs, so a few comparisons find where the runs meet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.language import tree as t
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Value, compare, is_exact

_RISING: Final = (">=", ">")
_FALLING: Final = ("<=", "<")
_BISECT: Final = {">=": bisect_right, ">": bisect_left, "<=": bisect_left, "<": bisect_right}
"""How many limits lie before an exact value turns the comparison."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One value against constants in rising order; `falling` ops hold beyond the value, rising ones up to it."""

    measure: t.ValueNode
    op: str
    limits: tuple[Any, ...]

    def truths(self, at: Context) -> list[int]:
        held = value(self.measure, at)
        count = len(self.limits)
        if held is UNKNOWN:
            return [MAYBE] * count
        first, last = (TRUE, FALSE) if self.op in _RISING else (FALSE, TRUE)
        start, end = self.edges(held, first) if not is_exact(held) else (_BISECT[self.op](self.limits, held),) * 2
        return [first] * start + [MAYBE] * (end - start) + [last] * (count - end)

    def edges(self, held: Value, first: int) -> tuple[int, int]:
        """Where the first run ends and the last one begins, for a value that is not exact."""
        op = self.op

        def rank(limit: Any) -> int:
            return abs(compare(op, held, limit) - first)

        start = bisect_left(self.limits, MAYBE, key=rank)
        return start, bisect_left(self.limits, TRUE, start, key=rank)


class Atoms:
    """`evaluate` gives a truth per slot; `slot` tells where the truth of a node stands."""

    def __init__(self, nodes: Iterable[t.TruthNode]) -> None:
        self._roots = list(nodes)  # a slot goes by the identity of its node, so the nodes must live as long
        self.slots: dict[int, int] = {}
        self._joined: list[tuple[bool, itemgetter[Any]]] = []
        runs: dict[tuple[int, str], list[t.Compare]] = {}
        others: list[t.TruthNode] = []
        composites: list[t.And | t.Or] = []
        seen: set[int] = set()
        for node in self._roots:
            self._gather(node, runs, others, composites, seen)
        self._runs = [self._run(found) for found in runs.values()]
        for node in others:
            self._keep(node)
        self._others = others
        for composite in composites:
            self._join(composite)

    def slot(self, node: t.TruthNode) -> int:
        return self.slots[id(node)]

    def evaluate(self, at: Context) -> list[int]:
        found: list[int] = []
        for run in self._runs:
            found += run.truths(at)
        for node in self._others:
            found.append(truth(node, at))
        for all_of, parts in self._joined:
            found.append(min(parts(found)) if all_of else max(parts(found)))
        return found

    def _gather(
        self,
        node: t.TruthNode,
        runs: dict[tuple[int, str], list[t.Compare]],
        others: list[t.TruthNode],
        composites: list[t.And | t.Or],
        seen: set[int],
    ) -> None:
        if id(node) in seen:
            return
        seen.add(id(node))
        if isinstance(node, t.And | t.Or) and len(node.items) > 1:
            for item in node.items:
                self._gather(item, runs, others, composites, seen)
            composites.append(node)
        elif _in_run(node):
            runs.setdefault((id(node.left), node.op), []).append(node)  # type: ignore[union-attr, arg-type]
        else:
            others.append(node)

    def _run(self, found: list[t.Compare]) -> _Run:
        found.sort(key=_limit)
        for node in found:
            self._keep(node)
        return _Run(found[0].left, found[0].op, tuple(_limit(node) for node in found))

    def _keep(self, node: t.TruthNode) -> None:
        self.slots[id(node)] = len(self.slots)

    def _join(self, node: t.And | t.Or) -> None:
        parts = itemgetter(*(self.slots[id(item)] for item in node.items))
        self._joined.append((isinstance(node, t.And), parts))
        self._keep(node)


def _in_run(node: t.TruthNode) -> bool:
    return (
        isinstance(node, t.Compare)
        and node.op in (*_RISING, *_FALLING)
        and isinstance(node.right, t.Literal)
        and is_exact(node.right.value)
    )


def _limit(node: t.Compare) -> Any:
    return node.right.value  # type: ignore[union-attr]
