"""Distance: what would have to change, by how much, for which rule, of which year and subject."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.answer.item import ItemAnswer
from tests.rules.asking import answer, edition, item, policy, ruled

LOANS = {"贷款": [{"号": "L1", "贷款本金": "1元"}, {"号": "L2", "贷款本金": "2元"}]}
OLD = {"企业": {"注册日期": "2024-08-31"}}


def changes(found: ItemAnswer) -> list[tuple[str, ...]]:
    return [(d.fact, d.now, d.need, d.gap, d.kind) for d in found.distance]


def distance(rule: str, facts: dict[str, Any]) -> list[tuple[str, ...]]:
    return changes(ruled(f'{{规则: "{rule}"}}', facts))


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("专利数 > 3项", {"企业": {"专利数": 1}}, [("专利数", "1项", "4项", "3项", "可达到")]),
        ("非 专利数 > 3项", {"企业": {"专利数": 5}}, [("专利数", "5项", "3项", "2项", "可达到")]),
        ("失信 或 规上", {"企业": {"失信": False, "规上": False}},
            [("失信", "否", "是", "", "补数据"), ("规上", "否", "是", "", "可达到")]),
        ("组织形式 = '公司'", {"企业": {"组织形式": "合伙"}}, [("组织形式", "合伙", "公司", "", "不可变")]),
        ("组织形式 != '公司'", {"企业": {"组织形式": "公司"}}, [("组织形式", "公司", "不属于公司", "", "不可变")]),
        # time
        ("申报日 >= 注册日期 + 12个月", OLD, [("申报日", "2025-06-30", "2025-08-31 起", "62天", "到期")]),
        ("申报日 - 注册日期 <= 30天", OLD, [("申报日 - 注册日期", "303天", "不超过 30天", "273天", "不可变")]),
        ("申报日 <= 2025-01-01", {}, []),
        # what no single fact turns
        ("合计(贷款本金) >= 10元", LOANS, [("合计(贷款本金)", "3元", "10元", "7元", "可达到")]),
        ("合计(贷款本金) / 应纳税额 >= 50%", {"企业": {"应纳税额": "100元"}, **LOANS},
            [("合计(贷款本金) / 应纳税额", "3%", "50%", "47%", "可达到")]),
        ("10元 <= 最大(贷款本金)", LOANS, [("最大(贷款本金)", "2元", "10元", "8元", "可达到")]),
        ("个数(贷款) < 2", LOANS, [("个数(贷款)", "2个", "不超过 1个", "1个", "可达到")]),
        ("个数(贷款, 贷款发放日 >= 2024-01-01) > 1", {"贷款": [{"贷款发放日": "2023-01-01"}]},
            [("个数(贷款, 贷款发放日 >= 2024-01-01)", "0个", "2个", "2个", "不可变")]),
        ("取小(专利数, 5项) >= 3项", {"企业": {"专利数": 1}},
            [("专利数", "1项", "3项", "2项", "可达到")]),
        ("上年(取小(营业收入, 研发费用)) >= 5元", {"企业": {"营业收入": "1元", "研发费用": "2元"}},
            [("取小(上年(营业收入), 上年(研发费用))", "1元", "5元", "4元", "可达到")]),
    ],
)  # fmt: skip
def test_the_changes_that_would_help(rule: str, facts: dict[str, Any], expected: list[tuple[str, ...]]) -> None:
    assert distance(rule, facts) == expected


def test_a_change_carries_its_year_and_is_told_once() -> None:
    facts = {"企业": {"营业收入": {"2024": "1元", "2023": "1元"}}}
    found = ruled('{规则: "近(营业收入, 2年, 合计) >= 5元 且 上年(营业收入) + 前年(营业收入) >= 5元"}', facts).distance
    assert [(d.fact, d.period, d.gap) for d in found] == [("营业收入", "2024", "3元"), ("营业收入", "2023", "3元")]
    unknown = ruled('{规则: "近(营业收入, 3年, 合计) >= 5元"}').distance
    assert [d.period for d in unknown] == ["2024", "2023", "2022"]


def test_changes_below_say_whose_they_are() -> None:
    found = ruled(
        '{规则: "每个(贷款本金 >= 2元)"}', {"贷款": [*LOANS["贷款"], {"号": "L3", "贷款本金": "1元"}]}
    ).distance
    assert [(d.subject, d.gap, d.way) for d in found] == [("L1", "1元", ""), ("L3", "1元", "")]
    broken = ruled('{规则: "非 每个(贷款本金 >= 1元)"}', LOANS).distance
    assert [(d.subject, d.need, d.way) for d in broken] == [("L1", "0.99元", "1"), ("L2", "0.99元", "2")]


def test_ways_are_numbered_within_their_rule() -> None:
    either, other = "任一: [{规则: 失信}, {规则: 规上}]", "任一: [{规则: 专利数 > 0}, {规则: 失信}]"
    facts = {"企业": {"失信": False, "规上": False, "专利数": 0}}
    found = ruled(f"{{{either}}}, {{{other}}}", facts).distance
    assert [(d.rule, d.way, d.fact) for d in found] == [
        ("任一：失信；规上", "1", "失信"),
        ("任一：失信；规上", "2", "规上"),
        ("任一：专利数 > 0；失信", "1", "专利数"),
        ("任一：专利数 > 0；失信", "2", "失信"),
    ]
    both = ruled(f"{{全部: [{{{either}}}, {{规则: 专利数 > 1项}}, {{{other}}}]}}", facts).distance
    assert [(d.way, d.fact) for d in both] == [
        ("A.1", "失信"), ("A.2", "规上"), ("", "专利数"), ("B.1", "专利数"), ("B.2", "失信"),
    ]  # fmt: skip


SCORES = """评分: {
  人: {按: 专利数, 档: [{满: 5项, 得: 10分}, {得: 0分}]}, 钱: {按: 应纳税额, 档: [{满: 5元, 得: 20分}, {得: 5分}]}
}, 条件: [{规则: 总分 >= 25分}, {规则: 得分(人) > 0分}]""".replace("\n", " ")


def test_scores_are_called_by_their_names() -> None:
    text = policy(item("甲", edition(SCORES), category="资质"))
    found = answer(text, {"企业": {"专利数": 1, "应纳税额": "9元"}})
    assert changes(found) == [
        ("总分", "20分", "25分", "5分", "可达到"),
        ("得分(人)", "0分", "超过 0分", "0分", "可达到"),
    ]
    assert found.hopeless is None


@pytest.mark.parametrize(
    ("conditions", "hopeless"),
    [
        ("{规则: 组织形式 = '公司'}", "组织形式"),
        ("{任一: [{规则: 组织形式 = '公司'}, {规则: 注册日期 >= 2025-01-01}]}", "组织形式"),
        ("{任一: [{规则: 组织形式 = '公司'}, {规则: 规上}]}", None),
        ("{任一: [{规则: 组织形式 = '公司'}, {规则: 申报日 < 2025-01-01}]}", None),
        ("{任一: [{规则: 组织形式 = '公司'}, {规则: 失信}]}", None),  # not known yet
        ("{全部: [{规则: 组织形式 = '公司'}, {规则: 规上}]}", "组织形式"),
        ("{不得: 组织形式 = '合伙'}", "组织形式"),
        ("{规则: 规上}", None),
        ("{规则: 规上}, {规则: 组织形式 = '公司'}", "组织形式"),
    ],
)
def test_hopeless_only_where_no_way_is_left(conditions: str, hopeless: str | None) -> None:
    found = ruled(conditions, {"企业": {"组织形式": "合伙", "注册日期": "2020-01-01", "规上": False}})
    assert (found.hopeless and found.hopeless.fact) == hopeless
