"""Values and comparisons as an officer would write them, for hints."""

from __future__ import annotations

from typing import Final

from songjieyou.rules.answer.words import said
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Version
from songjieyou.rules.values import is_exact, mirror

_YEARS: Final = {0: "本年", -1: "上年", -2: "前年"}
_SUMS: Final = ("+", "-")
UNSAID: Final = "…"


def readable(test: t.Compare) -> t.Compare:
    """The comparison with its constant, if any, on the right."""
    if is_constant(test.left) and not is_constant(test.right):
        return t.Compare(mirror(test.op), test.right, test.left)
    return test


def is_constant(node: t.ValueNode) -> bool:
    return isinstance(node, t.Literal) and is_exact(node.value)


def name_of(node: t.ValueNode, version: Version) -> str:
    """A value as text, with UNSAID for what takes more than a few words."""
    scores = list(version.scores.values())
    if scores and _terms(node, scores) == scores:
        return "总分"
    score = next((name for name, one in version.scores.items() if one == node), None)
    return _text(node) if score is None else f"得分({score})"


def _terms(node: t.ValueNode, scores: list[t.ValueNode]) -> list[t.ValueNode]:
    """What a sum adds up, scores being taken as they are."""
    if isinstance(node, t.Arith) and node.op == "+" and node not in scores:
        return _terms(node.left, scores) + _terms(node.right, scores)
    return [node]


def _text(node: t.ValueNode) -> str:
    match node:
        case t.Fact() | t.Derived():
            return in_year(node)
        case t.Literal(value, dim, unit):
            return said(value, dim, unit)
        case t.Today():
            return "申报日"
        case t.Arith(op, left, right):
            op = "/" if op == "growth" else op
            return f"{_part(left, op, first=True)} {op} {_part(right, op, first=False)}"
        case t.Shift(date, by, sign):
            return f"{_text(date)} {'+' if sign > 0 else '-'} {_text(by)}"
        case t.DaysBetween(late, early):
            return f"{_text(late)} - {_text(early)}"
        case t.Aggregate(op, kind, value, None):
            return f"{op}({kind if value is None else _text(value)})"
        case t.Extreme(op, items):
            return f"{op}({', '.join(map(_text, items))})"
        case t.Parameter(name):
            return f"参数({name})"
        case t.Earned(item):
            return f"所得({item.split('/')[-1]})"
    return UNSAID


def _part(node: t.ValueNode, op: str, *, first: bool) -> str:
    """An operand, in brackets where the line would mean something else without."""
    if not isinstance(node, t.Arith):
        return _text(node)
    sums = node.op in _SUMS, op in _SUMS
    weaker = sums == (True, False) if first else sums != (False, True)
    return f"({_text(node)})" if weaker else _text(node)


def in_year(fact: t.Fact | t.Derived) -> str:
    """The name of a fact, with its year where it has one."""
    if fact.year is not None:
        return f"年度({fact.name}, {fact.year})"
    if fact.offset is None:
        return fact.name
    return f"{_YEARS.get(fact.offset, f'{-fact.offset}年前')}({fact.name})"
