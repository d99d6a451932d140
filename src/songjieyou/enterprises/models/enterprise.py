"""A firm of the register."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Upper
from django.db.models.lookups import Exact

from songjieyou.core.actor import Actor
from songjieyou.core.models.scoped import OfPark, Scoped, same_park
from songjieyou.enterprises.enums import EnterpriseKind
from songjieyou.enterprises.uscc import LENGTH


class EnterpriseQuerySet(Scoped["Enterprise"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """The park's staff see every firm; others the firms they may act for, with their branches. A branch does not
        see its head.
        """
        own = Q(pk__in=actor.enterprises) | Q(head__in=actor.enterprises)
        return own | same_park(actor) if actor.is_staff else own


class Enterprise(OfPark):
    """企业: a market entity in the register, one row per park and credit code. A branch has the firm it belongs to: as
    `head` where that is in the register too, else by name.
    """

    uscc = models.CharField("统一社会信用代码", max_length=LENGTH)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField(
        "主体类型", max_length=12, choices=EnterpriseKind.choices, default=EnterpriseKind.LEGAL_PERSON
    )
    zone = models.ForeignKey("core.Zone", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="片区")
    head = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name="总机构"
    )
    head_name = models.CharField("总机构名称", max_length=120, blank=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["park", "uscc"], name="enterprises_enterprise_once"),
            models.CheckConstraint(
                condition=Exact(Length("uscc"), LENGTH) & Exact(Upper("uscc"), F("uscc")),
                name="enterprises_enterprise_uscc",
            ),
            models.CheckConstraint(condition=Q(kind__in=EnterpriseKind.values), name="enterprises_enterprise_kind"),
            models.CheckConstraint(
                condition=Q(kind=EnterpriseKind.BRANCH) | Q(head=None, head_name=""), name="enterprises_enterprise_head"
            ),
            models.CheckConstraint(
                condition=Q(head=None) | Q(head_name=""), name="enterprises_enterprise_head_said_once"
            ),
            models.CheckConstraint(condition=~Q(head=F("id")), name="enterprises_enterprise_not_its_own_head"),
        )
        indexes = (models.Index(fields=["park", "name", "id"], name="enterprises_by_name"),)

    def __str__(self) -> str:
        return self.name


def of_seen_firms(actor: Actor, path: str = "enterprise") -> Q:
    """Rows whose firm the actor sees; `path` leads to the firm."""
    return Q(**{f"{path}__in": EnterpriseQuerySet(Enterprise).visible_to(actor).values("pk")})


def of_own_firms(actor: Actor, path: str = "enterprise") -> Q:
    """Rows of firms that the actor may act for, and of their branches; `path` leads to the firm."""
    return Q(**{f"{path}__in": actor.enterprises}) | Q(**{f"{path}__head__in": actor.enterprises})
