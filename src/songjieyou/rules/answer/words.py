"""Values as people read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final

from songjieyou.rules.language import tree as t
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.units import decimal, money, months, ratio
from songjieyou.rules.values import UNKNOWN, Band, Possible, Scalar, Value

NOT_KNOWN: Final = "未知"


def said(value: Value, dim: Dim, unit: str = "") -> str:
    """`8000万元`, `20人 至 49人`, `中型或小型`, `是`, `未知`."""
    match value:
        case Band():
            return _band(value, dim, unit)
        case Possible(values):
            return "或".join(said_one(v, dim, unit) for v in sorted(values))
        case tuple():
            return "、".join(value) or "无"
    return NOT_KNOWN if value is UNKNOWN else said_one(value, dim, unit)


def said_one(value: Scalar, dim: Dim, unit: str = "") -> str:
    """A single value."""
    match value:
        case bool():
            return "是" if value else "否"
        case str():
            return value
        case dt.date():
            return value.isoformat()
    if dim == Dim.MONEY:
        return money(value)
    if dim == Dim.MONTHS:
        return months(value)
    if unit == "%":
        return ratio(value)
    return f"{decimal(value)}{'分' if dim == Dim.SCORE else unit}"


def said_fact(entry: Entry, value: Value) -> str:
    """A value of a fact, in its unit; several possible words in their declared order, all of them: unknown."""
    if isinstance(value, Possible) and entry.choices:
        if len(value.values) == len(entry.choices):
            return NOT_KNOWN
        return "或".join(word for word in entry.choices if word in value.values)
    return said(value, entry.dim, unit_of(entry))


def unit_of(entry: Entry) -> str:
    return "%" if entry.type == "比率" else entry.unit


def _band(band: Band, dim: Dim, unit: str) -> str:
    low = None if band.low is None else said_one(band.low, dim, unit)
    high = None if band.high is None else said_one(band.high, dim, unit)
    if low is not None and high is not None:
        return f"{'超过' if band.open_low else ''}{low} 至 {'不足' if band.open_high else ''}{high}"
    if low is not None:
        return f"{'超过' if band.open_low else '不少于'} {low}"
    return f"{'不足' if band.open_high else '不超过'} {high}"


# Rules as people read them -------------------------------------------------------------------------------------------

_YEARS: Final = {0: "本年", -1: "上年", -2: "前年"}
_STRENGTH: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "growth": 2}


@dataclass(frozen=True, slots=True)
class Names:
    """Says what a node is, as a rule line would: `上年(研发费用) / 上年(营业收入)`. `year` is the one asked about."""

    year: int
    scores: Mapping[str, t.ValueNode]

    def named(self, node: t.Node) -> str:
        return self._score(node) or self._value(node) or self._truth(node)

    def _score(self, node: t.Node) -> str:
        """得分 and 总分 stand in the tree as what they are made of."""
        for name, score in self.scores.items():
            if node is score:
                return f"得分({name})"
        scores = list(self.scores.values())
        if len(scores) < 2 or not isinstance(node, t.Arith):
            return ""
        return "总分" if node == reduce(lambda a, b: t.Arith("+", a, b, a.dim, a.unit), scores) else ""

    def _value(self, node: t.Node) -> str:
        match node:
            case t.Literal(value, dim, unit):
                return f"'{value}'" if dim == Dim.WORD else said(value, dim, unit)
            case t.Fact() | t.Derived():
                return self._fact(node)
            case t.Today():
                return "申报日"
            case t.Arith() | t.DaysBetween() | t.Shift() | t.Power():
                return self._sum(node)
            case t.Extreme(op, items) | t.Rank(op, items):
                return f"{op}({self._listed(*items)})"
            case t.Aggregate(op, kind, value, where):
                return f"{op}({self._listed(*([value] if value else []), *([where] if where else []), kind=kind)})"
            case t.Parameter(name, date):
                return f"参数({name})" if isinstance(date, t.Today) else f"参数({name}, {self.named(date)})"
            case t.Earned(item):
                return f"所得({item})"
            case t.Choose(rows):
                return "或".join(dict.fromkeys(self.named(row) for _, row in rows))
        return ""

    def _fact(self, node: t.Fact | t.Derived) -> str:
        if node.offset in _YEARS:
            return f"{_YEARS[node.offset]}({node.name})"
        year = node.year if node.offset is None else self.year + node.offset
        return node.name if year is None else f"年度({node.name}, {year})"

    def _sum(self, node: t.Arith | t.DaysBetween | t.Shift | t.Power) -> str:
        match node:
            case t.Arith(op, left, right):
                sign = "/" if op == "growth" else op
                return f"{self._inside(left, op)} {sign} {self._inside(right, op, last=True)}"
            case t.DaysBetween(late, early):
                return f"{self.named(late)} - {self._inside(early, '-', last=True)}"
            case t.Shift(date, by, sign):
                return f"{self.named(date)} {'+' if sign > 0 else '-'} {self.named(by)}"
        return f"{self._inside(node.base, '*', last=True)} 的 {node.exponent} 次方"

    def _inside(self, node: t.ValueNode, op: str, *, last: bool = False) -> str:
        """A side of a computation, in brackets where it would be read otherwise."""
        text = self.named(node)
        own = _STRENGTH.get(node.op, 3) if isinstance(node, t.Arith) else 1 if isinstance(node, t.Shift) else 3
        plain = own > _STRENGTH[op] or (own == _STRENGTH[op] and not last) or self._score(node)
        return text if plain else f"({text})"

    def _listed(self, *nodes: t.Node, kind: str = "") -> str:
        """The parts of a call; 个数 has the kind of subject where no value stands."""
        parts = [self.named(node) for node in nodes]
        counted = kind and not (nodes and not isinstance(nodes[0], t.TRUTHS))
        return ", ".join([kind, *parts] if counted else parts)

    def _truth(self, node: t.Node) -> str:
        match node:
            case t.Compare(op, left, right):
                return f"{self.named(left)} {op} {self.named(right)}"
            case t.Member():
                return self._member(node)
            case t.Holds(fact):
                return self._fact(fact)
            case t.Not(item):
                inside = self.named(item)
                return f"非 ({inside})" if isinstance(item, t.And | t.Or) else f"非 {inside}"
            case t.And(items):
                return " 且 ".join(f"({self.named(i)})" if isinstance(i, t.Or) else self.named(i) for i in items)
            case t.Or(items):
                return " 或 ".join(map(self.named, items))
            case t.Each(_, item):
                return f"每个({self.named(item)})"
            case t.ChooseTruth(rows):
                return "；".join(self.named(row) for _, row in rows)
        return ""

    def _member(self, node: t.Member) -> str:
        if node.within is not None:
            return f"{self.named(node.item)} 属于 {self.named(node.within)}"
        if len(node.options) == 1 and not node.tree:
            return f"{self.named(node.item)} = '{node.options[0]}'"
        options = f"名单({node.listed})" if node.listed else f"[{', '.join(node.options)}]"
        return f"{self.named(node.item)} 属于 {options}"
