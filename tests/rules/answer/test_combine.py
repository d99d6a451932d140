"""The best lawful combination: each clause costs exactly what it should, and without it the total is larger."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.answer import combine
from songjieyou.rules.answer.combine import Best
from songjieyou.rules.units import read_money
from tests.rules.asking import Facts, answers, edition, item, paying, policy
from tests.rules.sample import day

LOAN = "基数: 贷款本金, 比例: 1%"


def best(text: str | tuple[str, ...], facts: Facts, on: str = "2025-06-30") -> Best:
    return combine.best(answers(text, facts, on))


def taken(found: Best) -> dict[str, int]:
    """What each chosen item is paid, in 万元 (all amounts here are whole ones)."""
    return {_label(t.answer): _whole(t.fen) for t in found.items}


def dropped(found: Best) -> dict[str, str]:
    return {_label(d.answer): d.why for d in found.dropped}


def total(found: Best) -> int:
    return _whole(found.fen)


def _label(answer: Any) -> str:
    code = answer.item.id.rpartition("/")[2]
    return f"{code}·{answer.subject_id}" if answer.subject_id else code


def _whole(fen: int) -> int:
    whole, rest = divmod(fen, 1_000_000)
    assert rest == 0
    return whole


def loans(*principals: int, **more: Any) -> dict[str, Any]:
    """贷款 L1, L2 … of so many 万元, each on a project of its own P1, P2 …"""
    numbered = list(enumerate(principals, 1))
    return {
        "项目": [{"号": f"P{n}"} for n, _ in numbered],
        "贷款": [{"号": f"L{n}", "属": f"P{n}", "贷款本金": f"{amount}万元"} for n, amount in numbered],
        **more,
    }


def received(name: str, amount: str, year: int | None = None, subject: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"事项": name, "金额": amount}
    if year is not None:
        found["年度"] = year
    if subject is not None:
        found["对象"] = subject
    return found


# Caps ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cap", "whole"), [(", 上限: [{每: 企业每年, 金额: 1000万元}]", 1000), ("", 1300)])
def test_a_cap_of_the_firm_holds_over_all_its_loans(cap: str, whole: int) -> None:
    found = best(policy(item("甲", kind="贷款", benefit=LOAN + cap)), loans(80_000, 50_000))
    assert total(found) == whole
    assert taken(found) == {"甲·L1": 800, "甲·L2": whole - 800}  # among equal totals the first is paid first


@pytest.mark.parametrize(("subject", "whole"), [("项目", 1000), ("企业", 500)])
def test_a_cap_per_project_leaves_other_projects_alone(subject: str, whole: int) -> None:
    text = policy(item("甲", kind="贷款", benefit=f"{LOAN}, 上限: [{{每: {subject}, 金额: 500万元}}]"))
    facts = {
        "项目": [{"号": "P1"}, {"号": "P2"}],
        "贷款": [
            {"号": "L1", "属": "P1", "贷款本金": "4亿元"},
            {"号": "L2", "属": "P1", "贷款本金": "4亿元"},
            {"号": "L3", "属": "P2", "贷款本金": "6亿元"},
        ],
    }
    found = best(text, facts)
    assert total(found) == whole
    assert [answer.amount.fen for answer in answers(text, facts).items if answer.amount] == [
        read_money("400万元"),
        read_money("400万元"),
        read_money("500万元"),
    ]


def test_a_loan_without_a_project_shares_no_cap_with_the_loans_of_a_project() -> None:
    text = policy(item("甲", kind="贷款", benefit=f"{LOAN}, 上限: [{{每: 项目, 金额: 500万元}}]"))
    facts = {
        "项目": {"号": "P1"},
        "贷款": [
            {"号": "L1", "属": "P1", "贷款本金": "5亿元"},
            {"号": "L2", "属": "企业", "贷款本金": "5亿元"},
        ],
    }
    assert taken(best(text, facts)) == {"甲·L1": 500, "甲·L2": 500}


@pytest.mark.parametrize(("merged", "whole"), [(", 合并: [乙]", 1000), ("", 1500)])
def test_merged_items_share_one_cap(merged: str, whole: int) -> None:
    text = policy(
        item("甲", kind="贷款", benefit=f"{LOAN}, 上限: [{{每: 企业每年, 金额: 1000万元{merged}}}]"),
        item("乙", kind="项目", benefit="基数: 设备投资, 比例: 10%"),
    )
    facts = {
        "项目": {"号": "P1", "设备投资": "7000万元"},
        "贷款": {"号": "L1", "贷款本金": "80000万元"},
    }
    found = best(text, facts)
    assert total(found) == whole
    if merged:
        assert taken(found) == {"甲·L1": 800, "乙·P1": 200}
        assert found.assumptions == ["受共同的上限所限：“办法/乙”由 700万元 减为 200万元"]


def test_the_merged_cap_of_another_policy_holds_too() -> None:
    one = policy(item("甲", benefit="金额: 80万元, 上限: [{每: 企业, 金额: 100万元, 合并: [别法/乙]}]"), title="本法")
    other = policy(item("乙", benefit="金额: 70万元"), title="别法")
    assert total(best((one, other), {"企业": {}})) == 100
    apart = policy(item("甲", benefit="金额: 80万元, 上限: [{每: 企业, 金额: 100万元}]"), title="本法")
    assert total(best((apart, other), {"企业": {}})) == 150


@pytest.mark.parametrize(("times", "paid"), [("2", {"甲·L1": 100, "甲·L3": 300}), ("3", None)])
def test_only_so_many_a_year(times: str, paid: dict[str, int] | None) -> None:
    """The third is left out of the combination though it fits by itself; the highest ones are chosen."""
    text = policy(item("甲", kind="贷款", benefit=f"{LOAN}, 上限: [{{每: 企业每年, 次数: {times}}}]"))
    facts = loans(10_000, 5_000, 30_000)
    found = best(text, facts)
    assert taken(found) == (paid or {"甲·L1": 100, "甲·L2": 50, "甲·L3": 300})
    assert dropped(found) == ({"甲·L2": f"上限：每 企业每年；次数 {times}"} if paid else {})
    assert [answer.verdict for answer in answers(text, facts).items] == ["符合"] * 3


@pytest.mark.parametrize(("counted", "whole"), [(", 计: 项目", 600), ("", 500)])
def test_what_a_count_counts(counted: str, whole: int) -> None:
    """Two loans of one project are one project, but two loans."""
    text = policy(item("甲", kind="贷款", benefit=f"{LOAN}, 上限: [{{每: 企业每年, 次数: 2{counted}}}]"))
    facts = {
        "项目": [{"号": "P1"}, {"号": "P2"}, {"号": "P3"}],
        "贷款": [
            {"号": "L1", "属": "P1", "贷款本金": "2亿元"},
            {"号": "L2", "属": "P1", "贷款本金": "1亿元"},
            {"号": "L3", "属": "P2", "贷款本金": "3亿元"},
            {"号": "L4", "属": "P3", "贷款本金": "1亿元"},
        ],
    }
    assert total(best(text, facts)) == whole


# Received before -----------------------------------------------------------------------------------------------------

YEARLY = "上限: [{每: 企业每年, 金额: 1000万元}]"
LASTING = "上限: [{每: 项目, 金额: 600万元}]"
RECENT = "上限: [{每: 项目, 近: 3年, 金额: 600万元}]"


@pytest.mark.parametrize(
    ("cap", "before", "whole"),
    [
        (YEARLY, [received("办法/甲", "450万元", 2025)], 550),
        (YEARLY, [received("办法/甲", "450万元", 2024)], 800),  # another year
        (YEARLY, [received("办法/甲", "450万元")], 550),  # a year that nobody told may be this one
        (YEARLY, [received("别法/丙", "450万元", 2025)], 800),  # another item
        (YEARLY, [received("办法/甲", "450万元", 2025, "P2")], 550),  # another project of the same firm
        (LASTING, [received("办法/甲", "450万元", 2019, "P1")], 150),
        (LASTING, [received("办法/甲", "450万元", 2019, "L1")], 150),  # a loan of the project
        (LASTING, [received("办法/甲", "450万元", 2019, "P2")], 600),  # another project
        (LASTING, [received("办法/甲", "700万元", 2019, "P1")], 0),
        (RECENT, [received("办法/甲", "450万元", 2023, "P1")], 150),
        (RECENT, [received("办法/甲", "450万元", 2022, "P1")], 600),  # four years ago
        (YEARLY.replace("}]", ", 扣: 否}]"), [received("办法/甲", "450万元", 2025)], 800),
    ],
)
def test_what_was_received_counts_against_a_cap(cap: str, before: list[dict[str, Any]], whole: int) -> None:
    text = (
        policy(item("甲", kind="贷款", benefit=f"{LOAN}, {cap}")),
        policy(item("丙", benefit="性质: 未见"), title="别法"),
    )
    facts = {
        "项目": [{"号": "P1"}, {"号": "P2"}],
        "贷款": {"号": "L1", "属": "P1", "贷款本金": "80000万元"},
        "已享受": before,
    }
    assert total(best(text, facts)) == whole


def test_a_receipt_of_a_merged_item_counts() -> None:
    def text(merged: str) -> str:
        cap = f"{{每: 企业每年, 金额: 100万元{merged}}}"
        return policy(item("甲", benefit=f"金额: 80万元, 上限: [{cap}]"), item("乙", benefit="性质: 未见"))

    facts = {"企业": {}, "已享受": [received("办法/乙", "70万元", 2025)]}
    assert total(best(text(", 合并: [乙]"), facts)) == 30
    assert total(best(text(""), facts)) == 80


def test_without_a_record_nothing_counts_as_received_and_that_is_said() -> None:
    text = policy(item("甲", benefit=f"金额: 80万元, {YEARLY}"))
    (unsaid,) = answers(text, {"企业": {}}).items
    (said,) = answers(text, {"企业": {}, "已享受": []}).items
    assert unsaid.assumptions == ["没有提供已享受的记录，按没有享受过计算"]
    assert said.assumptions == []
    assert (unsaid.amount and unsaid.amount.fen) == (said.amount and said.amount.fen) == read_money("80万元")


@pytest.mark.parametrize(
    ("before", "whole"),
    [
        ([received("办法/甲", "1万元", 2025, "L1")], 70),  # L1 has used one of two; its second year uses no other
        ([received("办法/甲", "1万元", 2025, "P3")], 40),  # another project used one
        ([received("办法/甲", "1万元", 2024, "P3")], 70),
        ([received("办法/甲", "1万元", 2025, "P3"), received("办法/甲", "1万元", 2025, "P4")], 0),
    ],
)
def test_what_was_received_uses_up_a_count(before: list[dict[str, Any]], whole: int) -> None:
    text = policy(item("甲", kind="贷款", benefit=f"{LOAN}, 上限: [{{每: 企业每年, 次数: 2, 计: 项目}}]"))
    facts = loans(3_000, 4_000, 已享受=before)
    facts["项目"] += [{"号": "P3"}, {"号": "P4"}]
    assert total(best(text, facts)) == whole


# 互斥 and 就高 -------------------------------------------------------------------------------------------------------


def excluding(rule: str) -> tuple[str, str]:
    """乙 of 别法 bears the tag 贴息; 甲 of 本法 has a rule about it."""
    keys = f"互斥: {rule}" if rule else ""
    return (
        policy(item("甲", kind="贷款", keys=keys, benefit="基数: 贷款本金, 比例: 1%"), title="本法"),
        policy(
            item("乙", kind="贷款", keys="标签: [贴息], 互斥: 无", benefit="基数: 贷款本金, 比例: 2%"), title="别法"
        ),
    )


@pytest.mark.parametrize(
    ("rule", "paid"),
    [
        ("无", {"甲·L1": 10, "甲·L2": 20, "乙·L1": 20, "乙·L2": 40}),
        ("[{同一: 贷款, 标签: 贴息}]", {"乙·L1": 20, "乙·L2": 40}),
        ("[{同一: 贷款, 事项: [别法/乙]}]", {"乙·L1": 20, "乙·L2": 40}),
        ("[{同一: 贷款, 标签: 别的}]", {"甲·L1": 10, "甲·L2": 20, "乙·L1": 20, "乙·L2": 40}),
    ],
)
def test_items_that_exclude_each_other_on_a_loan(rule: str, paid: dict[str, int]) -> None:
    assert taken(best(excluding(rule), loans(1_000, 2_000))) == paid


def test_the_reason_names_the_clause() -> None:
    found = best(excluding("[{同一: 贷款, 标签: 贴息, 依据: 第五条}]"), loans(1_000))
    assert dropped(found) == {"甲·L1": "“本法/甲（L1）”与“别法/乙（L1）”不能在同一贷款上同享（第五条）"}


@pytest.mark.parametrize(("same", "whole"), [("贷款", 80), ("项目", 50), ("企业", 40)])
def test_how_far_an_exclusion_reaches(same: str, whole: int) -> None:
    """甲 pays only for L1, L3 and L4; 乙 only for L2 (same project as L1) and L3."""
    text = policy(
        item("甲", paying("规则: 固定资产贷款", LOAN), kind="贷款", keys=f"互斥: [{{同一: {same}, 事项: [乙]}}]"),
        item("乙", paying("规则: 贷款利率 >= 4%", LOAN), kind="贷款"),
    )
    facts = {
        "项目": [{"号": "P1"}, {"号": "P2"}, {"号": "P3"}],
        "贷款": [
            {"号": "L1", "属": "P1", "贷款本金": "2000万元", "固定资产贷款": True, "贷款利率": "3%"},
            {"号": "L2", "属": "P1", "贷款本金": "3000万元", "固定资产贷款": False, "贷款利率": "4%"},
            {"号": "L3", "属": "P2", "贷款本金": "1000万元", "固定资产贷款": True, "贷款利率": "4%"},
            {"号": "L4", "属": "P3", "贷款本金": "1000万元", "固定资产贷款": True, "贷款利率": "3%"},
        ],
    }
    assert total(best(text, facts)) == {"贷款": 70, "项目": 50, "企业": 40}[same]
    assert whole


@pytest.mark.parametrize(("matter", "paid"), [("同一事项: 更新", {"乙·P1": 30}), ("", {"甲·P1": 20, "乙·P1": 30})])
def test_of_one_matter_only_the_highest_is_paid(matter: str, paid: dict[str, int]) -> None:
    text = policy(
        item("甲", kind="项目", keys=matter, benefit="金额: 20万元"),
        item("乙", kind="项目", keys=matter, benefit="金额: 30万元"),
    )
    found = best(text, {"项目": {"号": "P1"}})
    assert taken(found) == paid
    assert dropped(found) == ({"甲·P1": "同一事项“更新”就高不重复"} if matter else {})


def test_one_matter_is_of_one_project() -> None:
    text = policy(
        item("甲", kind="贷款", keys="同一事项: 更新", benefit=LOAN),
        item("乙", kind="项目", keys="同一事项: 更新", benefit="基数: 设备投资, 比例: 1%"),
    )
    facts = {
        "项目": [{"号": "P1", "设备投资": "5000万元"}, {"号": "P2", "设备投资": "100万元"}],
        "贷款": [
            {"号": "L1", "属": "P1", "贷款本金": "1000万元"},
            {"号": "L2", "属": "P1", "贷款本金": "2000万元"},
            {"号": "L3", "属": "P2", "贷款本金": "1000万元"},
        ],
    }
    assert taken(best(text, facts)) == {"甲·L3": 10, "乙·P1": 50}  # 就高: 50 beats 10 + 20; on P2 10 beats 1


@pytest.mark.parametrize(
    ("keys", "subject", "fits"),
    [
        ("互斥: [{同一: 企业, 事项: [乙]}]", None, False),
        ("互斥: [{同一: 企业, 事项: [乙]}]", "P1", False),
        ("互斥: [{同一: 企业, 事项: [乙]}]", "P2", False),
        ("互斥: [{同一: 项目, 事项: [乙]}]", "P1", False),
        ("互斥: [{同一: 项目, 事项: [乙]}]", "L1", False),
        ("互斥: [{同一: 项目, 标签: 旧的}]", "P1", False),
        ("互斥: [{同一: 项目, 事项: [乙]}]", "P2", True),
        ("同一事项: 更新", "P1", False),
        ("同一事项: 更新", "P2", True),
        ("互斥: 无", "P1", True),
    ],
)
def test_what_was_received_excludes(keys: str, subject: str | None, fits: bool) -> None:
    other = item("乙", kind="项目", keys="标签: [旧的], 同一事项: 更新", benefit="性质: 未见")
    facts = {
        "项目": [{"号": "P1"}, {"号": "P2"}],
        "贷款": {"号": "L1", "属": "P1", "贷款本金": "1000万元"},
        "已享受": [received("办法/乙", "1万元", 2024, subject)],
    }
    found = best(policy(item("甲", kind="贷款", keys=keys, benefit=LOAN), other), facts)
    assert taken(found) == ({"甲·L1": 10} if fits else {})
    assert dropped(found) == ({} if fits else {"甲·L1": "已享受“办法/乙”，不能再享受"})


# Base caps, top-ups --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cap", "whole"), [(", 基数上限: [{每: 企业, 金额: 5000万元}]", 150), ("", 240)])
def test_a_base_cap_holds_over_all_loans(cap: str, whole: int) -> None:
    """Three per cent of 5,000 at most, where the loans together are 8,000."""
    found = best(policy(item("甲", kind="贷款", benefit=f"基数: 贷款本金, 比例: 3%{cap}")), loans(3_000, 5_000))
    assert total(found) == whole


def test_a_base_cap_prefers_the_higher_rate() -> None:
    rate = "{选择: [{当: 固定资产贷款, 得: 3%}, {得: 1%}]}"
    text = policy(
        item("甲", kind="贷款", benefit=f"基数: 贷款本金, 比例: {rate}, 基数上限: [{{每: 企业, 金额: 5000万元}}]")
    )
    facts = loans(4_000, 4_000)
    facts["贷款"][0]["固定资产贷款"] = False
    facts["贷款"][1]["固定资产贷款"] = True
    assert taken(best(text, facts)) == {"甲·L1": 10, "甲·L2": 120}  # 4,000 at 3 %, the 1,000 left at 1 %


@pytest.mark.parametrize("benefit", ["基数: 所得(甲), 比例: 20%", "金额: 所得(甲) * 20%"])
def test_a_top_up_falls_with_what_it_builds_on(benefit: str) -> None:
    def text(exclusion: str) -> str:
        return policy(
            item("甲", benefit="金额: 200万元", keys=exclusion),
            item("乙", benefit=benefit),
            item("丙", benefit="金额: 230万元"),
        )

    assert taken(best(text(""), {"企业": {}})) == {"甲": 200, "乙": 40, "丙": 230}
    assert taken(best(text("互斥: [{同一: 企业, 事项: [丙]}]"), {"企业": {}})) == {"甲": 200, "乙": 40}


@pytest.mark.parametrize("benefit", ["基数: 所得(甲), 比例: 20%", "金额: '取小(所得(甲) * 20%, 40万元)'"])
def test_a_top_up_is_not_paid_without_what_it_builds_on(benefit: str) -> None:
    text = policy(
        item("甲", benefit="金额: 200万元"),
        item("乙", benefit=benefit),
        item("丙", benefit="金额: 300万元", keys="互斥: [{同一: 企业, 事项: [甲]}]"),
    )
    found = best(text, {"企业": {}})
    assert taken(found) == {"丙": 300}
    assert dropped(found)["乙"] == "以“办法/甲”所得为基数，它没有入选或减少了"


def test_a_top_up_is_cut_with_its_base() -> None:
    text = policy(
        item("甲", kind="贷款", benefit=f"{LOAN}, 上限: [{{每: 企业每年, 金额: 100万元}}]"),
        item("乙", kind="贷款", benefit="基数: 所得(甲), 比例: 20%"),
    )
    assert taken(best(text, loans(8_000, 6_000))) == {"甲·L1": 80, "乙·L1": 16, "甲·L2": 20, "乙·L2": 4}


# What counts at all --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "paid"),
    [
        ("申报窗口: {自: 2025-01-01, 至: 2025-06-29}", {}),
        ("申报窗口: {自: 2025-01-01, 至: 2025-06-30}", {"甲": 10}),
        ("申报窗口: {自: 2025-09-01, 至: 2025-09-30}", {"甲": 10}),
        ("申报窗口: 常年", {"甲": 10}),
    ],
)
def test_a_closed_window_leaves_the_combination_but_not_the_verdict(window: str, paid: dict[str, int]) -> None:
    text = policy(item("甲", edition(f"{window}, 补贴: {{性质: 定额, 金额: 10万元}}")))
    found = answers(text, {"企业": {}}, "2025-06-30")
    assert [answer.verdict for answer in found.items] == ["符合"]
    assert taken(combine.best(found)) == paid
    assert dropped(combine.best(found)) == ({} if paid else {"甲": "申报窗口已于 2025-06-29 截止"})


def test_only_what_fits_is_counted() -> None:
    text = policy(
        item("符", paying("规则: 规上")),
        item("待", paying("规则: 专利数 >= 5项")),
        item("不", paying("规则: 失信")),
        item("裁", paying("{规则: 失信, 力度: 原则上}")),
        item("诺", paying("{规则: 专利数 >= 5项, 核验: 承诺}")),
        item("旧", edition("补贴: {性质: 定额, 金额: 10万元}", end="2024-12-31")),
        item("未", edition("补贴: {性质: 定额, 金额: 10万元}", start="2026-01-01")),
        item("无", benefit="性质: 未见"),
    )
    found = answers(text, {"企业": {"规上": True, "失信": False}})
    assert [answer.verdict for answer in found.items] == [
        "符合",
        "待补充",
        "不符合",
        "人工裁量",
        "符合",
        "已失效",
        "未施行",
        "符合",
    ]
    assert taken(combine.best(found)) == {"符": 10, "诺": 10}


def test_a_subject_that_nobody_told_of_brings_nothing() -> None:
    """An absent list is unknown: the item is answered, but no sum is promised for a project that may not exist."""
    text = policy(item("甲", paying("规则: 规上"), kind="项目"))
    assert taken(best(text, {"企业": {"规上": True}})) == {}
    assert taken(best(text, {"企业": {"规上": True}, "项目": {"号": "P1"}})) == {"甲·P1": 10}


def test_a_band_counts_with_what_it_surely_brings() -> None:
    text = policy(item("甲", benefit="基数: 应纳税额, 比例: 10%"))
    found = best(text, {"企业": {"应纳税额": {"自": "100万元", "至": "900万元"}}})
    assert taken(found) == {"甲": 10}
    assert found.assumptions == ["金额是一段的，按下限计算"]


def test_the_sums_are_told_per_kind() -> None:
    text = policy(
        item("甲", benefit="金额: 10万元"),
        item("乙", benefit="金额: 5万元"),
        item("丙", benefit="性质: 上限, 金额: 30万元"),
        item("丁", benefit="性质: 估算, 金额: 7万元"),
    )
    found = best(text, {"企业": {}})
    assert found.by_kind == {
        "定额": read_money("15万元"),
        "上限": read_money("30万元"),
        "估算": read_money("7万元"),
    }
    assert sum(found.by_kind.values()) == found.fen
    assert found.fixed_only is None


def test_where_only_fixed_amounts_would_choose_otherwise_both_are_shown() -> None:
    def text(kind: str) -> str:
        return policy(
            item("甲", benefit="金额: 20万元"),
            item("乙", benefit=f"性质: {kind}, 金额: 30万元", keys="互斥: [{同一: 企业, 事项: [甲]}]"),
        )

    found = best(text("上限"), {"企业": {}})
    assert taken(found) == {"乙": 30}
    assert [(t.answer.item.id, t.fen) for t in found.fixed_only or []] == [("办法/甲", read_money("20万元"))]
    assert best(text("定额"), {"企业": {}}).fixed_only is None


# Clauses that were not seen ------------------------------------------------------------------------------------------


def both(first: str, second: str) -> tuple[str, str]:
    """Two items of two policies with what they say of 互斥."""
    return (
        policy(item("甲", benefit="金额: 20万元", keys=first), title="本法"),
        policy(item("乙", benefit="金额: 30万元", keys=second), title="别法"),
    )


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ("", "", "“本法/甲”、“别法/乙”"),
        ("互斥: 未见", "互斥: 未见", "“本法/甲”、“别法/乙”"),
        ("互斥: 无", "", "“别法/乙”"),
        ("互斥: 无", "互斥: 无", ""),
    ],
)
def test_an_exclusion_clause_that_was_not_seen_is_an_assumption_with_the_total(
    first: str, second: str, names: str
) -> None:
    found = best(both(first, second), {"企业": {}})
    assert total(found) == 50
    said = f"{names}未见互斥条款，按可以同享计算；如果与其他政策不能同享，合计为 30万元"
    assert found.assumptions == ([said] if names else [])


def test_items_of_one_policy_are_not_in_doubt() -> None:
    text = policy(item("甲", benefit="金额: 20万元"), item("乙", benefit="金额: 30万元"))
    assert best(text, {"企业": {}}).assumptions == []


def test_items_on_different_projects_are_not_in_doubt() -> None:
    text = (
        policy(item("甲", paying("规则: 数字化改造"), kind="项目"), title="本法"),
        policy(item("乙", paying("{不得: 数字化改造}"), kind="项目"), title="别法"),
    )
    found = best(text, {"项目": [{"号": "P1", "数字化改造": True}, {"号": "P2", "数字化改造": False}]})
    assert taken(found) == {"甲·P1": 10, "乙·P2": 10}
    assert found.assumptions == []


# Worked answers ------------------------------------------------------------------------------------------------------


def test_one_loan_and_two_interest_subsidies_of_the_state() -> None:
    """财金〔2026〕2号 and the subsidy for small firms: one loan may have one of them, never 390."""
    text = (
        policy(
            item(
                "贴息",
                kind="贷款",
                keys="标签: [中央财政贴息]",
                benefit="性质: 估算, 基数: 贷款本金, 比例: 1.5%, 年数: {按: 贷款期限, 至多: 24个月}",
            ),
            title="设备更新贷款",
        ),
        policy(
            item(
                "贴息",
                kind="贷款",
                keys="标签: [中央财政贴息], 互斥: [{同一: 贷款, 标签: 中央财政贴息}]",
                benefit="性质: 估算, 基数: 贷款本金, 基数上限: [{每: 企业, 金额: 5000万元}], 比例: 1.5%, "
                "年数: {按: 贷款期限, 至多: 24个月}",
            ),
            title="中小微贷款",
        ),
    )
    facts = {"贷款": {"号": "L1", "贷款本金": "8000万元", "贷款期限": "36个月"}}
    found = answers(text, facts, "2026-06-30")
    assert [answer.amount.fen for answer in found.items if answer.amount] == [
        read_money("240万元"),
        read_money("150万元"),
    ]
    assert [(t.answer.item.id, t.fen) for t in combine.best(found).items] == [
        ("设备更新贷款/贴息", read_money("240万元"))
    ]


def test_two_capped_loans_and_a_lease_share_the_yearly_cap_of_the_firm() -> None:
    """Worked answer 01: two loans at 500 and a lease of 39 come to 1,000; a third loan brings 0 though it fits."""
    shared = "{每: 企业每年, 金额: 1000万元, 合并: [贷款贴息, 融资租赁]}"
    text = policy(
        item(
            "贷款贴息",
            kind="贷款",
            benefit="基数: 贷款本金, 比例: 1%, "
            f"上限: [{{每: 项目, 金额: 500万元}}, {shared}, {{每: 企业每年, 次数: 2}}]",
        ),
        item("融资租赁", kind="项目", benefit=f"基数: 设备投资, 比例: 1%, 上限: [{shared}]"),
    )
    facts = loans(50_000, 60_000)
    facts["项目"][0]["设备投资"] = "3900万元"
    facts["项目"][1]["设备投资"] = "0元"
    found = best(text, facts)
    assert total(found) == 1000
    facts = loans(50_000, 60_000, 10_000)
    for project in facts["项目"]:
        project["设备投资"] = "0元"
    found = best(text, facts)
    assert taken(found) == {"贷款贴息·L1": 500, "贷款贴息·L2": 500}
    assert [answer.verdict for answer in answers(text, facts).items if answer.item.kind == "贷款"] == ["符合"] * 3


def test_day_is_only_text() -> None:
    assert str(day("2025-06-30")) == "2025-06-30"
