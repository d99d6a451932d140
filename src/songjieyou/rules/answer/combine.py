"""The best lawful combination (最优组合): the highest total, what was left out and why, sums per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from songjieyou.rules.answer.caps import received_by
from songjieyou.rules.answer.constraints import (
    Choice,
    Constraint,
    OneOf,
    broken_by,
)
from songjieyou.rules.answer.dates import CLOSED
from songjieyou.rules.answer.engine import Answers
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.optimum import optimum, solved
from songjieyou.rules.answer.together import PROJECT, Candidate, meets, together
from songjieyou.rules.answer.verdict import ELIGIBLE
from songjieyou.rules.facts.base import FactBase, Received
from songjieyou.rules.library.policy import Item
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.units import money
from songjieyou.rules.values import Value, as_band, is_exact

FIXED = "定额"


@dataclass(frozen=True, slots=True)
class Taken:
    """An item of the combination with what it is paid (`fen`) of what it would bring alone (`alone`)."""

    answer: ItemAnswer
    fen: int
    alone: int


@dataclass(frozen=True, slots=True)
class Dropped:
    answer: ItemAnswer
    why: str


@dataclass(slots=True)
class Best:
    """`fixed_only` is the choice that counting 定额 alone would prefer, where that is another one."""

    fen: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    items: list[Taken] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    fixed_only: list[Taken] | None = None


def best(answers: Answers, only: Callable[[Item], bool] = lambda item: True) -> Best:
    """The best combination of what fits a subject told of and is not over (`only` some items, where told)."""
    fitting = [a for a in answers.items if a.verdict == ELIGIBLE and a.subject.id is not None and only(a.item)]
    candidates, dropped = _candidates(fitting, answers)
    constraints = list(together(candidates, answers))
    solution = solved([c.most for c in candidates], constraints)
    paid = solution.paid
    found = Best(sum(paid), items=_taken(candidates, paid), dropped=dropped)
    for taken in found.items:
        kind = taken.answer.amount.kind if taken.answer.amount else ""
        found.by_kind[kind] = found.by_kind.get(kind, 0) + taken.fen
    found.dropped += _left_out(candidates, constraints, paid)
    found.fixed_only = _fixed_only(candidates, constraints, found)
    found.assumptions = [*answers.base.strangers(answers.catalogue.items), *_assumed(candidates, constraints, found)]
    if solution.gap:
        found.assumptions.append(f"没有逐分证明这是最高的组合；最多还可能高 {money(solution.gap)}")
    return found


def _taken(candidates: Sequence[Candidate], paid: Choice) -> list[Taken]:
    return [Taken(c.answer, fen, c.most) for c, fen in zip(candidates, paid, strict=True) if fen]


# Candidates ----------------------------------------------------------------------------------------------------------


def _candidates(fitting: Iterable[ItemAnswer], answers: Answers) -> tuple[list[Candidate], list[Dropped]]:
    candidates, dropped = [], []
    for answer in fitting:
        most = _sure(answer.amount.value) if answer.amount else 0
        if most <= 0:
            continue
        window = answer.window
        if window is not None and window.state == CLOSED:
            dropped.append(Dropped(answer, f"申报窗口已于 {window.end} 截止"))
        elif rival := _already_received(answer, answers):
            dropped.append(Dropped(answer, f"已享受“{rival}”，不能再享受"))
        else:
            candidates.append(Candidate(answer, most))
    return candidates, dropped


def _sure(value: Value) -> int:
    """The exact amount, or what a band surely brings."""
    band = as_band(value)
    return 0 if band is None or band.low is None else int(band.low)


def _already_received(answer: ItemAnswer, answers: Answers) -> str:
    """An item received before that this one may not be had with."""
    for received in answers.base.received or ():
        other = answers.catalogue.items.get(received.item)
        if other is not None and other.id != answer.item.id and _rivals(answer, other, received, answers.base):
            return other.id
    return ""


def _rivals(answer: ItemAnswer, other: Item, received: Received, base: FactBase) -> bool:
    """Whether an exclusion of either item, or one matter, joins an answer and what was received."""
    rules = [(rule, other) for rule in answer.item.exclusions] + [(rule, answer.item) for rule in other.exclusions]
    places = [answer.subject.ancestor(rule.per) for rule, item in rules if meets(rule, item)]
    if other.matter and other.matter == answer.item.matter:
        places.append(answer.subject.ancestor(PROJECT) or answer.subject.ancestor(FIRM))
    return any(place is not None and received_by(received, place, base) for place in places)


# Saying it -----------------------------------------------------------------------------------------------------------


def _left_out(candidates: Sequence[Candidate], constraints: Sequence[Constraint], paid: Choice) -> Iterator[Dropped]:
    for number, candidate in enumerate(candidates):
        if not paid[number]:
            why = broken_by(constraints, paid, {number: candidate.most})
            yield Dropped(candidate.answer, "；".join(why) or "合计更低")


def _fixed_only(candidates: Sequence[Candidate], constraints: Sequence[Constraint], found: Best) -> list[Taken] | None:
    most = [c.most if c.kind == FIXED else 0 for c in candidates]
    if sum(most) == found.by_kind.get(FIXED, 0):
        return None
    paid = optimum(most, constraints)
    return _taken(candidates, paid) if sum(paid) > found.by_kind.get(FIXED, 0) else None


def _assumed(candidates: Sequence[Candidate], constraints: Sequence[Constraint], found: Best) -> Iterator[str]:
    if any(not is_exact(c.answer.amount.value) for c in candidates if c.answer.amount):
        yield "金额是一段的，按下限计算"
    if any(taken.fen < taken.alone for taken in found.items):
        cut = "、".join(
            f"“{t.answer.item.id}”由 {money(t.alone)} 减为 {money(t.fen)}" for t in found.items if t.fen < t.alone
        )
        yield f"受共同的上限所限：{cut}"
    yield from _unseen(candidates, constraints, found)


def _unseen(candidates: Sequence[Candidate], constraints: Sequence[Constraint], found: Best) -> Iterator[str]:
    """Where no exclusion clause was seen, what the total would be if there were one."""
    chosen = {id(taken.answer) for taken in found.items}
    pairs = [
        (a, b)
        for (a, one), (b, other) in combinations(enumerate(candidates), 2)
        if one.item.policy != other.item.policy
        and not (one.item.exclusions_seen and other.item.exclusions_seen)
        and (one.subject.under(other.subject) or other.subject.under(one.subject))
    ]
    names = [f"“{c.item.id}”" for c in candidates if not c.item.exclusions_seen and id(c.answer) in chosen]
    if not pairs or not names:
        return
    strict = [*constraints, *(OneOf(((a,), (b,)), "") for a, b in pairs)]
    least = sum(optimum([c.most for c in candidates], strict))
    if least < found.fen:
        listed = "、".join(dict.fromkeys(names))
        yield f"{listed}未见互斥条款，按可以同享计算；如果与其他政策不能同享，合计为 {money(least)}"
