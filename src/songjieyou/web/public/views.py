"""The front page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from songjieyou.web.access import EVERYONE, Request, access


@access(EVERYONE)
def front(request: Request) -> HttpResponse:
    """What this is; those who have signed in go to their own page."""
    return redirect("home") if request.user.is_authenticated else render(request, "web/front.html")
