"""Home: what waits for the person, and what they may do here, role by role."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models import Enterprise
from songjieyou.ui import shapes
from songjieyou.web.access import SIGNED_IN, Request, access
from songjieyou.web.home.duties import DUTIES, OF_A_FIRM, Duty
from songjieyou.web.navigation import may_open


class Section(NamedTuple):
    """A part of the page: a firm, by its id, or a role, with what is done for it."""

    title: str
    duty: Duty
    firm: int | None = None


@access(SIGNED_IN)
def home(request: Request) -> HttpResponse:
    actor = request.actor
    firms = list(Enterprise.objects.visible_to(actor).filter(pk__in=actor.enterprises).order_by("name"))
    duties = {role.label: DUTIES[role] for role in Role if role in actor.roles}
    sections = [Section(firm.name, OF_A_FIRM, firm.pk) for firm in firms]
    sections += [Section(label, duty) for label, duty in duties.items()]
    values = {
        "titles": list(duties),
        "todos": list(dict.fromkeys(section.duty.todos for section in sections)),
        "sections": [(section, _rooms(section, actor)) for section in sections],
        "firms": _doors(firms, actor) if len(firms) > 1 else [],
        "claim": None if actor.roles else shapes.Link("认领一家企业", reverse("claim")),
    }
    return render(request, "web/home.html", values)


def _doors(firms: list[Enterprise], actor: Actor) -> list[shapes.Room]:
    """Whoever acts for several firms changes between them here."""
    return [
        shapes.Room(
            firm.name,
            f"您是{Capacity.PRINCIPAL.label if firm.pk in actor.principal_of else Capacity.AGENT.label}",
            reverse("enterprise", args=[firm.pk]),
        )
        for firm in firms
    ]


def _rooms(section: Section, actor: Actor) -> list[shapes.Room]:
    """The rooms with the addresses of those that are open to the actor; each firm has its own."""
    rooms, of = [], [] if section.firm is None else [section.firm]
    for room in section.duty.rooms:
        path = reverse(room.route, args=[] if room.common else of) if room.route else ""
        rooms.append(shapes.Room(room.name, room.words, path + room.query if path and may_open(path, actor) else ""))
    return rooms
