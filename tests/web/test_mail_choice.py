"""Choosing how to hear of notices by mail."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from songjieyou.core.domain.notices import choose_mail
from songjieyou.core.enums import MailChoice
from songjieyou.core.models import Event, Person
from tests.park import World, build

ADDRESS = "/profile/mail/"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def bob(world: World, client: Client) -> Client:
    client.force_login(world.bob)
    return client


def marks(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)">', text))


def choice(world: World) -> str:
    return Person.objects.get(pk=world.bob.pk).mail_choice


def test_the_digest_is_what_one_has_at_first(bob: Client, world: World) -> None:
    assert choice(world) == MailChoice.DIGEST
    assert "每日一次汇总" in bob.get("/profile/").content.decode()


def test_it_is_chosen_once(bob: Client, world: World) -> None:
    filled = marks(bob.get(ADDRESS).content.decode()) | {"mail_choice": "each"}
    assert [bob.post(ADDRESS, filled)["Location"] for _ in range(2)] == ["/profile/"] * 2
    assert choice(world) == MailChoice.EACH
    event = Event.objects.get(name="account.mail_chosen")
    assert event.payload == {"person": world.bob.pk, "choice": "each"}


def test_a_stale_choice_is_refused_with_both_versions(bob: Client, world: World) -> None:
    before = marks(bob.get(ADDRESS).content.decode())
    choose_mail(person=world.bob, choice=MailChoice.NONE)
    answer = bob.post(ADDRESS, before | {"mail_choice": "each"})
    assert answer.status_code == 409
    assert choice(world) == MailChoice.NONE


@pytest.mark.parametrize("typed", [{}, {"mail_choice": "often"}])
def test_nothing_else_can_be_chosen(typed: dict[str, str], bob: Client, world: World) -> None:
    answer = bob.post(ADDRESS, marks(bob.get(ADDRESS).content.decode()) | typed)
    assert answer.status_code == 422
    assert answer.content.decode().count("请选择一种。") == 2
    assert choice(world) == MailChoice.DIGEST


def test_it_says_what_is_not_there(bob: Client, world: World) -> None:
    text = bob.get(ADDRESS).content.decode()
    assert "本园区还没有开通邮件。" in text
    assert "您还没有填写邮箱" in text
