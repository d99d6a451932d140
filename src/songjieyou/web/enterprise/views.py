"""The card of one firm: who it is and who may act for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.enterprises.domain import authorisations
from songjieyou.enterprises.history import history_of
from songjieyou.enterprises.models import Authorisation, Enterprise
from songjieyou.ui.shapes import Room
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.enterprise import codes


@access(SIGNED_IN)
def card(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    current = Authorisation.objects.visible_to(request.actor).filter(enterprise=enterprise).on(clock.today())
    values = {
        "enterprise": enterprise,
        "authorisations": current.select_related("person").order_by("-capacity", "pk"),
        "may_end": pk in request.actor.principal_of,
        "claimed": _next(enterprise, request) if "claimed" in request.GET else [],
        **codes.of_a_firm(enterprise, request.actor),
        "history": history_of(enterprise, request.actor),
    }
    return render(request, "web/enterprise.html", values)


def _next(enterprise: Enterprise, request: Request) -> list[Room]:
    """What to do first for whoever has just claimed a firm."""
    if enterprise.pk not in request.actor.enterprises:
        return []
    return [
        Room("核对企业数据", "看看已有的数据对不对，不对的当场改。", reverse("firm-facts", args=[enterprise.pk])),
        Room("看政策体检", "符合哪些政策、能得多少、还缺什么。", reverse("checkup", args=[enterprise.pk])),
    ]


@access(SIGNED_IN, "POST")
def end_authorisation(request: Request, pk: int, authorisation: int) -> HttpResponse:
    """A firm's principal takes back what an agent was given. Twice is the same as once."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    row = found(Authorisation.objects.filter(enterprise=enterprise), request.actor, authorisation)
    refuse_unless(pk in request.actor.principal_of, "只有企业的负责人可以收回授权。")
    refuse_unless(row.person_id != request.actor.person, "不能收回自己的授权。请先授权新的负责人，再由其收回。")
    authorisations.end_authorisation(authorisation=row, by=person_of(request))
    return redirect("enterprise", pk=pk)
