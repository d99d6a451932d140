"""政策体检 as a page of paper: who gets it, under which name, how often, and that it says what the screen says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.documents import pdf
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import add_subject
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.checkup import GROUPS
from songjieyou.web.enterprise import paper
from tests.documents.papers import pages
from tests.park import World, build
from tests.web.ops.helpers import as_

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
FIRM = {
    "主体类型": "公司法人",
    "注册地": "湖南省/长沙市",
    "生产经营地": "湖南省/长沙市",
    "税收归属地": "湖南省/长沙市",
    "国家制造业创新中心": "是",
    "列入严重失信名单": "否",
}
PROJECT = {"项目名称": "改造", "进入设备更新备选项目清单": "是"}
LOAN = {
    "贷款类型": "项目固定资产贷款",
    "贷款本金": "2000万元",
    "贷款利率": "3.2%",
    "贷款期限": "60个月",
    "贷款发放日": "2025-06-12",
    "贷款合同签订日": "2025-06-05",
    "获设备更新再贷款支持": "是",
}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def firm(world: World) -> Client:
    return as_(world.alice)


def address(firm: Enterprise) -> str:
    return f"/enterprises/{firm.pk}/checkup.pdf"


def taken(client: Client, firm: Enterprise) -> str:
    """The text of the only page."""
    answer = client.get(address(firm))
    assert answer.status_code == 200
    (page,) = pages(answer.content)
    return page


def told(world: World) -> None:
    """A firm with money of two kinds: a fixed sum, and interest that is estimated."""
    project = add_subject(enterprise=world.firm, kind="项目", label="P1", by=None)
    loan = add_subject(enterprise=world.firm, kind="贷款", label="L1", above=project, by=None)
    for subject, facts in ((world.firm.subjects.get(kind="企业"), FIRM), (project, PROJECT), (loan, LOAN)):
        tellings = [Telling(name, value, on=date(2026, 1, 1)) for name, value in facts.items()]
        tell(subject=subject, tellings=tellings, source=Source.FIRM, by=None)


def test_a_firm_takes_it_under_its_own_name(world: World, firm: Client) -> None:
    Enterprise.objects.filter(pk=world.firm.pk).update(name='甲/乙"丙:公司')
    answer = firm.get(address(world.firm))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert unquote(answer["Content-Disposition"]) == (
        "attachment; filename*=utf-8''政策体检-甲_乙_丙_公司-2026-03-04.pdf"
    )
    assert answer.content == firm.get(address(world.firm)).content, "the same, byte for byte"
    assert (
        f'href="{address(world.firm)}" download>下载一页纸 PDF</a>'
        in firm.get(f"/enterprises/{world.firm.pk}/checkup/").content.decode()
    )


def test_money_of_each_kind_stands_alone(world: World, firm: Client) -> None:
    told(world)
    page = taken(firm, world.firm)
    assert "定额按条款可以得到100万元估算按现有数据估算约60万元" in page
    screen = firm.get(f"/enterprises/{world.firm.pk}/checkup/").content.decode()
    assert '<p class="box__figure">100万元 <span class="box__unit">定额，按条款可以得到</span></p>' in screen
    assert '<p class="box__figure">约 60万元 <span class="box__unit">估算，按现有数据估算</span></p>' in screen
    assert "160万元" not in page + screen, "never added"
    assert "国家制造业创新中心奖励*长沙市推动先进制造业高质量发展若干政策100万元申报时间看通知；企业申报" in page
    assert "设备更新贷款贴息（贷款L1）*设备更新贷款财政贴息政策约60万元申报时间看通知；银行代办" in page


def test_it_counts_what_the_screen_counts(world: World, firm: Client) -> None:
    told(world)
    screen = unescape(firm.get(f"/enterprises/{world.firm.pk}/checkup/").content.decode())
    page = taken(firm, world.firm)
    counts = {name: _counted(screen, name) for name in GROUPS}
    assert f"符合的政策{counts['符合'] + counts['由人工评定']}项" in page
    assert f"还差一步的政策{counts['只差一两项数据'] + counts['接近']}项" in page
    assert f"还缺较多数据的{counts['还缺数据']}项，现在不符合的{counts['不符合']}项" in page


def _counted(screen: str, name: str) -> int:
    return int(screen.partition(f"<h2>{name}（")[2].partition("）")[0] or 0)


def test_a_firm_of_which_nothing_is_known_gets_a_page_of_questions(world: World, firm: Client) -> None:
    page = taken(firm, world.firm)
    assert "现有数据还算不出金额。" in page
    assert "现有数据还不能确定符合哪一项。" in page
    assert "1.实际生产经营在哪里（省/市/县）？" in page


def test_a_stranger_does_not_learn_that_it_exists(world: World) -> None:
    assert as_(world.charlie).get(address(world.firm)).status_code == 404
    assert as_(world.staff(Role.CONTACT_OFFICER, far=True)).get(address(world.firm)).status_code == 404
    assert as_(world.staff(Role.CONTACT_OFFICER)).get(address(world.firm)).status_code == 200


def test_it_is_made_only_so_often(world: World, firm: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "PAPERS", paper.PAPERS._replace(times=2))
    answers = [firm.get(address(world.firm)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "一小时内下载的体检单已经很多，请在 11:01 以后再试。这一次没有做。" in answers[2].content.decode()
    assert as_(world.bob).get(address(world.firm)).status_code == 200, "each person for themselves"


def test_without_a_font_it_says_what_is_missing(world: World, firm: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SERIF", ())
    monkeypatch.setattr(pdf, "SANS", ())
    pdf.setting.cache_clear()
    answer = firm.get(address(world.firm))
    assert (answer.status_code, pdf.NO_FONTS in answer.content.decode()) == (500, True)


def test_few_queries(world: World, firm: Client, django_assert_max_num_queries: Any) -> None:
    told(world)
    taken(firm, world.firm)
    with django_assert_max_num_queries(12):
        taken(firm, world.firm)
