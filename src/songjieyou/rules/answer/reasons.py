"""Why: the facts behind each condition, what is missing, and the smallest sets of rules that alone decide against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import home, truth, value
from songjieyou.rules.answer.words import Names
from songjieyou.rules.facts.base import FactKey, Origin
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Benefit, Condition, nodes_of
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Value, is_exact

MOST_RULES: Final = 3
MOST_SETS: Final = 20


@dataclass(frozen=True, slots=True)
class Used:
    """A fact as a condition used it. `kind` is the subject it belongs to."""

    key: FactKey
    kind: str
    value: Value
    origin: Origin


def facts_used(node: t.Node, at: Context) -> list[Used]:
    """Every fact a node reads, those below in an aggregate too, in reading order."""
    found: dict[tuple[str, FactKey], Used] = {}
    for fact, inner in _reads(node, at):
        key = inner.key(fact)
        entry = at.vocabulary.find(fact.name)
        kind = entry.subject if entry else at.subject.kind
        held = value(fact, inner)
        found.setdefault((str(inner.subject.id), key), Used(key, kind, held, inner.subject.origin(key)))
    return list(found.values())


def _reads(node: t.Node, at: Context) -> Iterator[tuple[t.Fact | t.Derived, Context]]:
    """The facts a node reads, each with the context it is read in. A derived fact stands for itself."""
    match node:
        case t.Fact():
            yield node, at
        case t.Derived():
            yield node, at
        case t.Aggregate() | t.Each():
            for subject in at.base.below(at.subject, node.kind) or ():
                for child in t.children(node):
                    yield from _reads(child, at.at(subject))
        case _:
            for child in t.children(node):
                yield from _reads(child, at)


# Missing -------------------------------------------------------------------------------------------------------------


def open_names(node: t.TruthNode, at: Context) -> tuple[str, ...]:
    """The names of the missing facts of a test that is undecided; many items ask after the same test."""
    found = at.names.get(id(node))
    if found is None:
        found = at.names[id(node)] = _open_names(node, at)
    return found


def _open_names(node: t.TruthNode, at: Context) -> tuple[str, ...]:
    if only := only_fact(node):
        return only
    if plain := plain_facts(node):
        return tuple(dict.fromkeys(fact.name for fact in plain if not is_exact(value(fact, at))))
    if isinstance(node, t.And | t.Or):
        open_parts = (item for item in node.items if truth(item, at) == MAYBE)
        return tuple(dict.fromkeys(name for item in open_parts for name in open_names(item, at)))
    return tuple(dict.fromkeys(name for name, _ in missing(node, at)))


def only_fact(node: t.TruthNode) -> tuple[str, ...]:
    """The name of the only fact that a plain test reads; empty for other tests."""
    match node:
        case t.Compare(_, t.Fact(name), t.Literal()) | t.Holds(t.Fact(name)) | t.Member(t.Fact(name), within=None):
            return (name,)
        case t.Not(item):
            return only_fact(item)
    return ()


def plain_facts(node: t.TruthNode) -> tuple[t.Fact, ...]:
    """The facts of a ratio of two facts against a constant, the commonest test of several."""
    match node:
        case t.Compare(_, t.Arith(_, t.Fact() as first, t.Fact() as second), t.Literal()):
            return first, second
    return ()


def missing(node: t.Node, at: Context) -> Iterator[FactKey]:
    """The facts that leave a node undecided: only those below parts that are themselves undecided."""
    return _missing(node, at, set())


type _Seen = set[tuple[int, str, str | None]]
"""The nodes that were asked of a subject: what stands in several places is asked once."""


def _missing(node: t.Node, at: Context, seen: _Seen) -> Iterator[FactKey]:
    key = (id(node), at.subject.kind, at.subject.id)
    if key in seen or _settled(node, at):
        return
    seen.add(key)
    match node:
        case t.Fact():
            yield at.key(node)
        case t.Derived():
            yield from _missing(node.node, home(node, at), seen)
        case t.Choose() | t.ChooseTruth():
            yield from _missing_rows(node.rows, at, seen)
        case t.Aggregate() | t.Each():
            yield from _missing_below(node, at, seen)
        case _:
            for child in t.children(node):
                yield from _missing(child, at, seen)


def _missing_below(node: t.Aggregate | t.Each, at: Context, seen: _Seen) -> Iterator[FactKey]:
    """What is not known of the subjects below that count or may count."""
    below = at.base.below(at.subject, node.kind)
    if below is None:
        yield from _asked_below(node, at)
    for subject in below or ():
        inner = at.at(subject)
        if isinstance(node, t.Aggregate) and node.where is not None and truth(node.where, inner) == FALSE:
            continue
        for child in t.children(node):
            yield from _missing(child, inner, seen)


def missing_in(benefit: Benefit, at: Context) -> Iterator[FactKey]:
    """The facts that leave the money undecided."""
    for node in nodes_of(benefit):
        yield from missing(node, at)


def _settled(node: t.Node, at: Context) -> bool:
    if isinstance(node, t.TRUTHS):
        return truth(node, at) != MAYBE
    held = value(node, at)  # type: ignore[arg-type]
    return is_exact(held) or isinstance(held, str | bool | tuple)


def _missing_rows(rows: Iterable[tuple[t.TruthNode | None, t.Node]], at: Context, seen: _Seen) -> Iterator[FactKey]:
    for test, row in rows:
        holds = TRUE if test is None else truth(test, at)
        if holds == MAYBE and test is not None:
            yield from _missing(test, at, seen)
        if holds == TRUE:
            yield from _missing(row, at, seen)
            return


def _asked_below(node: t.Node, at: Context) -> Iterator[FactKey]:
    """Nobody told of the subjects below: every fact is missing that is not known from above them."""
    for inner in t.walk(node):
        if isinstance(inner, t.Fact) and not _settled(inner, at):
            yield at.key(inner)


def notes(node: t.Node, at: Context) -> Iterator[str]:
    """Reasons for an unknown that no fact would cure: a table read past its end, a division by zero."""
    for inner in t.walk(node):
        if isinstance(inner, t.Parameter):
            date = value(inner.date, at)
            if is_exact(date) and value(inner, at) is UNKNOWN:
                yield at.vocabulary.tables[inner.name].why_unknown(date)
        elif isinstance(inner, t.Arith) and inner.op in ("/", "growth") and _no_divisor(inner, at):
            yield "除数为零，算不出比例"


def _no_divisor(node: t.Arith, at: Context) -> bool:
    return node.op == "/" and value(node.right, at) == 0 and is_exact(value(node.right, at))


# Failing sets --------------------------------------------------------------------------------------------------------


type _Sets = tuple[list[frozenset[int]], bool]
"""Sets of rules by number, the smallest first, and whether there are more."""


def failing_sets(
    conditions: Iterable[Condition], at: Context, scores: Mapping[str, t.ValueNode] | None = None
) -> tuple[list[list[str]], bool]:
    """All minimal sets of at most three rules whose failing is enough for 不符合; True where there are more.

    Rules are the same where their texts are: what stands in two conditions fails in both.
    """
    rules = _Rules(at, Names(at.on.year, scores or {}), {})
    found = [rules.against(condition) for condition in conditions]
    minimal, cut = _fewest(s for sets, _ in found for s in sets)
    texts = list(rules.numbers)
    return [sorted(texts[number] for number in s) for s in minimal], cut or any(cut for _, cut in found)


def _fewest(sets: Iterable[frozenset[int]]) -> _Sets:
    """The sets that hold no other one, the smallest first, in the order of the file."""
    minimal: list[frozenset[int]] = []
    for s in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if len(minimal) > MOST_SETS:
            break
        if not any(known <= s for known in minimal):
            minimal.append(s)
    return minimal[:MOST_SETS], len(minimal) > MOST_SETS


@dataclass(frozen=True, slots=True)
class _Rules:
    """Leaf rules by their text, numbered as they are met."""

    at: Context
    names: Names
    numbers: dict[str, int]

    def against(self, condition: Condition) -> _Sets:
        """The minimal sets of leaf rules that make a condition false."""
        if truth(condition.node, self.at) != FALSE:
            return [], False
        if not condition.parts:
            text = self.text(condition)
            return [frozenset((self.numbers.setdefault(text, len(self.numbers)),))], False
        below = [self.against(part) for part in condition.parts]
        if condition.join == "全部":
            found, more = _fewest(s for sets, _ in below for s in sets)
        else:
            found, more = [frozenset[int]()], False
            for sets, _ in below:
                joined = [one | other for one in found for other in sets]
                found, cut = _fewest(s for s in joined if len(s) <= MOST_RULES)
                more = more or cut or any(len(s) > MOST_RULES for s in joined)
        return found, more or any(cut for _, cut in below)

    def text(self, condition: Condition) -> str:
        """The rule; of 分档 and 选择 the requirement of the row that applies."""
        node = condition.node
        row = row_of(node, self.at) if isinstance(node, t.ChooseTruth) else None
        return condition.rule if row is None else self.names.named(row)


def row_of(node: t.ChooseTruth, at: Context) -> t.TruthNode | None:
    """The requirement of the row that surely applies."""
    for test, row in node.rows:
        holds = TRUE if test is None else truth(test, at)
        if holds != FALSE:
            return row if holds == TRUE else None
    return None
