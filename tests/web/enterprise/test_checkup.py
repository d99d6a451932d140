"""政策体检 and the facts it reads, as a firm and as its officers see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Event
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import add_subject
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models import Statement
from tests.park import World, build
from tests.web.ops.helpers import as_

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
REVENUE = "营业收入@2025"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def firm(world: World) -> Client:
    return as_(world.alice)


def address(world: World, what: str = "checkup/") -> str:
    return f"/enterprises/{world.firm.pk}/{what}"


def fact(world: World, name: str = REVENUE) -> str:
    return address(world, f"facts/{world.firm.subjects.get(kind='企业').pk}/{name}/")


def send(client: Client, where: str, **form: str) -> Any:
    return client.post(where, {"on": "2026-03-01", **form})


def group(page: str, name: str) -> str:
    """The part of the page under a heading."""
    found = re.search(rf"<h2>{name}（\d+）</h2>(.*?)</section>", page, re.DOTALL)
    return unescape(found[1]) if found else ""


def test_a_firm_tells_what_is_missing_and_the_answer_changes_at_once(world: World, firm: Client) -> None:
    """长沙: a national innovation centre of manufacturing brings a fixed sum to a firm that works there."""
    item = "国家制造业创新中心奖励"
    before = firm.get(address(world)).content.decode()
    assert item not in group(before, "符合")
    for name, value in (("生产经营地", "湖南省/长沙市"), ("国家制造业创新中心", "是")):
        answer = send(firm, fact(world, name) + "?from=checkup", value=value)
        assert (answer.status_code, answer["Location"]) == (302, address(world))
    after = firm.get(address(world)).content.decode()
    told = group(after, "符合") + group(after, "由人工评定") + group(after, "只差一两项数据")
    assert item in told
    assert "湖南省/长沙市" in told
    assert "企业填报，2026-03-01" in told


def test_who_speaks_is_kept_and_the_better_source_counts(world: World, firm: Client) -> None:
    officer = as_(world.staff(Role.CONTACT_OFFICER))
    send(officer, fact(world), value="2亿元")
    assert "2亿元（联点干部，2026-03-01，3 天前）" in officer.get(address(world, "facts/")).content.decode()
    send(firm, fact(world), value="3亿元")
    listed = firm.get(address(world, "facts/")).content.decode()
    assert "3亿元（企业填报，2026-03-01，3 天前）" in listed
    assert "2亿元" not in listed
    form = unescape(firm.get(fact(world)).content.decode())
    assert form.index("3亿元（2026-03-01，3 天前）") < form.index("2亿元（2026-03-01，3 天前）"), (
        "both are shown, what counts first"
    )
    kept = Statement.objects.order_by("pk").values_list("source", "told_by__username")
    assert list(kept) == [("officer", "contact_officer"), ("firm", "alice")]


def test_what_is_not_known_any_more_is_taken_back(world: World, firm: Client) -> None:
    send(firm, fact(world), value="3亿元")
    send(firm, fact(world), value="不详")
    assert "营业收入" not in firm.get(address(world, "facts/")).content.decode().partition("补充其他数据")[0]


WRONG = [
    ({"value": ""}, "请填写；不知道就写“不详”。"),
    ({"value": "3000"}, "没有单位"),
    ({"value": "-3亿元"}, "不能小于零"),
    ({"value": "3亿元", "on": "2026-03-05"}, "数据日期不能晚于今天。"),
    ({"value": "3亿元", "on": "昨天"}, "请填写日期，如 2026-01-04。"),
]


@pytest.mark.parametrize(("form", "said"), WRONG)
def test_what_is_wrong_is_told_beside_the_field_and_nothing_typed_is_lost(
    form: dict[str, str], said: str, world: World, firm: Client
) -> None:
    answer = send(firm, fact(world), **form)
    text = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert text.count(said) == 2, "beside the field and in the summary"
    assert all(f'value="{typed}"' in text for typed in form.values() if typed)
    assert not Statement.objects.exists()


@pytest.mark.parametrize("name", ["没有的事", "营业收入@25", "注册资本@2025", "设备投资", "企业名称", "本地采购额"])
def test_a_fact_that_cannot_be_asked_is_not_there(name: str, world: World, firm: Client) -> None:
    assert firm.get(fact(world, name)).status_code == 404


def test_an_industry_that_does_not_exist_suggests_near_ones(world: World, firm: Client) -> None:
    for typed, near in (("机床", "3421（金属切削机床制造）"), ("3499x", "3499（其他未列明通用设备制造业）")):
        answer = send(firm, fact(world, "行业代码"), value=typed)
        assert answer.status_code == 422
        assert near in unescape(answer.content.decode())


def test_an_industry_is_found_by_words_and_chosen(world: World, firm: Client) -> None:
    text = unescape(firm.get(f"{fact(world, '行业代码')}?words=机床&from=checkup").content.decode())
    assert "3421 金属切削机床制造 < 金属加工机械制造 < 通用设备制造业 < 制造业" in text
    [chosen] = re.findall(r'href="(\?[^"]*chosen=3421)"', text)
    text = firm.get(f"{fact(world, '行业代码')}{chosen}").content.decode()
    assert re.search(r'<input type="text" name="value" value="3421"', text)
    assert "from=checkup" in chosen
    assert "没有找到" in firm.get(f"{fact(world, '行业代码')}?words=天外来物").content.decode()
    assert "按文字查找代码" not in firm.get(fact(world)).content.decode()


def test_a_year_that_is_not_said_is_the_last_full_one(world: World, firm: Client) -> None:
    send(firm, fact(world, "营业收入"), value="3亿元")
    assert Statement.objects.get().period == "2025"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER, Role.POLICY_EDITOR])
def test_others_of_the_staff_read_and_are_told_who_may_write(role: Role, world: World) -> None:
    reader = as_(world.staff(role))
    assert reader.get(address(world)).status_code == 200
    assert "补充其他数据" not in reader.get(address(world, "facts/")).content.decode()
    refused = reader.get(fact(world))
    assert (refused.status_code, "由企业自己填报" in refused.content.decode()) == (403, True)


def test_choosing_a_fact_leads_to_its_form(world: World, firm: Client) -> None:
    answer = firm.get(address(world, "facts/?fact=营业收入"))
    assert (answer.status_code, unescape(answer["Location"])) == (302, answer["Location"])
    assert firm.get(answer["Location"]).status_code == 200


def test_a_project_and_its_loan_have_cards_of_their_own(world: World, firm: Client) -> None:
    project = add_subject(enterprise=world.firm, kind="项目", label="P1", by=None)
    said = [Telling("项目名称", "智能化改造"), Telling("设备投资", "3100万元", on=date(2026, 1, 1))]
    tell(subject=project, tellings=said, source=Source.FIRM, by=None)
    assert "（项目 P1）" in firm.get(address(world)).content.decode()
    listed = firm.get(address(world, "facts/")).content.decode()
    assert ">项目 P1</a></h2>" in listed
    assert "3100万元（企业填报，2026-01-01，2 个月前）" in listed


def test_a_folded_group_is_opened_by_its_address(world: World, firm: Client) -> None:
    folded = firm.get(address(world)).content.decode()
    opened = firm.get(address(world, "checkup/?open=group-4")).content.decode()
    assert "逐条看理由" in group(folded, "还缺数据")
    assert 'class="match"' not in group(folded, "还缺数据")
    assert 'class="match"' in group(opened, "还缺数据")


def test_few_queries_and_a_page_that_is_not_large(
    world: World, firm: Client, django_assert_max_num_queries: Any
) -> None:
    firm.get(address(world))
    with django_assert_max_num_queries(12):
        page = firm.get(address(world))
    assert len(page.content) < 100_000
    with django_assert_max_num_queries(12):
        firm.get(address(world, "facts/"))


def test_what_was_told_stands_in_the_history(world: World, firm: Client) -> None:
    send(firm, fact(world), value="3亿元")
    assert "填报了企业数据" in firm.get(address(world, "")).content.decode()
    assert Event.objects.get(name="enterprise.facts_told").payload == {"enterprise": world.firm.pk}
