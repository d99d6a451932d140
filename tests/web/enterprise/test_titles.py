"""Titles of a firm in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.enterprises.domain.titles import enter_title
from songjieyou.enterprises.enums import Level
from songjieyou.enterprises.models import Standing, Title
from tests.park import World, build
from tests.web.ops.helpers import as_, send

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
TOLD = {"kind": "高新技术企业", "level": "national", "number": "GR202343000001", "awarded_on": "2023-10-16"}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def firm(world: World) -> Client:
    return as_(world.alice)


def at(world: World, rest: str = "titles/") -> str:
    return f"/enterprises/{world.firm.pk}/{rest}"


def shown(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def test_a_firm_enters_a_title_and_its_facts_count(world: World, firm: Client) -> None:
    assert send(firm, at(world, "titles/add/"), **TOLD, valid_until="2026-10-15") == (302, at(world))
    assert Standing.objects.get(name="高新技术企业").word == "是"
    for address in (at(world), at(world, "")):
        page = shown(firm, address)
        assert "高新技术企业（国家级）" in page
        assert "2026-10-15" in page
    assert "是（证书证照，2026-03-04，今天）" in shown(firm, at(world, "facts/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "一般 3 年，如 2026-10-15。"),
        ({"valid_until": "2022-01-01"}, "有效期不能早于认定日期。"),
        ({"valid_until": "2026-10-15", "level": "district"}, "高新技术企业只有国家级。"),
        ({"valid_until": "2026-10-15", "awarded_on": "2026-03-05"}, "认定日期不能晚于今天。"),
        ({"kind": ""}, "请选择称号。"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(typed: dict[str, str], said: str, world: World, firm: Client) -> None:
    status, text = send(firm, at(world, "titles/add/"), **{**TOLD, **typed})
    assert (status, unescape(text).count(said)) == (422, 2)
    assert not Title.objects.exists()


@pytest.mark.parametrize(
    ("until", "recheck", "state"),
    [
        (date(2026, 6, 3), None, "有效"),
        (date(2026, 6, 2), None, "还有 90 天到期"),
        (date(2026, 3, 4), None, "今天到期"),
        (date(2026, 3, 3), None, "已到期"),
        (date(2026, 12, 1), date(2026, 4, 1), "还有 28 天复核截止"),
        (date(2026, 12, 1), date(2026, 3, 1), "复核截止已过"),
        (None, None, "有效"),
    ],
)
def test_the_list_says_how_a_title_stands(
    until: date | None, recheck: date | None, state: str, world: World, firm: Client
) -> None:
    day = date(2024, 1, 1)
    enter_title(
        enterprise=world.firm,
        kind="绿色工厂",
        level=Level.NATIONAL,
        awarded_on=day,
        valid_until=until,
        recheck_on=recheck,
        by=None,
    )
    assert f"{state}</span>" in shown(firm, at(world)).replace("\n", "").replace(" </span>", "</span>")


def test_a_title_is_ended_with_its_reason_once(world: World, firm: Client) -> None:
    send(firm, at(world, "titles/add/"), **TOLD, valid_until="2026-10-15")
    end = at(world, f"titles/{Title.objects.get().pk}/end/")
    status, text = send(firm, end)
    assert (status, "请选择原因。" in text) == (422, True)
    assert send(firm, end, ending="withdrawn") == (302, at(world))
    assert Standing.objects.get(name="高新技术企业").word == "否"
    assert "被取消或者放弃" in shown(firm, at(world))
    assert "没有登记在有效期内的称号" in shown(firm, at(world, ""))
    assert firm.get(end).status_code == 403


def test_others_of_the_staff_only_read(world: World) -> None:
    reader = as_(world.staff(Role.LEADER))
    assert "登记资质称号" not in shown(reader, at(world))
    assert reader.get(at(world, "titles/add/")).status_code == 403


def test_as_many_queries_for_three_titles_as_for_one(
    world: World, firm: Client, django_assert_num_queries: Any
) -> None:
    firm.get(at(world))
    for kinds in (("绿色工厂",), ("瞪羚企业", "独角兽企业")):
        for kind in kinds:
            enter_title(enterprise=world.firm, kind=kind, level=Level.NATIONAL, awarded_on=date(2025, 1, 1), by=None)
        with django_assert_num_queries(5):
            firm.get(at(world))
