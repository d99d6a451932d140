"""Facts as people give them: what is understood, and every fault with its field, what was read and what is wanted."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.facts.base import FactBase, Origin, Received
from songjieyou.rules.facts.read import MAX_SUBJECTS, FactsError, parse_json, read_facts
from songjieyou.rules.values import UNKNOWN, Band, Possible, Value
from tests.rules import sample

WAN = 1_000_000


def faults(data: Any, on: dt.date = sample.TODAY) -> list[str]:
    """`way.to.the.field: message` of every fault."""
    with pytest.raises(FactsError) as refused:
        read_facts(data, sample.vocabulary(), on)
    return str(refused.value).splitlines()


def one(name: str, written: Any, kind: str = "企业") -> Value:
    """What one fact is read as."""
    found = sample.base({kind: {name: written}})
    subject = sample.subject_of(found, kind)
    period = 2024 if sample.vocabulary().entry(name).period == "年" else None
    return subject.view.get((name, period), UNKNOWN)


def refused(name: str, written: Any, kind: str = "企业") -> str:
    place = kind if kind == "企业" else f"{kind}.[1]"
    (fault,) = faults({kind: {name: written}})
    assert fault.startswith(f"{place}.{name}")
    return fault.split(": ", 1)[1]


# Single values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("企业名称", " 甲公司 ", "甲公司"),
        ("企业名称", 360, "360"),
        ("注册日期", "2020-01-31", dt.date(2020, 1, 31)),
        ("所在地区", "湖南省长沙市望城区", "湖南省/长沙市/望城区"),
        ("行业代码", "C3611", "3611"),
        ("行业代码", 3611, "3611"),
        ("组织形式", "公司", "公司"),
        ("资质", ["高新", "小巨人", "高新"], ("高新", "小巨人")),
        ("资质", "高新", ("高新",)),
        ("资质", [], ()),
        ("失信", True, True),
        ("失信", "否", False),
        ("从业人员", 28, 28),
        ("从业人员", "28人", 28),
        ("从业人员", Decimal("28.0"), 28),
        ("营业收入", "8000万元", 8000 * WAN),
        ("营业收入", "８０００万元", 8000 * WAN),
        ("利润总额", "-3万元", -3 * WAN),
        ("资产负债率", "3.2%", Fraction(32, 1000)),
        ("用电量", Decimal("12.50"), Fraction(25, 2)),
        ("用电量", "12.5千瓦时", Fraction(25, 2)),
        ("创新评分", "70.5分", Fraction(141, 2)),
        ("创新评分", 70, 70),
        ("企业名称", "", UNKNOWN),
        ("组织形式", "未知", UNKNOWN),
        ("营业收入", " 不详 ", UNKNOWN),
        ("营业收入", None, UNKNOWN),
        ("失信", {"值": None, "来源": "走访"}, UNKNOWN),
    ],
)
def test_a_value_is_read_by_the_type_of_its_fact(name: str, written: Any, value: Value) -> None:
    found = one(name, written)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("从业人员", {"自": 20, "至": 49}, Band(20, 49)),
        ("从业人员", {"满": "20人", "不足": "50人"}, Band(20, 49)),
        ("从业人员", {"超过": 20, "不足": 22}, 21),
        ("从业人员", {"至": 49}, Band(0, 49)),
        ("从业人员", {"超过": 20}, Band(21, None)),
        ("从业人员", {"自": 20, "至": 20}, 20),
        ("营业收入", {"自": "2000万元", "不足": "5000万元"}, Band(2000 * WAN, 5000 * WAN - 1)),
        ("利润总额", {"不足": "0元"}, Band(None, -1)),
        ("利润总额", {"至": "5万元"}, Band(None, 5 * WAN)),
        ("资产负债率", {"不足": "70%"}, Band(0, Fraction(7, 10), False, True)),
        ("资产负债率", {"超过": "50%", "至": "70%"}, Band(Fraction(1, 2), Fraction(7, 10), True, False)),
        ("注册日期", {"自": "2020-01-01"}, Band(dt.date(2020, 1, 1), None)),
        ("注册日期", {"超过": "2020-01-01", "不足": "2020-01-03"}, dt.date(2020, 1, 2)),
        ("组织形式", {"可能": ["公司", "合伙"]}, Possible(frozenset(("公司", "合伙")))),
        ("组织形式", {"可能": ["公司", "公司"]}, "公司"),
        ("行业代码", {"可能": ["C3611", "4411"]}, Possible(frozenset(("3611", "4411")))),
        ("从业人员", {"可能": [20, "30人"]}, Possible(frozenset((20, 30)))),
        ("失信", {"可能": [True, "否"]}, Possible(frozenset((True, False)))),
    ],
)
def test_a_value_may_be_a_band_or_a_set(name: str, written: Any, value: Value) -> None:
    assert one(name, written) == value


@pytest.mark.parametrize(
    ("name", "written", "message"),
    [
        ("营业收入", "8000", "读到“8000”，金额没有单位，应写成如 8000万元 或 8000元"),
        ("营业收入", 8000, "读到“8000”，金额没有单位，应写成如 8000万元 或 8000元"),
        ("营业收入", "abc万元", "读到“abc万元”，应是金额，如 8000万元"),
        ("营业收入", "-1元", "读到负数，“营业收入”不能小于零"),
        ("营业收入", True, "读到是，“营业收入”是金额"),
        ("营业收入", ["1元"], '读到列表，“营业收入”只有一个值（几种可能写成 {"可能": […]}）'),
        ("从业人员", -3, "读到负数，“从业人员”不能小于零"),
        ("从业人员", "28.5", "读到“28.5”，应是整数，如 30人"),
        ("从业人员", "28项", "读到“28项”，应是数，如 30人"),
        ("从业人员", Decimal("1E+40"), "读到“1E+40”，这个数太大或太小"),
        ("从业人员", Decimal("1E-40"), "读到“1E-40”，这个数太大或太小"),
        ("用电量", "1e400", "读到“1e400”，应是数，如 30千瓦时"),
        ("资产负债率", "70", "读到“70”，比率要带百分号，应写成如 3.2%"),
        ("资产负债率", Decimal("0.7"), "读到“0.7”，比率要带百分号，应写成如 3.2%"),
        ("注册日期", "2024-02-30", "读到“2024-02-30”，没有这一天"),
        ("注册日期", 2024, "读到“2024”，应是日期，如 2024-03-07"),
        ("失信", "没有", "读到“没有”，应写 是 或 否"),
        ("失信", 1, "读到“1”，应写 是 或 否"),
        ("组织形式", "公私", "读到“公私”，“组织形式”的值只有 公司、合伙、个体"),
        ("组织形式", False, "读到否，“组织形式”是选项"),
        ("资质", ["高薪"], "读到“高薪”，“资质”的值只有 高新、专精特新、小巨人"),
        ("资质", ["高新", 3], "读到“3”，“资质”的各项应是文字"),
        ("资质", [["高新"]], "读到列表，“资质”的各项应是文字"),
        ("资质", {"可能": ["高新"]}, "“资质”是多选，不能写“可能”"),
        ("所在地区", "长沙", "读到“长沙”，地区要从省写起，如 湖南省/长沙市/望城区"),
        ("行业代码", "9999", "读到“9999”，行业里没有这个代码"),
        ("组织形式", {"可能": []}, '“可能”应是列表，如 {"可能": [中型, 小型]}'),
        ("组织形式", {"可能": "公司"}, '“可能”应是列表，如 {"可能": [中型, 小型]}'),
        ("组织形式", {"可能": ["公司", None]}, "“可能”里各项要是具体的值"),
        ("组织形式", {"可能": [["公司"]]}, "读到列表，“组织形式”这里应是一个值"),
        ("组织形式", {"可能": ["公司"], "自": 1}, '应是一个值，或 {"自": …, "至": …}，或 {"可能": […]}'),
        ("组织形式", {"自": "公司"}, "“组织形式”是选项，不能写成一段"),
        ("失信", {"自": "是"}, "“失信”是是否，不能写成一段"),
        ("专利数", {}, '应是一个值，或 {"自": …, "至": …}，或 {"可能": […]}'),
        ("专利数", {"从": 3}, '应是一个值，或 {"自": …, "至": …}，或 {"可能": […]}'),
        ("专利数", {"自": 3, "满": 4}, "一段只能有一个下界（自、超过）和一个上界（至、不足）"),
        ("专利数", {"至": 3, "不足": 4}, "一段只能有一个下界（自、超过）和一个上界（至、不足）"),
        ("专利数", {"自": 5, "至": 3}, "上下颠倒：下界大于上界"),
        ("专利数", {"超过": 3, "不足": 4}, "上下颠倒：下界大于上界"),
        ("专利数", {"不足": 0}, "上下颠倒：下界大于上界"),
        ("专利数", {"自": -3, "至": 3}, "读到负数，“专利数”不能小于零"),
        ("专利数", {"自": "三"}, "读到“三”，应是数，如 30项"),
        ("专利数", {"自": [3]}, "读到列表，“专利数”这里应是一个值"),
        ("资产负债率", {"超过": "50%", "不足": "50%"}, "上下颠倒：下界大于上界"),
        ("注册日期", {"超过": "9999-12-31"}, "这一段里没有日期"),
        ("注册日期", {"不足": "0001-01-01"}, "这一段里没有日期"),
    ],
)
def test_a_value_that_is_none_is_refused(name: str, written: Any, message: str) -> None:
    assert refused(name, written) == message


# Where a value comes from --------------------------------------------------------------------------------------------


def test_a_value_may_carry_its_source_and_date() -> None:
    found = sample.base(
        {
            "企业": {
                "失信": {"值": False, "来源": "市场监管", "日期": "2025-05-01"},
                "组织形式": {"值": {"可能": ["公司", "合伙"]}, "来源": "走访"},
                "规上": True,
                "营业收入": {"值": {"2023": "1元", "2024": {"值": "2元", "来源": "审计"}}, "来源": "年报"},
            },
            "项目": {"项目总投资": {"值": {"自": "1元", "至": "2元"}, "日期": "2025-01-01"}},
        }
    )
    firm, (project,) = found.firm, found.subjects["项目"]
    assert firm.origin(("失信", None)) == Origin("市场监管", "2025-05-01")
    assert firm.values["组织形式", None] == Possible(frozenset(("公司", "合伙")))
    assert firm.origin(("组织形式", None)) == Origin("走访")
    assert firm.origin(("规上", None)) == Origin()
    assert firm.origin(("营业收入", 2023)) == Origin("年报")
    assert firm.origin(("营业收入", 2024)) == Origin("审计")
    assert project.origin(("项目总投资", None)) == Origin("", "2025-01-01")
    assert project.origin(("失信", None)) == Origin("市场监管", "2025-05-01")
    assert project.origin(("设备投资", None)) == Origin()


def test_the_date_of_a_source_is_a_date() -> None:
    assert faults({"企业": {"失信": {"值": False, "日期": "上月"}}}) == [
        "企业.失信.日期: 读到“上月”，应是日期，如 2024-03-07"
    ]


# Periods -------------------------------------------------------------------------------------------------------------


def test_values_of_years_and_months() -> None:
    found = sample.base(
        {
            "企业": {
                "营业收入": {"2023": "1元", "２０２４": {"自": "2元", "至": "3元"}, " 2025 ": None},
                "本地采购额": {"2025-04": "5元", "2025-05": "未知"},
            }
        }
    )
    assert found.firm.values == {
        ("营业收入", 2023): 100,
        ("营业收入", 2024): Band(200, 300),
        ("本地采购额", "2025-04"): 500,
    }
    assert found.assumptions == {}


@pytest.mark.parametrize("written", ["3元", {"自": "3元"}, {"可能": ["3元", "4元"]}, {"值": "3元", "来源": "年报"}])
def test_a_value_without_its_year_is_of_last_year_and_said_to_be(written: Any) -> None:
    found = sample.base({"企业": {"营业收入": written}}, "2025-06-30")
    assert list(found.firm.values) == [("营业收入", 2024)]
    assert found.assumptions == {"营业收入": "“营业收入”没有注明年度，按上年（2024 年）计"}


def test_nothing_is_assumed_of_what_is_not_told() -> None:
    assert sample.base({"企业": {"营业收入": "未知", "从业人员": None}}).assumptions == {}


@pytest.mark.parametrize(
    ("name", "written", "fault"),
    [
        ("营业收入", {"去年": "3元"}, "企业.营业收入.去年: 读到“去年”，“营业收入”按年，应写成 2024"),
        ("营业收入", {"2024-01": "3元"}, "企业.营业收入.2024-01: 读到“2024-01”，“营业收入”按年，应写成 2024"),
        ("营业收入", {"24": "3元"}, "企业.营业收入.24: 读到“24”，“营业收入”按年，应写成 2024"),
        ("营业收入", {"2024": "3"}, "企业.营业收入.2024: 读到“3”，金额没有单位，应写成如 3万元 或 3元"),
        ("营业收入", {"2024": "3元", " 2024": "4元"}, "企业.营业收入.2024: “2024”写了两次"),
        ("本地采购额", "3元", '企业.本地采购额: “本地采购额”按月，要写成 {"2025-04": …}'),
        ("本地采购额", {"2025": "3元"}, "企业.本地采购额.2025: 读到“2025”，“本地采购额”按月，应写成 2025-04"),
        ("本地采购额", {"2025-13": "3元"}, "企业.本地采购额.2025-13: 读到“2025-13”，“本地采购额”按月，应写成 2025-04"),
        ("专利数", {"2024": 3}, '企业.专利数: 应是一个值，或 {"自": …, "至": …}，或 {"可能": […]}'),
    ],
)
def test_periods_that_are_none(name: str, written: Any, fault: str) -> None:
    assert faults({"企业": {name: written}}) == [fault]


# Subjects ------------------------------------------------------------------------------------------------------------


def parents(found: FactBase, kind: str) -> dict[str | None, str | None]:
    return {s.id: s.parent.id if s.parent else None for s in found.subjects[kind]}


def test_subjects_hang_on_one_another() -> None:
    found = sample.base(
        {
            "项目": [{"号": "P1"}, {"号": 2}],
            "贷款": [{"号": "L1", "属": "P1"}, {"属": 2}, {"号": "L3", "属": "企业"}],
            "设备": [],
        }
    )
    assert parents(found, "项目") == {"P1": "", "2": ""}
    assert parents(found, "贷款") == {"L1": "P1", "贷款2": "2", "L3": ""}
    assert found.subjects["设备"] == []
    first, second = found.subjects["项目"]
    assert [loan.id for loan in found.below(first, "贷款") or ()] == ["L1"]
    assert [loan.id for loan in found.below(second, "贷款") or ()] == ["贷款2"]
    assert [loan.id for loan in found.below(found.firm, "贷款") or ()] == ["L1", "贷款2", "L3"]
    assert found.below(first, "设备") == []
    assert sample.base({}).below(found.firm, "项目") is None
    assert found.of_kind("企业") == [found.firm]
    assert sample.base({}).of_kind("项目") is None


def test_a_single_parent_need_not_be_named() -> None:
    found = sample.base(
        {"项目": {"号": "P1", "项目总投资": "3元"}, "贷款": {"贷款本金": "2元"}, "企业": {"失信": "否"}}
    )
    assert parents(found, "贷款") == {"贷款1": "P1"}
    (loan,) = found.subjects["贷款"]
    assert loan.view == {("贷款本金", None): 200, ("项目总投资", None): 300, ("失信", None): False}
    assert found.value(loan, ("项目总投资", None)) == 300
    assert found.value(loan, ("设备投资", None)) is UNKNOWN
    assert parents(sample.base({"设备": {}}), "设备") == {"设备1": ""}


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ([], '最外层应是一组“对象: 事实”，如 {"企业": {…}}'),
        (None, '最外层应是一组“对象: 事实”，如 {"企业": {…}}'),
        ({"企业": []}, "企业: 读到列表，应是一组“事实: 值”"),
        ({"企业": "甲"}, "企业: 读到文字“甲”，应是一组“事实: 值”"),
        ({"项日": {}}, "项日: 没有这种对象，是不是“项目”？，可用：企业、项目、贷款、设备、已享受"),
        ({"项目": "P1"}, f"项目: 读到文字“P1”，应是列表（至多 {MAX_SUBJECTS} 个）"),
        ({"项目": ["P1"]}, "项目.[1]: 读到文字“P1”，应是一组“事实: 值”"),
        ({"项目": [{}, 3]}, "项目.[2]: 读到“3”，应是一组“事实: 值”"),
        ({"项目": [{"号": "P1"}, {"号": "P1"}]}, "项目.[2].号: “P1”重复"),
        ({"项目": [{"号": {"a": 1}}]}, "项目.[1].号: 读到一组“键: 值”，应是文字或整数"),
        ({"项目": [{"号": True}]}, "项目.[1].号: 读到是，应是文字或整数"),
        ({"项目": [{"号": Decimal("1.5")}]}, "项目.[1].号: 读到“1.5”，应是文字或整数"),
        ({"项目": {"号": "P1"}, "贷款": {"属": "P2"}}, "贷款.[1].属: 没有“P2”，是不是“P1”？"),
        ({"项目": {"号": "P1"}, "贷款": {"属": ["P1"]}}, "贷款.[1].属: 读到列表，应是文字或整数"),
        (
            {"项目": [{"号": "P1"}, {"号": "P2"}], "贷款": {}},
            "贷款.[1].属: 要写明属于哪一个：P1、P2，或 企业",
        ),
        ({"项目": [{"号": "P1"}, {"号": "P2"}], "设备": {}}, "设备.[1].属: 要写明属于哪一个：P1、P2"),
        ({"项目": {"号": "P1"}, "设备": {"属": "企业"}}, "设备.[1].属: 没有“企业”"),
        ({"企业": {"营业收人": "1元"}}, "企业.营业收人: 词汇表里没有“营业收人”，是不是“营业收入”？"),
        ({"项目": {"营业收人": "1元"}}, "项目.[1].营业收人: 词汇表里没有“营业收人”，是不是“营业收入”？"),
        ({"企业": {"项目总投资": "1元"}}, "企业.项目总投资: “项目总投资”是项目的事实，不放在企业里"),
        ({"企业": {"号": "1"}}, "企业.号: 词汇表里没有“号”"),
        ({"企业": {"营业收入": "1元", "营业收入　": "2元"}}, "企业.营业收入: “营业收入”写了两次"),
        ({"项目": {"号": "1", "号　": "2"}}, "项目.[1].号: “号”写了两次"),
    ],
)
def test_subjects_that_are_none(data: Any, fault: str) -> None:
    found = faults(data)
    assert found == ([f": {fault}"] if isinstance(data, list | None) else [fault])


def test_too_many_subjects_are_refused() -> None:
    assert faults({"项目": [{}] * (MAX_SUBJECTS + 1)}) == [f"项目: 读到列表，应是列表（至多 {MAX_SUBJECTS} 个）"]


@pytest.mark.parametrize("data", [{}, {"企业": None}, {"企业": {}}, {"项目": None}, {" 企业　": {}}])
def test_nothing_told_is_nothing_known(data: dict[str, Any]) -> None:
    found = sample.base(data)
    assert (found.firm.values, found.subjects, found.received) == ({}, {}, None)


def test_names_are_read_whatever_their_width() -> None:
    assert sample.base({"企业　": {"营业收入 ": "1元"}}).firm.values == {("营业收入", 2024): 100}


def test_all_faults_are_told_in_one_run() -> None:
    data = {
        "企业": {"营业收人": "1元", "从业人员": -3, "营业收入": {"去年": "1元", "2024": "x"}},
        "项目": [{"号": "P1", "项目总投资": "5"}, {"号": "P1", "设备投资": True}],
        "贷款": {"属": "P9"},
        "无": 1,
        "已享受": [{"事项": "甲", "对象": "P8", "年度": "去年", "金额": "5"}, {"事项": "甲/乙", "金额": "5"}],
    }
    assert [fault.split(": ")[0] for fault in faults(data)] == [
        "无",
        "企业.营业收人",
        "企业.从业人员",
        "企业.营业收入.去年",
        "企业.营业收入.2024",
        "项目.[1].项目总投资",
        "项目.[2].号",
        "项目.[2].设备投资",
        "贷款.[1].属",
        "已享受.[1].事项",
        "已享受.[1].对象",
        "已享受.[1].年度",
        "已享受.[2].金额",
    ]


# Money received ------------------------------------------------------------------------------------------------------


def test_money_received_before() -> None:
    found = sample.base(
        {
            "项目": {"号": "P1"},
            "已享受": [
                {"事项": "办法/甲", "对象": "P1", "年度": 2024, "金额": "450万元"},
                {"事项": "办法/甲", "对象": "企业", "年度": "2023", "金额": "0元"},
                {"事项": "办法/乙", "金额": "1元"},
            ],
        }
    )
    assert found.received == [
        Received("办法/甲", "P1", 2024, 450 * WAN),
        Received("办法/甲", "", 2023, 0),
        Received("办法/乙", "", None, 100),
    ]
    assert sample.base({"已享受": []}).received == []
    assert sample.base({"已享受": None}).received is None


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({}, "已享受: 读到一组“键: 值”，应是列表；没有享受过写 []"),
        (["甲"], '已享受.[1]: 读到文字“甲”，应是 {"事项": …, "对象": …, "年度": …, "金额": …}'),
        ([{"事项": "甲", "金额": "1元"}], "已享受.[1].事项: 读到“甲”，应写成 政策名/编号"),
        ([{"金额": "1元"}], "已享受.[1].事项: 读到“”，应写成 政策名/编号"),
        ([{"事项": "甲/乙"}], "已享受.[1].金额: 读到“”，应是金额，如 8000万元"),
        ([{"事项": "甲/乙", "金额": "450"}], "已享受.[1].金额: 读到“450”，金额没有单位，应写成如 450万元 或 450元"),
        ([{"事项": "甲/乙", "金额": "-1元"}], "已享受.[1].金额: 已享受的金额不能小于零"),
        ([{"事项": "甲/乙", "金额": "1元", "年度": "去年"}], "已享受.[1].年度: 读到“去年”，应是年份，如 2024"),
        ([{"事项": "甲/乙", "金额": "1元", "年度": True}], "已享受.[1].年度: 读到“True”，应是年份，如 2024"),
        ([{"事项": "甲/乙", "金额": "1元", "对象": "P2"}], "已享受.[1].对象: 没有“P2”，是不是“P1”？"),
        (
            [{"事项": "甲/乙", "金额": "1元", "年份": 2024}],
            "已享受.[1].年份: 没有这一项，是不是“年度”？，可用：事项、对象、年度、金额",
        ),
    ],
)
def test_money_received_that_is_told_wrongly(written: Any, fault: str) -> None:
    assert faults({"项目": {"号": "P1"}, "已享受": written}) == [fault]


# JSON ----------------------------------------------------------------------------------------------------------------


def test_numbers_in_json_are_exact() -> None:
    found = parse_json('{"a": 0.1, "b": 12345678901234567890123456789, "c": 1e2, "d": [true, null, "文"]}')
    assert found == {
        "a": Decimal("0.1"),
        "b": 12345678901234567890123456789,
        "c": Decimal("1E+2"),
        "d": [True, None, "文"],
    }
    assert type(found["a"]) is Decimal


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["第 1 行第 1 列读不通：不是合格的 JSON"]),
        ('{"a": 1,\n "b" 2}', ["第 2 行第 6 列读不通：不是合格的 JSON"]),
        ("{'a': 1}", ["第 1 行第 2 列读不通：不是合格的 JSON"]),
        ('{"a": 1} x', ["第 1 行第 10 列读不通：不是合格的 JSON"]),
        ('{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}', ["“c”写了两次", "“a”写了两次"]),
        ('{"a": NaN, "b": [-Infinity]}', ["读到 NaN，这不是一个数", "读到 -Infinity，这不是一个数"]),
        ('{"a": 1e999999999999999999999}', ["有一个数太大或太小，读不了"]),
        ('{"a": "\\ud800"}', ["文字里有不成对的转义（\\ud800 一类）"]),
        ('{"\\udfff": 1}', ["文字里有不成对的转义（\\ud800 一类）"]),
        ("[" * 100_000, ["JSON 嵌套太深"]),
        ('{"a":' * 100_000, ["JSON 嵌套太深"]),
    ],
)
def test_json_that_is_not_clear_is_refused(text: str, messages: list[str]) -> None:
    with pytest.raises(FactsError) as error:
        parse_json(text)
    assert error.value.faults == [((), message) for message in messages]


def test_pairs_of_escapes_are_one_character() -> None:
    assert parse_json('"\\ud83d\\ude00\\u4e2d"') == "😀中"


def test_a_number_of_any_length_is_read_or_refused() -> None:
    for digits in (41, 5_000, 100_000):
        number = parse_json("1" * digits)
        assert refused("从业人员", number).endswith("这个数太大或太小")
    assert one("从业人员", parse_json("1" * 30)) == int("1" * 30)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=True, allow_infinity=True)
    | st.sampled_from(["3万元", "5%", "2024", "2024-01", "未知", "是", "公司", "P1", "企业", "\x00", "湖南省"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["自", "至", "不足", "超过", "满", "可能", "值", "来源", "日期", "2024", "2025-01", "号", "属"]
            )
            | st.sampled_from(sorted(sample.vocabulary().entries))
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
TOP = st.dictionaries(st.sampled_from(["企业", "项目", "贷款", "设备", "已享受", "别的"]), JSON, max_size=4)


@settings(max_examples=150)
@given(TOP)
def test_whatever_is_told_is_read_or_refused_field_by_field(data: dict[str, Any]) -> None:
    try:
        found = read_facts(data, sample.vocabulary(), sample.TODAY)
    except FactsError as error:
        assert error.faults  # noqa: PT017
        assert all(path and message for path, message in error.faults)  # noqa: PT017
        return
    assert set(found.subjects) <= {"项目", "贷款", "设备"}
    assert all(subject.kind == kind for kind, subjects in found.subjects.items() for subject in subjects)


@given(st.text(max_size=30) | JSON.map(lambda data: json.dumps(data, default=str)))
def test_any_text_is_json_or_refused(text: str) -> None:
    try:
        parse_json(text)
    except FactsError as error:
        assert error.faults  # noqa: PT017
