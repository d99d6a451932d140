"""What may be had together: the constraints that the clauses put on the candidates of a combination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from songjieyou.rules.answer.caps import Limit
from songjieyou.rules.answer.constraints import BaseCap, Constraint, CountCap, MoneyCap, OneOf, TopUp
from songjieyou.rules.answer.engine import Answers
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.facts.base import Subject
from songjieyou.rules.language.tree import Earned, walk
from songjieyou.rules.library.policy import Exclusion, Item, nodes_of
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.values import as_band, is_exact

PROJECT = "项目"


@dataclass(frozen=True, slots=True)
class Candidate:
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


def meets(rule: Exclusion, item: Item) -> bool:
    return item.id in rule.items or (bool(rule.tag) and rule.tag in item.tags)


def together(candidates: Sequence[Candidate], answers: Answers) -> Iterator[Constraint]:
    yield from _caps(candidates)
    yield from _base_caps(candidates)
    yield from _exclusions(candidates)
    yield from _matters(candidates)
    yield from _top_ups(candidates, answers)


def _group_id(limit: Limit) -> tuple[str, str]:
    return limit.cap.per, (limit.group.id or "") if limit.group else ""


def _caps(candidates: Sequence[Candidate]) -> Iterator[Constraint]:
    """Caps over several candidates; one candidate alone is already within its own."""
    seen: dict[tuple[str, str, tuple[str, str]], Limit] = {}
    for candidate in candidates:
        for limit in candidate.answer.amount.limits if candidate.answer.amount else ():
            seen.setdefault((limit.item, limit.cap.text, _group_id(limit)), limit)
    for limit in seen.values():
        members = tuple(n for n, c in enumerate(candidates) if _bound(c, limit) and _inside(c, limit))
        why = f"上限：{limit.cap.text}"
        if limit.times is not None:
            yield from _count_cap(candidates, members, limit, why)
        elif len(members) > 1 and (left := as_band(limit.left)) is not None and left.low is not None:
            yield _money_cap(candidates, members, limit, int(left.low), why)


def _money_cap(
    candidates: Sequence[Candidate], members: tuple[int, ...], limit: Limit, left: int, why: str
) -> Constraint:
    """A yearly cap counts of each member what its fullest year takes; any other cap the whole amount."""
    yearly = limit.cap.yearly and limit.cap.recent_years is None
    amounts = [candidates[m].answer.amount for m in members]
    shares = [amount.yearly if yearly and amount else Fraction(1) for amount in amounts]
    if all(share == 1 for share in shares):
        return MoneyCap(members, left, why)
    return BaseCap(members, tuple(1 / share for share in shares), (Fraction(0),) * len(members), left, why)


def _bound(candidate: Candidate, limit: Limit) -> bool:
    """Whether a cap speaks of a candidate: of its own item those under the same version, and the items merged."""
    if candidate.item.id != limit.item:
        return candidate.item.id in limit.items
    limits = candidate.answer.amount.limits if candidate.answer.amount else ()
    return any(own.cap is limit.cap for own in limits)


def _inside(candidate: Candidate, limit: Limit) -> bool:
    """Whether a candidate is of the group; without such a subject above them candidates are one group of their own."""
    if limit.group is None:
        return candidate.subject.ancestor(limit.cap.per) is None
    return candidate.subject.under(limit.group)


def _count_cap(
    candidates: Sequence[Candidate], members: tuple[int, ...], limit: Limit, why: str
) -> Iterator[Constraint]:
    """Members by what is counted: their own subject (each item for itself) or one above it.

    What was counted this year already takes no second place; where the cap is for ever, paying again is another time.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for member in members:
        item, own = candidates[member].item.id, candidates[member].subject
        counted = own.ancestor(limit.cap.counted) or own
        if not (limit.cap.yearly and (counted.id or item) in limit.used):
            groups.setdefault((item if counted is own else "", counted.id or ""), []).append(member)
    if limit.times is not None and len(groups) > limit.times:
        yield CountCap(tuple(map(tuple, groups.values())), limit.times, why)


def _base_caps(candidates: Sequence[Candidate]) -> Iterator[Constraint]:
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


def _rounded_up(candidate: Candidate, factor: Fraction) -> Fraction:
    """The base that the full amount seems to need beyond the true one, because it was rounded up."""
    base = as_band(candidate.answer.amount.base) if candidate.answer.amount else None
    return max(Fraction(0), candidate.most / factor - base.low) if base and base.low is not None else Fraction(0)


def _exclusions(candidates: Sequence[Candidate]) -> Iterator[Constraint]:
    for (a, one), (b, other) in combinations(enumerate(candidates), 2):
        if one.item.id != other.item.id:
            rule = _exclusion(one, other) or _exclusion(other, one)
            if rule is not None:
                clause = f"（{rule.clause}）" if rule.clause else ""
                yield OneOf(((a,), (b,)), f"“{one.label}”与“{other.label}”不能在同一{rule.per}上同享{clause}")


def _exclusion(one: Candidate, other: Candidate) -> Exclusion | None:
    for rule in one.item.exclusions:
        mine, its = one.subject.ancestor(rule.per), other.subject.ancestor(rule.per)
        if mine is not None and its is not None and mine.id == its.id and meets(rule, other.item):
            return rule
    return None


def _matters(candidates: Sequence[Candidate]) -> Iterator[Constraint]:
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


def _top_ups(candidates: Sequence[Candidate], answers: Answers) -> Iterator[Constraint]:
    """所得: what builds on another item's money falls with it.

    A share of it as the base falls in proportion; any other use holds only while the other is paid in full.
    """
    for number, candidate in enumerate(candidates):
        for item in _grounds(candidate):
            grounds = {id(answer) for answer in answers.based_on(item, candidate.subject)}
            bases = tuple(n for n, c in enumerate(candidates) if id(c.answer) in grounds)
            full = tuple(candidates[b].most for b in bases)
            factor = _share(candidate)
            slack = max(Fraction(0), candidate.most - factor * sum(full))
            if bases or factor:
                yield TopUp(number, bases, full, factor, slack, f"以“{item}”所得为基数，它没有入选或减少了")


def _grounds(candidate: Candidate) -> list[str]:
    """The items in 所得(…) of the candidate's money and conditions."""
    version = candidate.answer.version
    roots = nodes_of((version.benefit, version.conditions)) if version else ()
    found = (node.item for root in roots for node in walk(root) if isinstance(node, Earned))
    return list(dict.fromkeys(found))


def _share(candidate: Candidate) -> Fraction:
    """Which part of 所得 the money is, where it is simply a part of it; else 0."""
    version, amount = candidate.answer.version, candidate.answer.amount
    plain = version is not None and version.benefit is not None and isinstance(version.benefit.base, Earned)
    return Fraction(amount.factor) if plain and amount is not None and is_exact(amount.factor) else Fraction(0)
