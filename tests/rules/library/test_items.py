"""事项 and 版本: dates, windows, exclusions and what the category demands."""

from __future__ import annotations

import datetime as dt

import pytest

from songjieyou.rules.language.tree import Dim, Fact
from songjieyou.rules.library.policy import Exclusion, Version, Window
from tests.rules import sample


def version(head: str, more: str = "") -> Version:
    """A version with another 施行 or 失效."""
    text = sample.policy_text(more)
    for line in head.splitlines():
        key = line.split(":")[0]
        before = {"施行": "施行: 2024-01-01", "失效": "失效: 无"}[key]
        text = text.replace(before, line)
    return sample.catalogue(text).items["办法/甲"].versions[0]


DAY = dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("施行: 2024-01-01", (DAY, DAY, None, True)),
        ("失效: 未见", (DAY, DAY, None, False)),
        ("失效: 2024-12-31", (DAY, DAY, dt.date(2024, 12, 31), True)),
        ("失效: 2024-01-01", (DAY, DAY, DAY, True)),
        ("施行: {自: 2024-01-01, 至: 2024-08-31, 存疑: 不一致}", (DAY, dt.date(2024, 8, 31), None, True)),
        ("施行: {不早于: 2024-01-01}", (DAY, None, None, True)),
    ],
)
def test_the_term_of_a_version(head: str, expected: tuple[dt.date, dt.date | None, dt.date | None, bool]) -> None:
    found = version(head)
    assert (found.start, found.start_latest, found.end, found.end_known) == expected


@pytest.mark.parametrize(
    ("line", "windows"),
    [
        ("", None),
        ("申报窗口: 未知", None),
        ("申报窗口: 常年", (Window(None, None),)),
        ("申报窗口: {自: 2024-01-01}", (Window(DAY, None),)),
        ("申报窗口: {自: 2024-01-01, 至: 2024-01-01}", (Window(DAY, DAY),)),
        ("申报窗口: [{至: 2024-01-01}, {自: 2024-01-01}]", (Window(None, DAY), Window(DAY, None))),
    ],
)
def test_windows(line: str, windows: tuple[Window, ...] | None) -> None:
    assert version("施行: 2024-01-01", line).windows == windows


def test_a_version_may_go_by_a_date_of_the_subject() -> None:
    assert version("施行: 2024-01-01", "版本按: 注册日期").by == Fact("注册日期", Dim.DATE)
    assert version("施行: 2024-01-01", "版本按: 申报日").by is None
    assert version("施行: 2024-01-01").by is None


def test_what_is_said_of_a_version_is_kept() -> None:
    found = version(
        "施行: 2024-01-01",
        """\
        办理方式: 免申即享
        裁量: 市里会议定
        存疑: [一, 二]
        例子:
          - {名: 例, 日期: 2024-03-01, 已知: {企业: {失信: 否}}, 应得: {结论: 符合, 缺: [甲], 条件: {a: 真}}}
        """,
    )
    assert (found.mode, found.discretion, found.doubts) == ("免申即享", "市里会议定", ("一", "二"))
    (example,) = found.examples
    assert (example.name, example.on, example.line) == ("例", dt.date(2024, 3, 1), 16)
    assert example.expected == {"结论": "符合", "缺": ["甲"], "条件": {"a": "真"}}


ITEM = """\
政策: 办法
级别: 市
核对: 二手转述
地域: [湖南省]
发文机关: 市工信局
文号: 未见
事项:
- 编号: 甲
  类别: 权益
  对象: 贷款
  标签: [市级贴息, 贴息]
  同一事项: 融资
  互斥: {exclusions}
  材料: [申请表]
  版本: [{{文件: 一版, 施行: 2024-01-01, 失效: 无}}]
"""


@pytest.mark.parametrize(
    ("written", "seen", "exclusions"),
    [
        ("无", True, ()),
        ("未见", False, ()),
        ("[{同一: 贷款, 标签: 中央贴息, 依据: 六}]", True, (Exclusion("贷款", "中央贴息", (), "六"),)),
        (
            "[{同一: 企业, 事项: [甲, 办法/甲]}]",
            True,
            (Exclusion("企业", "", ("办法/甲", "办法/甲")),),
        ),
    ],
)
def test_an_item_with_its_exclusions(written: str, seen: bool, exclusions: tuple[Exclusion, ...]) -> None:
    catalogue = sample.catalogue(ITEM.format(exclusions=written))
    item = catalogue.items["办法/甲"]
    assert (item.exclusions_seen, item.exclusions) == (seen, exclusions)
    assert (item.kind, item.category, item.matter, item.materials) == ("贷款", "权益", "融资", ("申请表",))
    assert item.tags == {"市级贴息", "贴息"}
    policy = catalogue.policies[0]
    assert (policy.level, policy.regions, policy.issuers, policy.number) == ("市", ("湖南省",), ("市工信局",), "未见")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("▸没有", "“互斥”应是无、未见、列表，读到文字“没有”"),
        ("[{同一: ▸设备, 标签: x}]", "对象是贷款的事项没有“同一设备”"),
        ("[▸{同一: 贷款}]", "“互斥”里 标签、事项 要有且只有一个，一个也没有"),
        ("[{同一: 贷款, 事项: ▸[]}]", "“事项”至少要有 1 项"),
    ],
)
def test_faults_in_exclusions(written: str, message: str) -> None:
    text = ITEM.format(exclusions=written)
    line = "  互斥: " + written
    assert sample.faults(text.replace("▸", "")) == [f"1.yaml:13:{line.index('▸') + 1}: {message}"]


def test_an_unknown_subject_is_told() -> None:
    found = sample.faults(ITEM.format(exclusions="无").replace("对象: 贷款", "对象: 货款"))
    assert found == ["1.yaml:10:7: 没有对象“货款”，是不是“贷款”？"]


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("申报窗口: ▸随时", "“申报窗口”应是常年、未知、一组“键: 值”、列表，读到文字“随时”"),
        ("申报窗口: ▸{}", "申报窗口要有“自”或“至”（全年受理写 常年）"),
        ("申报窗口: {自: ▸2024-02-30}", "读到“2024-02-30”，没有这一天"),
        ("申报窗口: ▸{自: 2024-02-02, 至: 2024-02-01}", "申报窗口上下颠倒：自 2024-02-02 至 2024-02-01"),
        ("版本按: ▸放款日", "不认识的事实“放款日”，是不是“贷款发放日”？"),
        ("版本按: ▸专利数", "这里应是日期，读到的是数"),
        ("版本按: ▸注册日期 + 1年", "“版本按”要写 申报日 或一个日期事实"),
        ("版本按: ▸2024-01-01", "“版本按”要写 申报日 或一个日期事实"),
        ("适用期间: ▸{按: 注册日期}", "适用期间要有“自”或“至”，且自不晚于至"),
        ("适用期间: ▸{按: 注册日期, 自: 2024-02-02, 至: 2024-02-01}", "适用期间要有“自”或“至”，且自不晚于至"),
        ("适用期间: {按: ▸专利数, 自: 2024-02-02}", "这里应是日期，读到的是数"),
        ("评分: {人员: ▸30项}", "这里应是分值，读到的是数"),
        ("▸补贴: {性质: 未见}", "资质没有金额，不写“补贴”"),
        ("例子: [{名: 例, 日期: ▸昨天, 已知: {}, 应得: {}}]", "读到“昨天”，应是日期，如 2024-03-07"),
        ("例子: [▸{名: 例, 日期: 2024-01-01, 已知: {}}]", "“例子”缺“应得”（应有的结果）"),
    ],
)
def test_faults_in_versions(version: str, message: str) -> None:
    sample.told(version, message)


def test_what_a_category_demands() -> None:
    text = "1.yaml:9:5: {}要有“补贴”（标准没看到就写 补贴: {{性质: 未见}}）"
    for category in ("奖补", "减免"):
        assert sample.faults(sample.policy_text("", category=category)) == [text.format(category)]
        assert sample.faults(sample.policy_text("补贴: {性质: 未见}", category=category)) == []
    for category in ("资质", "通道"):
        assert sample.faults(sample.policy_text("", category=category)) == []
    assert sample.faults(sample.policy_text("", category="权益")) == []
    assert sample.faults(sample.policy_text("补贴: {性质: 未见}", category="权益")) == []


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("施行: 昨天", "10:9: 读到“昨天”，应是日期，如 2024-03-07"),
        ("施行: {自: 2024-02-01, 至: 2024-01-01}", "10:9: 施行日期上下颠倒：自 2024-02-01 至 2024-01-01"),
        ("施行: {自: 2024-02-01}", "10:10: 有“自”就要有“至”"),
        ("施行: {存疑: 未说}", "10:9: “施行”里 自、不早于 要有且只有一个，一个也没有"),
        ("失效: 不知道", "11:9: 读到“不知道”，应是日期，如 2024-03-07"),
        ("失效: 2023-12-31", "11:9: 失效日期 2023-12-31 早于施行日期 2024-01-01"),
    ],
)
def test_faults_in_terms(head: str, fault: str) -> None:
    before = "    施行: 2024-01-01" if head.startswith("施行") else "    失效: 无"
    text = sample.policy_text("").replace(before, "    " + head)
    assert sample.faults(text) == [f"1.yaml:{fault}"]


VERSIONS = """\
政策: 办法
级别: 市
核对: 二手转述
事项:
- 编号: 甲
  类别: 资质
  对象: 企业
  版本:
  - {{文件: 一版, 施行: {first}, 失效: {end}}}
  - {{文件: {name}, 施行: {second}, 失效: 无}}
"""


@pytest.mark.parametrize(
    ("first", "end", "second", "name", "expected"),
    [
        ("2024-01-01", "无", "2025-01-01", "二版", []),
        ("2024-01-01", "2024-12-31", "2025-01-01", "二版", []),
        ("2024-01-01", "2024-06-30", "2025-01-01", "二版", []),
        ("2024-01-01", "未见", "2025-01-01", "二版", []),
        ("2024-01-01", "无", "2025-01-01", "一版", ["10:10: 文件“一版”重复"]),
        (
            "2025-01-01",
            "无",
            "2025-01-01",
            "二版",
            ["10:5: 版本要按施行先后排列：2025-01-01 不晚于上一版的 2025-01-01"],
        ),
        (
            "2024-01-01",
            "2025-01-01",
            "2025-01-01",
            "二版",
            ["10:5: 上一版到 2025-01-01 才失效，这一版 2025-01-01 已施行，两版重叠"],
        ),
        ("2024-01-01", "2025-01-01", "{不早于: 2025-01-01}", "二版", []),
    ],
)
def test_versions_follow_one_another(first: str, end: str, second: str, name: str, expected: list[str]) -> None:
    text = VERSIONS.format(first=first, end=end, second=second, name=name)
    assert sample.faults(text) == [f"1.yaml:{fault}" for fault in expected]
