"""Quotients compared with a plain number: a percent sign that was forgotten cannot be told from a multiple."""

from __future__ import annotations

from collections.abc import Iterator

from songjieyou.rules.answer.words import said
from songjieyou.rules.check.coverage import comparisons
from songjieyou.rules.check.naming import name_of, readable
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Version
from songjieyou.rules.units import decimal
from songjieyou.rules.values import is_exact


def without_percent(version: Version) -> Iterator[tuple[int, str]]:
    """One hint per quotient of like quantities that is compared with a number of at least 1."""
    for (line, rule), test in comparisons(version):
        plain = readable(test)
        match plain.right:
            case t.Literal(value, t.Dim.NUMBER, "") if is_exact(value) and value >= 1 and _is_quotient(plain.left):
                number, percent = decimal(value), said(value, t.Dim.NUMBER, "%")
                where = rule or name_of(plain.left, version)
                yield line, f"“{where}”里的“{number}”就是 {percent}；如果是 {number}%，要写百分号"


def _is_quotient(node: t.ValueNode) -> bool:
    """Whether one quantity is divided by another of its kind (a division by a constant only changes the unit)."""
    if not isinstance(node, t.Arith) or node.op != "/" or isinstance(node.right, t.Literal):
        return False
    left, right = node.left, node.right
    return left.dim == right.dim and (left.dim != t.Dim.NUMBER or (left.unit != "" and left.unit == right.unit))
