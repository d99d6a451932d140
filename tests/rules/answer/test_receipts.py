"""已享受: what was received before counts against caps, counts and bases, and against nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.answer.combine import best
from songjieyou.rules.answer.engine import Answers, Engine
from tests.rules import sample

ITEM = "办法/甲"
TWO_LOANS: dict[str, Any] = {
    "项目": [{"号": "P1"}, {"号": "P2"}],
    "贷款": [
        {"号": "L1", "属": "P1", "贷款本金": "3000万元", "贷款期限": "24个月"},
        {"号": "L2", "属": "P2", "贷款本金": "8000万元", "贷款期限": "24个月"},
    ],
}


def answers(benefit: str, facts: dict[str, Any], received: list[dict[str, Any]]) -> Answers:
    version = f"补贴: {{性质: 定额, 基数: 贷款本金, {benefit}}}"
    found = sample.catalogue(sample.policy_text(version, kind="贷款", category="奖补"))
    return Engine(found).answer(sample.base({**facts, "已享受": received}), sample.TODAY)


def receipt(subject: str, money: str, year: int | None = 2025) -> dict[str, Any]:
    return {"事项": ITEM, "对象": subject, "金额": money, **({"年度": year} if year else {})}


def alone(found: Answers) -> dict[str | None, int | None]:
    return {a.subject_id: a.amount.fen if a.amount else None for a in found.items}


BASE_CAP = "比例: 1%, 基数上限: [{每: 企业, 金额: 5000万元}]"


@pytest.mark.parametrize(
    ("received", "second"),
    [
        ([], 50_0000_00),
        ([receipt("L1", "30万元", 2024)], 20_0000_00),  # the base of L1 is known: 3000 of 5000
        ([receipt("L9", "10万元", 2024)], 40_0000_00),  # the base of L9: 1000
        ([receipt("L2", "50万元", 2024)], 50_0000_00),  # its own earlier money takes up no more
    ],
)
def test_earlier_bases_count_against_a_base_cap(received: list[dict[str, Any]], second: int) -> None:
    known = {**TWO_LOANS, "贷款": [*TWO_LOANS["贷款"], {"号": "L9", "属": "P1"}]}
    if any(r["对象"] == "L9" for r in received):
        known["贷款"][-1] = {"号": "L9", "属": "P1", "贷款本金": "1000万元"}
    assert alone(answers(BASE_CAP, known, received))["L2"] == second


def test_a_receipt_for_the_firm_is_worked_back_and_said() -> None:
    found = answers(BASE_CAP, TWO_LOANS, [receipt("企业", "10万元", 2024)])
    assert alone(found)["L2"] == 40_0000_00
    assert "已享受的 10万元 按现在的比例和年数折回基数" in found.items[1].assumptions


def test_once_per_project_is_once_for_ever() -> None:
    once = "比例: 1%, 上限: [{每: 项目, 次数: 1}]"
    assert best(answers(once, TWO_LOANS, [])).fen == 110_0000_00
    again = best(answers(once, TWO_LOANS, [receipt("L1", "30万元", 2024)]))
    assert [(t.answer.subject_id, t.fen) for t in again.items] == [("L2", 80_0000_00)]


def test_two_projects_a_year_count_projects_not_loans() -> None:
    yearly = "比例: 1%, 上限: [{每: 企业每年, 次数: 1, 计: 项目}]"
    assert best(answers(yearly, TWO_LOANS, [])).fen == 80_0000_00
    assert best(answers(yearly, TWO_LOANS, [receipt("L1", "1元", 2024)])).fen == 80_0000_00  # another year
    same = best(answers(yearly, TWO_LOANS, [receipt("L1", "1元")]))  # P1 is the one of this year
    assert [(t.answer.subject_id, t.fen) for t in same.items] == [("L1", 30_0000_00)]
