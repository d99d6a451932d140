"""Facts are told, every statement stays, and a written rule says which one counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from songjieyou.core import clock
from songjieyou.core.models import Event
from songjieyou.enterprises.domain.facts import Telling, tell, tell_all
from songjieyou.enterprises.domain.firms import add_subject, end_subject
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.models import Standing, Statement, Subject
from songjieyou.rules.values import Band
from tests.park import World, build

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
REVENUE = ("营业收入", 2025)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def firm(world: World) -> Subject:
    return world.firm.subjects.get()


def say(subject: Subject, source: Source, value: Any, day: int = 1, **more: Any) -> list[Statement]:
    """営業收入 of 2025, as this source has it on a day of January."""
    telling = Telling(more.pop("name", "营业收入"), value, more.pop("period", "2025"), on=date(2026, 1, day))
    return tell(subject=subject, tellings=[telling], source=source, by=None)


def counts(subject: Subject) -> Any:
    return base_of(subject.enterprise).firm.values.get(REVENUE)


def test_what_is_told_counts_with_its_source_and_day(firm: Subject) -> None:
    say(firm, Source.FIRM, "8000万元", 5)
    base = base_of(firm.enterprise)
    assert base.firm.view[REVENUE] == 8_000_000_000
    origin = base.firm.origin(REVENUE)
    assert (origin.source, origin.date) == ("企业填报", "2026-01-05")
    assert base.firm.view["统一社会信用代码", None] == "91430100MA4L0A001T"


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Source.CERTIFICATE, Source.REGISTRY),
        (Source.REGISTRY, Source.FIRM),
        (Source.FIRM, Source.OFFICER),
        (Source.OFFICER, Source.ESTIMATE),
    ],
)
def test_the_better_source_counts_however_late_the_other_comes(more: Source, less: Source, firm: Subject) -> None:
    say(firm, more, "1亿元", 1)
    say(firm, less, "2亿元", 9)
    assert counts(firm) == 10_000_000_000
    assert Statement.objects.count() == 2


def test_of_one_source_the_newer_day_counts_and_of_one_day_the_later_word(firm: Subject) -> None:
    say(firm, Source.FIRM, "3亿元", 9)
    say(firm, Source.FIRM, "1亿元", 8)
    assert counts(firm) == 30_000_000_000
    say(firm, Source.FIRM, "2亿元", 9)
    assert counts(firm) == 20_000_000_000
    say(firm, Source.FIRM, "3亿元", 9)
    assert counts(firm) == 30_000_000_000, "a correction back is a correction"


def test_who_takes_back_says_nothing_and_the_next_one_counts(firm: Subject) -> None:
    say(firm, Source.OFFICER, "2亿元")
    say(firm, Source.FIRM, "1亿元")
    say(firm, Source.FIRM, None, 2)
    assert counts(firm) == 20_000_000_000
    say(firm, Source.OFFICER, "不详", 2)
    assert counts(firm) is None
    assert not Standing.objects.exists()
    assert Statement.objects.count() == 4


def test_the_same_again_is_not_kept_again(firm: Subject) -> None:
    assert len(say(firm, Source.FIRM, "1亿元")) == 1
    assert say(firm, Source.FIRM, "10000万元") == []
    assert Event.objects.filter(name="enterprise.facts_told").count() == 1
    assert len(say(firm, Source.FIRM, "1亿元", 2)) == 1, "on another day it is said anew"


def test_a_band_counts_as_a_band(firm: Subject) -> None:
    say(firm, Source.FIRM, {"自": "20", "不足": "50"}, name="从业人员")
    assert base_of(firm.enterprise).firm.values["从业人员", 2025] == Band(20, 49)
    assert Standing.objects.get().word == ""


def test_what_lists_are_filtered_by(firm: Subject) -> None:
    say(firm, Source.FIRM, "3411", name="行业代码", period="")
    say(firm, Source.FIRM, "是", name="规上工业企业", period="")
    words = set(Standing.objects.values_list("name", "word"))
    assert words == {("行业代码", "3411"), ("规上工业企业", "是")}


WRONG: Mapping[str, tuple[Telling, str]] = {
    "no such fact": (Telling("营业收如", "1亿元", "2025"), "企业没有“营业收如”这项数据，是不是“营业收入”？"),
    "of a project": (Telling("设备投资", "1亿元"), "企业没有“设备投资”这项数据"),
    "no year": (Telling("营业收入", "1亿元"), "“营业收入”按年填写，请写明是哪一年，如 2025。"),
    "no such year": (Telling("营业收入", "1亿元", "25"), "“营业收入”按年填写"),
    "a year not wanted": (Telling("注册资本", "1亿元", "2025"), "“注册资本”不分年度。"),
    "no such month": (Telling("本地采购额", "1亿元", "2025-13"), "“本地采购额”按月填写"),
    "a year to come": (Telling("营业收入", "1亿元", "2027"), "2027 年还没有到。"),
    "a day to come": (Telling("注册资本", "1亿元", on=date(2026, 3, 5)), "数据日期不能晚于今天。"),
    "no unit": (Telling("注册资本", "100"), "没有单位"),
    "upside down": (Telling("从业人员", {"自": "49", "至": "20"}, "2025"), "上下颠倒"),
    "below zero": (Telling("注册资本", "-1元"), "不能小于零"),
    "no such industry": (Telling("行业代码", "9999"), "9999"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_meant_is_refused_and_nothing_of_it_kept(case: str, firm: Subject) -> None:
    telling, said = WRONG[case]
    right = Telling("实缴资本", "1亿元")
    with pytest.raises(ValidationError) as refused:
        tell(subject=firm, tellings=[right, telling], source=Source.FIRM, by=None)
    [(name, [words])] = refused.value.message_dict.items()
    assert name == "@".join(filter(None, (telling.name, telling.period)))
    assert said in words
    assert not Statement.objects.exists()


def test_what_was_said_can_be_neither_changed_nor_removed(firm: Subject) -> None:
    [statement] = say(firm, Source.FIRM, "1亿元")
    Standing.objects.all().delete()
    for change in (lambda: Statement.objects.update(value=1), Statement.objects.filter(pk=statement.pk).delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Statement.objects.get().value == 10_000_000_000


def test_projects_and_what_stands_below_them(world: World) -> None:
    project = add_subject(enterprise=world.firm, kind="项目", label="P1", by=None)
    loan = add_subject(enterprise=world.firm, kind="贷款", label="L1", above=project, by=None)
    own_loan = add_subject(enterprise=world.firm, kind="贷款", label="L2", by=None)
    tell(subject=project, tellings=[Telling("设备投资", "500万元")], source=Source.OFFICER, by=None)
    tell(subject=loan, tellings=[Telling("贷款本金", "300万元")], source=Source.FIRM, by=None)
    base = base_of(world.firm)
    assert [(each.id, each.parent and each.parent.id) for each in base.subjects["贷款"]] == [("L1", "P1"), ("L2", "")]
    assert base.subjects["贷款"][0].view["设备投资", None] == 500_000_000
    assert base.of_kind("租赁") is None
    end_subject(subject=project, by=None)
    assert {each.id for each in base_of(world.firm).subjects["贷款"]} == {"L2"}
    assert own_loan.enterprise_id == world.firm.pk
    end_subject(subject=project, by=None)
    assert Event.objects.filter(name="enterprise.subject_ended").count() == 2


def test_what_belongs_nowhere_is_refused(world: World) -> None:
    project = add_subject(enterprise=world.firm, kind="项目", label="P1", by=None)
    foreign = add_subject(enterprise=world.other_firm, kind="项目", label="P1", by=None)
    for kind, label, above in (
        ("项目", " Ｐ1", None),
        ("项目", " ", None),
        ("工厂", "F1", None),
        ("企业", "F1", None),
        ("贷款", "L1", foreign),
        ("项目", "P2", project),
    ):
        with pytest.raises(ValidationError):
            add_subject(enterprise=world.firm, kind=kind, label=label, above=above, by=None)
    assert Subject.objects.filter(enterprise=world.firm).count() == 2


def test_a_base_takes_two_queries_and_many_tellings_a_handful(
    world: World, firm: Subject, django_assert_num_queries: Any
) -> None:
    others = [add_subject(enterprise=world.firm, kind="设备", label=f"M{n}", by=None) for n in range(30)]
    told = {each: [Telling("设备名称", "机床"), Telling("不含税价款", "3万元")] for each in others}
    with django_assert_num_queries(10):
        tell_all(park=world.park, told=told, source=Source.FIRM, by=None)
    with django_assert_num_queries(2):
        base = base_of(world.firm)
    assert len(base.subjects["设备"]) == 30
    assert Event.objects.filter(name="enterprise.facts_told").count() == 1
