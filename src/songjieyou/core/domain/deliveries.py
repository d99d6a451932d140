"""What those who run the house do with deliveries."""

from __future__ import annotations

from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import DeliveryTriedAgain
from songjieyou.core.events.log import record
from songjieyou.core.models import Delivery, Person


@transaction.atomic
def try_again(*, delivery: Delivery, by: Person) -> None:
    """Let a delivery that was given up be tried anew, from the first attempt. Event: delivery.tried_again, once."""
    given_up = Delivery.objects.filter(pk=delivery.pk, done_at=None, given_up_at__isnull=False)
    if given_up.update(given_up_at=None, trouble="", lease=None, attempts=0, due_at=clock.now()):
        record(DeliveryTriedAgain(delivery=delivery.pk), park=delivery.park, by=by)
