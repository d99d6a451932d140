"""A fault hides no other: what is well-formed is judged, and nothing is said of what only follows from a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from songjieyou.rules.check.examples import check_derived, check_examples
from songjieyou.rules.check.lints import lint
from songjieyou.rules.faults import Report
from songjieyou.rules.language.yamltext import read_yaml
from songjieyou.rules.library.items import plain
from songjieyou.rules.library.load import Library, load_texts, policy_files
from songjieyou.rules.library.policy import Catalogue
from tests.rules import sample
from tests.rules.library.test_vocabularies import write

NONSENSE: tuple[Any, ...] = ({"坏": "坏"}, [["坏"]], "坏", "", [], None)  # None: the part is left out


def checked(text: str) -> tuple[Catalogue, list[str]]:
    """A policy loaded and its examples run; the faults as `line:column: message`."""
    report = Report()
    found = load_texts({"1.yaml": text}, report, sample.VOCABULARY)
    lint(found, check_examples(found, report), report)
    return found, [str(fault).removeprefix("1.yaml:") for fault in sorted(set(report.faults))]


# One file ------------------------------------------------------------------------------------------------------------

ALL_AT_ONCE = """\
政策: 办法
级别: 村
核对: 二手转述
事项:
- 编号: 甲
  类别: 奖补
  对象: 企业
  标签: 贴息
  版本:
  - 文件: 一版
    施行: 2024-02-30
    失效: 无
    条件:
    - {规则: 失芯}
    - {规则: 专利数 >= 3万元, 说嘛: 甲}
    - {规责: 失信}
    - 失信
    补贴: {性质: 定额, 金额: 3, 上限: [{每: 企业, 金额: 1万元, 合并: [丙]}, {每: 企业, 金额: [1元]}]}
    例子:
    - {名: 正好, 日期: 2025-06-30, 已知: {}, 应得: {结论: 符合}}
- 编号: 乙
  类别: 资质
  对象: 企业
  版本:
  - {文件: 一版, 施行: 2024-01-01, 失效: 无, 例子: [{名: 错, 日期: 2025-06-30, 已知: {}, 应得: {结论: 不符合}}]}
"""


CONDITION_KEYS = "规则、不得、任一、全部、分档、选择、档、名、力度、核验、除非、依据"


def test_faults_of_all_steps_are_told_in_one_run() -> None:
    found, said = checked(ALL_AT_ONCE)
    assert said == [
        "2:5: “级别”应是 国家、省、市、县、园区 之一，读到“村”",
        "5:3: 没有事项“办法/丙”，是不是“办法/甲”？",
        "8:7: “标签”应是列表，读到文字“贴息”",
        "11:9: 读到“2024-02-30”，没有这一天",
        "14:12: 不认识的事实“失芯”，是不是“失信”？",
        "15:16: “专利数”（数）和金额不能用 >= 连在一起",
        "15:24: “条件”里没有“说嘛”这个键，是不是“说明”？",
        "16:8: “条件”里没有“规责”这个键，是不是“规则”？",
        f"17:7: “条件”应是一组“键: 值”（{CONDITION_KEYS}…），读到文字“失信”",
        "18:22: 这里应是金额，读到的是数",
        "18:69: “金额”应是一行文字、一组“键: 值”，读到列表",
        "25:42: 例子“错”：结论应是 不符合，算出来是 符合",
    ]
    assert list(found.items) == ["办法/乙"]


def test_examples_that_build_on_items_with_faults_are_not_run() -> None:
    _, said = checked(
        """\
政策: 办法
级别: 市
核对: 二手转述
事项:
- {编号: 甲, 类别: 奖补, 对象: 企业, 版本: [{文件: 一版, 施行: 2024-01-01, 失效: 无, 补贴: {性质: 定额, 金额: 3}}]}
- 编号: 乙
  类别: 奖补
  对象: 企业
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
    补贴: {性质: 定额, 金额: 所得(甲)}
    例子: [{名: 错, 日期: 2025-06-30, 已知: {}, 应得: {金额: 5元}}]
- 编号: 丙
  类别: 奖补
  对象: 企业
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
    补贴: {性质: 定额, 金额: 1元}
    例子: [{名: 错, 日期: 2025-06-30, 已知: {}, 应得: {金额: 2元, 组合: 5元}}]
"""
    )
    assert [fault.split(": ", 1)[1] for fault in said] == [
        "这里应是金额，读到的是数",
        "例子“错”：金额应是 2元，算出来是 1元",
    ]


RICH = """\
政策: 办法
级别: 市
核对: 二手转述
事项:
- 编号: 甲
  类别: 奖补
  对象: 项目
  标签: [设备]
  互斥: [{同一: 企业, 标签: 设备, 依据: 甲}, {同一: 项目, 事项: [乙]}]
  版本:
  - {文件: 一版, 施行: {自: 2024-01-01, 至: 2024-02-01}, 失效: 2024-12-31, 补贴: {性质: 未见}}
  - 文件: 二版
    施行: 2025-01-01
    失效: 未见
    版本按: 注册日期
    适用期间: {按: 注册日期, 自: 2024-01-01}
    申报窗口: [{自: 2025-01-01, 至: 2025-02-01}]
    条件:
    - {任一: [{规则: 失信, 除非: 规上}, {全部: [{规则: 规上}]}]}
    - {分档: 专利数, 档: [{满: 3项, 规则: 失信}, {等于: [1, 2], 不得: 失信}, {任一: [{规则: 规上}]}]}
    - {选择: [{当: 失信, 规则: 规上}, {不得: 失信}]}
    - {规则: 总分 >= 6分}
    评分:
      人: {按: 专利数, 档: [{满: 3项, 得: 5分}, {得: 0}]}
      钱: {取高: [{选择: [{当: 失信, 得: 3分}, {得: 0}]}, 1分]}
    补贴:
      性质: 定额
      基数: {取低: [应纳税额, {合计: [应纳税额, 1万元]}]}
      比例: 10%
      年数: {按: 12个月, 至多: 36个月}
      上浮: {方式: 按比例, 各项: [{当: 失信, 提高: 20%}], 至多: 50%}
      次序: {读法: [先浮后限, 先限后浮], 采用: 较低, 存疑: 未说}
      上限:
      - {每: 企业每年, 金额: 5万元, 合并: [乙]}
      - {每: 项目, 取小: [1万元, 应纳税额]}
      - {每: 企业, 次数: 2, 计: 项目}
      取整: {到: 元}
      分担: [{层级: 市, 比例: 50%}, {层级: 县, 其余: 是}]
      分期: [{节点: 一, 比例: 40%}, {节点: 二, 比例: 60%}]
    例子: [{名: 正好, 日期: 2025-06-30, 已知: {}, 应得: {结论: 待补充, 条件: {总分 >= 6分: 未知}}}]
- 编号: 乙
  类别: 奖补
  对象: 项目
  版本: [{文件: 一版, 施行: 2024-01-01, 失效: 无, 补贴: {性质: 定额, 金额: 所得(甲)}}]
- 编号: 丙
  类别: 奖补
  对象: 企业
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
    补贴: {性质: 定额, 金额: {阶梯: 应纳税额, 档: [{满: 1万元, 得: 2元}, {满: 3万元, 得: 4元}], 再每满: 1万元, 加: 1元}}
- {编号: 丁, 类别: 资质, 对象: 企业, 版本: [{文件: 一版, 施行: 2024-01-01, 失效: 无, 条件: [{规则: 失芯}]}]}
"""
KNOWN_FAULT = "不认识的事实“失芯”，是不是“失信”？"


def ways(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of the rich policy outside of its faulty item and of free facts."""
    if way[:2] == ("事项", 3) or way[-1:] == ("已知",):
        return
    yield way
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in pairs:
        yield from ways(inner, (*way, step))


def at(data: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        data = data[step]
    return data


def rich() -> Any:
    node = read_yaml(RICH.encode(), "f", Report())
    assert node is not None
    return plain(node)


def messages(data: Any) -> list[str]:
    return [fault.split(": ", 1)[1] for fault in checked(json.dumps(data, ensure_ascii=False))[1]]


def test_the_rich_policy_has_one_fault() -> None:
    assert messages(rich()) == [KNOWN_FAULT]


@pytest.mark.parametrize("turn", [0, 1])
def test_nonsense_anywhere_hides_no_fault_elsewhere(turn: int) -> None:
    """Each part of the policy in turn gives way to one kind of nonsense."""
    for number, way in enumerate(way for way in ways(rich()) if way not in ((), ("事项",))):
        data, nonsense = rich(), NONSENSE[(number + turn) % len(NONSENSE)]
        inner = at(data, way[:-1])
        if nonsense is None:
            del inner[way[-1]]
        else:
            inner[way[-1]] = nonsense
        assert KNOWN_FAULT in messages(data), way


def test_a_misspelt_key_is_one_fault() -> None:
    for way in ways(rich()):
        if way and isinstance(way[-1], str) and way[-2:-1] not in (("评分",), ("条件",)):
            data = rich()
            inner = at(data, way[:-1])
            inner[f"{way[-1]}名"] = inner.pop(way[-1])
            found = [message for message in messages(data) if message != KNOWN_FAULT]
            assert [message for message in found if "这个键" not in message] == [], way
            assert len(found) == 1, way


# The vocabulary ------------------------------------------------------------------------------------------------------

FACTS = """\
对象: {车间: {属: [企业]}}
事实:
- {名: 车间面积, 对象: 车间, 类型: 数值, 单位: 平方米, 问: 多大？}
- {名: 园区房租, 对象: 企业, 类型: 金额, 期: 年, 谁知: [企业]}
- {名: 园区级别, 对象: 企业, 类型: 选项, 值: [甲, 乙]}
派生: [{名: 房租占比, 类型: 比率, 期: 年, 式: 园区房租 / 营业收入}]
"""
OWN = """\
政策: 办法
级别: 市
核对: 二手转述
事项:
- 编号: 甲
  类别: 资质
  对象: 企业
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
    条件:
    - {规则: 上年(园区房租) >= 1万元}
    - {规则: 园区级别 = '甲' 且 合计(车间面积) > 3}
    - {规则: 上年(房租占比) <= 5% 或 应纳税额 > 参数(基准)}
    - {不得: 组织形式 属于 名单(黑名单)}
    例子: [{名: 空, 日期: 2025-06-30, 已知: {企业: {园区级别: 甲, 园区房租: 1元}}, 应得: {结论: 不符合}}]
- 编号: 乙
  类别: 资质
  对象: 车间
  版本: [{文件: 一版, 施行: 2024-01-01, 失效: 无, 条件: [{规则: 车间面积 > 3}]}]
"""
FILES = {
    "facts.yaml": FACTS,
    "政策.yaml": OWN,
    "参数/基准.yaml": "{名: 基准, 类型: 金额, 值: [{自: 2024-01-01, 得: 3万元}]}",
    "名单/黑名单.yaml": "{名: 黑名单, 项: [公司]}",
}


def folder_faults(folder: Path, files: dict[str, str]) -> list[str]:
    report = Report()
    library = Library(report)
    library.add_vocabulary(sample.VOCABULARY)
    library.add_vocabulary(write(folder, files))
    library.add_policies(policy_files(folder))
    check_examples(library.catalogue, report)
    check_derived(library.catalogue, report, folder)
    return [str(fault).removeprefix(f"{folder}/") for fault in sorted(set(report.faults))]


def test_the_folder_has_no_fault(tmp_path: Path) -> None:
    assert folder_faults(tmp_path, FILES) == []


@pytest.mark.parametrize(
    ("name", "written", "wrong", "message"),
    [
        ("facts.yaml", "谁知: [企业]", "谁知: 企业", "“谁知”应是列表，读到文字“企业”"),
        ("facts.yaml", "谁知: [企业]", "级别: 高", "“事实”里没有“级别”这个键，可用：名、对象"),
        ("facts.yaml", "类型: 金额", "类型: 钱", "“类型”应是 金额、数值"),
        ("facts.yaml", "类型: 金额, 期: 年", "类型: 金额, 期: 每年", "“期”应是 无、年、月 之一"),
        ("facts.yaml", "名: 园区房租", "名称: 园区房租", "“事实”里没有“名称”这个键，是不是“名”？"),
        ("facts.yaml", "{属: [企业]}", "{说明: 甲}", "对象“车间”要写“属”"),
        ("facts.yaml", "{属: [企业]}", "{属: [公司]}", "没有对象“公司”"),
        ("facts.yaml", "值: [甲, 乙]", "值: 甲", "“值”应是列表"),
        ("facts.yaml", "对象: 车间, 类型", "对象: 车闸, 类型", "没有对象“车闸”，是不是“车间”？"),
        ("facts.yaml", "式: 园区房租 /", "式: 园区房租 +", ""),
        ("facts.yaml", FACTS, "事实: [", "YAML 读不通"),
        ("facts.yaml", FACTS, "事实: {}", "“事实”应是列表"),
        ("参数/基准.yaml", "得: 3万元", "得: 三元", "读到“三元”"),
        ("参数/基准.yaml", "类型: 金额", "类型: 钱", "“类型”应是"),
        ("参数/基准.yaml", "名: 基准", "名: [基准]", "“名”应是"),
        ("名单/黑名单.yaml", "项: [公司]", "项: 公司", "“项”应是列表"),
        ("名单/黑名单.yaml", "项: [公司]", "", "“名单”缺“项”"),
        ("名单/黑名单.yaml", "项", "类型: 代码, 项", "读到“公司”，行业里没有这个代码"),
    ],
)
def test_a_fault_of_the_vocabulary_is_told_once(
    tmp_path: Path, name: str, written: str, wrong: str, message: str
) -> None:
    assert FILES[name].count(written) == 1
    found = folder_faults(tmp_path, {**FILES, name: FILES[name].replace(written, wrong)})
    assert len(found) == 1, found
    assert found[0].startswith(f"{name}:")
    assert found[0].split(": ", 1)[1].startswith(message)


def test_what_does_not_depend_on_a_faulty_fact_is_still_judged(tmp_path: Path) -> None:
    files = {**FILES, "facts.yaml": FACTS.replace("类型: 金额", "类型: 钱")}
    files["政策.yaml"] = OWN.replace("车间面积 > 3}", "车间面机 > 3}")
    assert [fault.split(": ")[0] for fault in folder_faults(tmp_path, files)] == ["facts.yaml:4:25", "政策.yaml:21:50"]
