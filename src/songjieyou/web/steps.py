"""What must be done after signing in, before any other page opens."""

from __future__ import annotations

from songjieyou.core.actor import Actor
from songjieyou.core.models import Person

PASSWORD = "change-password"  # an address, no password # nosec B105
SECOND_FACTOR = "two-factor"
OPEN = {
    PASSWORD: frozenset({PASSWORD}),
    SECOND_FACTOR: frozenset({SECOND_FACTOR, "two-factor-picture"}),
}
"""The addresses, by name, that a step needs."""


def outstanding(person: Person, actor: Actor, *, excused: bool) -> str:
    """The address, by name, of what this person must do first; empty where nothing is."""
    if person.one_time_password_until:
        return PASSWORD
    if actor.roles and not person.second_factor_since and not excused:
        return SECOND_FACTOR
    return ""
