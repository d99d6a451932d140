"""The park's calendar: tables of years as they were proposed, and the versions that they became."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models

from songjieyou.core.models.scoped import OfPark, Scoped, same_park
from songjieyou.core.workdays import WorkingDays


class CalendarProposalQuerySet(Scoped["CalendarProposal"]):
    scope = staticmethod(same_park)


class CalendarProposal(OfPark):
    """日历草案: the whole table of some years, not in force yet. Triggers refuse UPDATE and DELETE.

    `days` is a list of (date, worked, note) for the days that differ from their weekday. `by` is empty for the tables
    that come with the house.
    """

    source = models.CharField("依据", max_length=120)
    years = models.JSONField()
    days = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = CalendarProposalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{'、'.join(map(str, self.years))} 年 · {self.source}"

    def table(self) -> WorkingDays:
        days = [(dt.date.fromisoformat(day), worked, note) for day, worked, note in self.days]
        differing = {day: worked for day, worked, _ in days}
        return WorkingDays(differing, frozenset(self.years), {day: note for day, _, note in days if note})


class CalendarVersionQuerySet(Scoped["CalendarVersion"]):
    scope = staticmethod(same_park)


class CalendarVersion(OfPark):
    """日历版本: a proposal in force. The calendar of a park under version n is what its versions 1 to n say together,
    each taking the place of earlier ones for its years. Triggers refuse UPDATE and DELETE.

    `digest` stands for all of that: equal digests are equal calendars.
    """

    number = models.PositiveIntegerField("版本")
    proposal = models.OneToOneField(CalendarProposal, models.PROTECT, related_name="version")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("生效时间")
    digest = models.CharField(max_length=64)

    objects = CalendarVersionQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["park", "number"], name="core_calendar_version_once"),)

    def __str__(self) -> str:
        return f"第 {self.number} 版"
