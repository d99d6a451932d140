"""Which version a subject's own date chooses, and what is answered for subjects nobody told of."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.answer.item import ItemAnswer
from tests.rules.asking import answer, answers, edition, item, paying, policy, ruled, verdicts

BY = "版本按: 贷款发放日"
LOANS = policy(
    item(
        "甲",
        edition(f"{BY}, 条件: [{{规则: 失信}}], 补贴: {{性质: 定额, 金额: 1万元}}", name="一", end="2024-06-30"),
        edition(f"{BY}, 条件: [{{规则: 规上}}], 补贴: {{性质: 定额, 金额: 2万元}}", name="二", start="2024-09-01"),
        edition(f"{BY}, 补贴: {{性质: 定额, 基数: 贷款本金, 比例: 1%}}", name="三", start="2025-01-01"),
        kind="贷款",
    )
)


def asked(granted: Any, *, loan: dict[str, Any] | None = None, **firm: Any) -> ItemAnswer:
    told = {"贷款发放日": granted, **(loan or {})}
    return answer(LOANS, {"企业": {"失信": True, "规上": True, **firm}, "贷款": told})


@pytest.mark.parametrize(
    ("granted", "verdict", "version", "money"),
    [
        ("2023-12-31", "不符合", "一", None),
        ({"自": "2023-01-01", "至": "2023-12-31"}, "不符合", "一", None),
        ("2024-01-01", "符合", "一", (1, 1)),
        ("2024-07-01", "已失效", None, None),
        ("2024-09-01", "符合", "二", (2, 2)),
        ({"自": "2024-02-01", "至": "2024-03-01"}, "符合", "一", (1, 1)),
        ({"自": "2023-12-31", "至": "2024-03-01"}, "待补充", "一", (1, 1)),
        ({"自": "2024-02-01", "至": "2024-09-01"}, "待补充", "二", (1, 2)),
        ({"自": "2024-02-01"}, "待补充", "三", (1, 5)),
        ({"至": "2024-10-01"}, "待补充", "二", (1, 2)),
        ({"可能": ["2024-02-01", "2025-02-01"]}, "待补充", "三", (1, 5)),
        ({"可能": ["2024-02-01", "2024-03-01"]}, "符合", "一", (1, 1)),
        (None, "待补充", "三", (1, 5)),
    ],
)
def test_the_versions_that_may_apply(
    granted: Any, verdict: str, version: str | None, money: tuple[int, int] | None
) -> None:
    found = asked(granted, loan={"贷款本金": "500万元"})
    assert (found.verdict, found.version and found.version.name) == (verdict, version)
    amount = found.amount
    assert (amount and (amount.low, amount.high)) == (money and (money[0] * 1_000_000, money[1] * 1_000_000))
    assert ("贷款发放日" in found.missing) is (verdict == "待补充")


def test_a_loan_before_the_policy_fails_for_its_date() -> None:
    found = asked("2023-12-30")
    assert found.failing == ([["贷款发放日 >= 2024-01-01（政策从这一天起）"]], False)
    assert [(d.fact, d.now, d.need, d.gap) for d in found.distance] == [
        ("贷款发放日", "2023-12-30", "2024-01-01", "2天")
    ]


def test_before_the_policy_nothing_is_in_force() -> None:
    assert answer(LOANS, {"贷款": {"贷款发放日": "2023-06-01"}}, "2023-12-31").verdict == "未施行"


def test_a_version_that_fails_brings_nothing() -> None:
    found = asked(None, loan={"贷款本金": "500万元"}, 失信=False)
    assert found.amount is not None
    assert (found.verdict, found.amount.low, found.amount.high) == ("待补充", 2_000_000, 5_000_000)
    assert "不知道贷款发放日，可能适用 一、二、三" in found.assumptions


def test_where_all_versions_fail_the_date_does_not_matter() -> None:
    band = {"自": "2024-02-01", "至": "2024-12-31"}
    assert asked(band, 失信=False, 规上=False).verdict == "不符合"
    assert asked(band, 失信=False).version is not None


# Subjects nobody told of ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "facts", "verdict", "missing"),
    [
        ("{规则: 规上}", {"企业": {"规上": True}}, "待补充", ["项目"]),
        ("{规则: 规上}", {"企业": {"规上": False}}, "不符合", []),
        ("{规则: 规上}", {}, "待补充", ["规上"]),
        ("{规则: 规上}, {规则: 数字化改造}", {"企业": {"规上": True}}, "待补充", ["数字化改造"]),
        ("{规则: 数字化改造, 核验: 承诺}", {}, "待补充", ["项目"]),
        ("{规则: 规上, 力度: 原则上}", {"企业": {"规上": False}}, "待补充", ["项目"]),
        ("{规则: 规上}", {"企业": {"规上": True}, "项目": {}}, "符合", []),
        ("{规则: 规上}", {"企业": {"规上": True}, "项目": []}, "不符合", []),
    ],
)
def test_nothing_is_granted_to_a_subject_nobody_told_of(
    conditions: str, facts: dict[str, Any], verdict: str, missing: list[str]
) -> None:
    found = ruled(conditions, facts, kind="项目")
    assert (found.verdict, found.missing) == (verdict, missing)
    assert ("没有提供项目的资料，先按有项目来问" in found.assumptions) is ("项目" not in facts)


def test_what_builds_on_it_is_open_too() -> None:
    one = item("乙", kind="项目", benefit="金额: 5万元")
    text = policy(item("甲", paying("{规则: 所得(乙) > 0}")), one)
    assert verdicts(answers(text)) == {"甲": "待补充", "乙": "待补充"}
