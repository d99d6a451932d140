"""Conditions, tiers and choices of a file: the tree they become, their words, and every fault with its place."""

from __future__ import annotations

import pytest

from songjieyou.rules.answer import interpret
from songjieyou.rules.language import tree as t
from songjieyou.rules.language.tree import Dim, Fact, Literal
from songjieyou.rules.library.policy import Condition
from songjieyou.rules.values import FALSE, TRUE
from tests.rules import sample


def condition(text: str, kind: str = "企业") -> Condition:
    return sample.item(f"条件: [{text}]", kind=kind).versions[0].conditions[0]


BAD = t.Holds(Fact("失信", Dim.BOOL))
BIG = t.Holds(Fact("规上", Dim.BOOL))


# Conditions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "node", "rule"),
    [
        ("{规则: 失信}", BAD, "失信"),
        ("{不得: 失信}", t.Not(BAD), "不得 失信"),
        ("{任一: [{规则: 失信}, {不得: 规上}]}", t.Or((BAD, t.Not(BIG))), "任一：失信；不得 规上"),
        ("{全部: [{规则: 失信}, {规则: 规上}]}", t.And((BAD, BIG)), "全部：失信；规上"),
        ("{规则: 失信, 除非: 规上}", t.Or((BAD, BIG)), "失信（除非 规上）"),
        (
            "{任一: [{规则: 失信, 除非: 规上}, {规则: 规上}], 除非: 失信}",
            t.Or((t.Or((t.Or((BAD, BIG)), BIG)), BAD)),
            "任一：失信（除非 规上）；规上（除非 失信）",
        ),
        (
            "{选择: [{当: 失信, 规则: 规上}, {不得: 规上}]}",
            t.ChooseTruth(((BAD, BIG), (None, t.Not(BIG))), False),
            "当 失信：规上；其余：不得 规上",
        ),
        (
            "{分档: 专利数, 档: [{满: 3项, 不足: 6项, 规则: 规上}, {任一: [{规则: 失信}, {规则: 规上}]}]}",
            t.ChooseTruth(
                (
                    (
                        t.And(
                            (
                                t.Compare(">=", Fact("专利数", Dim.NUMBER, "项"), Literal(3, Dim.NUMBER, "项")),
                                t.Compare("<", Fact("专利数", Dim.NUMBER, "项"), Literal(6, Dim.NUMBER, "项")),
                            )
                        ),
                        BIG,
                    ),
                    (None, t.Or((BAD, BIG))),
                ),
                True,
            ),
            "按 专利数 分档：满 3项、不足 6项：规上；其余：任一：失信；规上",
        ),
    ],
)
def test_a_condition_becomes_a_tree_and_a_line_of_words(text: str, node: t.TruthNode, rule: str) -> None:
    found = condition(text)
    assert (found.node, found.rule) == (node, rule)


def test_a_condition_carries_what_is_said_of_it() -> None:
    found = condition("{规则: 失信, 名: 信用, 依据: 第三条, 力度: 原则上, 核验: 承诺, 存疑: 未说}")
    assert (found.name, found.clause, found.strength, found.check, found.doubt) == (
        "信用",
        "第三条",
        "原则上",
        "承诺",
        "未说",
    )
    assert not found.hard
    assert condition("{规则: 失信}").hard
    assert condition("{规则: 失信}").line == 12


def test_a_composite_knows_its_parts_unless_an_exception_makes_it_whole() -> None:
    whole = condition("{任一: [{规则: 失信, 依据: 甲}, {全部: [{规则: 规上}, {规则: 失信}]}]}")
    assert (whole.join, [part.rule for part in whole.parts], whole.parts[0].clause) == (
        "任一",
        ["失信", "全部：规上；失信"],
        "甲",
    )
    assert whole.parts[1].join == "全部"
    assert condition("{任一: [{规则: 失信}, {规则: 规上}], 除非: 失信}").parts == ()


def test_the_period_covered_is_a_condition() -> None:
    version = sample.item("适用期间: {按: 注册日期, 自: 2024-01-01, 至: 2024-12-31, 依据: 第二条}").versions[0]
    found = version.conditions[0]
    assert (found.rule, found.name, found.clause) == ("注册日期 自 2024-01-01 至 2024-12-31", "适用期间", "第二条")
    assert found.node == sample.truth_node("注册日期 >= 2024-01-01 且 注册日期 <= 2024-12-31")


# Values --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "op", "items"),
    [
        ("{取高: [0, 应纳税额]}", "取大", (Literal(0, Dim.MONEY), Fact("应纳税额", Dim.MONEY))),
        (
            "{取低: [应纳税额, 3万元, 0]}",
            "取小",
            (Fact("应纳税额", Dim.MONEY), Literal(3_000_000, Dim.MONEY), Literal(0, Dim.MONEY)),
        ),
    ],
)
def test_a_bare_zero_is_a_quantity_like_the_others(text: str, op: str, items: tuple[t.ValueNode, ...]) -> None:
    benefit = sample.item(f"补贴: {{性质: 定额, 金额: {text}}}", category="奖补").versions[0].benefit
    assert benefit is not None
    assert benefit.amount == t.Extreme(op, items, Dim.MONEY)


def test_sums_and_nested_forms() -> None:
    text = "{合计: [0, {选择: [{当: 失信, 得: 0}, {按: 专利数, 档: [{满: 3项, 得: 5万元}, {得: 0}]}]}, 应纳税额]}"
    assert sample.amount(f"金额: {text}", {"企业": {"失信": "否", "专利数": 3, "应纳税额": "2万元"}}).fen == 7_000_000
    assert sample.amount(f"金额: {text}", {"企业": {"失信": "是", "专利数": 3, "应纳税额": "2万元"}}).fen == 2_000_000


def test_a_long_list_makes_no_deep_tree() -> None:
    text = f"金额: {{合计: [{', '.join(['应纳税额'] * 3000)}]}}"
    assert sample.amount(text, {"企业": {"应纳税额": "1元"}}).fen == 300_000
    scores = ", ".join(f"项{n}: 1分" for n in range(1500))
    node = (
        sample.item(f"评分: {{{scores}}}\n条件: [{{规则: 总分 >= 1500分}}, {{规则: 总分 > 1500分}}]")
        .versions[0]
        .conditions
    )
    assert [interpret.truth(condition.node, sample.context()) for condition in node] == [TRUE, FALSE]


@pytest.mark.parametrize(
    ("selector", "row", "test"),
    [
        ("专利数", "至: 3项", "专利数 <= 3项"),
        ("专利数", "不足: 3", "专利数 < 3"),
        ("专利数", "满: 3项", "专利数 >= 3项"),
        ("专利数", "超过: 3项", "专利数 > 3项"),
        ("专利数", "满: 0", "专利数 >= 0"),
        ("专利数", "等于: [3项]", "专利数 = 3项"),
        ("专利数", "等于: [3项, 5项]", "专利数 = 3项 或 专利数 = 5项"),
        ("专利数", "满: 1项, 不足: 3项", "专利数 >= 1项 且 专利数 < 3项"),
        ("组织形式", "等于: [公司, 合伙]", "组织形式 属于 [公司, 合伙]"),
        ("行业代码", "等于: [C3611]", "行业代码 = '3611'"),
        ("上年(研发费用) / 上年(营业收入)", "满: 5%", "上年(研发费用) / 上年(营业收入) >= 5%"),
        ("上年(营业收入)", "超过: 0", "上年(营业收入) > 0"),
        ("注册日期", "至: 2024-12-31", "注册日期 <= 2024-12-31"),
        ("创新评分", "满: 60", "创新评分 >= 60分"),
    ],
)
def test_the_bounds_of_a_tier(selector: str, row: str, test: str) -> None:
    found = condition(f"{{分档: {selector}, 档: [{{{row}, 规则: 失信}}]}}").node
    assert isinstance(found, t.ChooseTruth)
    assert found.rows == ((sample.truth_node(test), BAD),)


# Faults --------------------------------------------------------------------------------------------------------------

ONE_OF = "“条件”里 规则、不得、任一、全部、分档、选择 要有且只有一个"
PART_KEYS = "规则、不得、任一、全部、分档、选择、档、名、除非、依据、存疑、说明"


@pytest.mark.parametrize(
    ("version", "messages"),
    [
        ("条件: [{规则: ▸失芯}]", ["不认识的事实“失芯”，是不是“失信”？"]),
        ("条件: [{规则: '▸失芯'}]", ["不认识的事实“失芯”，是不是“失信”？"]),
        ('条件: [{规则: "失信 且 ▸失芯"}]', ["不认识的事实“失芯”，是不是“失信”？"]),
        (
            "条件: [{规则: ▸失芯 且 ▸规下}]",
            ["不认识的事实“失芯”，是不是“失信”？", "不认识的事实“规下”，是不是“规上”？"],
        ),
        ("条件: [{规则: 组织形式 属于 ▸公司}]", ["“属于”后面应是列表 […] 或 名单(…)"]),
        ("条件:\n- 规则: ▸>-\n    失信 且\n    失芯", ["不认识的事实“失芯”，是不是“失信”？"]),
        ("条件: [{规则: ▸}]", ["规则是空的"]),
        ("条件: [▸{规则: 失信, 不得: 规上}]", [f"{ONE_OF}，同时有 规则、不得"]),
        ("条件: [▸{依据: 甲}]", [f"{ONE_OF}，一个也没有"]),
        ("条件: [{▸分档: 专利数}]", ["有“分档”就要有“档”"]),
        ("条件: [{规则: 失信, ▸档: [{规则: 失信}]}]", ["有“档”就要有“分档”"]),
        ("条件: [{规则: 失信, 力度: ▸硬}]", ["“力度”应是 硬性、原则上、优先 之一，读到“硬”，是不是“硬性”？"]),
        ("条件: [{任一: [{规则: 失信, ▸力度: 硬性}]}]", [f"“任一”里没有“力度”这个键，可用：{PART_KEYS}"]),
        ("条件: [{任一: ▸[]}]", ["“任一”至少要有 1 项"]),
        ("条件: [{不得: ▸专利数}]", ["“专利数”不是“是否”类的事实，要写成比较，如 专利数 >= …"]),
        ("条件: [{规则: 失信, 除非: ▸失芯}]", ["不认识的事实“失芯”，是不是“失信”？"]),
    ],
)
def test_faults_in_conditions(version: str, messages: list[str]) -> None:
    sample.told(version, *messages)


ELSE_LAST = "没有界限（或“当”）的一行要放在最后，它后面的行用不到"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (
            "{分档: ▸专利树, 档: [{满: 3项, 规则: 失信}, {不足: 3项, 规则: 规上}]}",
            "不认识的事实“专利树”，是不是“专利数”？",
        ),
        ("{分档: 专利数, 档: [{满: ▸三项, 规则: 失信}, {规则: 规上}]}", "不认识的事实“三项”"),
        ("{分档: 专利数, 档: [{满: ▸3人, 规则: 失信}]}", "单位不同：左边是“项”，右边是“人”"),
        ("{分档: 专利数, 档: [{满: ▸3万元, 规则: 失信}]}", "“专利数”（数）和金额不能用 >= 连在一起"),
        (
            "{分档: 应纳税额, 档: [{满: ▸3, 规则: 失信}]}",
            "“应纳税额”（金额）和数不能用 >= 连在一起：金额要带单位，如 500万元",
        ),
        ("{分档: 上年(资产负债率), 档: [{至: ▸70, 规则: 失信}]}", "比率要写百分号，如 5%"),
        ("{分档: 组织形式, 档: [{满: ▸公司, 规则: 失信}]}", "不认识的事实“公司”"),
        ("{分档: 组织形式, 档: [{满: ▸组织形式, 规则: 失信}]}", "文字不能用 >= 比较，用 = 或 属于"),
        ("{分档: 组织形式, 档: [{等于: [▸公私], 规则: 失信}]}", "读到“公私”，“组织形式”的值只有 公司、合伙、个体"),
        ("▸{分档: 专利数, 档: [{规则: 失信}, {满: 3项, 规则: 规上}]}", ELSE_LAST),
        ("▸{选择: [{规则: 失信}, {当: 失信, 规则: 规上}]}", ELSE_LAST),
        ("{分档: 专利数, 档: [▸{满: 3项}]}", "“档”里 规则、不得、任一、全部 要有且只有一个，一个也没有"),
        ("{分档: 专利数, 档: ▸[]}", "“档”至少要有 1 项"),
        ("{分档: 专利数, 档: [{等于: ▸[], 规则: 失信}]}", "“等于”至少要有 1 项"),
    ],
)
def test_faults_in_tiers(form: str, message: str) -> None:
    sample.told(f"条件: [{form}]", message)


@pytest.mark.parametrize(
    ("amount", "messages"),
    [
        ("▸{取高: [3万元, 3项]}", ["各项不是同一类数：数、金额"]),
        ("▸{选择: [{当: 失信, 得: 3万元}, {得: 3分}]}", ["各项不是同一类数：分值、金额"]),
        ("{选择: [{当: 失信, 得: ▸三万元}, {得: 3元}]}", ["不认识的事实“三万元”"]),
        ("▸专利数", ["这里应是金额，读到的是数"]),
        ("▸失信 且 规上", ["这里应是一个数或事实，不是条件"]),
        ("{取高: ▸[]}", ["“取高”至少要有 1 项"]),
        (
            "▸{取高: [1元], 取低: [1元]}",
            ["“金额”里 分档、按、选择、取高、取低、合计 要有且只有一个，同时有 取高、取低"],
        ),
    ],
)
def test_faults_in_values(amount: str, messages: list[str]) -> None:
    sample.told(f"补贴: {{性质: 定额, 金额: {amount}}}", *messages, category="奖补")
