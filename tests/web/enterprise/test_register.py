"""The register as the park's staff read it."""

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
from songjieyou.enterprises.domain.charges import assign_contact_officer, assign_department
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import change_enterprise, register_enterprise
from songjieyou.enterprises.enums import EnterpriseKind, Source
from tests.park import World, build
from tests.web.ops.helpers import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(datetime(2026, 3, 4, 2, 0, tzinfo=UTC)):
        world = build()
        for firm, industry, above in ((world.firm, "3421", "是"), (world.other_firm, "1432", "否")):
            said = [Telling("行业代码", industry), Telling("规上工业企业", above)]
            tell(subject=firm.subjects.get(), tellings=said, source=Source.REGISTRY, by=None)
        yield world


def officer(world: World) -> Person:
    """The contact officer of `firm`."""
    person = world.staff(Role.CONTACT_OFFICER)
    assign_contact_officer(enterprise=world.firm, person=person, by=None)
    return person


def listed(world: World, query: str = "") -> list[str]:
    text = as_(officer(world)).get(f"/enterprises/{query}").content.decode()
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["canary-firm", "canary-other-firm"]),
        ("?words=other", ["canary-other-firm"]),
        ("?words=91430100ma4l0a001t", ["canary-firm"]),
        ("?industry=34", ["canary-firm"]),
        ("?industry=1432", ["canary-other-firm"]),
        ("?industry=421", []),
        ("?above_scale=是", ["canary-firm"]),
        ("?above_scale=否&industry=34", []),
        ("?above_scale=maybe", []),
        ("?kind=legal_person", ["canary-firm", "canary-other-firm"]),
        ("?kind=branch", []),
        ("?looked_after=mine", ["canary-firm"]),
        ("?looked_after=nobody", ["canary-other-firm"]),
        ("?zone=0", []),
    ],
)
def test_what_the_list_is_narrowed_by(query: str, names: list[str], world: World) -> None:
    assert listed(world, query) == names


def test_firms_of_a_zone_and_their_officers(world: World) -> None:
    zone = add_zone(park=world.park, name="东片区")
    add_zone(park=world.far, name="canary-far-zone")
    change_enterprise(enterprise=world.firm, name="甲", kind=EnterpriseKind.LEGAL_PERSON, zone=zone, by=None)
    assert listed(world, f"?zone={zone.pk}") == ["甲"]
    text = as_(world.staff(Role.LEADER)).get("/enterprises/").content.decode()
    assert re.findall(r'data-label="(?:片区|联点干部)">([^<]+)', text) == [
        *("未确定", "还没有"),
        *("东片区", "canary-contact_officer"),
    ]
    assert "canary-far" not in text


def test_heads_of_a_department_find_its_firms(world: World) -> None:
    head = world.staff(Role.HEAD)
    assign_department(enterprise=world.other_firm, department=head.assignments.get().department, by=None)
    text = as_(head).get("/enterprises/?looked_after=mine").content.decode()
    assert ("canary-other-firm" in text, "canary-firm" in text) == (True, False)


def test_the_industry_is_told_by_its_name(world: World) -> None:
    text = as_(world.staff(Role.CONTACT_OFFICER)).get("/enterprises/?industry=3421").content.decode()
    assert "金属切削机床制造" in text


def test_as_many_queries_for_three_firms_as_for_one(world: World, django_assert_num_queries: Any) -> None:
    client = as_(person := world.staff(Role.CONTACT_OFFICER))
    client.get("/enterprises/")
    for query, firms in (("?words=other", 1), ("", 3)):
        if firms == 3:
            assign_contact_officer(enterprise=world.firm, person=person, by=None)
            register_enterprise(park=world.park, uscc="91430100MA4L0A0044", name="canary-third", by=None)
        with django_assert_num_queries(6):
            answer = client.get(f"/enterprises/{query}")
        assert answer.content.decode().count('scope="row"') == firms
