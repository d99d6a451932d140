"""What happened, what it is about, and who must be told: two append-only tables and one row for each subscriber."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import NOTHING, OfPark, Scoped, same_park


class EventQuerySet(Scoped["Event"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return same_park(actor) if Role.AUDIT_ADMIN in actor.roles else NOTHING


class Event(OfPark):
    """事件. Triggers refuse UPDATE and DELETE. `payload` holds ids and words of closed lists only."""

    name = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    payload = models.JSONField()

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["park", "name", "at"], name="core_event_by_name"),)

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class EventSubjectQuerySet(Scoped["EventSubject"]):
    scope = staticmethod(EventQuerySet.scope)


class EventSubject(OfPark):
    """事件对象: one id in the payload of an event: so the history of an object is found. As final as the event."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField()

    objects = EventSubjectQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "subject", "event"], name="core_event_subject_once"),)

    def __str__(self) -> str:
        return f"{self.kind} #{self.subject}"


class DeliveryQuerySet(Scoped["Delivery"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return same_park(actor) if Role.SYSTEM_ADMIN in actor.roles else NOTHING


class Delivery(OfPark):
    """送达: one event for one subscriber, written with the event. A worker holds it by a lease while it works.

    What has failed too often is given up and stays; `trouble` is the type of the last error, never its words.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=120, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "subscriber"], name="core_delivery_once"),)
        indexes = (
            models.Index(fields=["due_at"], condition=Q(done_at=None, given_up_at=None), name="core_delivery_due"),
            models.Index(fields=["park"], condition=Q(given_up_at__isnull=False), name="core_delivery_given_up"),
        )

    def __str__(self) -> str:
        return f"{self.subscriber} #{self.pk}"
