"""逐月增量 as a node of the tree: conditions may ask for it, and the months that are missing are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from songjieyou.rules.answer import reasons
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.check.fairness import unfair
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.faults import Report
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.load import load
from songjieyou.rules.library.policy import Catalogue, nodes_of
from songjieyou.rules.values import MAYBE, TRUE
from tests.rules import sample

MONTHS = "期: [2025-03, 2025-04], 基期: [2025-01, 2025-02]"
FACTS = f"""
对象: {{企业: {{}}}}
事实: [{{名: 月产值, 对象: 企业, 类型: 金额, 期: 月, 公平竞争: 与税收贡献挂钩}}]
派生: [{{名: 增产额, 类型: 金额, 式: {{逐月增量: 月产值, {MONTHS}}}}}]
"""
POLICY = sample.policy_text(
    f"条件: [{{规则: 增产额 >= 500万元}}]\n补贴: {{性质: 定额, 基数: {{逐月增量: 月产值, {MONTHS}}}, 比例: 1%}}",
    category="奖补",
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "办法.yaml").write_text(POLICY, encoding="utf-8")
    report = Report()
    found = load(tmp_path, report)
    assert report.faults == []
    return found


def answer(catalogue: Catalogue, **months: str) -> ItemAnswer:
    facts: dict[str, Any] = {
        "企业": {"月产值": {f"2025-{month.removeprefix('m')}": told for month, told in months.items()}}
    }
    (found,) = Engine(catalogue).answer(read_facts(facts, catalogue.vocabulary, sample.TODAY), sample.TODAY).items
    return found


BASE = {"m01": "900万元", "m02": "1100万元"}


@pytest.mark.parametrize(
    ("now", "verdict", "fen"),
    [
        ({"m03": "1300万元", "m04": "1200万元"}, "符合", 5_000_000),
        ({"m03": "1300万元", "m04": "1199.99万元"}, "不符合", None),
        ({"m03": "1300万元", "m04": "900万元"}, "不符合", None),
        ({"m03": "1300万元"}, "待补充", None),
        ({"m03": "1500万元"}, "符合", None),
    ],
)
def test_a_condition_asks_for_the_increase(
    catalogue: Catalogue, now: dict[str, str], verdict: str, fen: int | None
) -> None:
    found = answer(catalogue, **BASE, **now)
    assert found.verdict == verdict
    assert (found.amount.fen if found.amount else None) == fen


def test_the_months_that_are_missing_are_told(catalogue: Catalogue) -> None:
    found = answer(catalogue, m01="900万元", m03="1300万元")
    keys = [("月产值", "2025-04"), ("月产值", "2025-02")]
    assert found.version is not None
    assert found.version.benefit is not None
    for node in (found.conditions[0].node, *nodes_of(found.version.benefit)):
        if not isinstance(node, t.Literal):
            assert list(reasons.missing(node, found.at)) == keys
    assert found.missing == ["月产值"]
    used = reasons.facts_used(t.Compare("=", found.version.benefit.base, t.Literal(0, t.Dim.MONEY)), found.at)  # type: ignore[arg-type]
    assert [u.key for u in used] == [("月产值", f"2025-{month}") for month in ("03", "04", "01", "02")]


def test_a_month_of_earlier_years_is_read_where_one_looks_back(catalogue: Catalogue) -> None:
    found = answer(catalogue, m03="1万元")
    month = t.Fact("月产值", t.Dim.MONEY, year=2026, month=3)
    assert found.at.key(month) == ("月产值", "2026-03")
    assert found.at.earlier(1).key(month) == ("月产值", "2025-03")


def test_what_a_monthly_fact_means_for_competition_is_hinted(catalogue: Catalogue) -> None:
    item = catalogue.items["办法/甲"]
    assert [text.split("，")[0] for _, text in unfair(item, catalogue.vocabulary)] == ["公平竞争：条件用到“月产值”"]


def test_a_stated_increase_wins(catalogue: Catalogue) -> None:
    facts = {"企业": {"增产额": "600万元"}}
    (found,) = Engine(catalogue).answer(read_facts(facts, catalogue.vocabulary, sample.TODAY), sample.TODAY).items
    assert [truth for _, truth in found.reasons] == [TRUE]
    (found,) = Engine(catalogue).answer(read_facts({}, catalogue.vocabulary, sample.TODAY), sample.TODAY).items
    assert [truth for _, truth in found.reasons] == [MAYBE]
