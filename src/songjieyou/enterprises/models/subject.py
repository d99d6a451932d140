"""What facts are told of: a firm itself, its projects, loans, leases, machines and products."""

from django.db import models
from django.db.models import F, Q

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped
from songjieyou.enterprises.models.enterprise import Enterprise, of_seen_firms


class SubjectQuerySet(Scoped["Subject"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Whoever sees a firm sees what belongs to it."""
        return of_seen_firms(actor)


class Subject(OfPark):
    """对象: `kind` is one of the vocabulary's (企业, 项目, 贷款 …). A firm is a subject itself, without a label; every
    other has a label (号) which no other of its kind and firm has, and may stand below one that is not the firm.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="subjects")
    kind = models.CharField("类别", max_length=10)
    label = models.CharField("号", max_length=60, blank=True)
    above = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name="属于")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["enterprise", "kind", "label"], name="enterprises_subject_once"),
            models.CheckConstraint(
                condition=Q(kind="企业", label="", above=None) | ~Q(kind="企业") & ~Q(label=""),
                name="enterprises_subject_labelled",
            ),
            models.CheckConstraint(condition=~Q(above=F("id")), name="enterprises_subject_not_above_itself"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.label}".strip()
