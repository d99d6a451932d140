"""Deliveries that were given up: what the system administrator looks into and lets be tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render

from songjieyou.core.domain.deliveries import try_again
from songjieyou.core.models import Delivery
from songjieyou.core.notices.kinds import KINDS
from songjieyou.core.notices.outside import CHANNEL
from songjieyou.core.objects import names
from songjieyou.web.access import Request, access, found, person_of
from songjieyou.web.listing import newest_first
from songjieyou.web.ops.pages import SYSTEM


class Failure(NamedTuple):
    row: Delivery
    what: str
    whom: str


@access(SYSTEM)
def deliveries(request: Request) -> HttpResponse:
    given_up = Delivery.objects.visible_to(request.actor).filter(given_up_at__isnull=False)
    page = newest_first(request, given_up.select_related("event"))
    people = [("person", row.event.payload["person"]) for row in page.rows if "person" in row.event.payload]
    known = names(people, request.actor)
    failures = [_failure(row, known) for row in page.rows]
    return render(request, "web/ops/deliveries.html", {"page": page, "failures": failures})


@access(SYSTEM, "POST")
def again(request: Request, delivery: int) -> HttpResponse:
    """Twice is the same as once."""
    row = found(Delivery.objects.all(), request.actor, delivery)
    try_again(delivery=row, by=person_of(request))
    return redirect("deliveries")


def _failure(row: Delivery, known: Mapping[tuple[str, int], str]) -> Failure:
    kind = KINDS.get(row.subscriber.removeprefix("notice."))
    what = "邮件提醒" if row.subscriber == CHANNEL else f"消息“{kind.title}”" if kind else f"后续处理 {row.subscriber}"
    return Failure(row, what, known.get(("person", row.event.payload.get("person", 0)), ""))
