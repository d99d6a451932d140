"""Handing events to their subscribers: claimed in small batches, held by a lease, tried again after a failure.

`due_at` says when a delivery may be claimed. A claim moves it past the lease, so that the deliveries of a worker that
died come up again by themselves.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.db import connection, transaction

from songjieyou.core import clock
from songjieyou.core.events.log import SUBSCRIBERS
from songjieyou.core.models import Delivery

LEASE = timedelta(seconds=60)
BATCH = 20
LONGEST_WAIT = timedelta(hours=1)

log = logging.getLogger(__name__)


def deliver_due() -> int:
    """Claim what is due and hand it over; return how many were claimed."""
    claimed = claim()
    for delivery in claimed:
        _attempt(delivery)
    return len(claimed)


def claim(limit: int = BATCH) -> list[Delivery]:
    """Take up to `limit` due deliveries that no other worker holds."""
    moment = clock.now()
    with transaction.atomic():
        due = Delivery.objects.filter(done_at=None, due_at__lte=moment, subscriber__in=SUBSCRIBERS)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        claimed = list(due.order_by("due_at", "pk")[:limit])
        for delivery in claimed:
            delivery.lease = uuid.uuid4()
            delivery.attempts += 1
            delivery.due_at = moment + LEASE
        Delivery.objects.bulk_update(claimed, ["lease", "attempts", "due_at"])
    return claimed


def hand_over(delivery: Delivery) -> bool:
    """Handle one claimed delivery and mark it done, both or neither; False where the lease has passed to another."""
    with transaction.atomic():
        held = Delivery.objects.select_for_update(of=("self",)).select_related("event")
        current = held.filter(pk=delivery.pk, lease=delivery.lease, done_at=None).first()
        if current is None:
            return False
        SUBSCRIBERS[current.subscriber].handle(current.event)
        current.done_at = clock.now()
        current.save(update_fields=["done_at"])
    return True


def wait_after(attempts: int) -> timedelta:
    """How long a delivery rests after its nth failure: 2, 4, 8 … seconds, an hour at most."""
    return min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)


def _attempt(delivery: Delivery) -> None:
    try:
        hand_over(delivery)
    except Exception:  # whatever a subscriber does wrong, the others are served
        log.exception("delivery failed", extra={"delivery": delivery.pk, "attempts": delivery.attempts})
        due_at = clock.now() + wait_after(delivery.attempts)
        Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease).update(due_at=due_at)
