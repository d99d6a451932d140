"""Columns in NumPy and SQL on three engines say what the interpreter says, in every cell."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import reference
from tests.rules import random_policies as random
from tests.rules import sample
from tests.rules.asking import edition, item, policy
from tests.rules.bulk.examples import bases, pack
from tests.rules.sql.differential import asked, of_pack, of_trees
from tests.rules.sql.engines import ENGINES, SQL, Answering, Asked, Count, Verdicts, interpreted, postgres_at
from tests.rules.sql.random_firms import Firms

ON = dt.date(2025, 6, 30)


@pytest.fixture(params=[*SQL, "postgres"])
def sql(request: pytest.FixtureRequest) -> Answering:
    if request.param == "postgres":
        return postgres_at(request.getfixturevalue("postgres"))
    return SQL[request.param]


@pytest.fixture(params=[*ENGINES, "postgres"])
def engine(request: pytest.FixtureRequest) -> Answering:
    if request.param == "postgres":
        return postgres_at(request.getfixturevalue("postgres"))
    return ENGINES[request.param]


def same(question: Asked, engine: Answering) -> Count:
    """Compare an engine with the interpreter; what it answers must be right."""
    count = Count()
    count.add("engine", interpreted(question), engine(question))
    assert count.differences == []
    return count


def test_the_facts_of_every_example_of_the_pack(engine: Answering) -> None:
    count = same(asked(pack(), bases(ON), ON), engine)
    assert count.cells > 20_000
    assert count.unsaid <= 1


def test_firms_on_and_beside_the_thresholds_of_the_pack(engine: Answering) -> None:
    count = same(of_pack(7, 200, dt.date(2026, 9, 1)), engine)
    assert count.cells > 7000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_trees_of_every_kind_of_node(engine: Answering, seed: int) -> None:
    count = same(of_trees(seed, 60, 10, ON), engine)
    assert count.cells > 300


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_random_policies_as_they_are_written(data: st.DataObject) -> None:
    conditions = data.draw(random.condition_lists())
    text = json.dumps(reference.plain(random.policy_of(conditions)), ensure_ascii=False)
    told = [sample.base(data.draw(random.facts(conditions, most_open=3)).data(), ON) for _ in range(4)]
    catalogue = sample.catalogue(text)
    firms = Firms(data.draw(st.integers(0, 10_000)), catalogue.vocabulary, catalogue.items.values(), ON)
    for engine in ENGINES.values():
        same(asked(catalogue, [*told, *firms.many(8)], ON), engine)


# What is easily wrong ------------------------------------------------------------------------------------------------


def answered(engine: Answering, text: str, *facts: dict[str, object]) -> Verdicts:
    """The verdicts of one policy for some firms, held against the interpreter."""
    question = asked(sample.catalogue(text), [sample.base(one, ON) for one in facts], ON)
    found = engine(question)
    count = Count()
    count.add("engine", interpreted(question), found)
    assert count.differences == []
    return found


def rule(*lines: str, kind: str = "企业") -> str:
    conditions = ", ".join(f"{{规则: '{line}'}}" for line in lines)
    return policy(item("甲", edition(f"条件: [{conditions}]"), kind=kind, category="资质"))


def test_a_quotient_turns_at_the_very_fen(engine: Answering) -> None:
    def firm(revenue: int, research: int) -> dict[str, object]:
        return {"企业": {"营业收入": f"{revenue / 100:.2f}元", "研发费用": f"{research / 100:.2f}元"}}

    firms = [firm(1_000_000_100, 30_000_003), firm(1_000_000_100, 30_000_002), firm(0, 5), firm(0, 0)]
    found = answered(engine, rule("上年(研发费用) / 上年(营业收入) >= 3%"), *firms)
    assert found["办法/甲"] == ["符合", "不符合", "待补充", "待补充"]


def test_a_quotient_by_what_is_below_zero_keeps_its_sign(engine: Answering) -> None:
    firms: list[dict[str, object]] = [
        {"企业": {"利润总额": f"{profit}元", "营业收入": "100元"}} for profit in (-50, -25, 0, 50)
    ]
    found = answered(engine, rule("上年(营业收入) / 上年(利润总额) <= -3"), *firms)
    assert found["办法/甲"] == ["不符合", "符合", "待补充", "不符合"]


def test_letters_are_told_apart_by_case_and_wildcards_are_letters(engine: Answering) -> None:
    firms: list[dict[str, object]] = [{"企业": {"企业名称": name}} for name in ("Ab%公司", "ab%公司", "AbX公司", "Ab_")]
    found = answered(engine, rule('企业名称 = "Ab%公司"'), *firms)
    assert found["办法/甲"] == ["符合", "不符合", "不符合", "不符合"]


def test_a_region_is_no_mere_beginning_of_a_name(engine: Answering) -> None:
    places = ("湖南省/长沙市", "湖南省/长沙市/望城区", "湖南省", "湖南省/长沙", "广东省", "湖南省/长沙市西")
    firms: list[dict[str, object]] = [{"企业": {"所在地区": place}} for place in places]
    found = answered(engine, rule("所在地区 属于 [湖南省/长沙市]"), *firms)
    assert found["办法/甲"] == ["符合", "符合", "待补充", "不符合", "不符合", "不符合"]


def test_nothing_is_granted_to_what_nobody_told_of(engine: Answering) -> None:
    found = answered(
        engine, rule("规上", kind="贷款"), {"企业": {"规上": True}}, {"企业": {"规上": False}}, {"贷款": []}
    )
    assert found["办法/甲"] == ["待补充", "不符合"]


def test_months_end_as_the_calendar_has_them(engine: Answering) -> None:
    days = (
        "2024-01-31",
        "2024-02-29",
        "2023-12-31",
        "2024-03-31",
        "1900-01-31",
        "2000-01-31",
        "0001-01-01",
        "9999-12-31",
    )
    firms: list[dict[str, object]] = [{"企业": {"注册日期": day}} for day in days]
    rules = [f"注册日期 + {months}个月 <= {limit}" for months in (1, 12, 13) for limit in ("2024-02-29", "2025-02-28")]
    rules += ["注册日期 - 1个月 >= 2023-11-30", "注册日期 - 12个月 <= 2023-02-28", "注册日期 + 1个月 >= 0001-01-01"]
    text = policy(*(item(f"甲{n}", edition(f"条件: [{{规则: '{r}'}}]"), category="资质") for n, r in enumerate(rules)))
    found = answered(engine, text, *firms)
    assert found["办法/甲0"] == ["符合", "不符合", "符合", "不符合", "符合", "符合", "符合", "待补充"]
    assert found["办法/甲6"] == ["符合", "符合", "符合", "符合", "不符合", "不符合", "待补充", "符合"]


def test_what_fits_no_column_is_left_to_the_interpreter(sql: Answering) -> None:
    places = {"可能": ["湖南省/长沙市", "湖南省/株洲市"]}
    firms: list[dict[str, object]] = [
        {"企业": {"所在地区": places, "规上": True}},
        {"企业": {"所在地区": "湖南省/长沙市", "规上": True}},
        {"企业": {"专利数": {"可能": [1, 3]}, "规上": True}},
    ]
    text = policy(
        item("区", edition("条件: [{规则: '所在地区 属于 [湖南省]'}]"), category="资质"),
        item("数", edition("条件: [{规则: 专利数 >= 1项}]"), category="资质"),
        item("规", edition("条件: [{规则: 规上}]"), category="资质"),
    )
    found = answered(sql, text, *firms)
    assert found == {
        "办法/区": [None, "符合", "待补充"],
        "办法/数": ["待补充", "待补充", None],
        "办法/规": ["符合", "符合", "符合"],
    }


def test_rows_below_that_fit_no_column_are_told_above(sql: Answering) -> None:
    odd = {"号": "一", "项目总投资": {"可能": ["100万元", "300万元"]}}
    firms: list[dict[str, object]] = [
        {"项目": [odd, {"号": "二", "项目总投资": "500万元"}]},
        {"项目": [{"号": "二", "项目总投资": "500万元"}]},
        {"项目": []},
        {},
    ]
    found = answered(sql, rule("合计(项目总投资) >= 500万元"), *firms)
    assert found["办法/甲"] == [None, "符合", "不符合", "待补充"]


def test_the_order_of_rows_is_not_the_order_of_answers(engine: Answering) -> None:
    firms: list[dict[str, object]] = [{"企业": {"专利数": number}} for number in range(40)]
    found = answered(engine, rule("专利数 >= 20项"), *firms)
    assert found["办法/甲"] == ["不符合"] * 20 + ["符合"] * 20
