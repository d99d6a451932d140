"""One-time codes by which people become the principal or an agent of a firm."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import OfPark, Scoped, same_park
from songjieyou.enterprises.enums import Capacity, Purpose
from songjieyou.enterprises.models.enterprise import Enterprise

ISSUERS = frozenset((Role.CONTACT_OFFICER, Role.GUIDE, Role.INTAKE_CLERK))
"""The staff who hand firms the code to claim their account: they know whom they speak with."""
UNUSED = Q(used_at=None, revoked_at=None)


class ClaimCodeQuerySet(Scoped["ClaimCode"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Those of the firms that one answers for; the staff who issue them see what a firm is claimed with."""
        own = Q(enterprise__in=actor.principal_of)
        return own | same_park(actor) & Q(purpose=Purpose.CLAIM) if actor.is_any(ISSUERS) else own

    def unused(self) -> "ClaimCodeQuerySet":
        """Neither used nor revoked; they may have run out."""
        return self.filter(UNUSED)

    def open(self, moment: datetime) -> "ClaimCodeQuerySet":
        """Those that can still be used."""
        return self.unused().filter(expires_at__gt=moment)


class ClaimCode(OfPark):
    """认领码: shown once, used once. Only its hash is kept, under the key of this installation.

    The row stays as history. A firm has one unused code to become its principal by, and one to hand over, at most.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="claim_codes")
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)
    hashed = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("发放时间")
    expires_at = models.DateTimeField("有效至")
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = ClaimCodeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["enterprise", "purpose"],
                condition=UNUSED & ~Q(purpose=Purpose.INVITE),
                name="enterprises_claim_code_one_unused",
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="enterprises_claim_code_purpose"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="enterprises_claim_code_holds"),
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
                name="enterprises_claim_code_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="enterprises_claim_code_used_or_revoked"
            ),
        )

    def __str__(self) -> str:
        return f"认领码（{Purpose(self.purpose).label}）"

    @property
    def capacity(self) -> Capacity:
        """What its holder becomes."""
        return Capacity.AGENT if self.purpose == Purpose.INVITE else Capacity.PRINCIPAL
