"""Accounts of people."""

from django.db import transaction

from songjieyou.core.events.catalogue import AccountDisabled, AccountOpened, ContactChanged, SignedIn
from songjieyou.core.events.log import record
from songjieyou.core.models import Park, Person


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
def change_contact(*, person: Person, phone: str, email: str, by: Person) -> None:
    """Write down how to reach a person. Event: account.contact_changed."""
    Person.objects.filter(pk=person.pk).update(phone=phone, email=email)
    record(ContactChanged(person=person.pk), park=person.park, by=by)


@transaction.atomic
def note_sign_in(*, person: Person) -> None:
    """Event: account.signed_in."""
    record(SignedIn(person=person.pk), park=person.park, by=person)
