"""Who looks after a firm: a leader, a department, an officer (领导带队、部门统筹、干部负责)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import ChargeKind, Role
from songjieyou.core.models import RoleAssignment
from songjieyou.core.models.scoped import OfPark, Scoped
from songjieyou.enterprises.models.enterprise import Enterprise, of_seen_firms

ROLES = {ChargeKind.LEADING_CONTACT: Role.LEADER, ChargeKind.CONTACT_OFFICER: Role.CONTACT_OFFICER}
"""The role of the park that a person must hold to look after a firm."""


class ChargeQuerySet(Scoped["Charge"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Whoever sees a firm sees who looks after it, and who did."""
        return of_seen_firms(actor)

    def on(self, today: date) -> ChargeQuerySet:
        """Those that hold now: a person who no longer has the role, or no account, looks after nobody."""
        held = RoleAssignment.objects.filter(person=OuterRef("person")).on(today)
        in_office = Q()
        for kind, role in ROLES.items():
            in_office |= Q(Exists(held.filter(role=role)), kind=kind, person__is_active=True)
        return self.filter(in_office | Q(kind=ChargeKind.DEPARTMENT), until=None)

    def with_me(self, actor: Actor) -> ChargeQuerySet:
        """Those of the actor, or of a department of theirs."""
        return self.filter(Q(person=actor.person) | Q(department__in=actor.departments))


class Charge(OfPark):
    """包联: who looks after a firm, as what, since when. It is ended, never changed: of each kind one holds."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="charges")
    kind = models.CharField("身份", max_length=16, choices=ChargeKind.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="charges")
    department = models.ForeignKey("core.Department", models.PROTECT, null=True, related_name="charges")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise", "kind"], condition=Q(until=None), name="enterprises_charge_one_now"
            ),
            models.CheckConstraint(
                condition=Q(kind=ChargeKind.DEPARTMENT, person=None, department__isnull=False)
                | Q(kind__in=[*ROLES], person__isnull=False, department=None),
                name="enterprises_charge_of_whom",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="enterprises_charge_dates"),
        )

    def __str__(self) -> str:
        return ChargeKind(self.kind).label
