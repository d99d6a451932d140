"""What a person is told in the house."""

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from songjieyou.core.actor import Actor
from songjieyou.core.models.event import Event
from songjieyou.core.models.scoped import OfPark, Scoped


class NoticeQuerySet(Scoped["Notice"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return Q(person=actor.person)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def number_unread(self, person: OuterRef) -> Coalesce:
        """How many notices wait for the person of an outer query."""
        waiting = self.unread().filter(person=person).order_by().values("person")
        return Coalesce(Subquery(waiting.annotate(number=Count("pk")).values("number")), 0)


class Notice(OfPark):
    """消息: one person told of one event, once. It holds no words: they are made for the reader when it is read.

    `mail` is the event by which a message outside the house was made due for it (`notice.mail_due`).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "event", "kind"], name="core_notice_once"),)
        indexes = (
            models.Index(fields=["person", "id"], name="core_notice_of_a_person"),
            models.Index(fields=["person", "at"], condition=Q(read_at=None), name="core_notice_unread"),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
