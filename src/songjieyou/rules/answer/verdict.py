"""From the truths of the conditions to the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from songjieyou.rules.library.policy import Condition, Version
from songjieyou.rules.values import FALSE, TRUE

ELIGIBLE: Final = "符合"
INELIGIBLE: Final = "不符合"
NEEDS_FACTS: Final = "待补充"
NOT_YET_IN_FORCE: Final = "未施行"
EXPIRED: Final = "已失效"
DISCRETIONARY: Final = "人工裁量"
VERDICTS: Final = (ELIGIBLE, DISCRETIONARY, NEEDS_FACTS, INELIGIBLE, NOT_YET_IN_FORCE, EXPIRED)
NO_MONEY: Final = frozenset((INELIGIBLE, NOT_YET_IN_FORCE, EXPIRED))
GRANTED: Final = frozenset((ELIGIBLE, DISCRETIONARY))
BY_TRUTH: Final = (INELIGIBLE, NEEDS_FACTS, ELIGIBLE)


def is_plain(version: Version) -> bool:
    """Whether the least of the truths decides alone (`BY_TRUTH`)."""
    return not version.discretion and all(condition.hard for condition in version.conditions)


def verdict_of(version: Version, truths: Sequence[int]) -> str:
    """A failed hard condition decides; then what is unknown; then what people must decide.

    优先 never counts. What is left to a pledge or to the review (承诺, 审核时) does not block while it is unknown.
    """
    undecided, by_hand = False, bool(version.discretion)
    for condition, truth in zip(version.conditions, truths, strict=True):
        if truth == TRUE or condition.strength == "优先":
            continue
        if truth == FALSE:
            if condition.strength == "硬性":
                return INELIGIBLE
            by_hand = True
        elif condition.check == "事实":
            undecided = True
    if undecided:
        return NEEDS_FACTS
    return DISCRETIONARY if by_hand else ELIGIBLE


def blocks(condition: Condition) -> bool:
    """Whether an unknown truth of this condition leaves the verdict open."""
    return condition.check == "事实" and condition.strength != "优先"
