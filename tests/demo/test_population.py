"""The invented firms: always the same, never a real one, and each fact of them one that anybody could have told."""

from __future__ import annotations

import ast
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from stdnum.cn import uscc

import songjieyou.demo
from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.demo.cast import FIRMS, REGISTERED
from songjieyou.demo.models import Mark
from songjieyou.demo.population.identities import name_of, uscc_of
from songjieyou.demo.population.profiles import Thing, profile
from songjieyou.demo.population.trades import TRADES
from songjieyou.demo.seed import seed
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Statement, Subject

DAY = date(2026, 11, 24)
PROFILES = [profile(number, DAY) for number in range(600)]


def test_credit_codes_are_valid_and_nobody_s() -> None:
    codes = [uscc_of(number) for number in range(7_000)]
    assert all(map(uscc.is_valid, codes))
    assert len({*codes, *(code for code, _ in FIRMS)}) == 7_000 + len(FIRMS)
    assert {code[8:10] for code in codes} == {"XX"}


def test_no_name_comes_twice() -> None:
    from random import Random

    names = {name_of(Random(number), TRADES[number % len(TRADES)], number) for number in range(20_000)}
    assert len(names | {name for _, name in FIRMS}) == 20_000 + len(FIRMS)


def test_a_firm_is_the_same_each_time() -> None:
    assert [profile(number, DAY) for number in range(50)] == PROFILES[:50]


def test_their_trades_are_of_the_national_table() -> None:
    names = vocabulary().codes["国民经济行业分类"].names
    assert [trade.code for trade in TRADES if trade.code not in names] == []


def test_they_differ_as_firms_do() -> None:
    with_projects = sum(bool(each.things) for each in PROFILES)
    silent = sum(Source.FIRM not in each.told for each in PROFILES)
    high_tech = sum(each.told[Source.CERTIFICATE]["高新技术企业"] == "是" for each in PROFILES)
    assert all(60 < count < 400 for count in (with_projects, silent, high_tech))


def all_things(things: list[Thing]) -> list[Thing]:
    return [thing for each in things for thing in (each, *all_things(each.below))]


def test_nothing_ends_before_it_begins() -> None:
    told = [thing.told[Source.FIRM] for each in PROFILES for thing in all_things(each.things)]
    finished = [facts for facts in told if "完工日期" in facts]
    assert finished
    for facts in finished:
        assert facts["备案日期"] <= facts["开工日期"] <= facts["完工日期"] <= DAY.isoformat()
    assert all(facts["贷款合同签订日"] <= facts["贷款发放日"] for facts in told if "贷款发放日" in facts)


@pytest.mark.django_db
class TestSeed:
    @pytest.fixture(autouse=True)
    def mark(self) -> None:
        Mark.objects.create(pk=1, made_at=clock.now())

    def test_as_many_firms_as_were_asked_for(self) -> None:
        seed(60)
        assert Enterprise.objects.count() == 60
        expected = [profile(number, clock.today()) for number in range(60 - len(REGISTERED))]
        things = sum(len(all_things(each.things)) for each in expected)
        assert Subject.objects.exclude(kind="企业").filter(enterprise__uscc__contains="XX").count() == things
        facts = sum(len(said) for each in expected for said in each.told.values())
        told = Statement.objects.filter(subject__enterprise__uscc__contains="XX", subject__kind="企业")
        assert told.count() == facts

    def test_the_cast_is_always_there(self) -> None:
        seed(1)
        assert list(Enterprise.objects.order_by("pk").values_list("uscc", "name")) == list(REGISTERED)

    def test_the_published_case_waits_for_one_figure_of_its_officer(self, client: Client) -> None:
        seed(len(REGISTERED))
        firm = Enterprise.objects.get(name="清江四号循环科技有限公司")
        name = "2026年超长期特别国债大规模设备更新（工业领域）申报要求 · 工业领域设备更新（项目 P1）"
        enter = {"as": Role.CONTACT_OFFICER.value}
        assert client.post("/demo/enter/", enter).status_code == 302
        before = card(client, firm, name)
        assert "待补充 · 14 条中已满足 12 条" in before
        assert "还不知道：投资进度" in before
        tell = re.search(r'href="([^"]+/facts/\d+/[^"]+)">补充一项数据', before)
        assert tell is not None
        assert client.post(unescape(tell[1]), {"value": "38%", "on": clock.today().isoformat()}).status_code == 302
        after = card(client, firm, name)
        assert "符合 · 14 条中已满足 14 条" in after
        assert "投资进度 38% · 联点干部，" in after
        assert "2040万元" in after
        assert (
            "申报窗口已经截止，现在不能申报。下一批如何申报以新通知为准。可先准备：项目备案或核准文件、用地手续、"
            in after
        )


def card(client: Client, firm: Enterprise, name: str) -> str:
    """The card of an item on the checkup of a firm."""
    page = unescape(client.get(f"/enterprises/{firm.pk}/checkup/").content.decode())
    return next(part for part in page.split("<article")[1:] if name in part).partition("</article>")[0]


def test_only_domain_functions_make_the_demo() -> None:
    """No table is touched but the mark's: models are named for the type checker only."""
    folder = Path(songjieyou.demo.__file__).parent
    shown = {"views.py", "context.py", "models.py"}
    for path in sorted(folder.rglob("*.py")):
        if path.name in shown or "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text())
        guarded = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for inner in ast.walk(node)
        }
        imported = [
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and id(node) not in guarded and ".models" in (node.module or "")
        ]
        assert [module for module in imported if module != "songjieyou.demo.models"] == [], path
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not used & {"bulk_create", "get_or_create", "update_or_create", "save"}, path
