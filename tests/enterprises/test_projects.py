"""Permits, pools and funding of a project, and the facts that they tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.models import Event
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import end_subject
from songjieyou.enterprises.domain.projects import enter_pool, funding_of, leave_pool, note_clearance, set_funding
from songjieyou.enterprises.domain.subjects import EquipmentLine, bring_equipment, enter_subject
from songjieyou.enterprises.enums import ClearanceKind, ClearanceState, FundingOrigin, Source
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.models import Clearance, Funding, PoolEntry, Standing, Statement, Subject
from tests.park import World, build

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
DONE = date(2025, 3, 10)
CODE = "2025-430100-34-03-012345"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def project(world: World) -> Subject:
    return entered(world)


def entered(world: World, **facts: str) -> Subject:
    told = [Telling(name, value) for name, value in {"项目名称": "智能化改造", **facts}.items()]
    return enter_subject(enterprise=world.firm, kind="项目", tellings=told, source=Source.FIRM, by=world.alice)


def fact(project: Subject, name: str) -> Any:
    """The value that counts, and its source."""
    standing = Standing.objects.filter(subject=project, name=name).select_related("statement").first()
    return standing and (standing.word, Source(standing.statement.source).label)


def note(project: Subject, state: ClearanceState = ClearanceState.DONE, **more: Any) -> Clearance:
    told: dict[str, Any] = {"kind": ClearanceKind.FILING, "source": Source.FIRM, "by": None}
    if state == ClearanceState.DONE:
        told |= {"done_on": DONE, "number": "清发改备〔2025〕12号"}
    return note_clearance(project=project, state=state, **{**told, **more})


def test_labels_are_given_in_order_and_never_twice(world: World) -> None:
    first, second = entered(world), entered(world)
    assert (first.label, second.label) == ("P1", "P2")
    end_subject(subject=second, by=None)
    assert entered(world).label == "P3"
    assert fact(first, "项目名称") == ("智能化改造", "企业填报")


def test_what_cannot_be_meant_enters_nothing(world: World) -> None:
    with pytest.raises(ValidationError):
        entered(world, 项目总投资="很多")
    assert not Subject.objects.filter(kind="项目").exists()


@pytest.mark.parametrize("code", ["2025-430100-34-03-01234", "20254301003403012345", "项目一号"])
def test_a_code_that_is_none_is_refused(code: str, world: World) -> None:
    with pytest.raises(ValidationError, match="项目代码应是 24 位"):
        entered(world, 项目代码=code)


def test_a_code_stands_for_one_project(world: World, project: Subject) -> None:
    tell(subject=project, tellings=[Telling("项目代码", "２０２５-430100-34-03-012345")], source=Source.FIRM, by=None)
    assert fact(project, "项目代码") == (CODE, "企业填报")
    with pytest.raises(ValidationError) as refused:
        entered(world, 项目代码=CODE)
    assert refused.value.message_dict == {"项目代码": ["本企业的项目 P1已经是这个代码。"]}


@pytest.mark.parametrize("first", ["开工日期", "备案日期"])
def test_a_project_that_ends_before_it_begins_is_refused(first: str, world: World, project: Subject) -> None:
    with pytest.raises(ValidationError) as refused:
        entered(world, **{first: "2025-05-06", "完工日期": "2025-05-05"})
    assert refused.value.message_dict == {"完工日期": [f"完工日期（2025-05-05）不能早于{first}（2025-05-06）。"]}
    tell(subject=project, tellings=[Telling(first, "2025-05-06")], source=Source.CERTIFICATE, by=None)
    with pytest.raises(ValidationError, match="不能早于"):
        tell(subject=project, tellings=[Telling("完工日期", "2025-05-05")], source=Source.OFFICER, by=None)
    tell(subject=project, tellings=[Telling("完工日期", "2025-05-06")], source=Source.OFFICER, by=None)
    with pytest.raises(ValidationError) as refused:
        tell(subject=project, tellings=[Telling(first, "2025-05-07")], source=Source.CERTIFICATE, by=None)
    assert list(refused.value.message_dict) == [first]
    both = [Telling(first, "2025-08-01"), Telling("完工日期", "2025-09-01")]
    tell(subject=project, tellings=both, source=Source.CERTIFICATE, by=None)


def test_a_survey_is_no_basis(project: Subject) -> None:
    for basis in ("联网直报平台", "统计报表 B204-1", "一套表", "第五次全国经济普查表"):
        with pytest.raises(ValidationError, match="统计法"):
            tell(
                subject=project,
                tellings=[Telling("项目总投资", "1亿元", basis=basis)],
                source=Source.OFFICER,
                by=None,
            )
    told = [Telling("项目总投资", "1亿元", basis=" 2025 年审计报告 ")]
    assert tell(subject=project, tellings=told, source=Source.OFFICER, by=None)[0].basis == "2025 年审计报告"
    for basis, new in (("", 0), ("2025 年审计报告", 0), ("可行性研究报告", 1)):
        again = [Telling("项目总投资", "1亿元", basis=basis)]
        assert len(tell(subject=project, tellings=again, source=Source.OFFICER, by=None)) == new


def test_a_filing_with_a_number_is_a_certificate(project: Subject) -> None:
    note(project)
    assert fact(project, "已备案或核准") == ("是", "证书证照")
    assert fact(project, "备案日期") == ("2025-03-10", "证书证照")


def test_without_a_number_it_is_what_the_speaker_says(project: Subject) -> None:
    note(project, number="", source=Source.OFFICER)
    assert fact(project, "已备案或核准") == ("是", "联点干部")
    note(project, ClearanceState.IN_HAND, source=Source.OFFICER)
    assert fact(project, "已备案或核准") == ("否", "联点干部")
    assert fact(project, "备案日期") is None
    note(project, ClearanceState.NOT_NEEDED, source=Source.OFFICER)
    assert fact(project, "已备案或核准") is None


def test_a_correction_takes_the_certificate_back(project: Subject) -> None:
    note(project)
    note(project, ClearanceState.NOT_BEGUN)
    assert fact(project, "已备案或核准") == ("否", "企业填报")
    assert fact(project, "备案日期") is None
    assert [row.state for row in Clearance.objects.order_by("pk")] == ["done", "not_begun"], "history stays"
    assert Clearance.objects.filter(project=project).current().get().state == "not_begun"


def test_other_permits_have_no_fact(project: Subject) -> None:
    before = Statement.objects.count()
    for kind in set(ClearanceKind) - {ClearanceKind.FILING}:
        note(project, kind=kind)
    assert Statement.objects.count() == before
    assert Event.objects.filter(name="enterprise.clearance_noted").count() == 6


@pytest.mark.parametrize(
    ("state", "more", "field"),
    [
        (ClearanceState.DONE, {"done_on": None}, "done_on"),
        (ClearanceState.DONE, {"done_on": date(2026, 3, 5)}, "done_on"),
        (ClearanceState.IN_HAND, {"number": "1号"}, "number"),
        (ClearanceState.NOT_NEEDED, {"done_on": DONE}, "done_on"),
    ],
)
def test_a_permit_that_cannot_be_is_refused(
    state: ClearanceState, more: dict[str, Any], field: str, project: Subject
) -> None:
    with pytest.raises(ValidationError) as refused:
        note(project, state, **more)
    assert list(refused.value.message_dict) == [field]
    assert not Clearance.objects.exists()


def test_a_pool_that_has_a_fact_tells_it(project: Subject) -> None:
    pool = "国家设备更新备选项目清单"
    entry = enter_pool(project=project, pool=pool, entered_on=DONE, number="A-1", source=Source.FIRM, by=None)
    assert fact(project, "进入设备更新备选项目清单") == ("是", "部门登记")
    with pytest.raises(ValidationError, match="已经登记"):
        enter_pool(project=project, pool=pool, entered_on=DONE, source=Source.FIRM, by=None)
    leave_pool(entry=entry, source=Source.FIRM, by=None)
    leave_pool(entry=entry, source=Source.FIRM, by=None)
    assert fact(project, "进入设备更新备选项目清单") is None
    assert Event.objects.filter(name="enterprise.pool_left").count() == 1
    enter_pool(project=project, pool=pool, entered_on=DONE, source=Source.OFFICER, by=None)
    assert fact(project, "进入设备更新备选项目清单") == ("是", "联点干部")


def test_other_pools_are_written_down_too(project: Subject) -> None:
    before = Statement.objects.count()
    enter_pool(project=project, pool="市级重点项目库", entered_on=DONE, source=Source.FIRM, by=None)
    assert (Statement.objects.count(), PoolEntry.objects.get().pool) == (before, "市级重点项目库")
    for pool, day, field in (("  ", DONE, "pool"), ("另一个库", date(2026, 3, 5), "entered_on")):
        with pytest.raises(ValidationError) as refused:
            enter_pool(project=project, pool=pool, entered_on=day, source=Source.FIRM, by=None)
        assert list(refused.value.message_dict) == [field]


def test_funding_is_changed_by_new_rows(project: Subject) -> None:
    own, bank = FundingOrigin.OWN, FundingOrigin.BANK
    set_funding(project=project, amounts={own: 100, bank: 0}, by=None)
    set_funding(project=project, amounts={own: 100, bank: 50}, by=None)
    set_funding(project=project, amounts={own: 100, bank: 50}, by=None)
    assert funding_of(project) == {own: 100, bank: 50}
    assert Funding.objects.count() == 3
    assert Event.objects.filter(name="enterprise.funding_changed").count() == 2
    set_funding(project=project, amounts={bank: None}, by=None)
    assert funding_of(project) == {own: 100}
    with pytest.raises(IntegrityError), transaction.atomic():
        set_funding(project=project, amounts={bank: -1}, by=None)


def test_nothing_is_written_of_what_is_no_project_in_use(world: World, project: Subject) -> None:
    end_subject(subject=project, by=None)
    for subject in (project, world.firm.subjects.get(kind="企业")):
        with pytest.raises(ValidationError, match="不是在用的项目"):
            note(subject)


def test_equipment_is_brought_all_or_none(world: World, project: Subject) -> None:
    good = EquipmentLine("", [Telling("设备名称", "数控车床"), Telling("不含税价款", "30万元")])
    named = EquipmentLine("ＣＮＣ-1", [Telling("设备名称", "加工中心")])
    brought = bring_equipment(
        enterprise=world.firm, lines=[good, named, good], source=Source.FIRM, by=world.alice, above=project
    )
    assert [each.label for each in brought] == ["S1", "CNC-1", "S2"]
    assert [each.parent and each.parent.id for each in base_of(world.firm).subjects["设备"]] == ["P1"] * 3
    assert Event.objects.get(name="enterprise.equipment_brought").payload == {
        "enterprise": world.firm.pk,
        "lines": 3,
    }
    bad = EquipmentLine("", [Telling("不含税价款", "30")])
    for lines, words in (([good, bad], "没有单位"), ([named], "CNC-1"), ([good] * 501, "500"), ([], "500")):
        with pytest.raises(ValidationError, match=words):
            bring_equipment(enterprise=world.firm, lines=lines, source=Source.FIRM, by=None, above=project)
    assert Subject.objects.filter(kind="设备").count() == 3


def test_equipment_stands_below_what_is_the_firms_own_and_in_use(world: World, project: Subject) -> None:
    line = EquipmentLine("", [Telling("设备名称", "数控车床")])
    end_subject(subject=project, by=None)
    foreign = enter_subject(enterprise=world.other_firm, kind="项目", tellings=[], source=Source.FIRM, by=None)
    for above in (project, foreign):
        with pytest.raises(ValidationError, match="已经停用，或者不是本企业的"):
            bring_equipment(enterprise=world.firm, lines=[line], source=Source.FIRM, by=None, above=above)
