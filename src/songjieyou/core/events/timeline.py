"""The history of one object, told to one reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from songjieyou.core.events.words import WORDS, Audience, labels, open_to
from songjieyou.core.models import Event
from songjieyou.core.models.person import PersonQuerySet

THE_HOUSE = "系统"
STAFF_UNNAMED = "园区工作人员"
ERASED = "已注销人员"
LENGTH = 25


class Entry(NamedTuple):
    """A line of `ui/timeline.html`."""

    when: datetime
    who: str
    what: str


def timeline(
    *, kind: str, subject: int, readers: frozenset[Audience], people: PersonQuerySet, length: int = LENGTH
) -> list[Entry]:
    """The newest events about an object that the reader has been found to see, newest first. Two queries.

    `readers` is what the reader is to this object; `people` are those whose names they may read here, others are park
    staff without a name. Names are those of today: who has been erased is shown as such.
    """
    about = Event.objects.filter(subjects__kind=kind, subjects__subject=subject, name__in=open_to(readers))
    events = list(about.order_by("-pk")[:length])
    ids = [pk for event in events for pk in (event.actor_id, event.payload.get("person")) if pk]
    known = {pk: name or ERASED for pk, name in people.filter(pk__in=ids).values_list("pk", "name")}
    return [Entry(event.at, _who(event.actor_id, known), _what(event, known)) for event in events]


def _who(person: int | None, known: Mapping[int, str]) -> str:
    return THE_HOUSE if person is None else known.get(person, STAFF_UNNAMED)


def _what(event: Event, known: Mapping[int, str]) -> str:
    pieces = labels(event.name, event.payload)
    if "person" in event.payload:
        pieces["person"] = _who(event.payload["person"], known)
    return WORDS[event.name].what.format_map(pieces)
