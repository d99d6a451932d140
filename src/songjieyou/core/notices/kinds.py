"""The kinds of notices: one entry says who is told of an event, in what words, and how urgent it is.

Each floor announces its own kinds when it starts (`tell.announce`); nothing else is needed for a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from string import Formatter
from typing import Any

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import Happening
from songjieyou.core.models import Park, RoleAssignment


@dataclass(frozen=True)
class NoticeKind[H: Happening]:
    """`told` gives the ids of the people; a handful, for they are told in one transaction. `title` and `words` may name
    fields of the event in braces: a word of a closed list, or the name of an object that the reader may see.

    `about` is the field of the object that the notice leads to. An `urgent` one does not wait for the digest; one that
    is not for `outside` is never told by other channels.
    """

    name: str
    event: type[H]
    told: Callable[[H, Park], Iterable[int]]
    title: str
    words: str
    about: str = ""
    urgent: bool = False
    outside: bool = True

    @property
    def pieces(self) -> frozenset[str]:
        """The fields of the event that the reader is shown, or led to."""
        parsed = Formatter().parse(self.title + self.words)
        named = {field for _, field, _, _ in parsed if field}
        return frozenset(named | {self.about} - {""})


KINDS: dict[str, NoticeKind[Any]] = {}


def for_outside() -> list[str]:
    """The names of the kinds that other channels may tell of."""
    return [kind.name for kind in KINDS.values() if kind.outside]


def holders(role: Role, park: Park) -> Iterable[int]:
    """The ids of those who hold a role of the park today."""
    held = RoleAssignment.objects.filter(park=park, role=role).on(clock.today())
    return held.values_list("person", flat=True)
