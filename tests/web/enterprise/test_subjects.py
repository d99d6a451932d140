"""Projects and what belongs to them, in the browser: entered, changed, ended, with permits, pools and funding."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.sheets import read_sheet
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.subjects import EquipmentLine, bring_equipment, enter_subject
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models import Clearance, Funding, PoolEntry, Standing, Statement, Subject
from songjieyou.web.enterprise.equipment import columns
from tests.park import World, build
from tests.web.ops.helpers import as_, marks, send

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def firm(world: World) -> Client:
    return as_(world.alice)


@pytest.fixture
def project(world: World) -> Subject:
    told = [Telling("项目名称", "智能化改造"), Telling("项目总投资", "4200万元")]
    return enter_subject(enterprise=world.firm, kind="项目", tellings=told, source=Source.FIRM, by=world.alice)


def at(world: World, rest: str = "") -> str:
    return f"/enterprises/{world.firm.pk}/{rest}"


def of(project: Subject, rest: str = "") -> str:
    return f"/enterprises/{project.enterprise_id}/subjects/{project.pk}/{rest}"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def words(subject: Subject) -> dict[str, str]:
    return dict(Standing.objects.filter(subject=subject).values_list("name", "word"))


def test_a_firm_enters_a_project_with_what_it_knows(world: World, firm: Client) -> None:
    told = {"项目名称": "智能化改造", "项目代码": "2025-430100-34-03-012345", "项目总投资": "4200万元"}
    status, where = send(firm, at(world, "subjects/add/项目/"), **told)
    project = Subject.objects.get(kind="项目")
    assert (status, where, project.label) == (302, of(project), "P1")
    assert words(project) == {**told, "项目总投资": "4200000000"}
    page = shown(firm, where)
    assert "智能化改造（P1）" in page
    assert "4200万元（企业填报，2026-03-04，今天）" in page
    assert "未填写" in page
    assert Statement.objects.count() == 3, "what was left out is not told"


WRONG = [
    ({"项目名称": ""}, "请填写项目名称。"),
    ({"项目代码": "12345"}, "项目代码应是 24 位"),
    ({"项目总投资": "4200"}, "没有单位"),
    ({"开工日期": "2025-05-06", "完工日期": "2025-05-05"}, "完工日期（2025-05-05）不能早于开工日期（2025-05-06）。"),
    ({"项目总投资": "5000万元-2000万元"}, "小的写在前面，如 2000万元 至 5000万元。"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_what_is_wrong_is_told_beside_its_field(typed: dict[str, str], said: str, world: World, firm: Client) -> None:
    status, text = send(firm, at(world, "subjects/add/项目/"), **{"项目名称": "智能化改造", **typed})
    assert (status, unescape(text).count(said)) == (422, 2), "beside the field and in the summary"
    assert not Subject.objects.filter(kind="项目").exists()


def test_a_band_is_typed_as_people_write_it_and_comes_back(world: World, firm: Client, project: Subject) -> None:
    status, _ = send(firm, of(project, "change/"), 项目名称="智能化改造", 项目总投资="2000-5000万元")
    assert status == 302
    assert "2000万元 至 5000万元" in shown(firm, of(project))
    assert 'value="2000万元 至 5000万元"' in shown(firm, of(project, "change/"))


def test_only_what_was_changed_is_told_and_what_was_wiped_out_taken_back(firm: Client, project: Subject) -> None:
    before = Statement.objects.count()
    assert send(firm, of(project, "change/"), 项目名称="智能化改造", 项目总投资="4200万元") == (302, of(project))
    assert Statement.objects.count() == before
    send(firm, of(project, "change/"), 项目名称="智能化改造", 项目状态="在建")
    assert words(project) == {"项目名称": "智能化改造", "项目状态": "在建"}


def test_a_certificate_stays_what_counts_and_the_form_says_so(world: World, firm: Client, project: Subject) -> None:
    tell(subject=project, tellings=[Telling("开工日期", "2025-05-06")], source=Source.CERTIFICATE, by=None)
    assert "现以证书证照为准" in shown(firm, of(project, "change/"))
    send(firm, of(project, "change/"), 项目名称="智能化改造", 项目总投资="4200万元", 开工日期="2025-06-06")
    assert words(project)["开工日期"] == "2025-05-06"
    assert Statement.objects.filter(name="开工日期", source=Source.FIRM).exists()


def test_a_loan_stands_below_its_project(world: World, firm: Client, project: Subject) -> None:
    address = at(world, f"subjects/add/贷款/?above={project.pk}")
    send(firm, address, 贷款银行="清江农商银行", 贷款本金="2000万元")
    loan = Subject.objects.get(kind="贷款")
    assert (loan.above, loan.label) == (project, "L1")
    page = shown(firm, of(project))
    assert "清江农商银行" in page
    assert "2000万元" in page
    assert of(project) in shown(firm, of(loan))


@pytest.mark.parametrize(("kind", "above"), [("项目", "own"), ("产品", "own"), ("贷款", "other"), ("贷款", "x")])
def test_nothing_stands_where_it_cannot(kind: str, above: str, world: World, firm: Client, project: Subject) -> None:
    other = enter_subject(enterprise=world.other_firm, kind="项目", tellings=[], source=Source.FIRM, by=None)
    asked = {"own": project.pk, "other": other.pk, "x": "x"}[above]
    assert firm.get(at(world, f"subjects/add/{kind}/?above={asked}")).status_code == 404


@pytest.mark.parametrize("kind", ["企业", "工厂"])
def test_a_kind_that_is_not_entered_is_not_there(kind: str, world: World, firm: Client) -> None:
    assert firm.get(at(world, f"subjects/add/{kind}/")).status_code == 404


def test_it_is_ended_after_a_question_and_stays_readable(world: World, firm: Client, project: Subject) -> None:
    assert "不再参加政策体检" in shown(firm, of(project, "end/"))
    assert send(firm, of(project, "end/")) == (302, at(world, "subjects/"))
    page = shown(firm, of(project))
    assert "2026-03-04 停用" in page
    assert of(project, "change/") not in page
    assert firm.get(of(project, "change/")).status_code == 403
    assert firm.get(of(project, "funding/")).status_code == 403
    assert "智能化改造" not in shown(firm, at(world, "subjects/"))


def test_permits_pools_and_funding_are_written_down_and_shown(firm: Client, project: Subject) -> None:
    told = {"state": "done", "number": "清发改备〔2025〕12号", "done_on": "2025-03-10"}
    assert send(firm, of(project, "clearances/filing/"), **told) == (302, of(project))
    send(firm, of(project, "pools/add/"), known="国家设备更新备选项目清单", number="A-1", entered_on="2025-04-01")
    send(firm, of(project, "pools/add/"), known="其他项目库", pool="市级重点库", entered_on="2025-04-02")
    send(firm, of(project, "funding/"), own="1200万元", bank="2000万元")
    page = shown(firm, of(project))
    for text in (
        "清发改备〔2025〕12号，2025-03-10",
        "2025-03-10（证书证照，2026-03-04，今天）",
        "是（部门登记，2026-03-04，今天）",
        "市级重点库",
        "各项来源合计 3,200万元，比项目总投资 4,200万元 少 1,000万元，请核对。",
    ):
        assert text in page
    assert 'value="清发改备〔2025〕12号"' in shown(firm, of(project, "clearances/filing/"))
    send(firm, of(project, "funding/"), own="2200万元", bank="2000万元")
    assert "请核对" not in shown(firm, of(project))
    entry = PoolEntry.objects.get(pool="国家设备更新备选项目清单")
    assert send(firm, of(project, f"pools/{entry.pk}/end/")) == (302, of(project))
    assert "部门登记" not in shown(firm, of(project))
    assert Funding.objects.count() == 3


@pytest.mark.parametrize(
    ("rest", "typed", "said"),
    [
        ("clearances/land/", {}, "请选择办理情况。"),
        ("clearances/land/", {"state": "done"}, "请填写办结日期。"),
        ("clearances/land/", {"state": "in_hand", "number": "1号"}, "只有已办的手续有文号和日期"),
        ("pools/add/", {"known": "其他项目库", "entered_on": "2025-04-02"}, "请填写项目库的名称。"),
        ("pools/add/", {"known": "其他项目库", "pool": "库", "entered_on": "2026-03-05"}, "入库日期不能晚于今天。"),
        ("funding/", {"own": "-1万元"}, "金额不能小于零。"),
    ],
)
def test_papers_that_cannot_be_are_refused(
    rest: str, typed: dict[str, str], said: str, firm: Client, project: Subject
) -> None:
    status, text = send(firm, of(project, rest), **typed)
    assert (status, unescape(text).count(said)) == (422, 2)
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("rest", ["clearances/filing/", "pools/add/", "funding/"])
def test_a_loan_has_no_permits(rest: str, world: World, firm: Client) -> None:
    loan = enter_subject(enterprise=world.firm, kind="贷款", tellings=[], source=Source.FIRM, by=None)
    assert firm.get(of(loan, rest)).status_code == 404


def test_an_officer_speaks_as_an_officer_and_others_only_read(world: World, project: Subject) -> None:
    officer = as_(world.staff(Role.CONTACT_OFFICER))
    send(officer, of(project, "change/"), 项目名称="智能化改造", 项目总投资="4200万元", 投资进度="62%")
    assert Statement.objects.get(name="投资进度").source == Source.OFFICER
    reader = as_(world.staff(Role.LEADER))
    assert of(project, "change/") not in shown(reader, of(project))
    assert "登记贷款" not in shown(reader, at(world, "subjects/"))
    assert reader.get(of(project, "change/")).status_code == 403


# The table of equipment ----------------------------------------------------------------------------------------------


def upload(client: Client, address: str, text: str) -> tuple[int, str]:
    file = SimpleUploadedFile("list.csv", text.encode())
    answer = client.post(address, marks(client, address) | {"file": file})
    return answer.status_code, answer.headers.get("Location") or unescape(answer.content.decode())


def test_a_list_of_machines_comes_in_by_a_file(world: World, firm: Client, project: Subject) -> None:
    header, sample = "编号,设备名称,不含税价款,发票日,全新设备\n", "例,样子,1元,,\n"
    text = f"{header}{sample}M-1,数控车床,30万元,2025-05-06,是\n,加工中心,5000-8000元,,\n"
    status, where = upload(firm, at(world, f"equipment/?above={project.pk}"), text)
    assert (status, where) == (302, of(project))
    assert list(Subject.objects.filter(kind="设备", above=project).values_list("label", flat=True)) == ["M-1", "S1"]
    page = shown(firm, of(project))
    assert "数控车床" in page
    assert "5000元 至 8000元" in page


def test_every_cell_that_is_wrong_is_told_and_nothing_kept(world: World, firm: Client) -> None:
    text = "设备名称,不含税价款,发票日\n数控车床,30,2025-13-01\n,30万元,\n加工中心,80万元-30万元,\n"
    status, page = upload(firm, at(world, "equipment/"), text)
    assert status == 422
    for said in (
        "第 2 行“不含税价款”：读到“30”，金额没有单位",
        "第 2 行“发票日”：读到“2025-13-01”，没有这一天。",
        "第 3 行“设备名称”：请填写。",
        "第 4 行“不含税价款”：上下颠倒",
    ):
        assert said in page
    assert not Subject.objects.filter(kind="设备").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("设备名字,不含税价款\n车床,1万元\n", "没有“设备名字”这一列，是不是“设备名称”？"),
        ("设备名称,设备名称\n车床,车床\n", "“设备名称”重复"),
        ("不含税价款\n1万元\n", "缺少“设备名称”这一列"),
        ("设备名称\n", "表里没有设备"),
        ("设备名称\n" + "车床\n" * 501, "有 501 行，一次最多 500 行"),
        ("设备名称,不含税价款\n" + "车床,很多\n" * 25, "还有 5 处有错。"),
        ("编号,设备名称\nM1,车床\nM1,车床\n", "编号重复：M1"),
        ("", "文件是空的"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, said: str, world: World, firm: Client) -> None:
    status, page = upload(firm, at(world, "equipment/"), text)
    assert (status, said in page) == (422, True)
    assert not Subject.objects.filter(kind="设备").exists()


def test_the_template_can_be_filled_in_and_brought_back(world: World, firm: Client) -> None:
    answer = firm.get("/equipment.xlsx")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    header, sample = read_sheet(content)
    assert header == columns()
    assert sample[0].startswith("例")
    lines = io.StringIO()
    lines.write(",".join(header) + "\n" + ",".join(["", *sample[1:]]) + "\n")
    assert upload(firm, at(world, "equipment/"), lines.getvalue())[0] == 302
    assert words(Subject.objects.get(kind="设备"))["不含税价款"] == "30000000"


# How many queries ----------------------------------------------------------------------------------------------------


def test_as_many_queries_for_many_machines_as_for_one(
    world: World, firm: Client, project: Subject, django_assert_num_queries: Any
) -> None:
    line = EquipmentLine("", [Telling("设备名称", "车床"), Telling("不含税价款", "3万元", on=date(2026, 1, 1))])
    for address, queries in ((at(world, "subjects/"), 6), (of(project), 11)):
        firm.get(address)
        for many in (1, 3):
            bring_equipment(enterprise=world.firm, lines=[line] * many, source=Source.FIRM, by=None, above=project)
            with django_assert_num_queries(queries):
                firm.get(address)
