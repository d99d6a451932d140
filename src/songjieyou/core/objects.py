"""The objects that events are about: how a reader finds the name of one, if they may see it.

Each floor enters its own kinds. The name of a kind is that of the fields of events that hold its ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from songjieyou.core.actor import Actor
from songjieyou.core.models import Deadline, Delivery, Department, Feedback, Person, Team, Zone
from songjieyou.core.models.scoped import Scoped


class ObjectKind(NamedTuple):
    """`hidden` stands in the place of a name that the reader may not see."""

    rows: Callable[[], Scoped[Any]]
    hidden: str


OBJECTS: dict[str, ObjectKind] = {
    "person": ObjectKind(Person.objects.all, "一位人员"),
    "delivery": ObjectKind(Delivery.objects.all, "一次送达"),
    "deadline": ObjectKind(Deadline.objects.all, "一个期限"),
    "replaced": ObjectKind(Deadline.objects.all, "一个改过的期限"),
    "feedback": ObjectKind(Feedback.objects.all, "一条意见"),
    "zone": ObjectKind(Zone.objects.all, "一个片区"),
    "department": ObjectKind(Department.objects.all, "一个部门"),
    "team": ObjectKind(Team.objects.all, "一个专班"),
}


def names(wanted: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], str]:
    """(kind, id) -> name, of those of the objects that the actor may see; one query for each kind among them."""
    ids: dict[str, set[int]] = {}
    for kind, pk in wanted:
        ids.setdefault(kind, set()).add(pk)
    return {
        (kind, row.pk): str(row)
        for kind in sorted(ids.keys() & OBJECTS.keys())
        for row in OBJECTS[kind].rows().visible_to(actor).filter(pk__in=ids[kind])
    }
