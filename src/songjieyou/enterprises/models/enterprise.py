"""A firm of the register."""

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped, same_park


class EnterpriseQuerySet(Scoped["Enterprise"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        own = Q(pk__in=actor.enterprises)
        return own | same_park(actor) if actor.is_staff else own


class Enterprise(OfPark):
    """企业: a market entity in the register, one row per park and credit code."""

    uscc = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("名称", max_length=120)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["park", "uscc"], name="enterprises_enterprise_once"),)
        indexes = (models.Index(fields=["park", "name", "uscc"], name="enterprises_enterprise_by_name"),)

    def __str__(self) -> str:
        return self.name
