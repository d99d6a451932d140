"""The functions of rule lines: what each expands into, and what is said where one is used wrongly."""

from __future__ import annotations

import pytest

from songjieyou.rules.faults import FaultError
from songjieyou.rules.language import tree as t
from songjieyou.rules.language.tree import Dim, Fact, Literal
from songjieyou.rules.library.functions import MAX_YEARS, facts_in
from tests.rules import sample


def fault(rule: str, kind: str = "企业") -> tuple[int, str]:
    with pytest.raises(FaultError) as refused:
        sample.truth_node(rule, kind)
    return refused.value.offset, refused.value.message


def revenue(offset: int) -> Fact:
    return Fact("营业收入", Dim.MONEY, offset=offset)


MODES = "近(…) 的第三项应是 合计、均值、增长率、平均增长率、每年、任一年、复合增长率 之一，读到"
HUNDRED = Literal(10_000_000_000, Dim.MONEY)  # 1亿元


# Years ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("上年(营业收入)", revenue(-1)),
        ("前年(营业收入)", revenue(-2)),
        ("本年(营业收入)", revenue(0)),
        ("年度(营业收入, 2024)", Fact("营业收入", Dim.MONEY, year=2024)),
    ],
)
def test_a_year_is_an_offset_or_a_year_of_its_own(rule: str, fact: Fact) -> None:
    assert sample.value_node(rule) == fact


def test_a_year_wraps_a_whole_expression_or_condition() -> None:
    spent, earned = Fact("研发费用", Dim.MONEY, offset=-1), revenue(-1)
    ratio = t.Arith("/", spent, earned, Dim.NUMBER)
    assert sample.value_node("上年(研发费用 / 营业收入)") == ratio
    assert sample.truth_node("上年(研发费用 / 营业收入 >= 50%)") == sample.truth_node(
        "上年(研发费用 / 营业收入) >= 50%"
    )
    mixed = sample.truth_node("上年(营业收入 >= 应纳税额)")
    assert mixed == t.Compare(">=", earned, Fact("应纳税额", Dim.MONEY))


def test_recent_years_become_plain_ones() -> None:
    total = t.Arith("+", t.Arith("+", revenue(-1), revenue(-2), Dim.MONEY), revenue(-3), Dim.MONEY)
    assert sample.value_node("近(营业收入, 3年, 合计)") == total
    mean = t.Arith("/", total, Literal(3, Dim.NUMBER), Dim.MONEY)
    assert sample.value_node("近(营业收入, 3年, 均值)") == mean
    growth = t.Arith("growth", revenue(-1), revenue(-3), Dim.NUMBER)
    one = Literal(1, Dim.NUMBER)
    assert sample.value_node("近(营业收入, 2年, 增长率)") == t.Arith("-", growth, one, Dim.NUMBER, "%")
    steps = [
        t.Arith("-", t.Arith("growth", revenue(-i), revenue(-i - 1), Dim.NUMBER), one, Dim.NUMBER, "%") for i in (1, 2)
    ]
    average = t.Arith("/", t.Arith("+", steps[0], steps[1], Dim.NUMBER, "%"), Literal(2, Dim.NUMBER), Dim.NUMBER, "%")
    assert sample.value_node("近(营业收入, 2年, 平均增长率)") == average


def test_every_year_and_any_year_become_conditions() -> None:
    each = tuple(t.Compare(">=", revenue(-i), HUNDRED) for i in (1, 2))
    assert sample.truth_node("近(营业收入, 2年, 每年) >= 1亿元") == t.And(each)
    assert sample.truth_node("1亿元 <= 近(营业收入, 2年, 每年)") == t.And(each)
    assert sample.truth_node("近(营业收入, 2年, 任一年) >= 1亿元") == t.Or(each)
    assert sample.truth_node("近(营业收入 >= 1亿元, 2年, 任一年)") == t.Or(each)


def test_compound_growth_compares_powers() -> None:
    growth = t.Arith("growth", revenue(-1), revenue(-3), Dim.NUMBER)
    rate = sample.value_node("5%")
    base = t.Arith("+", Literal(1, Dim.NUMBER), rate, Dim.NUMBER)
    assert sample.truth_node("近(营业收入, 2年, 复合增长率) >= 5%") == t.Compare(">=", growth, t.Power(base, 2))
    one_year = t.Arith("growth", revenue(-1), revenue(-2), Dim.NUMBER)
    assert sample.truth_node("近(营业收入, 1年, 复合增长率) > 5%") == t.Compare(">", one_year, base)
    assert sample.truth_node("近(营业收入, 1年, 复合增长率) > 0") == t.Compare(
        ">", one_year, t.Arith("+", Literal(1, Dim.NUMBER), Literal(0, Dim.NUMBER), Dim.NUMBER)
    )


@pytest.mark.parametrize(
    ("rule", "offset", "message"),
    [
        ("上年(项目总投资) > 0", 0, "上年(…) 里没有按年的事实"),
        ("上年(专利数) > 0", 0, "上年(…) 里没有按年的事实"),
        ("上年(500万元) > 0", 0, "上年(…) 里没有按年的事实"),
        ("近(专利数, 2年, 合计) > 0", 0, "近(…) 里没有按年的事实"),
        ("上年(上年(营业收入)) > 0", 3, "上年(…) 不能套在另一个年度里"),
        ("上年(近(营业收入, 2年, 合计)) > 0", 3, "近(…) 不能套在另一个年度里"),
        ("近(近(营业收入, 2年, 合计), 2年, 合计) > 0", 2, "近(…) 不能套在另一个年度里"),
        ("上年() > 0", 0, "上年(…) 里应有 1 项，读到 0 项"),
        ("上年(营业收入, 研发费用) > 0", 0, "上年(…) 里应有 1 项，读到 2 项"),
        ("年度(营业收入) > 0", 0, "年度(…) 里应有 2 项，读到 1 项"),
        ("年度(营业收入, 24) > 0", 0, "写成 年度(营业收入, 2024)"),
        ("年度(营业收入, 20.4) > 0", 0, "写成 年度(营业收入, 2024)"),
        ("年度(营业收入, 2024年) > 0", 0, "写成 年度(营业收入, 2024)"),
        ("年度(营业收入, 上年) > 0", 0, "写成 年度(营业收入, 2024)"),
        ("近(营业收入) > 0", 0, "近(…) 里应有 3 项，读到 1 项"),
        ("近(营业收入, 3年, 总计) > 0", 0, f"{MODES}“总计”，是不是“合计”？"),
        ("近(营业收入, 3年, 3) > 0", 0, f"{MODES}“”"),
        ("近(营业收入, 3个月, 合计) > 0", 0, "近(…) 的第二项应是年数，如 3年"),
        ("近(营业收入, 1.5年, 合计) > 0", 0, "近(…) 的第二项应是年数，如 3年"),
        ("近(营业收入, 三年, 合计) > 0", 0, "近(…) 的第二项应是年数，如 3年"),
        ("近(营业收入, 0年, 合计) > 0", 0, f"近(…) 的年数应在 1 到 {MAX_YEARS} 之间"),
        (f"近(营业收入, {MAX_YEARS + 1}年, 合计) > 0", 0, f"近(…) 的年数应在 1 到 {MAX_YEARS} 之间"),
        ("近(营业收入, 99999999999999999999年, 合计) > 0", 0, f"近(…) 的年数应在 1 到 {MAX_YEARS} 之间"),
        (
            "近(营业收入, 2年, 每年) + 1元 > 0",
            0,
            "近(…, 每年) 要直接和一个数比较，如 近(研发费用 / 营业收入, 2年, 每年) >= 3%",
        ),
        ("近(营业收入, 2年, 每年)", 2, "“营业收入”不是“是否”类的事实，要写成比较，如 营业收入 >= …"),
        ("近(营业收入, 2年, 合计)", 0, "近(…) 的结果要和一个数比较，如 近(营业收入, 3年, 合计) >= 1亿元"),
        ("近(营业收入, 2年, 复合增长率) >= 1亿元", 0, "增长率要和百分数比较，如 >= 5%"),
        ("近(营业收入, 2年, 复合增长率) >= 5", 0, "增长率要和百分数比较，如 >= 5%"),
        ("近(营业收入, 2年, 每年) = 'A'", 18, "文字的比较写在里面，如 近(信用等级 = 'A', 3年, 每年)"),
        ("近(营业收入, 2年, 每年) >= 3%", 0, "“营业收入”（金额）和数不能用 >= 连在一起"),
    ],
)
def test_years_used_wrongly(rule: str, offset: int, message: str) -> None:
    assert fault(rule) == (offset, message)


def test_the_longest_span_of_years_is_expanded() -> None:
    found = sample.value_node(f"近(营业收入, {MAX_YEARS}年, 合计)")
    assert [fact.offset for fact in t.walk(found) if isinstance(fact, Fact)] == list(range(-1, -MAX_YEARS - 1, -1))


# Subjects below ------------------------------------------------------------------------------------------------------


def test_totals_speak_of_the_deepest_subject_they_name() -> None:
    principal = Fact("贷款本金", Dim.MONEY)
    assert sample.value_node("合计(贷款本金)") == t.Aggregate("合计", "贷款", principal, None, Dim.MONEY)
    assert sample.value_node("合计(贷款本金)", "项目") == t.Aggregate("合计", "贷款", principal, None, Dim.MONEY)
    where = t.Compare(">=", Fact("贷款发放日", Dim.DATE), Fact("立项日期", Dim.DATE))
    found = sample.value_node("最大(贷款本金, 贷款发放日 >= 立项日期)")
    assert found == t.Aggregate("最大", "贷款", principal, where, Dim.MONEY)


def test_counting() -> None:
    domestic = t.Holds(Fact("国产", Dim.BOOL))
    every = t.Aggregate("个数", "设备", None, None, Dim.NUMBER)
    some = t.Aggregate("个数", "设备", None, domestic, Dim.NUMBER)
    assert sample.value_node("个数(设备)", "项目") == every
    assert sample.value_node("个数(设备, 国产)", "项目") == some
    assert sample.value_node("个数(国产)", "项目") == some
    assert sample.truth_node("每个(国产)", "项目") == t.Each("设备", domestic)


@pytest.mark.parametrize(
    ("rule", "kind", "offset", "message"),
    [
        ("合计(应纳税额) > 0", "企业", 0, "合计(…) 里要有企业下面某一种对象（设备、贷款、项目）的事实"),
        ("合计(贷款本金) > 0", "贷款", 0, "合计(…) 里要有贷款下面某一种对象（无）的事实"),
        ("合计(设备原值 + 贷款本金) > 0", "企业", 0, "合计(…) 里要有企业下面某一种对象（设备、贷款、项目）的事实"),
        ("合计() > 0", "企业", 0, "合计(…) 里应有 1 到 2 项，读到 0 项"),
        ("合计(贷款本金, 固定资产贷款, 失信) > 0", "企业", 0, "合计(…) 里应有 1 到 2 项，读到 3 项"),
        ("合计(贷款发放日) > 0", "企业", 0, "合计(…) 只用于数"),
        ("最大(固定资产贷款) > 0", "企业", 0, "最大(…) 只用于数"),
        ("个数(设备, 国产, 国产) > 0", "项目", 0, "个数(…) 里应有 1 到 2 项，读到 3 项"),
        ("个数(设备原值, 国产) > 0", "项目", 0, "写成 个数(设备) 或 个数(设备, 条件)"),
        ("个数(设备原值) > 0", "项目", 3, "“设备原值”不是“是否”类的事实，要写成比较，如 设备原值 >= …"),
        ("每个(国产) > 0", "项目", 0, "每个(…) 是条件，不是数"),
        ("每个(国产, 国产)", "项目", 0, "每个(…) 里应有 1 项，读到 2 项"),
        ("合计(贷款本金)", "企业", 0, "合计(…) 是一个数，要和别的数比较"),
    ],
)
def test_totals_used_wrongly(rule: str, kind: str, offset: int, message: str) -> None:
    assert fault(rule, kind) == (offset, message)


def test_dates_have_extremes_though_no_total() -> None:
    assert sample.value_node("最大(贷款发放日)").dim == Dim.DATE


# The rest ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "offset", "message"),
    [
        ("取小(应纳税额) > 0", 0, "取小(…) 里至少要有两项"),
        ("取小(应纳税额, 专利数) > 0", 0, "取小(…) 里各项要是同一类数"),
        ("取小(应纳税额, 3) > 0", 0, "取小(…) 里各项要是同一类数"),
        ("取大(组织形式, 组织形式) > 0", 0, "取大(…) 里各项要是同一类数"),
        ("取大(失信, 规上) > 0", 0, "取大(…) 里各项要是同一类数"),
        ("参数(LRP) > 0", 3, "没有参数表“LRP”，是不是“LPR”？"),
        ("参数() > 0", 0, "参数(…) 里应有 1 到 2 项，读到 0 项"),
        ("参数(3) > 0", 0, "写成 参数(LPR一年期, 申报日)"),
        ("参数(LPR, 专利数) > 0", 0, "参数(…) 的第二项应是日期"),
        ("所得() > 0", 0, "写成 所得(市级技改补助)"),
        ("得分(人员) > 0", 0, "“评分”里没有“人员”"),
        ("得分(1 + 1) > 0", 0, "写成 得分(人员)"),
        ("组织形式 属于 名单()", 8, "写成 名单(扶持县)"),
    ],
)
def test_other_functions_used_wrongly(rule: str, offset: int, message: str) -> None:
    assert fault(rule) == (offset, message)


def test_a_parameter_is_read_on_the_date_asked_or_another() -> None:
    assert sample.value_node("参数(LPR)") == t.Parameter("LPR", t.Today(), Dim.NUMBER, "%")
    assert sample.value_node("参数('LPR', 注册日期)") == t.Parameter("LPR", Fact("注册日期", Dim.DATE), Dim.NUMBER, "%")


def test_scores_stand_for_their_values() -> None:
    policy = sample.policy_text(
        """\
        评分:
          人员: {按: 上年(从业人员), 档: [{满: 20人, 得: 10分}, {得: 0分}]}
          专利: {按: 专利数, 档: [{满: 3项, 得: 6分}, {得: 0}]}
        条件:
          - 规则: 总分 >= 12
          - 规则: 得分(人员) > 0分
        """
    )
    version = sample.catalogue(policy).items["办法/甲"].versions[0]
    people, patents = version.scores["人员"], version.scores["专利"]
    assert version.conditions[0].node == t.Compare(
        ">=", t.Arith("+", people, patents, Dim.SCORE), Literal(12, Dim.SCORE)
    )
    assert version.conditions[1].node == t.Compare(">", people, Literal(0, Dim.SCORE))
    assert sample.faults(policy.replace("得分(人员)", "得分(人圆)")) == [
        "1.yaml:17:13: “评分”里没有“人圆”，是不是“人员”？"
    ]


def test_the_facts_of_a_line_are_told_once_each() -> None:
    assert facts_in(sample.truth_node("近(研发费用 / 营业收入, 2年, 每年) >= 3% 且 失信")) == [
        "研发费用",
        "营业收入",
        "失信",
    ]
