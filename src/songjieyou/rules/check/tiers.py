"""Tiers that no value reaches, gaps between tiers, conditions that nobody can meet or answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from songjieyou.rules.faults import shown
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition, Version, nodes_of
from songjieyou.rules.library.vocabulary import Vocabulary
from songjieyou.rules.values import is_exact

type Cut = tuple[Any, int]
"""A place on the number line: just below a value (0) or just above it (1)."""

type Span = tuple[Cut | None, Cut | None]
"""From one cut to the next; None is no bound."""


def doubtful_tiers(version: Version) -> Iterator[tuple[int, str]]:
    """分档 rows that cannot be reached, and numbers that no row covers."""
    for line, node in _roots(version):
        for inner in t.walk(node):
            if isinstance(inner, t.Choose | t.ChooseTruth) and inner.tiers:
                yield from ((line, message) for message in _tiers([test for test, _ in inner.rows]))
            elif isinstance(inner, t.Choose | t.ChooseTruth):
                yield from ((line, message) for message in _repeated([test for test, _ in inner.rows]))


def _roots(version: Version) -> Iterator[tuple[int, t.Node]]:
    for condition in version.conditions:
        yield condition.line, condition.node
    for node in (*nodes_of(version.benefit), *version.scores.values()):
        yield version.line, node


def _tiers(tests: list[t.TruthNode | None]) -> Iterator[str]:
    spans = [_span(test) for test in tests]
    if any(span is None for span in spans):
        yield from _repeated(tests)
        return
    covered: list[Span] = []
    for number, span in enumerate(spans, 1):
        if span is not None and _inside(span, covered):
            yield f"分档第 {number} 档用不到：前面的档已经包括了它"
        if span is not None:
            covered = _joined([*covered, span])
    if covered != [(None, None)]:
        yield "分档没有覆盖所有的数；落在各档之外时没有规定，答复会是未知"


def _repeated(tests: list[t.TruthNode | None]) -> Iterator[str]:
    seen: list[t.TruthNode] = []
    for number, test in enumerate(tests, 1):
        if test is not None and test in seen:
            yield f"第 {number} 行用不到：前面已有同样的条件"
        elif test is not None:
            seen.append(test)


def _span(test: t.TruthNode | None) -> Span | None:
    """The numbers for which a tier's test holds; None where it is not about constants."""
    if test is None:
        return None, None
    parts = test.items if isinstance(test, t.And) else (test,)
    low: Cut | None = None
    high: Cut | None = None
    for part in parts:
        if not (isinstance(part, t.Compare) and isinstance(part.right, t.Literal) and is_exact(part.right.value)):
            return None
        limit = part.right.value
        match part.op:
            case ">=" | ">":
                low = (limit, int(part.op == ">"))
            case "<=" | "<":
                high = (limit, int(part.op == "<="))
            case _:
                return None
    return low, high


def _inside(span: Span, covered: list[Span]) -> bool:
    return _empty(span) or any(_starts(other, span) and _ends(span, other) for other in covered)


def _empty(span: Span) -> bool:
    return span[0] is not None and span[1] is not None and span[0] >= span[1]


def _starts(one: Span, other: Span) -> bool:
    return one[0] is None or (other[0] is not None and one[0] <= other[0])


def _ends(one: Span, other: Span) -> bool:
    return other[1] is None or (one[1] is not None and one[1] <= other[1])


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Touching spans made one, lowest first."""
    ordered = sorted((s for s in spans if not _empty(s)), key=lambda s: (s[0] is not None, s[0] or (0, 0)))
    found: list[Span] = []
    for span in ordered:
        last = found[-1] if found else None
        if last is not None and (last[1] is None or span[0] is None or span[0] <= last[1]):
            found[-1] = (last[0], None if last[1] is None or span[1] is None else max(last[1], span[1]))
        else:
            found.append(span)
    return found


# Conditions ----------------------------------------------------------------------------------------------------------


def impossible(version: Version) -> Iterator[tuple[int, str]]:
    """Hard conditions that no value can meet together, and lines that read no fact at all."""
    bounds: dict[t.ValueNode, tuple[Span, Condition]] = {}
    for condition in version.conditions:
        if not any(isinstance(n, t.Fact | t.Today | t.Earned | t.Aggregate | t.Each) for n in t.walk(condition.node)):
            yield condition.line, f"“{shown(condition.rule)}”没有用到任何事实"
        span = _span(condition.node) if isinstance(condition.node, t.Compare) else None
        if span is None or not isinstance(condition.node, t.Compare) or condition.strength != "硬性":
            continue
        other = bounds.get(condition.node.left)
        both = _overlap(span, other[0]) if other else span
        if other and _empty(both):
            yield condition.line, f"“{shown(condition.rule)}”与“{shown(other[1].rule)}”不可能同时成立"
        bounds[condition.node.left] = (both, condition)


def _overlap(one: Span, other: Span) -> Span:
    lows = [span[0] for span in (one, other) if span[0] is not None]
    highs = [span[1] for span in (one, other) if span[1] is not None]
    return max(lows, default=None), min(highs, default=None)


def unanswerable(version: Version, vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """Conditions on facts of which the vocabulary tells neither how to ask nor who knows."""
    for condition in version.conditions:
        for name in dict.fromkeys(n.name for n in t.walk(condition.node) if isinstance(n, t.Fact)):
            entry = vocabulary.find(name)
            if entry and not entry.question and not entry.known_by:
                yield condition.line, f"“{name}”在词汇表里没有写怎么问（问）、谁知道（谁知），没有人能回答"
