"""Worked answers that cross policy files, asked as a stranger asks: through the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from songjieyou.rules import cli

RENEWAL = "设备更新贷款财政贴息政策/设备更新贷款贴息"
SMALL_FIRMS = "关于实施中小微企业贷款贴息政策的通知/中小微企业贷款贴息"
LOAN: dict[str, Any] = {
    "企业": {"企业划型": "小型", "所有制": "民营"},
    "项目": [{"号": "P1", "实施设备更新行动": True}],
    "贷款": [
        {
            "号": "L1",
            "属": "P1",
            "贷款本金": "8000万元",
            "贷款期限": "36个月",
            "贷款发放日": "2026-02-10",
            "贷款类型": "项目固定资产贷款",
            "设备更新贷款领域": "工业",
            "重点产业链领域": "工业机器人",
            "经办银行发放": True,
        }
    ],
}


@pytest.fixture
def fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(facts: dict[str, Any], on: str) -> dict[str, Any]:
        file = tmp_path / "facts.json"
        file.write_text(json.dumps(facts), encoding="utf-8")
        assert cli.main(["fit", "--facts", str(file), "--on", on, "--json"]) == 0
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return run


def by_id(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in answer["items"]}


def test_one_loan_gets_the_better_of_two_central_subsidies(fit: Any) -> None:
    """03 brings 240, 05 brings 150; together never 390."""
    answer = fit(LOAN, "2026-06-30")
    items = by_id(answer)
    assert [(items[i]["verdict"], items[i]["amount"]["yuan"]) for i in (RENEWAL, SMALL_FIRMS)] == [
        ("符合", "2400000.00"),
        ("符合", "1500000.00"),
    ]
    central = [
        (taken["id"], taken["yuan"]) for taken in answer["best"]["items"] if taken["id"] in (RENEWAL, SMALL_FIRMS)
    ]
    assert central == [(RENEWAL, "2400000.00")]
    (dropped,) = [dropped for dropped in answer["best"]["dropped"] if dropped["id"] == SMALL_FIRMS]
    assert "不能在同一贷款上同享" in dropped["why"]
    assert answer["best"]["by_kind"]["估算"] == "2400000.00"


def test_on_two_loans_both_are_paid(fit: Any) -> None:
    """The twin: the exclusion speaks of one loan."""
    first = LOAN["贷款"][0]
    second = {**first, "号": "L2", "贷款本金": "3000万元"}
    answer = fit({**LOAN, "贷款": [first, second]}, "2026-06-30")
    taken = {(t["id"], t["subject"]["id"]): t["yuan"] for t in answer["best"]["items"]}
    assert taken == {(RENEWAL, "L1"): "2400000.00", (SMALL_FIRMS, "L2"): "900000.00"}
    assert answer["best"]["yuan"] == "3300000.00"


def test_a_threshold_lowered_by_the_new_version(fit: Any) -> None:
    """总投资 499: the 2024 text fails, the amended one does not."""
    facts = {"项目": {"项目总投资": "499万元"}, "贷款": {"贷款本金": "300万元"}}
    item = "湖南省工业企业设备更新和技术改造项目融资补贴实施办法/贷款贴息"
    old, new = by_id(fit(facts, "2024-09-30"))[item], by_id(fit(facts, "2026-06-30"))[item]
    assert (old["version"], old["verdict"], old["amount"]) == ("2024年版", "不符合", None)
    assert [(d["fact"], d["gap"]) for d in old["distance"] if d["kind"] == "可达到" and d["gap"]] == [
        ("项目总投资", "1万元")
    ]
    assert (new["version"], new["verdict"]) == ("修订后条款", "待补充")


def test_nothing_is_told_of_a_policy_that_is_over(fit: Any) -> None:
    answer = by_id(fit({}, "2026-06-30"))
    for item in answer.values():
        if item["verdict"] in ("不符合", "未施行", "已失效"):
            assert item["amount"] is None
    assert answer["失业保险稳岗返还（2024—2025年执行口径）/稳岗返还"]["verdict"] == "已失效"


def test_every_item_is_in_the_answer_of_a_firm_that_told_nothing(fit: Any) -> None:
    """Unknown is not no, and nothing vanishes."""
    answer = fit({}, "2025-10-01")
    assert {item["verdict"] for item in answer["items"]} <= {"待补充", "未施行", "已失效"}
    assert answer["best"]["yuan"] == "0.00"
    assert answer["ask"]
