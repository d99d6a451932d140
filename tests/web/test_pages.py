"""What every page has, and what the house says about its health."""

import re

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from songjieyou.core import worker
from songjieyou.core.enums import Role
from songjieyou.demo.context import is_demo
from songjieyou.web.errors import PAGES
from songjieyou.web.home.duties import DUTIES
from tests.park import World, build, code


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.mark.django_db
def test_it_is_well_with_a_worker(client: Client) -> None:
    assert client.get("/healthz").json() == {"database": "ok", "migrations": "ok", "worker": "no heartbeat"}
    worker.beat()
    answer = client.get("/healthz")
    assert (answer.status_code, set(answer.json().values())) == (200, {"ok"})


@pytest.mark.django_db
def test_it_is_not_well_with_a_migration_to_come(client: Client) -> None:
    worker.beat()
    MigrationRecorder(connection).record_unapplied("enterprises", "0001_register")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "not applied")


@pytest.mark.django_db
def test_every_answer_has_its_headers(client: Client) -> None:
    answer = client.get("/")
    assert answer["Content-Security-Policy"].startswith("default-src 'self';")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Request-ID"] != client.get("/")["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/home/", "/profile/", "/ui/", "/nothing-here/"])
def test_no_page_carries_style_or_script_of_its_own(path: str, world: World) -> None:
    client = Client()
    client.force_login(world.staff(Role.LEADER))
    for who in (Client(), client):
        text = who.get(path, follow=True).content.decode()
        assert re.findall(r"\sstyle=|<style|<script(?! src=\"/)|\son[a-z]+=|javascript:", text) == []


def test_every_role_has_duties() -> None:
    assert list(DUTIES) == list(Role)


@pytest.mark.parametrize("role", list(Role))
def test_home_shows_the_role_and_is_honest(role: Role, world: World, client: Client) -> None:
    client.force_login(world.staff(role))
    text = client.get("/home/").content.decode()
    assert role.label in text
    assert text.count("尚未建成") == sum(not room.route for room in DUTIES[role].rooms)


def test_home_of_somebody_without_a_role_says_what_to_do(world: World, client: Client) -> None:
    from songjieyou.core.domain.people import open_account

    client.force_login(open_account(park=world.park, username="new", name="新人", by=None))
    assert "请联系安全管理员" in client.get("/home/").content.decode()


@pytest.mark.parametrize("firms", [1, 3])
def test_home_asks_the_database_the_same_few_things(firms: int, world: World, client: Client) -> None:
    from songjieyou.enterprises.domain.authorisations import authorise
    from songjieyou.enterprises.domain.firms import register_enterprise
    from songjieyou.enterprises.enums import Capacity

    for number in range(1, firms):
        firm = register_enterprise(park=world.park, uscc=code(number), name=f"firm {number}", by=None)
        authorise(enterprise=firm, person=world.alice, capacity=Capacity.AGENT, by=None)
    client.force_login(world.alice)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/home/")
    assert len(queries) == 4


@pytest.mark.django_db
def test_too_much_is_413(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post("/sign-in/", {"username": "x" * 200})
    assert answer.status_code == 413
    assert "内容太大" in answer.content.decode()


@pytest.mark.django_db
def test_a_strange_host_is_400() -> None:
    answer = Client(headers={"host": "evil.example"}).get("/")
    assert answer.status_code == 400
    assert "请求有误" in answer.content.decode()


def test_there_is_a_page_for_every_status() -> None:
    assert list(PAGES) == [400, 403, 404, 413, 429, 500]
