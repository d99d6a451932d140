"""What every page knows."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.brand import HOUSE
from songjieyou.core.models import Notice, Park, Person
from songjieyou.web.navigation import menu
from songjieyou.web.public.look import is_large


def house(request: HttpRequest) -> dict[str, Any]:
    """`me`: who has signed in; `park`: theirs, or the only one there is; its look, and what they may open.
    `park.unread`: how many notices wait for whoever has signed in.
    """
    user = getattr(request, "user", None)
    me = user if isinstance(user, Person) else None
    park = _park_of(me) if me else _only_park()
    return {
        "me": me,
        "park": park,
        "brand_sheet": _brand_sheet(park) if park else "",
        "large": is_large(request),
        "menu": menu(request, {"inbox": getattr(park, "unread", 0)}),
        "today": clock.today(),
    }


def _park_of(person: Person) -> Park:
    """In one query with the number of their unread notices."""
    waiting = Notice.objects.unread().filter(person=person).order_by().values("person")
    unread = Coalesce(Subquery(waiting.annotate(number=Count("pk")).values("number")), 0)
    return Park.objects.annotate(unread=unread).get(pk=person.park_id)


def _only_park() -> Park | None:
    parks = list(Park.objects.all()[:2])
    return parks[0] if len(parks) == 1 else None


def _brand_sheet(park: Park) -> str:
    """Where the colours of a park are; empty for the house's own, which are in every page's style sheet."""
    return "" if park.brand == HOUSE else reverse("brand") + "?" + urlencode({"v": "-".join(park.brand)})
