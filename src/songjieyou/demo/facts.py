"""What is known of the firms of the demo that somebody wrote by hand. All figures are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from songjieyou.core import clock
from songjieyou.demo.population.profiles import HERE, Told
from songjieyou.demo.population.settle import tell_of
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import add_subject
from songjieyou.enterprises.domain.projects import enter_pool, note_clearance, set_funding
from songjieyou.enterprises.domain.subjects import enter_subject
from songjieyou.enterprises.domain.titles import enter_title, usual_end
from songjieyou.enterprises.enums import ClearanceKind, ClearanceState, FundingOrigin, Level, Source
from songjieyou.rules.library.vocabulary import FIRM

if TYPE_CHECKING:
    from songjieyou.core.models import Person
    from songjieyou.enterprises.models import Enterprise, Subject

MACHINES: Told = {
    Source.REGISTRY: {
        "主体类型": "公司法人",
        "独立法人": "是",
        "注册日期": "2012-05-18",
        "注册资本": "5000万元",
        "所有制": "民营",
        "境内企业": "是",
        "行业代码": "3421",
        "注册地": HERE,
        "列入严重失信名单": "否",
        "列入经营异常名录": "否",
    },
    Source.FIRM: {
        "税收归属地": HERE,
        "生产经营地": HERE,
        "规上工业企业": "是",
        "从业人员@2024": "286",
        "从业人员@2025": "305",
        "营业收入@2023": "1.92亿元",
        "营业收入@2024": "2.15亿元",
        "营业收入@2025": "2.48亿元",
        "资产总额@2025": "3.1亿元",
        "研发费用@2024": "980万元",
        "研发费用@2025": "1260万元",
        "依法纳税": "是",
        "有不良信用记录": "否",
        "进入细分市场日期": "2015-01-01",
    },
    Source.OFFICER: {"营业收入@2025": "2.3亿元"},
}
MATERIALS: Told = {
    Source.REGISTRY: {"主体类型": "公司法人", "独立法人": "是", "注册日期": "2019-08-02", "行业代码": "2669"},
    Source.FIRM: {"从业人员@2025": {"自": "20", "至": "49"}, "营业收入@2025": "3200万元"},
}
FOOD: Told = {
    Source.REGISTRY: {"主体类型": "公司法人", "注册日期": "2016-03-21", "行业代码": "1432"},
    Source.ESTIMATE: {"营业收入@2025": {"自": "500万元", "至": "2000万元"}},
}
RECYCLING: Told = {
    Source.REGISTRY: {
        "主体类型": "公司法人",
        "独立法人": "是",
        "注册日期": "2017-04-11",
        "注册资本": "8000万元",
        "所有制": "民营",
        "境内企业": "是",
        "行业代码": "4210",
        "注册地": HERE,
        "列入严重失信名单": "否",
        "列入经营异常名录": "否",
    },
    Source.CERTIFICATE: {"高新技术企业": "是", "高新技术企业认定日期": "2025-11-18"},
    Source.FIRM: {
        "税收归属地": HERE,
        "生产经营地": HERE,
        "规上工业企业": "是",
        "依法纳税": "是",
        "有不良信用记录": "否",
        "从业人员@2024": "172",
        "从业人员@2025": "188",
        "营业收入@2024": "1.36亿元",
        "营业收入@2025": "1.51亿元",
        "研发费用@2025": "620万元",
    },
}
OF_FIRMS = (MACHINES, MATERIALS, FOOD, RECYCLING)

PROJECT: Told = {
    Source.FIRM: {
        "项目名称": "精密加工生产线智能化改造",
        "建设性质": "技术改造",
        "项目状态": "在建",
        "项目总投资": "4200万元",
        "设备投资": "3100万元",
        "固定资产投资": "3800万元",
        "开工日期": "2025-05-06",
        "项目建设地": HERE,
        "数字化智能化改造": "是",
    },
    Source.OFFICER: {"投资进度": "62%"},
}
LOAN: Told = {
    Source.FIRM: {
        "贷款银行": "清江农商银行（虚构）",
        "贷款类型": "项目固定资产贷款",
        "贷款本金": "2000万元",
        "贷款利率": "3.2%",
        "贷款期限": "60个月",
        "贷款发放日": "2025-06-12",
        "贷款合同签订日": "2025-06-05",
        "获设备更新再贷款支持": "是",
    },
}

TITLES = (
    ("高新技术企业", Level.NATIONAL, "GR202443009999（虚构）", date(2024, 11, 1)),
    ("智能制造示范", Level.PROVINCIAL, "", date(2025, 1, 15)),
)
CLEARANCES = (
    (ClearanceKind.FILING, ClearanceState.DONE, "清发改备〔2025〕12号（虚构）", date(2025, 3, 10)),
    (ClearanceKind.LAND, ClearanceState.NOT_NEEDED, "", None),
    (ClearanceKind.ENVIRONMENT, ClearanceState.DONE, "清环评表〔2025〕31号（虚构）", date(2025, 4, 2)),
    (ClearanceKind.ENERGY, ClearanceState.IN_HAND, "", None),
)
MACHINES_BOUGHT = {"五轴加工中心": "320万元", "数控车床": "86万元", "在线检测系统": "145万元"}


RENEWAL: Told = {
    Source.REGISTRY: {
        "项目名称": "废旧电池回收线设备更新（一期）",
        "建设性质": "技术改造",
        "已备案或核准": "是",
        "备案日期": "2025-02-26",
        "项目建设地": HERE,
    },
    Source.FIRM: {
        "项目状态": "在建",
        "设备更新行业": "有色",
        "固定资产投资": "1.36亿元",
        "设备投资": "9800万元",
        "项目总投资": "1.52亿元",
        "开工日期": "2025-04-15",
        "含房地产或楼堂馆所": "否",
        "淘汰设备原值": "1240万元",
        "淘汰设备提完折旧": "是",
        "淘汰设备产权属本单位": "是",
        "淘汰设备有二手": "否",
        "淘汰设备继续使用": "否",
        "新设备有二手": "否",
        "软硬件一体化": "是",
    },
}
"""The story of the published case: all that is missing is 投资进度, which the officer learns at a visit. With it the
treasury-bond item fits; its window is closed, and the next one can be prepared for.
"""


def tell_of_cast(firms: list[Enterprise], *, officer: Person, principal: Person) -> None:
    """Fill the register for the firms of the cast."""
    machines, *_, recycling = firms
    project = add_subject(enterprise=machines, kind="项目", label="P1", by=principal)
    loan = add_subject(enterprise=machines, kind="贷款", label="L1", above=project, by=principal)
    renewal = add_subject(enterprise=recycling, kind="项目", label="P1", by=officer)
    told = [(firm.subjects.get(kind=FIRM), known) for firm, known in zip(firms, OF_FIRMS, strict=True)]
    told += [(project, PROJECT), (loan, LOAN), (renewal, RENEWAL)]
    tell_of(machines.park, told, speakers={Source.OFFICER: officer, Source.FIRM: principal})
    _paper(machines, project, officer=officer, principal=principal)


def _paper(firm: Enterprise, project: Subject, *, officer: Person, principal: Person) -> None:
    """Titles of the first firm, and the papers of its project. What certificates say is told by them."""
    for kind_of_title, level, number, awarded_on in TITLES:
        until = usual_end(kind_of_title, awarded_on)
        enter_title(
            enterprise=firm,
            kind=kind_of_title,
            level=level,
            number=number,
            awarded_on=awarded_on,
            valid_until=until,
            by=principal,
        )
    nearly_over = clock.today() - timedelta(days=3 * 365 - 60)
    enter_title(
        enterprise=firm,
        kind="专精特新中小企业",
        level=Level.PROVINCIAL,
        awarded_on=nearly_over,
        valid_until=usual_end("专精特新中小企业", nearly_over),
        by=principal,
    )
    for kind, state, number, done_on in CLEARANCES:
        note_clearance(
            project=project, kind=kind, state=state, number=number, done_on=done_on, source=Source.FIRM, by=principal
        )
    enter_pool(
        project=project,
        pool="国家设备更新备选项目清单",
        entered_on=date(2025, 4, 18),
        number="GX-2025-0412",
        source=Source.OFFICER,
        by=officer,
    )
    amounts = {FundingOrigin.OWN: 2_000_000_000, FundingOrigin.BANK: 2_000_000_000}
    set_funding(project=project, amounts=amounts, by=principal)
    long_ago = clock.today() - timedelta(days=500)
    area, patents = Telling("用地面积", "42", on=long_ago), Telling("发明专利数", "12", on=long_ago)
    tell(subject=firm.subjects.get(kind=FIRM), tellings=[area, patents], source=Source.OFFICER, by=officer)
    for name, price in MACHINES_BOUGHT.items():
        told = [Telling("设备名称", name), Telling("不含税价款", price), Telling("全新设备", "是")]
        enter_subject(enterprise=firm, kind="设备", tellings=told, source=Source.FIRM, by=principal, above=project)
