"""Telling people of an event: a notice for each of them, and a message outside where one is wanted at once."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Any

from songjieyou.core import clock
from songjieyou.core.events.catalogue import Happening
from songjieyou.core.events.log import read, subscribe
from songjieyou.core.models import Event, Notice, Person
from songjieyou.core.notices import limits, outside
from songjieyou.core.notices.kinds import KINDS, NoticeKind


def announce[H: Happening](kind: NoticeKind[H]) -> None:
    """Tell people by notices of this kind from now on. ValueError for a taken name, or a field the event has not."""
    unknown = kind.pieces - {field.name for field in fields(kind.event)}
    if unknown or kind.name in KINDS:
        message = f"notice {kind.name}: " + (f"no such field: {sorted(unknown)}" if unknown else "announced already")
        raise ValueError(message)
    subscribe(f"notice.{kind.name}", kind.event, partial(tell, kind))
    KINDS[kind.name] = kind


def tell(kind: NoticeKind[Any], event: Event) -> None:
    """Runs within the delivery of the event. Who did it is not told of it, nor who can no longer sign in.

    The people stay locked until the end, so that two workers do not both take the last message of somebody's day.
    """
    told = kind.told(read(event), event.park)
    people = Person.objects.filter(pk__in=list(told), is_active=True).exclude(pk=event.actor_id)
    for person in people.select_related("park").select_for_update(of=("self",), no_key=True).order_by("pk"):
        values = {"park": event.park, "at": clock.now()}
        _, new = Notice.objects.get_or_create(person=person, event=event, kind=kind.name, defaults=values)
        if new and kind.outside and outside.reachable(person) and _at_once(person, urgent=kind.urgent):
            outside.make_due(person=person, digest=False)


def _at_once(person: Person, *, urgent: bool) -> bool:
    choice, cap = person.mail_choice, person.park.mails_a_day
    return limits.at_once(choice, urgent=urgent, sent_today=outside.due_today(person.pk).count(), cap=cap)
