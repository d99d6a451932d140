"""From a policy to the firms, as the park's staff read it and take it away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from python_calamine import load_workbook

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Event
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.domain.hiding import hide_item
from songjieyou.policies.domain.matching import ask_for_all, match_park
from songjieyou.policies.models import FirmMatched, Match
from songjieyou.web.officer import matches
from tests.park import World, build
from tests.web.ops.helpers import as_

pytestmark = pytest.mark.django_db

CENTRE = "长沙市推动先进制造业高质量发展若干政策/国家制造业创新中心奖励"
HIGH_TECH = "高新技术企业认定/高新技术企业认定"
PROJECTS = "长沙市推动先进制造业高质量发展若干政策/智能化技改补助"
HERE, IS_CENTRE, INDUSTRY = ("生产经营地", "湖南省/长沙市"), ("国家制造业创新中心", "是"), ("行业代码", "3421")


@pytest.fixture
def world() -> Iterator[World]:
    """One firm fits, another lacks one fact, and a third lacks two; a firm of another park fits, too."""
    with clock.stopped(datetime(2026, 3, 4, 2, 0, tzinfo=UTC)):
        world = build()
        said(world.firm, HERE, IS_CENTRE, INDUSTRY)
        said(world.other_firm, HERE)
        said(world.far_firm, HERE, IS_CENTRE)
        register_enterprise(park=world.park, uscc="91430100MA4L0A0044", name="=canary-third", by=None)
        for park in (world.park, world.far):
            match_park(park=park)
        yield world


def said(firm: Enterprise, *facts: tuple[str, str]) -> None:
    tellings = [Telling(name, value) for name, value in facts]
    tell(subject=firm.subjects.get(), tellings=tellings, source=Source.FIRM, by=None)


@pytest.fixture
def officer(world: World) -> Client:
    return as_(world.staff(Role.CONTACT_OFFICER))


def page(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def listed(client: Client, query: str) -> list[str]:
    text = page(client, f"/matches/firms/?item={quote(CENTRE)}{query}")
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)<', text)


def test_every_item_leads_to_its_firms(officer: Client) -> None:
    text = page(officer, f"/matches/?words={quote('国家制造业创新中心')}")
    doors = re.findall(r'href="(/matches/firms/[^"]+)">(\w+ \d+)', text)
    assert [words for _, words in doors] == ["符合 1", "只差一两项数据 2"]
    assert "canary-firm" in page(officer, doors[0][0])
    Match.objects.filter(item=CENTRE).update(group="not")
    assert "没有企业符合或接近" in page(officer, f"/matches/?words={quote('国家制造业创新中心')}")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["canary-firm"]),
        ("&group=fits", ["canary-firm"]),
        ("&group=almost", ["=canary-third", "canary-other-firm"]),
        ("&group=near", []),
        ("&group=not", ["canary-firm"]),
        ("&group=almost&missing=生产经营地", ["=canary-third"]),
        ("&group=almost&missing=生产经营", []),
        ("&group=almost&words=OTHER", ["canary-other-firm"]),
        ("&words=91430100ma4l0a001t", ["canary-firm"]),
        ("&industry=34", ["canary-firm"]),
        ("&industry=14", []),
    ],
)
def test_what_the_list_is_narrowed_by(query: str, names: list[str], officer: Client) -> None:
    assert listed(officer, query) == names


def test_what_is_shown_of_a_firm(officer: Client, world: World) -> None:
    text = page(officer, f"/matches/firms/?item={quote(CENTRE)}")
    assert f"/enterprises/{world.firm.pk}/checkup/" in text
    assert "100万元" in text
    lacking = page(officer, f"/matches/firms/?item={quote(CENTRE)}&group=almost")
    assert "如符合：100万元" in lacking
    assert "国家制造业创新中心" in lacking.partition("</thead>")[2]


def test_of_a_firm_without_projects_it_is_said(officer: Client) -> None:
    assert "未登记项目" in page(officer, f"/matches/firms/?item={quote(PROJECTS)}&group=open")
    text = page(officer, f"/matches/firms/?item={quote(HIGH_TECH)}&group=open")
    assert re.search(r"、[^、]+ 等 \d+ 项", text), "of very many missing facts some are named"


def test_it_is_said_that_answers_are_behind(officer: Client, world: World) -> None:
    assert "正在重新计算" not in page(officer, "/matches/")
    FirmMatched.objects.filter(enterprise=world.firm).update(asked=99)
    FirmMatched.objects.filter(enterprise=world.other_firm).update(until=clock.today())
    FirmMatched.objects.filter(enterprise=world.far_firm).update(asked=99)
    for address in ("/matches/", f"/matches/firms/?item={quote(CENTRE)}"):
        assert "2 家企业的数据刚有更新或到了变化的日期" in page(officer, address)


def test_an_item_that_does_not_exist_is_not_found_and_none_leads_to_the_list(officer: Client) -> None:
    assert officer.get("/matches/firms/?item=甲/乙").status_code == 404
    for address in ("firms/", "firms.csv", "firms.xlsx"):
        assert officer.get(f"/matches/{address}")["Location"] == "/matches/"


def test_what_the_park_hides_is_not_listed(officer: Client, world: World) -> None:
    assert CENTRE.partition("/")[2] in page(officer, "/matches/?words=国家制造业创新中心")
    hide_item(park=world.park, item=CENTRE, reason="", by=world.staff(Role.POLICY_EDITOR))
    assert CENTRE.partition("/")[2] not in page(officer, "/matches/?words=国家制造业创新中心").partition("<main")[2]
    for address in ("firms/", "firms.csv"):
        assert officer.get(f"/matches/{address}?item={quote(CENTRE)}").status_code == 404


@pytest.mark.parametrize("query", ["&missing=没有的事", f"&words={'长' * 61}"])
def test_a_wrong_question_finds_nothing_and_says_so(query: str, officer: Client) -> None:
    for address in ("firms/", "firms.csv"):
        text = page(officer, f"/matches/{address}?item={quote(CENTRE)}{query}")
        assert "筛选条件有误，没有查找。" in text
        assert "canary-firm" not in text


def test_as_many_queries_for_three_firms_as_for_one(
    officer: Client, world: World, django_assert_num_queries: Any
) -> None:
    address = f"/matches/firms/?item={quote(CENTRE)}&group="
    for group, count in (("fits", 1), ("almost", 3)):
        if count == 3:
            register_enterprise(park=world.park, uscc="91430100MA4L0A0057", name="canary-fourth", by=None)
            ask_for_all(park=world.park)
            match_park(park=world.park)
        officer.get(address + group)
        with django_assert_num_queries(6):
            text = officer.get(address + group).content.decode()
        assert text.count('scope="row"') == count
    with django_assert_num_queries(6):
        officer.get("/matches/")


# Taken away ----------------------------------------------------------------------------------------------------------


def rows_of(answer: Any) -> list[list[str]]:
    content = b"".join(answer.streaming_content)
    if answer["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    cells = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in cells]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_as_a_file(form: str, officer: Client) -> None:
    header, *rows = rows_of(officer.get(f"/matches/firms.{form}?item={quote(CENTRE)}&group=almost"))
    assert tuple(header) == matches.HEADER
    name = "'=canary-third" if form == "csv" else "=canary-third"
    assert [row[0] for row in rows] == [name, "canary-other-firm"], "no cell is a formula"
    assert rows[1][2:8] == ["企业", "只差一两项数据", "定额", "1000000.00", "1000000.00", "国家制造业创新中心"]
    event = Event.objects.get(name="policies.matches_exported")
    assert (event.payload, event.actor.username) == ({"form": form}, "contact_officer")  # type: ignore[union-attr]


def test_a_file_holds_what_the_list_is_narrowed_to(officer: Client) -> None:
    rows = rows_of(officer.get(f"/matches/firms.csv?item={quote(CENTRE)}&group=almost&words=other"))
    assert [row[0] for row in rows[1:]] == ["canary-other-firm"]


def test_files_are_limited_by_the_hour(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "EXPORTS", matches.EXPORTS._replace(times=1))
    address = f"/matches/firms.csv?item={quote(CENTRE)}"
    assert [officer.get(address).status_code for _ in range(2)] == [200, 429]
    assert Event.objects.filter(name="policies.matches_exported").count() == 1


def test_a_firm_of_another_park_is_not_seen(officer: Client, world: World) -> None:
    assert Match.objects.filter(enterprise=world.far_firm, item=CENTRE, group="fits").exists()
    for address in ("firms/", "firms.csv"):
        answer = officer.get(f"/matches/{address}?item={quote(CENTRE)}")
        assert "canary-far" not in b"".join(answer).decode()


@pytest.mark.parametrize(
    ("group", "kind", "low", "high", "words"),
    [
        ("fits", "上限", 600_000_000, 600_000_000, "不超过 600万元"),
        ("fits", "定额", 50_000_000, 80_000_000, "50万元 至 80万元"),
        ("fits", "未见", None, None, "金额未见"),
        ("by_hand", "估算", None, None, "金额待定"),
        ("open", "定额", None, None, "金额待定"),
        ("open", "定额", 100, 100, "如符合：1元"),
        ("near", "定额", 100, 100, ""),
        ("fits", "", None, None, ""),
    ],
)
def test_the_money_in_words(group: str, kind: str, low: int | None, high: int | None, words: str) -> None:
    assert matches.amount_of(Match(group=group, kind=kind, low_fen=low, high_fen=high)) == words
