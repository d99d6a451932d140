"""Changing one's password."""

from __future__ import annotations

import pytest
from django.test import Client

from songjieyou.core.domain.people import reset_password
from songjieyou.core.models import Person
from tests.park import World, build
from tests.web.accounts import PASSWORD, dora_of, hidden, sign_in

NEW = "another-one-of-2025"
FILLED = {"current_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
ADDRESS = "/profile/password/"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def dora(world: World) -> Person:
    return dora_of(world)


def test_it_is_changed_and_other_sessions_end(dora: Person) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client)
    filled = hidden(here.get(ADDRESS).content.decode()) | FILLED
    assert here.post(ADDRESS, filled)["Location"] == "/profile/"
    assert [client.get("/home/").status_code for client in (here, there)] == [200, 302]
    assert [sign_in(Client(), password=each).status_code for each in (PASSWORD, NEW)] == [422, 302]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"current_password": "wrong"}, "现在的密码不对。"),
        ({"current_password": ""}, "请填写现在的密码。"),
        ({"new_password_again": "different"}, "两次填的新密码不一样。"),
        ({"new_password": "short", "new_password_again": "short"}, "此密码太短"),
        ({"new_password": PASSWORD, "new_password_again": PASSWORD}, "新密码不能与原密码相同。"),
    ],
)
def test_what_is_wrong_is_told_and_no_password_comes_back(wrong: dict[str, str], words: str, dora: Person) -> None:
    client = Client()
    sign_in(client)
    answer = client.post(ADDRESS, FILLED | wrong)
    text = answer.content.decode()
    assert (answer.status_code, text.count(words)) == (422, 2)
    assert [secret for secret in (PASSWORD, NEW) if secret in text] == []
    assert sign_in(Client()).status_code == 302


def test_the_present_one_cannot_be_guessed_here_either(dora: Person) -> None:
    client = Client()
    sign_in(client)
    for _ in range(5):
        client.post(ADDRESS, FILLED | {"current_password": "wrong"})
    answer = client.post(ADDRESS, FILLED)
    assert answer.status_code == 422
    assert "已暂停验证" in answer.content.decode()


def test_a_one_time_password_must_be_changed_first(client: Client, dora: Person, world: World) -> None:
    once = reset_password(person=dora, by=world.alice)
    assert sign_in(client, password=once)["Location"] == "/home/"
    assert client.get("/home/")["Location"] == ADDRESS
    assert "一次性密码" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, FILLED | {"current_password": once})["Location"] == "/sign-in/continue/"
    assert client.get("/home/").status_code == 200


def test_sessions_end_when_it_is_reset(client: Client, dora: Person, world: World) -> None:
    sign_in(client)
    reset_password(person=dora, by=world.alice)
    assert client.get("/home/").status_code == 302
