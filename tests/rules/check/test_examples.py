"""例子: what comes out otherwise is said with what came out instead, at the example's own place."""

from __future__ import annotations

from pathlib import Path

import pytest

from songjieyou.rules.check.examples import check_derived, check_examples
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import Library
from tests.rules import sample

VERSION = """\
条件:
  - {{规则: 上年(营业收入) >= 500万元, 名: 规模, 依据: 第一条}}
  - {{规则: 专利数 >= 2项, 依据: 第二条}}
  - {{规则: 规上, 核验: 承诺}}
评分: {{人员: {{按: 上年(从业人员), 档: [{{满: 20人, 得: 10分}}, {{得: 0分}}]}}}}
补贴: {{性质: 定额, 基数: 上年(营业收入), 比例: 10%, 分期: [{{节点: 一, 比例: 40%}}, {{节点: 二, 比例: 60%}}]}}
例子:
  - {{名: 甲, 日期: 2025-06-30, 已知: {{企业: {{{known}}}}}, 应得: {{{expected}}}}}
"""
KNOWN = "营业收入: {2024: 1000万元}, 专利数: 2项, 从业人员: {2024: 20人}"


def faults(expected: str, known: str = KNOWN) -> list[str]:
    text = sample.policy_text(VERSION.format(known=known, expected=expected), category="奖补")
    report = Report()
    found = sample.catalogue(text)
    assert len(check_examples(found, report)) == 1 or report.faults
    return [str(fault).removeprefix("1.yaml:").partition(": ")[2] for fault in report.faults]


@pytest.mark.parametrize(
    "expected",
    [
        "结论: 符合",
        "结论: 符合, 金额: 100万元, 低: 1000000元, 高: 100万元, 性质: 定额",
        "有效性: 有效, 窗口: 未知, 版本: 一版",
        "分项: {一: 40万元, 二: 60万元}",
        "条件: {规模: 真, 第二条: 真, 规上: 未知, 专利数 >= 2项: 真}",
        "承诺: [规上], 缺: []",
        "得分: {人员: 10分, 总分: 10}",
        "组合: 100万元, 至: 2026-01-01",
    ],
)
def test_what_comes_out_as_expected_is_silent(expected: str) -> None:
    assert faults(expected) == []


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("结论: 不符合", "结论应是 不符合，算出来是 符合"),
        ("有效性: 有效性待核", "有效性应是 有效性待核，算出来是 有效"),
        ("窗口: 开放", "窗口应是 开放，算出来是 未知"),
        ("版本: 二版", "版本应是 二版，算出来是 一版"),
        ("金额: 100.01万元", "金额应是 100.01万元，算出来是 100万元"),
        ("金额: 无", "金额应是 无，算出来是 100万元"),
        ("低: 1元", "低应是 1元，算出来是 100万元"),
        ("高: 1元", "高应是 1元，算出来是 100万元"),
        ("性质: 上限", "性质应是 上限，算出来是 定额"),
        ("分项: {一: 41万元}", "分项 一应是 41万元，算出来是 40万元"),
        ("分项: {三: 41万元}", "分项 三应是 41万元，算出来是 无"),
        ("条件: {规模: 假}", "条件“规模”应是 假，算出来是 真"),
        ("条件: {规膜: 真}", "没有条件“规膜”，是不是“规模”？"),
        ("承诺: []", "承诺应是 无，算出来是 规上"),
        ("缺: [专利数]", "缺应是 专利数，算出来是 无"),
        ("差: {专利数: 1项}", "专利数 应差 1项，算出来是 没有这一项"),
        ("得分: {人员: 9分}", "得分 人员 应是 9分，算出来是 10分"),
        ("组合: 99万元", "组合应是 99万元，算出来是 100万元"),
        ("至: 2026-01-02", "至应是 2026-01-02，算出来是 2026-01-01"),
        ("对象: P1", "没有对象“P1”"),
        ("金额: 一百万", "读到“一百万”，应是金额，如 8000万元"),
    ],
)
def test_what_comes_out_otherwise_is_said(expected: str, message: str) -> None:
    assert faults(expected) == [f"例子“甲”：{message}"]


def test_a_gap_is_compared_as_a_quantity() -> None:
    short = KNOWN.replace("1000万元", "499万元")
    assert faults("差: {营业收入: 1万元}", short) == []
    assert faults("差: {营业收入: 10000元}", short) == []
    assert faults("差: {营业收入: 2万元}", short) == ["例子“甲”：营业收入 应差 2万元，算出来是 1万元"]


def test_a_wrong_verdict_tells_why() -> None:
    assert faults("结论: 符合", "营业收入: {2024: 499万元}") == [
        "例子“甲”：结论应是 符合，算出来是 不符合，不满足 上年(营业收入) >= 500万元"
    ]
    assert faults("结论: 符合", "营业收入: {2024: 500万元}") == ["例子“甲”：结论应是 符合，算出来是 待补充，缺 专利数"]


def test_faulty_facts_are_told_at_their_place() -> None:
    text = sample.policy_text(
        VERSION.format(known="营业收入: {2024: 五百万}, 专利: 2项", expected="结论: 符合"), category="奖补"
    )
    report = Report()
    check_examples(sample.catalogue(text), report)
    line = text.split("\n")[18]
    assert [(f.line, f.column, f.message) for f in sorted(report.faults)] == [
        (19, line.index("五百万") + 1, "已知里的 企业.营业收入.2024：读到“五百万”，应是金额，如 8000万元"),
        (19, line.index("2项}") + 1, "已知里的 企业.专利：词汇表里没有“专利”，是不是“专利数”？"),
    ]


def test_several_subjects_need_a_name() -> None:
    version = """\
条件: [{规则: 项目总投资 >= 500万元}]
例子:
  - {名: 甲, 日期: 2025-06-30, 已知: {项目: [{号: P1}, {号: P2}]}, 应得: {结论: 待补充}}
  - {名: 乙, 日期: 2025-06-30, 已知: {项目: [{号: P1}, {号: P2, 项目总投资: 1元}]}, 应得: {对象: P2, 结论: 不符合}}
"""
    report = Report()
    check_examples(sample.catalogue(sample.policy_text(version, kind="项目")), report)
    assert [f.message for f in report.faults] == ["例子“甲”：要用“对象”写明问的是哪一个（P1、P2）"]


DERIVED = """\
派生:
  - 名: 级别
    值: [低, 中, 高]
    按: 专利数
    档: [{满: 10项, 得: 高}, {满: 2项, 得: 中}, {得: 低}]
    例子:
      - {名: 一, 日期: 2025-06-30, 已知: {企业: {专利数: 10项}}, 应得: 高}
      - {名: 二, 日期: 2025-06-30, 已知: {企业: {专利数: {自: 2, 至: 10}}}, 应得: 高或中}
      - {名: 三, 日期: 2025-06-30, 已知: {企业: {}}, 应得: 未知}
      - {名: 四, 日期: 2025-06-30, 已知: {企业: {专利数: 1项}}, 应得: 中}
"""


def test_the_examples_of_derived_facts_are_run(tmp_path: Path) -> None:
    report = Report()
    library = Library(report)
    library.add_vocabulary(sample.VOCABULARY)
    (tmp_path / "facts.yaml").write_text(DERIVED, encoding="utf-8")
    library.add_vocabulary(tmp_path)
    library.reader.finish()
    assert report.faults == []
    assert check_derived(library.catalogue, report) == 4
    assert [f.message for f in report.faults] == ["例子“四”：级别应是 中，算出来是 低"]
