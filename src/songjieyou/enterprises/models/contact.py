"""Whom to speak with in a firm: people without an account here."""

from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models.scoped import OfPark, Scoped, same_park
from songjieyou.enterprises.enums import Matter
from songjieyou.enterprises.models.enterprise import Enterprise, of_own_firms

SPEAK_WITH_FIRMS = (
    Role.CONTACT_OFFICER,
    Role.INTAKE_CLERK,
    Role.GUIDE,
    Role.HANDLER,
    Role.HEAD,
    Role.COORDINATOR,
    Role.SUPERVISOR,
    Role.FORMAL_CHECKER,
    Role.LEADER,
)
KEEP_PERSONAL_DATA = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


class ContactQuerySet(Scoped["Contact"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """The firm's own people; those of the park who speak with firms, and those who answer for personal data."""
        own, of_all = of_own_firms(actor), actor.is_any((*SPEAK_WITH_FIRMS, *KEEP_PERSONAL_DATA))
        return own | same_park(actor) if of_all else own


class Contact(OfPark):
    """联系人: erased by emptying every column that names the person; the row stays."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="contacts")
    matter = models.CharField("负责", max_length=10, choices=Matter.choices)
    name = models.CharField("姓名", max_length=60, blank=True)
    post = models.CharField("职务", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(matter__in=Matter.values), name="enterprises_contact_matter"),
            models.CheckConstraint(
                condition=Q(~Q(name=""), erased_at=None)
                | Q(erased_at__isnull=False, name="", post="", phone="", email=""),
                name="enterprises_contact_erased_is_empty",
            ),
        )

    def __str__(self) -> str:
        return self.name
