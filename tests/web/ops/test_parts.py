"""The park's own data and its parts, on their pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core.domain.parks import add_zone, change_park, close_part
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Zone
from songjieyou.demo.context import is_demo
from tests.park import World, build
from tests.web.ops.helpers import as_, marks, send

ZONES = "/system/parts/zones/"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def client(world: World) -> Client:
    return as_(world.staff(Role.SYSTEM_ADMIN))


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_database_once(count: int, client: Client, world: World) -> None:
    for number in range(count):
        add_zone(park=world.park, name=f"片区{number}")
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        text = client.get(ZONES).content.decode()
    assert text.count("停用<span") == count
    assert len(queries) == 4


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    assert "还没有片区。请先新增。" in client.get(ZONES).content.decode()


def test_added_twice_by_a_double_click_is_there_once(client: Client) -> None:
    filled = marks(client, f"{ZONES}add/") | {"name": "东片"}
    assert [client.post(f"{ZONES}add/", filled)["Location"] for _ in range(2)] == [ZONES, ZONES]
    assert Zone.objects.count() == Event.objects.filter(name="zone.added").count() == 1


def test_a_name_that_is_taken_is_told_beside_the_field(client: Client, world: World) -> None:
    add_zone(park=world.park, name="东片")
    status, text = send(client, f"{ZONES}add/", name="东片")
    assert status == 422
    assert '<p class="field__error" id="id_name_error"><span>已经有名为“东片”的片区。</span></p>' in text


def test_renaming_does_not_overwrite_what_somebody_else_has_done(client: Client, world: World) -> None:
    zone = add_zone(park=world.park, name="东片")
    before = marks(client, f"{ZONES}{zone.pk}/")
    Zone.objects.filter(pk=zone.pk).update(name="西片")
    answer = client.post(f"{ZONES}{zone.pk}/", before | {"name": "南片"})
    assert answer.status_code == 409
    assert "<td>西片</td><td>南片</td>" in answer.content.decode()
    assert send(client, f"{ZONES}{zone.pk}/", name="南片") == (302, ZONES)
    assert Zone.objects.get().name == "南片"


def test_a_closed_one_stays_and_cannot_be_had_for_a_role(client: Client, world: World) -> None:
    close_part(row=world.department, by=world.alice)
    assert "经济发展局" in client.get("/system/parts/departments/").content.decode()
    guard = as_(world.staff(Role.SECURITY_ADMIN))
    assert "经济发展局" not in guard.get(f"/system/people/{world.bob.pk}/roles/").content.decode()


def test_the_parks_own_data(client: Client, world: World) -> None:
    typed = {"name": "甲经开区", "short_name": "甲", "filing_number": "湘ICP备1号", "contact": "0731-00000000"}
    before = marks(client, "/system/park/")
    assert send(client, "/system/park/", **typed) == (302, "/system/park/")
    assert client.post("/system/park/", before | typed | {"name": "旧"}).status_code == 409
    status, text = send(client, "/system/park/", **typed | {"name": "乙园"})
    assert (status, "id_name_error" in text) == (422, True)
    world.park.refresh_from_db()
    assert {name: getattr(world.park, name) for name in typed} == typed


def test_visitors_see_how_to_reach_the_park(client: Client, world: World) -> None:
    change_park(park=world.park, name="甲园", short_name="甲", filing_number="", contact="canary-line", by=world.alice)
    assert "canary-line" not in Client().get("/about/").content.decode(), "there are two parks: whose would it be?"
