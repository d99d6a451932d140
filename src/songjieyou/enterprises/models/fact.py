"""What was said of a firm and its projects, loans and so on: every statement stays, and of each fact one counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models.enterprise import of_seen_firms
from songjieyou.enterprises.models.subject import Subject


class StatementQuerySet(Scoped["Statement"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_seen_firms(actor, "subject__enterprise")


class Statement(OfPark):
    """陈述: what one source said of one fact on a date. Triggers refuse UPDATE and DELETE.

    `name` is one of the vocabulary, `period` a year, a month or empty. `value` is written as `facts.values` writes it;
    None takes back what this source said before. `on` is the day of which the value speaks,
    `basis` the paper it rests on (审计报告, a contract), where that was said.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="statements")
    name = models.CharField("事实", max_length=40)
    period = models.CharField("期", max_length=7, blank=True)
    value = models.JSONField("值", null=True)
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    basis = models.CharField("依据", max_length=60, blank=True)
    on = models.DateField("数据日期")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField("填报时间")

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(source__in=Source.values), name="enterprises_statement_source"),
        )
        indexes = (models.Index(fields=["subject", "name", "period"], name="enterprises_statement_of"),)

    def __str__(self) -> str:
        return f"{self.name} {self.period}".strip()


class StandingQuerySet(Scoped["Standing"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        return of_seen_firms(actor, "subject__enterprise")


class Standing(OfPark):
    """采信: the statement that counts for a fact; none where every source has taken back what it said.

    `word` is an exact value in one line, by which lists are filtered; empty for bands and lists.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="standings")
    name = models.CharField("事实", max_length=40)
    period = models.CharField("期", max_length=7, blank=True)
    statement = models.OneToOneField(Statement, models.PROTECT, related_name="standing")
    word = models.CharField(max_length=60, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "name", "period"], name="enterprises_standing_once"),)
        indexes = (models.Index(fields=["park", "name", "word", "subject"], name="enterprises_standing_word"),)

    def __str__(self) -> str:
        return f"{self.name} {self.period}".strip()
