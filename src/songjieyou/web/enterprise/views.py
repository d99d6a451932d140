"""The card of one firm: who it is and who may act for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from songjieyou.core import clock
from songjieyou.enterprises.domain import authorisations
from songjieyou.enterprises.history import history_of
from songjieyou.enterprises.models import Authorisation, Enterprise, Title
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.enterprise.titles import line_of


@access(SIGNED_IN)
def card(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    current = Authorisation.objects.visible_to(request.actor).filter(enterprise=enterprise).on(clock.today())
    held = Title.objects.visible_to(request.actor).filter(enterprise=enterprise).on(clock.today())
    values = {
        "enterprise": enterprise,
        "titles": [line_of(title, clock.today()) for title in held.order_by("-awarded_on", "-pk")],
        "authorisations": current.select_related("person").order_by("-capacity", "pk"),
        "may_end": pk in request.actor.principal_of,
        "history": history_of(enterprise, request.actor),
    }
    return render(request, "web/enterprise.html", values)


@access(SIGNED_IN, "POST")
def end_authorisation(request: Request, pk: int, authorisation: int) -> HttpResponse:
    """A firm's principal takes back what an agent was given. Twice is the same as once."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    row = found(Authorisation.objects.filter(enterprise=enterprise), request.actor, authorisation)
    refuse_unless(pk in request.actor.principal_of, "只有企业的负责人可以收回授权。")
    refuse_unless(row.person_id != request.actor.person, "不能收回自己的授权。请先授权新的负责人，再由其收回。")
    authorisations.end_authorisation(authorisation=row, by=person_of(request))
    return redirect("enterprise", pk=pk)
