"""提示: each hint appears where it should, and its twin without the cause is silent."""

from __future__ import annotations

import pytest

from songjieyou.rules.check.examples import check_examples
from songjieyou.rules.check.lints import lint
from songjieyou.rules.faults import Report
from tests.rules import sample

QUESTION = "在词汇表里没有写怎么问"  # the small vocabulary has no questions


def hints(version: str, *, kind: str = "企业", category: str = "资质", title: str = "") -> list[str]:
    """The hints about a version, as `line: message`."""
    text = sample.policy_text(version, kind=kind, category=category)
    return hints_of(text.replace("编号: 甲", f"编号: 甲{title}"))


def hints_of(*texts: str) -> list[str]:
    found = sample.catalogue(*texts)
    report = Report()
    ran = check_examples(found, report)
    assert report.faults == []
    lint(found, ran, report)
    return [
        f"{hint.line}: {hint.message.partition('：')[2]}"
        for hint in sorted(report.hints)
        if QUESTION not in hint.message
    ]


# Coverage ------------------------------------------------------------------------------------------------------------

THRESHOLD = """\
条件: [{规则: 上年(营业收入) >= 500万元}]
例子:
"""
AT = "- {名: 正好, 日期: 2025-06-30, 已知: {企业: {营业收入: {2024: 500万元}}}, 应得: {结论: 符合}}\n"
BELOW = "- {名: 差一元, 日期: 2025-06-30, 已知: {企业: {营业收入: {2024: 499.9999万元}}}, 应得: {结论: 不符合}}\n"


@pytest.mark.parametrize(
    ("examples", "found"),
    [
        (AT + BELOW, []),
        (AT, ["12: 门槛“营业收入 >= 500万元”没有不成立的例子，可用 500万元、4999999元"]),
        (BELOW, ["12: 门槛“营业收入 >= 500万元”没有成立的例子，可用 500万元、4999999元"]),
    ],
)
def test_a_threshold_wants_examples_on_both_sides(examples: str, found: list[str]) -> None:
    assert hints(THRESHOLD + examples) == found


def test_examples_may_stand_at_any_version_of_the_item_but_count_for_the_one_they_use() -> None:
    assert hints("条件: [{规则: 上年(营业收入) >= 500万元}]") == [
        "12: 门槛“营业收入 >= 500万元”没有成立和不成立的例子，可用 500万元、4999999元"
    ]


# Tiers ---------------------------------------------------------------------------------------------------------------


def tier_hints(rows: str) -> list[str]:
    rule = f"补贴: {{性质: 定额, 金额: {{分档: 上年(营业收入), 档: [{rows}]}}}}"
    return [hint for hint in hints(rule, category="奖补") if "门槛" not in hint]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("{满: 1亿元, 得: 2万元}, {满: 500万元, 得: 1万元}, {得: 0元}", []),
        ("{至: 500万元, 得: 2万元}, {超过: 500万元, 得: 1万元}", []),
        ("{不足: 500万元, 得: 2万元}, {满: 500万元, 得: 1万元}", []),
        ("{满: 500万元, 得: 1万元}, {满: 1亿元, 得: 2万元}, {得: 0元}", ["9: 分档第 2 档用不到：前面的档已经包括了它"]),
        (
            "{不足: 500万元, 得: 2万元}, {超过: 500万元, 得: 1万元}",
            ["9: 分档没有覆盖所有的数；落在各档之外时没有规定，答复会是未知"],
        ),
        (
            "{至: 500万元, 得: 2万元}, {满: 500万元, 至: 500万元, 得: 1万元}, {得: 0元}",
            ["9: 分档第 2 档用不到：前面的档已经包括了它"],
        ),
        (
            "{至: 500万元, 得: 2万元}, {满: 500万元, 得: 1万元}, {得: 0元}",
            ["9: 分档第 3 档用不到：前面的档已经包括了它"],
        ),
    ],
)
def test_tiers_that_cannot_be_reached_and_gaps(rows: str, found: list[str]) -> None:
    assert tier_hints(rows) == found


def test_a_choice_made_twice() -> None:
    rows = "{当: 规上, 得: 1万元}, {当: 规上, 得: 2万元}, {得: 0元}"
    assert hints(f"补贴: {{性质: 定额, 金额: {{选择: [{rows}]}}}}", category="奖补") == [
        "9: 第 2 行用不到：前面已有同样的条件"
    ]


# Conditions ----------------------------------------------------------------------------------------------------------


def test_conditions_that_exclude_each_other() -> None:
    both = "条件: [{规则: 专利数 >= 5项}, {规则: 专利数 < 3项}]"
    assert [h for h in hints(both) if "同时" in h] == ["12: “专利数 < 3项”与“专利数 >= 5项”不可能同时成立"]
    apart = "条件: [{规则: 专利数 >= 3项}, {规则: 专利数 < 5项}]"
    assert [h for h in hints(apart) if "同时" in h] == []


def test_a_line_that_reads_no_fact() -> None:
    assert [h for h in hints("条件: [{规则: 3项 > 2项}]") if "任何事实" in h] == ["12: “3项 > 2项”没有用到任何事实"]


def test_a_fact_that_nobody_can_be_asked_for() -> None:
    found = sample.catalogue(sample.policy_text("条件: [{规则: 规上}]"))
    report = Report()
    lint(found, [], report)
    assert [hint.message for hint in report.hints] == [
        "甲：“规上”在词汇表里没有写怎么问（问）、谁知道（谁知），没有人能回答"
    ]


# Dates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "found"),
    [
        ("{自: 2024-03-01, 至: 2024-03-31}", []),
        ("{自: 2023-03-01, 至: 2023-03-31}", ["9: 申报窗口到 2023-03-31 就截止，早于施行日期 2024-01-01"]),
    ],
)
def test_a_window_before_the_policy_is_in_force(window: str, found: list[str]) -> None:
    assert hints(f"申报窗口: {window}") == found


def test_a_window_after_the_policy_has_ended() -> None:
    text = sample.policy_text("申报窗口: {自: 2025-03-01, 至: 2025-03-31}").replace("失效: 无", "失效: 2024-12-31")
    assert hints_of(text) == ["9: 申报窗口 2025-03-01 才开始，晚于失效日期 2024-12-31"]


@pytest.mark.parametrize(("start", "found"), [("2025-01-01", 0), ("2025-01-03", 1)])
def test_a_gap_between_versions(start: str, found: int) -> None:
    text = sample.policy_text("").replace("失效: 无", "失效: 2024-12-31")
    text += f"  - 文件: 二版\n    施行: {start}\n    失效: 无\n"
    assert len(hints_of(text)) == found


def test_a_paper_dated_after_it_took_effect() -> None:
    text = sample.policy_text("")
    assert hints_of(text.replace("级别: 市", "级别: 市\n发文日期: 2023-12-20")) == []
    assert hints_of(text.replace("级别: 市", "级别: 市\n发文日期: 2024-02-01")) == [
        "10: 发文日期 2024-02-01 晚于施行日期 2024-01-01，是否溯及既往请核对"
    ]


# Fair competition ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("{规则: 规上, 依据: 在本县注册的企业}", "本地注册或迁入迁出"),
        ("{规则: 规上, 依据: 列入重点企业名录库}", "指定企业或名录库"),
        ("{规则: 规上, 名: 优先采购本地产品}", "购买本地产品"),
        ("{规则: 规上, 依据: 按地方贡献给予奖励}", "与税收贡献挂钩"),
    ],
)
def test_words_that_need_a_fair_competition_review(rule: str, kind: str) -> None:
    found = hints(f"条件: [{rule}]")
    assert len(found) == 1
    assert found[0].startswith("12: 公平竞争：")
    assert kind in found[0]
    assert found[0].endswith("发布前须有公平竞争审查记录")


def test_a_neutral_clause_needs_none() -> None:
    assert hints("条件: [{规则: 规上, 依据: 在省内注册的工业企业不限所有制}]") == []


def test_a_title_can_give_it_away() -> None:
    found = hints("条件: [{规则: 规上}]", title="迁入奖励")
    assert [("迁入" in hint, hint.startswith("5:")) for hint in found] == [(True, True)]


def test_hints_never_are_faults() -> None:
    found = sample.catalogue(sample.policy_text("条件: [{规则: 规上, 依据: 名录库}]"))
    report = Report()
    lint(found, check_examples(found, report), report)
    assert report.hints
    assert not report.faults
