"""People. Personal values stand here and in files, never in facts or events, so that they can be erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.enums import ADMINISTRATORS, MailChoice
from songjieyou.core.models.scoped import OfPark, Scoped, same_park


class PersonQuerySet(Scoped["Person"]):
    @staticmethod
    def scope(actor: Actor) -> Q:
        """Oneself; administrators see the people of their park, in its accounts or in its trail."""
        own = Q(pk=actor.person)
        return own | same_park(actor) if actor.is_any(ADMINISTRATORS) else own


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    """Reads; accounts are opened by `core.domain.people.open_account`."""


class Person(AbstractBaseUser, OfPark):
    """人员: anyone who signs in, of the park or of a firm. A disabled account loses its sessions at once."""

    username = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("手机", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    mail_choice = models.CharField("邮件提醒", max_length=10, choices=MailChoice.choices, default=MailChoice.DIGEST)
    is_active = models.BooleanField("启用", default=True)
    one_time_password_until = models.DateTimeField("一次性密码有效至", null=True, blank=True)
    """Set while the password is one that somebody else has seen: it must be changed."""
    second_factor_since = models.DateTimeField("两步登录启用时间", null=True, blank=True)
    """Stands here beside the secret, because every request asks it."""
    session_round = models.PositiveIntegerField(default=0)
    """Raised to end all sessions."""
    erased_at = models.DateTimeField("注销时间", null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(mail_choice__in=MailChoice.values), name="core_person_mail_choice_known"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(is_active=False), name="core_person_erased_is_disabled"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        return f"{super().get_session_auth_hash()}:{self.session_round}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (f"{each}:{self.session_round}" for each in super().get_session_auth_fallback_hash())
