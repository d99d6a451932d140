"""Items of the pack that a park does not want to show."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import NOTHING, OfPark, Scoped, same_park


class HiddenItemQuerySet(Scoped["HiddenItem"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return same_park(actor) if actor.is_any((Role.POLICY_EDITOR,)) else NOTHING


class HiddenItem(OfPark):
    """隐藏的事项: 政策名/编号, from when until when. It is ended, never deleted."""

    item = models.CharField("事项", max_length=200)
    reason = models.CharField("理由", max_length=200)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    hidden_at = models.DateTimeField("隐藏时间")
    ended_at = models.DateTimeField("恢复时间", null=True, blank=True)

    objects = HiddenItemQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["park", "item"], condition=Q(ended_at=None), name="policies_hidden_once"),
        )

    def __str__(self) -> str:
        return self.item
