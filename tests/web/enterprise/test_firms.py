"""Entering firms by hand, and the page of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from songjieyou.core import clock
from songjieyou.core.domain.parks import add_zone
from songjieyou.core.enums import Role
from songjieyou.core.models import Person
from songjieyou.enterprises.domain.authorisations import authorise
from songjieyou.enterprises.domain.charges import assign_contact_officer, assign_department, assign_leading_contact
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Capacity, EnterpriseKind
from songjieyou.enterprises.models import Charge, Enterprise
from tests.park import World, build, code
from tests.web.ops.helpers import as_, errors

pytestmark = pytest.mark.django_db

NEW = {"uscc": code(1), "name": "新公司", "kind": "legal_person", "zone": "", "head": ""}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(datetime(2026, 3, 4, 2, 0, tzinfo=UTC)):
        yield build()


@pytest.fixture
def coordinator(world: World) -> Person:
    return world.staff(Role.COORDINATOR)


def branch_of(world: World) -> Enterprise:
    return register_enterprise(
        park=world.park, uscc=code(7), name="一分公司", kind=EnterpriseKind.BRANCH, head=world.firm, by=None
    )


def page(person: Person, firm: Enterprise) -> str:
    return as_(person).get(f"/enterprises/{firm.pk}/").content.decode()


def facts(text: str) -> dict[str, str]:
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", text)
    return {name: re.sub("<.*?>", "", value) for name, value in rows}


def test_a_firm_is_entered(world: World, coordinator: Person) -> None:
    zone = add_zone(park=world.park, name="东片区")
    answer = as_(coordinator).post("/enterprises/add/", NEW | {"zone": zone.pk, "uscc": f" {code(1).lower()}"})
    firm = Enterprise.objects.get(uscc=code(1))
    assert answer["Location"] == f"/enterprises/{firm.pk}/"
    assert (firm.name, firm.kind, firm.zone, firm.park) == ("新公司", EnterpriseKind.LEGAL_PERSON, zone, world.park)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"uscc": ""}, ["统一社会信用代码：请填写统一社会信用代码。"]),
        ({"uscc": "91430100MA4L0A001B"}, ["统一社会信用代码：校验码应为 T，填的是 B。"]),
        ({"name": ""}, ["名称：请填写名称。"]),
        ({"head": "某公司"}, ["总机构：只有分支机构才填总机构。"]),
        ({"kind": "branch", "head": code(9)}, ["总机构：本园区没有登记这个代码的企业。"]),
        ({"zone": "0"}, ["片区：选择一个有效的选项。"]),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    typed: dict[str, str], said: list[str], coordinator: Person, world: World
) -> None:
    answer = as_(coordinator).post("/enterprises/add/", NEW | typed)
    assert answer.status_code == 422
    found = errors(answer.content.decode())
    assert len(found) == len(said)
    assert all(each.startswith(words) for each, words in zip(found, said, strict=True)), found
    assert not Enterprise.objects.filter(name="新公司").exists()


def test_a_code_that_is_taken_leads_to_its_firm(world: World, coordinator: Person) -> None:
    text = as_(coordinator).post("/enterprises/add/", NEW | {"uscc": world.firm.uscc}).content.decode()
    assert "这个代码已经登记，是canary-firm。" in text
    assert f'<a href="/enterprises/{world.firm.pk}/">canary-firm</a>' in text
    text = as_(coordinator).post("/enterprises/add/", NEW | {"uscc": world.far_firm.uscc, "name": ""}).content.decode()
    assert "canary-far-firm" not in text


def test_who_may_correct_it(world: World, coordinator: Person) -> None:
    officer, other = world.staff(Role.CONTACT_OFFICER), world.staff(Role.CONTACT_OFFICER, name="other-officer")
    assign_contact_officer(enterprise=world.firm, person=officer, by=None)
    address = f"/enterprises/{world.firm.pk}/edit/"
    people = (coordinator, officer, other, world.staff(Role.GUIDE), world.staff(Role.REVIEWER), world.alice)
    assert [as_(person).get(address).status_code for person in people] == [200, 200, 403, 200, 403, 403]
    shown = [address in page(person, world.firm) for person in people]
    assert shown == [True, True, False, True, False, False]


def test_it_is_corrected_and_what_another_has_changed_is_not_lost(world: World, coordinator: Person) -> None:
    client, branch = as_(coordinator), branch_of(world)
    address = f"/enterprises/{branch.pk}/edit/"
    text = client.get(address).content.decode()
    assert f'value="{world.firm.uscc}"' in text
    version = re.search(r'name="version" value="(\w+)"', text)
    assert version
    typed = {"name": "新名", "kind": "branch", "zone": "", "head": "外地公司", "version": version[1]}
    assert client.post(address, typed).status_code == 302
    branch.refresh_from_db()
    assert (branch.name, branch.head, branch.head_name) == ("新名", None, "外地公司")
    assert client.post(address, typed | {"name": "再改"}).status_code == 409
    assert facts(page(world.staff(Role.LEADER), branch))["总机构"] == "外地公司（不在本园区登记）"


def test_a_firm_and_its_branches_lead_to_each_other_as_far_as_one_may(world: World) -> None:
    branch, leader = branch_of(world), world.staff(Role.LEADER)
    authorise(enterprise=branch, person=world.charlie, capacity=Capacity.AGENT, by=None)
    link = f'<a href="/enterprises/{world.firm.pk}/">canary-firm</a>'
    assert f'<a href="/enterprises/{branch.pk}/">一分公司</a>' in page(world.alice, world.firm)
    for person, leads in ((leader, True), (world.alice, True), (world.charlie, False)):
        text = page(person, branch)
        assert (facts(text)["总机构"], link in text) == ("canary-firm", leads)
    assert as_(world.charlie).get(f"/enterprises/{world.firm.pk}/").status_code == 404


def test_the_head_reads_its_branch_and_tells_nothing_of_it(world: World) -> None:
    branch = branch_of(world)
    address = f"/enterprises/{branch.pk}/facts/{branch.subjects.get().pk}/注册资本/"
    assert as_(world.alice).get(f"/enterprises/{branch.pk}/facts/").status_code == 200
    assert as_(world.alice).post(address, {"value": "1万元", "on": "2026-03-04"}).status_code == 403


def test_who_looks_after_a_firm(world: World, coordinator: Person) -> None:
    leader, officer = world.staff(Role.LEADER), world.staff(Role.CONTACT_OFFICER)
    world.staff(Role.LEADER, far=True)
    client, address = as_(coordinator), f"/enterprises/{world.firm.pk}/charges/"
    text = client.get(address).content.decode()
    assert re.findall(r'<option value="\d*"(?: selected)?>([^<]+)', text) == [
        *("暂不安排", "canary-leader"),
        *("暂不安排", "经济发展局"),
        *("暂不安排", "canary-contact_officer"),
    ]
    version = re.search(r'name="version" value="(\w+)"', text)
    assert version
    typed = {"leading_contact": leader.pk, "department": world.department.pk, "contact_officer": officer.pk}
    assert client.post(address, typed | {"version": version[1]}).status_code == 302
    for person in (coordinator, world.bob):
        told = facts(page(person, world.firm))
        assert [told[name] for name in ("联系领导", "责任部门", "联点干部")] == [
            "canary-leader",
            "经济发展局",
            "canary-contact_officer",
        ]
    assert client.post(address, typed | {"contact_officer": "", "version": version[1]}).status_code == 409
    assert Charge.objects.filter(until=None).count() == 3
    assert client.post(address, typed | {"contact_officer": world.alice.pk}).status_code == 422


@pytest.mark.parametrize("more", [1, 3])
def test_a_page_asks_the_same_few_things(more: int, world: World, django_assert_num_queries: Any) -> None:
    branch = branch_of(world)
    leader, officer = world.staff(Role.LEADER), world.staff(Role.CONTACT_OFFICER)
    assign_leading_contact(enterprise=branch, person=leader, by=None)
    if more > 1:
        assign_contact_officer(enterprise=branch, person=officer, by=None)
        assign_department(enterprise=branch, department=world.department, by=None)
        for name in ("x", "y"):
            authorise(enterprise=branch, person=world.staff(Role.GUIDE, name=name), capacity=Capacity.AGENT, by=None)
    client = as_(officer)
    client.get(f"/enterprises/{branch.pk}/")
    with django_assert_num_queries(13):
        client.get(f"/enterprises/{branch.pk}/")
