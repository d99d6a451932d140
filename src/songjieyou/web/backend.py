"""Who a session belongs to."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import OuterRef

from songjieyou.core.models import Notice, Person


class Backend(ModelBackend):
    """Reads the person of a session together with what every page shows of them, in one query: their park, and as
    `unread` how many notices wait for them.
    """

    def get_user(self, user_id: int) -> Person | None:
        unread = Notice.objects.number_unread(OuterRef("pk"))
        rows = Person.objects.select_related("park").annotate(unread=unread)
        person: Person | None = rows.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
