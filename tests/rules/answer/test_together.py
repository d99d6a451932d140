"""Who a clause binds together: each case was once answered wrongly."""

from __future__ import annotations

from typing import Any

from songjieyou.rules.answer.combine import best
from songjieyou.rules.units import read_money
from tests.rules.asking import answers, edition, item, policy


def paid(text: str, facts: dict[str, Any], on: str = "2025-06-30") -> dict[str, int]:
    found = best(answers(text, facts, on))
    return {f"{t.answer.item.id.split('/')[1]}{t.answer.subject_id or ''}": t.fen // 1_000_000 for t in found.items}


def test_the_cap_of_one_version_does_not_bind_the_loans_of_another() -> None:
    early = edition(
        "版本按: 贷款发放日, 补贴: {性质: 定额, 金额: 1万元, 上限: [{每: 企业, 金额: 1万元}]}",
        name="甲版",
        end="2024-06-30",
    )
    late = edition(
        "版本按: 贷款发放日, 补贴: {性质: 定额, 金额: 8万元, 上限: [{每: 企业, 金额: 10万元}]}",
        name="乙版",
        start="2024-07-01",
    )
    loans = [{"号": "L1", "贷款发放日": "2024-02-01"}, {"号": "L2", "贷款发放日": "2024-08-01"}]
    assert paid(policy(item("甲", early, late, kind="贷款")), {"贷款": loans}) == {"甲L1": 1, "甲L2": 8}


def test_a_loan_on_the_firm_has_no_part_in_the_caps_of_projects() -> None:
    text = policy(item("甲", kind="贷款", benefit="基数: 贷款本金, 比例: 100%, 上限: [{每: 项目, 金额: 10万元}]"))
    loans = [
        {"号": name, "属": above, "贷款本金": "8万元"} for name, above in (("a", "企业"), ("b", "P1"), ("c", "P2"))
    ]
    assert paid(text, {"项目": [{"号": "P1"}, {"号": "P2"}], "贷款": loans}) == {"甲a": 8, "甲b": 8, "甲c": 8}


def test_what_builds_on_a_dropped_item_is_dropped_however_it_reads_it() -> None:
    def text(exclusion: str) -> str:
        return policy(
            item("甲", benefit="金额: 100万元", keys=exclusion),
            item("乙", benefit="金额: 200万元"),
            item("丙", benefit="金额: 所得(甲) * 15%"),
            item("丁", edition("条件: [{规则: 所得(甲) > 0元}], 补贴: {性质: 定额, 金额: 7万元}")),
        )

    assert paid(text("互斥: [{同一: 企业, 事项: [乙]}]"), {"企业": {}}) == {"乙": 200}
    assert paid(text("互斥: 无"), {"企业": {}}) == {"甲": 100, "乙": 200, "丙": 15, "丁": 7}


def test_a_count_joined_with_another_item_counts_both() -> None:
    def text(joined: str) -> str:
        cap = f"上限: [{{每: 企业每年, 次数: 1{joined}}}]"
        return policy(item("甲", benefit=f"金额: 5万元, {cap}"), item("乙", benefit="金额: 6万元"))

    assert paid(text(", 合并: [乙]"), {"企业": {}}) == {"乙": 6}
    assert paid(text(""), {"企业": {}}) == {"甲": 5, "乙": 6}


def test_a_rounded_top_up_is_paid_as_it_was_computed() -> None:
    text = policy(
        item("甲", benefit="金额: 104.5万元"),
        item("丁", benefit="基数: 所得(甲), 比例: 15%, 取整: {到: 万元}"),
    )
    found = best(answers(text, {"企业": {}}))
    assert (found.fen, found.assumptions) == (read_money("120.5万元"), [])


def test_nobody_told_of_is_promised_money() -> None:
    text = policy(item("甲", kind="项目", benefit="金额: 10万元"), item("乙", benefit="金额: 1万元"))
    assert paid(text, {"企业": {}}) == {"乙": 1}
    assert paid(text, {"企业": {}, "项目": [{"号": "P1"}]}) == {"甲P1": 10, "乙": 1}


def test_a_yearly_cap_counts_what_each_year_takes() -> None:
    """8 a year for each of two loans over two years: 10 a year leaves 20 in all, not 10."""
    text = policy(
        item("甲", kind="贷款", benefit="基数: 贷款本金, 比例: 1%, 年数: 2, 上限: [{每: 企业每年, 金额: 10万元}]")
    )
    loans = [{"号": "L1", "贷款本金": "800万元"}, {"号": "L2", "贷款本金": "800万元"}]
    assert paid(text, {"贷款": loans}) == {"甲L1": 16, "甲L2": 4}
