"""The calendar's pages, as the system administrator uses them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core import clock
from songjieyou.core.domain.calendar import adopt, calendar_of, newest, propose_years, working_days
from songjieyou.core.domain.deadlines import KINDS, declare, recompute, set_deadline
from songjieyou.core.enums import Role
from songjieyou.core.models import CalendarProposal, CalendarVersion, Deadline, Event, Park
from songjieyou.core.terms import Term
from songjieyou.core.workdays import read_table, shipped
from songjieyou.demo.context import is_demo
from tests.park import World, build
from tests.web.test_forms import marks

TABLE = "日期,工作日,说明\n2027-01-01,否,元旦\n2027-01-04,否,元旦\n2027-01-09,是,元旦调休\n"
SOURCE = "国办发明电〔2026〕9号"
IMPORT, CHANGE = "/system/calendar/import/", "/system/calendar/2026/change/"
LATE_2026 = datetime(2026, 12, 30, 2, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    declare("letter", label="来信", stages={"close": "办结"})
    declare("call", label="来电", stages={"close": "办结"})
    with clock.stopped(LATE_2026):
        yield build()
    del KINDS["letter"], KINDS["call"]


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(world.staff(Role.SYSTEM_ADMIN))
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def send(client: Client, address: str, **values: object) -> tuple[int, str, str]:
    """Open a form, send it filled in; the status, where it led, and the page."""
    answer = client.post(address, marks(text_of(client, address)) | values)
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def upload(client: Client, data: bytes, name: str = "2027.csv") -> tuple[int, str, str]:
    return send(client, IMPORT, file=SimpleUploadedFile(name, data), source=SOURCE)


def due(park: Park, number: int = 1, about: str = "letter") -> Deadline:
    return set_deadline(park=park, about=about, object_id=number, stage="close", start=LATE_2026, term=Term(3))


def as_workbook(table: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(table.split()):
            sheet.write_row(number, 0, line.split(","))
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [TABLE.encode(), TABLE.encode("utf-8-sig"), TABLE.encode("gb18030"), as_workbook(TABLE)],
    ids=["utf-8", "bom", "gb18030", "xlsx"],
)
def test_a_table_is_brought_looked_at_and_put_in_force(admin: Client, world: World, data: bytes) -> None:
    due(world.park)
    due(world.far, 77)
    status, where, _ = upload(admin, data)
    proposal = CalendarProposal.objects.get(source=SOURCE)
    assert (status, where) == (302, f"/system/calendar/proposals/{proposal.pk}/")
    assert working_days(world.park) == shipped()

    page = text_of(admin, where)
    assert "新的一年，上班 260 天" in page
    assert "2027 年的工作日天数和往年相差较大" in page
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>\s*<td>(.*?)</td><td>(.*?)</td></tr>', page)
    assert rows == [
        ("2027年1月1日（星期五）", "放假", "元旦"),
        ("2027年1月4日（星期一）", "放假", "元旦"),
        ("2027年1月9日（星期六）", "上班", "元旦调休"),
        ("来信 1 · 办结", "2027-01-04", "2027-01-06"),
    ]
    assert "来信 77" not in page

    assert send(admin, where)[:2] == (302, where)
    assert working_days(world.park) == shipped().with_tables(read_table(TABLE.splitlines()))
    assert working_days(world.far) == shipped()
    assert "已作为第 4 版" in text_of(admin, where)
    assert [row.due_on for row in recompute(park=world.park)] == [date(2027, 1, 6)]


def test_a_confirmation_sent_twice_makes_one_version(admin: Client, world: World) -> None:
    where = upload(admin, TABLE.encode())[1]
    filled = marks(text_of(admin, where))
    assert [admin.post(where, filled).status_code for _ in range(2)] == [302, 302]
    assert admin.post(where, filled | {"once": ""}).status_code == 409
    assert CalendarVersion.objects.filter(park=world.park).count() == 4


def test_a_proposal_compared_with_an_older_calendar_is_stale(admin: Client, world: World) -> None:
    first, second = upload(admin, TABLE.encode())[1], upload(admin, TABLE.replace("01-04", "01-05").encode())[1]
    filled = marks(text_of(admin, first))
    send(admin, second)
    answer = admin.post(first, filled | {"basis": "随系统提供"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>第 4 版</td><td>随系统提供</td>" in text
    assert not working_days(world.park).worked(date(2027, 1, 5))
    assert send(admin, first)[0] == 302
    assert working_days(world.park).worked(date(2027, 1, 5))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", ["日历表：文件是空的。"]),
        (
            "日期,工作日\n2027-13-01,否\n2027-01-01,休\n".encode(),
            [
                "日历表：第 2 行：读到“2027-13-01”，没有这一天。",
                "日历表：第 3 行：读到“休”，应写 是（上班）或 否（放假）。",
            ],
        ),
        (
            "日期,工作日\n".encode() + b"x,y\n" * 25,
            ["日历表：第 21 行：读到“x”，应是日期，如 2024-03-07。", "还有 5 行有错。"],
        ),
        (b"PK\x03\x04", ["日历表：这个 Excel 文件读不了"]),
        (b"\xff\x00\xff\x81\x00", ["日历表：读不出文字"]),
    ],
    ids=["empty", "lines", "many", "broken xlsx", "bytes"],
)
def test_a_wrong_file_is_told_line_by_line(admin: Client, data: bytes, said: list[str]) -> None:
    status, _, text = upload(admin, data)
    assert status == 422
    assert [words for words in said if words not in text] == []
    assert f'value="{SOURCE}"' in text
    assert not CalendarProposal.objects.filter(source=SOURCE).exists()


def test_a_form_without_anything_says_what_is_missing(admin: Client) -> None:
    status, _, text = send(admin, IMPORT)
    assert status == 422
    assert text.count("请选择文件。") == text.count("请写明依据的文件或文号。") == 2


def test_the_file_that_is_given_out_is_taken_back(admin: Client) -> None:
    answer = admin.get("/system/calendar/2026/table.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="calendar-2026.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    status, _, text = upload(admin, answer.content)
    assert status == 422
    assert "表里的内容和现在的日历一样，没有要改的。" in text


def test_one_day_is_changed_with_its_source(admin: Client, world: World) -> None:
    day = {"day": "2026-12-31", "to": "rest", "note": "园区停电检修", "source": "清管〔2026〕8号"}
    status, where, _ = send(admin, CHANGE, **day)
    assert status == 302
    assert "上班 248 天 → 247 天" in text_of(admin, where)
    send(admin, where)
    assert not working_days(world.park).worked(date(2026, 12, 31))
    page = text_of(admin, "/system/calendar/2026/")
    assert "全年上班 247 天，放假 118 天" in page
    assert "园区停电检修" in page
    assert "全年上班 248 天，放假 117 天" in text_of(admin, "/system/calendar/2026/?version=3")
    again = send(admin, CHANGE, **day)
    assert "2026-12-31 现在就是放假，没有要改的。" in again[2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"day": "2027-01-01"}, "请填写 2026 年的日期；改其他年份，请从那一年的日历进入。"),
        ({"day": "明天"}, "请填写日期，如 2026-10-01。"),
        ({"to": "holiday"}, "请选择改为上班还是放假。"),
        ({"source": " "}, "请写明依据的文件或文号。"),
    ],
)
def test_a_wrong_day_is_told_beside_its_field(admin: Client, change: dict[str, str], said: str) -> None:
    filled = {"day": "2026-12-31", "to": "rest", "note": "停电", "source": "文号"} | change
    status, _, text = send(admin, CHANGE, **filled)
    assert (status, text.count(said)) == (422, 2)
    assert 'value="停电"' in text


def test_the_closing_time_is_changed_and_a_stale_form_refused(admin: Client, world: World) -> None:
    address = "/system/calendar/closing-time/"
    before = marks(text_of(admin, address))
    assert send(admin, address, closing_time="17:00")[0] == 302
    assert "17:00 以后到达的" in text_of(admin, "/system/calendar/")
    assert admin.post(address, before | {"closing_time": "18:00"}).status_code == 409
    assert send(admin, address, closing_time="25:00")[0] == 422
    assert Event.objects.filter(name="park.closing_time_changed").count() == 1
    closing = Park.objects.order_by("pk").values_list("closing_time", flat=True)
    assert list(closing) == [time(17), time(17, 30)]


def test_the_year_shows_its_months_and_can_be_told_without_colour(admin: Client) -> None:
    page = text_of(admin, "/system/calendar/2026/")
    assert page.count('<table class="month">') == 12
    assert page.count("<span>休</span>") == 117
    assert page.count("<span>班</span>") == 6
    assert "2月15日（星期日）至2月23日（星期一）" in page


NOT_THERE = ("2023/", "2027/", "2026/?version=1", "2026/?version=x", "2026/?version=²", "2023/change/")


@pytest.mark.parametrize("address", [*NOT_THERE, "2023/table.csv", "proposals/999999/"])
def test_what_there_is_not_is_not_found(admin: Client, address: str) -> None:
    text_of(admin, f"/system/calendar/{address}", 404)


def test_another_park_s_proposal_does_not_exist(admin: Client, world: World) -> None:
    stranger = world.staff(Role.SYSTEM_ADMIN, far=True)
    proposal = propose_years(park=world.far, table=read_table(TABLE.splitlines()), source="canary-source", by=stranger)
    assert admin.post(f"/system/calendar/proposals/{proposal.pk}/").status_code == 404
    adopt(proposal=proposal, by=stranger)
    due(world.far, 77)
    for address in ("", "deadlines/", "deadlines/?show=moved", f"proposals/{proposal.pk}/", "2027/", "2027/?version=4"):
        text = admin.get(f"/system/calendar/{address}").content.decode()
        own = f"canary-{Role.SYSTEM_ADMIN.value}"
        assert "canary" not in text.replace(f"{own}<", "").replace(f"{own} 打印于", "")
        assert "来信 77" not in text


def moved_and_provisional(world: World, count: int) -> None:
    for number in range(count):
        due(world.park, number)
        due(world.park, number, "call")
    version = newest(world.park)
    assert version is not None
    table = read_table(TABLE.splitlines())
    person = world.staff(Role.SYSTEM_ADMIN, name="another")
    adopt(proposal=propose_years(park=world.park, table=table, source=SOURCE, by=person), by=person)
    recompute(park=world.park)
    later = datetime(2027, 12, 30, 2, tzinfo=UTC)
    for number in range(count):
        set_deadline(park=world.park, about="letter", object_id=100 + number, stage="close", start=later, term=Term(5))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [("", 4), ("deadlines/", 5), ("deadlines/?show=moved", 5), ("2026/", 4), ("import/", 4)],
)
def test_lists_ask_the_database_the_same_few_things(
    admin: Client, world: World, count: int, address: str, queries: int
) -> None:
    moved_and_provisional(world, count)
    for version in CalendarVersion.objects.all():
        calendar_of(version)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as asked:
        text_of(admin, f"/system/calendar/{address}")
    assert len(asked) == queries


def test_deadlines_are_listed_filtered_and_paged(admin: Client, world: World) -> None:
    moved_and_provisional(world, 26)
    page = text_of(admin, "/system/calendar/deadlines/")
    assert "共 26 条，这里是第 1 至 25 条" in page
    assert page.count("2028 年日历") == 25
    assert "来信 125 · 办结" in text_of(admin, "/system/calendar/deadlines/?page=2")
    moved = text_of(admin, "/system/calendar/deadlines/?show=moved")
    assert "共 52 条" in moved
    assert moved.count("<del>2027-01-04</del> 2027-01-06") == 25
    assert moved.count(SOURCE) == 25
    only = text_of(admin, "/system/calendar/deadlines/?show=moved&about=call")
    assert "共 26 条" in only
    assert "来信 " not in only
    assert "show=moved&amp;about=call&amp;page=2" in only
    assert text_of(admin, "/system/calendar/deadlines/?show=?&about=?&page=?").count("共 26 条") == 1


def test_empty_lists_say_what_will_stand_there(admin: Client) -> None:
    assert "没有暂定的期限。" in text_of(admin, "/system/calendar/deadlines/")
    assert "共 0 条" not in text_of(admin, "/system/calendar/deadlines/")
    assert "没有移动过的期限。" in text_of(admin, "/system/calendar/deadlines/?show=moved")
    assert "还没有修改过" in text_of(admin, "/system/calendar/")
