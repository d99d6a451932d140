"""The page for a terminal: what it says of money, of what fails, and of what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.show.page import page
from tests.rules.asking import answers, item, paying, policy

CAPPED = "性质: 上限, 基数: 应纳税额, 比例: 10%, 上限: [{每: 企业, 金额: 5元}]"
OLD = {"组织形式": "合伙", "专利数": 0, "规上": False}


def lines(conditions: str, benefit: str, facts: dict[str, Any]) -> list[str]:
    text = page(answers(policy(item("甲", paying(conditions, benefit))), {"企业": facts, "已享受": []}))
    return [line.strip() for line in text.splitlines()]


@pytest.mark.parametrize(
    ("benefit", "facts", "expected"),
    [
        ("金额: 10元", {}, []),
        (
            CAPPED,
            {"应纳税额": "80元"},
            ["算  基数 应纳税额 = 80元；× 比例 10% = 8元；上限 每 企业；金额 5元（可用 5元） = 5元"],
        ),
        ("基数: 应纳税额, 比例: 10%", {"应纳税额": "0元"}, ["算  基数 应纳税额 = 0元；× 比例 10% = 0元"]),
        (
            "金额: {阶梯: 应纳税额, 首次: 否, 档: [{满: 300元, 得: 8元}]}",
            {"应纳税额": "1元"},
            ["算  金额 阶梯 应纳税额；首次 否；档 满 300元；得 8元 = 0元"],
        ),
    ],
)
def test_one_line_says_how_an_amount_arose(benefit: str, facts: dict[str, Any], expected: list[str]) -> None:
    assert [line for line in lines("", benefit, facts) if line.startswith("算")] == expected


def test_a_band_from_nothing_is_at_most_its_top() -> None:
    assert "✓ 办法/甲   至多 5元" in lines("", CAPPED, {})
    assert "? 办法/甲   如符合 至多 5元" in lines("{规则: 规上}", CAPPED, {})


def test_what_no_fact_would_cure_is_said_of_open_items() -> None:
    found = lines("{规则: 应纳税额 / 用电量 > 3元}", "金额: 10元", {"应纳税额": "1元", "用电量": 0})
    assert "注  除数为零，算不出比例" in found
    assert not [line for line in found if line.startswith("缺")]


def test_what_fails_for_good_is_said_with_how_much_else_fails() -> None:
    found = lines("{规则: 规上}, {规则: 组织形式 = '公司'}, {规则: 专利数 > 0}", "金额: 10元", OLD)
    assert "✕ 组织形式  现 合伙，需 公司（不可变）" in found
    assert "另有 2 条也不满足" in found


def test_an_alternative_without_a_distance_leaves_hope() -> None:
    either = "{任一: [{规则: 组织形式 = '公司'}, {规则: 专利数 > 0}]}"
    found = lines(either, "金额: 10元", OLD)
    assert "✕ 任一：组织形式 = '公司'；专利数 > 0" in found
    assert "专利数  现 0项，需 1项，差 1项（可达到）" in found


def test_a_change_says_its_year_and_whose_it_is() -> None:
    text = policy(item("甲", paying("{规则: 上年(营业收入) > 5元}, {规则: 每个(贷款本金 > 1元)}")))
    facts = {"企业": {"营业收入": "4元"}, "贷款": [{"号": "L1", "贷款本金": "1元"}]}
    found = page(answers(text, facts))
    assert "营业收入（2024 年）  现 4元，需 5.01元，差 1.01元（可达到）" in found
    assert "贷款本金 · L1  现 1元，需 1.01元，差 0.01元（可达到）" in found


def test_retold_policies_are_named_once() -> None:
    two = policy(item("甲"), item("乙"))
    note = "按二手转述、没有核对原文的政策：办法。"
    assert page(answers(two)).count(note) == 1
    assert "二手转述" not in page(answers(two.replace("二手转述", "原文核对")))
