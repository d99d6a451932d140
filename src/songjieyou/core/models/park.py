"""Parks and their parts."""

from datetime import time

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.brand import HOUSE, Brand
from songjieyou.core.models.scoped import NOTHING, OfPark, Scoped, same_park


class ParkQuerySet(Scoped["Park"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return Q(pk=actor.park)


class Park(models.Model):
    """园区: the development zone that runs the house."""

    name = models.CharField("名称", max_length=60, unique=True)
    short_name = models.CharField("简称", max_length=20)
    filing_number = models.CharField("备案编号", max_length=60, blank=True)
    band = models.CharField("页头底色", max_length=6, default=HOUSE.band)
    rule = models.CharField("页头细线", max_length=6, default=HOUSE.rule)
    action = models.CharField("操作颜色", max_length=6, default=HOUSE.action)
    mails_a_day = models.PositiveSmallIntegerField("每人每日邮件上限", default=5)
    closing_time = models.TimeField("下班时间", default=time(17, 30))
    contact = models.CharField("联系方式", max_length=120, blank=True)

    objects = ParkQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def brand(self) -> Brand:
        return Brand(self.band, self.rule, self.action)


class PartOfPark(OfPark):
    """A named part of a park. It is closed, never deleted: what it did stays under its name."""

    name = models.CharField("名称", max_length=60)
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (models.UniqueConstraint(fields=["park", "name"], name="core_%(class)s_once"),)

    def __str__(self) -> str:
        return self.name


class ZoneQuerySet(Scoped["Zone"]):
    scope = staticmethod(same_park)


class Zone(PartOfPark):
    """片区: a geographic part of a park."""

    objects = ZoneQuerySet.as_manager()


class DepartmentQuerySet(Scoped["Department"]):
    scope = staticmethod(same_park)


class Department(PartOfPark):
    """部门: a unit of the park that handles tasks."""

    objects = DepartmentQuerySet.as_manager()


class TeamQuerySet(Scoped["Team"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return same_park(actor) if actor.roles else NOTHING


class Team(PartOfPark):
    """专班: a working team of a campaign; firms do not see how the park divides its work."""

    objects = TeamQuerySet.as_manager()
