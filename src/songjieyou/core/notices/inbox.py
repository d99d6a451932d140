"""Notices as their reader sees them: worded when they are read, from what the reader may see at that moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from songjieyou.core.actor import Actor
from songjieyou.core.events.words import labels
from songjieyou.core.models import Notice
from songjieyou.core.notices.kinds import KINDS, NoticeKind
from songjieyou.core.objects import OBJECTS, names

GONE = ("消息", "这类消息已经停用。")


class Told(NamedTuple):
    """`about` is the (kind, id) of the object it leads to, where there is one that the reader may see."""

    pk: int
    at: datetime
    title: str
    words: str
    unread: bool
    urgent: bool
    about: tuple[str, int] | None


def told(notices: Sequence[Notice], actor: Actor) -> list[Told]:
    """Notices whose events have been fetched, in words. One query for each kind of object among them."""
    wanted = {about for notice in notices for about in _objects(notice)}
    seen = names(wanted, actor)
    return [_told(notice, seen) for notice in notices]


def _objects(notice: Notice) -> list[tuple[str, int]]:
    kind = KINDS.get(notice.kind)
    shown = kind.pieces & OBJECTS.keys() if kind else ()
    return [(field, notice.event.payload[field]) for field in sorted(shown)]


def _told(notice: Notice, seen: Mapping[tuple[str, int], str]) -> Told:
    kind = KINDS.get(notice.kind)
    title, words = _worded(kind, notice, seen) if kind else GONE
    return Told(
        pk=notice.pk,
        at=notice.at,
        title=title,
        words=words,
        unread=notice.read_at is None,
        urgent=bool(kind and kind.urgent),
        about=next((one for one in _objects(notice) if kind and one[0] == kind.about and one in seen), None),
    )


def _worded(kind: NoticeKind[Any], notice: Notice, seen: Mapping[tuple[str, int], str]) -> tuple[str, str]:
    pieces = labels(notice.event.name, notice.event.payload)
    pieces |= {field: seen.get((field, pk), OBJECTS[field].hidden) for field, pk in _objects(notice)}
    return kind.title.format_map(pieces), kind.words.format_map(pieces)
