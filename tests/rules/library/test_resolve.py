"""Rule lines get meaning: every name, unit and kind of quantity is checked, each mismatch at its character."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from songjieyou.rules.faults import FaultError
from songjieyou.rules.language import tree as t
from songjieyou.rules.language.syntax import parse
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.library.resolve import unknown_names
from songjieyou.rules.library.scope import Frame
from tests.rules import sample


def truth_fault(rule: str, kind: str = "企业") -> tuple[int, str]:
    with pytest.raises(FaultError) as refused:
        sample.truth_node(rule, kind)
    return refused.value.offset, refused.value.message


def value_fault(rule: str, kind: str = "企业") -> tuple[int, str]:
    with pytest.raises(FaultError) as refused:
        sample.value_node(rule, kind)
    return refused.value.offset, refused.value.message


# What is understood --------------------------------------------------------------------------------------------------


def test_facts_are_read_by_name_from_the_subject_and_those_above_it() -> None:
    assert sample.value_node("项目总投资", "项目") == t.Fact("项目总投资", Dim.MONEY)
    assert sample.value_node("项目总投资", "贷款") == t.Fact("项目总投资", Dim.MONEY)
    assert sample.value_node("上年(营业收入)", "贷款") == t.Fact("营业收入", Dim.MONEY, offset=-1)
    assert sample.value_node("贷款利率", "贷款") == t.Fact("贷款利率", Dim.NUMBER, "%")
    assert sample.value_node("专利数") == t.Fact("专利数", Dim.NUMBER, "项")


@pytest.mark.parametrize(
    ("written", "literal"),
    [
        ("500万元", t.Literal(500_000_000, Dim.MONEY)),
        ("0.01元", t.Literal(1, Dim.MONEY)),
        ("1.5亿元", t.Literal(15_000_000_000, Dim.MONEY)),
        ("3.2%", t.Literal(Fraction(32, 1000), Dim.NUMBER, "%")),
        ("100%", t.Literal(1, Dim.NUMBER, "%")),
        ("2‰", t.Literal(Fraction(1, 500), Dim.NUMBER, "%")),
        ("2年", t.Literal(24, Dim.MONTHS)),
        ("18个月", t.Literal(18, Dim.MONTHS)),
        ("365天", t.Literal(365, Dim.DAYS, "天")),
        ("60分", t.Literal(60, Dim.SCORE)),
        ("30人", t.Literal(30, Dim.NUMBER, "人")),
        ("0.50", t.Literal(Fraction(1, 2), Dim.NUMBER)),
        ("2024-03-07", t.Literal(dt.date(2024, 3, 7), Dim.DATE)),
    ],
)
def test_quantities_have_their_kind(written: str, literal: t.Literal) -> None:
    assert sample.value_node(written) == literal


@pytest.mark.parametrize(
    ("rule", "kind", "dim", "unit"),
    [
        ("项目总投资 + 设备投资", "项目", Dim.MONEY, ""),
        ("项目总投资 * 40%", "项目", Dim.MONEY, ""),
        ("40% * 项目总投资", "项目", Dim.MONEY, ""),
        ("项目总投资 / 设备投资", "项目", Dim.NUMBER, ""),
        ("项目总投资 / 2", "项目", Dim.MONEY, ""),
        ("-项目总投资", "项目", Dim.MONEY, ""),
        ("贷款期限 / 12个月", "贷款", Dim.NUMBER, ""),
        ("贷款利率 - 1%", "贷款", Dim.NUMBER, "%"),
        ("专利数 + 3", "企业", Dim.NUMBER, "项"),
        ("创新评分 + 3", "企业", Dim.SCORE, ""),
        ("申报日 - 注册日期", "企业", Dim.DAYS, "天"),
        ("注册日期 + 12个月", "企业", Dim.DATE, ""),
        ("注册日期 - 30天", "企业", Dim.DATE, ""),
        ("取小(项目总投资, 0)", "项目", Dim.MONEY, ""),
        ("取大(注册日期, 立项日期)", "项目", Dim.DATE, ""),
        ("参数(LPR)", "企业", Dim.NUMBER, "%"),
        ("所得(乙)", "企业", Dim.MONEY, ""),
        ("合计(贷款本金)", "企业", Dim.MONEY, ""),
        ("个数(设备, 国产)", "项目", Dim.NUMBER, ""),
        ("近(营业收入, 3年, 均值)", "企业", Dim.MONEY, ""),
        ("近(营业收入, 2年, 增长率)", "企业", Dim.NUMBER, "%"),
    ],
)
def test_arithmetic_keeps_account_of_kinds(rule: str, kind: str, dim: Dim, unit: str) -> None:
    found = sample.value_node(rule, kind)
    assert (found.dim, found.unit) == (dim, unit)


@pytest.mark.parametrize(
    "rule", ["申报日 >= 注册日期", "注册日期 <= 申报日", "2024-01-01 <= 申报日", "申报日 = 申报日"]
)
def test_the_date_asked_stands_on_either_side(rule: str) -> None:
    found = sample.truth_node(rule)
    assert isinstance(found, t.Compare)
    assert t.Today() in (found.left, found.right)


@pytest.mark.parametrize(
    ("rule", "zero"),
    [
        ("上年(利润总额) > 0", t.Literal(0, Dim.MONEY)),
        ("0 < 上年(利润总额)", t.Literal(0, Dim.MONEY)),
        ("近(利润总额, 2年, 任一年) > 0", t.Literal(0, Dim.MONEY)),
        ("申报日 - 注册日期 > 0", t.Literal(0, Dim.DAYS, "天")),
        ("上年(资产负债率) > 0", t.Literal(0, Dim.NUMBER)),
        ("创新评分 > 0", t.Literal(0, Dim.SCORE)),
    ],
)
def test_a_bare_zero_fits_every_quantity(rule: str, zero: t.Literal) -> None:
    assert zero in t.walk(sample.truth_node(rule))


def test_words_become_members() -> None:
    state = t.Fact("项目状态", Dim.WORD)
    assert sample.truth_node("项目状态 = '在建'", "项目") == t.Member(state, ("在建",))
    assert sample.truth_node("'在建' = 项目状态", "项目") == t.Member(state, ("在建",))
    assert sample.truth_node("项目状态 != '在建'", "项目") == t.Not(t.Member(state, ("在建",)))
    assert sample.truth_node("项目状态 属于 [在建, 完工, 在建]", "项目") == t.Member(state, ("在建", "完工"))
    assert sample.truth_node("项目状态 不属于 [在建]", "项目") == t.Not(t.Member(state, ("在建",)))


def test_words_are_read_as_their_fact_writes_them() -> None:
    industry, region = t.Fact("行业代码", Dim.WORD), t.Fact("所在地区", Dim.WORD)
    assert sample.truth_node("行业代码 属于 [C3670, Ｃ, 4411]") == t.Member(industry, ("3670", "C", "4411"), "行业")
    assert sample.truth_node("所在地区 = '湖南省长沙市望城区'") == t.Member(region, ("湖南省/长沙市/望城区",), "地区")
    assert sample.truth_node("所在地区 属于 名单(扶持县)") == t.Member(region, (), "地区", listed="扶持县")
    held = t.Fact("资质", Dim.WORD)
    assert sample.truth_node("'高新' 属于 资质") == t.Member(t.Literal("高新", Dim.WORD), ("高新",), within=held)


def test_chains_of_and_and_or_are_flat() -> None:
    found = sample.truth_node("失信 且 (规上 且 非 失信) 且 规上")
    assert isinstance(found, t.And)
    assert found.items == tuple(sample.truth_node(part) for part in ("失信", "规上 且 非 失信", "规上"))
    found = sample.truth_node("失信 或 规上 或 非 失信")
    assert isinstance(found, t.Or)
    assert len(found.items) == 3


def test_equal_parts_are_one_object() -> None:
    one, other = sample.truth_node("上年(营业收入) >= 3%*上年(营业收入)"), sample.truth_node("上年(营业收入) > 0")
    assert isinstance(one, t.Compare)
    assert isinstance(other, t.Compare)
    assert one.left is other.left


def test_a_frame_gives_the_year() -> None:
    assert sample.value_node("营业收入", frame=Frame(year=2024)) == t.Fact("营业收入", Dim.MONEY, year=2024)
    derived = sample.value_node("研发占比", frame=Frame(-2))
    assert isinstance(derived, t.Derived)
    assert [n.offset for n in t.walk(derived) if isinstance(n, t.Fact)] == [-2, -2]


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "offset", "message"),
    [
        ("营业收人 > 0", 0, "不认识的事实“营业收人”，是不是“营业收入”？"),
        ("失信 且 规下", 5, "不认识的事实“规下”，是不是“规上”？"),
        ("xyz", 0, "不认识的事实“xyz”"),
        ("失信且规上", 0, "不认识的事实“失信且规上”，“且”的前后要空一格"),
        ("非失信", 0, "不认识的事实“非失信”，“非”的前后要空一格"),
        ("行业代码属于 [C]", 7, "读到“[”，前面的“属于”要和名字空一格"),
        ("失信且 规上", 4, "读到“规上”，前面的“且”要和名字空一格"),
        ("__import__('os') > 0", 0, "没有函数“__import__”"),
        ("合记(贷款本金) > 0", 0, "没有函数“合记”，是不是“合计”？"),
        ("'1' = '1'", 6, "文字只能用在比较和“属于”里"),
        ("失信 = '是'", 3, "“是否”类的事实直接写名字，或在前面写“非”"),
        ("失信 = 是", 5, "“是否”类的事实直接写 失信 或 非 失信"),
        ("组织形式 = 公司", 7, "文字要加引号：'公司'"),
        ("组织形式 = 公私", 7, "不认识的事实“公私”"),
        ("组织形式 = '公私'", 7, "读到“公私”，“组织形式”的值只有 公司、合伙、个体"),
        ("组织形式 >= '公司'", 5, "文字不能用 >= 比较，用 = 或 属于"),
        ("组织形式 > 组织形式", 5, "文字不能用 > 比较，用 = 或 属于"),
        ("注册日期 >= '2024-01-01'", 8, "日期不加引号"),
        ("注册日期 >= 2024-02-30", 8, "读到“2024-02-30”，没有这一天"),
        ("注册日期 >= 2024", 5, "“注册日期”（日期）和数不能用 >= 连在一起"),
        ("营业收入 >= 500万元", 0, "“营业收入”按年，要写明哪一年：上年(营业收入)、近(营业收入, 3年, 合计)"),
        ("本地采购额 > 0", 0, "“本地采购额”按月，只能用在 逐月增量 里"),
        ("上年(营业收入) >= 500", 9, "“营业收入”（金额）和数不能用 >= 连在一起：金额要带单位，如 500万元"),
        ("上年(营业收入) >= 3%", 9, "“营业收入”（金额）和数不能用 >= 连在一起"),
        ("上年(营业收入) >= 5亿", 12, "读到“5亿”，不认识单位“亿”，是不是“亿元”？"),
        ("上年(营业收入) >= 0.001元", 12, "金额精确到分，不能再小"),
        ("上年(资产负债率) <= 70", 13, "比率要写百分号，如 5%"),
        ("70 >= 上年(资产负债率)", 0, "比率要写百分号，如 5%"),
        ("参数(LPR) >= 3", 11, "比率要写百分号，如 5%"),
        ("近(营业收入, 2年, 增长率) >= 5", 20, "比率要写百分号，如 5%"),
        ("专利数 >= 3人", 4, "单位不同：左边是“项”，右边是“人”"),
        ("专利数 >= 3项且失信", 7, "读到“3项且失信”，“且”的前后要空一格"),
        ("上年(营业收入)", 3, "“营业收入”不是“是否”类的事实，要写成比较，如 营业收入 >= …"),
        ("专利数", 0, "“专利数”不是“是否”类的事实，要写成比较，如 专利数 >= …"),
        ("专利数 + 1", 0, "这里应是条件，如 项目总投资 >= 500万元"),
        ("500万元", 0, "这里应是条件，如 项目总投资 >= 500万元"),
        ("非 专利数", 2, "“专利数”不是“是否”类的事实，要写成比较，如 专利数 >= …"),
        ("(失信 且 规上) >= 1", 1, "这里应是一个数或事实，不是条件"),
        ("失信 >= 1", 3, "“失信”（是否）和数不能用 >= 连在一起"),
        ("失信 > 规上", 3, "文字不能用 > 比较，用 = 或 属于"),
        (
            "项目总投资 >= 500万元",
            0,
            "“项目总投资”是项目的事实，企业下面可能有好几个，要用 合计(项目总投资)、最大(…)、个数(…)、每个(…)",
        ),
        ("行业代码 = '9999'", 7, "读到“9999”，行业里没有这个代码"),
        ("行业代码 属于 [C, 3612x]", 12, "读到“3612x”，行业里没有这个代码，是不是 3612（新能源车整车制造）？"),
        ("所在地区 = '长沙市'", 7, "读到“长沙市”，地区要从省写起，如 湖南省/长沙市/望城区"),
        ("专利数 属于 [1, 2]", 4, "“属于”只用于文字、选项、代码和地区"),
        ("专利数 = '3'", 4, "只有文字、选项、代码和地区能这样比较"),
        ("组织形式 属于 公司", 8, "“属于”后面应是列表 […] 或 名单(…)"),
        ("组织形式 属于 ['公司', 公]", 15, "读到“公”，“组织形式”的值只有 公司、合伙、个体"),
        ("所在地区 属于 名单(扶植县)", 11, "没有名单“扶植县”，是不是“扶持县”？"),
        ("所在地区 属于 名单(白名单)", 8, "名单“白名单”里是文本，这里要的是地区（在名单里写 类型: 地区）"),
        ("企业名称 属于 名单(扶持县)", 8, "名单“扶持县”里是地区，这里要的是文本（在名单里写 类型: 文本）"),
        ("名单(扶持县)", 0, "名单(…) 只能放在“属于”后面"),
        ("'高新' 属于 [高新]", 8, "这里应是一个数或事实，不是条件"),
        ("总分 >= 60分", 0, "这一版没有“评分”，不能用 总分"),
        ("60分 <= 总分", 7, "这一版没有“评分”，不能用 总分"),
        ("注册日期 + 注册日期 > 申报日", 5, "日期只能加减月、年、天，如 注册日期 + 12个月"),
        ("申报日 - 注册日期 >= 12个月", 11, "天数和月数不能用 >= 连在一起"),
        ("企业 > 0", 0, "不认识的事实“企业”，是不是“企业名称”？"),
    ],
)
def test_a_condition_that_has_no_meaning(rule: str, offset: int, message: str) -> None:
    assert truth_fault(rule) == (offset, message)


@pytest.mark.parametrize(
    ("rule", "offset", "message"),
    [
        ("失信", None, None),
        ("'在建'", 0, "文字只能用在比较和“属于”里"),
        ("失信 且 规上", 0, "这里应是一个数或事实，不是条件"),
        ("[C, D]", 0, "这里应是一个数或事实，不是条件"),
        ("组织形式 + 1", 5, "文字不能这样计算"),
        ("-组织形式", 0, "文字不能这样计算"),
        ("失信 * 2", 3, "是否不能这样计算"),
        ("2 + 注册日期", 2, "日期不能这样计算"),
        ("注册日期 * 2", 5, "日期不能这样计算"),
        ("上年(营业收入) + 3", 9, "“营业收入”（金额）和数不能用 + 连在一起：金额要带单位，如 500万元"),
        ("应纳税额 + 12个月", 5, "“应纳税额”（金额）和月数不能用 + 连在一起"),
        ("应纳税额 * 应纳税额", 5, "金额和金额不能相乘"),
        ("2 / 应纳税额", 2, "数和金额不能相除"),
        ("专利数 + 3人", 4, "单位不同：左边是“项”，右边是“人”"),
        ("上年(资产负债率) + 5", 12, "比率要写百分号，如 5%"),
        ("贷款期限 + 12", 5, "“贷款期限”（月数）和数不能用 + 连在一起：期限要带单位，如 12个月"),
    ],
)
def test_a_value_that_has_no_meaning(rule: str, offset: int | None, message: str | None) -> None:
    if message is None:
        assert sample.value_node(rule) == t.Fact("失信", Dim.BOOL)
    else:
        assert value_fault(rule, "贷款" if "贷款" in rule else "企业") == (offset, message)


def test_facts_of_a_sideways_subject_are_out_of_reach() -> None:
    assert truth_fault("设备原值 > 0", "贷款") == (0, "“设备原值”是设备的事实，这里的对象是贷款，读不到")


def test_every_unknown_name_of_a_line_is_told() -> None:
    rule = "营业收人 / 营业收入 > 0 且 (规下 或 合计(货款本金) > 参数(LPR, 申报日) + 注册日) 且 所得(无名) > 得分(无名)"
    found = [
        (error.offset, error.message) for error in unknown_names(parse(rule), sample.library().reader.scope("企业"))
    ]
    assert found == [
        (0, "不认识的事实“营业收人”，是不是“营业收入”？"),
        (19, "不认识的事实“规下”，是不是“规上”？"),
        (27, "不认识的事实“货款本金”，是不是“贷款本金”？"),
        (50, "不认识的事实“注册日”，是不是“注册日期”？"),
    ]


def test_lines_of_the_greatest_length_and_depth_are_resolved() -> None:
    found = sample.truth_node(" + ".join(["应纳税额"] * 149) + " > 0")
    assert sum(isinstance(node, t.Arith) for node in t.walk(found)) == 148
    found = sample.truth_node("非 " * 23 + "失信")
    assert sum(isinstance(node, t.Not) for node in t.walk(found)) == 23
