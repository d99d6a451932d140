"""Time: which version applies, how sure that is, the window, and the next date on which time alone turns an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.answer import interpret
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.dates import (
    IN_FORCE,
    UNCHECKED,
    applying,
    crossing,
    next_after,
    tree_dates,
    version_dates,
    window_dates,
    window_on,
)
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Item, Window
from tests.rules import sample
from tests.rules.sample import day

# Versions ------------------------------------------------------------------------------------------------------------


def item(*versions: tuple[str, str]) -> Item:
    """An item whose versions have these 施行 and 失效."""
    head = "政策: 办法\n级别: 市\n核对: 二手转述\n事项:\n- 编号: 甲\n  类别: 资质\n  对象: 企业\n  版本:\n"
    lines = [f"  - {{文件: {n}版, 施行: {start}, 失效: {end}}}\n" for n, (start, end) in enumerate(versions, 1)]
    return sample.catalogue(head + "".join(lines)).items["办法/甲"]


SURE = item(("2024-01-01", "2024-12-31"), ("2025-06-01", "无"))
UNSURE = item(("{自: 2024-04-01, 至: 2024-08-31, 存疑: 不一致}", "未见"))
OPEN = item(("{不早于: 2025-01-01}", "无"))


@pytest.mark.parametrize(
    ("found", "date", "expected"),
    [
        (SURE, "2023-12-31", ("", "未施行", IN_FORCE, "2024-01-01")),
        (SURE, "2024-01-01", ("1版", "", IN_FORCE, "2025-06-01")),
        (SURE, "2024-12-31", ("1版", "", IN_FORCE, "2025-06-01")),
        (SURE, "2025-01-01", ("", "已失效", IN_FORCE, "2025-06-01")),
        (SURE, "2025-05-31", ("", "已失效", IN_FORCE, "2025-06-01")),
        (SURE, "2025-06-01", ("2版", "", IN_FORCE, None)),
        (SURE, "9999-12-31", ("2版", "", IN_FORCE, None)),
        (UNSURE, "2024-03-31", ("", "未施行", IN_FORCE, "2024-04-01")),
        (UNSURE, "2024-04-01", ("1版", "", UNCHECKED, None)),
        (UNSURE, "2024-08-30", ("1版", "", UNCHECKED, None)),
        (UNSURE, "2024-08-31", ("1版", "", UNCHECKED, None)),
        (item(("{自: 2024-04-01, 至: 2024-08-31}", "无")), "2024-08-30", ("1版", "", UNCHECKED, None)),
        (item(("{自: 2024-04-01, 至: 2024-08-31}", "无")), "2024-08-31", ("1版", "", IN_FORCE, None)),
        (item(("2024-04-01", "未见")), "2024-04-01", ("1版", "", UNCHECKED, None)),
        (OPEN, "2030-01-01", ("1版", "", UNCHECKED, None)),
        (OPEN, "2024-12-31", ("", "未施行", IN_FORCE, "2025-01-01")),
    ],
)
def test_the_version_that_applies(found: Item, date: str, expected: tuple[str, str, str, str | None]) -> None:
    name, state, validity, later = expected
    answer = applying(found, day(date))
    assert (answer.version.name if answer.version else "", answer.state, answer.validity) == (name, state, validity)
    assert answer.next_start == (day(later) if later else None)


def test_a_later_version_ends_an_open_one() -> None:
    found = item(("2024-01-01", "未见"), ("2025-01-01", "无"))
    assert [applying(found, day(date)).validity for date in ("2024-12-31", "2025-01-01")] == [UNCHECKED, IN_FORCE]


def test_the_dates_of_versions() -> None:
    assert sorted(version_dates(SURE)) == [
        day(d) for d in ("2024-01-01", "2024-01-01", "2025-01-01", "2025-06-01", "2025-06-01")
    ]
    assert sorted(version_dates(UNSURE)) == [day("2024-04-01"), day("2024-08-31")]
    assert list(version_dates(OPEN)) == [day("2025-01-01")]
    assert dt.date.max not in list(version_dates(item(("2024-01-01", "9999-12-31"))))


@settings(max_examples=60)
@given(date=st.dates(day("2023-11-01"), day("2025-08-01")))
def test_between_the_dates_of_versions_nothing_changes(date: dt.date) -> None:
    """The next date told is the first on which another version, state or validity holds."""
    for found in (SURE, UNSURE, OPEN):
        now = applying(found, date)
        until = next_after(date, version_dates(found)) or day("2026-01-01")
        last = until - dt.timedelta(days=1)
        assert applying(found, last) == now


# Windows -------------------------------------------------------------------------------------------------------------


def windows(*spans: tuple[str | None, str | None]) -> tuple[Window, ...]:
    return tuple(Window(day(a) if a else None, day(b) if b else None) for a, b in spans)


TWO = windows(("2025-03-01", "2025-03-31"), ("2025-01-01", "2025-01-31"))


@pytest.mark.parametrize(
    ("spans", "date", "expected"),
    [
        (None, "2025-01-01", (None, None, "未知")),
        (windows((None, None)), "2025-01-01", (None, None, "常年")),
        (TWO, "2024-12-31", ("2025-01-01", "2025-01-31", "未开始")),
        (TWO, "2025-01-01", ("2025-01-01", "2025-01-31", "开放")),
        (TWO, "2025-01-31", ("2025-01-01", "2025-01-31", "开放")),
        (TWO, "2025-02-01", ("2025-03-01", "2025-03-31", "未开始")),
        (TWO, "2025-03-31", ("2025-03-01", "2025-03-31", "开放")),
        (TWO, "2025-04-01", ("2025-03-01", "2025-03-31", "已截止")),
        (windows((None, "2025-01-31")), "2025-01-31", (None, "2025-01-31", "开放")),
        (windows((None, "2025-01-31")), "2025-02-01", (None, "2025-01-31", "已截止")),
        (windows(("2025-01-31", None)), "2025-01-30", ("2025-01-31", None, "未开始")),
        (windows(("2025-01-31", None)), "2030-01-31", ("2025-01-31", None, "开放")),
    ],
)
def test_the_window_on_a_date(spans: Any, date: str, expected: tuple[str | None, str | None, str]) -> None:
    found = window_on(spans, day(date))
    assert (found.start, found.end, found.state) == (
        day(expected[0]) if expected[0] else None,
        day(expected[1]) if expected[1] else None,
        expected[2],
    )


def test_the_dates_of_windows() -> None:
    assert list(window_dates(TWO)) == [day(d) for d in ("2025-03-01", "2025-04-01", "2025-01-01", "2025-02-01")]
    assert list(window_dates(None)) == list(window_dates(windows((None, None)))) == []
    assert list(window_dates(windows(("2025-01-01", "9999-12-31")))) == [day("2025-01-01")]


# Trees ---------------------------------------------------------------------------------------------------------------


def until(rule: str, facts: dict[str, Any] | None = None, on: str = "2025-06-30", kind: str = "企业") -> str | None:
    """The next date on which a condition may turn by itself."""
    at = sample.context(facts, on, kind)
    found = next_after(at.on, tree_dates([sample.truth_node(rule, kind)], at))
    return str(found) if found else None


REGISTERED = {"企业": {"注册日期": "2024-08-31"}}


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("失信", {}, None),
        ("注册日期 >= 2024-01-01", REGISTERED, None),
        ("上年(营业收入) > 0", {}, "2026-01-01"),
        ("年度(营业收入, 2024) > 0", {}, None),
        ("上年(研发占比) > 0", {}, "2026-01-01"),
        ("划型 = '大型'", {}, "2026-01-01"),
        ("参数(LPR) > 3%", {}, "2026-01-01"),
        ("参数(LPR, 注册日期) > 3%", REGISTERED, None),
        ("申报日 >= 注册日期 + 12个月", REGISTERED, "2025-08-31"),
        ("注册日期 + 12个月 <= 申报日", REGISTERED, "2025-08-31"),
        ("申报日 > 注册日期 + 12个月", REGISTERED, "2025-09-01"),
        ("申报日 - 注册日期 >= 365天", REGISTERED, "2025-08-31"),
        ("申报日 - 注册日期 <= 365天", REGISTERED, "2025-09-01"),
        ("申报日 >= 注册日期", REGISTERED, None),
        ("申报日 < 2025-07-01", {}, "2025-07-01"),
        ("申报日 >= 2500-07-01", {}, None),
        ("申报日 = 2025-07-15", {}, "2025-07-15"),
        ("申报日 != 2025-06-30", {}, "2025-07-01"),
        ("申报日 = 2025-06-01", {}, None),
        ("申报日 >= 注册日期 + 12个月", {}, None),
        ("申报日 >= 注册日期 + 12个月", {"企业": {"注册日期": {"自": "2024-08-31", "至": "2024-12-31"}}}, "2025-08-31"),
        ("申报日 >= 注册日期 + 12个月", {"企业": {"注册日期": {"自": "2023-08-31", "至": "2024-12-31"}}}, "2025-12-31"),
        ("申报日 >= 注册日期 + 12个月", {"企业": {"注册日期": {"可能": ["2023-08-31", "2024-12-31"]}}}, "2025-12-31"),
        (
            "申报日 >= 注册日期 + 12个月",
            {"企业": {"注册日期": {"可能": ["2023-08-31", "2024-09-30", "2024-12-31"]}}},
            "2025-09-30",  # from then on one possibility more holds
        ),
        ("申报日 - 注册日期 >= 400天 且 本年(营业收入) > 0", REGISTERED, "2025-10-05"),
        ("非 申报日 >= 2025-09-01 或 申报日 >= 2025-08-01", {}, "2025-08-01"),
        ("个数(贷款发放日 + 1年 >= 申报日) >= 1", {"贷款": {"贷款发放日": "2024-09-09"}}, "2025-09-10"),
        (
            "每个(贷款发放日 + 1年 >= 申报日)",
            {"贷款": [{"贷款发放日": "2024-09-09"}, {"贷款发放日": "2024-08-08"}]},
            "2025-08-09",
        ),
        ("每个(贷款发放日 + 1年 >= 申报日)", {"贷款": []}, None),
        ("每个(贷款发放日 + 1年 >= 申报日)", {}, None),
    ],
)
def test_the_next_date_on_which_time_alone_may_turn_a_condition(
    rule: str, facts: dict[str, Any], expected: str | None
) -> None:
    assert until(rule, facts) == expected


def test_a_table_says_when_its_next_rows_and_its_end_come() -> None:
    assert until("参数(LPR) > 3%", on="2024-01-01") == "2024-01-20"
    assert until("参数(LPR) > 3%", on="2024-07-22") == "2025-05-20"
    assert until("参数(LPR) > 3%", on="2026-01-01") is None


def test_an_amount_that_counts_days_changes_every_day() -> None:
    at = sample.context(REGISTERED)
    days = sample.value_node("申报日 - 注册日期")
    assert next_after(at.on, tree_dates([days], at)) == day("2025-07-01")


@pytest.mark.parametrize("on", ["9999-12-31", "9999-01-01", "9998-12-31", "0001-01-01", "2024-02-29"])
def test_the_ends_of_the_calendar(on: str) -> None:
    for rule in ("上年(营业收入) > 0", "参数(LPR) > 3%", "申报日 >= 注册日期 + 12个月", "申报日 = 2025-07-15"):
        found = until(rule, REGISTERED, on)
        assert found is None or found > on
    at = sample.context(REGISTERED, on)
    assert all(isinstance(date, dt.date) for date in tree_dates([sample.value_node("申报日 - 注册日期")], at))


RULES = (
    "申报日 >= 注册日期 + 12个月",
    "申报日 - 注册日期 < 400天",
    "注册日期 + 18个月 > 申报日 + 15天",
    "申报日 = 注册日期 + 12个月",
    "参数(LPR) >= 3.4%",
    "参数(LPR, 申报日 - 3个月) < 3.4%",
    "上年(营业收入) >= 5元 或 申报日 < 2025-02-01",
    "每个(贷款发放日 + 1年 >= 申报日)",
)


@settings(max_examples=80)
@given(
    rule=st.sampled_from(RULES),
    on=st.dates(day("2024-06-01"), day("2025-12-01")),
    registered=st.dates(day("2023-06-01"), day("2025-06-01")),
    span=st.sampled_from([0, 0, 40]),
)
def test_until_the_date_told_nothing_changes(rule: str, on: dt.date, registered: dt.date, span: int) -> None:
    """Day by day, for a hundred days, until the date that was told."""
    told = {"自": str(registered), "至": str(registered + dt.timedelta(days=span))} if span else str(registered)
    facts = {
        "企业": {"注册日期": told, "营业收入": {"2023": "3元", "2024": "7元"}},
        "贷款": {"贷款发放日": str(registered)},
    }
    base = sample.base(facts, on)
    at = Context(sample.vocabulary(), base, base.firm, on)
    node = sample.truth_node(rule)
    now = interpret.truth(node, at)
    next_date = next_after(on, tree_dates([node], at)) or dt.date.max
    for days in range(1, 100):
        later = on + dt.timedelta(days=days)
        if later >= next_date:
            break
        assert interpret.truth(node, at.on_date(later)) == now, later


# Whole answers -------------------------------------------------------------------------------------------------------

VERSIONS = """\
政策: 办法
级别: 市
核对: 原文核对
事项:
- 编号: 甲
  类别: 奖补
  对象: 贷款
  版本:
  - 文件: 一版
    施行: 2024-09-01
    失效: 2024-12-31
    版本按: 贷款发放日
    条件: [{{规则: 贷款发放日 + 4个月 >= 申报日}}]
    补贴: {{性质: 定额, 金额: 5万元}}
  - 文件: 二版
    施行: 2025-01-01
    失效: 无
    版本按: 贷款发放日
    申报窗口: {{自: 2025-02-01, 至: 2025-03-31}}
    补贴: {{性质: 定额, 基数: 应纳税额, 比例: "参数(LPR, 申报日 - 2个月)"}}
- 编号: 乙
  类别: 奖补
  对象: 企业
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 2025-04-30
    条件: [{{规则: "{rule}"}}]
    补贴: {{性质: 定额, {amount}{caps}}}
- 编号: 丙
  类别: 奖补
  对象: 企业
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
    条件: [{{规则: 所得(乙) > 5万元}}]
    补贴: {{性质: 定额, 基数: 所得(乙), 比例: 10%}}
"""
SPAN = "申报日 - 注册日期"
AMOUNTS = (
    "金额: 10万元",
    f"金额: {{分档: {SPAN}, 档: [{{至: 200天, 得: 1万元}}, {{至: 260天, 得: 6万元}}, {{得: 9万元}}]}}",
    "金额: {选择: [{当: 申报日 > 2025-03-15, 得: 3万元}, {当: 申报日 = 2025-01-20, 得: 4万元}, {得: 7万元}]}",
    "基数: 上年(营业收入), 比例: 1%",
    "基数: 应纳税额, 比例: 10%, 上浮: {方式: 按比例, 各项: [{当: 申报日 >= 注册日期 + 6个月, 提高: 50%}]}",
)
CAPS = ("", *(f", 上限: [{{{cap}, 金额: 8万元}}]" for cap in ("每: 企业", "每: 企业每年", "每: 企业, 近: 2年")))


def spans(first: str, last: str) -> st.SearchStrategy[Any]:
    """A date: told, as a band, as a set, or not told."""
    days = st.dates(day(first), day(last)).map(str)
    several = st.lists(days, min_size=2, max_size=3, unique=True).map(sorted)
    return st.one_of(
        st.none(), days, several.map(lambda d: {"可能": d}), several.map(lambda d: {"自": d[0], "至": d[-1]})
    )


@settings(max_examples=25, deadline=None)
@given(
    rule=st.sampled_from([*RULES, "申报日 < 2025-02-17"]),
    amount=st.sampled_from(AMOUNTS),
    caps=st.sampled_from(CAPS),
    registered=spans("2024-03-01", "2024-10-01"),
    granted=spans("2024-08-01", "2025-02-01"),
    year=st.sampled_from([2023, 2024, 2025]),
)
def test_until_the_date_told_the_answer_stays(
    rule: str, amount: str, caps: str, registered: Any, granted: Any, year: int
) -> None:
    """Asked every third day for half a year: nothing changes before the date that was told."""
    engine = Engine(sample.catalogue(VERSIONS.format(rule=rule, amount=amount, caps=caps)))
    facts = {
        "企业": {"注册日期": registered, "应纳税额": "80万元", "营业收入": {"2023": "3万元", "2024": "700万元"}},
        "贷款": {"号": "L", "属": "企业", "贷款发放日": granted},
        "已享受": [{"事项": "办法/乙", "年度": year, "金额": "2万元"}],
    }
    stands: dict[str, tuple[Any, dt.date]] = {}
    for days in range(0, 200, 3):
        on = day("2024-11-01") + dt.timedelta(days=days)
        for answer in engine.answer(sample.base(facts, on), on).items:
            said = answer.verdict, answer.amount.value if answer.amount else None
            before, until = stands.get(answer.item.id, (said, on))
            assert said == before or until <= on, (answer.item.id, on, until)
            stands[answer.item.id] = said, answer.until or dt.date.max


def test_crossing_is_told_only_of_exact_inequalities() -> None:
    def found(rule: str, facts: dict[str, Any]) -> dt.date | None:
        node = sample.truth_node(rule)
        assert isinstance(node, t.Compare)
        return crossing(node, sample.context(facts))

    assert found("申报日 >= 注册日期 + 12个月", REGISTERED) == day("2025-08-31")
    assert found("申报日 = 注册日期 + 12个月", REGISTERED) is None
    assert found("申报日 >= 注册日期 + 12个月", {"企业": {"注册日期": {"自": "2024-08-31"}}}) is None
    assert found("申报日 >= 注册日期", REGISTERED) is None
