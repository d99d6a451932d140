"""Handing events to their subscribers: claimed in small batches, held by a lease, tried again after a failure.

`due_at` says when a delivery may be claimed. A claim moves it past the lease, so that the deliveries of a worker that
died come up again by themselves. What has failed `ATTEMPTS` times is given up: it stays, is listed, and the system
administrators are told.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.db import connection, models, transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import DeliveryGivenUp, name_of
from songjieyou.core.events.log import SUBSCRIBERS, Subscriber, record
from songjieyou.core.models import Delivery

LEASE = timedelta(seconds=60)
BATCH = 20
LONGEST_WAIT = timedelta(hours=1)
ATTEMPTS = 84
"""With the waiting in between they take three days: a server that is down over a weekend costs nothing."""

log = logging.getLogger(__name__)


class HopelessError(Exception):
    """Raised by a subscriber: trying again cannot help."""


def deliver_due() -> int:
    """Claim what is due and hand it over; return how many were claimed. A slow machine outside holds up nobody inside:
    of what goes there only one is claimed at a time.
    """
    inside = _attempt_all(claim())
    return inside + _attempt_all(claim(1, outside=True))


def claim(limit: int = BATCH, *, outside: bool = False) -> list[Delivery]:
    """Take up to `limit` due deliveries that no other worker holds. Those of unknown subscribers stay."""
    moment = clock.now()
    served = [subscriber.name for subscriber in SUBSCRIBERS.values() if subscriber.outside is outside]
    with transaction.atomic():
        due = Delivery.objects.filter(done_at=None, given_up_at=None, due_at__lte=moment, subscriber__in=served)
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
    """Hand over one claimed delivery and mark it done; False where the lease has passed to another."""
    subscriber = SUBSCRIBERS[delivery.subscriber]
    return _hand_out(delivery, subscriber) if subscriber.outside else _hand_in(delivery, subscriber)


def wait_after(attempts: int) -> timedelta:
    """How long a delivery rests after its nth failure: 2, 4, 8 … seconds, an hour at most."""
    return min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)


def _hand_in(delivery: Delivery, subscriber: Subscriber) -> bool:
    """Handled and marked, both or neither."""
    with transaction.atomic():
        held = Delivery.objects.select_for_update(of=("self",)).select_related("event")
        current = held.filter(pk=delivery.pk, lease=delivery.lease, done_at=None).first()
        if current is None:
            return False
        subscriber.handle(current.event)
        current.done_at = clock.now()
        current.save(update_fields=["done_at"])
    return True


def _hand_out(delivery: Delivery, subscriber: Subscriber) -> bool:
    """Sent, then marked: who dies in between sends again. The lease starts anew, for sending may take its time."""
    mine = _held(delivery)
    if not mine.update(due_at=clock.now() + LEASE):
        return False
    subscriber.handle(delivery.event)
    return bool(mine.update(done_at=clock.now()))


def _attempt_all(claimed: list[Delivery]) -> int:
    for delivery in claimed:
        _attempt(delivery)
    return len(claimed)


def _attempt(delivery: Delivery) -> None:
    try:
        hand_over(delivery)
    except Exception as error:  # whatever a subscriber does wrong, the others are served
        log.exception("delivery failed", extra={"delivery": delivery.pk, "attempts": delivery.attempts})
        if isinstance(error, HopelessError) or delivery.attempts >= ATTEMPTS:
            _give_up(delivery, error)
        else:
            _held(delivery).update(due_at=clock.now() + wait_after(delivery.attempts))


@transaction.atomic
def _give_up(delivery: Delivery, error: Exception) -> None:
    """Event: delivery.given_up, unless it was the news of another one given up that could not be delivered."""
    cause = error.__cause__ or error
    trouble = f"{type(cause).__module__}.{type(cause).__qualname__}"[:120]
    given_up = _held(delivery).update(given_up_at=clock.now(), trouble=trouble)
    if given_up and delivery.event.name != name_of(DeliveryGivenUp):
        record(DeliveryGivenUp(delivery=delivery.pk), park=delivery.park, by=None)


def _held(delivery: Delivery) -> models.QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, done_at=None)
