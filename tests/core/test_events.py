"""Events and their deliveries: one transaction, leases, retries."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events import deliver
from songjieyou.core.events.catalogue import (
    CATALOGUE,
    AccountOpened,
    Happening,
    RoleGranted,
    ZoneAdded,
    happening,
)
from songjieyou.core.events.log import SUBSCRIBERS, read, record, subscribe
from songjieyou.core.models import Delivery, Event, Park

pytestmark = pytest.mark.django_db
NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)


@pytest.fixture
def park() -> Park:
    return Park.objects.create(name="甲园", short_name="甲")


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """What the subscriber `listener` has been told; it fails while the list holds a 0."""
    told: list[int] = []

    def handle(event: Event) -> None:
        if 0 in told:
            raise RuntimeError
        told.append(event.pk)

    subscribe("listener", AccountOpened, handle)
    yield told
    del SUBSCRIBERS["listener"]


def happen(park: Park) -> Event:
    with transaction.atomic():
        return record(AccountOpened(person=7), park=park, by=None)


def test_an_event_is_read_back_typed(park: Park) -> None:
    event = record(RoleGranted(person=7, role=Role.LEADER), park=park, by=None)
    event.refresh_from_db()
    assert event.payload == {"person": 7, "role": "leader"}
    assert vars(read(event)) == {"person": 7, "role": "leader"}


def test_free_text_has_no_place_in_an_event() -> None:
    with pytest.raises(TypeError, match=r"x\.named\.name"):

        @happening("x.named")
        class Named(Happening):
            name: str

    assert "x.named" not in CATALOGUE


def test_only_subscribers_of_the_kind_are_told(park: Park, heard: list[int]) -> None:
    event = happen(park)
    record(ZoneAdded(zone=7), park=park, by=None)
    assert Delivery.objects.count() == 1
    assert deliver.deliver_due() == 1
    assert heard == [event.pk]
    assert deliver.deliver_due() == 0


def test_a_failure_comes_up_again_later(park: Park, heard: list[int]) -> None:
    with clock.stopped(NOON):
        event = happen(park)
        heard.append(0)
        deliver.deliver_due()
        heard.clear()
        assert deliver.deliver_due() == 0
    with clock.stopped(NOON + deliver.wait_after(1)):
        assert deliver.deliver_due() == 1
    assert heard == [event.pk]
    assert Delivery.objects.get().attempts == 2


def test_waiting_grows_to_an_hour() -> None:
    assert [deliver.wait_after(n).total_seconds() for n in (1, 2, 3, 11, 12, 99)] == [2, 4, 8, 2048, 3600, 3600]


def test_what_a_dead_worker_held_comes_up_after_its_lease(park: Park, heard: list[int]) -> None:
    with clock.stopped(NOON):
        happen(park)
        [held] = deliver.claim()
        assert deliver.claim() == []
    with clock.stopped(NOON + deliver.LEASE - timedelta(seconds=1)):
        assert deliver.claim() == []
    with clock.stopped(NOON + deliver.LEASE):
        [again] = deliver.claim()
    assert again.pk == held.pk
    assert deliver.hand_over(again)
    assert not deliver.hand_over(held), "the lease has passed to another"
    assert len(heard) == 1


def test_what_a_failed_handler_wrote_is_taken_back(park: Park) -> None:
    def write_and_fail(event: Event) -> None:
        Park.objects.create(name="half", short_name="h")
        raise RuntimeError

    subscribe("clumsy", AccountOpened, write_and_fail)
    try:
        happen(park)
        deliver.deliver_due()
    finally:
        del SUBSCRIBERS["clumsy"]
    assert not Park.objects.filter(name="half").exists()
    assert Delivery.objects.get().done_at is None
