"""The interpreter: exact facts give exact answers, and whatever is told less is never told wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.answer import interpret
from songjieyou.rules.answer.context import Context
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Band, Possible, Value
from tests.rules import sample
from tests.rules.sample import truth, value
from tests.rules.test_values import inside

WAN = 1_000_000
WORDS: dict[int, Any] = {TRUE: True, FALSE: False, MAYBE: None}
ALL = (FALSE, MAYBE, TRUE)


def firm(**facts: Any) -> dict[str, Any]:
    return {"企业": facts}


def condition(text: str, facts: Mapping[str, Any] | None = None, kind: str = "企业") -> int:
    """The truth of one condition in flow style."""
    node = sample.item(f"条件: [{text}]", kind=kind).versions[0].conditions[0].node
    return interpret.truth(node, sample.context(facts, kind=kind))


def number(text: str, facts: Mapping[str, Any] | None = None, kind: str = "企业") -> Value:
    """What one value in flow style is worth (read as 金额)."""
    benefit = sample.item(f"补贴: {{性质: 定额, 金额: {text}}}", kind=kind, category="奖补").versions[0].benefit
    assert benefit is not None
    assert isinstance(benefit.amount, t.Choose | t.Extreme | t.Arith | t.Literal)
    return interpret.value(benefit.amount, sample.context(facts, kind=kind))


# Kleene --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("truths", list(product(ALL, repeat=3)))
def test_and_or_and_not_in_every_order(truths: tuple[int, int, int]) -> None:
    facts = {
        "企业": {"失信": WORDS[truths[0]], "规上": WORDS[truths[1]]},
        "项目": {"数字化改造": WORDS[truths[2]]},
    }
    for names in permutations(("失信", "规上", "数字化改造")):
        assert truth(" 且 ".join(names), facts, kind="项目") == min(truths)
        assert truth(" 或 ".join(names), facts, kind="项目") == max(truths)
        assert truth(f"非 ({' 且 '.join(names)})", facts, kind="项目") == TRUE - min(truths)
        assert truth(" 且 ".join(f"非 {name}" for name in names), facts, kind="项目") == TRUE - max(truths)


def test_a_yes_or_no_of_which_both_are_possible_is_unknown() -> None:
    assert truth("失信", firm(失信={"可能": [True, False]})) == MAYBE
    assert truth("失信 或 非 失信", firm(失信={"可能": [True, False]})) == MAYBE
    assert truth("失信 = 规上", firm(失信=True, 规上=True)) == TRUE
    assert truth("失信 = 规上", firm(失信=True, 规上=False)) == FALSE
    assert truth("失信 != 规上", firm(失信=True)) == MAYBE


# Years ---------------------------------------------------------------------------------------------------------------

YEARS = {"2024": "120元", "2023": "100元", "2022": "80元", "2021": "0元", "2025": "7元"}


@pytest.mark.parametrize(
    ("rule", "worth"),
    [
        ("上年(营业收入)", 12_000),
        ("前年(营业收入)", 10_000),
        ("本年(营业收入)", 700),
        ("年度(营业收入, 2022)", 8_000),
        ("年度(营业收入, 2000)", UNKNOWN),
        ("近(营业收入, 3年, 合计)", 30_000),
        ("近(营业收入, 3年, 均值)", 10_000),
        ("近(营业收入, 4年, 均值)", 7_500),
        ("近(营业收入, 5年, 合计)", UNKNOWN),
        ("近(营业收入, 1年, 增长率)", Fraction(1, 5)),
        ("近(营业收入, 2年, 增长率)", Fraction(1, 2)),
        ("近(营业收入, 3年, 增长率)", UNKNOWN),
        ("近(营业收入, 2年, 平均增长率)", Fraction(9, 40)),
    ],
)
def test_years_count_back_from_the_date_asked(rule: str, worth: Value) -> None:
    assert value(rule, firm(营业收入=YEARS)) == worth


def test_years_move_with_the_date_asked() -> None:
    assert value("上年(营业收入)", firm(营业收入=YEARS), "2024-01-01") == 10_000
    assert value("上年(营业收入)", firm(营业收入=YEARS), "2026-12-31") == 700
    assert value("年度(营业收入, 2024)", firm(营业收入=YEARS), "2026-12-31") == 12_000


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("近(营业收入, 3年, 每年) >= 80元", TRUE),
        ("近(营业收入, 3年, 每年) >= 81元", FALSE),
        ("近(营业收入, 5年, 每年) >= 80元", FALSE),
        ("近(营业收入, 5年, 每年) >= 0", MAYBE),
        ("近(营业收入, 5年, 任一年) >= 120元", TRUE),
        ("近(营业收入, 5年, 任一年) > 120元", MAYBE),
        ("近(营业收入 > 100元, 2年, 任一年)", TRUE),
        ("近(营业收入 > 100元, 2年, 每年)", FALSE),
        ("近(营业收入, 2年, 复合增长率) >= 22%", TRUE),
        ("近(营业收入, 2年, 复合增长率) >= 23%", FALSE),
        ("近(营业收入, 3年, 复合增长率) >= 0", MAYBE),
    ],
)
def test_every_year_any_year_and_compound_growth(rule: str, expected: int) -> None:
    assert truth(rule, firm(营业收入=YEARS)) == expected


@pytest.mark.parametrize("years", [1, 2, 3])
@pytest.mark.parametrize("rate", ["0%", "5%", "10%"])
@pytest.mark.parametrize("op", [">=", ">", "<", "="])
def test_compound_growth_is_exact_where_roots_are_not(years: int, rate: str, op: str) -> None:
    """At the very threshold: 100 grown by the rate, and one 分 to either side."""
    start = 10**8
    grown = start * (100 + int(rate[:-1])) ** years // 100**years
    for fen in (grown - 1, grown, grown + 1):
        facts = firm(
            营业收入={"2024": f"{Fraction(fen, 100)}元" if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}元"}
        )
        facts["企业"]["营业收入"][str(2024 - years)] = f"{start // 100}元"
        expected = {">=": fen >= grown, ">": fen > grown, "<": fen < grown, "=": fen == grown}[op]
        assert truth(f"近(营业收入, {years}年, 复合增长率) {op} {rate}", facts) == (TRUE if expected else FALSE)


def test_growth_from_nothing_or_from_a_loss_means_nothing() -> None:
    for before in ("0元", "-5元", {"自": "-5元", "至": "5元"}):
        assert value("近(利润总额, 1年, 增长率)", firm(利润总额={"2024": "9元", "2023": before})) is UNKNOWN


def test_a_division_by_zero_is_unknown_not_false() -> None:
    facts = firm(研发费用="3元", 营业收入="0元")
    assert truth("上年(研发费用 / 营业收入) >= 3%", facts) == MAYBE
    assert truth("上年(研发费用 / 营业收入) >= 3% 且 失信", {"企业": {**facts["企业"], "失信": False}}) == FALSE


# Dates ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "facts", "worth"),
    [
        ("注册日期 + 1个月", firm(注册日期="2024-01-31"), dt.date(2024, 2, 29)),
        ("注册日期 - 1年", firm(注册日期="2024-02-29"), dt.date(2023, 2, 28)),
        ("注册日期 + 30天", firm(注册日期="2024-02-01"), dt.date(2024, 3, 2)),
        ("申报日", {}, dt.date(2025, 6, 30)),
        ("申报日 - 注册日期", firm(注册日期="2025-06-01"), 29),
        ("注册日期 - 申报日", firm(注册日期="2025-06-01"), -29),
        ("申报日 - 注册日期", firm(注册日期={"自": "2025-06-01", "至": "2025-06-20"}), Band(10, 29)),
        ("申报日 - 注册日期", firm(注册日期={"至": "2025-06-20"}), Band(10, None)),
        ("申报日 - 注册日期", {}, UNKNOWN),
        (
            "注册日期 + 1个月",
            firm(注册日期={"自": "2024-01-30", "至": "2024-02-10"}),
            Band(dt.date(2024, 2, 29), dt.date(2024, 3, 10)),
        ),
        ("注册日期 + 9999年", firm(注册日期="2024-01-31"), UNKNOWN),
    ],
)
def test_dates_move_and_are_apart(rule: str, facts: dict[str, Any], worth: Value) -> None:
    assert value(rule, facts) == worth


@pytest.mark.parametrize(
    ("term", "worth"),
    [
        ("12个月", dt.date(2025, 1, 31)),
        ({"自": "1个月", "至": "3个月"}, Band(dt.date(2024, 2, 29), dt.date(2024, 4, 30))),
        ({"自": "1个月"}, Band(dt.date(2024, 2, 29), None)),
        ({"可能": ["1个月", "3个月"]}, Possible(frozenset((dt.date(2024, 2, 29), dt.date(2024, 4, 30))))),
        (None, UNKNOWN),
    ],
)
def test_a_date_moved_by_what_is_not_exact(term: Any, worth: Value) -> None:
    facts = {"贷款": {"贷款发放日": "2024-01-31", "贷款期限": term}}
    assert value("贷款发放日 + 贷款期限", facts, kind="贷款") == worth


def test_a_date_moved_back_by_a_band() -> None:
    facts = {"贷款": {"贷款发放日": "2024-03-31", "贷款期限": {"自": "1个月", "至": "13个月"}}}
    assert value("贷款发放日 - 贷款期限", facts, kind="贷款") == Band(dt.date(2023, 2, 28), dt.date(2024, 2, 29))
    assert value(
        "贷款发放日 + 贷款期限 / 2", {"贷款": {"贷款发放日": "2024-03-31", "贷款期限": "12个月"}}, kind="贷款"
    ) == dt.date(2024, 9, 30)
    half = {"贷款": {"贷款发放日": "2024-03-31", "贷款期限": "12个月"}}
    assert value("贷款发放日 + 贷款期限 * 0.5", half, kind="贷款") == dt.date(2024, 9, 30)


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "worth"),
    [
        ("2024-01-19", UNKNOWN),
        ("2024-01-20", Fraction(345, 10_000)),
        ("2024-07-22", Fraction(335, 10_000)),
        ("2025-12-31", Fraction(3, 100)),
        ("2026-01-01", UNKNOWN),
        ({"自": "2024-08-01", "至": "2025-01-01"}, Fraction(335, 10_000)),
        (
            {"自": "2024-01-20", "至": "2025-12-31"},
            Possible(frozenset((Fraction(345, 10_000), Fraction(335, 10_000), Fraction(3, 100)))),
        ),
        ({"自": "2024-01-19", "至": "2024-02-01"}, UNKNOWN),
        ({"自": "2024-02-01"}, UNKNOWN),
        ({"可能": ["2024-02-01", "2024-03-01"]}, Fraction(345, 10_000)),
        ({"可能": ["2024-02-01", "2026-03-01"]}, UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_table_is_read_on_a_date(date: Any, worth: Value) -> None:
    assert value("参数(LPR, 注册日期)", firm(注册日期=date)) == worth


def test_a_table_is_read_over_every_row_a_moved_date_may_meet() -> None:
    facts = {"贷款": {"贷款发放日": "2024-02-01", "贷款期限": {"自": "1个月", "至": "18个月"}}}
    rates = Possible(frozenset((Fraction(345, 10_000), Fraction(335, 10_000), Fraction(3, 100))))
    assert value("参数(LPR, 贷款发放日 + 贷款期限)", facts, kind="贷款") == rates


# Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("组织形式 = '公司'", firm(组织形式="公司"), TRUE),
        ("组织形式 != '公司'", firm(组织形式="公司"), FALSE),
        ("组织形式 属于 [公司, 合伙]", firm(组织形式={"可能": ["公司", "合伙"]}), TRUE),
        ("组织形式 属于 [公司]", firm(组织形式={"可能": ["公司", "合伙"]}), MAYBE),
        ("组织形式 属于 [个体]", firm(组织形式={"可能": ["公司", "合伙"]}), FALSE),
        ("组织形式 属于 [个体]", {}, MAYBE),
        ("行业代码 属于 [C]", firm(行业代码="3611"), TRUE),
        ("行业代码 属于 [3611]", firm(行业代码="36"), MAYBE),
        ("行业代码 属于 [3611, 3612]", firm(行业代码="361"), TRUE),
        ("行业代码 不属于 [3611]", firm(行业代码="36"), MAYBE),
        ("行业代码 不属于 [D]", firm(行业代码="36"), TRUE),
        ("行业代码 属于 [C]", firm(行业代码={"可能": ["3611", "36"]}), TRUE),
        ("行业代码 属于 [C]", firm(行业代码={"可能": ["3611", "D"]}), MAYBE),
        ("所在地区 = '湖南省长沙市'", firm(所在地区="湖南省长沙市望城区"), TRUE),
        ("所在地区 = '湖南省长沙市望城区'", firm(所在地区="湖南省"), MAYBE),
        ("所在地区 属于 名单(扶持县)", firm(所在地区="湖南省/邵阳市/城步县"), TRUE),
        ("所在地区 属于 名单(扶持县)", firm(所在地区="湖南省/邵阳市"), MAYBE),
        ("所在地区 属于 名单(扶持县)", firm(所在地区="湖南省/长沙市"), FALSE),
        ("企业名称 属于 名单(白名单)", firm(企业名称="甲公司"), TRUE),
        ("企业名称 属于 名单(白名单)", firm(企业名称="丙公司"), MAYBE),
        ("企业名称 不属于 名单(白名单)", firm(企业名称="丙公司"), MAYBE),
        ("'高新' 属于 资质", firm(资质=["高新", "小巨人"]), TRUE),
        ("'高新' 属于 资质", firm(资质=[]), FALSE),
        ("'高新' 属于 资质", {}, MAYBE),
        ("资质 = '高新'", firm(资质=["高新", "小巨人"]), TRUE),
        ("资质 属于 [专精特新, 小巨人]", firm(资质=["高新", "小巨人"]), TRUE),
        ("资质 属于 [专精特新]", firm(资质=["高新", "小巨人"]), FALSE),
    ],
)
def test_words_belong_where_they_are_known_to(rule: str, facts: dict[str, Any], expected: int) -> None:
    assert truth(rule, facts) == expected


# Subjects below ------------------------------------------------------------------------------------------------------

LOANS = {
    "贷款": [
        {"号": "L1", "贷款本金": "100元", "固定资产贷款": True, "贷款发放日": "2024-03-01"},
        {"号": "L2", "贷款本金": "200元", "固定资产贷款": False, "贷款发放日": "2024-05-01"},
        {"号": "L3", "贷款本金": "300元", "贷款发放日": "2024-01-01"},
    ]
}


@pytest.mark.parametrize(
    ("rule", "worth"),
    [
        ("合计(贷款本金)", 60_000),
        ("合计(贷款本金, 固定资产贷款)", Band(10_000, 40_000)),
        ("合计(贷款本金, 非 固定资产贷款)", Band(20_000, 50_000)),
        ("合计(贷款本金, 贷款发放日 < 2024-02-01)", 30_000),
        ("合计(贷款本金, 贷款发放日 < 2023-02-01)", 0),
        ("个数(贷款)", 3),
        ("个数(贷款, 固定资产贷款)", Band(1, 2)),
        ("个数(贷款本金 >= 200元)", 2),
        ("最大(贷款本金)", 30_000),
        ("最小(贷款本金)", 10_000),
        ("最大(贷款本金, 固定资产贷款)", Band(10_000, 30_000)),
        ("最小(贷款本金, 非 固定资产贷款)", 20_000),
        ("最大(贷款本金, 贷款发放日 < 2023-02-01)", UNKNOWN),
        ("最大(贷款本金, 固定资产贷款 且 贷款发放日 < 2024-02-01)", UNKNOWN),
        ("最大(贷款发放日)", dt.date(2024, 5, 1)),
        ("最大(贷款期限)", UNKNOWN),
        ("合计(贷款期限)", UNKNOWN),
    ],
)
def test_totals_over_the_subjects_below(rule: str, worth: Value) -> None:
    assert value(rule, LOANS) == worth


def test_an_extreme_that_only_may_count_others_holds_all_between() -> None:
    """L1 surely counts, L2 and L3 may: the largest is any of the three."""
    facts = {"贷款": [{"贷款本金": "100元", "固定资产贷款": True}, {"贷款本金": "200元"}, {"贷款本金": "300元"}]}
    assert value("最大(贷款本金, 固定资产贷款)", facts) == Band(10_000, 30_000)
    assert truth("最大(贷款本金, 固定资产贷款) = 200元", facts) == MAYBE
    assert value("最小(贷款本金, 固定资产贷款)", facts) == 10_000


def test_an_extreme_of_dates_that_are_not_all_known() -> None:
    facts = {"贷款": [{"贷款发放日": "2024-03-01"}, {}, {"贷款发放日": {"自": "2024-01-01", "至": "2024-06-01"}}]}
    assert value("最大(贷款发放日)", facts) == Band(dt.date(2024, 3, 1), None)
    assert value("最小(贷款发放日)", facts) == Band(None, dt.date(2024, 3, 1))


@pytest.mark.parametrize("told", [None, []])
def test_an_absent_list_is_unknown_and_an_empty_one_is_none(told: Any) -> None:
    facts = {"贷款": told}
    none = told is not None
    assert value("合计(贷款本金)", facts) == (0 if none else UNKNOWN)
    assert value("个数(贷款)", facts) == (0 if none else UNKNOWN)
    assert value("最大(贷款本金)", facts) is UNKNOWN
    assert truth("每个(固定资产贷款)", facts) == (TRUE if none else MAYBE)


def test_every_one_of_the_subjects_below() -> None:
    assert truth("每个(贷款本金 >= 100元)", LOANS) == TRUE
    assert truth("每个(贷款本金 >= 101元)", LOANS) == FALSE
    assert truth("每个(固定资产贷款)", LOANS) == FALSE
    assert truth("每个(固定资产贷款 或 贷款本金 > 150元)", LOANS) == TRUE
    assert truth("每个(非 固定资产贷款 或 贷款本金 < 150元)", LOANS) == MAYBE


def test_subjects_below_are_those_of_the_subject_asked() -> None:
    told = {
        "项目": [{"号": "P1"}],
        "贷款": [{"属": "P1", "贷款本金": "1元"}, {"属": "企业", "贷款本金": "5元"}],
    }
    assert value("合计(贷款本金)", told, kind="项目") == 100
    assert value("合计(贷款本金)", told) == 600
    assert truth("每个(贷款本金 <= 项目总投资)", told, kind="项目") == MAYBE


# Derived facts -------------------------------------------------------------------------------------------------------


def test_a_derived_fact_that_was_stated_wins() -> None:
    facts = firm(研发费用="3元", 营业收入="100元", 研发占比="5%")
    assert value("上年(研发占比)", facts) == Fraction(1, 20)
    assert value("前年(研发占比)", facts) is UNKNOWN
    assert truth("划型 = '大型'", firm(划型="大型")) == TRUE
    assert value("划型", firm(划型={"可能": ["大型", "中型"]}, 从业人员=5)) == Possible(frozenset(("大型", "中型")))


@pytest.mark.parametrize(
    ("people", "revenue", "size"),
    [
        (350, "1800万元", "小型"),
        (19, "5000万元", "微型"),
        (999, "4亿元", "中型"),
        (1000, "4亿元", "大型"),
        (300, None, Possible(frozenset(("微型", "小型", "中型")))),
        (None, "300万元", Possible(frozenset(("微型", "小型")))),
        (19, None, "微型"),
        ({"自": 20, "至": 299}, "2000万元", "小型"),
        ({"自": 20, "至": 300}, "2000万元", Possible(frozenset(("小型", "中型")))),
        ({"自": 20}, {"不足": "2000万元"}, Possible(frozenset(("微型", "小型")))),
        (None, None, Possible(frozenset(("微型", "小型", "中型", "大型")))),
    ],
)
def test_the_lower_of_two_classes(people: Any, revenue: Any, size: Value) -> None:
    assert value("划型", firm(从业人员=people, 营业收入=revenue)) == size


def test_many_unknown_classes_are_ranked_at_once() -> None:
    unknown = t.Fact("划型", t.Dim.WORD)
    order = ("微型", "小型", "中型", "大型")
    for op in ("取低", "取高"):
        found = interpret.value(t.Rank(op, (unknown,) * 60, order), sample.context())
        assert found == Possible(frozenset(order))
    low = t.Rank("取低", (unknown, t.Literal("小型", t.Dim.WORD)), order)
    assert interpret.value(low, sample.context()) == Possible(frozenset(("微型", "小型")))


def test_a_derived_fact_is_computed_at_the_subject_it_is_about() -> None:
    facts = {"项目": [{"号": "P1"}, {"号": "P2"}, {"号": "P3"}], "贷款": {"号": "L1", "属": "P2"}}
    assert value("项目个数", facts) == 3
    assert value("项目个数", facts, kind="贷款") == 3
    base = sample.base(facts)
    at = Context(sample.vocabulary(), base, base.subjects["项目"][0], sample.TODAY)
    assert interpret.value(sample.value_node("项目个数", "项目"), at) == 3


# What if -------------------------------------------------------------------------------------------------------------


def test_what_is_supposed_is_seen_by_all_who_stand_under_it() -> None:
    facts = {
        "企业": {"营业收入": "100元", "研发费用": "3元"},
        "项目": [{"号": "P1", "项目总投资": "10元"}],
        "贷款": [{"属": "P1", "贷款本金": "5元"}, {"属": "P1", "贷款本金": "20元"}],
    }
    at = sample.context(facts, kind="项目")
    each = sample.truth_node("每个(贷款本金 <= 项目总投资)", "项目")
    assert interpret.truth(each, at) == FALSE
    more = at.supposing({("项目总投资", None): 2000})
    assert interpret.truth(each, more) == TRUE
    assert interpret.value(sample.value_node("合计(贷款本金)", "项目"), more) == 2500
    share = sample.value_node("上年(研发占比)", "项目")
    assert interpret.value(share, at) == Fraction(3, 100)
    richer = more.supposing({("研发费用", 2024): 500})
    assert interpret.value(share, richer) == Fraction(1, 20)
    assert interpret.truth(each, richer) == TRUE
    assert interpret.value(share, richer.on_date(dt.date(2025, 7, 1))) == Fraction(1, 20)
    assert interpret.truth(each, at) == FALSE
    assert interpret.value(share, at) == Fraction(3, 100)


def test_what_is_supposed_of_one_is_not_seen_by_those_beside_it() -> None:
    facts = {"项目": [{"号": "P1", "项目总投资": "10元"}, {"号": "P2", "项目总投资": "20元"}]}
    base = sample.base(facts)
    at = Context(sample.vocabulary(), base, base.subjects["项目"][0], sample.TODAY).supposing(
        {("项目总投资", None): 5000}
    )
    assert [at.at(project).view["项目总投资", None] for project in base.subjects["项目"]] == [5000, 2000]
    assert ("项目总投资", None) not in at.at(base.firm).view


# Tiers and choices ---------------------------------------------------------------------------------------------------

OPEN_TIERS = "{按: 专利数, 档: [{至: 3项, 得: 5元}, {超过: 3项, 不足: 6项, 得: 7元}, {等于: [6项], 得: 7元}]}"


@pytest.mark.parametrize(
    ("told", "worth"),
    [
        (0, 500),
        (3, 500),
        (4, 700),
        (6, 700),
        (7, UNKNOWN),
        ({"自": 1, "至": 3}, 500),
        ({"自": 4, "至": 6}, 700),
        ({"自": 3, "至": 6}, Possible(frozenset((500, 700)))),
        ({"自": 3, "至": 7}, UNKNOWN),
        ({"自": 4}, UNKNOWN),
        ({"可能": [4, 6]}, 700),
        ({"可能": [2, 6]}, Possible(frozenset((500, 700)))),
        ({"可能": [2, 7]}, UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_tiers_without_an_else_answer_a_band_that_they_cover(told: Any, worth: Value) -> None:
    assert number(OPEN_TIERS, firm(专利数=told)) == worth


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"自": 10, "至": 19}, FALSE),
        ({"自": 20, "至": 49}, TRUE),
        ({"自": 20, "至": 51}, MAYBE),
        ({"自": 10, "至": 30}, MAYBE),
        ({"自": 51, "至": 99}, FALSE),
        ({"自": 200}, FALSE),
        (None, MAYBE),
    ],
)
def test_tiers_of_requirements_agree_over_what_they_cover(told: Any, expected: int) -> None:
    """From 20 to 50 people two rows ask for the same; below and above, something else or nothing is granted."""
    tiers = "{分档: 上年(从业人员), 档: [{不足: 20人, 规则: 失信}, {至: 30人, 规则: 规上}, "
    tiers += "{满: 31人, 至: 50人, 规则: 规上}]}"
    assert condition(tiers, firm(从业人员=told, 失信=False, 规上=True)) == expected


def test_counted_facts_have_nothing_between_two_whole_numbers() -> None:
    gap = "{分档: %s, 档: [{至: %s, 规则: 规上}, {满: %s, 规则: 规上}]}"
    facts = firm(
        规上=True, 从业人员={"自": 10, "至": 40}, 注册日期={"自": "2024-01-01"}, 资产负债率={"自": "10%", "至": "40%"}
    )
    assert condition(gap % ("上年(从业人员)", "20人", "21人"), facts) == TRUE
    assert condition(gap % ("注册日期", "2024-07-24", "2024-07-25"), facts) == TRUE
    assert condition(gap % ("上年(资产负债率)", "20%", "21%"), facts) == MAYBE
    assert condition(gap % ("上年(资产负债率)", "20%", "20%"), facts) == TRUE


def test_tiers_on_words_and_codes_go_by_what_is_possible() -> None:
    tiers = "{分档: 组织形式, 档: [{等于: [公司, 合伙], 规则: 规上}, {等于: [个体], 规则: 失信}]}"
    facts = {"规上": True, "失信": False}
    assert condition(tiers, firm(组织形式={"可能": ["公司", "合伙"]}, **facts)) == TRUE
    assert condition(tiers, firm(组织形式={"可能": ["公司", "个体"]}, **facts)) == MAYBE
    assert condition(tiers, firm(**facts)) == MAYBE
    codes = "{分档: 行业代码, 档: [{等于: [361], 规则: 规上}, {等于: [36], 规则: 规上}, {等于: [C], 规则: 失信}]}"
    assert condition(codes, firm(行业代码="36", **facts)) == TRUE
    assert condition(codes, firm(行业代码={"可能": ["3611", "367"]}, **facts)) == TRUE
    assert condition(codes, firm(行业代码={"可能": ["36", "D"]}, **facts)) == MAYBE


def test_rows_that_cover_every_value_of_a_choice_answer_where_it_is_not_known() -> None:
    every = "{分档: 组织形式, 档: [{等于: [公司, 合伙], 得: 5元}, {等于: [个体], 得: 7元}]}"
    assert number(every) == Possible(frozenset((500, 700)))
    assert number(every, firm(组织形式={"可能": ["公司", "合伙"]})) == 500
    assert number(every.replace(", {等于: [个体], 得: 7元}", "")) is UNKNOWN
    size = (
        "{选择: [{当: 划型 = '微型', 得: 1元}, {当: '划型 属于 [小型, 中型]', 得: 2元}, {当: 划型 = '大型', 得: 3元}]}"
    )
    assert number(size) == Possible(frozenset((100, 200, 300)))
    assert number(size, firm(从业人员=20, 营业收入={"自": "300万元"})) == 200
    assert number(size, firm(从业人员=20)) == Possible(frozenset((100, 200)))
    flag = "{选择: [{当: 失信, 得: 5元}, {当: 非 失信, 得: 7元}]}"
    assert number(flag) == Possible(frozenset((500, 700)))
    assert condition(flag.replace("得: 5元", "规则: 规上").replace("得: 7元", "规则: 规上"), firm(规上=True)) == TRUE


def test_a_row_is_read_with_the_value_that_chose_it() -> None:
    rows = "{选择: [{当: 专利数 >= 5, 得: 专利数 * 1元}, {得: 专利数 * 10元}]}"
    assert number(rows, firm(专利数={"可能": [4, 5]})) == Possible(frozenset((4000, 500)))
    assert number(rows, firm(专利数={"自": 4, "至": 5})) == Band(400, 5000)


def test_a_choice_by_facts_of_others_is_not_taken_apart() -> None:
    rows = "{选择: [{当: 最大(项目总投资) >= 5元, 得: 1元}, {当: 最大(项目总投资) < 5元, 得: 2元}]}"
    assert number(rows, {"项目": [{"项目总投资": {"可能": ["4元", "6元"]}}]}) is UNKNOWN
    assert number(rows, {"项目": [{"项目总投资": "6元"}]}) == 100


def test_facts_of_earlier_years_are_read_where_one_looks_back() -> None:
    """All of them: counted from the date asked, of a year of their own, of subjects below; the date asked stays."""
    told = {"企业": {"营业收入": YEARS, "研发占比": {"2023": "9%"}}, "项目": {"项目总投资": "1元"}}
    at = sample.context(told).earlier(1)
    for rule, worth in (
        ("上年(营业收入)", 10_000),
        ("年度(营业收入, 2023)", 8_000),
        ("近(营业收入, 2年, 合计)", 18_000),
        ("上年(研发占比)", Fraction(9, 100)),
        ("合计(项目总投资)", 100),
    ):
        assert interpret.value(sample.value_node(rule), at) == worth
    assert (
        interpret.value(sample.value_node("上年(营业收入)"), at.supposing({("应纳税额", None): 1}).earlier(1)) == 8_000
    )
    assert interpret.truth(sample.truth_node("申报日 = 2025-06-30"), at) == TRUE


def test_what_is_stated_of_a_derived_fact_without_years_is_not_stated_of_earlier_ones() -> None:
    at = sample.context(firm(划型="大型", 从业人员={"2023": 1}, 营业收入={"2023": "1元"}))
    node = sample.value_node("划型")
    assert (interpret.value(node, at), interpret.value(node, at.earlier(1))) == ("大型", "微型")


def test_a_bound_that_is_not_exact_keeps_its_tier_in_doubt() -> None:
    tiers = "{按: 应纳税额, 档: [{至: 上年(营业收入), 得: 5元}, {超过: 上年(营业收入), 得: 7元}]}"
    band = {"自": "1元", "至": "2元"}
    assert number(tiers, firm(应纳税额=band, 营业收入="2元")) == 500
    assert number(tiers, firm(应纳税额=band, 营业收入="1元")) == Possible(frozenset((500, 700)))
    assert number(tiers, firm(应纳税额=band, 营业收入={"自": "1元", "至": "3元"})) is UNKNOWN
    assert number(tiers, firm(应纳税额=band, 营业收入={"自": "2元", "至": "3元"})) == 500
    assert number(tiers, firm(应纳税额="2元", 营业收入={"自": "1元", "至": "3元"})) is UNKNOWN


def test_a_choice_takes_what_is_common_to_the_rows_that_may_hold() -> None:
    rows = "{选择: [{当: 失信, 得: 5元}, {当: 规上, 得: 7元}, {得: 7元}]}"
    assert number(rows, firm(失信=True)) == 500
    assert number(rows, firm(失信=False)) == 700
    assert number(rows, firm(规上=True)) == Possible(frozenset((500, 700)))
    assert number("{选择: [{当: 失信, 得: 5元}]}", firm(失信=False)) is UNKNOWN
    assert number("{选择: [{当: 失信, 得: 5元}]}") is UNKNOWN
    choice = "{选择: [{当: 失信, 规则: 规上}, {不得: 规上}]}"
    assert [
        condition(choice, firm(失信=bad, 规上=big)) for bad, big in product((True, False, None), (True, False, None))
    ] == [
        *(TRUE, FALSE, MAYBE),
        *(FALSE, TRUE, MAYBE),
        *(MAYBE, MAYBE, MAYBE),
    ]
    assert condition("{选择: [{当: 失信, 规则: 规上}]}", firm(失信=False, 规上=True)) == FALSE
    assert condition("{选择: [{当: 失信, 规则: 规上}]}", firm(规上=True)) == MAYBE
    assert condition("{选择: [{当: 失信, 规则: 规上}]}", firm(规上=False)) == FALSE


BOUND = st.integers(0, 8)
ROWS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["满", "超过", "至", "不足"]), BOUND).map(lambda b: f"{b[0]}: {b[1]}项"),
        st.tuples(BOUND, BOUND).map(lambda b: f"超过: {b[0]}项, 至: {b[1]}项"),
        st.lists(BOUND, min_size=1, max_size=2).map(lambda b: f"等于: [{', '.join(f'{n}项' for n in b)}]"),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60)
@given(rows=ROWS, low=st.integers(0, 8), span=st.integers(1, 6), final=st.booleans())
def test_tiers_over_a_band_say_what_all_its_numbers_agree_on(rows: list[str], low: int, span: int, final: bool) -> None:
    """Against enumeration: every whole number of the band, one by one."""
    paid = ", ".join([f"{{{row}, 得: {n % 2 + 1}元}}" for n, row in enumerate(rows)] + ["{得: 9元}"] * final)
    asked = ", ".join(
        [f"{{{row}, 规则: {('失信', '规上')[n % 2]}}}" for n, row in enumerate(rows)] + ["{规则: 失信}"] * final
    )
    item = sample.item(
        f"补贴: {{性质: 定额, 金额: {{按: 专利数, 档: [{paid}]}}}}\n条件: [{{分档: 专利数, 档: [{asked}]}}]",
        category="奖补",
    )
    version = item.versions[0]
    assert version.benefit is not None
    amount = version.benefit.amount
    assert isinstance(amount, t.Choose)

    def answers(told: Any) -> tuple[Value, int]:
        at = sample.context(firm(专利数=told, 失信=True, 规上=False))
        return interpret.value(amount, at), interpret.truth(version.conditions[0].node, at)

    exact = [answers(n) for n in range(low, low + span + 1)]
    worths, truths = {worth for worth, _ in exact}, {found for _, found in exact}
    expected = worths.pop() if len(worths) == 1 else UNKNOWN if UNKNOWN in worths else Possible(frozenset(worths))
    assert answers({"自": low, "至": low + span}) == (expected, truths.pop() if len(truths) == 1 else MAYBE)


# Never wrong ---------------------------------------------------------------------------------------------------------

RULES = (
    "专利数 * 2 - 3项 >= 专利数",
    "应纳税额 / 上年(营业收入) >= 50%",
    "上年(利润总额) * 上年(资产负债率) < 应纳税额",
    "取小(应纳税额, 上年(营业收入), 3万元) >= 2万元",
    "取大(注册日期, 2024-03-01) + 1个月 <= 申报日 - 300天",
    "申报日 - 注册日期 > 400天",
    "近(营业收入, 2年, 均值) > 应纳税额",
    "近(营业收入, 1年, 增长率) >= 20%",
    "近(营业收入, 2年, 平均增长率) > 0",
    "近(营业收入, 2年, 复合增长率) >= 50%",
    "近(营业收入 > 应纳税额, 2年, 任一年)",
    "组织形式 = '公司' 且 行业代码 属于 [361, D]",
    "行业代码 不属于 [3611] 或 失信",
    "所在地区 属于 名单(扶持县)",
    "'高新' 属于 资质 且 非 失信",
    "参数(LPR, 注册日期) >= 3.4%",
    "划型 属于 [小型, 微型]",
    "合计(贷款本金, 固定资产贷款) >= 应纳税额",
    "最大(贷款本金, 固定资产贷款) > 最小(贷款本金)",
    "最大(贷款发放日) + 2个月 >= 注册日期",
    "个数(固定资产贷款 或 贷款本金 > 2万元) = 1",
    "每个(贷款本金 > 1万元 或 固定资产贷款)",
    "非 (失信 且 规上) 或 上年(资产负债率) != 50%",
)
CONDITIONS = (
    "{分档: 专利数, 档: [{至: 2项, 规则: 失信}, {不足: 5项, 规则: 规上}, {等于: [5项], 规则: 失信}]}",
    "{分档: 上年(研发费用) / 上年(营业收入), 档: [{满: 100%, 规则: 失信}, {超过: 50%, 规则: 规上}, {不得: 失信}]}",
    "{选择: [{当: 上年(营业收入) > 应纳税额, 规则: 失信}, {当: 规上, 规则: 专利数 > 2项}]}",
    "{任一: [{规则: 失信}, {不得: 规上, 除非: 专利数 > 3项}], 除非: 组织形式 = '个体'}",
)
WORTHS = (
    "{取高: [应纳税额, {按: 专利数, 档: [{满: 4项, 得: 5万元}, {满: 2项, 得: 应纳税额 * 2}, {得: 0}]}]}",
    "{合计: [上年(营业收入) - 应纳税额, 上年(利润总额) * 50%]}",
    "{选择: [{当: 组织形式 = '公司', 得: 应纳税额 / 专利数}, {得: '近(营业收入, 2年, 合计)'}]}",
)


def _number(top: int, unit: str) -> st.SearchStrategy[tuple[Any, Any]]:
    """An exact number and something that is told less exactly of it."""

    def blurred(n: int, below: int, above: int, how: str) -> tuple[Any, Any]:
        exact = f"{n}{unit}"
        told: dict[str, Any] = {
            "exact": exact,
            "unknown": None,
            "band": {"自": f"{max(0, n - below)}{unit}", "至": f"{n + above}{unit}"},
            "open": {"超过": f"{n - below - 1}{unit}", "不足": f"{n + above + 1}{unit}"},
            "from": {"自": f"{max(0, n - below)}{unit}"},
            "set": {"可能": [exact, f"{n + above}{unit}"]},
        }
        return exact, told["band" if how == "open" and n - below - 1 < 0 else how]

    ways = st.sampled_from(["exact", "exact", "unknown", "band", "open", "from", "set"])
    return st.builds(blurred, st.integers(0, top), st.integers(0, 2), st.integers(0, 2), ways)


def _date(n: int, below: int, above: int, how: str) -> tuple[Any, Any]:
    days = [dt.date(2023, 12, 29) + dt.timedelta(days=31 * k) for k in (n - below, n, n + above)]
    low, exact, high = map(str, days)
    told = {"exact": exact, "unknown": None, "band": {"自": low, "至": high}, "set": {"可能": [exact, high]}}
    return exact, told[how]


DATES = st.builds(
    _date,
    st.integers(0, 20),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["exact", "unknown", "band", "set"]),
)
YES_NO = st.sampled_from([(True, True), (False, False), (True, None), (False, None), (True, {"可能": [True, False]})])
FORMS = st.sampled_from([("公司", "公司"), ("个体", {"可能": ["个体", "公司"]}), ("合伙", None)])
INDUSTRIES = st.sampled_from(
    [("3611", "361"), ("3612", "3612"), ("3670", "36"), ("4411", "D"), ("4411", {"可能": ["36", "4411"]})]
)
REGIONS = st.sampled_from(
    [("湖南省/邵阳市/城步县", "湖南省/邵阳市"), ("湖南省/长沙市", "湖南省/长沙市"), ("湖南省/长沙市", "湖南省")]
)
TITLES = st.sampled_from([(["高新"], ["高新"]), ([], []), (["高新", "小巨人"], None)])
YEARLY = st.tuples(_number(3, "万元"), _number(3, "万元"), _number(3, "万元")).map(
    lambda years: tuple({str(2024 - n): pair[side] for n, pair in enumerate(years)} for side in (0, 1))
)
LOAN = st.fixed_dictionaries({"贷款本金": _number(4, "万元"), "固定资产贷款": YES_NO, "贷款发放日": DATES})
FIRMS = st.fixed_dictionaries(
    {
        "专利数": _number(6, "项"),
        "应纳税额": _number(4, "万元"),
        "营业收入": YEARLY,
        "研发费用": _number(3, "万元"),
        "利润总额": _number(3, "万元"),
        "资产负债率": _number(100, "%"),
        "从业人员": _number(30, "人"),
        "注册日期": DATES,
        "失信": YES_NO,
        "规上": YES_NO,
        "组织形式": FORMS,
        "行业代码": INDUSTRIES,
        "所在地区": REGIONS,
        "资质": TITLES,
    }
)


def side(facts: Mapping[str, tuple[Any, Any]], which: int) -> dict[str, Any]:
    return {name: pair[which] for name, pair in facts.items()}


def compiled() -> Catalogue:
    """One policy with all of CONDITIONS and WORTHS."""
    text = sample.policy_text(f"条件: [{', '.join(CONDITIONS)}]") + "\n"
    head = "类别: 奖补, 对象: 企业, 版本: [{文件: 一版, 施行: 2024-01-01, 失效: 无, 补贴: {性质: 定额, 金额: "
    return sample.catalogue(
        text + "".join(f"- {{编号: 值{n}, {head}{worth}}}}}]}}\n" for n, worth in enumerate(WORTHS))
    )


COMPILED = compiled()


@settings(max_examples=150)
@given(told=FIRMS, loans=st.lists(LOAN, max_size=3), listed=st.booleans())
def test_whatever_is_told_less_is_never_told_wrong(
    told: dict[str, tuple[Any, Any]], loans: list[dict[str, tuple[Any, Any]]], listed: bool
) -> None:
    """Every rule with exact facts, and with the same facts blurred into bands, sets and the unknown."""
    exact = sample.context({"企业": side(told, 0), "贷款": [side(loan, 0) for loan in loans]})
    blurred = sample.context({"企业": side(told, 1), "贷款": [side(loan, 1) for loan in loans] if listed else None})
    nodes = [sample.truth_node(rule) for rule in RULES]
    nodes += [condition.node for condition in COMPILED.items["办法/甲"].versions[0].conditions]
    for node in nodes:
        assert interpret.truth(node, blurred) in (MAYBE, interpret.truth(node, exact)), node
    for n in range(len(WORTHS)):
        benefit = COMPILED.items[f"办法/值{n}"].versions[0].benefit
        assert benefit is not None
        amount: Any = benefit.amount
        known, less = interpret.value(amount, exact), interpret.value(amount, blurred)
        assert less is UNKNOWN if known is UNKNOWN else inside(less, known), WORTHS[n]


def test_a_line_of_the_greatest_length_is_computed() -> None:
    assert value(" + ".join(["应纳税额"] * 149), firm(应纳税额="2元")) == 149 * 200
    assert truth("非 " * 23 + "失信", firm(失信=False)) == TRUE
    assert truth(" 且 ".join(["(规上 或 失信)"] * 49), firm(规上=True)) == TRUE
