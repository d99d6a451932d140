"""The audit trail: found, read page by page, taken away as a file; another park's is not in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, get_type_hints

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from songjieyou.core import clock
from songjieyou.core.domain.people import change_contact, change_name, disable_account, note_sign_in
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import CATALOGUE, SignedIn
from songjieyou.core.events.log import record
from songjieyou.core.events.words import WORDS, brief
from songjieyou.core.models import Event
from songjieyou.demo.context import is_demo
from songjieyou.web.ops import trail
from songjieyou.web.ops.asking import OBJECTS
from tests.park import World, build
from tests.web.ops.helpers import as_

TRAIL = "/system/audit/"
NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)
LATER = datetime(2099, 9, 4, 4, tzinfo=UTC)
"""When those who are given a role now hold it still."""
DAY = "since=2024-09-04&until=2024-09-04"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def client(world: World) -> Client:
    return as_(world.staff(Role.AUDIT_ADMIN))


def lines(client: Client, query: str = "") -> list[tuple[str, ...]]:
    """Who did what to what, line by line."""
    text = client.get(TRAIL + query).content.decode()
    cells = [re.findall(rf'<td data-label="{label}">(.*?)</td>', text) for label in ("操作人", "做了什么", "对象")]
    return list(zip(*cells, strict=True))


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"), newline="")))


def test_an_event_is_told_in_plain_words(client: Client, world: World) -> None:
    grant_role(person=world.bob, role=Role.LEADER, by=world.alice)
    alice, bob = (f"canary-{name}（{getattr(world, name).pk}）" for name in ("alice", "bob"))
    assert lines(client)[0] == (alice, "授予角色“园区领导”", f"人员 {bob}")
    assert lines(client, "?name=authorisation.given")[0][1:] == (
        f"授权canary-charlie（{world.charlie.pk}）代表企业办事",
        f"人员 canary-charlie（{world.charlie.pk}），企业（{world.other_firm.pk}）",
    )


def test_every_event_has_words_and_every_kind_of_object_a_name() -> None:
    """A new event comes into `core.events.words`, a new kind of object into `web.ops.asking`."""
    assert WORDS.keys() == CATALOGUE.keys()
    fields = {name: kind for cls in CATALOGUE.values() for name, kind in get_type_hints(cls).items()}
    assert {name for name, kind in fields.items() if kind is int} == OBJECTS.keys()
    assert [word for word in WORDS if "{" in brief(word)] == []


def test_filters(client: Client, world: World) -> None:
    with clock.stopped(NOON):
        note_sign_in(person=world.alice)
        note_sign_in(person=world.bob)
    assert [who for who, *_ in lines(client, f"?{DAY}")] == [
        f"canary-{name}（{getattr(world, name).pk}）" for name in ("bob", "alice")
    ]
    assert len(lines(client, "?until=2024-09-04&name=account.signed_in")) == 2
    assert lines(client, "?since=2024-09-05&name=account.signed_in") == []
    assert lines(client, "?until=2024-09-03") == []
    assert len(lines(client, f"?{DAY}&who=ALICE")) == 1
    assert len(lines(client, f"?{DAY}&kind=person")) == 2
    assert len(lines(client, f"?{DAY}&kind=person&number={world.alice.pk}")) == 1
    assert lines(client, f"?{DAY}&kind=enterprise") == []


def test_the_last_day_counts_until_midnight(client: Client, world: World) -> None:
    for hour, minute in ((15, 59), (16, 0)):  # midnight in Shanghai
        with clock.stopped(NOON.replace(hour=hour, minute=minute)):
            note_sign_in(person=world.alice)
    assert [len(lines(client, f"?since={day}&until={day}")) for day in ("2024-09-04", "2024-09-05")] == [1, 1]


def test_the_twenty_first_export_in_an_hour_has_to_wait(client: Client, world: World) -> None:
    def taken(by: Client, form: str = "csv") -> int:
        answer = by.get(f"{TRAIL}events.{form}?{DAY}")
        body(answer)
        return answer.status_code

    with clock.stopped(LATER):
        assert {taken(client, form) for form in ["csv", "xlsx"] * 10} == {200}
        refused = client.get(f"{TRAIL}events.csv?{DAY}")
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        text = refused.content.decode()
        assert "一小时内导出的次数已经很多，请在 13:01 以后再试。这一次没有做。" in text
        assert taken(as_(world.staff(Role.AUDIT_ADMIN, name="other"))) == 200, "each person is counted alone"
    assert Event.objects.filter(name="trail.exported").count() == 21
    with clock.stopped(LATER + timedelta(hours=1)):
        assert taken(client) == 200


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?since=昨天", "请填写日期，如 2026-01-04。"),
        ("?since=2024-09-05&until=2024-09-04", "截止日期不能早于开始日期。"),
        ("?number=5", "填了编号，请选择是什么的编号。"),
        ("?kind=person&number=x", "请填写数字"),
        ("?name=nothing", "nothing"),
    ],
)
def test_a_wrong_question_finds_nothing_and_says_why(query: str, told: str, client: Client) -> None:
    assert lines(client, query) == []
    text = client.get(TRAIL + query).content.decode()
    assert told in text
    assert "条件有误，没有查找" in text


def test_another_park_is_not_in_it(client: Client, world: World) -> None:
    stranger = world.staff(Role.AUDIT_ADMIN, far=True)
    disable_account(person=world.staff(Role.LEADER, far=True), by=stranger)
    with clock.stopped(NOON):
        note_sign_in(person=stranger)
    files = [client.get(f"{TRAIL}events.{form}?{DAY}") for form in ("csv", "xlsx")]
    [_, *found] = rows_of(files[0])
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body(files[1]))).get_sheet_by_index(0).to_python()
    assert (found, len(sheet)) == ([], 1)
    text = client.get(TRAIL).content.decode() + client.get(f"{TRAIL}?who=leader-far").content.decode()
    assert "canary-leader-far" not in text
    assert len(lines(as_(stranger), f"?{DAY}")) == 1


def test_it_is_read_page_by_page_while_it_grows(client: Client, world: World) -> None:
    def sign_in(times: int) -> list[int]:
        with transaction.atomic():
            event = SignedIn(person=world.alice.pk)
            return [record(event, park=world.park, by=world.alice).pk for _ in range(times)]

    def ids(query: str) -> list[int]:
        page = client.get(f"{TRAIL}?name=account.signed_in&who=alice{query}")
        return [line.number for line in page.context["page"].rows]

    made = sign_in(60)[::-1]
    first = ids("")
    sign_in(7)
    second = ids(f"&before={first[-1]}")
    third = ids(f"&before={second[-1]}")
    assert [*first, *second, *third] == made
    page = client.get(f"{TRAIL}?who=alice&before={first[-1]}").context["page"]
    assert (page.before, page.after) == ("?who=alice", f"?who=alice&before={second[-1]}")


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_the_database_the_same_few_things(count: int, client: Client, world: World) -> None:
    for _ in range(count):
        with clock.stopped(NOON):
            change_contact(person=world.bob, phone="", email="", by=world.alice)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        assert len(lines(client, f"?{DAY}")) == count
    assert len(queries) == 5, "three of them are those of every page"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_holds_what_was_asked_for_and_is_told_itself(form: str, client: Client, world: World) -> None:
    change_name(person=world.bob, name='=HYPERLINK("http://evil.example")', by=world.alice)
    with clock.stopped(NOON):
        note_sign_in(person=world.bob)
    answer = client.get(f"{TRAIL}events.{form}?{DAY}")
    assert answer["Content-Disposition"] == f'attachment; filename="audit-2024-09-04-2024-09-04.{form}"'
    if form == "csv":
        found: Iterable[Any] = rows_of(answer)
    else:
        found = CalamineWorkbook.from_filelike(io.BytesIO(body(answer))).get_sheet_by_index(0).to_python()
    event = Event.objects.get(at=NOON)
    who = f'=HYPERLINK("http://evil.example")（{world.bob.pk}）'
    shown = f"'{who}" if form == "csv" else who
    assert list(found) == [
        list(trail.HEADER),
        [str(event.pk), "2024-09-04 12:00:00", shown, "登录", f"人员 {who}"],
    ]
    told = Event.objects.get(name="trail.exported")
    assert (told.payload, told.actor_id) == ({"form": form}, answer.wsgi_request.user.pk)
    assert f"导出了审计日志（{'CSV' if form == 'csv' else 'Excel'}）" in client.get(TRAIL).content.decode()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "导出要写明开始和截止日期，一次最多 92 天。"),
        ("?since=2024-09-04", "导出要写明开始和截止日期，一次最多 92 天。"),
        ("?since=2024-01-01&until=2024-04-02", "一次最多导出 92 天，请分几次导出。"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_without_bounds_is_refused(query: str, told: str, form: str, client: Client) -> None:
    answer = client.get(f"{TRAIL}events.{form}{query}")
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Event.objects.filter(name="trail.exported").exists()


def test_ninety_two_days_are_taken(client: Client) -> None:
    answer = client.get(f"{TRAIL}events.csv?since=2024-01-01&until=2024-04-01")
    assert rows_of(answer) == [list(trail.HEADER)]


def test_more_than_a_sheet_holds_is_refused(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "XLSX_ROWS", 1)
    with clock.stopped(NOON):
        for _ in range(2):
            note_sign_in(person=world.alice)
    answer = client.get(f"{TRAIL}events.xlsx?{DAY}")
    assert (answer.status_code, "行数上限" in answer.content.decode()) == (422, True)
    assert len(rows_of(client.get(f"{TRAIL}events.csv?{DAY}"))) == 3


def test_an_export_in_batches_is_the_same(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for minute in range(7):
        with clock.stopped(NOON + timedelta(minutes=minute)):
            note_sign_in(person=world.alice)
    whole = rows_of(client.get(f"{TRAIL}events.csv?{DAY}"))
    monkeypatch.setattr(trail, "BATCH", 2)
    assert rows_of(client.get(f"{TRAIL}events.csv?{DAY}")) == whole
    assert len(whole) == 8


def test_ones_own_doings_are_in_it(client: Client) -> None:
    rows_of(client.get(f"{TRAIL}events.csv?{DAY}"))
    assert lines(client)[0][0].startswith("canary-audit_admin")
