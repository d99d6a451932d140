"""Whom to speak with in a firm; erased, nothing personal is left while the row and the history stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import personal
from songjieyou.core.models import Event
from songjieyou.core.personal import of_row
from songjieyou.enterprises.domain.contacts import add_contact, change_contact, erase_contact
from songjieyou.enterprises.enums import Matter
from songjieyou.enterprises.models import Contact
from tests.core.test_erasing import dump
from tests.park import World, build

pytestmark = pytest.mark.django_db

VALUES = {"name": "金丝雀甲", "post": "财务总监", "phone": "13812345678", "email": "canary@example.cn"}


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def contact(world: World) -> Contact:
    return add_contact(enterprise=world.firm, matter=Matter.FINANCE, by=world.alice, **VALUES)


def left() -> set[str]:
    text = dump()
    return {name for name, value in VALUES.items() if value in text or value.encode("unicode_escape").decode() in text}


def test_it_stands_in_its_table_and_in_no_event(contact: Contact, world: World) -> None:
    change_contact(contact=contact, matter=Matter.POLICY, by=world.bob, **VALUES)
    assert of_row(contact) == [
        ("联系人姓名", "金丝雀甲"),
        ("联系人职务", "财务总监"),
        ("联系人电话", "13812345678"),
        ("联系人邮箱", "canary@example.cn"),
    ]
    said = Event.objects.filter(name__startswith="enterprise.contact").order_by("pk")
    assert [(event.name, event.payload) for event in said] == [
        (f"enterprise.contact_{what}", {"enterprise": world.firm.pk, "contact": contact.pk})
        for what in ("added", "changed")
    ]


def test_erased_nothing_personal_is_left(contact: Contact, world: World) -> None:
    assert left() == set(VALUES)
    for _ in range(2):
        erase_contact(contact=contact, by=world.alice)
    assert left() == set()
    assert Event.objects.filter(name="enterprise.contact_erased").count() == 1
    assert Contact.objects.get().erased_at is not None
    with pytest.raises(ValidationError, match="已经清除"):
        change_contact(contact=contact, matter=Matter.POLICY, by=world.alice, **VALUES)
    assert left() == set()


@pytest.mark.parametrize("column", VALUES)
def test_a_column_that_is_not_declared_would_stay(
    column: str, contact: Contact, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the declaration makes each of them go, and the database refuses one that is half erased."""
    less = [each for each in personal.DECLARED if (each.model, each.field) != ("enterprises.Contact", column)]
    monkeypatch.setattr(personal, "DECLARED", less)
    with pytest.raises(IntegrityError), transaction.atomic():
        erase_contact(contact=contact, by=world.alice)
    assert left() == set(VALUES)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, {"name": ["请填写姓名。"]}),
        ({"phone": "", "email": ""}, {"phone": ["请填写电话或邮箱，至少一项。"]}),
    ],
)
def test_what_is_missing_is_said(values: dict[str, Any], said: dict[str, list[str]], world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        add_contact(enterprise=world.firm, matter=Matter.FINANCE, by=world.alice, **(VALUES | values))
    assert caught.value.message_dict == said
    assert not Contact.objects.exists()


def test_own_data_of_a_person_are_not_those_of_a_contact_of_the_same_number(contact: Contact, world: World) -> None:
    """A contact has no account: nobody is taken for them because of a number."""
    Contact.objects.filter(pk=contact.pk).update(id=world.bob.pk)
    told = [row for own in personal.own_data(world.bob) for row in own.rows]
    assert "金丝雀甲" not in str(told)
    personal.overwrite(world.bob)
    assert left() == set(VALUES)
