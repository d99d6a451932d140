"""The history of one object, told to one reader."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from songjieyou.core.actor import Actor
from songjieyou.core.events.words import WORDS, labels, open_to
from songjieyou.core.models import Event
from songjieyou.core.models.person import PersonQuerySet

THE_HOUSE = "系统"
STAFF_UNNAMED = "园区工作人员"
LENGTH = 25


class Entry(NamedTuple):
    """`current` marks the step that something stands at, where there are steps."""

    when: datetime
    who: str
    what: str
    note: str = ""
    current: bool = False


def timeline(*, kind: str, subject: int, actor: Actor, people: PersonQuerySet, length: int = LENGTH) -> list[Entry]:
    """The newest events about an object that the actor has been found to see, newest first. Two queries.

    `people` are those whose names the actor may read here; others are park staff without a name.
    """
    about = Event.objects.filter(park=actor.park, name__in=open_to(actor), **{f"payload__{kind}": subject})
    events = list(about.order_by("-pk")[:length])
    ids: set[int] = {event.actor_id for event in events if event.actor_id}
    ids |= {event.payload["person"] for event in events if "person" in event.payload}
    known: dict[int | None, str] = dict(people.filter(pk__in=ids).values_list("pk", "name"))
    known[None] = THE_HOUSE
    told = []
    for event in events:
        pieces = labels(event.name, event.payload)
        pieces["person"] = known.get(event.payload.get("person"), STAFF_UNNAMED)
        what = WORDS[event.name].what.format_map(pieces)
        told.append(Entry(event.at, known.get(event.actor_id, STAFF_UNNAMED), what))
    return told
