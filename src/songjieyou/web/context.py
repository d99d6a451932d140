"""What every page knows."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.brand import HOUSE
from songjieyou.core.models import Park, Person
from songjieyou.web.navigation import menu
from songjieyou.web.public.look import is_large


def house(request: HttpRequest) -> dict[str, Any]:
    """`me`: who has signed in; `park`: theirs, or the only one there is; its look, and what they may open."""
    user = getattr(request, "user", None)
    me = user if isinstance(user, Person) else None
    park = me.park if me else only_park()
    return {
        "me": me,
        "park": park,
        "brand_sheet": _brand_sheet(park) if park else "",
        "large": is_large(request),
        "menu": menu(request, {"inbox": getattr(me, "unread", 0)}),
        "today": clock.today(),
    }


def only_park() -> Park | None:
    """The park of a house that has one."""
    parks = list(Park.objects.all()[:2])
    return parks[0] if len(parks) == 1 else None


def _brand_sheet(park: Park) -> str:
    """Where the colours of a park are; empty for the house's own, which are in every page's style sheet."""
    return "" if park.brand == HOUSE else reverse("brand") + "?" + urlencode({"v": "-".join(park.brand)})
