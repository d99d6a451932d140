"""The inbox: what one has been told, newest first."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core.domain.notices import mark_read, mark_read_until
from songjieyou.core.models import Notice
from songjieyou.core.notices.inbox import Told, told
from songjieyou.web.access import SIGNED_IN, Request, access, found
from songjieyou.web.listing import before_of, newest_first

UNREAD, ALL = "unread", "all"

LEADS_TO: dict[str, Callable[[int], str]] = {
    "enterprise": lambda pk: reverse("enterprise", args=[pk]),
    "delivery": lambda pk: reverse("deliveries"),
    "deadline": lambda pk: reverse("deadlines"),
    "replaced": lambda pk: reverse("deadlines") + "?show=moved",
    "feedback": lambda pk: reverse("feedback", args=[pk]),
}
"""The page of an object, by its kind."""


@access(SIGNED_IN)
def inbox(request: Request) -> HttpResponse:
    """`show`: unread (the usual) or all."""
    rows = Notice.objects.visible_to(request.actor).select_related("event")
    show = _show(request)
    page = newest_first(request, rows.unread() if show == UNREAD else rows)
    values = {
        "page": page,
        "entries": [(each, _target(each)) for each in told(page.rows, request.actor)],
        "show": show,
        "here": _query(request),
    }
    return render(request, "web/inbox.html", values)


@access(SIGNED_IN, "POST")
def read(request: Request, notice: int) -> HttpResponse:
    """Mark one as read, and go on to what it is about with the button `onward`."""
    row = found(Notice.objects.select_related("event"), request.actor, notice)
    mark_read(notice=row)
    [shown] = told([row], request.actor)
    target = _target(shown) if "onward" in request.POST else ""
    return redirect(target or _here(request))


@access(SIGNED_IN, "POST")
def read_until(request: Request, notice: int) -> HttpResponse:
    """Mark everything up to this one as read: the newest that was on the page."""
    mark_read_until(newest=found(Notice.objects.all(), request.actor, notice))
    return redirect(_here(request))


def _show(request: Request) -> str:
    return ALL if request.GET.get("show") == ALL else UNREAD


def _query(request: Request) -> str:
    """The page that was asked for, as far as it was asked for rightly."""
    before = before_of(request)
    return urlencode({"show": _show(request)} | ({} if before is None else {"before": before}))


def _here(request: Request) -> str:
    return f"{reverse('inbox')}?{_query(request)}"


def _target(one: Told) -> str:
    if one.about is None or one.about[0] not in LEADS_TO:
        return ""
    kind, pk = one.about
    return LEADS_TO[kind](pk)
