"""逐月增量: from checked YAML to its node."""

from __future__ import annotations

import re
from typing import Final

from songjieyou.rules.faults import shown
from songjieyou.rules.language.tree import Dim, Fact, Literal, MonthlyIncrease, ValueNode
from songjieyou.rules.language.yamltext import Map, Node, Seq
from songjieyou.rules.library.compiler import Compiler, text_of
from songjieyou.rules.values import UNKNOWN

KEY: Final = "逐月增量"
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_MOST_MONTHS: Final = 120

type _Months = list[tuple[int, int]]


def read_increase(node: Map, compiler: Compiler) -> ValueNode:
    """The node of an increase. Faults are reported by the compiler."""
    name = _fact(node, compiler)
    months, base = _span(node.entries["期"], compiler), _span(node.entries["基期"], compiler)
    pairwise = text_of(node.get("对比")) == "对应月"
    if pairwise and len(months) != len(base):
        compiler.fault(node.entries["基期"], "按对应月比时，期和基期的月数要相同")
    if not (name and months and base):
        return Literal(UNKNOWN, Dim.MONEY)  # its fault was told
    kept = compiler.scope.kept
    now, before = (
        tuple(kept(Fact(name, Dim.MONEY, year=year, month=month)) for year, month in span) for span in (months, base)
    )
    only_active, negative = text_of(node.get("有效月")) == "大于0", text_of(node.get("负增量")) == "抵减"
    return kept(MonthlyIncrease(now, before, only_active, pairwise, negative))


def _fact(node: Map, compiler: Compiler) -> str:
    """The name of a monthly money fact of the subject or of one above it."""
    name, scope = node.entries[KEY], compiler.scope
    seen = (scope.kind, *scope.vocabulary.above(scope.kind))
    entries = [e for e in scope.vocabulary.entries.values() if e.period == "月" and e.type == "金额"]
    entry = scope.vocabulary.find(text_of(name))
    if entry not in entries:
        listed = "、".join(e.name for e in entries if e.subject in seen)
        compiler.fault(name, f"“{KEY}”要写一个按月的金额事实（{listed or '词汇表里还没有'}）")
        return ""
    if entry.subject not in seen:
        compiler.fault(name, f"“{entry.name}”是{entry.subject}的事实，这里的对象是{scope.kind}，读不到")
        return ""
    return entry.name


def _span(node: Node, compiler: Compiler) -> _Months:
    """Every month from the first to the last."""
    ends = []
    for text in node.items if isinstance(node, Seq) else []:
        match = _MONTH.fullmatch(text_of(text))
        if match is None or not 1 <= int(match[2]) <= 12:
            compiler.fault(text, f"读到“{shown(text_of(text))}”，应是月份，如 2030-07")
            return []
        ends.append(int(match[1]) * 12 + int(match[2]) - 1)
    if len(ends) != 2 or ends[0] > ends[1] or ends[1] - ends[0] > _MOST_MONTHS:
        compiler.fault(node, "应是起月和止月，如 [2030-07, 2030-12]")
        return []
    return [(month // 12, month % 12 + 1) for month in range(ends[0], ends[1] + 1)]
