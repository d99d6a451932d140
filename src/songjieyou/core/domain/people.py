"""Accounts of people."""

import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock, rates
from songjieyou.core.domain.sign_in import password_key
from songjieyou.core.events.catalogue import (
    AccountDisabled,
    AccountOpened,
    ContactChanged,
    PasswordChanged,
    PasswordReset,
    SignedIn,
)
from songjieyou.core.events.log import record
from songjieyou.core.models import Park, Person

ONE_TIME_PASSWORD_HOLDS = timedelta(days=7)
EASILY_READ = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another on paper."""


@transaction.atomic
def open_account(*, park: Park, username: str, name: str, by: Person | None, password: str | None = None) -> Person:
    """Open an account; without a password nobody can sign in by one. Event: account.opened."""
    person = Person(park=park, username=username, name=name)
    person.set_password(password)
    person.save()
    record(AccountOpened(person=person.pk), park=park, by=by)
    return person


@transaction.atomic
def disable_account(*, person: Person, by: Person) -> None:
    """Close an account; its sessions end with the next request. Event: account.disabled, once."""
    if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        record(AccountDisabled(person=person.pk), park=person.park, by=by)


@transaction.atomic
def reset_password(*, person: Person, by: Person | None) -> str:
    """Set a one-time password and return it; it is shown once and kept nowhere. Event: account.password_reset.

    It must be changed when it is first used, within a week. The person's sessions end, a lock-out ends; the second
    factor stays.
    """
    password = "-".join("".join(secrets.choice(EASILY_READ) for _ in range(4)) for _ in range(4))
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
        raise ValidationError({"new_password": "新密码不能与原密码相同。"})
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
