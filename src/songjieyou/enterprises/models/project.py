"""What is written down of a project beside its facts. A change ends the row and adds another: history stays."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped
from songjieyou.enterprises.enums import ClearanceKind, ClearanceState, FundingOrigin
from songjieyou.enterprises.models.enterprise import of_seen_firms
from songjieyou.enterprises.models.subject import Subject


class OfProjectQuerySet[M: models.Model](Scoped[M]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Whoever sees a firm sees what belongs to its projects."""
        return of_seen_firms(actor, "project__enterprise")

    def current(self) -> Self:
        return self.filter(ended_at=None)


class OfProject(OfPark):
    """A row that holds until it is ended."""

    project = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name="项目")
    entered_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        abstract = True


class Clearance(OfProject):
    """前期手续: one permit or filing of a project, with how far it has come; number and date once it is done."""

    kind = models.CharField("手续", max_length=12, choices=ClearanceKind.choices)
    state = models.CharField("办理情况", max_length=12, choices=ClearanceState.choices)
    number = models.CharField("文号", max_length=60, blank=True)
    done_on = models.DateField("办结日期", null=True, blank=True)

    objects = OfProjectQuerySet["Clearance"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(ended_at=None), name="enterprises_clearance_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=ClearanceKind.values), name="enterprises_clearance_kind"),
            models.CheckConstraint(
                condition=Q(state=ClearanceState.DONE, done_on__isnull=False)
                | ~Q(state=ClearanceState.DONE) & Q(state__in=ClearanceState.values, done_on=None, number=""),
                name="enterprises_clearance_done",
            ),
        )

    def __str__(self) -> str:
        return ClearanceKind(self.kind).label


class PoolEntry(OfProject):
    """入库: a project stands in a pool of projects (省项目库 …), with its number there."""

    pool = models.CharField("项目库", max_length=60)
    number = models.CharField("入库编号", max_length=60, blank=True)
    entered_on = models.DateField("入库日期")

    objects = OfProjectQuerySet["PoolEntry"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "pool"], condition=Q(ended_at=None), name="enterprises_pool_entry_once"
            ),
        )

    def __str__(self) -> str:
        return self.pool


class Funding(OfProject):
    """资金来源: how much of a project is paid from one origin."""

    origin = models.CharField("来源", max_length=10, choices=FundingOrigin.choices)
    amount_fen = models.PositiveBigIntegerField("金额")

    objects = OfProjectQuerySet["Funding"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["project", "origin"], condition=Q(ended_at=None), name="enterprises_funding_once"
            ),
            models.CheckConstraint(condition=Q(origin__in=FundingOrigin.values), name="enterprises_funding_origin"),
        )

    def __str__(self) -> str:
        return FundingOrigin(self.origin).label
