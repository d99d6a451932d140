"""政策体检: every policy of the library for one firm, on a day, always computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from songjieyou.core import clock
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.library import engine
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
    """The answers for one firm on one day."""

    answers: Answers

    @cached_property
    def best(self) -> Best:
        """The best lawful combination of what fits."""
        return best(self.answers)

    @cached_property
    def questions(self) -> list[Question]:
        """What would be worth knowing, the most telling first."""
        return questions(self.answers.items)

    @cached_property
    def groups(self) -> dict[str, list[ItemAnswer]]:
        """The answers by how near they are, those with the least missing first; none for policies out of force."""
        found: dict[str, list[ItemAnswer]] = {}
        for answer in self.answers.items:
            if answer.verdict not in (EXPIRED, NOT_YET_IN_FORCE):
                found.setdefault(group_of(answer), []).append(answer)
        return {name: sorted(found[name], key=lambda one: len(one.missing)) for name in GROUPS if name in found}

    def out_of_force(self) -> Iterator[tuple[str, ItemAnswer]]:
        """未施行 and 已失效, each item once."""
        seen: set[str] = set()
        for answer in self.answers.items:
            if answer.verdict in (EXPIRED, NOT_YET_IN_FORCE) and answer.item.id not in seen:
                seen.add(answer.item.id)
                yield answer.verdict, answer


def checkup(enterprise: Enterprise) -> Checkup:
    """Two queries."""
    return Checkup(engine().answer(base_of(enterprise), clock.today()))


def group_of(answer: ItemAnswer) -> str:
    """How near an answer of a policy in force is."""
    if answer.verdict == ELIGIBLE:
        return FITS
    if answer.verdict == DISCRETIONARY:
        return BY_HAND
    if answer.verdict == NEEDS_FACTS:
        return ALMOST_KNOWN if len(answer.missing) <= FEW else OPEN
    return NEAR if answer.near else NOT
