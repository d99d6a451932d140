"""What people say about this system, and about those who run it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import ANSWERS, Concern, FeedbackKind, FeedbackState
from songjieyou.core.models.scoped import NOTHING, OfPark, Scoped


class FeedbackQuerySet(Scoped["Feedback"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return Q(writer=actor.person) | for_the_answering(actor)


def for_the_answering(actor: Actor) -> Q:
    """What the actor's office answers in its park."""
    concerns = [concern for concern, role in ANSWERS.items() if role in actor.roles]
    return Q(park=actor.park, concern__in=concerns) if concerns else NOTHING


class Feedback(OfPark):
    """意见: a complaint, suggestion or problem about the system. `concern` says who answers it."""

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField("类型", max_length=10, choices=FeedbackKind.choices)
    concern = models.CharField("关于", max_length=20, choices=Concern.choices)
    state = models.CharField("状态", max_length=10, choices=FeedbackState.choices, default=FeedbackState.OPEN)
    at = models.DateTimeField("提出时间")

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=FeedbackKind.values), name="core_feedback_kind_known"),
            models.CheckConstraint(condition=Q(concern__in=Concern.values), name="core_feedback_concern_known"),
            models.CheckConstraint(condition=Q(state__in=FeedbackState.values), name="core_feedback_state_known"),
        )
        indexes = (models.Index(fields=["park", "concern", "state"], name="core_feedback_by_state"),)

    def __str__(self) -> str:
        return self.get_kind_display()


class FeedbackMessageQuerySet(Scoped["FeedbackMessage"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return Q(feedback__in=Feedback.objects.visible_to(actor))


class FeedbackMessage(OfPark):
    """意见往来: what the writer said, what was answered, in order. Only erasing its author changes one."""

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField("内容")
    at = models.DateTimeField()

    objects = FeedbackMessageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"#{self.feedback_id}.{self.pk}"
