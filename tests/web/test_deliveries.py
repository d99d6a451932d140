"""What was given up is listed for the system administrator, who lets it be tried again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.models import Delivery, Event
from songjieyou.demo.context import is_demo
from tests.park import World, build

ADDRESS = "/system/deliveries/"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(world.staff(Role.SYSTEM_ADMIN))
    return client


def give_up(deliveries: int) -> list[int]:
    rows = list(Delivery.objects.filter(done_at=None, subscriber__startswith="notice.").order_by("pk")[:deliveries])
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(given_up_at=clock.now(), trouble="builtins.OSError")
    return [row.pk for row in rows]


def test_it_says_what_and_for_whom(admin: Client, world: World) -> None:
    assert "现在没有停下的送达。" in admin.get(ADDRESS).content.decode()
    give_up(1)
    text = admin.get(ADDRESS).content.decode()
    assert "消息“您获得了企业的授权” · canary-alice" in text
    assert "builtins.OSError" in text


def test_trying_again_lets_it_be_delivered(admin: Client, world: World) -> None:
    [pk] = give_up(1)
    deliver_due()
    assert Delivery.objects.get(pk=pk).done_at is None
    answers = [admin.post(f"{ADDRESS}{pk}/again/")["Location"] for _ in range(2)]
    assert answers == [ADDRESS, ADDRESS]
    assert Event.objects.filter(name="delivery.tried_again").count() == 1
    deliver_due()
    row = Delivery.objects.get(pk=pk)
    assert row.done_at is not None
    assert (row.given_up_at, row.trouble, row.attempts) == (None, "", 1)


def test_what_was_not_given_up_stays_as_it_is(admin: Client, world: World) -> None:
    row = Delivery.objects.order_by("pk")[0]
    assert admin.post(f"{ADDRESS}{row.pk}/again/").status_code == 302
    assert not Event.objects.filter(name="delivery.tried_again").exists()


def test_another_park_is_not_there(world: World, client: Client) -> None:
    [pk] = give_up(1)
    client.force_login(world.staff(Role.SYSTEM_ADMIN, far=True))
    assert "canary-alice" not in client.get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}{pk}/again/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_the_same_few_things(rows: int, admin: Client, world: World) -> None:
    give_up(rows)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        admin.get(ADDRESS)
    assert len(queries) == 3 + 2
