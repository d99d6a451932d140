"""The history of a firm, told to somebody who may see the firm."""

from __future__ import annotations

from django.db.models import Q

from songjieyou.core.actor import Actor
from songjieyou.core.events.timeline import Entry, timeline
from songjieyou.core.events.words import Audience
from songjieyou.core.models import Person, RoleAssignment
from songjieyou.enterprises.models import Authorisation, Enterprise


def history_of(enterprise: Enterprise, actor: Actor) -> list[Entry]:
    """Its newest events, newest first. Two queries. A firm reads the names of its own people and
    those of its branches, staff also their own."""
    its_own = not actor.enterprises.isdisjoint((enterprise.pk, enterprise.head_id))
    member = {Audience.FIRM: its_own, Audience.STAFF: actor.is_staff}
    readers = frozenset(audience for audience, belongs in member.items() if belongs)
    of_the_firm = Authorisation.objects.visible_to(actor).filter(enterprise=enterprise).values("person")
    readable = Q(pk=actor.person) | Q(pk__in=of_the_firm)
    if actor.is_staff:
        readable |= Q(park=actor.park, pk__in=RoleAssignment.objects.filter(park=actor.park).values("person"))
    people = Person.objects.filter(readable)
    return timeline(kind="enterprise", subject=enterprise.pk, readers=readers, people=people)
