"""One invented firm: what there is to know of it, and who says what. Nothing here touches a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any, Final, NamedTuple

from songjieyou.demo.population.chances import day, in_ten_thousands, often, scale, yes
from songjieyou.demo.population.identities import name_of, uscc_of
from songjieyou.demo.population.trades import TRADES, Trade
from songjieyou.enterprises.enums import Source

SEED: Final = "清江"
HERE: Final = "湖南省/长沙市"
SIZES: Final = ((30, 80e4, 900e4), (42, 900e4, 6000e4), (21, 6000e4, 5e8), (7, 5e8, 6e9))
"""How many of a hundred firms have a yearly revenue between two sums in yuan: micro, small, medium, large."""
ABOVE_SCALE: Final = 2000e4
"""Yuan of yearly revenue from which an industrial firm is counted as 规上."""

type Told = dict[Source, dict[str, Any]]
"""Who says what, a fact with its period: 营业收入@2025."""


@dataclass
class Thing:
    """A project, a loan and so on. `below` are its own."""

    kind: str
    label: str
    told: Told
    below: list[Thing] = field(default_factory=list)


class Profile(NamedTuple):
    uscc: str
    name: str
    told: Told
    things: list[Thing]


def profile(number: int, today: date) -> Profile:
    """The firm of a number, the same one each time it is asked for on a day."""
    chance = Random(f"{SEED}{number}")  # nosec B311  no secret hangs on it
    return _Firm(chance, number, today).profile()


class _Firm:
    """What is decided about a firm before anything is said of it."""

    def __init__(self, chance: Random, number: int, today: date) -> None:
        self.chance, self.number, self.today = chance, number, today
        self.year = today.year - 1
        self.trade: Trade = chance.choices(TRADES, [trade.weight for trade in TRADES])[0]
        _, low, high = chance.choices(SIZES, [share for share, _, _ in SIZES])[0]
        self.revenue = scale(chance, low, high)
        self.people = max(2, round(self.revenue / scale(chance, 40e4, 130e4)))
        self.founded = day(chance, date(2001, 1, 1), date(self.year - 2, 7, 1))
        self.makes = self.trade.code < "5"
        self.above_scale = self.makes and self.revenue >= ABOVE_SCALE
        self.research = chance.uniform(0.005, 0.09)
        self.high_tech = self.research > 0.035 and self.revenue > 400e4 and often(chance, 0.75)
        self.reports = often(chance, 0.72)

    def profile(self) -> Profile:
        told: Told = {Source.REGISTRY: self._registered(), Source.CERTIFICATE: self._certified()}
        told |= {Source.FIRM: self._reported()} if self.reports else {Source.ESTIMATE: self._estimated()}
        if often(self.chance, 0.4):
            told[Source.OFFICER] = self._heard()
        things = [self._project(order) for order in range(self._projects())]
        if not things and often(self.chance, 0.25):
            things.append(Thing("贷款", "L1", {Source.FIRM: self._loan("流动资金贷款", self.revenue * 0.1)}))
        name = name_of(self.chance, self.trade, self.number)
        return Profile(uscc_of(self.number), name, told, things)

    def _registered(self) -> dict[str, Any]:
        return {
            "主体类型": "公司法人",
            "独立法人": "是",
            "注册日期": self.founded.isoformat(),
            "注册资本": in_ten_thousands(scale(self.chance, self.revenue * 0.05, self.revenue * 0.5)),
            "所有制": self.chance.choices(("民营", "国有", "外商投资", "港澳台投资"), (86, 6, 5, 3))[0],
            "境内企业": "是",
            "行业代码": self.trade.code,
            "注册地": HERE,
            "列入严重失信名单": "否",
            "列入经营异常名录": yes(often(self.chance, 0.015)),
        }

    def _certified(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"高新技术企业": yes(self.high_tech)}
        if self.high_tech:
            facts["高新技术企业认定日期"] = (
                f"{self.year - self.chance.randrange(3)}-11-{self.chance.randrange(1, 28):02d}"
            )
            special = often(self.chance, 0.35) and self.makes
            facts["专精特新中小企业"] = yes(special)
            facts["专精特新小巨人企业"] = yes(special and often(self.chance, 0.2))
        if self.makes and self.revenue > 1e8 and often(self.chance, 0.2):
            facts["绿色工厂"] = "是"
        return facts

    def _reported(self) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "税收归属地": HERE,
            "生产经营地": HERE,
            "依法纳税": "是",
            "有不良信用记录": "否",
            "规上工业企业": yes(self.above_scale),
            f"资产总额@{self.year}": in_ten_thousands(self.revenue * self.chance.uniform(0.6, 1.6)),
            "发明专利数": str(round(self.research * 100 * self.chance.random())),
        }
        for year, share in self._years():
            facts[f"营业收入@{year}"] = in_ten_thousands(self.revenue * share)
            facts[f"从业人员@{year}"] = str(max(2, round(self.people * share)))
            facts[f"研发费用@{year}"] = in_ten_thousands(self.revenue * share * self.research)
        return facts

    def _years(self) -> Iterator[tuple[int, float]]:
        """The last full years in which there was the firm, the newest first, and the size it had beside the last."""
        share = 1.0
        for year in range(self.year, max(self.year - 3, self.founded.year), -1):
            yield year, share
            share /= self.chance.uniform(0.92, 1.28)

    def _estimated(self) -> dict[str, Any]:
        """A firm that has told nothing yet: bands."""
        low, high = in_ten_thousands(self.revenue * 0.6), in_ten_thousands(self.revenue * 1.5)
        ends = {"自": str(max(1, self.people // 2)), "至": str(self.people * 2)}
        return {f"营业收入@{self.year}": {"自": low, "至": high}, f"从业人员@{self.year}": ends}

    def _heard(self) -> dict[str, Any]:
        """What an officer saw: the figures are round."""
        about = in_ten_thousands(float(f"{self.revenue * self.chance.uniform(0.85, 1.1):.2g}"))
        return {f"营业收入@{self.year}": about, "用地面积": str(self.chance.randrange(6, 160))}

    def _projects(self) -> int:
        return self.chance.choices((0, 1, 2), (70, 25, 5) if self.makes else (92, 8, 0))[0]

    def _project(self, order: int) -> Thing:
        fixed = scale(self.chance, max(200e4, self.revenue * 0.05), max(900e4, self.revenue * 0.4))
        facts = self._works(fixed)
        project = Thing("项目", f"P{order + 1}", {Source.FIRM: facts})
        if often(self.chance, 0.5):
            loan = self._loan("项目固定资产贷款", fixed * self.chance.uniform(0.3, 0.7))
            project.below.append(Thing("贷款", f"L{order + 1}", {Source.FIRM: loan}))
        for line in range(self.chance.randrange(3) if often(self.chance, 0.4) else 0):
            machine = Thing("设备", f"S{order + 1}-{line + 1}", {Source.FIRM: self._machine(fixed)})
            project.below.append(machine)
        return project

    def _works(self, fixed: float) -> dict[str, Any]:
        """`fixed`: investment in fixed assets, yuan."""
        begun = day(self.chance, date(self.year - 1, 9, 1), self.today)
        state, progress = self.chance.choice((("未开工", 0), ("在建", self.chance.randrange(5, 95)), ("已完工", 100)))
        facts: dict[str, Any] = {
            "项目名称": self.chance.choice(self.trade.works),
            "建设性质": self.chance.choice(("技术改造", "技术改造", "扩建", "单纯购置设备", "新建")),
            "项目状态": state,
            "项目总投资": in_ten_thousands(fixed * 1.12),
            "固定资产投资": in_ten_thousands(fixed),
            "设备投资": in_ten_thousands(fixed * self.chance.uniform(0.5, 0.9)),
            "投资进度": f"{progress}%",
            "项目建设地": HERE,
            "已备案或核准": "是",
            "备案日期": day(self.chance, date(self.year - 1, 3, 1), date(self.year - 1, 9, 1)).isoformat(),
            "设备更新行业": self.trade.renewal,
            "数字化智能化改造": yes(often(self.chance, 0.5)),
            "含房地产或楼堂馆所": "否",
        }
        if state != "未开工":
            facts["开工日期"] = begun.isoformat()
        if state == "已完工":
            facts["完工日期"] = day(self.chance, begun, self.today).isoformat()
        return facts

    def _loan(self, kind: str, yuan: float) -> dict[str, Any]:
        signed = day(self.chance, date(self.year - 1, 10, 1), self.today)
        return {
            "贷款银行": "清江农商银行（虚构）",
            "贷款类型": kind,
            "贷款本金": in_ten_thousands(yuan),
            "贷款利率": f"{self.chance.randrange(260, 480) / 100:.2f}%",
            "贷款期限": f"{self.chance.choice((12, 24, 36, 60))}个月",
            "贷款合同签订日": signed.isoformat(),
            "贷款发放日": day(self.chance, signed, self.today).isoformat(),
        }

    def _machine(self, fixed: float) -> dict[str, Any]:
        signed = day(self.chance, date(self.year, 1, 1), self.today)
        return {
            "设备名称": f"{self.trade.words[0]}专用设备",
            "设备类别": "生产设备",
            "不含税价款": in_ten_thousands(fixed * self.chance.uniform(0.05, 0.2)),
            "设备合同签订日": signed.isoformat(),
            "全新设备": yes(often(self.chance, 0.9)),
        }
