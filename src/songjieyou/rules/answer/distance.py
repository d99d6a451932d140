"""How far a condition is from holding: per fact what it is, what it would have to be, and the gap.

Kinds: 补数据 (just tell us), 可达到 (the firm can get there), 到期 (time brings it), 不可变 (nothing can be done).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from songjieyou.rules.answer import reasons as why
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.dates import crossing
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.solve import Turn, turning
from songjieyou.rules.answer.words import NOT_KNOWN, said, said_fact, said_one, unit_of
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition
from songjieyou.rules.library.resolve import TODAY
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Band, as_band, is_exact, mirror, opposite

TELL_US: Final = "补数据"
REACHABLE: Final = "可达到"
IN_TIME: Final = "到期"
_WORDS: Final = {">=": "不少于", "<=": "不超过", ">": "超过", "<": "不足", "=": "等于", "!=": "不等于"}


@dataclass(frozen=True, slots=True)
class Distance:
    """One change that would help. `way` numbers the alternatives of 任一; `turn` is the value where it turns."""

    fact: str
    now: str
    need: str
    gap: str
    kind: str
    way: str = ""
    key: FactKey | None = None
    turn: Any = None


def distances(conditions: Iterable[tuple[Condition, int]], at: Context) -> list[Distance]:
    """The changes for conditions that fail or are open."""
    found: list[Distance] = []
    for condition, now in conditions:
        if now == FALSE:
            found += _changes(condition.node, True, at, "")
        elif now == MAYBE:
            found += _told(condition.node, at)
    return list(dict.fromkeys(found))


def _told(node: t.TruthNode, at: Context) -> Iterator[Distance]:
    """What is not known, and what it would have to be where one line says so."""
    for key in dict.fromkeys(why.missing(node, at)):
        held = at.view.get(key, UNKNOWN)
        yield Distance(
            key[0], said_fact(at.vocabulary.entry(key[0]), held), _wanted(node, key, at), "", TELL_US, key=key
        )


def _wanted(node: t.TruthNode, key: FactKey, at: Context) -> str:
    """The bound on a fact that a plain condition states."""
    match node:
        case t.Compare(op, t.Fact() as fact, bound) if at.key(fact) == key:
            limit = value(bound, at)
            return f"{_WORDS[op]} {said(limit, bound.dim, bound.unit or fact.unit)}" if is_exact(limit) else ""
        case t.Member(t.Fact() as fact, options) if at.key(fact) == key and options:
            return "或".join(options)
        case t.Holds(t.Fact() as fact) if at.key(fact) == key:
            return "是"
        case t.Not(t.Holds(t.Fact() as fact)) if at.key(fact) == key:
            return "否"
    return ""


# Changes that would turn a part --------------------------------------------------------------------------------------


def _changes(node: t.TruthNode, want: bool, at: Context, way: str) -> Iterator[Distance]:
    """What would make the node true (or false); nothing for parts that are so already."""
    if truth(node, at) == (TRUE if want else FALSE):
        return
    match node:
        case t.Not():
            yield from _changes(node.item, not want, at, way)
        case t.And() | t.Or():
            yield from _joined(node, want, at, way)
        case t.Each() if want:
            for subject in at.base.below(at.subject, node.kind) or ():
                yield from _changes(node.item, want, at.at(subject), way)
        case t.ChooseTruth():
            yield from _chosen(node, want, at, way)
        case t.Holds():
            yield from _flag(node, want, at, way)
        case t.Member():
            yield from _membership(node, want, at, way)
        case t.Compare():
            yield from _comparison(node, want, at, way)


def _joined(node: t.And | t.Or, want: bool, at: Context, way: str) -> Iterator[Distance]:
    """All parts of what must hold together; of alternatives each is a way of its own."""
    if isinstance(node, t.And) == want:
        for item in node.items:
            yield from _changes(item, want, at, way)
        return
    for number, item in enumerate(node.items, 1):
        yield from _changes(item, want, at, f"{way}.{number}" if way else str(number))


def _chosen(node: t.ChooseTruth, want: bool, at: Context, way: str) -> Iterator[Distance]:
    """The requirement of the tier that applies; what picks the tier is never a lever."""
    for test, row in node.rows:
        holds = TRUE if test is None else truth(test, at)
        if holds == TRUE:
            yield from _changes(row, want, at, way)
        if holds != FALSE:
            return


def _flag(node: t.Holds, want: bool, at: Context, way: str) -> Iterator[Distance]:
    entry = at.vocabulary.entry(node.fact.name)
    now = said_fact(entry, value(node.fact, at))
    yield Distance(entry.name, now, "是" if want else "否", "", _kind(entry, at, node.fact), way, at.key(node.fact))


def _membership(node: t.Member, want: bool, at: Context, way: str) -> Iterator[Distance]:
    item = node.item if node.within is None else node.within
    if not isinstance(item, t.Fact | t.Derived):
        return
    entry = at.vocabulary.entry(item.name)
    words = f"名单“{node.listed}”" if node.listed else "或".join(_named(entry, word, at) for word in node.options)
    need = words if want else f"不属于{words}"
    yield Distance(entry.name, said_fact(entry, value(item, at)), need, "", _kind(entry, at, item), way, at.key(item))


def _named(entry: Entry, word: str, at: Context) -> str:
    return f"{word} {at.vocabulary.codes[entry.codes].names[word]}" if entry.codes else word


def _kind(entry: Entry, at: Context, node: t.Fact | t.Derived) -> str:
    return TELL_US if value(node, at) is UNKNOWN else entry.changeable


# Comparisons ---------------------------------------------------------------------------------------------------------


def _comparison(node: t.Compare, want: bool, at: Context, way: str) -> Iterator[Distance]:
    if any(isinstance(n, t.Today) for n in t.walk(node)):
        yield from _in_time(node, at, way)
    totals = [n for n in _direct(node) if isinstance(n, t.Aggregate)]
    if totals:
        yield from _total(node, want, totals[0], at, way)
        return
    for facts in _levers(node):
        found = [(fact, turn) for fact in facts if (turn := turning(node, fact, at, want=want)) is not None]
        for fact, turn in found:
            yield _numeric(fact, turn, at, way)
        if found:
            return


def _levers(node: t.Compare) -> tuple[list[t.Fact], list[t.Fact]]:
    """The facts that can turn a comparison; divisors only where nothing else does (nobody shrinks for a ratio)."""
    divisors = {
        id(n) for d in _direct(node) if isinstance(d, t.Arith) and d.op in ("/", "growth") for n in _direct(d.right)
    }
    facts = list({id(n): n for n in _direct(node) if isinstance(n, t.Fact)}.values())
    return [f for f in facts if id(f) not in divisors], [f for f in facts if id(f) in divisors]


def _direct(node: t.Node) -> list[t.Node]:
    """The nodes of a comparison outside of tiers and totals, whose own facts are not levers."""
    found, todo = [], [node]
    while todo:
        current = todo.pop(0)
        found.append(current)
        if not isinstance(current, t.Choose | t.Rank | t.Aggregate | t.Parameter):
            todo[:0] = t.children(current)
    return found


def _numeric(fact: t.Fact, turn: Turn, at: Context, way: str) -> Distance:
    entry = at.vocabulary.entry(fact.name)
    held = at.view.get(at.key(fact), UNKNOWN)
    rising = _rises(held, turn)
    word = ("超过 " if rising else "低于 ") if turn.open else ""
    need = f"{word}{said_fact(entry, turn.at)}"
    key = at.key(fact)
    return Distance(
        entry.name, said_fact(entry, held), need, _gap(entry, held, turn.at), entry.changeable, way, key, turn
    )


def _rises(held: Any, turn: Turn) -> bool:
    band = as_band(held)
    return band is None or band.high is None or band.high <= turn.at


def _gap(entry: Entry, held: Any, need: Any) -> str:
    band = as_band(held)
    if band is None or band.low is None or band.high is None:
        return ""
    ends = sorted((_apart(entry, band.low, need), _apart(entry, band.high, need)))
    dim, unit = (t.Dim.DAYS, "天") if entry.type == "日期" else (entry.dim, unit_of(entry))
    return said(ends[0] if ends[0] == ends[1] else Band(*ends), dim, unit)


def _apart(entry: Entry, one: Any, other: Any) -> Any:
    return abs((one - other).days) if entry.type == "日期" else abs(one - other)


def _in_time(node: t.Compare, at: Context, way: str) -> Iterator[Distance]:
    """A condition that time alone will fulfil."""
    date = crossing(node, at)
    if date is not None:
        gap = f"{(date - at.on).days}天"
        yield Distance(TODAY, at.on.isoformat(), f"{date.isoformat()} 起", gap, IN_TIME, way, turn=Turn(date))


def _total(node: t.Compare, want: bool, total: t.Aggregate, at: Context, way: str) -> Iterator[Distance]:
    """合计(…) or 个数(…) against a bound: the gap of the whole."""
    on_left = node.left is total
    other = node.right if on_left else node.left
    if not on_left and node.right is not total:
        return
    held, bound = value(total, at), value(other, at)
    if not is_exact(bound):
        return
    op = node.op if on_left else mirror(node.op)
    op = op if want else opposite(op)
    name = total.value.name if isinstance(total.value, t.Fact) else total.kind
    entry = at.vocabulary.find(name)
    kind = TELL_US if held is UNKNOWN else entry.changeable if entry else REACHABLE
    unit = total.unit or ("个" if total.op == "个数" else "")
    band = as_band(held)
    gap = ""
    if band is not None and band.low == band.high and band.low is not None:
        gap = said_one(abs(bound - band.low), total.dim, unit)
    need = f"{'' if op in ('>=', '<=', '=') else _WORDS[op] + ' '}{said_one(bound, total.dim, unit)}"
    label = f"{total.op}({name})"
    now = said(held, total.dim, unit) if held is not UNKNOWN else NOT_KNOWN
    yield Distance(label, now, need, gap, kind, way)
