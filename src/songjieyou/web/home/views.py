"""Home: what the person may do here, role by role, and what is not built yet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.core.enums import Role
from songjieyou.enterprises.models import Enterprise
from songjieyou.web.access import SIGNED_IN, Request, access
from songjieyou.web.home.duties import DUTIES, OF_A_FIRM


@access(SIGNED_IN)
def home(request: Request) -> HttpResponse:
    actor = request.actor
    sections = [(role.label, DUTIES[role]) for role in Role if role in actor.roles]
    firms = Enterprise.objects.visible_to(actor).filter(pk__in=actor.enterprises).order_by("name")
    values = {"sections": sections, "firms": firms, "of_a_firm": OF_A_FIRM}
    return render(request, "web/home.html", values)
