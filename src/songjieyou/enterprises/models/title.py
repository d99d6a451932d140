"""What a firm has been recognised as."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped
from songjieyou.enterprises.enums import Ending, Level
from songjieyou.enterprises.models.enterprise import Enterprise, of_seen_firms


class TitleQuerySet(Scoped["Title"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Whoever sees a firm sees its titles."""
        return of_seen_firms(actor)

    def on(self, day: date) -> TitleQuerySet:
        """Those that hold on a day; the last day counts. A day before today is answered as things are known now."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), awarded_on__lte=day, ended_at=None)


class Title(OfPark):
    """资质称号: `kind` is one of the table of titles. It is ended or expires, and stays as history.

    `valid_until` is its last day, None where it has none; `recheck_on` the day by which it is to be re-checked (复核),
    where that is known. `warned_at` and `expired_at` are when the firm was told that the end is near, and has come.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="titles")
    kind = models.CharField("称号", max_length=30)
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    number = models.CharField("证书编号", max_length=60, blank=True)
    awarded_on = models.DateField("认定日期")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    recheck_on = models.DateField("复核截止", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ending = models.CharField("结束原因", max_length=10, choices=Ending.choices, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)

    objects = TitleQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise", "kind", "level", "awarded_on"],
                condition=Q(ended_at=None),
                name="enterprises_title_once",
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="enterprises_title_level"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("awarded_on")), name="enterprises_title_dates"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False, ending__in=Ending.values),
                name="enterprises_title_ending",
            ),
        )
        indexes = (models.Index(fields=["valid_until"], condition=Q(expired_at=None), name="enterprises_title_until"),)

    def __str__(self) -> str:
        return f"{self.kind}（{Level(self.level).label}）"

    @property
    def due_on(self) -> date | None:
        """The next day by which something is to be done about it."""
        return min(filter(None, (self.recheck_on, self.valid_until)), default=None)
