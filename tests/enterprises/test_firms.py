"""Firms are entered into the register and corrected; branches belong to a firm."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core.domain.parks import add_zone, close_part
from songjieyou.core.models import Event
from songjieyou.enterprises.domain.authorisations import actor_of, authorise
from songjieyou.enterprises.domain.firms import change_enterprise, register_enterprise
from songjieyou.enterprises.domain.queries import find_head
from songjieyou.enterprises.enums import Capacity, EnterpriseKind
from songjieyou.enterprises.history import history_of
from songjieyou.enterprises.models import Authorisation, Enterprise, Subject
from tests.park import World, build, code

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def branch_of(world: World, **more: Any) -> Enterprise:
    values: dict[str, Any] = {"name": "甲公司一分公司", "kind": EnterpriseKind.BRANCH, "head": world.firm}
    return register_enterprise(park=world.park, uscc=code(1), by=world.alice, **(values | more))


def faults(world: World, **more: Any) -> dict[str, list[str]]:
    before = Enterprise.objects.count()
    with pytest.raises(ValidationError) as caught:
        branch_of(world, **more)
    assert Enterprise.objects.count() == before
    return caught.value.message_dict


def test_a_firm_is_a_legal_person_unless_said(world: World) -> None:
    assert (world.firm.kind, world.firm.head, world.firm.zone) == (EnterpriseKind.LEGAL_PERSON, None, None)


def test_a_branch_with_its_head_and_zone(world: World) -> None:
    zone = add_zone(park=world.park, name="东片区")
    branch = branch_of(world, zone=zone, name=" 甲公司　一分公司 ")
    branch.refresh_from_db()
    assert (branch.head, branch.zone, branch.name) == (world.firm, zone, "甲公司 一分公司")
    assert branch.subjects.get().kind == "企业"
    assert Event.objects.latest("pk").payload == {"enterprise": branch.pk}


def test_the_code_is_checked_and_folded(world: World) -> None:
    firm = register_enterprise(park=world.park, uscc=f" {code(3).lower()} ", name="丙公司", by=None)
    assert firm.uscc == code(3)
    with pytest.raises(ValidationError) as caught:
        register_enterprise(park=world.park, uscc="9143", name="丁公司", by=None)
    assert caught.value.message_dict == {"uscc": ["统一社会信用代码应为 18 位，填的是 4 位。"]}


def test_a_code_is_registered_once_in_a_park(world: World) -> None:
    with pytest.raises(ValidationError) as caught:
        register_enterprise(park=world.park, uscc=world.firm.uscc, name="别的", by=None)
    assert caught.value.message_dict == {"uscc": ["这个代码已经登记，是canary-firm。"]}
    assert register_enterprise(park=world.far, uscc=world.firm.uscc, name="别处", by=None).pk
    assert Subject.objects.filter(enterprise__uscc=world.firm.uscc).count() == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": "  "}, {"name": ["请填写名称。"]}),
        ({"kind": EnterpriseKind.LEGAL_PERSON}, {"head": ["只有分支机构才填总机构。"]}),
        ({"kind": EnterpriseKind.SOLE_TRADER, "head": None, "head_name": "某"}, {"head": ["只有分支机构才填总机构。"]}),
    ],
)
def test_what_cannot_be(more: dict[str, Any], said: dict[str, list[str]], world: World) -> None:
    assert faults(world, **more) == said


def test_a_head_is_a_legal_person_of_the_park(world: World) -> None:
    assert faults(world, head=world.far_firm) == {"head": ["总机构不在本园区，请填写名称。"]}
    branch = branch_of(world)
    with pytest.raises(ValidationError, match="总机构应是法人，甲公司一分公司是分支机构。"):
        register_enterprise(
            park=world.park, uscc=code(2), name="二", kind=EnterpriseKind.BRANCH, head=branch, by=world.alice
        )


def test_a_firm_with_branches_is_no_branch(world: World) -> None:
    branch_of(world)
    with pytest.raises(ValidationError) as caught:
        change_enterprise(
            enterprise=world.firm, name="甲", kind=EnterpriseKind.BRANCH, head=world.other_firm, by=world.alice
        )
    assert caught.value.message_dict == {"kind": ["这家企业有分支机构，自己不能是分支机构。"]}


def test_nobody_is_their_own_head(world: World) -> None:
    with pytest.raises(ValidationError, match="总机构不能是企业自己"):
        change_enterprise(enterprise=world.firm, name="甲", kind=EnterpriseKind.BRANCH, head=world.firm, by=world.alice)


def test_a_closed_zone_takes_no_new_firm_and_keeps_its_own(world: World) -> None:
    zone = add_zone(park=world.park, name="东片区")
    branch = branch_of(world, zone=zone)
    close_part(row=zone, by=world.alice)
    zone.refresh_from_db()
    change_enterprise(enterprise=branch, name="新名", kind=EnterpriseKind.LEGAL_PERSON, zone=zone, by=world.alice)
    branch.refresh_from_db()
    assert (branch.name, branch.kind, branch.head, branch.zone) == ("新名", EnterpriseKind.LEGAL_PERSON, None, zone)
    assert Event.objects.latest("pk").name == "enterprise.changed"
    with pytest.raises(ValidationError, match="这个片区已停用"):
        change_enterprise(enterprise=world.firm, name="甲", kind=EnterpriseKind.LEGAL_PERSON, zone=zone, by=world.alice)
    elsewhere = add_zone(park=world.far, name="东片区")
    with pytest.raises(ValidationError, match="请另选一个"):
        change_enterprise(
            enterprise=world.firm, name="甲", kind=EnterpriseKind.LEGAL_PERSON, zone=elsewhere, by=world.alice
        )


@pytest.mark.parametrize(
    "values",
    [
        {"uscc": "9143"},
        {"uscc": code(1).lower()},
        {"kind": "other"},
        {"head_name": "某公司"},
        {"kind": "branch", "head_name": "某公司", "head": "other_firm"},
        {"head": "other_firm"},
        {"kind": "branch", "head": "firm"},
    ],
    ids=str,
)
def test_the_database_holds_to_it_too(values: dict[str, Any], world: World) -> None:
    changes = {name: getattr(world, value) if name == "head" else value for name, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Enterprise.objects.filter(pk=world.firm.pk).update(**changes)


def test_a_head_is_found_by_code_or_name_or_stands_by_name(world: World) -> None:
    assert find_head(park=world.park, written=f" {world.firm.uscc.lower()}") == (world.firm, "")
    assert find_head(park=world.park, written="canary-firm ") == (world.firm, "")
    assert find_head(park=world.park, written="外地总公司") == (None, "外地总公司")
    assert find_head(park=world.park, written="") == (None, "")
    assert find_head(park=world.park, written="canary-far-firm") == (None, "canary-far-firm")
    with pytest.raises(ValidationError, match="本园区没有登记这个代码"):
        find_head(park=world.park, written=world.far_firm.uscc)
    register_enterprise(park=world.park, uscc=code(4), name="canary-firm", by=None)
    with pytest.raises(ValidationError, match="本园区有几家企业叫这个名称"):
        find_head(park=world.park, written="canary-firm")


def test_the_head_s_people_read_its_branch_and_not_the_other_way(world: World) -> None:
    branch = branch_of(world)
    authorise(enterprise=branch, person=world.charlie, capacity=Capacity.AGENT, by=None)
    head, of_branch = actor_of(world.alice), actor_of(world.charlie)
    assert set(Enterprise.objects.visible_to(head)) == {world.firm, branch}
    assert set(Enterprise.objects.visible_to(of_branch)) == {branch, world.other_firm}
    assert set(Subject.objects.visible_to(of_branch).values_list("enterprise", flat=True)) == {
        branch.pk,
        world.other_firm.pk,
    }
    assert Authorisation.objects.visible_to(head).filter(enterprise=branch).count() == 1
    assert not Authorisation.objects.visible_to(of_branch).filter(enterprise=world.firm).exists()
    assert [entry.what for entry in history_of(branch, head)] == ["授权canary-charlie代表企业办事", "登记了企业"]
