"""From the truths of the conditions to the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from songjieyou.rules.library.policy import Condition, Version
from songjieyou.rules.values import FALSE, TRUE

FITS: Final = "符合"
FAILS: Final = "不符合"
OPEN: Final = "待补充"
NOT_YET: Final = "未施行"
OVER: Final = "已失效"
BY_HAND: Final = "人工裁量"
VERDICTS: Final = (FITS, BY_HAND, OPEN, FAILS, NOT_YET, OVER)
NO_MONEY: Final = frozenset((FAILS, NOT_YET, OVER))
BY_TRUTH: Final = (FAILS, OPEN, FITS)


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
                return FAILS
            by_hand = True
        elif condition.check == "事实":
            undecided = True
    if undecided:
        return OPEN
    return BY_HAND if by_hand else FITS


def blocks(condition: Condition) -> bool:
    """Whether an unknown truth of this condition leaves the verdict open."""
    return condition.check == "事实" and condition.strength != "优先"
