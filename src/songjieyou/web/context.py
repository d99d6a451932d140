"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from songjieyou.core.models import Park, Person


def house(request: HttpRequest) -> dict[str, Any]:
    """`me`: who has signed in; `park`: theirs, or the only one there is."""
    user = getattr(request, "user", None)
    if isinstance(user, Person):
        return {"me": user, "park": user.park}
    parks = list(Park.objects.all()[:2])
    return {"me": None, "park": parks[0] if len(parks) == 1 else None}
