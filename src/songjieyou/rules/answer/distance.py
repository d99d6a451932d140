"""How far a condition is from holding: per fact what it is, what it would have to be, and the gap.

Kinds: 补数据 (just tell us), 可达到 (the firm can get there), 到期 (time brings it), 不可变 (nothing can be done).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from songjieyou.rules.answer import reasons as why
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.dates import crossing
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.solve import Turn, turning
from songjieyou.rules.answer.words import Names, said, said_fact, said_one, unit_of
from songjieyou.rules.facts.base import FactKey, Subject
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition
from songjieyou.rules.library.resolve import TODAY
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Band, as_band, is_exact, mirror, opposite

TELL_US: Final = "补数据"
REACHABLE: Final = "可达到"
IN_TIME: Final = "到期"
FIXED: Final = "不可变"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDS: Final = {">=": "不少于", "<=": "不超过", ">": "超过", "<": "不足", "=": "等于", "!=": "不等于"}


@dataclass(frozen=True, slots=True)
class Distance:
    """One change that would help the condition `rule`; of one subject of 每个, the one with the 号 `subject`.

    `way` numbers the alternatives within the rule: one of them is enough. Where parts with alternatives of their own
    must hold together, a letter tells them apart (A.1, A.2, B.1). `turn` is the value where it turns.
    """

    fact: str
    now: str
    need: str
    gap: str
    kind: str
    way: str = ""
    rule: str = ""
    subject: str | None = None
    key: FactKey | None = None
    turn: Any = None

    @property
    def period(self) -> str | None:
        """The year or the month of the fact."""
        return None if self.key is None or self.key[1] is None else str(self.key[1])


@dataclass(frozen=True, slots=True)
class _Part:
    """Where in the conditions a change would help."""

    at: Context
    names: Names
    rule: str
    way: str = ""
    subject: str | None = None

    def step(self, name: str) -> _Part:
        return replace(self, way=f"{self.way}.{name}" if self.way else name)

    def below(self, subject: Subject) -> _Part:
        return replace(self, at=self.at.at(subject), subject=subject.id)

    def entry(
        self, fact: str, now: str, need: str, gap: str, kind: str, key: FactKey | None = None, turn: Any = None
    ) -> Distance:
        return Distance(fact, now, need, gap, kind, self.way, self.rule, self.subject, key, turn)


def distances(
    conditions: Iterable[tuple[Condition, int]], at: Context, scores: Mapping[str, t.ValueNode] | None = None
) -> list[Distance]:
    """The changes for conditions that fail or are open; `scores` are those of their version."""
    found: list[Distance] = []
    names = Names(at.on.year, scores or {})
    for condition, now in conditions:
        part = _Part(at, names, condition.rule)
        if now == FALSE:
            found += _changes(condition.node, True, part)
        elif now == MAYBE:
            found += _told(condition.node, part)
    return list(dict.fromkeys(found))


def hopeless(condition: Condition, at: Context, scores: Mapping[str, t.ValueNode]) -> Distance | None:
    """What nobody can change and a failed condition falls with; None where it has a way, or nothing is known of one."""
    return _hopeless(condition.node, True, _Part(at, Names(at.on.year, scores), condition.rule))


def reachable(condition: Condition, at: Context) -> bool:
    """Whether somebody, or time, can make a failed condition hold."""
    part = _Part(at, Names(at.on.year, {}), condition.rule)
    if _hopeless(condition.node, True, part) is not None:
        return False
    return any(True for _ in _changes(condition.node, True, part))


def _hopeless(node: t.TruthNode, want: bool, part: _Part) -> Distance | None:
    if truth(node, part.at) != (FALSE if want else TRUE):
        return None
    match node:
        case t.Not():
            return _hopeless(node.item, not want, part)
        case t.And() | t.Or():
            found = [_hopeless(item, want, part) for item in node.items]
            if isinstance(node, t.And) != want and None in found:
                return None
            return next((change for change in found if change), None)
    fixed: Distance | None = None
    for change in _changes(node, want, part):
        if change.kind != FIXED:  # to look for more of them would take its time
            return None
        fixed = fixed or change
    return fixed


def _told(node: t.TruthNode, part: _Part) -> Iterator[Distance]:
    """What is not known, and what it would have to be where one line says so."""
    at = part.at
    for key in dict.fromkeys(why.missing(node, at)):
        now = said_fact(at.vocabulary.entry(key[0]), at.view.get(key, UNKNOWN))
        yield part.entry(key[0], now, _wanted(node, key, at), "", TELL_US, key)


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


def _changes(node: t.TruthNode, want: bool, part: _Part) -> Iterator[Distance]:
    """What would make the node true (or false); nothing for parts that are so already."""
    if truth(node, part.at) == (TRUE if want else FALSE):
        return
    match node:
        case t.Not():
            yield from _changes(node.item, not want, part)
        case t.And() | t.Or():
            yield from _joined(node.items, isinstance(node, t.And) == want, want, part)
        case t.Each():
            yield from _each(node, want, part)
        case t.ChooseTruth():
            yield from _chosen(node, want, part)
        case t.Holds():
            yield _flag(node, want, part)
        case t.Member():
            yield from _membership(node, want, part)
        case t.Compare():
            yield from _comparison(node, want, part)


def _joined(items: Sequence[t.TruthNode], together: bool, want: bool, part: _Part) -> Iterator[Distance]:
    """All parts of what must hold together; of alternatives each is a way of its own."""
    if not together:
        for number, item in enumerate(items, 1):
            yield from _changes(item, want, part.step(str(number)))
        return
    found = [(item, list(_changes(item, want, part))) for item in items]
    branching = [item for item, changes in found if any(change.way != part.way for change in changes)]
    for item, changes in found:
        if len(branching) > 1 and item in branching:
            yield from _changes(item, want, part.step(_LETTERS[branching.index(item) % len(_LETTERS)]))
        else:
            yield from changes


def _each(node: t.Each, want: bool, part: _Part) -> Iterator[Distance]:
    """Every subject below that fails; to break 每个 any one of them is enough."""
    for number, subject in enumerate(part.at.base.below(part.at.subject, node.kind) or (), 1):
        yield from _changes(node.item, want, (part if want else part.step(str(number))).below(subject))


def _chosen(node: t.ChooseTruth, want: bool, part: _Part) -> Iterator[Distance]:
    """The requirement of the tier that applies; what picks the tier is never a lever."""
    row = why.row_of(node, part.at)
    if row is not None:
        yield from _changes(row, want, part)


def _flag(node: t.Holds, want: bool, part: _Part) -> Distance:
    entry = part.at.vocabulary.entry(node.fact.name)
    now = said_fact(entry, value(node.fact, part.at))
    kind = _kind(entry, part.at, node.fact)
    return part.entry(entry.name, now, "是" if want else "否", "", kind, part.at.key(node.fact))


def _membership(node: t.Member, want: bool, part: _Part) -> Iterator[Distance]:
    item, at = node.item if node.within is None else node.within, part.at
    if not isinstance(item, t.Fact | t.Derived):
        return
    entry = at.vocabulary.entry(item.name)
    words = f"名单“{node.listed}”" if node.listed else "或".join(_named(entry, word, at) for word in node.options)
    need = words if want else f"不属于{words}"
    yield part.entry(entry.name, said_fact(entry, value(item, at)), need, "", _kind(entry, at, item), at.key(item))


def _named(entry: Entry, word: str, at: Context) -> str:
    return f"{word} {at.vocabulary.codes[entry.codes].names[word]}" if entry.codes else word


def _kind(entry: Entry, at: Context, node: t.Fact | t.Derived) -> str:
    return TELL_US if value(node, at) is UNKNOWN else entry.changeable


# Comparisons ---------------------------------------------------------------------------------------------------------


def _comparison(node: t.Compare, want: bool, part: _Part) -> Iterator[Distance]:
    """What time brings, the facts that can turn it, else how far the whole of it is off.

    Beside what time brings, what nobody can change is not worth telling.
    """
    in_time = list(_in_time(node, part))
    yield from in_time
    found = list(_turned(node, want, part)) or list(_whole(node, want, part))
    yield from (change for change in found if not (in_time and change.kind == FIXED))


def _turned(node: t.Compare, want: bool, part: _Part) -> Iterator[Distance]:
    """The single facts whose change turns a comparison; a total over subjects below has none."""
    if any(isinstance(n, t.Aggregate) for n in _direct(node)):
        return
    for facts in _levers(node):
        found = [(fact, turn) for fact in facts if (turn := turning(node, fact, part.at, want=want)) is not None]
        for fact, turn in found:
            yield _numeric(fact, turn, part)
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


def _numeric(fact: t.Fact, turn: Turn, part: _Part) -> Distance:
    entry, key = part.at.vocabulary.entry(fact.name), part.at.key(fact)
    held = part.at.view.get(key, UNKNOWN)
    word = ("超过 " if _rises(held, turn) else "低于 ") if turn.open else ""
    need = f"{word}{said_fact(entry, turn.at)}"
    return part.entry(entry.name, said_fact(entry, held), need, _gap(entry, held, turn.at), entry.changeable, key, turn)


def _rises(held: Any, turn: Turn) -> bool:
    band = as_band(held)
    return band is None or band.high is None or band.high <= turn.at


def _gap(entry: Entry, held: Any, need: Any) -> str:
    dim, unit = (t.Dim.DAYS, "天") if entry.type == "日期" else (entry.dim, unit_of(entry))
    return _between(held, need, dim, unit)


def _between(held: Any, need: Any, dim: t.Dim, unit: str) -> str:
    """How far a value or a band is from another value; empty where it is not known."""
    band = as_band(held)
    if band is None or band.low is None or band.high is None:
        return ""
    ends = sorted((_apart(band.low, need), _apart(band.high, need)))
    return said(ends[0] if ends[0] == ends[1] else Band(*ends), dim, unit)


def _apart(one: Any, other: Any) -> Any:
    return abs((one - other).days) if isinstance(one, dt.date) else abs(one - other)


def _in_time(node: t.Compare, part: _Part) -> Iterator[Distance]:
    """A condition that time alone will fulfil."""
    at = part.at
    date = crossing(node, at) if any(isinstance(n, t.Today) for n in t.walk(node)) else None
    if date is not None:
        gap = f"{(date - at.on).days}天"
        yield part.entry(TODAY, at.on.isoformat(), f"{date.isoformat()} 起", gap, IN_TIME, turn=Turn(date))


def _whole(node: t.Compare, want: bool, part: _Part) -> Iterator[Distance]:
    """The gap of a whole side: a total, a score, a ratio, what no single fact turns."""
    measure, other, op = node.left, node.right, node.op
    if not _reads_facts(measure):
        measure, other, op = other, measure, mirror(op)
    held, bound = value(measure, part.at), value(other, part.at)
    if not (is_exact(bound) or isinstance(bound, str)) or not _reads_facts(measure):
        return
    op = op if want else opposite(op)
    unit = measure.unit or other.unit
    dim, apart = (t.Dim.DAYS, "天") if measure.dim == t.Dim.DATE else (measure.dim, unit)
    if isinstance(measure, t.Aggregate) and measure.op == "个数":
        unit = apart = unit or "个"
        op, bound = {">": (">=", bound + 1), "<": ("<=", bound - 1)}.get(op, (op, bound))
    need = said_one(bound, measure.dim, unit)
    yield part.entry(
        part.names.named(measure),
        said(held, measure.dim, unit),
        need if op in (">=", "=") else f"{_WORDS[op]} {need}",
        "" if isinstance(bound, str) else _between(held, bound, dim, apart),
        TELL_US if held is UNKNOWN else _changeable(measure, part.at),
        part.at.key(measure) if isinstance(measure, t.Fact) else None,
    )


def _reads_facts(node: t.ValueNode) -> bool:
    return any(isinstance(n, t.Fact | t.Aggregate) for n in t.walk(node))


def _changeable(measure: t.ValueNode, at: Context) -> str:
    """How the facts of a measure can change, the easiest first; the number of subjects, by what makes them count."""
    facts = [n for n in t.walk(measure) if isinstance(n, t.Fact)]
    kinds = {at.vocabulary.entry(fact.name).changeable for fact in facts}
    return next((kind for kind in (REACHABLE, IN_TIME, TELL_US, FIXED) if kind in kinds), REACHABLE)
