"""Rules in plain Chinese: what each form of a rule line says to somebody who reads no formula."""

from __future__ import annotations

import pytest

from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import PACK, load, load_texts
from songjieyou.rules.library.policy import Catalogue, Condition, Item
from songjieyou.rules.show.changes import changes
from songjieyou.rules.show.plain import Plain
from songjieyou.rules.show.remarks import Remarks, read_remarks
from songjieyou.rules.show.terms import dates, doubts, in_short, terms, together

HEAD = "政策: 样例\n级别: 市\n核对: 二手转述\n来源: 样例的转述\n事项:\n"


def item(body: str, kind: str = "企业", category: str = "资质") -> Item:
    """The one item of a policy with this body (versions and the like, at its level)."""
    return catalogue(body, kind, category).policies[0].items[0]


def catalogue(body: str, kind: str, category: str) -> Catalogue:
    text = f"{HEAD}  - 编号: 甲\n    类别: {category}\n    对象: {kind}\n" + "".join(
        f"    {line}\n" for line in body.splitlines()
    )
    report = Report()
    found = load_texts({"样例.yaml": text}, report)
    assert report.count == 0, report.faults
    return found


def version(
    condition: str = "{规则: 独立法人}", more: str = "", name: str = "第一版", start: str = "2026-01-01"
) -> str:
    return f"  - 文件: {name}\n    施行: {start}\n    失效: 未见\n    条件: [{condition}]\n{more}"


PLAIN = Plain(load_texts({}, Report()).vocabulary)


def said(condition: str, kind: str = "企业") -> str:
    found = item(f"版本:\n{version(condition)}", kind).versions[0].conditions[0]
    return PLAIN.condition(found).whole


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("独立法人", "独立法人"),
        ("注册资本 >= 500万元", "注册资本不低于500万元"),
        ("注册资本 < 500万元", "注册资本低于500万元"),
        ("注册资本 > 0元", "注册资本大于零"),
        ("上年(从业人员) >= 30人", "上年从业人员不少于30人"),
        ("注册日期 <= 2024-03-07", "注册日期不晚于2024年3月7日"),
        ("申报日 >= 注册日期 + 12个月", "从注册日期到申报日满12个月"),
        ("申报日 > 注册日期", "申报日晚于注册日期"),
        ("所有制 = '民营'", "所有制为民营"),
        ("所有制 != '民营'", "所有制不是民营"),
        ("企业划型 属于 [中型, 小型]", "企业划型为中型、小型之一"),
        ("企业划型 不属于 [中型, 小型]", "企业划型不是中型、小型中的任何一种"),
        ("行业代码 属于 [B, 34]", "行业属于采矿业（B）、通用设备制造业（34）"),
        ("注册地 属于 [湖南省/长沙市]", "注册地在湖南省长沙市"),
        ("上年(研发费用 / 营业收入) >= 3%", "上年研发费用占营业收入的比例不低于3%"),
        ("近(研发费用 / 营业收入, 2年, 每年) >= 3%", "近2年每年研发费用占营业收入的比例不低于3%"),
        ("近(营业收入, 3年, 任一年) >= 1亿元", "近3年任一年营业收入不低于1亿元"),
        ("近(研发费用, 2年, 合计) >= 1200万元", "近2年研发费用合计不低于1200万元"),
        ("近(研发费用, 2年, 均值) >= 1000万元", "近2年研发费用的平均值不低于1000万元"),
        ("近(营业收入, 2年, 复合增长率) >= 5%", "近2年营业收入的复合增长率不低于5%"),
        ("近(营业收入, 2年, 平均增长率) >= 5%", "近2年营业收入的增长率的平均值不低于5%"),
        ("近(营业收入, 2年, 每年增长率) >= 5%", "近2年每年营业收入的增长率不低于5%"),
        ("独立法人 或 规上工业企业", "独立法人，或者规上工业企业"),
        ("独立法人 且 规上工业企业", "独立法人，并且规上工业企业"),
        ("非 独立法人 或 规上工业企业", "独立法人的，须规上工业企业"),
        ("个数(贷款) >= 1", "贷款的个数不少于1"),
        ("本年(营业收入) >= 1亿元 或 上年(营业收入) >= 1亿元", "本年营业收入不低于1亿元，或者上年营业收入不低于1亿元"),
        (
            "年度(增值税 + 企业所得税, 2022) - 年度(增值税 + 企业所得税, 2021) >= 10万元",
            "2022年增值税、企业所得税之和减去2021年增值税、企业所得税之和不低于10万元",
        ),
    ],
)
def test_a_rule_in_words(rule: str, words: str) -> None:
    assert said(f'{{规则: "{rule}"}}') == words


def test_conditions_of_several_parts_are_said_one_below_the_other() -> None:
    either = "{任一: [{规则: 独立法人}, {全部: [{规则: 规上工业企业}, {规则: 依法纳税}]}]}"
    words = "下面至少有一项：（独立法人；下面各项都要满足：（规上工业企业；依法纳税））"
    assert said(either) == words
    assert said("{不得: 列入严重失信名单}") == "不得有以下情形：列入严重失信名单"
    assert said("{不得: '独立法人 或 依法纳税'}") == "不得有以下情形：独立法人，或者依法纳税"
    assert said("{规则: 独立法人, 除非: 依法纳税}") == "独立法人；但依法纳税的，不作这项要求"
    tiers = "{分档: 注册资本, 档: [{至: 100万元, 规则: 独立法人}, {规则: 依法纳税}]}"
    begun = "按情形要求，取第一个相符的："
    assert said(tiers) == f"{begun}（注册资本不超过100万元的，要求独立法人；其他情形，要求依法纳税）"


def test_every_condition_of_the_pack_has_words() -> None:
    pack = load(PACK, Report())
    plain = Plain(pack.vocabulary)
    conditions = [c for one in pack.items.values() for v in one.versions for c in v.conditions]
    assert len(conditions) > 200
    for condition in conditions:
        for said in _lines(condition, plain):
            assert said
            assert not any(sign in said for sign in (">=", "<=", "!=", " 属于 ", "近(", "上年("))


def _lines(condition: Condition, plain: Plain) -> list[str]:
    whole = plain.condition(condition)
    return [whole.text, *(part.whole for part in whole.parts)]


LOAN = """    补贴:
      性质: 定额
      基数: 贷款本金
      比例: 1.2%
      年数: {按: 贷款期限, 至多: 24个月}
      上浮: {方式: 百分点, 各项: [{当: 数字化智能化改造, 提高: 0.2%}]}
      上限:
        - {每: 项目, 金额: 500万元, 存疑: 一次还是每年未说明}
        - {每: 企业每年, 次数: 2, 计: 项目}
        - {每: 项目, 次数: 1}
"""


def test_the_money_in_words() -> None:
    benefit = item(f"版本:\n{version(more=LOAN)}", "贷款", "奖补").versions[0].benefit
    assert benefit is not None
    assert [tuple(term) for term in terms(benefit, PLAIN)] == [
        ("金额性质", "按条款能算出确定的金额"),
        ("怎么算", "贷款本金的1.2%，每年一份，按贷款期限计，至多24个月"),
        ("上浮", "数字化智能化改造的，比例加0.2个百分点"),
        ("上限", "每个项目不超过500万元"),
        ("上限", "每家企业每年至多2个项目"),
        ("上限", "每个项目至多1笔贷款"),
        ("上浮与上限的先后", "先上浮后封顶"),
    ]
    assert doubts(benefit) == ["一次还是每年未说明"]
    assert in_short(benefit, PLAIN).endswith("至多24个月；每个项目不超过500万元")


def test_dates_are_honest_about_what_nobody_has_seen() -> None:
    late = version(start="{不早于: 2025-01-01}", more="    申报窗口: {自: 2026-01-01, 至: 2026-03-31}\n")
    said = dict(dates(item(f"版本:\n{late}").versions[0]))
    assert said["施行"] == "不早于2025年1月1日，哪一天没有见到"
    assert said["失效"] == "没有见到，是否仍有效待核"
    assert said["申报窗口"] == "2026年1月1日至2026年3月31日"
    between = dict(dates(item(f"版本:\n{version(start='{自: 2024-04-01, 至: 2024-08-31}')}").versions[0]))
    assert between["施行"] == "2024年4月1日至2024年8月31日之间，哪一天待核"
    assert between["申报窗口"] == "没有见到，请看当年的申报通知"


def test_what_cannot_be_had_together() -> None:
    assert together(item(f"互斥: [{{同一: 企业, 标签: 贴息}}]\n版本:\n{version()}")) == [
        "同一家企业，不能与带“贴息”标签的事项同时享受。"
    ]
    assert together(item(f"互斥: 无\n版本:\n{version()}")) == ["原文允许与其他政策同时享受。"]
    assert "没有见到规定" in together(item(f"版本:\n{version()}"))[0]


def test_what_changed_between_two_versions() -> None:
    old = "{名: 资本, 规则: 注册资本 >= 500万元}, {规则: 依法纳税}, {规则: 独立法人, 力度: 原则上}"
    new = "{名: 资本, 规则: 注册资本 >= 200万元}, {规则: 规上工业企业}, {规则: 独立法人}"
    body = f"版本:\n{version(old)}{version(new, name='第二版', start='2026-06-01')}"
    first, second = item(body).versions
    assert [(each.kind, *each) for each in changes(first, second, PLAIN)] == [
        ("改变", "施行", "2026年1月1日起", "2026年6月1日起"),
        ("改变", "资本", "注册资本不低于500万元", "注册资本不低于200万元"),
        ("新增", "条件", "", "规上工业企业"),
        ("改变", "条件", "原则上：独立法人", "独立法人"),
        ("取消", "条件", "依法纳税", ""),
    ]
    assert changes(first, first, PLAIN) == []


def test_what_a_file_says_for_people_alone() -> None:
    condition = "{规则: 独立法人, 说明: 有执照}"
    text = f"{HEAD}  - 编号: 甲\n    受理: [窗口, 电话]\n    版本:\n      - 文件: 一\n        条件: [{condition}]\n"
    found = read_remarks(text.encode(), "样例.yaml")
    assert (found.sources, found.contacts) == (("样例的转述",), {"甲": ("窗口", "电话")})
    assert list(found.conditions.values()) == ["有执照"]
    assert read_remarks(b"[", "x.yaml") == Remarks()
