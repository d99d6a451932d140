"""The library as it is looked through: how items stand on a day, and what each filter finds."""

from __future__ import annotations

import datetime as dt

import pytest

from songjieyou.policies.library import engine
from songjieyou.policies.reading import heading, reading_of, remarks_of
from songjieyou.policies.shelf import STATES, Asked, Line, industry_code, is_known, policy_called, shelf_on
from songjieyou.rules.faults import FaultError

DAY = dt.date(2026, 11, 24)
LOANS = "湖南省工业企业设备更新和技术改造项目融资补贴实施办法"


def found(asked: Asked, day: dt.date = DAY, hidden: frozenset[str] = frozenset()) -> list[str]:
    return [line.item.id for each in shelf_on(engine(), day).find(asked, hidden) for line in each.lines]


def line(item: str, day: dt.date = DAY) -> Line:
    return next(each for one in shelf_on(engine(), day).policies for each in one.lines if each.item.id == item)


def test_without_a_question_everything_is_there_what_is_over_last() -> None:
    everything = found(Asked())
    assert len(everything) == len(set(everything)) == 35
    states = [each.lines[0].state for each in shelf_on(engine(), DAY).policies]
    assert states[-2:] == ["已失效", "已失效"]
    assert "已失效" not in states[:-2]
    assert shelf_on(engine(), DAY) is shelf_on(engine(), DAY), "made once a day"


@pytest.mark.parametrize(
    ("asked", "some"),
    [
        (Asked(level="园区"), ["福州高新区促进企业技术改造扶持措施/市级技改补助"]),
        (Asked(category="通道"), ["科技创新和技术改造再贷款/科技型中小企业贷款"]),
        (Asked(subject="租赁"), [f"{LOANS}/融资租赁补贴"]),
        (Asked(state="已失效"), ["失业保险稳岗返还（2024—2025年执行口径）/稳岗返还"]),
        (Asked(window="已截止"), ["2026年超长期特别国债大规模设备更新（工业领域）申报要求/工业领域设备更新"]),
        (Asked(region="湖南省/长沙市", level="省"), [f"{LOANS}/贷款贴息"]),
        (Asked(words="财金〔2026〕2号"), ["设备更新贷款财政贴息政策/设备更新贷款贴息"]),
        (Asked(words="首台 保险"), ["长沙市推动先进制造业高质量发展若干政策/首台套保险补偿配套"]),
        (Asked(words="从注册日期到申报日满12个月"), ["高新技术企业认定/高新技术企业认定"]),
        (Asked(words="ａ"), []),
    ],
)
def test_each_question_narrows(asked: Asked, some: list[str]) -> None:
    answer = found(asked)
    assert set(some) <= set(answer)
    assert len(answer) < 35


def test_nothing_is_found_of_what_is_not_there() -> None:
    assert found(Asked(words="没有这样的政策")) == []
    assert found(Asked(words="贴息 没有这样的词")) == []
    assert found(Asked(region="山东省", level="市")) == []


def test_a_region_has_what_applies_there_and_what_applies_everywhere() -> None:
    there = found(Asked(region="湖南省/长沙市"))
    assert "高新技术企业认定/高新技术企业认定" in there, "national"
    assert f"{LOANS}/贷款贴息" in there, "of the province around it"
    assert not any(name.startswith(("山东省", "宁波市", "广东省")) for name in there)
    assert "“技改专项贷”贴息扩面/技改专项贷贴息" not in there, "nobody has seen where it applies"


def test_an_industry_loses_only_what_a_condition_takes_from_it() -> None:
    everything = set(found(Asked()))
    shops, works = set(found(Asked(industry="F"))), set(found(Asked(industry="34")))
    assert everything - works == set()
    assert everything - shops == {
        f"{LOANS}/贷款贴息",
        f"{LOANS}/融资租赁补贴",
        f"{LOANS}/再贷款推荐",
        "广东省企业技术改造设备事后奖励/设备更新事后奖励",
    }


def test_an_industry_is_named_by_code_or_name() -> None:
    assert industry_code("34") == industry_code("通用设备制造业") == "34"
    with pytest.raises(FaultError, match="没有这个代码"):
        industry_code("没有这个行业")


@pytest.mark.parametrize(
    ("day", "state", "version"),
    [
        (dt.date(2024, 3, 31), "未施行", "2024年版"),
        (dt.date(2024, 4, 1), "有效性待核", "2024年版"),
        (dt.date(2026, 1, 1), "有效性待核", "修订后条款"),
    ],
)
def test_the_version_of_the_day(day: dt.date, state: str, version: str) -> None:
    shown = line(f"{LOANS}/贷款贴息", day)
    assert (shown.state, shown.version.name) == (state, version)


def test_what_is_over_is_shown_as_it_was_last() -> None:
    item = "福州高新区促进企业技术改造扶持措施/区级配套"
    assert line(item, dt.date(2020, 12, 31)).state == "施行中"
    over = line(item)
    assert (over.state, over.version.name) == ("已失效", "2017—2020年")
    assert {each.state for one in shelf_on(engine(), DAY).policies for each in one.lines} <= set(STATES)


def test_what_is_hidden_is_not_found() -> None:
    hidden = frozenset({f"{LOANS}/贷款贴息", "高新技术企业认定/高新技术企业认定"})
    assert set(found(Asked())) - set(found(Asked(), hidden=hidden)) == hidden


def test_what_is_known() -> None:
    assert is_known(engine(), LOANS)
    assert is_known(engine(), f"{LOANS}/贷款贴息")
    assert not is_known(engine(), f"{LOANS}/没有")
    assert policy_called(engine(), "没有") is None


# Read ----------------------------------------------------------------------------------------------------------------


def test_an_item_is_read_in_words_with_an_example_that_was_computed() -> None:
    policy, shown = policy_called(engine(), LOANS), line(f"{LOANS}/贷款贴息")
    assert policy is not None
    assert heading(policy, ["贷款贴息"]) == "省级政策，适用于湖南省，可以办 1 件事：贷款贴息。"
    reading = reading_of(engine(), policy, shown)
    names = [group.name for group in reading.groups]
    assert names == ["必须满足", "由企业承诺、审核时核对"]
    assert sum(len(group.requirements) for group in reading.groups) == len(shown.version.conditions)
    assert reading.worked is not None
    assert [tuple(term) for term in reading.worked.given] == [
        ("贷款本金", "8000万元"),
        ("贷款期限", "12个月"),
        ("数字化智能化改造", "是"),
        ("符合设备更新指南方向", "是"),
    ]
    assert (reading.worked.steps[0].text, reading.worked.amount) == ("8000万元", "120万元")
    assert [edition.name for edition in reading.editions] == ["修订后条款", "2024年版"]
    assert ("改变", "项目总投资不低于500万元", "项目总投资不低于200万元") in [
        (change.kind, change.before, change.after) for change in reading.editions[0].changes
    ]
    assert reading.editions[1].changes == []
    assert remarks_of(policy).sources == ("申报通知（湘工信投资〔2024〕422号，首批）和报道的转述",)


def test_every_item_of_the_pack_can_be_read() -> None:
    worked = 0
    for each in shelf_on(engine(), DAY).policies:
        for shown in each.lines:
            reading = reading_of(engine(), each.policy, shown)
            assert reading.groups
            assert reading.dates
            assert bool(reading.money) == (shown.version.benefit is not None)
            worked += reading.worked is not None
    assert worked >= 18
