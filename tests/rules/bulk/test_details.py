"""Verdict, money and missing facts of single rows where columns are easily wrong: each as the interpreter has them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.bulk.batch import batch_of
from songjieyou.rules.bulk.columns import LARGEST
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.values import Possible, Value
from tests.rules import sample
from tests.rules.asking import Facts, edition, item, policy
from tests.rules.bulk.oracle import disagreements, told


def agree(text: str, *facts: Facts, on: str = "2025-06-30") -> None:
    """Every answer of the interpreter, over the same families in one batch."""
    catalogue = sample.catalogue(text)
    batch = batch_of([sample.base(one, on) for one in facts], catalogue.vocabulary)
    wrong, _ = disagreements(Engine(catalogue), batch, sample.day(on))
    assert wrong == []


def loan(**facts: object) -> Facts:
    return {"贷款": {"号": "L", **facts}}


# Versions by a date --------------------------------------------------------------------------------------------------

BY = "版本按: 贷款发放日"


def by_date(*starts: str) -> str:
    editions = [
        edition(f"{BY}, 条件: [{{规则: 贷款本金 >= 5万元}}]", name=f"第{n}版", start=day)
        for n, day in enumerate(starts)
    ]
    return policy(item("甲", *editions, kind="贷款", category="资质"))


@pytest.mark.parametrize("first", ["2025-06-29", "2025-07-15"])
def test_a_date_without_a_last_day_lies_before_the_date_asked(first: str) -> None:
    """Another with a last day after all versions may lie in any of them."""
    text = policy(
        item(
            "甲",
            edition(f"{BY}, 条件: [{{规则: 贷款本金 >= 5万元}}]"),
            edition(f"{BY}, 条件: [{{规则: 贷款本金 >= 10万元}}]", name="二版", start="2025-08-01"),
            kind="贷款",
            category="资质",
        )
    )
    bands = ({"自": first}, {"自": first, "至": "2030-01-01"}, {"自": first})
    for some in (bands, bands[:2], bands[1:]):
        agree(text, *(loan(贷款本金="3万元", 贷款发放日=band) for band in some))
        agree(text, *(loan(贷款本金="5万元", 贷款发放日=band) for band in some))


def test_a_date_before_or_after_a_version_is_sure_to_be_in_force() -> None:
    span = "{自: 2025-01-01, 至: 2025-01-20}"
    text = by_date(span)
    days = ["2025-01-01", "2025-01-10", "2025-01-19", "2025-01-20", "2025-01-21"]
    bands = [{"自": low, "至": high} for low in days for high in days if low < high]
    agree(text, *(loan(贷款本金="5万元", 贷款发放日=band) for band in bands))


def test_where_no_version_that_may_apply_fits_any_row() -> None:
    text = by_date("2025-01-01", "2025-05-01")
    agree(text, *(loan(贷款本金="3万元", 贷款发放日=date) for date in ({"自": "2025-04-30"}, "2025-06-01")))


def test_one_of_several_dates_is_no_time_between_them() -> None:
    text = by_date("2025-01-01", "2025-05-01")
    some = {"可能": ["2024-01-01", "2025-06-30"]}
    band = {"自": "2024-01-01", "至": "2025-06-30"}
    for dates in ((some, band), (band, some)):
        agree(text, *(loan(贷款本金="6万元", 贷款发放日=date) for date in dates))


# Choices -------------------------------------------------------------------------------------------------------------


def test_a_choice_by_what_stands_below() -> None:
    rows = "[{当: 项目个数 > 1个, 规则: 规上}, {规则: 失信}]"
    text = policy(item("甲", edition(f"条件: [{{选择: {rows}}}]"), category="资质"))
    below: list[list[Facts]] = [[], [{"号": "一"}], [{"号": "一"}, {"号": "二"}]]
    own: list[Facts] = [{"规上": one, "失信": two} for one in (True, False) for two in (True, False)]
    agree(text, *({"企业": firm, "项目": some} for some in below for firm in own), *({"企业": firm} for firm in own))


# Missing facts -------------------------------------------------------------------------------------------------------


def test_a_number_too_fine_for_a_column_is_known_to_those_below() -> None:
    """Nobody told of the projects, so that all they would be asked by is asked for."""
    rule = "合计(项目总投资 * 上年(资产负债率)) >= 1元"
    catalogue = sample.catalogue(policy(item("甲", edition(f"条件: [{{规则: '{rule}'}}]"), category="资质")))
    bases = [sample.base({"企业": {"资产负债率": {"2024": "10%"}}}) for _ in range(2)]
    bases[0].firm.values["资产负债率", 2024] = Fraction(1, 3**20)
    bases[0].firm.look()
    wrong, counts = disagreements(Engine(catalogue), batch_of(bases, catalogue.vocabulary), sample.TODAY)
    assert wrong == []
    assert counts["待补充"] == 2


def test_what_was_stated_as_several_may_be_computed_from_what_fits_no_column() -> None:
    text = policy(item("甲", edition("条件: [{规则: \"划型 = '小型'\"}]"), category="资质"))
    stated = {"划型": {"可能": ["小型", "大型"]}, "从业人员": {"2024": 30}}
    revenues = (["3000万元", "5000万元"], ["1万元", "5亿元"])
    agree(text, *({"企业": {**stated, "营业收入": {"2024": {"可能": some}}}} for some in revenues))


# Money ---------------------------------------------------------------------------------------------------------------


def test_of_money_that_fits_no_column_only_the_least_is_said() -> None:
    catalogue = sample.catalogue(policy(item("甲", benefit="基数: 上年(营业收入), 比例: 用电量")))
    bases = [sample.base({"企业": {"营业收入": {"2024": f"{amount}元"}, "用电量": "1"}}) for amount in (1, 2)]
    for base, many in zip(bases, (10**30, 3), strict=True):
        base.firm.values["用电量", None] = many
        base.firm.look()
    engine = BulkEngine(Engine(catalogue), sample.TODAY)
    (found,) = engine.answer(batch_of(bases, catalogue.vocabulary))
    (details,) = engine.details(found)
    assert details.by_hand.tolist() == [0]
    assert told(details, 0) == (LARGEST, None, ())
    assert told(details, 1) == (600, 600, ())


def held(text: str, values: dict[FactKey, Value]) -> Counter:
    """Hold the answers for one firm with values such as no file has to those of the interpreter."""
    catalogue = sample.catalogue(text)
    base = sample.base({"企业": {}})
    base.firm.values.update(values)
    base.firm.look()
    wrong, counts = disagreements(Engine(catalogue), batch_of([base], catalogue.vocabulary), sample.TODAY)
    assert wrong == []
    return counts


def test_a_month_that_fits_no_column_is_a_month() -> None:
    months = "期: [2025-04, 2025-04], 基期: [2025-01, 2025-02], 有效月: 大于0, 对比: 月均"
    text = policy(item("甲", benefit=f"基数: {{逐月增量: 本地采购额, {months}}}, 比例: 10%"))
    counts = held(text, {("本地采购额", "2025-01"): 10**30, ("本地采购额", "2025-02"): 0, ("本地采购额", "2025-04"): 7})
    assert counts["金额"] == 1


def test_what_money_would_read_if_more_were_known_is_asked_only_where_it_is_not_known() -> None:
    text = policy(item("甲", benefit="方式: 抵税, 基数: 上年(营业收入), 比例: 10%, 当年至多: 应纳税额, 结转: 2年"))
    held(text, {("应纳税额", None): 10**30})
    held(text, {("应纳税额", None): Possible(frozenset((1, 2)))})


# Quotients -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("op", [">=", ">", "<=", "<"])
@pytest.mark.parametrize("part", ["30万元", None])
@pytest.mark.parametrize("profit", ["100万元", "-100万元", "0元", None])
def test_a_quotient_of_facts_that_are_told_of_some_or_of_nobody(op: str, part: str | None, profit: str | None) -> None:
    """With fewer rows than a word has bits, and a column that is not there at all."""
    text = policy(item("甲", edition(f"条件: [{{规则: 应纳税额 / 上年(利润总额) {op} 30%}}]"), category="资质"))
    firm = {"应纳税额": part, "利润总额": profit}
    told = {name: value for name, value in firm.items() if value is not None}
    agree(text, *({"企业": told} for _ in range(3)))
    other = {"利润总额": {"自": "50万元", "至": "200万元"}} if profit else {}
    agree(text, {"企业": told}, {"企业": told | other}, {"企业": {"应纳税额": "1万元"}})
