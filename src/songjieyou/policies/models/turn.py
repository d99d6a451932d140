"""A match that turned: what people are told of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped
from songjieyou.policies.enums import Cause, Group
from songjieyou.policies.models.match import Match, of_matched_firms


class TurnQuerySet(Scoped["Turn"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_matched_firms(actor, "match__enterprise")


class Turn(OfPark):
    """变化: a firm newly fits, or no longer fits. Triggers refuse UPDATE and DELETE. `words` say what led to it: the
    facts, or the day; `fingerprint` is that of the text of the item.
    """

    match = models.ForeignKey(Match, models.PROTECT, related_name="turns")
    was = models.CharField("原来", max_length=8, choices=Group.choices)
    now = models.CharField("现在", max_length=8, choices=Group.choices)
    cause = models.CharField("原因", max_length=8, choices=Cause.choices)
    words = models.CharField("说明", max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField("时间")

    objects = TurnQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(was__in=Group.values, now__in=Group.values, cause__in=Cause.values)
                & ~Q(was=models.F("now")),
                name="policies_turn_known",
            ),
        )

    def __str__(self) -> str:
        """With the item and the subject; fetch `match__subject` before."""
        item, subject = self.match.item.replace("/", " · "), self.match.subject
        place = f"（{subject}）" if subject.label else ""
        changed = f"由“{Group(self.was).label}”变为“{Group(self.now).label}”"
        return f"{item}{place}{changed}，因{self.words or Cause(self.cause).label}"
