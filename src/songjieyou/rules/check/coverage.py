"""Thresholds without an example on each side, with the value that a new example could have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Final

from songjieyou.rules.answer.interpret import truth
from songjieyou.rules.answer.words import said_one
from songjieyou.rules.check.examples import Ran
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Version, nodes_of
from songjieyou.rules.values import FALSE, TRUE, is_exact

_SIDES: Final = {TRUE: "成立", FALSE: "不成立"}
_STEPS: Final = {t.Dim.MONEY: 100, t.Dim.MONTHS: 1, t.Dim.DAYS: 1, t.Dim.SCORE: Fraction(1, 2)}


def uncovered(version: Version, ran: Iterable[Ran]) -> Iterator[tuple[int, str]]:
    """One hint per threshold that the version's examples meet on one side only, or on none."""
    contexts = [one.answer.at for one in ran if one.answer.version is version and not one.answer.absent]
    for line, test in _thresholds(version):
        seen = {truth(test, at) for at in contexts}
        wanting = [word for side, word in _SIDES.items() if side not in seen]
        if wanting:
            yield line, f"门槛“{_said(test)}”没有{'和'.join(wanting)}的例子，可用 {'、'.join(_proposed(test))}"


def _thresholds(version: Version) -> list[tuple[int, t.Compare]]:
    """Comparisons with a constant, each once, outside of totals and of derived facts (these have own examples)."""
    found: dict[int, tuple[int, t.Compare]] = {}
    roots: list[tuple[int, t.Node]] = [(condition.line, condition.node) for condition in version.conditions]
    roots += [(version.line, node) for node in (*nodes_of(version.benefit), *version.scores.values())]
    for line, root in roots:
        todo: list[t.Node] = [root]
        while todo:
            node = todo.pop()
            if isinstance(node, t.Compare) and isinstance(node.right, t.Literal) and is_exact(node.right.value):
                found.setdefault(id(node), (line, node))
            if not isinstance(node, t.Aggregate | t.Each | t.Derived):
                todo.extend(t.children(node))
    return sorted(found.values(), key=lambda pair: pair[0])


def _said(test: t.Compare) -> str:
    return f"{_name(test.left)} {test.op} {_value(test, _limit(test))}"


def _name(node: t.ValueNode) -> str:
    names = [n.name for n in t.walk(node) if isinstance(n, t.Fact | t.Derived)]
    return names[0] if len(names) == 1 and isinstance(node, t.Fact | t.Derived) else " … ".join(names)


def _limit(test: t.Compare) -> Any:
    return test.right.value  # type: ignore[union-attr]


def _value(test: t.Compare, number: Any) -> str:
    return said_one(number, test.right.dim, test.right.unit or test.left.unit)


def _proposed(test: t.Compare) -> list[str]:
    """The threshold itself and the next value on its other side."""
    limit = _limit(test)
    step: Any = _STEPS.get(test.right.dim, Fraction(1, 1000) if test.right.unit == "%" else 1)
    if isinstance(limit, dt.date):
        step = dt.timedelta(days=1)
    try:
        beyond = limit - step if test.op in (">=", "<") else limit + step
    except OverflowError:
        return [_value(test, limit)]  # the first or last date there is
    return [_value(test, limit), _value(test, beyond)]
