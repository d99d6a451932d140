"""Two workers at once, on PostgreSQL: SQLite has one write lock and hides races."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from songjieyou.core.events import deliver
from songjieyou.core.events.catalogue import AccountOpened
from songjieyou.core.events.log import SUBSCRIBERS, subscribe
from songjieyou.core.models import Delivery, Event, Park

COUNT = 60
WORKERS = 3


@pytest.fixture(scope="module", autouse=True)
def end_of_session() -> Iterator[None]:
    """What the test below sets for its session ends with it, before another module is run."""
    yield
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_each_delivery_is_claimed_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one write lock")
    moment = datetime(2024, 9, 4, tzinfo=UTC)
    subscribe("listener", AccountOpened, lambda event: None)
    claimed: Counter[int] = Counter()
    start = threading.Barrier(WORKERS)

    def work() -> None:
        start.wait()
        while batch := deliver.claim(limit=5):
            claimed.update(delivery.pk for delivery in batch)
        connections.close_all()

    try:
        with transaction.atomic():
            park = Park.objects.create(name="甲园", short_name="甲")
            event = [
                Event.objects.create(park=park, name="account.opened", at=moment, payload={"person": number})
                for number in range(COUNT)
            ]
            Delivery.objects.bulk_create(
                Delivery(park=park, event=each, subscriber="listener", due_at=moment) for each in event
            )
        workers = [threading.Thread(target=work) for _ in range(WORKERS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
    finally:
        del SUBSCRIBERS["listener"]
        with connection.cursor() as cursor:  # the flush after this test truncates, which the trigger refuses
            cursor.execute("SET session_replication_role = replica")
    assert len(claimed) == COUNT
    assert set(claimed.values()) == {1}
