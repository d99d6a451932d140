"""Doing what a form asks for once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.models import Person, Submission

KEPT = timedelta(days=7)
"""How long a form that was sent is known as such."""


def do_once(*, person: Person, once: UUID, act: Callable[[], str]) -> str:
    """Where `act` leads, in one transaction with the note that this form was sent; where it led the first time when
    it was sent before. What `act` raises undoes both.
    """
    try:
        with transaction.atomic():
            sent = Submission.objects.create(park=person.park, person=person, once=once, at=clock.now())
            sent.led_to = act()
            sent.save(update_fields=["led_to"])
            return sent.led_to
    except IntegrityError:
        before = Submission.objects.filter(person=person, once=once).first()
        if before is None:  # it was `act` that broke a rule of the database
            raise
        return before.led_to


def forget_submissions() -> None:
    """Delete the notes of forms that were sent long ago."""
    Submission.objects.filter(at__lt=clock.now() - KEPT).delete()
