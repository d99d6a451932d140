"""The library as people read it, and as an editor of the park keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Park
from songjieyou.enterprises.domain.authorisations import authorise
from songjieyou.enterprises.enums import Capacity
from songjieyou.policies.domain import columns as domain
from songjieyou.policies.domain.hiding import hide_item
from songjieyou.policies.models import PolicyColumn
from tests.park import World, build
from tests.web.ops.helpers import as_

pytestmark = pytest.mark.django_db

LOANS = "湖南省工业企业设备更新和技术改造项目融资补贴实施办法"
LEASES, TITLES = f"{LOANS}/融资租赁补贴", "高新技术企业认定"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(datetime(2026, 3, 4, 2, 0, tzinfo=UTC)):
        yield build()


@pytest.fixture
def firm(world: World) -> Client:
    return as_(world.alice)


@pytest.fixture
def editor(world: World) -> Client:
    return as_(world.staff(Role.POLICY_EDITOR))


def text(client: Client, where: str, status: int = 200) -> str:
    answer = client.get(where)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def page(title: str) -> str:
    return reverse("policy", args=[title])


def listed(client: Client, query: str = "") -> list[str]:
    return re.findall(r"<h3><a href=[^>]+>([^<]+)</a></h3>", text(client, f"/policies/{query}"))


def test_whoever_has_not_signed_in_reads_the_library(client: Client, world: World) -> None:
    assert len(listed(client)) == 20
    assert "贷款本金的1.2%" in text(client, page(LOANS))
    assert 'href="/policies/"' in text(client, "/")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?level=园区", ["福州高新区促进企业技术改造扶持措施"]),
        ("?subject=租赁", [LOANS]),
        ("?words=首台 保险", ["长沙市推动先进制造业高质量发展若干政策"]),
        ("?category=资质&words=研发费用占比", [TITLES]),
        ("?region=山东省&level=省", ["山东省支持实施高水平技术改造财政政策"]),
        ("?industry=批发业&words=融资租赁", []),
        ("?industry=通用设备制造业&words=融资租赁", [LOANS]),
        ("?window=常年", []),
        ("?state=maybe", []),
        ("?page=2", []),
    ],
)
def test_what_the_list_is_narrowed_by(query: str, titles: list[str], world: World, firm: Client) -> None:
    assert listed(firm, query) == titles


def test_an_industry_that_is_not_there_is_said(world: World, firm: Client) -> None:
    found = text(firm, "/policies/?industry=没有这个行业")
    assert "国民经济行业分类里没有这个代码" in found
    assert "没有查找" in found


def test_as_many_queries_for_one_policy_as_for_all(world: World, firm: Client, django_assert_num_queries: Any) -> None:
    firm.get("/policies/")
    for query, many in (("?words=首台", 1), ("", 20)):
        with django_assert_num_queries(5):
            assert len(listed(firm, query)) == many
    with django_assert_num_queries(5):
        firm.get(page(LOANS))


def test_a_policy_says_who_how_much_how_and_how_sure(world: World, firm: Client) -> None:
    found = text(firm, page(LOANS))
    for words in (
        "省级政策，适用于湖南省，可以办 3 件事：贷款贴息、融资租赁补贴、再贷款推荐。",
        "湖南省工业和信息化厅、湖南省财政厅",
        "没有与发文机关的原文逐条核对",
        "行业属于采矿业（B）、制造业（C）",
        "已知：贷款本金 8000万元",
        "下面至少有一项：",
        "不早于2025年1月1日，哪一天没有见到",
        "修订后条款比上一版改了什么",
        "没有见到规定，请向主管部门核实",
    ):
        assert words in found
    assert f'id="{"融资租赁补贴"}"' in found
    assert text(firm, page("没有这个政策"), 404)


def test_a_firm_goes_on_to_its_checkup_and_comes_back(world: World, firm: Client) -> None:
    found = text(firm, page(LOANS))
    assert f'href="/enterprises/{world.firm.pk}/checkup/">看本企业是否符合' in found
    cards = text(firm, f"/enterprises/{world.firm.pk}/checkup/?open=group-4")
    assert f'href="{page(LOANS)}#{quote("贷款贴息")}"' in cards
    assert "看本企业是否符合" not in text(as_(world.staff(Role.LEADER)), page(LOANS))
    authorise(enterprise=world.other_firm, person=world.alice, capacity=Capacity.AGENT, by=None)
    several = text(firm, page(LOANS))
    assert "看canary-firm是否符合" in several
    assert "看canary-other-firm是否符合" in several


def test_the_menu_leads_to_the_library(world: World, firm: Client) -> None:
    assert '<a href="/policies/"' in text(firm, "/home/")


# Hidden --------------------------------------------------------------------------------------------------------------


def test_a_hidden_item_is_there_for_editors_alone(world: World, firm: Client, editor: Client) -> None:
    hide = f"{page(LOANS)}{quote('融资租赁补贴')}/hide/"
    assert f'href="{hide}"' in text(editor, page(LOANS))
    refused = editor.post(hide, {"reason": ""})
    assert (refused.status_code, "请填写隐藏的理由。" in unescape(refused.content.decode())) == (422, True)
    assert editor.post(hide, {"reason": "canary-reason"}).status_code == 302
    again = editor.post(hide, {"reason": "再来一次"})
    assert (again.status_code, "已经隐藏了" in unescape(again.content.decode())) == (422, True)
    assert "<h2>融资租赁补贴</h2>" not in text(firm, page(LOANS))
    assert "融资租赁补贴" not in text(firm, "/policies/?subject=租赁")
    assert "canary-reason" not in text(firm, page(LOANS))
    shown = text(editor, page(LOANS))
    assert "本园区已隐藏这个事项，企业看不到。理由：canary-reason" in shown
    assert "canary-reason" not in text(as_(world.staff(Role.POLICY_EDITOR, far=True)), page(LOANS))
    address = re.search(r'action="(/hidden-items/\d+/end/)"', shown)
    assert address is not None
    assert editor.post(address[1])["Location"] == page(LOANS)
    assert "<h2>融资租赁补贴</h2>" in text(firm, page(LOANS))


def test_a_policy_without_any_item_that_is_shown_is_not_there(world: World, client: Client, firm: Client) -> None:
    hide_item(park=world.park, item=f"{TITLES}/{TITLES}", reason="不适用", by=None)
    assert TITLES not in listed(firm)
    text(firm, page(TITLES), 404)
    text(client, page(TITLES))
    Park.objects.filter(pk=world.far.pk).update(name="乙")
    assert TITLES in listed(client), "of two parks nobody knows which is meant"


def test_what_the_only_park_hides_is_hidden_from_visitors_too(client: Client) -> None:
    with clock.stopped(datetime(2026, 3, 4, 2, 0, tzinfo=UTC)):
        park = Park.objects.create(name="甲园", short_name="甲")
        hide_item(park=park, item=f"{TITLES}/{TITLES}", reason="不适用", by=None)
        assert TITLES not in listed(client)


# Columns -------------------------------------------------------------------------------------------------------------


def filled(world: World, *, shown: bool = True) -> PolicyColumn:
    column = domain.make_column(park=world.park, title="canary-column", intro="canary-intro", by=None)
    for item, comment in ((LEASES, "canary-comment"), (TITLES, "")):
        domain.fill_column(column=column, item=item, comment=comment, by=None)
    if shown:
        domain.show_column(column=column, by=None)
    return column


def test_readers_see_a_column_that_is_shown(world: World, firm: Client, client: Client) -> None:
    column = filled(world)
    where = f"/policy-columns/{column.pk}/"
    assert f'href="{where}">canary-column' in text(firm, "/policies/")
    found = text(firm, where)
    assert "canary-comment" in found
    assert f'href="{page(LOANS)}#{quote("融资租赁补贴")}"' in found
    assert f'href="{page(TITLES)}"' in found
    assert "canary-column" not in text(client, "/policies/"), "it is the park's own"
    text(as_(world.staff(Role.POLICY_EDITOR, far=True)), where, 404)
    hide_item(park=world.park, item=LEASES, reason="不适用", by=None)
    assert "canary-comment" not in text(firm, where)


def test_a_column_that_is_not_shown_is_for_editors(world: World, firm: Client, editor: Client) -> None:
    column = filled(world, shown=False)
    text(firm, f"/policy-columns/{column.pk}/", 404)
    assert "canary-column" not in text(firm, "/policies/")
    assert "canary-intro" in text(editor, f"/policy-columns/{column.pk}/")


def test_an_editor_makes_fills_orders_and_shows(world: World, editor: Client) -> None:
    made = editor.post("/policy-columns/add/", {"title": "设备更新", "intro": ""})
    edit = made["Location"]
    column = PolicyColumn.objects.get()
    assert edit == f"/policy-columns/{column.pk}/edit/"
    refused = editor.post(f"/policy-columns/{column.pk}/show/")
    assert (refused.status_code, "先加入政策再公开" in refused.content.decode()) == (403, True)
    for item in (TITLES, LEASES):
        fill = f"/policy-columns/{column.pk}/fill/?item={quote(item)}"
        version = re.search(r'name="version" value="(\w+)"', text(editor, fill))
        assert version is not None
        answer = editor.post(fill, {"item": item, "comment": f"说明{item[:2]}", "version": version[1]})
        assert answer["Location"] == edit
    second = column.entries.get(item=LEASES)
    assert editor.post(f"/policy-columns/{column.pk}/entries/{second.pk}/up/")["Location"] == edit
    shown = text(editor, edit)
    assert shown.index("说明湖南") < shown.index("说明高新")
    assert "改说明" in shown
    assert editor.post(f"/policy-columns/{column.pk}/entries/{second.pk}/remove/")["Location"] == edit
    assert "说明湖南" not in text(editor, edit)
    assert editor.post(f"/policy-columns/{column.pk}/show/").status_code == 302
    assert "已公开" in text(editor, "/policy-columns/")
    assert editor.post("/policy-columns/add/", {"title": "设备更新"}).status_code == 422


def test_what_is_hidden_is_marked_for_the_editor(world: World, editor: Client) -> None:
    column = filled(world)
    hide_item(park=world.park, item=LEASES, reason="不适用", by=None)
    assert "已隐藏或不在库里，读者看不到" in text(editor, f"/policy-columns/{column.pk}/edit/")


def test_few_queries_for_columns(
    world: World, firm: Client, editor: Client, django_assert_max_num_queries: Any
) -> None:
    column = filled(world)
    firm.get(f"/policy-columns/{column.pk}/")
    with django_assert_max_num_queries(6):
        firm.get(f"/policy-columns/{column.pk}/")
    domain.make_column(park=world.park, title="另一个", intro="", by=None)
    editor.get("/policy-columns/")
    with django_assert_max_num_queries(6):
        editor.get("/policy-columns/")
