"""Checking who somebody is. Wrong passwords and codes are counted, and too many close the way for a while.

The count goes by the name that was typed, whether there is such an account or not, so that an answer tells nothing of
it; and by the address of the network, so that one place cannot try out many names.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction

from songjieyou.core import clock, rates
from songjieyou.core.domain.second_factor import takes_code
from songjieyou.core.events.catalogue import AccountLocked
from songjieyou.core.events.log import record
from songjieyou.core.models import Person

WRONG_FOR_ONE = 5
WRONG_FROM_ONE_ADDRESS = 30
WINDOW = timedelta(minutes=15)


class LockedOutError(Exception):
    """Too many were wrong; `until` is when one may try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked out until {until}")
        self.until = until


def check_password(*, username: str, password: str, address: str) -> Person | None:
    """The person, or None; LockedOutError, even for the right password. Event: account.locked, once a lock-out.

    An unknown name, a closed account and one without a password cost the same hash work as a wrong password.
    """
    key = password_key(username)
    last = count_as_wrong(key, address)
    person = authenticate(None, username=username, password=password)
    if isinstance(person, Person) and not one_time_password_is_over(person):
        was_right(key, address)
        return person
    if last:
        _note_lock(Person.objects.filter(username=username).first())
    return None


def check_code(*, person: Person, code: str, address: str) -> bool:
    """Whether the second factor is right; LockedOutError, even then. Event: account.locked, once a lock-out."""
    key = f"code/{person.pk}"
    last = count_as_wrong(key, address)
    if takes_code(person=person, code=code):
        was_right(key, address)
        return True
    if last:
        _note_lock(person)
    return False


def password_key(username: str) -> str:
    return f"password/{username}"


def one_time_password_is_over(person: Person) -> bool:
    return person.one_time_password_until is not None and person.one_time_password_until <= clock.now()


def count_as_wrong(key: str, address: str) -> bool:
    """Count one more as wrong, before it is known to be; whether it is the last before a lock-out of `key`.

    LockedOutError where `key` or the address is shut out. RuntimeError within a transaction.
    """
    one = rates.allow(key, limit=WRONG_FOR_ONE, window=WINDOW, pause=WINDOW)
    if not one and one.until:
        raise LockedOutError(one.until)
    place = rates.allow(f"address/{address}", limit=WRONG_FROM_ONE_ADDRESS, window=WINDOW, pause=WINDOW)
    if not place and place.until:
        rates.give_back(key)
        raise LockedOutError(place.until)
    return one.until is not None


def was_right(key: str, address: str) -> None:
    """It was not wrong. What others got wrong from the same address still counts."""
    rates.forget(key)
    rates.give_back(f"address/{address}")


def _note_lock(person: Person | None) -> None:
    if person:
        with transaction.atomic():
            record(AccountLocked(person=person.pk), park=person.park, by=None)
