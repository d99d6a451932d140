"""Who acts: a person with what they may be on a date. Every `visible_to` and every access policy asks an `Actor`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from songjieyou.core.enums import STAFF, Role


@dataclass(frozen=True)
class Actor:
    """`enterprises` are the ids of the firms the person may act for; `principal_of` those it answers for."""

    person: int | None = None
    park: int | None = None
    roles: frozenset[Role] = frozenset()
    departments: frozenset[int] = frozenset()
    enterprises: frozenset[int] = frozenset()
    principal_of: frozenset[int] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.person is not None

    def is_any(self, roles: Iterable[Role]) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        return self.is_any(STAFF)


NOBODY = Actor()
"""Someone who has not signed in."""
