"""Money: every construct of 补贴, to the 分, with its steps, parts and assumptions; bands where facts are bands."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.answer.amount import Amount, amount_of
from songjieyou.rules.answer.caps import NOTHING_RECEIVED, limits
from songjieyou.rules.answer.context import Context, Earnings
from songjieyou.rules.answer.flow import MOST_YEARS
from songjieyou.rules.facts.base import Subject
from songjieyou.rules.values import UNKNOWN, Band, Possible, Value
from tests.rules import sample
from tests.rules.sample import amount

WAN = 1_000_000
LOAN = "基数: 贷款本金, 比例: 1%"


def wan(number: float | str) -> int:
    """万元 in 分."""
    found = Fraction(str(number)) * WAN
    assert found.denominator == 1
    return found.numerator


def loan(principal: Any = "8000万元", **facts: Any) -> dict[str, Any]:
    project = {"数字化改造": facts.pop("数字化改造", False), "符合指南": facts.pop("符合指南", False)}
    told: dict[str, Any] = {name: facts.pop(name) for name in ("企业", "已享受") if name in facts}
    return {"项目": {"号": "P1", **project}, "贷款": {"号": "L1", "贷款本金": principal, **facts}, **told}


def on_loan(benefit: str, facts: Mapping[str, Any], on: str = "2025-06-30") -> Amount:
    return amount(benefit, facts, on, "贷款")


def steps(found: Amount) -> list[tuple[str, Value]]:
    return [(step.text, step.value) for step in found.trace]


# Base and rate -------------------------------------------------------------------------------------------------------


def test_base_times_rate_with_its_steps() -> None:
    found = on_loan(LOAN, loan())
    assert found.fen == found.low == found.high == wan(80)
    assert steps(found) == [("基数 贷款本金", wan(8000)), ("× 比例 1%", wan(80))]
    assert (found.kind, found.parts, found.assumptions) == ("定额", [], [])


@pytest.mark.parametrize(
    ("benefit", "fen"),
    [
        ("金额: 30万元", wan(30)),
        ("金额: 专利数 * 2万元", wan(6)),
        ("基数: 专利数, 比例: 2万元", wan(6)),
        ("基数: 应纳税额 * 50%, 比例: 10%", wan("0.5")),
        ("基数: 应纳税额, 比例: 参数(LPR) * 50%", wan("0.15")),
        ("基数: 应纳税额, 比例: {按: 专利数, 档: [{满: 3项, 得: 20%}, {得: 5%}]}", wan(2)),
        ("以事实代: 应纳税额", wan(10)),
        ("基数: 未见, 以事实代: 应纳税额", wan(10)),
        ("金额: 应纳税额 - 11万元", 0),
        ("金额: 0", 0),
        ("金额: 应纳税额 / 3", 3_333_333),
        ("金额: 应纳税额 / 0", None),
        ("性质: 未见", None),
        ("性质: 人工裁量", None),
    ],
)
def test_the_ways_to_say_an_amount(benefit: str, fen: int | None) -> None:
    assert amount(benefit, {"企业": {"专利数": 3, "应纳税额": "10万元"}}).fen == fen


def test_an_amount_that_was_not_seen_has_no_steps() -> None:
    found = amount("性质: 未见, 存疑: 标准没有公开")
    assert (found.value, found.low, found.high, found.trace) == (UNKNOWN, None, None, [])
    assert found.assumptions == ["标准没有公开"]


@pytest.mark.parametrize("kind", ["定额", "上限", "估算"])
def test_the_kind_is_kept(kind: str) -> None:
    assert amount(f"性质: {kind}, 金额: 1元").kind == kind


@pytest.mark.parametrize(
    ("told", "worth"),
    [
        ({"自": "100万元", "至": "200万元"}, Band(wan(1), wan(2))),
        ({"自": "100万元"}, Band(wan(1), None)),
        ({"至": "200万元"}, Band(0, wan(2))),
        ({"可能": ["100万元", "300万元"]}, Band(wan(1), wan(3))),
        ({"自": "1.00元", "至": "1.49元"}, 1),
        ({"自": "1.00元", "至": "1.50元"}, Band(1, 2)),
        (None, UNKNOWN),
    ],
)
def test_a_band_of_the_base_is_a_band_of_the_amount(told: Any, worth: Value) -> None:
    found = on_loan(LOAN, loan(told))
    assert found.value == worth
    assert found.fen == (worth if isinstance(worth, int) else None)
    if isinstance(worth, Band):
        assert (found.low, found.high) == (worth.low, worth.high)


# Rounding ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounding", "fen"),
    [
        ("", 1_234_568),
        ("{到: 分, 方式: 舍去}", 1_234_567),
        ("{到: 分, 方式: 进位}", 1_234_568),
        ("{到: 角}", 1_234_570),
        ("{到: 元}", 1_234_600),
        ("{到: 元, 方式: 舍去}", 1_234_500),
        ("{到: 百元}", 1_230_000),
        ("{到: 百元, 方式: 进位}", 1_240_000),
        ("{到: 千元}", 1_200_000),
        ("{到: 千元, 方式: 进位}", 1_300_000),
        ("{到: 万元}", 1_000_000),
        ("{到: 万元, 方式: 进位}", 2_000_000),
    ],
)
def test_rounding_once_at_the_end(rounding: str, fen: int) -> None:
    """12345.675 yuan."""
    tail = f", 取整: {rounding}" if rounding else ""
    assert amount(f"基数: 应纳税额, 比例: 50%{tail}", {"企业": {"应纳税额": "24691.35元"}}).fen == fen


@pytest.mark.parametrize(
    ("rounding", "caps", "fen", "step"),
    [
        ("{到: 万元, 方式: 进位}", "{每: 企业, 金额: 12.5万元}", wan(12), "取整 到 万元；方式 进位（不超过上限）"),
        ("{到: 万元}", "{每: 企业, 金额: 12.5万元}", wan(12), "取整 到 万元（不超过上限）"),
        ("{到: 万元}", "{每: 企业, 金额: 12.4万元}", wan(12), "取整 到 万元"),
        ("{到: 万元, 方式: 进位}", "{每: 企业, 金额: 21万元}", wan(21), "取整 到 万元；方式 进位"),
        ("{到: 万元, 方式: 进位}", "{每: 企业, 金额: 20.9万元}", wan(20), "取整 到 万元；方式 进位（不超过上限）"),
        ("{到: 万元}", "{每: 企业, 金额: 12万元}", wan(12), ""),
        ("{到: 分}", "{每: 企业, 金额: 应纳税额 / 2}", 5, ""),
    ],
)
def test_rounding_never_breaks_a_cap(rounding: str, caps: str, fen: int, step: str) -> None:
    """20.5万 under a cap; half of eleven 分 is five."""
    facts = {"企业": {"应纳税额": "0.11元"}, "已享受": []}
    found = amount(f"金额: 20.5万元, 上限: [{caps}], 取整: {rounding}", facts)
    assert found.fen == fen
    assert [text for text, _ in steps(found) if text.startswith("取整")] == ([step] if step else [])


def test_a_tax_credit_is_not_rounded_above_the_tax_due() -> None:
    credit = "方式: 抵税, 金额: 20万元, 当年至多: 应纳税额, 取整: {到: 万元, 方式: 进位}"
    assert amount(credit, {"企业": {"应纳税额": "7.5万元"}}).fen == wan(7)


def test_nothing_is_rounded_on_the_way() -> None:
    """A third of one fen, three times."""
    facts = {"企业": {"应纳税额": "0.01元"}}
    assert amount("金额: 应纳税额 / 3 + 应纳税额 / 3 + 应纳税额 / 3", facts).fen == 1
    assert amount("金额: 应纳税额 / 3", facts).fen == 0


def test_an_amount_to_the_half_is_rounded_up() -> None:
    assert amount("金额: 应纳税额 / 2", {"企业": {"应纳税额": "0.01元"}}).fen == 1


# Uplift --------------------------------------------------------------------------------------------------------------

ITEMS = "各项: [{当: 数字化改造, 提高: 20%}, {当: 符合指南, 提高: 10%}]"
POINTS = "各项: [{当: 数字化改造, 提高: 0.2%}, {当: 符合指南, 提高: 0.1%}]"


@pytest.mark.parametrize(
    ("way", "digital", "guide", "fen"),
    [
        (f"方式: 按比例, {ITEMS}", False, False, wan(80)),
        (f"方式: 按比例, {ITEMS}", True, False, wan(96)),
        (f"方式: 按比例, {ITEMS}", False, True, wan(88)),
        (f"方式: 按比例, {ITEMS}", True, True, wan(104)),
        (f"方式: 连乘, {ITEMS}", True, True, wan("105.6")),
        (f"方式: 百分点, {POINTS}", True, True, wan(104)),
        (f"方式: 百分点, {POINTS}", True, False, wan(96)),
        (f"方式: 按比例, {ITEMS}, 至多: 25%", True, True, wan(100)),
        (f"方式: 百分点, {POINTS}, 至多: 0.25%", True, True, wan(100)),
        (f"方式: 按比例, {ITEMS}, 至多: 25%", True, False, wan(96)),
    ],
)
def test_uplift_three_ways(way: str, digital: bool, guide: bool, fen: int) -> None:
    assert on_loan(f"{LOAN}, 上浮: {{{way}}}", loan(数字化改造=digital, 符合指南=guide)).fen == fen


def test_points_are_added_to_the_rate_not_to_the_amount() -> None:
    base = "基数: 贷款本金, 比例: 1.2%"
    both = loan(数字化改造=True, 符合指南=True)
    assert on_loan(f"{base}, 上浮: {{方式: 百分点, {POINTS}}}", both).fen == wan(120)
    assert on_loan(f"{base}, 上浮: {{方式: 按比例, {ITEMS}}}", both).fen == wan("124.8")
    assert on_loan(f"{base}, 上浮: {{方式: 连乘, {ITEMS}}}", both).fen == wan("126.72")


def test_points_on_a_rate_of_zero_or_on_a_band() -> None:
    points = f"上浮: {{方式: 百分点, {POINTS}}}"
    found = on_loan(f"基数: 贷款本金, 比例: 0%, {points}", loan(数字化改造=True, 符合指南=True))
    assert found.fen == wan(24)
    assert found.trace[-1].text == "× 比例 0.3%（0%，加百分点：数字化改造 0.2%、符合指南 0.1%）"
    assert (found.base, found.factor) == (wan(8000), Fraction(3, 1000))
    banded = loan(数字化改造=True, 贷款利率={"自": "1%", "至": "3%"})
    assert on_loan(f"基数: 贷款本金, 比例: 贷款利率, {points}", banded).value == Band(wan(96), wan(256))


def test_an_uplift_that_may_be_is_a_band_and_says_so() -> None:
    found = on_loan(f"{LOAN}, 上浮: {{方式: 按比例, {ITEMS}}}", loan(数字化改造=None, 符合指南=True))
    assert found.value == Band(wan(88), wan(104))
    assert found.trace[-1].text == "上浮 按比例相加：数字化改造 20%（待定）、符合指南 10%"
    assert on_loan(f"{LOAN}, 上浮: {{方式: 连乘, {ITEMS}}}", loan(数字化改造=None, 符合指南=True)).value == Band(
        wan(88), wan("105.6")
    )
    assert on_loan(f"{LOAN}, 上浮: {{方式: 百分点, {POINTS}}}", loan(数字化改造=None)).value == Band(wan(80), wan(96))


# Caps and the order of things ----------------------------------------------------------------------------------------

CAPPED = f"{LOAN}, 上浮: {{方式: 按比例, {ITEMS}}}, 上限: [{{每: 贷款, 金额: 90万元}}]"


@pytest.mark.parametrize(
    ("order", "fen"),
    [
        ("", wan(90)),
        ("次序: 先浮后限", wan(90)),
        ("次序: 先限后浮", wan(104)),
        ("次序: {读法: [先浮后限, 先限后浮], 采用: 较低, 存疑: 未说}", wan(90)),
        ("次序: {读法: [先浮后限, 先限后浮], 采用: 较高, 存疑: 未说}", wan(104)),
        ("次序: {读法: [先限后浮, 先浮后限], 采用: 较低, 存疑: 未说}", wan(90)),
    ],
)
def test_uplift_before_or_after_the_cap(order: str, fen: int) -> None:
    facts = loan(数字化改造=True, 符合指南=True)
    assert on_loan(f"{CAPPED}, {order}" if order else CAPPED, facts).fen == fen


def test_both_readings_are_said() -> None:
    both = "次序: {读法: [先浮后限, 先限后浮], 采用: 较低, 存疑: 原文未说}"
    found = on_loan(f"{CAPPED}, {both}", loan(数字化改造=True, 符合指南=True, 已享受=[]))
    assert found.assumptions == ["存疑：原文未说；取较低的（按先限后浮为 104万元）"]
    assert found.trace[-1].text.startswith("上限")
    found = on_loan(f"{CAPPED}, {both}", loan("100万元", 数字化改造=True, 已享受=[]))
    assert found.assumptions == ["存疑：原文未说；取较低的，这里几种读法相同"]
    found = on_loan(f"{CAPPED}, {both.replace('较低', '较高')}", loan({"自": "8000万元"}, 数字化改造=True, 已享受=[]))
    assert found.value == Band(wan(96), wan(108))
    assert found.assumptions == ["存疑：原文未说；取较高的（按先浮后限为 90万元）"]


def test_a_cap_of_a_wider_group_binds_what_is_paid() -> None:
    """100 raised by 30% and put under 90: of the loan before, of the firm after."""
    facts = loan("10000万元", 数字化改造=True, 符合指南=True)
    for caps, fen in (
        ("{每: 贷款, 金额: 90万元}", wan(117)),
        ("{每: 项目, 金额: 90万元}", wan(90)),
        ("{每: 企业每年, 金额: 90万元}", wan(90)),
        ("{每: 贷款, 金额: 90万元, 合并: [甲]}", wan(90)),
        ("{每: 企业, 金额: 100万元}, {每: 贷款, 金额: 90万元}", wan(100)),
    ):
        benefit = f"{LOAN}, 上浮: {{方式: 按比例, {ITEMS}}}, 次序: 先限后浮, 上限: [{caps}]"
        assert on_loan(benefit, facts).fen == fen, caps


EACH_YEAR = ["每年上限按年度分别计算"]


@pytest.mark.parametrize(
    ("principal", "years", "caps", "fens", "said"),
    [
        ("800万元", "2", "{每: 企业每年, 金额: 10万元}", [8, 8], EACH_YEAR),
        ("1200万元", "2", "{每: 企业每年, 金额: 10万元}", [10, 10], EACH_YEAR),
        ("800万元", "2", "{每: 企业每年, 金额: 16万元}", [8, 8], []),
        ("800万元", "18个月", "{每: 企业每年, 金额: 7万元}", [7, 4], EACH_YEAR),
        ("800万元", "3", "{每: 企业每年, 金额: 7万元}, {每: 项目, 金额: 18万元}", [7, 7, 4], EACH_YEAR),
        ("800万元", "3", "{每: 项目, 金额: 18万元}, {每: 企业每年, 金额: 7万元}", [7, 7, 2], EACH_YEAR),
        ("800万元", "3", "{每: 企业, 金额: 18万元}", [8, 8, 2], []),
        ("800万元", "6个月", "{每: 企业每年, 金额: 3万元}", [], []),
    ],
)
def test_a_yearly_cap_binds_each_year(principal: str, years: str, caps: str, fens: list[int], said: list[str]) -> None:
    found = on_loan(f"{LOAN}, 年数: {years}, 上限: [{caps}]", loan(principal, 已享受=[]))
    assert [part.fen for part in found.parts] == list(map(wan, fens))
    assert found.fen == (sum(map(wan, fens)) or wan(3))
    assert found.assumptions == said


def test_what_was_received_this_year_leaves_less_of_this_year_alone() -> None:
    told = received(("办法/甲", "L1", 2025, "4万元"))
    found = on_loan(f"{LOAN}, 年数: 3, 上限: [{{每: 企业每年, 金额: 10万元}}]", loan("800万元", 已享受=told))
    assert [part.fen for part in found.parts] == [wan(6), wan(8), wan(8)]
    assert found.yearly == Fraction(8, 22)


@pytest.mark.parametrize(
    ("term", "worth"),
    [
        (None, Band(0, wan(14))),
        ({"自": "12个月", "至": "24个月"}, Band(wan(7), wan(14))),
        ({"自": "6个月", "至": "9个月"}, Band(wan(4), wan(6))),
        ({"可能": ["6个月", "24个月"]}, Band(wan(4), wan(14))),
    ],
)
def test_a_yearly_cap_over_a_term_that_is_not_exact(term: Any, worth: Value) -> None:
    years = "年数: {按: 贷款期限, 至多: 24个月}"
    found = on_loan(f"{LOAN}, {years}, 上限: [{{每: 企业每年, 金额: 7万元}}]", loan("800万元", 贷款期限=term))
    assert (found.value, found.yearly) == (worth, Fraction(1))


def test_a_yearly_cap_over_a_term_of_ages_is_never_exceeded() -> None:
    benefit = f"{LOAN}, 年数: {MOST_YEARS + 1}, 上限: [{{每: 企业每年, 金额: 7万元}}]"
    assert on_loan(benefit, loan("800万元")).value == Band(wan(7), wan(7 * (MOST_YEARS + 1)))


def test_the_greatest_share_of_one_year() -> None:
    assert on_loan(LOAN, loan()).yearly == Fraction(1)
    assert on_loan(f"{LOAN}, 年数: 4", loan()).yearly == Fraction(1, 4)
    assert on_loan(f"{LOAN}, 年数: 18个月", loan()).yearly == Fraction(2, 3)
    assert on_loan(f"{LOAN}, 年数: 2", loan({"自": "100万元", "至": "200万元"})).yearly == Fraction(1, 2)
    assert on_loan(f"{LOAN}, 年数: 2", loan("0元")).yearly == Fraction(1)


@pytest.mark.parametrize(
    ("caps", "fen"),
    [
        ("{每: 项目, 金额: 50万元}", wan(50)),
        ("{每: 项目, 金额: 100万元}", wan(80)),
        ("{每: 项目, 金额: 60万元}, {每: 企业每年, 金额: 70万元}", wan(60)),
        ("{每: 项目, 金额: 60万元}, {每: 企业每年, 金额: 40万元}", wan(40)),
        ("{每: 贷款, 取小: [贷款本金 * 40%, 55万元]}", wan(55)),
        ("{每: 贷款, 取小: [贷款本金 * 0.5%, 55万元]}", wan(40)),
        ("{每: 项目, 金额: {选择: [{当: 数字化改造, 得: 90万元}, {得: 30万元}]}}", wan(30)),
        ("{每: 企业, 金额: 合计(贷款本金) * 0.5%}", wan(40)),
        ("{每: 企业每年, 次数: 2}", wan(80)),
        ("{每: 项目, 金额: 应纳税额}", None),
    ],
)
def test_caps(caps: str, fen: int | None) -> None:
    assert on_loan(f"{LOAN}, 上限: [{caps}]", loan()).fen == fen


def test_an_unknown_amount_lies_under_a_known_cap_and_the_other_way_round() -> None:
    assert on_loan(f"{LOAN}, 上限: [{{每: 项目, 金额: 50万元}}]", loan(None)).value == Band(0, wan(50))
    assert on_loan(f"{LOAN}, 上限: [{{每: 项目, 金额: 应纳税额}}]", loan()).value == Band(0, wan(80))
    assert on_loan(f"{LOAN}, 上限: [{{每: 项目, 金额: 应纳税额}}]", loan(None)).value is UNKNOWN
    found = on_loan(f"{LOAN}, 上限: [{{每: 项目, 金额: 50万元}}]", loan({"自": "1000万元"}))
    assert found.value == Band(wan(10), wan(50))
    assert steps(found)[-1] == ("上限 每 项目；金额 50万元（可用 50万元）", Band(wan(10), wan(50)))


def test_a_cap_that_does_not_bind_is_no_step() -> None:
    found = on_loan(f"{LOAN}, 上限: [{{每: 项目, 金额: 80万元}}, {{每: 企业, 金额: 90万元}}]", loan())
    assert [text for text, _ in steps(found)] == ["基数 贷款本金", "× 比例 1%"]


def received(*rows: tuple[str, str | None, int | None, str]) -> list[dict[str, Any]]:
    return [{"事项": item, "对象": subject, "年度": year, "金额": money} for item, subject, year, money in rows]


@pytest.mark.parametrize(
    ("cap", "rows", "left"),
    [
        ("{每: 企业每年, 金额: 60万元}", [("办法/甲", "L1", 2025, "15万元")], 45),
        ("{每: 企业每年, 金额: 60万元}", [("办法/甲", "L1", 2024, "15万元")], 60),
        ("{每: 企业每年, 金额: 60万元}", [("办法/甲", None, 2025, "15万元")], 45),
        ("{每: 企业每年, 金额: 60万元}", [("办法/甲", None, None, "15万元")], 45),
        ("{每: 企业每年, 金额: 60万元}", [("办法/甲", None, 2025, "70万元")], 0),
        ("{每: 企业每年, 金额: 60万元}", [("办法/别的", None, 2025, "15万元")], 60),
        ("{每: 企业每年, 金额: 60万元, 合并: [乙]}", [("办法/乙", None, 2025, "15万元")], 45),
        ("{每: 企业每年, 金额: 60万元, 扣: 否}", [("办法/甲", None, 2025, "15万元")], 60),
        ("{每: 企业, 金额: 60万元}", [("办法/甲", None, 2019, "15万元"), ("办法/甲", "L1", 2025, "5万元")], 40),
        ("{每: 企业, 金额: 60万元}", [("办法/甲", None, 2026, "15万元")], 60),
        (
            "{每: 项目, 金额: 60万元, 近: 3年}",
            [("办法/甲", "P1", 2023, "15万元"), ("办法/甲", "P1", 2022, "9万元")],
            45,
        ),
        ("{每: 项目, 金额: 60万元}", [("办法/甲", "P1", 2023, "15万元")], 45),
        ("{每: 项目, 金额: 60万元}", [("办法/甲", "L1", 2023, "15万元")], 45),
        ("{每: 贷款, 金额: 60万元}", [("办法/甲", "P1", 2023, "15万元")], 60),
        ("{每: 贷款, 金额: 60万元}", [("办法/甲", "L1", 2023, "15万元")], 45),
    ],
)
def test_what_was_received_leaves_less_of_a_cap(cap: str, rows: list[Any], left: int) -> None:
    policy = sample.policy_text(f"补贴: {{性质: 定额, {LOAN}, 上限: [{cap}]}}", kind="贷款", category="奖补")
    policy += "\n- {编号: 乙, 类别: 权益, 对象: 企业, 版本: [{文件: 一, 施行: 2024-01-01, 失效: 无}]}\n"
    item = sample.catalogue(policy).items["办法/甲"]
    benefit = item.versions[0].benefit
    assert benefit is not None
    at = sample.context(loan(已享受=received(*rows)), "2025-06-30", "贷款")
    assert [limit.left for limit in limits(item, benefit.caps, at)] == [wan(left)]
    assert amount_of(item, benefit, at).fen == wan(left)


def test_a_share_of_an_investment_less_what_was_received() -> None:
    """Half of 1,200 is 600; 450 were received; 300 are computed: 150 are left."""
    benefit = "以事实代: 测算奖补额, 上限: [{每: 项目, 取小: [项目总投资 * 50%, 1000万元], 近: 3年}]"
    facts = {
        "项目": {"号": "P1", "项目总投资": "1200万元", "测算奖补额": "300万元"},
        "已享受": received(("办法/甲", "P1", 2024, "200万元"), ("办法/甲", "P1", 2023, "250万元")),
    }
    assert amount(benefit, facts, kind="项目").fen == wan(150)


def test_receipts_of_one_project_do_not_count_for_another() -> None:
    item = sample.item(
        "补贴: {性质: 定额, 金额: 100万元, 上限: [{每: 项目, 金额: 60万元}]}", kind="项目", category="奖补"
    )
    benefit = item.versions[0].benefit
    assert benefit is not None
    base = sample.base(
        {
            "项目": [{"号": "P1"}, {"号": "P2"}],
            "已享受": received(("办法/甲", "P1", 2024, "15万元"), ("办法/甲", None, 2024, "5万元")),
        }
    )
    contexts = [Context(sample.vocabulary(), base, project, sample.TODAY) for project in base.subjects["项目"]]
    found = [amount_of(item, benefit, at) for at in contexts]
    assert [f.fen for f in found] == [wan(40), wan(55)]
    unclear = "已享受的 5万元 没有写对象，不知道是哪个项目的，每个项目都按已经享受扣除"
    assert [f.assumptions for f in found] == [[unclear]] * 2
    supposed = contexts[0].supposing({("项目总投资", None): 1})
    assert amount_of(item, benefit, supposed).fen == wan(40)


def test_a_count_cap_counts_subjects() -> None:
    caps = "{每: 企业每年, 次数: 2}, {每: 企业, 次数: 5, 扣: 否}"
    item = sample.item(f"补贴: {{性质: 定额, 金额: 1万元, 上限: [{caps}]}}", kind="项目", category="奖补")
    benefit = item.versions[0].benefit
    assert benefit is not None
    rows = [("办法/甲", "P1", 2025, "1元"), ("办法/甲", "P1", 2025, "2元"), ("办法/甲", "P2", 2024, "2元")]
    at = sample.context({"项目": [{"号": "P1"}, {"号": "P2"}], "已享受": received(*rows)})
    assert [(limit.times, limit.used) for limit in limits(item, benefit.caps, at)] == [(1, {"P1"}), (5, frozenset())]


def test_receipts_that_do_not_say_for_what_count_each_as_one() -> None:
    item = sample.item("补贴: {性质: 定额, 金额: 1万元, 上限: [{每: 企业每年, 次数: 3}]}", kind="项目", category="奖补")
    benefit = item.versions[0].benefit
    assert benefit is not None
    rows = [("办法/甲", "P1", 2025, "1元"), ("办法/甲", None, 2025, "2元"), ("办法/甲", None, 2025, "2元")]
    at = sample.context({"项目": [{"号": "P1"}, {"号": "P2"}], "已享受": received(*rows)}, kind="企业")
    (found,) = limits(item, benefit.caps, at)
    assert (found.times, len(found.used)) == (0, 3)
    assert amount_of(item, benefit, at).assumptions == ["已享受的有 2 笔没有写对象，按每笔一个项目计入次数"]


@pytest.mark.parametrize(
    ("caps", "rows", "said"),
    [
        ("", [("办法/甲", "L1", 2024, "10万元"), ("办法/甲", "L1", None, "20万元")], "30万元"),
        ("", [("办法/甲", "L1", 2026, "10万元"), ("办法/乙", "L1", 2024, "20万元")], ""),
        ("", [("办法/甲", "P1", 2024, "10万元")], ""),
        ("{每: 贷款, 金额: 100万元}", [("办法/甲", "L1", 2024, "10万元")], ""),
        ("{每: 贷款, 金额: 100万元, 扣: 否}", [("办法/甲", "L1", 2024, "10万元")], "10万元"),
        ("{每: 企业每年, 金额: 100万元}", [("办法/甲", "L1", 2024, "10万元")], "10万元"),
        ("{每: 企业每年, 金额: 100万元}", [("办法/甲", "L1", 2025, "10万元")], ""),
        ("{每: 项目, 次数: 1}", [("办法/甲", "L1", 2024, "10万元")], ""),
    ],
)
def test_what_was_received_before_and_no_cap_deducts_is_said(caps: str, rows: list[Any], said: str) -> None:
    found = on_loan(f"{LOAN}, 上限: [{caps}]" if caps else LOAN, loan(已享受=received(*rows)))
    again = f"以前享受过本事项（{said}），没有次数或总额的上限，按可以再得计算"
    assert found.assumptions == ([again] if said else [])


def test_what_a_cap_on_the_base_of_the_firm_deducts_is_not_had_again() -> None:
    told = {"企业": {"应纳税额": "100万元"}, "已享受": received(("办法/甲", None, 2024, "2万元"))}
    found = amount("基数: 应纳税额, 比例: 10%, 基数上限: [{每: 企业, 金额: 50万元}]", told)
    assert (found.fen, found.assumptions) == (wan(3), ["已享受的 2万元 按现在的比例和年数折回基数"])


def test_a_number_that_several_share_is_said() -> None:
    facts = {"项目": {"号": "一"}, "贷款": {"号": "一", "贷款本金": "8000万元"}}
    told = received(("办法/甲", "一", 2024, "10万元"))
    found = on_loan(f"{LOAN}, 上限: [{{每: 项目, 金额: 50万元}}]", {**facts, "已享受": told})
    assert found.fen == wan(40)
    assert found.assumptions == ["已享受的对象“一”是项目、贷款共用的号，按都享受过计算"]


def test_nothing_told_of_receipts_is_said_as_an_assumption() -> None:
    capped = f"{LOAN}, 上限: [{{每: 项目, 金额: 50万元}}]"
    assert on_loan(capped, loan()).assumptions == [NOTHING_RECEIVED]
    assert on_loan(capped, loan(已享受=[])).assumptions == []
    assert on_loan(f"{LOAN}, 上限: [{{每: 项目, 金额: 50万元, 扣: 否}}]", loan()).assumptions == []
    assert on_loan(LOAN, loan()).assumptions == []


def test_doubts_of_caps_and_shares_are_said() -> None:
    benefit = f"{LOAN}, 存疑: 一, 上限: [{{每: 项目, 金额: 1元, 存疑: 二}}], 分担: [{{层级: 市, 其余: 是}}]"
    benefit += ", 基数上限: [{每: 企业, 金额: 1元, 存疑: 三}]"
    assert on_loan(benefit, loan(已享受=[])).assumptions == ["一", "二", "三"]


# Caps on the base ----------------------------------------------------------------------------------------------------


def test_a_cap_on_the_base() -> None:
    benefit = "性质: 估算, 基数: 贷款本金, 基数上限: [{每: 企业, 金额: 5000万元}], 比例: 1.5%"
    benefit += ", 年数: {按: 贷款期限, 至多: 24个月}"
    found = on_loan(benefit, loan(贷款期限="36个月"))
    assert found.fen == wan(150)
    assert [text for text, _ in steps(found)] == [
        "基数 贷款本金",
        "基数上限 每 企业；金额 5000万元",
        "× 比例 1.5%",
        "× 年数 2",
    ]
    assert (found.base, found.factor) == (wan(5000), Fraction(3, 100))
    assert on_loan(benefit, loan("3000万元", 贷款期限="36个月")).fen == wan(90)
    assert on_loan(benefit, loan(None, 贷款期限="36个月")).value == Band(0, wan(150))


def test_money_received_is_worked_back_to_the_base_it_took_up() -> None:
    benefit = "基数: 贷款本金, 基数上限: [{每: 企业, 金额: 5000万元}], 比例: 1%"
    told = received(("办法/甲", None, 2025, "40万元"))
    assert on_loan(benefit, loan()).fen == wan(50)
    assert on_loan(benefit, loan(已享受=told)).fen == wan(10)  # 40 ÷ 1% = 4000 of 5000


# Years ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "term", "fen"),
    [
        ("1", None, wan(80)),
        ("2", None, wan(160)),
        ("2年", None, wan(160)),
        ("18个月", None, wan(120)),
        ("{按: 贷款期限}", "36个月", wan(240)),
        ("{按: 贷款期限}", "18个月", wan(120)),
        ("{按: 贷款期限, 至多: 24个月}", "36个月", wan(160)),
        ("{按: 贷款期限, 至多: 24个月}", "6个月", wan(40)),
    ],
)
def test_years(years: str, term: str | None, fen: int) -> None:
    assert on_loan(f"{LOAN}, 年数: {years}", loan(贷款期限=term)).fen == fen


def test_years_that_are_not_known() -> None:
    assert on_loan(f"{LOAN}, 年数: {{按: 贷款期限, 至多: 24个月}}", loan()).value == Band(0, wan(160))
    assert on_loan(f"{LOAN}, 年数: {{按: 贷款期限}}", loan()).value is UNKNOWN
    banded = loan(贷款期限={"自": "12个月", "至": "36个月"})
    found = on_loan(f"{LOAN}, 年数: {{按: 贷款期限, 至多: 24个月}}", banded)
    assert found.value == Band(wan(80), wan(160))
    assert found.trace[-1].text == "× 年数 1 至 2"
    assert on_loan(f"{LOAN}, 年数: {{按: 贷款期限, 至多: 24个月}}", loan()).trace[-1].text == "× 年数 0 至 2"


def parts(found: Amount) -> list[tuple[str, str, int]]:
    return [(part.by, part.name, part.fen) for part in found.parts]


def test_the_parts_of_years_fill_up_a_cap_one_after_the_other() -> None:
    found = on_loan(f"{LOAN}, 年数: 3", loan())
    assert parts(found) == [("年", "第1年", wan(80)), ("年", "第2年", wan(80)), ("年", "第3年", wan(80))]
    found = on_loan(f"{LOAN}, 年数: 3, 上限: [{{每: 项目, 金额: 100万元}}]", loan(已享受=[]))
    assert parts(found) == [("年", "第1年", wan(80)), ("年", "第2年", wan(20)), ("年", "第3年", 0)]
    found = on_loan(f"{LOAN}, 年数: 18个月", loan())
    assert parts(found) == [("年", "第1年", wan(80)), ("年", "第2年", wan(40))]
    found = amount("金额: 0.01元, 年数: 3", {})
    assert parts(found) == [("年", "第1年", 1), ("年", "第2年", 1), ("年", "第3年", 1)]


def test_a_term_of_ages_is_not_told_year_by_year() -> None:
    assert len(on_loan(f"{LOAN}, 年数: {{按: 贷款期限}}", loan(贷款期限=f"{MOST_YEARS}年")).parts) == MOST_YEARS
    found = on_loan(f"{LOAN}, 年数: {{按: 贷款期限}}", loan(贷款期限="9" * 30 + "年"))
    assert found.parts == []
    assert found.fen == wan(80) * int("9" * 30)


# Tiers and choices in an amount --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "fen"),
    [("20人", wan(1)), ("21人", wan(2)), ("49人", wan(2)), ("50人", wan(3)), ("60人", wan(4)), ("61人", wan(3))],
)
def test_tiers_with_every_bound(people: str, fen: int) -> None:
    tiers = "{按: 上年(从业人员), 档: [{至: 20人, 得: 1万元}, {等于: [60人], 得: 4万元}, "
    tiers += "{超过: 20人, 不足: 50人, 得: 2万元}, {满: 50人, 得: 3万元}]}"
    assert amount(f"金额: {tiers}", {"企业": {"从业人员": people}}).fen == fen


def test_tiers_of_words_with_a_band_of_revenue() -> None:
    rate = "{分档: 划型, 档: [{等于: [大型], 得: 20%}, {等于: [中型, 小型, 微型], 得: 50%}]}"
    facts = {"企业": {"应纳税额": "10万元", "从业人员": 999, "营业收入": {"自": "5000万元"}}}
    assert amount(f"基数: 应纳税额, 比例: {rate}", facts).fen == wan(5)
    facts["企业"]["从业人员"] = 1000
    assert amount(f"基数: 应纳税额, 比例: {rate}", facts).value == Band(wan(2), wan(5))


def test_outside_of_all_tiers_is_said() -> None:
    tiers = "{按: 上年(从业人员), 档: [{至: 20人, 得: 1万元}, {满: 50人, 得: {按: 专利数, 档: [{满: 3, 得: 2万元}]}}]}"
    outside = ["落在各档之外，原文没有规定"]

    def told(**facts: Any) -> tuple[Value, list[str]]:
        found = amount(f"金额: {tiers}", {"企业": facts})
        return found.value, found.assumptions

    assert told(从业人员="30人", 专利数=3) == (UNKNOWN, outside)
    assert told(从业人员="20人", 专利数=1) == (wan(1), [])
    assert told(从业人员="60人", 专利数=1) == (UNKNOWN, outside)
    assert told(从业人员="60人") == (UNKNOWN, [])
    assert told(专利数=1) == (UNKNOWN, [])
    assert amount(f"金额: {tiers}, 上限: [{{每: 企业, 金额: 1元}}]", {"企业": {"从业人员": "30人"}}).assumptions == [
        NOTHING_RECEIVED,
        *outside,
    ]


# Ladders -------------------------------------------------------------------------------------------------------------

LADDER = "金额: {阶梯: 上年(营业收入), 首次: %s, 档: [{满: 3亿元, 得: 8万元}, {满: 8亿元, 得: 30万元}], "
LADDER += "再每满: 5亿元, 加: 12万元}"


def revenue(**years: Any) -> dict[str, Any]:
    return {"企业": {"营业收入": {year.removeprefix("y"): told for year, told in years.items()}}}


@pytest.mark.parametrize(
    ("told", "fen"),
    [
        ("2.9999亿元", 0),
        ("3亿元", wan(8)),
        ("7.99亿元", wan(8)),
        ("8亿元", wan(30)),
        ("12.99亿元", wan(30)),
        ("13亿元", wan(42)),
        ("18亿元", wan(54)),
        ("1000亿元", wan(30 + 198 * 12)),
    ],
)
def test_the_step_that_was_reached(told: str, fen: int) -> None:
    assert amount(LADDER % "否", revenue(y2024=told)).fen == fen


@pytest.mark.parametrize(
    ("told", "worth"),
    [
        ({"自": "3亿元", "至": "7亿元"}, wan(8)),
        ({"自": "2亿元", "至": "13亿元"}, Band(0, wan(42))),
        ({"自": "8亿元"}, Band(wan(30), None)),
        ({"不足": "3亿元"}, 0),
        ({"可能": ["3亿元", "9亿元"]}, Band(wan(8), wan(30))),
        (None, UNKNOWN),
    ],
)
def test_a_ladder_over_a_band(told: Any, worth: Value) -> None:
    assert amount(LADDER % "否", revenue(y2024=told)).value == worth


def test_a_ladder_with_an_end_is_bounded() -> None:
    short = "金额: {阶梯: 上年(营业收入), 档: [{满: 3亿元, 得: 8万元}, {满: 8亿元, 得: 30万元}]}"
    assert amount(short, revenue(y2024={"自": "1亿元"})).value == Band(0, wan(30))
    assert amount(short, revenue(y2024="100亿元")).fen == wan(30)


@pytest.mark.parametrize(
    ("first", "years", "worth"),
    [
        ("是", {"y2024": "9亿元", "y2023": "7亿元"}, wan(30)),
        ("是", {"y2024": "9亿元", "y2023": "8亿元"}, 0),
        ("是", {"y2024": "9亿元", "y2023": "1亿元", "y2015": "20亿元"}, 0),
        ("是", {"y2024": "14亿元", "y2023": "12亿元"}, wan(42)),
        ("是", {"y2024": "9亿元", "y2023": {"自": "7亿元", "至": "8亿元"}}, Possible(frozenset((0, wan(30))))),
        ("补差", {"y2024": "9亿元", "y2023": "7亿元"}, wan(22)),
        ("补差", {"y2024": "9亿元", "y2023": "10亿元"}, 0),
        ("补差", {"y2024": "14亿元", "y2023": "4亿元"}, wan(34)),
        ("补差", {"y2024": "9亿元", "y2023": {"自": "2亿元", "至": "4亿元"}}, Band(wan(22), wan(30))),
        ("补差", {"y2024": "2亿元", "y2023": "7亿元"}, 0),
    ],
)
def test_only_the_first_time_or_only_the_difference(first: str, years: dict[str, Any], worth: Value) -> None:
    found = amount(LADDER % first, revenue(**years))
    expected = Band(0, wan(30)) if isinstance(worth, Possible) else worth
    assert found.value == expected
    known = "、".join(sorted(year.removeprefix("y") for year in years if year != "y2024"))
    said = f"更早的年度只有 {known} 年的数，假定其他年度没有上到过这一级"
    assert found.assumptions == ([] if worth == 0 else [said])


@pytest.mark.parametrize(
    ("measure", "first", "years", "fen"),
    [
        ("年度(营业收入, 2025)", "补差", {"y2025": "9亿元", "y2024": "4亿元"}, wan(22)),
        ("年度(营业收入, 2025)", "是", {"y2025": "9亿元", "y2024": "4亿元"}, wan(30)),
        ("年度(营业收入, 2025)", "是", {"y2025": "9亿元", "y2024": "4亿元", "y2019": "9亿元"}, 0),
        ("年度(营业收入, 2025)", "是", {"y2025": "9亿元", "y2026": "20亿元"}, wan(30)),
        ("近(营业收入, 2年, 合计)", "是", {"y2024": "5亿元", "y2023": "4亿元", "y2022": "3亿元"}, wan(30)),
        ("近(营业收入, 2年, 合计)", "补差", {"y2024": "5亿元", "y2023": "4亿元", "y2022": "3亿元"}, wan(22)),
    ],
)
def test_earlier_years_are_those_before_the_years_the_measure_reads(
    measure: str, first: str, years: dict[str, Any], fen: int
) -> None:
    assert amount(LADDER.replace("上年(营业收入)", f"'{measure}'") % first, revenue(**years)).fen == fen


def test_a_hole_in_the_history_is_said() -> None:
    found = amount(LADDER % "是", revenue(y2024="9亿元", y2022="1亿元", y2019="2亿元"))
    assert found.assumptions == ["更早的年度只有 2019、2022 年的数，假定其他年度没有上到过这一级"]
    assert amount(LADDER % "是", revenue(y2024="1亿元", y2022="1亿元")).assumptions == []


@pytest.mark.parametrize(
    ("now", "before", "worth"),
    [
        ({"自": "3亿元", "至": "7亿元"}, "1亿元", wan(8)),
        ({"自": "3亿元", "至": "7亿元"}, "4亿元", 0),
        ({"自": "3亿元"}, "4亿元", Band(0, None)),
        (None, "4亿元", UNKNOWN),
    ],
)
def test_the_first_time_with_a_band_of_this_year(now: Any, before: str, worth: Value) -> None:
    assert amount(LADDER % "是", revenue(y2024=now, y2023=before)).value == worth


def test_the_first_time_is_assumed_where_no_earlier_year_is_known() -> None:
    said = ["没有更早年度的数，假定以前没有上到过这一级"]
    for first in ("是", "补差"):
        found = amount(LADDER % first, revenue(y2024="9亿元"))
        assert (found.fen, found.assumptions) == (wan(30), said)
    assert amount(LADDER % "否", revenue(y2024="9亿元")).assumptions == []
    measure = "金额: {阶梯: 应纳税额, 首次: 是, 档: [{满: 3万元, 得: 1万元}]}"
    found = amount(measure, {"企业": {"应纳税额": "5万元"}})
    assert (found.fen, found.assumptions) == (wan(1), said)


# Monthly increase ----------------------------------------------------------------------------------------------------

MONTHS = "基数: {逐月增量: 本地采购额, 期: [2030-03, 2030-04], 基期: [2030-01, 2030-02]%s}, 比例: 10%%"


def bought(*wans: Any) -> dict[str, Any]:
    told = {f"2030-{n:02d}": (f"{w}万元" if isinstance(w, int) else w) for n, w in enumerate(wans, 1)}
    return {"企业": {"本地采购额": told}}


@pytest.mark.parametrize(
    ("options", "wans", "fen"),
    [
        ("", (10, 20, 25, 35), wan(3)),
        ("", (10, 20, 5, 35), wan(2)),
        (", 负增量: 抵减", (10, 20, 5, 35), wan(1)),
        (", 负增量: 抵减", (10, 20, 5, 5), 0),
        (", 对比: 对应月", (10, 20, 25, 35), wan(3)),
        (", 对比: 对应月", (10, 20, 5, 35), wan("1.5")),
        (", 对比: 对应月, 负增量: 抵减", (10, 20, 5, 35), wan(1)),
        (", 有效月: 大于0", (0, 20, 25, 35), wan(2)),
        ("", (0, 20, 25, 35), wan(4)),
        (", 有效月: 大于0", (0, 0, 25, 35), wan(6)),
        ("", (10, 20, 25), None),
        ("", (10, None, 25, 35), None),
        (", 负增量: 抵减", (10, 20, 25), None),
        (", 有效月: 大于0", (10, {"自": "0元", "至": "20万元"}, 25, 35), None),
    ],
)
def test_what_came_on_top_of_the_base_months(options: str, wans: tuple[Any, ...], fen: int | None) -> None:
    assert amount(MONTHS % options, bought(*wans)).fen == fen


def test_the_months_that_are_known_are_the_least_where_no_month_counts_below_zero() -> None:
    assert amount(MONTHS % "", bought(10, 20, 25)).value == Band(wan(1), None)
    assert amount(MONTHS % ", 负增量: 抵减", bought(10, 20, 25)).value is UNKNOWN


def test_a_month_that_is_a_band_gives_a_band() -> None:
    found = amount(MONTHS % "", bought(10, 20, {"自": "5万元", "至": "25万元"}, 35))
    assert found.value == Band(wan(2), wan(3))


# Shares, instalments, tax --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "fens"),
    [
        ("{层级: 省, 比例: 60%}, {层级: 市, 比例: 40%}", [600, 400]),
        ("{层级: 省, 比例: 33%}, {层级: 市, 比例: 33%}, {层级: 县, 比例: 34%}", [330, 330, 340]),
        ("{层级: 市, 至多: 5元}, {层级: 省, 其余: 是}", [500, 500]),
        ("{层级: 省, 其余: 是}, {层级: 市, 至多: 20元}", [0, 1000]),
        ("{层级: 省, 比例: 80%}, {层级: 市, 至多: 5元}, {层级: 县, 其余: 是}", [800, 200, 0]),
        ("{层级: 省, 比例: 专利数 * 10%}, {层级: 市, 比例: 专利数 * 10%}, {层级: 县, 其余: 是}", [800, 200, 0]),
        ("{层级: 省, 比例: 50% - 专利数 * 10%}, {层级: 县, 其余: 是}", [0, 1000]),
        ("{层级: 省, 比例: 上年(资产负债率)}, {层级: 县, 其余: 是}", []),
        ("{层级: 省, 至多: 应纳税额}, {层级: 县, 其余: 是}", []),
    ],
)
def test_shares_of_the_levels(shares: str, fens: list[int]) -> None:
    found = amount(f"金额: 10元, 分担: [{shares}]", {"企业": {"专利数": 8}})
    assert [part.fen for part in found.parts] == fens
    assert {part.by for part in found.parts} <= {"层级"}
    assert found.fen == 1000
    assert found.assumptions == ([] if fens else ["不知道“省”出多少，没有分到各层级"])


def test_shares_and_instalments_add_up_to_the_fen() -> None:
    benefit = "金额: 0.05元, 分担: [{层级: 省, 比例: 50%}, {层级: 市, 比例: 50%}], "
    benefit += "分期: [{节点: 开工, 比例: 30%}, {节点: 投产, 比例: 30%}, {节点: 验收, 比例: 40%}]"
    assert parts(amount(benefit, {})) == [
        ("层级", "省", 3),
        ("层级", "市", 2),
        ("期", "开工", 2),
        ("期", "投产", 2),
        ("期", "验收", 1),
    ]
    big = amount("金额: 2000万元, 分期: [{节点: 开工, 比例: 30%}, {节点: 竣工投产, 比例: 70%}]", {})
    assert parts(big) == [("期", "开工", wan(600)), ("期", "竣工投产", wan(1400))]


def test_a_band_is_not_parted() -> None:
    found = amount(
        "基数: 应纳税额, 比例: 10%, 分期: [{节点: 开工, 比例: 100%}]",
        {"企业": {"应纳税额": {"自": "1元", "至": "9元"}}},
    )
    assert found.parts == []


TAX = "方式: 抵税, 金额: 100万元, 当年至多: 应纳税额"


def test_a_tax_credit_up_to_the_tax_due_and_what_is_carried_on() -> None:
    poor, rich = {"企业": {"应纳税额": "30万元"}}, {"企业": {"应纳税额": "300万元"}}
    assert amount(TAX, poor).fen == wan(30)
    assert amount(TAX, rich).fen == wan(100)
    assert amount(TAX, {}).value == Band(0, wan(100))
    carried = amount(f"{TAX}, 结转: 3年", poor)
    assert carried.fen == wan(100)
    assert parts(carried) == [("年", "当年", wan(30)), ("年", "结转以后 3 年内", wan(70))]
    assert carried.assumptions == ["结转部分以以后 3 年有足够的应纳税额为前提"]
    assert amount(f"{TAX}, 结转: 3年", rich).assumptions == []
    unknown = amount(f"{TAX}, 结转: 3年", {})
    assert (unknown.fen, unknown.parts) == (wan(100), [])
    assert unknown.assumptions == ["当年抵多少取决于应纳税额，抵不完的可结转 3 年"]


def test_a_tax_credit_of_the_lower_of_two() -> None:
    benefit = "方式: 抵税, 基数: '取小(项目总投资, 设备投资 * 30%)', 比例: 8%, 当年至多: 应纳税额, 结转: 3年"
    facts = {"企业": {"应纳税额": "1万元"}, "项目": {"项目总投资": "100万元", "设备投资": "200万元"}}
    assert parts(amount(benefit, facts, kind="项目")) == [("年", "当年", wan(1)), ("年", "结转以后 3 年内", wan("3.8"))]


# What another item brings --------------------------------------------------------------------------------------------


def test_a_share_of_what_another_item_brings() -> None:
    text = sample.policy_text("补贴: {性质: 定额, 基数: 所得(乙), 比例: 20%}", category="奖补")
    text += "\n- {编号: 乙, 类别: 权益, 对象: 企业, 版本: [{文件: 一, 施行: 2024-01-01, 失效: 无}]}\n"
    item = sample.catalogue(text).items["办法/甲"]
    benefit = item.versions[0].benefit
    assert benefit is not None
    at = sample.context()
    assert amount_of(item, benefit, at).value is UNKNOWN

    class Earned(Earnings):
        def __call__(self, name: str, subject: Subject) -> Value:
            return wan(200) if name == "办法/乙" else 0

    earning = Context(at.vocabulary, at.base, at.subject, at.on, Earned())
    assert amount_of(item, benefit, earning).fen == wan(40)


# Never wrong ---------------------------------------------------------------------------------------------------------

YEARLY = "上限: [{每: 企业每年, 金额: 2万元}, {每: 项目, 金额: 设备投资 * 1%}], 取整: {到: 千元, 方式: 进位}"
BENEFITS = (
    f"{LOAN}, 上浮: {{方式: 按比例, {ITEMS}, 至多: 25%}}, 上限: [{{每: 项目, 金额: 4万元}}]",
    f"{LOAN}, 上浮: {{方式: 连乘, {ITEMS}}}, 上限: [{{每: 项目, 取小: [设备投资 * 2%, 4万元]}}], 次序: 先限后浮",
    f"基数: 贷款本金, 比例: 贷款利率, 上浮: {{方式: 百分点, {POINTS}}}, 年数: {{按: 贷款期限, 至多: 24个月}}",
    "基数: 贷款本金, 基数上限: [{每: 项目, 金额: 设备投资}], 比例: {按: 贷款期限, 档: [{满: 1年, 得: 2%}, {得: 1%}]}",
    f"{CAPPED.replace('90万', '3万')}, 次序: {{读法: [先浮后限, 先限后浮], 采用: 较高, 存疑: 无}}, 取整: {{到: 百元}}",
    "方式: 抵税, 基数: 贷款本金, 比例: 5%, 当年至多: 设备投资",
    f"{LOAN}, 年数: {{按: 贷款期限}}, 上浮: {{方式: 按比例, {ITEMS}}}, {YEARLY}",
    f"{CAPPED.replace('90万', '3.3万')}, 年数: {{按: 贷款期限}}, 次序: 先限后浮, 取整: {{到: 万元}}",
    "基数: 贷款本金, 比例: {选择: [{当: 数字化改造, 得: 贷款利率}, {当: 非 数字化改造, 得: 0.5%}]}",
    "金额: {阶梯: 贷款本金, 档: [{满: 200万元, 得: 3万元}, {满: 300万元, 得: 5万元}], 再每满: 100万元, 加: 1万元}",
)


def worlds(low: int, high: int, unit: str) -> st.SearchStrategy[tuple[Any, list[Any]]]:
    """What is told of a number, and what it may truly be."""

    def told(first: int, last: int, how: str) -> tuple[Any, list[Any]]:
        first, last = min(first, last), max(first, last)
        if how == "unknown":
            return None, [f"{n}{unit}" for n in (low, high)]
        every = [f"{n}{unit}" for n in dict.fromkeys((first, (first + last) // 2, last))]
        if how == "set" or len(every) == 1:
            return {"可能": every}, every
        return {"自": every[0], "至": every[-1]}, every

    return st.builds(told, st.integers(low, high), st.integers(low, high), st.sampled_from(["band", "set", "unknown"]))


FLAGS = st.sampled_from([(True, [True]), (False, [False]), (None, [True, False])])


@settings(max_examples=40)
@given(
    principal=worlds(0, 500, "万元"),
    equipment=worlds(0, 300, "万元"),
    term=worlds(1, 30, "个月"),
    rate=worlds(1, 6, "%"),
    digital=FLAGS,
    guide=FLAGS,
)
def test_an_amount_from_less_holds_every_amount_it_may_be(**told: tuple[Any, list[Any]]) -> None:
    """Every combination of the ends and middles of what is told, against the band of the whole."""

    def facts(principal: Any, equipment: Any, term: Any, rate: Any, digital: Any, guide: Any) -> dict[str, Any]:
        project = {"设备投资": equipment, "数字化改造": digital, "符合指南": guide}
        return {"项目": project, "贷款": {"贷款本金": principal, "贷款期限": term, "贷款利率": rate}, "已享受": []}

    whole = sample.context(facts(**{name: pair[0] for name, pair in told.items()}), kind="贷款")
    exact = [
        sample.context(facts(**dict(zip(told, choice, strict=True))), kind="贷款")
        for choice in product(*(pair[1] for pair in told.values()))
    ][::7]
    for item in ITEMS_COMPUTED:
        benefit = item.versions[0].benefit
        assert benefit is not None
        found = amount_of(item, benefit, whole)
        for at in exact:
            fen = amount_of(item, benefit, at).fen
            assert fen is not None
            assert (found.low or 0) <= fen
            assert found.high is None or fen <= found.high


ITEMS_COMPUTED = [sample.item(f"补贴: {{性质: 定额, {benefit}}}", kind="贷款", category="奖补") for benefit in BENEFITS]
