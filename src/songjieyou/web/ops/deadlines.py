"""Provisional deadlines, which wait for the table of a year, and those that a calendar has moved."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.core.domain.deadlines import KINDS, waits_for, words
from songjieyou.core.models import Deadline
from songjieyou.core.models.deadline import DeadlineQuerySet
from songjieyou.web.access import Request, access
from songjieyou.web.ops.pages import SYSTEM

A_PAGE = 25
SHOWN = {"provisional": "暂定的", "moved": "移动过的"}


@access(SYSTEM)
def listing(request: Request) -> HttpResponse:
    """`?show=` provisional (unless said) or moved; `?about=` of one kind of object."""
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "provisional"
    about = request.GET.get("about", "")
    rows = _shown(Deadline.objects.visible_to(request.actor), show)
    if about in KINDS:
        rows = rows.filter(about=about)
    page = Paginator(rows.select_related("replaces", "calendar__proposal"), A_PAGE).get_page(request.GET.get("page"))
    values = {
        "show": show,
        "about": about,
        "shown": SHOWN,
        "kinds": {name: kind.label for name, kind in KINDS.items()},
        "page": page,
        "rows": [(words(row), row, waits_for(row)) for row in page],
    }
    return render(request, "web/ops/deadlines.html", values)


def _shown(rows: DeadlineQuerySet, show: str) -> DeadlineQuerySet:
    return rows.moved().order_by("-pk") if show == "moved" else rows.provisional().order_by("due_on", "pk")
