"""Comparisons without an example on each side, with the value that a new example could have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Final

from songjieyou.rules.answer.interpret import truth
from songjieyou.rules.answer.words import said_one
from songjieyou.rules.check.examples import Ran
from songjieyou.rules.check.naming import UNSAID, is_constant, name_of, readable
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Version, nodes_of
from songjieyou.rules.values import FALSE, TRUE

_SIDES: Final = {TRUE: "成立", FALSE: "不成立"}
_STEPS: Final = {t.Dim.MONEY: 100, t.Dim.MONTHS: 1, t.Dim.DAYS: 1, t.Dim.SCORE: Fraction(1, 2)}

type Place = tuple[int, str]
"""The line of the file that a comparison stands in, and the condition that it is part of, if any."""


def uncovered(version: Version, ran: Iterable[Ran]) -> Iterator[tuple[int, str]]:
    """One hint per comparison that the version's examples meet on one side only, or on none."""
    contexts = [one.answer.at for one in ran if one.answer.version is version and not one.answer.absent]
    for (line, rule), test in comparisons(version):
        seen = {truth(test, at) for at in contexts}
        wanting = [word for side, word in _SIDES.items() if side not in seen]
        if wanting:
            plain = readable(test)
            proposed = f"，可用 {'、'.join(_proposed(plain))}" if is_constant(plain.right) else ""
            yield line, f"门槛“{_said(plain, version, rule)}”没有{'和'.join(wanting)}的例子{proposed}"


def comparisons(version: Version) -> list[tuple[Place, t.Compare]]:
    """Every comparison, each once, outside of totals and of derived facts (these have own examples)."""
    found: dict[int, tuple[Place, t.Compare]] = {}
    roots: list[tuple[Place, t.Node]] = [((c.line, c.rule), c.node) for c in version.conditions]
    scores = list(version.scores.values())
    roots += [((version.line, ""), node) for node in nodes_of(version.benefit)]
    roots += [((version.line, ""), node) for node in scores]
    for place, root in roots:
        todo: list[t.Node] = [root]
        while todo:
            node = todo.pop()
            if isinstance(node, t.Compare) and not (is_constant(node.left) and is_constant(node.right)):
                found.setdefault(id(node), (place, node))
            if not isinstance(node, t.Aggregate | t.Each | t.Derived) and (node is root or node not in scores):
                todo.extend(t.children(node))
    return sorted(found.values(), key=lambda pair: pair[0][0])


def _said(test: t.Compare, version: Version, rule: str) -> str:
    """The comparison as it might be written; the whole rule where a side of it cannot be."""
    right = _value(test, test.right.value) if isinstance(test.right, t.Literal) else name_of(test.right, version)
    said = f"{name_of(test.left, version)} {test.op} {right}"
    return rule or said if UNSAID in said else said


def _value(test: t.Compare, number: Any) -> str:
    return said_one(number, test.right.dim, test.right.unit or test.left.unit)


def _proposed(test: t.Compare) -> list[str]:
    """The threshold itself and the next value on its other side."""
    limit: Any = test.right.value  # type: ignore[union-attr]
    step: Any = _STEPS.get(test.right.dim, Fraction(1, 1000) if test.right.unit == "%" else 1)
    if isinstance(limit, dt.date):
        step = dt.timedelta(days=1)
    try:
        beyond = limit - step if test.op in (">=", "<") else limit + step
    except OverflowError:
        return [_value(test, limit)]  # the first or last date there is
    return [_value(test, limit), _value(test, beyond)]
