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
