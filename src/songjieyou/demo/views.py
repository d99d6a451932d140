"""Entering the demo as any role, by one click. In any other database these pages do not exist."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from songjieyou.core.models import Person
from songjieyou.demo.cast import CAST, GROUPS
from songjieyou.demo.models import Mark
from songjieyou.web.access import EVERYONE, Request, access
from songjieyou.web.home.duties import DUTIES, OF_A_FIRM
from songjieyou.web.signing import enter


@access(EVERYONE)
def choose(request: Request) -> HttpResponse:
    _only_in_a_demo()
    groups = [
        (title, [(player, DUTIES[player.role] if player.role else OF_A_FIRM) for player in players])
        for title, players in GROUPS
    ]
    return render(request, "demo/choose.html", {"groups": groups})


@access(EVERYONE, "POST")
def enter_as(request: Request) -> HttpResponse:
    _only_in_a_demo()
    username = request.POST.get("as", "")
    if username not in {player.username for player in CAST}:
        raise Http404
    enter(request, get_object_or_404(Person, username=username, is_active=True))
    return redirect("home")


def _only_in_a_demo() -> None:
    if settings.PRODUCTION or not Mark.objects.exists():
        raise Http404
