"""Forms that were sent: so that the same one sent twice does nothing twice."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped


class SubmissionQuerySet(Scoped["Submission"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return Q(person=actor.person)


class Submission(OfPark):
    """已提交的表单: one filled-in form of one person, and the page it led to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    once = models.UUIDField()
    led_to = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "once"], name="core_submission_once"),)

    def __str__(self) -> str:
        return str(self.once)
