"""Cliffs: a small change of one fact that brings a jump in money ("再投 1 万元可多得 20 万元")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from songjieyou.rules.answer.amount import amount_of
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.solve import Turn, turning
from songjieyou.rules.answer.verdict import GRANTED, INELIGIBLE, blocks, verdict_of
from songjieyou.rules.answer.words import said_one, unit_of
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition, Ladder, nodes_of
from songjieyou.rules.library.vocabulary import WHOLE
from songjieyou.rules.values import FALSE, TRUE, UNKNOWN, is_exact

NEARBY: Final = Fraction(1, 5)
"""How far off a boundary may lie, as a part of the fact's present value."""


_MOSTLY_SLOPE: Final = 20
"""A step of less than one in this many of the gain is no cliff: the money grows that way anyhow."""


@dataclass(frozen=True, slots=True)
class Cliff:
    """With `fact` at `at` instead of `now` the item brings `extra` 分 more."""

    fact: str
    now: str
    at: str
    gap: str
    extra: int


def cliffs(answer: ItemAnswer) -> list[Cliff]:
    """The jumps within a fifth of what a firm can reach itself, the largest first.

    Only of what is decided: an item that fits, or one that a single failed condition stands against.
    """
    present = _present(answer)
    if present is None:
        return []
    found: dict[tuple[str, str], Cliff] = {}
    for fact, turn in _boundaries(answer):
        extra = _jump(answer, fact, turn, present)
        if extra > 0:
            cliff = _cliff(fact, turn, extra, answer.at)
            found.setdefault((cliff.fact, cliff.at), cliff)
    return sorted(found.values(), key=lambda cliff: -cliff.extra)


def _present(answer: ItemAnswer) -> int | None:
    """What the item brings now; None where that, or whether it fits, is open."""
    if answer.verdict in GRANTED:
        return answer.amount.fen if answer.amount else None
    return 0 if _only_failed(answer) else None


def _only_failed(answer: ItemAnswer) -> list[Condition]:
    """The failed condition, where there is but one and nothing is open beside it."""
    wanting = [
        (c, now) for c, now in answer.reasons if now < TRUE and c.strength == "硬性" and (now == FALSE or blocks(c))
    ]
    alone = answer.verdict == INELIGIBLE and len(wanting) == 1 and not answer.choice.missing
    return [condition for condition, now in wanting if alone and now == FALSE]


def _boundaries(answer: ItemAnswer) -> Iterator[tuple[t.Fact, Turn]]:
    """Where a test of the money turns as a fact rises (nobody shrinks for money, and a past year is past)."""
    at = answer.at
    for test in _tests(answer):
        want = truth(test, at) == FALSE
        for fact in dict.fromkeys(n for n in t.walk(test) if isinstance(n, t.Fact)):
            key = at.key(fact)
            held: Any = at.view.get(key)
            past = isinstance(key[1], int) and key[1] < at.on.year
            if past or at.vocabulary.entry(fact.name).changeable != "可达到" or not is_exact(held):
                continue
            turn = turning(test, fact, at, want=want)
            if turn is not None and not turn.open and 0 < turn.at - held <= NEARBY * abs(held):
                yield fact, turn


def _tests(answer: ItemAnswer) -> Iterator[t.Compare]:
    roots: list[t.Node] = [condition.node for condition in _only_failed(answer)]
    if not roots:
        roots = list(nodes_of(answer.version.benefit if answer.version else None))
        yield from _steps(answer)
    for root in roots:
        yield from (n for n in t.walk(root) if isinstance(n, t.Compare) and n.left.dim != t.Dim.DATE)


def _steps(answer: ItemAnswer) -> Iterator[t.Compare]:
    """The steps of a ladder, and beyond the last the next full one."""
    ladder = answer.version.benefit.amount if answer.version and answer.version.benefit else None
    if not isinstance(ladder, Ladder):
        return
    for start, _ in ladder.steps:
        yield t.Compare(">=", ladder.measure, start)
    measure, last = value(ladder.measure, answer.at), value(ladder.steps[-1][0], answer.at)
    step = value(ladder.step, answer.at) if ladder.step is not None else UNKNOWN
    if is_exact(measure) and is_exact(last) and is_exact(step) and measure >= last:
        following = last + ((measure - last) // step + 1) * step
        yield t.Compare(">=", ladder.measure, t.Literal(following, ladder.measure.dim, ladder.measure.unit))


def _jump(answer: ItemAnswer, fact: t.Fact, turn: Turn, present: int) -> int:
    """How much more there is at the boundary, where that is a jump and not merely more of the same."""
    at, key = answer.at, answer.at.key(fact)
    there = _money(answer, at.supposing({key: turn.at}))
    held = at.view[key]
    entry = at.vocabulary.entry(fact.name)
    step: Any = 1 if entry.type in WHOLE else Fraction(abs(turn.at) or 1) / 10**6
    before = _money(answer, at.supposing({key: turn.at - step if turn.at > held else turn.at + step}))
    if there is None or before is None:
        return 0
    return there - present if (there - before) * _MOSTLY_SLOPE > there - present else 0


def _money(answer: ItemAnswer, at: Context) -> int | None:
    """What the item would bring; 0 where its conditions fail, None where it is open."""
    version = answer.version
    if version is None or version.benefit is None:
        return None
    truths = [truth(condition.node, at) for condition in version.conditions]
    if verdict_of(version, truths) == INELIGIBLE:
        return 0
    if any(now < TRUE and before == TRUE for now, before in zip(truths, answer.truths, strict=True)):
        return 0
    return amount_of(answer.item, version.benefit, at).fen


def _cliff(fact: t.Fact, turn: Turn, extra: int, at: Context) -> Cliff:
    entry, held = at.vocabulary.entry(fact.name), at.view[at.key(fact)]
    now, there, gap = (said_one(v, entry.dim, unit_of(entry)) for v in (held, turn.at, abs(turn.at - held)))
    return Cliff(entry.name, now, there, gap, extra)
