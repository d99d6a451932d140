"""A park's own policies: their texts as they were written, who reviewed them, and which one is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import NOTHING, OfPark, Scoped, same_park
from songjieyou.policies.enums import Conclusion, ReviewKind

READERS = (Role.POLICY_EDITOR, Role.REVIEWER, Role.LEADER, Role.INSPECTOR)
"""Who sees texts that are not published."""


def of_readers(actor: Actor) -> Q:
    return same_park(actor) if actor.is_any(READERS) else NOTHING


class OwnPolicyQuerySet(Scoped["OwnPolicy"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_readers(actor)


class OwnPolicy(OfPark):
    """本园区政策. `title` is that of its newest text. `published` is the revision that is in the library, if any."""

    title = models.CharField("政策", max_length=120)
    published = models.OneToOneField(
        "policies.Revision", models.PROTECT, null=True, blank=True, related_name="published_as"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = OwnPolicyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["park", "title"], name="policies_ownpolicy_once"),
            models.CheckConstraint(
                condition=Q(published=None, published_at=None) | Q(published__isnull=False, published_at__isnull=False),
                name="policies_ownpolicy_published_when",
            ),
        )

    def __str__(self) -> str:
        return self.title


class RevisionQuerySet(Scoped["Revision"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_readers(actor)


class Revision(OfPark):
    """修订: a text as somebody saved it. Triggers refuse UPDATE and DELETE: what changes is a new one."""

    policy = models.ForeignKey(OwnPolicy, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField("第几稿")
    text = models.TextField("正文")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("保存时间")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["policy", "number"], name="policies_revision_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="policies_revision_numbered"),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 稿"


class ReviewQuerySet(Scoped["Review"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_readers(actor)


class Review(OfPark):
    """审核: what one person, who is not the author, concluded about one revision. It holds for no other revision.
    Triggers refuse UPDATE and DELETE. The fields from `unit` on are those of a fair-competition review; an exception
    has a last day.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    kind = models.CharField("审核内容", max_length=10, choices=ReviewKind.choices)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices)
    grounds = models.TextField("依据和理由", max_length=2000)
    unit = models.CharField("起草单位", max_length=60, blank=True)
    heard = models.CharField("听取意见情况", max_length=500, blank=True)
    exception = models.CharField("适用的例外规定", max_length=500, blank=True)
    exception_until = models.DateField("例外的期限", null=True, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField("审核时间")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ReviewKind.values), name="policies_review_kind"),
            models.CheckConstraint(condition=Q(conclusion__in=Conclusion.values), name="policies_review_conclusion"),
            models.CheckConstraint(
                condition=~Q(conclusion=Conclusion.EXCEPTION)
                | Q(kind=ReviewKind.FAIRNESS, exception_until__isnull=False) & ~Q(exception=""),
                name="policies_review_exception_has_a_term",
            ),
        )

    def __str__(self) -> str:
        return ReviewKind(self.kind).label


class AcknowledgementQuerySet(Scoped["Acknowledgement"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_readers(actor)


class Acknowledgement(OfPark):
    """确认提示: one hint about a revision that somebody has read, and why the text stays. Append-only."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="acknowledgements")
    hint = models.TextField("提示")
    reason = models.CharField("说明", max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("确认时间")

    objects = AcknowledgementQuerySet.as_manager()

    def __str__(self) -> str:
        return self.hint
