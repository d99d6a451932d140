"""Cliffs: only where the answer is sure but for one step up."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.answer.cliffs import cliffs
from tests.rules.asking import answer, item, paying, policy

TIERS = "金额: {分档: 应纳税额, 档: [{不足: 500元, 得: 10元}, {得: 200元}]}"
FALLING = "金额: {分档: 应纳税额, 档: [{至: 500元, 得: 200元}, {得: 10元}]}"
LADDER = "金额: {阶梯: 应纳税额, 首次: 否, 档: [{满: 300元, 得: 8元}, {满: 800元, 得: 30元}], 再每满: 500元, 加: 12元}"
YEARLY = "金额: {分档: 上年(营业收入), 档: [{不足: 500元, 得: 10元}, {得: 200元}]}"
THIS_YEAR = YEARLY.replace("上年", "本年")


@pytest.mark.parametrize(
    ("conditions", "benefit", "facts", "expected"),
    [
        ("", TIERS, {"应纳税额": "490元"}, [("应纳税额", "490元", "500元", "10元", 190_00)]),
        ("", TIERS, {"应纳税额": "400元"}, []),  # too far off
        ("", FALLING, {"应纳税额": "510元"}, []),  # nobody shrinks for money
        ("", LADDER, {"应纳税额": "750元"}, [("应纳税额", "750元", "800元", "50元", 22_00)]),
        ("", LADDER, {"应纳税额": "1250元"}, [("应纳税额", "1250元", "1300元", "50元", 12_00)]),
        ("", LADDER, {"应纳税额": "1799元"}, [("应纳税额", "1799元", "1800元", "1元", 12_00)]),
        ("", YEARLY, {"营业收入": {"2024": "490元"}}, []),  # a past year is past
        ("", THIS_YEAR, {"营业收入": {"2025": "490元"}}, [("营业收入", "490元", "500元", "10元", 190_00)]),
        ("{规则: 专利数 >= 10项}", TIERS, {"专利数": 9, "应纳税额": "1元"}, [("专利数", "9项", "10项", "1项", 10_00)]),
        ("{规则: 专利数 >= 10项}, {规则: 失信}", TIERS, {"专利数": 9, "应纳税额": "1元"}, []),  # open
        ("{规则: 专利数 >= 10项}, {规则: 失信}", TIERS, {"专利数": 9, "应纳税额": "1元", "失信": False}, []),
        (
            "{规则: 专利数 >= 10项}, {规则: 失信, 核验: 承诺}",
            TIERS,
            {"专利数": 9, "应纳税额": "1元"},
            [("专利数", "9项", "10项", "1项", 10_00)],
        ),
        ("{规则: 失信}", TIERS, {"应纳税额": "490元"}, []),  # whether it fits is open
        ("{规则: 100元 / 应纳税额 >= 50%}", "金额: 10元", {"应纳税额": "210元"}, []),  # a divisor that would fall
    ],
)
def test_the_steps_up_nearby(conditions: str, benefit: str, facts: dict[str, Any], expected: list[Any]) -> None:
    found = answer(policy(item("甲", paying(conditions, benefit))), {"企业": facts})
    assert [(c.fact, c.now, c.at, c.gap, c.extra) for c in cliffs(found)] == expected
