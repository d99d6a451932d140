"""Who may act for a firm."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import OfPark, Scoped, same_park
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models.enterprise import Enterprise, of_own_firms


class AuthorisationQuerySet(Scoped["Authorisation"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """One's own, and those of the firms one may act for and of their branches; the park's staff see whom they may
        speak with, those who keep the accounts what each may do.
        """
        own = Q(person=actor.person) | of_own_firms(actor)
        of_all = actor.is_staff or actor.is_any((Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
        return own | same_park(actor) if of_all else own

    def on(self, day: date) -> "AuthorisationQuerySet":
        """Those that hold on a day; the last day counts."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, revoked_at=None)


class Authorisation(OfPark):
    """授权: a person may act for a firm. It is ended, never deleted."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="authorisations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="authorisations")
    capacity = models.CharField("身份", max_length=10, choices=Capacity.choices)
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise", "person"], condition=Q(revoked_at=None), name="enterprises_authorisation_once"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values), name="enterprises_authorisation_capacity_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="enterprises_authorisation_dates"
            ),
        )

    def __str__(self) -> str:
        return Capacity(self.capacity).label
