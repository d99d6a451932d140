"""What is due when, and how that was reckoned."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role, TermUnit
from songjieyou.core.models.calendar import CalendarVersion
from songjieyou.core.models.scoped import NOTHING, OfPark, Scoped, same_park
from songjieyou.core.terms import Start, Term


class DeadlineQuerySet(Scoped["Deadline"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """The system administrator's list. Others see a deadline on the page of what it is about."""
        return same_park(actor) if Role.SYSTEM_ADMIN in actor.roles else NOTHING

    def current(self) -> DeadlineQuerySet:
        """Those that no other has replaced."""
        return self.filter(~Exists(Deadline.objects.filter(replaces=OuterRef("pk"))))

    def of(self, about: str, object_id: int, stage: str) -> DeadlineQuerySet:
        """The deadlines of one stage of one object, in force or replaced."""
        return self.filter(about=about, object_id=object_id, stage=stage)

    def provisional(self) -> DeadlineQuerySet:
        """In force, and to be reckoned again when the table of a year arrives."""
        return self.current().filter(provisional=True)

    def moved(self) -> DeadlineQuerySet:
        """Those that came in the place of one on another day."""
        return self.filter(replaces__isnull=False).exclude(due_on=F("replaces__due_on"))


class Deadline(OfPark):
    """期限: one reckoning. Triggers refuse UPDATE and DELETE; a new reckoning is a new row that `replaces` this one.

    `about` and `object_id` say what it is of, `stage` which of its clocks; the words of both are declared in
    `domain.deadlines`. Due on `due_on` at 24:00 by the calendar of `calendar`.
    """

    about = models.CharField(max_length=40)
    object_id = models.PositiveBigIntegerField()
    stage = models.CharField(max_length=40)
    arrived_on = models.DateField("到达日期")
    arrived_at = models.TimeField("到达时间", null=True)
    closing_time = models.TimeField("当时的下班时间", null=True)
    starts_on = models.DateField("起算日")
    length = models.PositiveSmallIntegerField("期限")
    unit = models.CharField(max_length=20, choices=TermUnit.choices)
    due_on = models.DateField("截止日")
    provisional = models.BooleanField("暂定")
    calendar = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    set_at = models.DateTimeField()

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(length__gte=1), name="core_deadline_length"),
            models.CheckConstraint(condition=Q(unit__in=TermUnit.values), name="core_deadline_unit"),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("starts_on"), starts_on__gte=F("arrived_on")), name="core_deadline_days"
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True, closing_time__isnull=True)
                | Q(arrived_at__isnull=False, closing_time__isnull=False),
                name="core_deadline_hours",
            ),
        )
        indexes = (
            models.Index(fields=["about", "object_id", "stage"], name="core_deadline_of"),
            models.Index(fields=["park", "due_on"], name="core_deadline_by_day"),
            models.Index(fields=["park"], condition=Q(provisional=True), name="core_deadline_provisional"),
        )

    def __str__(self) -> str:
        return f"{self.about} #{self.object_id} {self.stage}: {self.due_on}"

    @property
    def start(self) -> Start:
        return Start(self.arrived_on, self.arrived_at, self.closing_time)

    @property
    def term(self) -> Term:
        return Term(self.length, TermUnit(self.unit))
