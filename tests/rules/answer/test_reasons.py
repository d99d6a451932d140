"""Why: the facts behind a condition, what is missing, notes, and the smallest sets of rules that decide against."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.answer import reasons
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.words import Names
from songjieyou.rules.facts.base import Origin
from songjieyou.rules.library.policy import Version
from songjieyou.rules.values import UNKNOWN
from tests.rules import sample


def used(rule: str, facts: dict[str, Any], kind: str = "企业") -> list[tuple[str, str, Any, Origin]]:
    found = reasons.facts_used(sample.truth_node(rule, kind), sample.context(facts, kind=kind))
    return [(fact.key[0], fact.kind, fact.value, fact.origin) for fact in found]


def missing(rule: str, facts: dict[str, Any] | None = None, kind: str = "企业") -> list[str]:
    found = reasons.missing(sample.truth_node(rule, kind), sample.context(facts, kind=kind))
    return list(dict.fromkeys(name for name, _ in found))


def test_the_facts_a_condition_used_each_once_with_its_origin() -> None:
    facts = {
        "企业": {"失信": {"值": False, "来源": "信用中国"}, "营业收入": "8元", "研发费用": "1元"},
        "项目": {"项目总投资": "9元"},
    }
    assert used("失信 或 非 失信 或 上年(研发占比) > 5% 或 项目总投资 > 设备投资", facts, "项目") == [
        ("失信", "企业", False, Origin("信用中国")),
        ("研发占比", "企业", sample.value("上年(研发占比)", facts), Origin()),
        ("项目总投资", "项目", 900, Origin()),
        ("设备投资", "项目", UNKNOWN, Origin()),
    ]
    loans = {"贷款": [{"号": "L1", "贷款本金": "1元"}, {"号": "L2", "贷款本金": "2元"}]}
    assert [value for _, _, value, _ in used("合计(贷款本金) > 0", loans)] == [100, 200]


@pytest.mark.parametrize(
    ("rule", "facts", "names"),
    [
        ("失信", {}, ["失信"]),
        ("失信", {"企业": {"失信": False}}, []),
        ("失信 且 规上", {"企业": {"失信": False}}, []),
        ("失信 且 规上", {"企业": {"失信": True}}, ["规上"]),
        ("失信 或 规上 或 失信", {}, ["失信", "规上"]),
        ("上年(研发费用 / 营业收入) > 3%", {"企业": {"研发费用": "3元"}}, ["营业收入"]),
        ("上年(研发占比) > 3%", {}, ["研发费用", "营业收入"]),
        ("上年(研发占比) > 3%", {"企业": {"研发占比": "2%"}}, []),
        ("划型 = '大型'", {"企业": {"从业人员": 1000}}, ["营业收入"]),
        ("划型 = '大型'", {"企业": {"从业人员": 10}}, []),
        ("专利数 > 3项", {"企业": {"专利数": {"自": 3, "至": 5}}}, ["专利数"]),
        ("专利数 > 2项", {"企业": {"专利数": {"自": 3, "至": 5}}}, []),
        ("组织形式 = '公司'", {"企业": {"组织形式": {"可能": ["公司", "合伙"]}}}, ["组织形式"]),
        ("合计(贷款本金) > 0", {}, ["贷款本金"]),
        ("合计(贷款本金) > 0", {"贷款": []}, []),
        ("合计(贷款本金) > 5元", {"贷款": [{"贷款本金": "1元"}, {}]}, ["贷款本金"]),
        (
            "合计(贷款本金, 固定资产贷款) > 5元",
            {"贷款": [{"固定资产贷款": False}, {"贷款本金": "1元", "固定资产贷款": True}]},
            [],
        ),
        (
            "合计(贷款本金, 固定资产贷款) > 5元",
            {"贷款": [{"固定资产贷款": False}, {"贷款本金": "9元"}]},
            ["固定资产贷款"],
        ),
        ("每个(贷款发放日 >= 注册日期)", {"企业": {"注册日期": "2024-01-01"}}, ["贷款发放日"]),
        ("每个(贷款发放日 >= 注册日期)", {}, ["贷款发放日", "注册日期"]),
        ("参数(LPR, 注册日期) > 3%", {"企业": {"注册日期": "2000-01-01"}}, []),
    ],
)
def test_only_what_leaves_a_condition_open_is_missing(rule: str, facts: dict[str, Any], names: list[str]) -> None:
    assert missing(rule, facts) == names


def test_the_row_of_a_tier_asks_for_its_own_facts() -> None:
    tiers = "{分档: 专利数, 档: [{满: 3项, 规则: 失信}, {规则: 规上}]}"
    node = sample.item(f"条件: [{tiers}]").versions[0].conditions[0].node

    def found(facts: dict[str, Any]) -> list[str]:
        return [name for name, _ in reasons.missing(node, sample.context({"企业": facts}))]

    assert found({"专利数": 3}) == ["失信"]
    assert found({"专利数": 2}) == ["规上"]
    assert found({}) == ["专利数", "规上"]
    assert found({"失信": True, "规上": True}) == []


def test_a_derived_fact_asks_at_the_subject_it_is_about() -> None:
    assert missing("项目个数 > 1", {"贷款": {}}, "贷款") == []
    at = sample.context({"项目": [{"号": "P1"}, {"号": "P2"}], "贷款": {"属": "P1"}}, kind="贷款")
    assert list(reasons.missing(sample.truth_node("项目个数 > 1", "贷款"), at)) == []


def test_a_fact_in_many_places_is_asked_once() -> None:
    node = sample.truth_node(" + ".join(["应纳税额"] * 149) + " > 0")
    assert list(reasons.missing(node, sample.context())) == [("应纳税额", None)]


@pytest.mark.parametrize(
    ("rule", "facts", "notes"),
    [
        ("参数(LPR) > 3%", {}, []),
        (
            "参数(LPR, 注册日期) > 3%",
            {"企业": {"注册日期": "2030-01-01"}},
            ["参数表“LPR”只到 2025-12-31，没有 2030-01-01 的数"],
        ),
        (
            "参数(LPR, 注册日期) > 3%",
            {"企业": {"注册日期": "2000-01-01"}},
            ["参数表“LPR”从 2024-01-20 开始，没有 2000-01-01 的数"],
        ),
        ("参数(LPR, 注册日期) > 3%", {}, []),
        ("上年(研发费用 / 营业收入) > 3%", {"企业": {"营业收入": "0元"}}, ["除数为零，算不出比例"]),
        ("上年(研发费用 / 营业收入) > 3%", {"企业": {"营业收入": {"自": "0元", "至": "1元"}}}, []),
        ("上年(研发费用 / 营业收入) > 3%", {}, []),
    ],
)
def test_what_no_fact_would_cure_is_noted(rule: str, facts: dict[str, Any], notes: list[str]) -> None:
    assert list(reasons.notes(sample.truth_node(rule), sample.context(facts))) == notes


# Failing sets --------------------------------------------------------------------------------------------------------

NOTHING = {"企业": {"失信": False, "规上": False, "专利数": 0, "应纳税额": "0元"}}


def failing(conditions: str, facts: dict[str, Any]) -> tuple[list[list[str]], bool]:
    version: Version = sample.item(f"条件: [{conditions}]").versions[0]
    at: Context = sample.context(facts)
    return reasons.failing_sets(version.conditions, at)


LOW, POOR, BAD, BIG = "专利数 > 0", "应纳税额 > 0", "失信", "规上"


@pytest.mark.parametrize(
    ("conditions", "sets"),
    [
        (f"{{规则: {BAD}}}", [[BAD]]),
        (f"{{规则: {BAD}}}, {{不得: {BIG}}}, {{规则: {LOW}}}", [[BAD], [LOW]]),
        (f"{{任一: [{{规则: {BAD}}}, {{规则: {BIG}}}]}}", [[BAD, BIG]]),
        (f"{{任一: [{{规则: {BAD}}}, {{不得: {BIG}}}]}}", []),
        (f"{{全部: [{{规则: {BAD}}}, {{规则: {BIG}}}, {{不得: {BIG}}}]}}", [[BAD], [BIG]]),
        (f"{{任一: [{{规则: {BAD}}}, {{全部: [{{规则: {BIG}}}, {{规则: {LOW}}}]}}]}}", [[BAD, BIG], [LOW, BAD]]),
        (f"{{规则: {BAD}, 除非: {BIG}}}", [[f"{BAD}（除非 {BIG}）"]]),
        (
            f"{{任一: [{{规则: {BAD}}}, {{规则: {BIG}}}]}}, {{规则: {LOW}}}",
            [[LOW], [BAD, BIG]],
        ),
    ],
)
def test_the_smallest_sets_of_rules_that_decide_against(conditions: str, sets: list[list[str]]) -> None:
    assert failing(conditions, NOTHING) == ([sorted(s) for s in sets], False)


def test_larger_sets_are_only_said_to_be_there() -> None:
    four = ", ".join(f"{{规则: {rule}}}" for rule in (BAD, BIG, LOW, POOR))
    assert failing(f"{{任一: [{four}]}}", NOTHING) == ([], True)
    assert failing(f"{{任一: [{four}]}}, {{规则: {BAD}}}", NOTHING) == ([[BAD]], True)
    deep = f"{{任一: [{{规则: {BAD}}}, {{任一: [{{规则: {BIG}}}, {{规则: {LOW}}}, {{规则: {POOR}}}]}}]}}"
    assert failing(deep, NOTHING) == ([], True)


def test_at_most_twenty_sets_are_told_in_the_order_of_the_file() -> None:
    many = ", ".join(f"{{规则: 专利数 > {n}项}}" for n in range(1, 26))
    found, more = failing(many, NOTHING)
    assert found == [[f"专利数 > {n}项"] for n in range(1, 21)]
    assert more


def test_many_alternatives_of_many_rules_are_told_at_once() -> None:
    def part(fact: str) -> str:
        return "{全部: [" + ", ".join(f"{{规则: {fact} > {n}}}" for n in range(1, 200)) + "]}"

    facts = {"企业": {"专利数": 0, "应纳税额": "0元", "用电量": 0}}
    version = sample.item(
        f"条件: [{{任一: [{part('专利数').replace('}, ', '项}, ')}, {part('用电量')}, {part('专利数 * 2')}]}}]"
    ).versions[0]
    found, more = reasons.failing_sets(version.conditions, sample.context(facts))
    assert len(found) == 20
    assert more
    assert all(len(s) == 3 for s in found)


@pytest.mark.parametrize(
    ("conditions", "sets"),
    [
        (f"{{规则: {BAD}}}, {{规则: {BAD}}}", [[BAD]]),
        (f"{{任一: [{{规则: {BAD}}}, {{规则: {BIG}}}]}}, {{规则: {BAD}}}", [[BAD]]),
        (f"{{任一: [{{规则: {BAD}}}, {{规则: {BIG}}}, {{规则: {BAD}}}]}}", [[BIG, BAD]]),
        (
            "{任一: ["
            + ", ".join(f"{{全部: [{{规则: {rule}}}, {{规则: {POOR}}}]}}" for rule in (BAD, BIG, LOW, "专利数 > 9项"))
            + "]}",
            [[POOR]],
        ),
        (f"{{分档: 专利数, 档: [{{满: 3项, 规则: {BIG}}}, {{规则: {BAD}}}]}}, {{规则: {BAD}}}", [[BAD]]),
        (f"{{选择: [{{当: {BIG}, 规则: {LOW}}}, {{不得: 专利数 < 1项}}]}}", [["非 专利数 < 1项"]]),
        (f"{{选择: [{{当: {BIG}, 规则: {LOW}}}]}}", [[f"当 {BIG}：{LOW}"]]),
    ],
)
def test_rules_are_the_same_where_their_texts_are(conditions: str, sets: list[list[str]]) -> None:
    assert sorted(map(sorted, failing(conditions, NOTHING)[0])) == sorted(map(sorted, sets))


# Rules said again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "上年(研发费用) / 上年(营业收入) >= 3%",
        "年度(研发费用, 2020) > 1万元 且 (失信 或 非 规上)",
        "(专利数 + 2项) * 3 - (专利数 - 1项) > 0",
        "申报日 - 注册日期 <= 30天 或 申报日 >= 注册日期 + 12个月",
        "合计(贷款本金, 固定资产贷款) >= 取小(应纳税额, 5万元)",
        "个数(贷款, 贷款发放日 >= 2024-01-01) > 1 且 个数(项目) = 2",
        "组织形式 属于 [公司, 合伙] 且 所在地区 属于 名单(扶持县) 且 '高新' 属于 资质",
        "每个(贷款利率 <= 参数(LPR, 贷款发放日)) 且 参数(LPR) > 3%",
        "组织形式 = '公司' 且 非 (规上 或 失信)",
    ],
)
def test_a_rule_is_said_as_it_could_be_written(rule: str) -> None:
    node = sample.truth_node(rule)
    said = Names(2025, {}).named(node)
    assert said.replace("(", "").replace(")", "") == rule.replace("(", "").replace(")", "")
    assert sample.truth_node(said) == node
