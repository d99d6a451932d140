"""Opening a session for a person who has proved who they are. Every way in ends here, whoever has proved it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from songjieyou.core import clock
from songjieyou.core.domain.people import note_sign_in
from songjieyou.core.models import Person

BACKEND = "songjieyou.web.backend.Backend"
EXCUSED = "excused"
PENDING = "pending"
PENDING_HOLDS = timedelta(minutes=10)


@transaction.atomic
def enter(request: HttpRequest, person: Person, *, excused: bool = False) -> None:
    """Sign `person` in under a new session key. Event: account.signed_in.

    `excused` sessions are not asked for a second factor: those that a click opens, in a demo only.
    """
    request.session.pop(PENDING, None)
    login(request, person, backend=BACKEND)
    if excused:
        request.session[EXCUSED] = True
    note_sign_in(person=person)


def begin(request: HttpRequest, person: Person, **kept: str) -> None:
    """Remember, under a new session key, that the password was right and the code is still to come."""
    request.session.cycle_key()
    until = (clock.now() + PENDING_HOLDS).timestamp()
    proof = person.get_session_auth_hash()
    request.session[PENDING] = {"person": person.pk, "proof": proof, "until": until, **kept}


def begun(request: HttpRequest) -> tuple[Person, dict[str, Any]] | None:
    """Who has begun in this browser, if it holds: not too long ago, and nothing was reset in between."""
    pending = request.session.get(PENDING)
    if pending is None or pending["until"] < clock.now().timestamp():
        return None
    person = Person.objects.filter(pk=pending["person"], is_active=True).first()
    if person is None or person.get_session_auth_hash() != pending["proof"]:
        return None
    return person, pending
