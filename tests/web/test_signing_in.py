"""Signing in and out."""

import pytest
from django.test import Client

from songjieyou.core.domain.people import disable_account, open_account
from songjieyou.core.models import Event, Person
from tests.park import World, build

PASSWORD = "qingjiang-2024-秋"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def dora(world: World) -> Person:
    return open_account(park=world.park, username="dora", name="多拉", password=PASSWORD, by=None)


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    """(status, where to)"""
    answer = client.post("/sign-in/", {"username": "dora", "password": password, **more})
    return answer.status_code, answer.headers.get("Location", "")


def test_the_right_password_opens_home(client: Client, dora: Person) -> None:
    assert sign_in(client) == (302, "/home/")
    assert "多拉，您好" in client.get("/home/").content.decode()
    assert Event.objects.filter(name="account.signed_in", actor=dora).count() == 1


def test_one_gets_to_where_one_wanted(client: Client, dora: Person) -> None:
    assert client.get("/enterprises/1/").headers["Location"] == "/sign-in/?next=/enterprises/1/"
    assert sign_in(client, next="/enterprises/1/") == (302, "/enterprises/1/")


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_but_never_to_somewhere_else(client: Client, dora: Person, wanted: str) -> None:
    assert sign_in(client, next=wanted) == (302, "/home/")


def test_a_wrong_name_a_wrong_password_and_a_closed_account_look_the_same(
    client: Client, dora: Person, world: World
) -> None:
    def told(username: str, password: str) -> str:
        answer = client.post("/sign-in/", {"username": username, "password": password})
        assert answer.status_code == 422
        text: str = answer.content.decode()
        return text[text.index('<div class="summary"') : text.index('<label for="id_username"')]

    wrong = [told("nemo", PASSWORD), told("dora", "wrong")]
    disable_account(person=dora, by=world.alice)
    assert {*wrong, told("dora", PASSWORD)} == {wrong[0]}
    assert "登录名或密码不对" in wrong[0]


def test_the_name_is_kept_and_the_password_is_not(client: Client, dora: Person) -> None:
    text = client.post("/sign-in/", {"username": "dora", "password": "wrong-secret"}).content.decode()
    assert 'value="dora"' in text
    assert "wrong-secret" not in text


def test_a_session_ends_when_its_account_is_closed(client: Client, dora: Person, world: World) -> None:
    sign_in(client)
    assert client.get("/home/").status_code == 200
    disable_account(person=dora, by=world.alice)
    assert client.get("/home/").headers["Location"] == "/sign-in/?next=/home/"


def test_signing_out_ends_the_session(client: Client, dora: Person) -> None:
    sign_in(client)
    client.post("/sign-out/")
    assert client.get("/home/").status_code == 302


def test_what_somebody_signed_in_is_shown_is_not_kept_by_the_browser(client: Client, dora: Person) -> None:
    sign_in(client)
    assert [client.get(path).get("Cache-Control") for path in ("/home/", "/enterprises/1/")] == [
        "private, no-store"
    ] * 2
    client.post("/sign-out/")
    assert [client.get(path).get("Cache-Control") for path in ("/", "/home/")] == [None] * 2


def test_a_form_from_elsewhere_is_refused(dora: Person) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "dora", "password": PASSWORD})
    assert answer.status_code == 403
    assert "刷新后再提交" in answer.content.decode()


def test_an_account_without_a_password_cannot_be_entered_by_one(client: Client, world: World) -> None:
    answer = client.post("/sign-in/", {"username": "alice", "password": ""})
    assert answer.status_code == 422
