"""所得: what one item brings, as the base, the amount or the condition of another."""

from __future__ import annotations

from typing import Any

import pytest

from songjieyou.rules.answer.combine import best
from songjieyou.rules.answer.engine import Answers, Engine
from tests.rules import sample

TEXT = """\
政策: 办法
级别: 市
核对: 二手转述
事项:
- 编号: 丙
  类别: 资质
  对象: 企业
  版本:
  - {文件: 一版, 施行: 2024-01-01, 失效: 无, 条件: [{规则: 所得(乙) >= 3万元}]}
- 编号: 乙
  类别: 奖补
  对象: 项目
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
    条件: [{规则: 所得(甲) > 10万元}]
    补贴: {性质: 定额, 基数: 所得(甲), 比例: 20%}
- 编号: 甲
  类别: 奖补
  对象: 项目
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
    条件: [{规则: 数字化改造}]
    补贴: {性质: 定额, 基数: 项目总投资, 比例: 10%}
"""


def answers(facts: dict[str, Any]) -> Answers:
    return Engine(sample.catalogue(TEXT)).answer(sample.base(facts), sample.TODAY)


def verdicts(found: Answers) -> dict[str, str]:
    return {answer.item.id.split("/")[1]: answer.verdict for answer in found.items}


@pytest.mark.parametrize(
    ("facts", "third", "second", "first"),
    [
        ({"项目总投资": "200万元", "数字化改造": True}, "符合", "符合", "符合"),  # 20, 4
        ({"项目总投资": "100万元", "数字化改造": True}, "不符合", "不符合", "符合"),  # 10, 0
        ({"项目总投资": "140万元", "数字化改造": True}, "不符合", "符合", "符合"),  # 14, 2.8
        ({"项目总投资": "200万元", "数字化改造": False}, "不符合", "不符合", "不符合"),
        ({"项目总投资": "200万元"}, "待补充", "待补充", "待补充"),
        ({"项目总投资": "90万元"}, "不符合", "不符合", "待补充"),  # at most 9
    ],
)
def test_a_condition_on_what_another_item_brings(facts: dict[str, Any], third: str, second: str, first: str) -> None:
    assert verdicts(answers({"项目": facts})) == {"丙": third, "乙": second, "甲": first}


def test_the_items_stay_in_the_order_of_the_file() -> None:
    found = answers({"项目": {"项目总投资": "200万元", "数字化改造": True}})
    assert [answer.item.id for answer in found.items] == ["办法/丙", "办法/乙", "办法/甲"]
    assert best(found).fen == 24_0000_00


def test_what_several_projects_bring_is_added_for_the_firm() -> None:
    project = {"项目总投资": "150万元", "数字化改造": True}  # 15, 3
    found = answers({"项目": [{"号": "P1", **project}, {"号": "P2", "项目总投资": "1万元", "数字化改造": True}]})
    assert verdicts(found)["丙"] == "符合"


def test_no_project_brings_nothing() -> None:
    assert verdicts(answers({"项目": []})) == {"丙": "不符合", "乙": "不符合", "甲": "不符合"}
