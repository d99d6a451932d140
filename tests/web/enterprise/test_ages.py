"""Facts grow old, are asked again, and can be confirmed by one click."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.subjects import enter_subject
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.ages import age, due
from songjieyou.enterprises.models import Standing, Statement, Subject
from tests.park import World, build
from tests.web.ops.helpers import as_, send

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 8, 2, 0, tzinfo=UTC)
TODAY = date(2026, 4, 8)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def firm(world: World) -> Client:
    return as_(world.alice)


def say(world: World, name: str, value: str, on: date, source: Source = Source.FIRM, period: str = "") -> Statement:
    subject = world.firm.subjects.get(kind="企业")
    tellings = [Telling(name, value, period, on=on)]
    return tell(subject=subject, tellings=tellings, source=source, by=world.alice)[0]


def asked(world: World) -> list[tuple[str, str]]:
    return [(each.statement.name, each.year) for each in due(world.firm, TODAY)]


def page(client: Client, world: World) -> str:
    return unescape(client.get(f"/enterprises/{world.firm.pk}/facts/").content.decode())


def confirm(client: Client, world: World, statement: Statement) -> int:
    return client.post(f"/enterprises/{world.firm.pk}/statements/{statement.pk}/confirm/").status_code


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (TODAY, "今天"),
        (date(2026, 4, 7), "1 天前"),
        (date(2026, 3, 9), "30 天前"),
        (date(2026, 3, 8), "1 个月前"),
        (date(2026, 2, 9), "1 个月前"),
        (date(2026, 2, 8), "2 个月前"),
        (date(2025, 4, 9), "11 个月前"),
        (date(2025, 4, 8), "1 年前"),
        (date(2024, 4, 9), "1 年前"),
        (date(2024, 4, 8), "2 年前"),
    ],
)
def test_an_age_is_told_in_whole_units(on: date, words: str) -> None:
    assert age(on, TODAY) == words


def test_what_changes_is_asked_again_after_a_year_and_what_cannot_never(world: World) -> None:
    say(world, "注册资本", "100万元", date(2025, 4, 7))
    say(world, "实缴资本", "100万元", date(2025, 4, 8))
    say(world, "注册日期", "2012-05-18", date(2012, 5, 18))
    assert asked(world) == [("注册资本", "")]


@pytest.mark.parametrize("source", [Source.CERTIFICATE, Source.REGISTRY])
def test_papers_are_renewed_by_papers(source: Source, world: World) -> None:
    say(world, "注册资本", "100万元", date(2020, 1, 1), source)
    assert asked(world) == []


def test_a_fact_of_its_own_rule_is_asked_sooner(world: World) -> None:
    project = enter_subject(enterprise=world.firm, kind="项目", tellings=[], source=Source.FIRM, by=None)
    told = [Telling("投资进度", "40%", on=date(2026, 1, 7)), Telling("项目总投资", "1亿元", on=date(2026, 1, 7))]
    tell(subject=project, tellings=told, source=Source.OFFICER, by=None)
    assert asked(world) == [("投资进度", "")]


def test_from_april_the_last_year_is_asked_where_the_one_before_is_known(world: World) -> None:
    say(world, "营业收入", "1亿元", date(2025, 4, 1), period="2024")
    say(world, "从业人员", "30", date(2025, 4, 1), period="2024")
    say(world, "从业人员", "31", date(2026, 4, 1), period="2025")
    say(world, "研发费用", "30万元", date(2025, 4, 1), period="2023")
    assert asked(world) == [("营业收入", "2025")]
    assert due(world.firm, date(2026, 3, 31)) == []


def test_a_click_says_it_again_and_asks_no_more(world: World, firm: Client) -> None:
    old = say(world, "注册资本", "100-200万元", date(2025, 1, 1))
    text = page(firm, world)
    assert "请核对（1）" in text
    assert "100万元 至 200万元（企业填报，2025-01-01，1 年前）" in text
    for _ in range(2):
        confirm(firm, world, Standing.objects.get().statement)
    again = Standing.objects.get().statement
    assert (again.value, again.on, again.told_by, Statement.objects.count()) == (old.value, TODAY, world.alice, 2)
    assert "请核对" not in page(firm, world)


def test_an_officer_confirms_what_the_firm_said(world: World) -> None:
    officer = as_(world.staff(Role.CONTACT_OFFICER))
    old = say(world, "注册资本", "100万元", date(2025, 1, 1))
    assert confirm(officer, world, old) == 302
    assert Standing.objects.get().statement == old, "the firm's own word counts on"
    assert Statement.objects.latest("pk").source == Source.OFFICER
    assert asked(world) == []
    say(world, "注册资本", "200万元", date(2025, 2, 1))
    assert asked(world) == [("注册资本", "")], "what was confirmed was another value"


def test_what_does_not_count_any_more_cannot_be_confirmed(world: World, firm: Client) -> None:
    old = say(world, "注册资本", "100万元", date(2025, 1, 1))
    say(world, "注册资本", "200万元", date(2025, 1, 2))
    assert confirm(firm, world, old) == 403
    assert Statement.objects.count() == 2


def test_readers_are_not_asked(world: World) -> None:
    old = say(world, "注册资本", "100万元", date(2025, 1, 1))
    reader = as_(world.staff(Role.LEADER))
    assert "请核对" not in page(reader, world)
    assert confirm(reader, world, old) == 403


def test_a_survey_is_no_basis_and_the_form_says_so(world: World, firm: Client) -> None:
    subject = Subject.objects.get(enterprise=world.firm, kind="企业")
    address = f"/enterprises/{world.firm.pk}/facts/{subject.pk}/注册资本/"
    assert "统计法" in firm.get(address).content.decode()
    told = {"value": "100万元", "on": "2026-03-01"}
    status, text = send(firm, address, **told, basis="联网直报平台 2025 年报")
    assert (status, unescape(text).count("统计调查取得的单个企业资料不能用在这里")) == (422, 2)
    assert not Statement.objects.exists()
    assert send(firm, address, **told, basis="营业执照")[0] == 302
    assert "营业执照" in firm.get(address).content.decode()


def test_a_band_upside_down_is_refused_in_plain_words(world: World, firm: Client) -> None:
    subject = Subject.objects.get(enterprise=world.firm, kind="企业")
    address = f"/enterprises/{world.firm.pk}/facts/{subject.pk}/从业人员@2025/"
    status, text = send(firm, address, value="50-20", on="2026-03-01")
    assert (status, unescape(text).count("上下颠倒：“50”大于“20”。小的写在前面，如 20 至 50。")) == (422, 2)
    assert send(firm, address, value="20-50", on="2026-03-01")[0] == 302
    assert "20人 至 50人" in page(firm, world)
