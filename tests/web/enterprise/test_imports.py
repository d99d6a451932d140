"""A table of firms goes in, and the register comes out as a file, as the park's staff do it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.encoding import iri_to_uri
from python_calamine import load_workbook

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Event
from songjieyou.enterprises.domain import imports as domain
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.domain.imports import check, stage
from songjieyou.enterprises.enums import Origin, Source
from songjieyou.enterprises.models import Enterprise, TableImport
from songjieyou.web.enterprise import exports
from tests.enterprises.excel.tables import HEADINGS, book, firm
from tests.park import World, build, code
from tests.web.ops.helpers import as_

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
HERE = "/enterprises/imports/"
BARE = [heading.replace("营业收入（万元）", "营业收入") for heading in HEADINGS]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(domain, "PAUSE", 0)
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def client(world: World) -> Client:
    return as_(world.staff(Role.COORDINATOR))


def upload(client: Client, data: bytes, name: str = "企业.xlsx", **form: Any) -> Any:
    file = SimpleUploadedFile(name, data, XLSX)
    return client.post(HERE, {"file": file, "origin": "park", "on": "2026-03-01", **form})


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def rows_of(answer: Any) -> list[list[Any]]:
    return load_workbook(io.BytesIO(body(answer))).get_sheet_by_index(0).to_python()


def test_from_the_upload_to_the_register(client: Client) -> None:
    sent = upload(client, book([[*firm(number), "张三"] for number in range(3)], headings=[*HEADINGS, "联系人"]))
    [whole] = TableImport.objects.all()
    assert (sent.status_code, sent["Location"]) == (302, f"{HERE}{whole.pk}/")
    page = text(client.get(sent["Location"]))
    assert "还没有写入" in page
    assert "没有读、也不保存的列：联系人" in page
    assert "张三" not in str(whole.batches.values_list("rows"))
    assert not Enterprise.objects.filter(uscc=code(1)).exists()
    assert client.post(sent["Location"]).status_code == 302
    assert "已写入 0%" in text(client.get(sent["Location"]))
    while domain.write_some():
        pass
    assert "全部写入" in text(client.get(sent["Location"]))
    assert "清江1号机械有限公司" in text(client.get("/enterprises/?words=清江"))
    assert "已写入" in text(client.get(HERE))


def test_what_is_wrong_is_told_cell_by_cell_and_in_a_copy(client: Client) -> None:
    sent = upload(client, book([firm(1), firm(2, 行业="9999"), firm(2 + 1, 收入=300, 规上="")], headings=BARE))
    page = text(client.get(sent["Location"]))
    assert "共 2 格有错，一行也没有写入" in page
    for words in ("C3", "没有这个代码", "G4", "没有单位", "确认写入"):
        assert (words in page) is (words != "确认写入")
    copy = client.get(f"{sent['Location']}marked.xlsx")
    assert "没有这个代码" in str(rows_of(copy)[2][-1])
    assert client.post(sent["Location"]).status_code == 422
    assert not Enterprise.objects.filter(uscc=code(1)).exists()


REFUSED: list[tuple[bytes, str, dict[str, str], str]] = [
    (b"", "企业.xlsx", {}, "空"),
    (book([]), "企业.xlsx", {}, "表头下面没有企业"),
    (book([firm(1)]), "统计报表.xlsx", {}, "《统计法》"),
    (book([firm(1)]), "机密.xlsx", {}, "涉密"),
    (b"just words", "企业.txt", {}, "请上传 xlsx 或 CSV"),
    (book([firm(1)]), "企业.xlsx", {"origin": "survey"}, "选择"),
    (book([firm(1)]), "企业.xlsx", {"on": "2026-03-05"}, "数据日期不能晚于今天"),
]


@pytest.mark.parametrize(("data", "name", "form", "said"), REFUSED, ids=[said for *_, said in REFUSED])
def test_what_cannot_be_taken_is_told_beside_the_field(
    data: bytes, name: str, form: dict[str, str], said: str, client: Client
) -> None:
    answer = upload(client, data, name, **form)
    assert (answer.status_code, said in text(answer)) == (422, True)
    assert not TableImport.objects.exists()


def test_surveys_are_no_origin_and_the_page_says_so(client: Client) -> None:
    page = text(client.get(HERE))
    assert "依法只能用于统计，不能导入" in page
    assert [origin.value for origin in Origin if f'value="{origin.value}"' in page] == Origin.values


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INTAKE_CLERK, Role.LEADER, Role.CONTACT_OFFICER])
def test_who_keeps_the_register(role: Role, world: World) -> None:
    may = role in (Role.COORDINATOR, Role.INTAKE_CLERK)
    person = as_(world.staff(role, name="somebody"))
    assert person.get(HERE).status_code == (200 if may else 403)
    assert ("导入名录" in text(person.get("/enterprises/"))) is may


def test_another_park_sees_nothing_of_it(world: World) -> None:
    whole = staged(world, firm(1, 行业="9999"))
    far = as_(world.staff(Role.COORDINATOR, far=True))
    for address in (f"{HERE}{whole.pk}/", f"{HERE}{whole.pk}/marked.xlsx"):
        assert far.get(address).status_code == 404


def staged(world: World, *rows: list[Any]) -> TableImport:
    checked = check(park=world.park, data=book(rows), name="企业.xlsx")
    return stage(park=world.park, checked=checked, origin=Origin.PARK, on=NOW.date(), by=None)


def test_there_is_no_copy_of_what_is_right_or_forgotten(world: World, client: Client) -> None:
    right, wrong = staged(world, firm(1)), staged(world, firm(2, 行业="9999"))
    assert client.get(f"{HERE}{right.pk}/marked.xlsx").status_code == 404
    assert client.get(f"{HERE}{wrong.pk}/marked.xlsx").status_code == 200
    with clock.stopped(NOW + timedelta(days=8)):
        domain.forget_imports()
    assert client.get(f"{HERE}{wrong.pk}/marked.xlsx").status_code == 404
    assert "内容已经清除" in text(client.get(f"{HERE}{right.pk}/"))


def test_as_many_queries_for_three_imports_as_for_one(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    staged(world, firm(1))
    client.get(HERE)
    for more in (0, 2):
        for _ in range(more):
            staged(world, firm(1))
        with django_assert_num_queries(4):
            client.get(HERE)


def test_the_template_is_a_workbook_with_its_columns(client: Client) -> None:
    answer = client.get("/enterprises/template.xlsx")
    rows = rows_of(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="enterprises-template.xlsx"'
    assert (rows[0][:2], rows[1][0][:3]) == (["统一社会信用代码", "企业名称"], "（示例")


# Out -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(world: World) -> World:
    """Firms of which every kind of value is known."""
    world.firm.uscc, world.other_firm.uscc = code(7), code(8)
    world.firm.save()
    world.other_firm.save()
    register_enterprise(park=world.park, uscc=code(1), name="=HYPERLINK(清江)有限公司", by=None)
    told = {
        "主体类型": "公司法人",
        "行业代码": "0111",
        "注册日期": "2012-05-18",
        "注册资本": "5000.005万元",
        "注册地": "湖南省/长沙市",
        "规上工业企业": "是",
        "从业人员@2025": {"自": "20", "至": "49"},
        "从业人员@2024": "1203",
        "营业收入@2025": {"自": "500万元", "至": "2000万元"},
        "营业收入@2024": "2.48亿元",
        "所有制": {"可能": ["民营", "其他"]},
    }
    said = [Telling(name.partition("@")[0], value, name.partition("@")[2]) for name, value in told.items()]
    tell(subject=world.firm.subjects.get(), tellings=said, source=Source.FIRM, by=None)
    return world


SHOWN = [
    code(7), "canary-firm", "公司法人", "0111", "2012-05-18", "5000.005", "民营或其他", "湖南省/长沙市", "", "是",
    "", "", "1203", "20人 至 49人", "24800", "500万元 至 2000万元", "", "", "", "",
]  # fmt: skip


def test_the_register_comes_out_as_it_is_shown(full: World, client: Client) -> None:
    rows = rows_of(client.get("/enterprises/register.xlsx"))
    assert rows[0][12:16] == [
        "从业人员（人）2024",
        "从业人员（人）2025",
        "营业收入（万元）2024",
        "营业收入（万元）2025",
    ]
    assert rows[2] == SHOWN
    lines = list(csv.reader(io.StringIO(body(client.get("/enterprises/register.csv")).decode("utf-8-sig"))))
    assert lines[2] == SHOWN
    assert (rows[1][1], lines[1][1]) == ("=HYPERLINK(清江)有限公司", "'=HYPERLINK(清江)有限公司")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_came_out_goes_in_again_and_changes_nothing(form: str, full: World, client: Client) -> None:
    data = body(client.get(f"/enterprises/register.{form}"))
    checked = check(park=full.park, data=data, name=f"企业.{form}")
    assert [words for *_, words in checked.table.faults] == []
    assert (checked.plan.same, checked.plan.told, checked.plan.changes) == (3, {}, [])


@pytest.mark.parametrize(("query", "count"), [("?words=canary-firm", 1), ("?industry=01", 1), ("?above_scale=否", 0)])
def test_only_what_the_list_shows_comes_out(query: str, count: int, full: World, client: Client) -> None:
    assert len(rows_of(client.get(f"/enterprises/register.xlsx{query}"))) == 1 + count
    assert f"/enterprises/register.xlsx{iri_to_uri(query)}" in text(client.get(f"/enterprises/{query}"))


def test_no_firm_of_another_park_comes_out(full: World) -> None:
    far = as_(full.staff(Role.COORDINATOR, far=True))
    assert [row[1] for row in rows_of(far.get("/enterprises/register.xlsx"))] == ["企业名称", "canary-far-firm"]


def test_a_wrong_question_finds_nothing(full: World, client: Client) -> None:
    assert client.get("/enterprises/register.csv?above_scale=maybe").status_code == 422


def test_every_export_is_an_event_and_there_are_only_so_many(full: World, client: Client) -> None:
    for _ in range(exports.EXPORTS.times):
        assert client.get("/enterprises/register.csv").status_code == 200
    assert client.get("/enterprises/register.xlsx").status_code == 429
    happened = Event.objects.filter(name="enterprise.register_exported")
    assert [event.payload for event in happened] == [{"form": "csv"}] * exports.EXPORTS.times


def test_an_export_takes_as_many_queries_for_three_firms_as_for_one(full: World, client: Client) -> None:
    counts = []
    for query in ("?words=canary-firm", ""):
        with CaptureQueriesContext(connection) as queries:
            body(client.get(f"/enterprises/register.csv{query}"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
