"""How far the matches are: with which facts of each firm, and with which text of each item, they were computed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped, same_park
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.models.match import of_matched_firms


class FirmMatchedQuerySet(Scoped["FirmMatched"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_matched_firms(actor)

    def behind(self, day: date) -> FirmMatchedQuerySet:
        """Of whom something was told since, or whose answers time may have changed."""
        return self.filter(Q(asked__gt=F("answered")) | Q(until__lte=day))


class FirmMatched(OfPark):
    """A firm whose matches are kept. `asked` counts what called for answers, `answered` how much of that they know; 0:
    they were never computed. `on` is the day of the answers, `at` when their facts were read, `until` the next day on
    which one of them may change.
    """

    enterprise = models.OneToOneField(Enterprise, models.PROTECT, related_name="matched")
    asked = models.PositiveIntegerField(default=1)
    answered = models.PositiveIntegerField(default=0)
    on = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    until = models.DateField(null=True)

    objects = FirmMatchedQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["park"], condition=Q(asked__gt=F("answered")), name="policies_firmmatched_asked"),
            models.Index(fields=["park", "until"], name="policies_firmmatched_until"),
        )

    def __str__(self) -> str:
        return f"{self.answered} / {self.asked}"


class ItemMatchedQuerySet(Scoped["ItemMatched"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return same_park(actor)


class ItemMatched(OfPark):
    """The text of an item with which the matches of a park were computed, as its fingerprint."""

    item = models.CharField("事项", max_length=200)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = ItemMatchedQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["park", "item"], name="policies_itemmatched_once"),)

    def __str__(self) -> str:
        return self.item
