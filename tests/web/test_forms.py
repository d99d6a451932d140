"""What every page with a form does, shown with one's own profile."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from songjieyou.core.domain.people import change_contact
from songjieyou.core.domain.submissions import do_once, forget_submissions
from songjieyou.core.models import Event, Person, Submission
from tests.park import World, build

ADDRESS = "/profile/"
TYPED = {"phone": "0731-0000 0001", "email": "alice@example.cn"}


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def alice(world: World, client: Client) -> Client:
    client.force_login(world.alice)
    return client


def marks(text: str) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    return dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)">', text))


def opened(client: Client) -> dict[str, str]:
    return marks(client.get(ADDRESS).content.decode())


def contact(world: World) -> tuple[str, str]:
    return Person.objects.values_list("phone", "email").get(pk=world.alice.pk)


def changes() -> int:
    return Event.objects.filter(name="account.contact_changed").count()


def test_it_is_saved_once(alice: Client, world: World) -> None:
    filled = opened(alice) | TYPED
    first, second = (alice.post(ADDRESS, filled) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == ADDRESS
    assert contact(world) == tuple(TYPED.values())
    assert changes() == 1


def test_without_its_mark_the_second_would_act_again(alice: Client, world: World) -> None:
    """The twin: what makes the second one harmless is `once`."""
    for _ in range(2):
        alice.post(ADDRESS, opened(alice) | TYPED)
    assert changes() == 2


def test_the_same_mark_of_somebody_else_is_another_form(world: World) -> None:
    once = uuid.uuid4()
    assert do_once(person=world.alice, once=once, act=lambda: "/alice/") == "/alice/"
    assert do_once(person=world.bob, once=once, act=lambda: "/bob/") == "/bob/"


def test_what_is_wrong_is_told_twice_and_nothing_typed_is_lost(alice: Client, world: World) -> None:
    answer = alice.post(ADDRESS, opened(alice) | {"phone": "打我电话<b>", "email": "alice@"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("请填写电话号码，只能有数字、空格、+ 和 -。") == 2
    assert text.count("请填写完整的邮箱地址，如 lin@example.cn。") == 2
    assert '<a href="#id_phone">' in text
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in text
    assert 'value="打我电话&lt;b&gt;"' in text
    assert 'value="alice@"' in text
    assert contact(world) == ("", "")


def test_a_corrected_form_is_still_the_same_form(alice: Client, world: World) -> None:
    before = opened(alice)
    wrong = marks(alice.post(ADDRESS, before | {"phone": "?", "email": ""}).content.decode())
    assert wrong == before
    assert alice.post(ADDRESS, wrong | TYPED).status_code == 302


def test_a_stale_form_is_refused_with_both_versions(alice: Client, world: World) -> None:
    before = opened(alice)
    change_contact(person=world.alice, phone="13900000000", email="", by=world.alice)
    answer = alice.post(ADDRESS, before | {"phone": "13800000000", "email": ""})
    text = answer.content.decode()
    assert answer.status_code == 409
    row = re.search(r"<tr><th scope=\"row\">手机</th><td>(.*?)</td><td>(.*?)</td></tr>", text)
    assert row is not None
    assert row.groups() == ("13900000000", "13800000000")
    assert "邮箱</th>" not in text
    assert contact(world) == ("13900000000", "")
    assert alice.post(ADDRESS, marks(text) | {"phone": "13800000000", "email": ""}).status_code == 302
    assert contact(world) == ("13800000000", "")


def test_a_form_without_its_version_is_stale(alice: Client, world: World) -> None:
    assert alice.post(ADDRESS, TYPED).status_code == 409
    assert contact(world) == ("", "")


def test_a_restored_form_is_filled_and_does_nothing(alice: Client, world: World) -> None:
    answer = alice.post(ADDRESS, TYPED | {"restore": "1"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="alice@example.cn"' in text
    assert "您刚才填的内容还在" in text
    assert contact(world) == ("", "")
    assert alice.post(ADDRESS, marks(text) | TYPED).status_code == 302


def test_what_is_no_form_cannot_be_restored_into_acting(alice: Client, world: World) -> None:
    bobs = world.bob.authorisations.get()
    address = f"/enterprises/{world.firm.pk}/authorisations/{bobs.pk}/end/"
    assert alice.post(address, {"restore": "1"}).status_code == 403
    bobs.refresh_from_db()
    assert bobs.revoked_at is None


def test_what_fails_leaves_no_note_that_it_was_sent(world: World) -> None:
    def refuse() -> str:
        raise ValidationError("no")

    once = uuid.uuid4()
    with pytest.raises(ValidationError):
        do_once(person=world.alice, once=once, act=refuse)
    assert do_once(person=world.alice, once=once, act=lambda: "/done/") == "/done/"


def test_a_broken_rule_of_the_database_is_not_taken_for_a_second_time(world: World) -> None:
    def breaks() -> str:
        Person.objects.create(park=world.park, username="bob", name="another")
        return ""

    with pytest.raises(IntegrityError):
        do_once(person=world.alice, once=uuid.uuid4(), act=breaks)


def test_old_notes_are_forgotten(world: World) -> None:
    do_once(person=world.alice, once=uuid.uuid4(), act=str)
    Submission.objects.create(
        park=world.park, person=world.alice, once=uuid.uuid4(), at=Submission.objects.get().at.replace(year=2020)
    )
    forget_submissions()
    assert Submission.objects.count() == 1
