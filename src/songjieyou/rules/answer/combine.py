"""The best lawful combination (最优组合): the highest total, what was left out and why, sums per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from songjieyou.rules.answer.caps import Limit, received_by
from songjieyou.rules.answer.constraints import (
    BaseCap,
    Choice,
    Constraint,
    CountCap,
    MoneyCap,
    Needs,
    OneOf,
    TopUp,
    broken_by,
)
from songjieyou.rules.answer.optimum import optimum
from songjieyou.rules.answer.verdict import FITS
from songjieyou.rules.facts.base import FactBase, Received, Subject
from songjieyou.rules.language.tree import Earned, walk
from songjieyou.rules.library.policy import Exclusion, Item, nodes_of
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.units import MOST_MONEY, money
from songjieyou.rules.values import Value, as_band, is_exact

if TYPE_CHECKING:
    from songjieyou.rules.answer.engine import Answers
    from songjieyou.rules.answer.item import ItemAnswer

FIXED = "定额"
CLOSED = "已截止"
PROJECT = "项目"


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


@dataclass(frozen=True, slots=True)
class _Candidate:
    answer: ItemAnswer
    most: int

    @property
    def item(self) -> Item:
        return self.answer.item

    @property
    def subject(self) -> Subject:
        return self.answer.subject

    @property
    def kind(self) -> str:
        return self.answer.amount.kind if self.answer.amount else ""

    @property
    def label(self) -> str:
        name = self.answer.subject_id
        return f"{self.item.id}（{name}）" if name else self.item.id


def best(answers: Answers, only: Callable[[Item], bool] = lambda item: True) -> Best:
    """The best combination of the items (of `only` some, where told) that fit a subject told of and are not over."""
    fitting = [a for a in answers.items if a.verdict == FITS and a.subject.id is not None and only(a.item)]
    candidates, dropped = _candidates(fitting, answers)
    constraints = list(_constraints(candidates, answers))
    paid = optimum([c.most for c in candidates], constraints)
    found = Best(sum(paid), items=_taken(candidates, paid), dropped=dropped)
    for taken in found.items:
        kind = taken.answer.amount.kind if taken.answer.amount else ""
        found.by_kind[kind] = found.by_kind.get(kind, 0) + taken.fen
    found.dropped += _left_out(candidates, constraints, paid)
    found.fixed_only = _fixed_only(candidates, constraints, found)
    found.assumptions = list(_assumed(candidates, constraints, found))
    return found


def _taken(candidates: Sequence[_Candidate], paid: Choice) -> list[Taken]:
    return [Taken(c.answer, fen, c.most) for c, fen in zip(candidates, paid, strict=True) if fen]


# Candidates ----------------------------------------------------------------------------------------------------------


def _candidates(fitting: Iterable[ItemAnswer], answers: Answers) -> tuple[list[_Candidate], list[Dropped]]:
    candidates, dropped = [], []
    for answer in fitting:
        most = _sure(answer.amount.value) if answer.amount else 0
        if most <= 0:
            continue
        window = answer.window
        if window is not None and window.state == CLOSED:
            dropped.append(Dropped(answer, f"申报窗口已于 {window.end} 截止"))
        elif most > MOST_MONEY:
            dropped.append(Dropped(answer, "金额大得不可信，请核对数据"))
        elif rival := _already_received(answer, answers):
            dropped.append(Dropped(answer, f"已享受“{rival}”，不能再享受"))
        else:
            candidates.append(_Candidate(answer, most))
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
    places = [answer.subject.ancestor(rule.per) for rule, item in rules if _meets(rule, item)]
    if other.matter and other.matter == answer.item.matter:
        places.append(answer.subject.ancestor(PROJECT) or answer.subject.ancestor(FIRM))
    return any(place is not None and received_by(received, place, base) for place in places)


def _meets(rule: Exclusion, item: Item) -> bool:
    return item.id in rule.items or (bool(rule.tag) and rule.tag in item.tags)


# Constraints ---------------------------------------------------------------------------------------------------------


def _constraints(candidates: Sequence[_Candidate], answers: Answers) -> Iterator[Constraint]:
    yield from _caps(candidates)
    yield from _base_caps(candidates)
    yield from _exclusions(candidates)
    yield from _matters(candidates)
    yield from _top_ups(candidates, answers)


def _group_id(limit: Limit) -> tuple[str, str]:
    return limit.cap.per, (limit.group.id or "") if limit.group else ""


def _caps(candidates: Sequence[_Candidate]) -> Iterator[Constraint]:
    """Caps over several candidates; one candidate alone is already within its own."""
    seen: dict[tuple[str, str, tuple[str, str]], Limit] = {}
    for candidate in candidates:
        for limit in candidate.answer.amount.limits if candidate.answer.amount else ():
            seen.setdefault((limit.item, limit.cap.text, _group_id(limit)), limit)
    for limit in seen.values():
        members = tuple(n for n, c in enumerate(candidates) if c.item.id in limit.items and _inside(c, limit))
        why = f"上限：{limit.cap.text}"
        if limit.times is not None:
            yield from _count_cap(candidates, members, limit, why)
        elif len(members) > 1 and (left := as_band(limit.left)) is not None and left.low is not None:
            yield MoneyCap(members, int(left.low), why)


def _inside(candidate: _Candidate, limit: Limit) -> bool:
    """Whether a candidate is of the group; without such a subject above them candidates are one group of their own."""
    if limit.group is None:
        return candidate.subject.ancestor(limit.cap.per) is None
    return candidate.subject.under(limit.group)


def _count_cap(
    candidates: Sequence[_Candidate], members: tuple[int, ...], limit: Limit, why: str
) -> Iterator[Constraint]:
    groups: dict[str, list[int]] = {}
    for member in members:
        counted = candidates[member].subject.ancestor(limit.cap.counted) or candidates[member].subject
        if (counted.id or "") not in limit.used or not counted.id:
            groups.setdefault(counted.id or "", []).append(member)
    if limit.times is not None and len(groups) > limit.times:
        yield CountCap(tuple(map(tuple, groups.values())), limit.times, why)


def _base_caps(candidates: Sequence[_Candidate]) -> Iterator[Constraint]:
    shared: dict[tuple[str, str, tuple[str, str]], list[tuple[int, Fraction, Limit]]] = {}
    for number, candidate in enumerate(candidates):
        amount = candidate.answer.amount
        for limit in amount.base_limits if amount else ():
            factor = as_band(amount.factor) if amount else None
            if factor and factor.low is not None and factor.low > 0 and as_band(limit.left) is not None:
                key = (limit.item, limit.cap.text, _group_id(limit))
                shared.setdefault(key, []).append((number, Fraction(factor.low), limit))
    for members in shared.values():
        left = as_band(members[0][2].left)
        if len(members) > 1 and left is not None and left.low is not None:
            numbers, factors = tuple(n for n, _, _ in members), tuple(f for _, f, _ in members)
            slack = tuple(_rounded_up(candidates[n], f) for n, f, _ in members)
            yield BaseCap(numbers, factors, slack, int(left.low), f"基数上限：{members[0][2].cap.text}")


def _rounded_up(candidate: _Candidate, factor: Fraction) -> Fraction:
    """The base that the full amount seems to need beyond the true one, because it was rounded up."""
    base = as_band(candidate.answer.amount.base) if candidate.answer.amount else None
    return max(Fraction(0), candidate.most / factor - base.low) if base and base.low is not None else Fraction(0)


def _exclusions(candidates: Sequence[_Candidate]) -> Iterator[Constraint]:
    for (a, one), (b, other) in combinations(enumerate(candidates), 2):
        if one.item.id != other.item.id:
            rule = _exclusion(one, other) or _exclusion(other, one)
            if rule is not None:
                clause = f"（{rule.clause}）" if rule.clause else ""
                yield OneOf(((a,), (b,)), f"“{one.label}”与“{other.label}”不能在同一{rule.per}上同享{clause}")


def _exclusion(one: _Candidate, other: _Candidate) -> Exclusion | None:
    for rule in one.item.exclusions:
        mine, its = one.subject.ancestor(rule.per), other.subject.ancestor(rule.per)
        if mine is not None and its is not None and mine.id == its.id and _meets(rule, other.item):
            return rule
    return None


def _matters(candidates: Sequence[_Candidate]) -> Iterator[Constraint]:
    """就高: of one matter on one project only one item is paid."""
    groups: dict[tuple[str, str, str], dict[str, list[int]]] = {}
    for number, candidate in enumerate(candidates):
        if candidate.item.matter:
            place = candidate.subject.ancestor(PROJECT) or candidate.subject.ancestor(FIRM) or candidate.subject
            items = groups.setdefault((candidate.item.matter, place.kind, place.id or ""), {})
            items.setdefault(candidate.item.id, []).append(number)
    for (matter, _, _), items in groups.items():
        if len(items) > 1:
            yield OneOf(tuple(map(tuple, items.values())), f"同一事项“{matter}”就高不重复")


def _top_ups(candidates: Sequence[_Candidate], answers: Answers) -> Iterator[Constraint]:
    """所得: what builds on another item's money falls with it, in proportion where it is a plain share of it."""
    for number, candidate in enumerate(candidates):
        version, amount = candidate.answer.version, candidate.answer.amount
        benefit = version.benefit if version else None
        for item in sorted({n.item for root in nodes_of(benefit) for n in walk(root) if isinstance(n, Earned)}):
            why = f"以“{item}”所得为基数，它没有入选或减少了"
            grounds = {id(answer) for answer in answers.based_on(item, candidate.subject)}
            bases = tuple(n for n, c in enumerate(candidates) if id(c.answer) in grounds)
            if benefit and amount and isinstance(benefit.base, Earned) and is_exact(amount.factor):
                factor = Fraction(amount.factor)
                slack = max(Fraction(0), candidate.most - factor * sum(candidates[b].most for b in bases))
                yield TopUp(number, bases, factor, min(slack, Fraction(1, 2)), why)
            elif bases:
                yield Needs(number, bases, tuple(candidates[b].most for b in bases), why)
            else:
                yield MoneyCap((number,), 0, why)


# Saying it -----------------------------------------------------------------------------------------------------------


def _left_out(candidates: Sequence[_Candidate], constraints: Sequence[Constraint], paid: Choice) -> Iterator[Dropped]:
    for number, candidate in enumerate(candidates):
        if not paid[number]:
            why = broken_by(constraints, paid, {number: candidate.most})
            yield Dropped(candidate.answer, "；".join(why) or "合计更低")


def _fixed_only(candidates: Sequence[_Candidate], constraints: Sequence[Constraint], found: Best) -> list[Taken] | None:
    most = [c.most if c.kind == FIXED else 0 for c in candidates]
    if sum(most) == found.by_kind.get(FIXED, 0):
        return None
    paid = optimum(most, constraints)
    return _taken(candidates, paid) if sum(paid) > found.by_kind.get(FIXED, 0) else None


def _assumed(candidates: Sequence[_Candidate], constraints: Sequence[Constraint], found: Best) -> Iterator[str]:
    if any(not is_exact(c.answer.amount.value) for c in candidates if c.answer.amount):
        yield "金额是一段的，按下限计算"
    if any(taken.fen < taken.alone for taken in found.items):
        cut = "、".join(
            f"“{t.answer.item.id}”由 {money(t.alone)} 减为 {money(t.fen)}" for t in found.items if t.fen < t.alone
        )
        yield f"受共同的上限所限：{cut}"
    yield from _unseen(candidates, constraints, found)


def _unseen(candidates: Sequence[_Candidate], constraints: Sequence[Constraint], found: Best) -> Iterator[str]:
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
