"""Accounts of people."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock, rates
from songjieyou.core.codes import new_code
from songjieyou.core.domain.roles import keep_the_last, lock_administration
from songjieyou.core.domain.sign_in import password_key
from songjieyou.core.events.catalogue import (
    AccountDisabled,
    AccountEnabled,
    AccountOpened,
    ContactChanged,
    NameChanged,
    PasswordChanged,
    PasswordReset,
    SignedIn,
)
from songjieyou.core.events.log import record
from songjieyou.core.models import Park, Person, RoleAssignment

ONE_TIME_PASSWORD_HOLDS = timedelta(days=7)
ONE_TIME_PASSWORD_GROUPS = 4
SAME = "新密码不能与原密码相同。"


@transaction.atomic
def open_account(*, park: Park, username: str, name: str, by: Person | None, password: str | None = None) -> Person:
    """Open an account; without a password nobody can sign in by one. Event: account.opened.

    ValidationError where the login name is taken, in whatever park.
    """
    person = Person(park=park, username=username, name=name)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        if not Person.objects.filter(username=username).exists():  # it was another rule of the database
            raise
        raise ValidationError({"username": "这个登录名已经有人使用，请换一个。"}) from None
    record(AccountOpened(person=person.pk), park=park, by=by)
    return person


@transaction.atomic
def disable_account(*, person: Person, by: Person) -> None:
    """Close an account; its sessions end with the next request. Event: account.disabled, once.

    ValidationError for one's own account, and where the park would lose an administrator it cannot do without.
    """
    if person.pk == by.pk:
        raise ValidationError("不能停用自己的账号。")
    lock_administration(person.park)
    person = _held(person)
    if not person.is_active:
        return
    for assignment in RoleAssignment.objects.filter(person=person, revoked_at=None):
        keep_the_last(assignment)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    record(AccountDisabled(person=person.pk), park=person.park, by=by)


@transaction.atomic
def enable_account(*, person: Person, by: Person) -> None:
    """Open a disabled account again, with the roles it still has. Event: account.enabled, once.

    ValidationError for one that is erased.
    """
    person = _held(person)
    if person.erased_at:
        raise ValidationError("这个账号已注销，不能再启用。需要时请开通新的账号。")
    if Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        record(AccountEnabled(person=person.pk), park=person.park, by=by)


@transaction.atomic
def change_name(*, person: Person, name: str, by: Person) -> None:
    """Correct a person's name. ValidationError for one that is erased. Event: account.name_changed."""
    if not Person.objects.filter(pk=person.pk, erased_at=None).update(name=name):
        raise ValidationError("这个账号已注销。")
    record(NameChanged(person=person.pk), park=person.park, by=by)


@transaction.atomic
def reset_password(*, person: Person, by: Person | None) -> str:
    """Set a one-time password and return it; it is shown once and kept nowhere. Event: account.password_reset.

    It must be changed when it is first used, within a week. The person's sessions end, a lock-out ends; the second
    factor stays. ValidationError for one's own account and for one that is disabled.
    """
    person = _held(person)
    if person == by:
        raise ValidationError("不能在这里重设自己的密码，请在个人信息里修改。")
    if not person.is_active:
        raise ValidationError("这个账号已停用，请先启用。")
    password = new_code(ONE_TIME_PASSWORD_GROUPS)
    person.set_password(password)
    person.one_time_password_until = clock.now() + ONE_TIME_PASSWORD_HOLDS
    person.save(update_fields=["password", "one_time_password_until"])
    rates.forget(password_key(person.username))
    record(PasswordReset(person=person.pk), park=person.park, by=by)
    return password


@transaction.atomic
def change_password(*, person: Person, password: str) -> None:
    """The person's own new password; other sessions end. Event: account.password_changed.

    ValidationError where it is too weak, or the old one.
    """
    if person.check_password(password):
        raise ValidationError({"new_password": SAME})
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"new_password": error.messages}) from None
    person.set_password(password)
    person.one_time_password_until = None
    person.save(update_fields=["password", "one_time_password_until"])
    record(PasswordChanged(person=person.pk), park=person.park, by=person)


@transaction.atomic
def change_contact(*, person: Person, phone: str, email: str, by: Person) -> None:
    """Write down how to reach a person. Event: account.contact_changed."""
    Person.objects.filter(pk=person.pk).update(phone=phone, email=email)
    record(ContactChanged(person=person.pk), park=person.park, by=by)


@transaction.atomic
def note_sign_in(*, person: Person) -> None:
    """Event: account.signed_in."""
    record(SignedIn(person=person.pk), park=person.park, by=person)


def _held(person: Person) -> Person:
    """The person as stored, not to be changed by anybody else until this transaction ends."""
    row: Person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return row
