"""What every page knows."""

from typing import Any

from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from songjieyou.core.models import Notice, Park, Person


def house(request: HttpRequest) -> dict[str, Any]:
    """`me`: who has signed in; `park`: theirs, or the only one there is; `park.unread`: how many
    notices wait for whoever has signed in.
    """
    user = getattr(request, "user", None)
    if isinstance(user, Person):
        park = Park.objects.annotate(unread=_unread(user)).get(pk=user.park_id)  # one query for both
        return {"me": user, "park": park}
    parks = list(Park.objects.all()[:2])
    return {"me": None, "park": parks[0] if len(parks) == 1 else None}


def _unread(person: Person) -> Coalesce:
    waiting = Notice.objects.unread().filter(person=person).order_by().values("person")
    return Coalesce(Subquery(waiting.annotate(number=Count("pk")).values("number")), 0)
