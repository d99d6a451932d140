"""政策体检: every policy of the library for one firm, on a day, always computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from songjieyou.core import clock
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.library import rules_of
from songjieyou.rules.answer.ask import Question, questions
from songjieyou.rules.answer.combine import Best, best
from songjieyou.rules.answer.engine import Answers
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, EXPIRED, NEEDS_FACTS, NOT_YET_IN_FORCE

FITS, BY_HAND, ALMOST_KNOWN, OPEN, NEAR, NOT = "符合", "由人工评定", "只差一两项数据", "还缺数据", "接近", "不符合"
GROUPS = (FITS, BY_HAND, ALMOST_KNOWN, NEAR, OPEN, NOT)
FEW = 2
"""So many facts may be missing of what is nearly answered."""


@dataclass(frozen=True)
class Checkup:
    """The answers for one firm on one day, without the items that its park hides."""

    answers: Answers
    hidden: frozenset[str] = frozenset()

    @cached_property
    def items(self) -> list[ItemAnswer]:
        return [answer for answer in self.answers.items if answer.item.id not in self.hidden]

    @cached_property
    def best(self) -> Best:
        """The best lawful combination of what fits."""
        return best(self.answers, lambda item: item.id not in self.hidden)

    @cached_property
    def questions(self) -> list[Question]:
        """What would be worth knowing, the most telling first."""
        return questions(self.items)

    @property
    def edition(self) -> str:
        """Names the state of the library: the same where every file is, letter by letter."""
        digests = self.answers.catalogue.digests
        return sha256("".join(digests[name] for name in sorted(digests)).encode()).hexdigest()[:8]

    @cached_property
    def groups(self) -> dict[str, list[ItemAnswer]]:
        """The answers by how near they are, those with the least missing first; none for policies out of force."""
        found: dict[str, list[ItemAnswer]] = {}
        for answer in self.items:
            if answer.verdict not in (EXPIRED, NOT_YET_IN_FORCE):
                found.setdefault(group_of(answer), []).append(answer)
        return {name: sorted(found[name], key=lambda one: len(one.missing)) for name in GROUPS if name in found}

    def out_of_force(self) -> Iterator[tuple[str, ItemAnswer]]:
        """未施行 and 已失效, each item once."""
        seen: set[str] = set()
        for answer in self.items:
            if answer.verdict in (EXPIRED, NOT_YET_IN_FORCE) and answer.item.id not in seen:
                seen.add(answer.item.id)
                yield answer.verdict, answer


def checkup(enterprise: Enterprise) -> Checkup:
    """Three queries."""
    rules = rules_of(enterprise.park_id)
    return Checkup(rules.engine.answer(base_of(enterprise), clock.today()), rules.hidden)


def group_of(answer: ItemAnswer) -> str:
    """How near an answer of a policy in force is."""
    if answer.verdict == ELIGIBLE:
        return FITS
    if answer.verdict == DISCRETIONARY:
        return BY_HAND
    if answer.verdict == NEEDS_FACTS:
        return ALMOST_KNOWN if len(answer.missing) <= FEW else OPEN
    return NEAR if answer.near else NOT
