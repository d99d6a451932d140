"""Writing an event down, together with what it is about and a delivery for each of its subscribers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import connection

from songjieyou.core import clock
from songjieyou.core.events.catalogue import CATALOGUE, Happening, name_of
from songjieyou.core.models import Delivery, Event, EventSubject, Park, Person


class Subscriber(NamedTuple):
    """`handle` runs in one transaction with the mark that it is done: what it writes here is written once.

    An `outside` one speaks to another machine: it runs outside a transaction and is marked afterwards, so that it is
    handed over at least once.
    """

    name: str
    event: str
    handle: Callable[[Event], None]
    outside: bool = False


SUBSCRIBERS: dict[str, Subscriber] = {}


def subscribe(name: str, to: type[Happening], handle: Callable[[Event], None], *, outside: bool = False) -> None:
    """Tell `handle` of every event of the kind `to` from now on. ValueError for a name that is taken."""
    if name in SUBSCRIBERS:
        message = f"there is a subscriber {name} already"
        raise ValueError(message)
    SUBSCRIBERS[name] = Subscriber(name, name_of(to), handle, outside)


def record(happening: Happening, *, park: Park, by: Person | None) -> Event:
    """Append an event. RuntimeError outside a transaction: it must stand or fall with what it tells of."""
    return record_all([happening], park=park, by=by)[0]


def record_all(happenings: Iterable[Happening], *, park: Park, by: Person | None) -> list[Event]:
    """Append many events of one moment, in three queries."""
    if not connection.in_atomic_block:
        message = "an event is recorded in the transaction of what happened"
        raise RuntimeError(message)
    moment = clock.now()
    told = [(happening, name_of(type(happening))) for happening in happenings]
    events = Event.objects.bulk_create(
        Event(park=park, name=name, at=moment, actor=by, payload=happening.payload()) for happening, name in told
    )
    EventSubject.objects.bulk_create(
        EventSubject(park=park, event=event, kind=kind, subject=subject)
        for event, (happening, _) in zip(events, told, strict=True)
        for kind, subject in happening.subjects().items()
    )
    Delivery.objects.bulk_create(
        Delivery(park=park, event=event, subscriber=subscriber.name, due_at=moment)
        for event in events
        for subscriber in SUBSCRIBERS.values()
        if subscriber.event == event.name
    )
    return events


def read(event: Event) -> Happening:
    """The typed form of a stored event."""
    return CATALOGUE[event.name](**event.payload)
