"""Rows are reached through `visible_to(actor)`: each table says in one place who sees which of its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor

NOTHING = Q(pk__in=[])


class Scoped[M: models.Model](models.QuerySet[M]):
    """A query set that knows its scope. Nobody sees nothing, whatever `scope` says."""

    scope: Callable[[Actor], Q] = staticmethod(lambda actor: NOTHING)

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(type(self).scope(actor)) if actor.signed_in else self.none()


def same_park(actor: Actor) -> Q:
    return Q(park=actor.park)


class OfPark(models.Model):
    """Every row of our own belongs to one park."""

    park = models.ForeignKey("core.Park", models.PROTECT, related_name="+", verbose_name="园区")

    class Meta:
        abstract = True
