"""One's own data: all of it, nobody else's, as a page and as files."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from songjieyou.core.domain.feedback import answer_feedback, write_feedback
from songjieyou.core.domain.people import change_contact, note_sign_in
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.enums import Concern, FeedbackKind, Role
from songjieyou.core.models import Event
from songjieyou.core.personal import DECLARED
from songjieyou.enterprises.domain.charges import assign_leading_contact
from tests.park import World, build, own_file, with_second_factor

DATA = "/profile/data/"


@pytest.fixture
def world(db: None) -> World:
    world = build()
    change_contact(person=world.alice, phone="13800000000", email="alice@example.cn", by=world.alice)
    change_contact(person=world.bob, phone="canary-phone", email="canary@example.cn", by=world.bob)
    grant_role(person=world.alice, role=Role.LEADER, by=None)
    with_second_factor(world.alice)
    assign_leading_contact(enterprise=world.firm, person=world.alice, by=None)
    own_file(world.alice)
    said = write_feedback(writer=world.alice, kind=FeedbackKind.PROBLEM, concern=Concern.SYSTEM, text="=我说的话")
    answer_feedback(feedback=said, text="canary-answer", by=world.bob)
    note_sign_in(person=world.bob)
    return world


@pytest.fixture
def alice(world: World, client: Client) -> Client:
    client.force_login(world.alice)
    return client


def test_all_that_is_declared_is_in_the_json(alice: Client) -> None:
    told = alice.get(f"{DATA}own.json").json()
    assert {label for rows in told.values() for row in rows for label in row} == {
        each.label for each in DECLARED if each.person is not None
    }
    assert told["账号"] == [
        {"登录名": "alice", "姓名": "canary-alice", "手机": "13800000000", "邮箱": "alice@example.cn"}
    ]
    assert [row["角色"] for row in told["角色"]] == ["园区领导"]
    assert [row["意见内容"] for row in told["对本系统的意见"]] == ["=我说的话"]
    assert [(row["代表的企业"], row["身份"]) for row in told["企业授权"]] == [("canary-firm", "负责人")]
    assert [row["操作"] for row in told["操作记录"]] == [
        "更改了联系方式",
        "上传了文件",
        "提出了对本系统的意见",
        "导出了本人信息",
    ]


def test_the_csv_says_the_same(alice: Client) -> None:
    answer = alice.get(f"{DATA}own.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[:3] == [
        ["类别", "序号", "项目", "内容"],
        ["账号", "1", "登录名", "alice"],
        ["账号", "1", "姓名", "canary-alice"],
    ]
    assert ["对本系统的意见", "1", "意见内容", "'=我说的话"] in rows


@pytest.mark.parametrize("address", [DATA, f"{DATA}own.json", f"{DATA}own.csv"])
def test_nobody_elses(address: str, alice: Client) -> None:
    answer = alice.get(address)
    text = (b"".join(answer) if answer.streaming else answer.content).decode()
    canaries = ("canary-phone", "canary@example.cn", "canary-bob", "canary-answer", "canary-other-firm")
    assert [canary for canary in canaries if canary in text] == []
    assert "canary-alice" in text


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_export_is_an_event(form: str, alice: Client, world: World) -> None:
    b"".join(alice.get(f"{DATA}own.{form}"))
    event = Event.objects.get(name="account.data_exported")
    assert (event.payload, event.actor) == ({"person": world.alice.pk, "form": form}, world.alice)
