"""A policy that the demo park is writing: one of its examples comes out otherwise than its editor expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from songjieyou.policies.domain.own import start_policy

if TYPE_CHECKING:
    from songjieyou.core.models import Park, Person

TEXT = """\
政策: 清江经开区企业研发补助办法（虚构）
级别: 园区
地域: []
发文机关: [清江经开区管理委员会]
文号: 未见
发文日期: 未见
核对: 原文核对
事项:
  - 编号: 研发补助
    类别: 奖补
    对象: 企业
    互斥: 未见
    材料: [研发费用专项审计报告]
    流程: [企业申报, 科技金融局审核]
    版本:
      - 文件: 征求意见稿
        施行: 2026-01-01
        失效: 2028-12-31
        申报窗口: 常年
        办理方式: 企业申报
        条件:
          - {名: 研发投入, 规则: 上年(研发费用) >= 500万元, 依据: 第三条}
        补贴: {性质: 定额, 金额: 20万元, 依据: 第四条}
        例子:
          - 名: 刚好五百万元
            日期: 2026-03-04
            已知: {企业: {研发费用: {"2025": 500万元}}}
            应得: {结论: 符合, 金额: 30万元}
          - 名: 少一分
            日期: 2026-03-04
            已知: {企业: {研发费用: {"2025": 4999999.99元}}}
            应得: {结论: 不符合, 差: {研发费用: 0.01元}}
"""


def draft_policy(park: Park, *, editor: Person) -> None:
    start_policy(park=park, text=TEXT, by=editor)
