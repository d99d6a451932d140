"""Opening a session for a person, and noting it."""

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from songjieyou.core.domain.people import note_sign_in
from songjieyou.core.models import Person


@transaction.atomic
def enter(request: HttpRequest, person: Person) -> None:
    """Sign `person` in under a new session key. Event: account.signed_in."""
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    note_sign_in(person=person)
