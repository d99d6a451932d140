"""Closed lists of 送."""

from django.db.models import TextChoices


class ReviewKind(TextChoices):
    """What a person who did not write a text has looked at."""

    CONTENT = "content", "内容审核"
    FAIRNESS = "fairness", "公平竞争审查"


class Conclusion(TextChoices):
    PASSED = "passed", "通过"
    EXCEPTION = "exception", "适用例外规定"
    RETURNED = "returned", "退回修改"


class Group(TextChoices):
    """How near an answer is, the nearest first. OUT: the policy is out of force, or what it was about is no more."""

    FITS = "fits", "符合"
    BY_HAND = "by_hand", "由人工评定"
    ALMOST = "almost", "只差一两项数据"
    NEAR = "near", "接近"
    OPEN = "open", "还缺数据"
    NOT = "not", "不符合"
    OUT = "out", "不再适用"


GRANTED = frozenset((Group.FITS, Group.BY_HAND))
LACKING = frozenset((Group.ALMOST, Group.OPEN))
LISTED = (Group.FITS, Group.BY_HAND, Group.ALMOST, Group.NEAR, Group.OPEN)
"""The groups that are worth a list."""


class Cause(TextChoices):
    """Why an answer is another one than before."""

    FACTS = "facts", "企业数据更新"
    POLICY = "policy", "政策更新"
    TIME = "time", "时间变化"
