"""A firm's contacts on its page: kept by the firm and its officer, taken away and erased by who answers for them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person
from songjieyou.enterprises.domain.charges import assign_contact_officer
from songjieyou.enterprises.domain.contacts import add_contact
from songjieyou.enterprises.enums import Matter
from songjieyou.enterprises.models import Contact
from tests.park import World, build
from tests.web.ops.helpers import as_, errors

pytestmark = pytest.mark.django_db

TYPED = {
    "matter": "finance",
    "name": "金丝雀甲",
    "post": "财务总监",
    "phone": "13812345678",
    "email": "canary@example.cn",
}


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def contact(world: World) -> Contact:
    values = TYPED | {"matter": Matter.FINANCE}
    return add_contact(enterprise=world.firm, by=None, **values)  # type: ignore[arg-type]


def send(client: Client, address: str, typed: dict[str, str]) -> int:
    version = re.search(r'name="version" value="(\w*)"', client.get(address).content.decode())
    return client.post(address, typed | {"version": version[1] if version else ""}).status_code


def page(person: Person, world: World) -> str:
    return as_(person).get(f"/enterprises/{world.firm.pk}/").content.decode()


def test_the_firm_and_its_officer_write_them_down(world: World) -> None:
    officer, other = world.staff(Role.CONTACT_OFFICER), world.staff(Role.CONTACT_OFFICER, name="other-officer")
    assign_contact_officer(enterprise=world.firm, person=officer, by=None)
    address = f"/enterprises/{world.firm.pk}/contacts/add/"
    for person in (world.bob, officer):
        assert send(as_(person), address, TYPED) == 302
        assert address in page(person, world)
    for person in (other, world.staff(Role.COORDINATOR)):
        assert as_(person).post(address, TYPED).status_code == 403
        assert address not in page(person, world)
        assert page(person, world).count('href="tel:13812345678"') == 2
    assert Contact.objects.filter(enterprise=world.firm, **TYPED).count() == 2


def test_what_is_wrong_is_said_beside_the_field(world: World) -> None:
    address = f"/enterprises/{world.firm.pk}/contacts/add/"
    text = as_(world.bob).post(address, {"phone": "打我电话", "email": "x@"}).content.decode()
    assert errors(text) == [
        "负责的事：请选择负责的事。",
        "姓名：请填写姓名。",
        "电话：请填写电话号码，只能有数字、空格、+ 和 -。",
        "邮箱：请填写完整的邮箱地址，如 lin@example.cn。",
    ]
    text = as_(world.bob).post(address, TYPED | {"phone": "", "email": ""}).content.decode()
    assert errors(text) == ["电话：请填写电话或邮箱，至少一项。"]


def test_a_contact_is_corrected(world: World, contact: Contact) -> None:
    assert send(as_(world.bob), f"/contacts/{contact.pk}/", TYPED | {"name": "乙"}) == 302
    contact.refresh_from_db()
    assert contact.name == "乙"


def test_those_who_do_not_speak_with_firms_are_not_shown_them(world: World, contact: Contact) -> None:
    shown = {role: "金丝雀甲" in page(world.staff(role), world) for role in (Role.LEADER, Role.REVIEWER, Role.APPROVER)}
    assert shown == {Role.LEADER: True, Role.REVIEWER: False, Role.APPROVER: False}


def test_everything_kept_is_in_the_file_and_the_taking_is_an_event(world: World, contact: Contact) -> None:
    answer = as_(world.alice).get(f"/contacts/{contact.pk}/data.csv")
    assert b"".join(answer).decode().splitlines() == [
        "\ufeff项目,内容",
        "联系人姓名,金丝雀甲",
        "联系人职务,财务总监",
        "联系人电话,13812345678",
        "联系人邮箱,canary@example.cn",
    ]
    event = Event.objects.latest("pk")
    assert (event.name, event.payload) == (
        "enterprise.contact_exported",
        {"enterprise": world.firm.pk, "contact": contact.pk, "form": "csv"},
    )


def test_a_principal_erases_a_contact(world: World, contact: Contact) -> None:
    assert as_(world.bob).post(f"/contacts/{contact.pk}/erase/").status_code == 403
    answer = as_(world.alice).post(f"/contacts/{contact.pk}/erase/")
    assert answer["Location"] == f"/enterprises/{world.firm.pk}/"
    assert "金丝雀甲" not in page(world.alice, world)
    assert as_(world.alice).get(f"/contacts/{contact.pk}/").status_code == 403


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_an_administrator_finds_and_erases_whoever_asks_for_it(role: Role, world: World, contact: Contact) -> None:
    add_contact(enterprise=world.other_firm, matter=Matter.OTHER, name="金丝雀乙", phone="110", by=None)
    add_contact(enterprise=world.far_firm, matter=Matter.OTHER, name="金丝雀甲", phone="120", by=None)
    client = as_(world.staff(role))
    erase = re.compile(r'href="(/contacts/\d+/erase/)"')
    for query, found in (("", 0), ("?words=金丝雀", 0), ("?words=金丝雀甲", 1), ("?words=CANARY@example.cn", 1)):
        assert len(erase.findall(client.get(f"/system/contacts/{query}").content.decode())) == found
    [address] = erase.findall(client.get("/system/contacts/?words=13812345678").content.decode())
    assert client.post(address)["Location"] == "/system/contacts/"
    contact.refresh_from_db()
    assert (contact.name, contact.phone) == ("", "")
    assert Contact.objects.filter(name="").count() == 1
