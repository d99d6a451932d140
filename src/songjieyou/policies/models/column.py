"""Policies that an editor has put together under a theme."""

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import OfPark, Scoped, same_park


class PolicyColumnQuerySet(Scoped["PolicyColumn"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Everybody of the park reads what is shown; editors see the others too."""
        return same_park(actor) if actor.is_any((Role.POLICY_EDITOR,)) else same_park(actor) & Q(shown=True)


class PolicyColumn(OfPark):
    """政策专栏: `place` is its order among those of the park."""

    title = models.CharField("名称", max_length=40)
    intro = models.CharField("说明", max_length=200, blank=True)
    place = models.PositiveSmallIntegerField("次序")
    shown = models.BooleanField("已公开", default=False)

    objects = PolicyColumnQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["park", "title"], name="policies_column_once"),)

    def __str__(self) -> str:
        return self.title


class ColumnEntryQuerySet(Scoped["ColumnEntry"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Whoever sees a column sees what stands in it."""
        return Q(column__in=PolicyColumnQuerySet(PolicyColumn).visible_to(actor).values("pk"))


class ColumnEntry(OfPark):
    """What stands in a column: `item` is the title of a policy, or 政策名/编号 for one of its items."""

    column = models.ForeignKey(PolicyColumn, models.PROTECT, related_name="entries")
    item = models.CharField("政策或事项", max_length=200)
    comment = models.CharField("一句话说明", max_length=100, blank=True)
    place = models.PositiveSmallIntegerField("次序")
    removed_at = models.DateTimeField("移出时间", null=True, blank=True)

    objects = ColumnEntryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["column", "item"], condition=Q(removed_at=None), name="policies_entry_once"
            ),
        )

    def __str__(self) -> str:
        return self.item
