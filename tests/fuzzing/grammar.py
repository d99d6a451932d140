"""Makes rule lines, policies and firms that are mostly right, by the grammar of the language."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any, Final

from songjieyou.rules.library.vocabulary import Entry
from tests.rules import sample

OWN: Final = {
    "企业": ("应纳税额", "上年(营业收入)", "前年(利润总额)", "上年(研发费用)"),
    "项目": ("项目总投资", "设备投资", "测算奖补额"),
    "贷款": ("贷款本金",),
}
FLAGS: Final = {"企业": ("失信", "规上"), "项目": ("数字化改造", "符合指南"), "贷款": ("固定资产贷款",)}
DATES: Final = {"企业": ("注册日期",), "项目": ("立项日期",), "贷款": ("贷款发放日",)}
BELOW: Final = {"企业": ("贷款", "项目", "设备"), "项目": ("贷款", "设备"), "贷款": ()}
MONEY_BELOW: Final = {"贷款": "贷款本金", "项目": "项目总投资", "设备": "设备原值"}
FLAG_BELOW: Final = {"贷款": "固定资产贷款", "项目": "数字化改造", "设备": "国产"}
KINDS: Final = ("企业", "项目", "贷款")


class Maker:
    """Draws from one generator, so that a seed makes the same again."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.kind = chance.choice(KINDS)

    def pick(self, words: str) -> str:
        return self.chance.choice(words.split())

    def known(self, table: Mapping[str, tuple[str, ...]]) -> str:
        """A fact that the subject can read by name."""
        reach = KINDS[: KINDS.index(self.kind) + 1]
        return self.chance.choice([name for kind in reach for name in table[kind]])

    # Lines -----------------------------------------------------------------------------------------------------------

    def condition(self, depth: int = 3) -> str:
        match self.chance.randrange(10 if depth else 5):
            case 0:
                return self.known(FLAGS)
            case 1:
                return f"组织形式 {self.pick('= !=')} '{self.pick('公司 合伙 个体')}'"
            case 2:
                return f"行业代码 {self.pick('属于 不属于')} [{self.pick('C 36 361 3611')}, {self.pick('D 44 3670')}]"
            case 3:
                return f"{self.date(depth)} {self.op()} {self.date(depth)}"
            case 4:
                return f"{self.money(depth)} {self.op()} {self.money(depth)}"
            case 5:
                return f"({self.condition(depth - 1)}) {self.pick('且 或')} ({self.condition(depth - 1)})"
            case 6:
                return f"非 ({self.condition(depth - 1)})"
            case 7:
                return f"{self.money(depth)} / {self.money(0)} {self.op()} {self.chance.randint(0, 150)}%"
            case 8:
                return self.over_years()
        return self.of_others()

    def over_years(self) -> str:
        years, percent = self.chance.randint(1, 4), self.chance.randint(0, 30)
        return self.chance.choice(
            (
                f"近(营业收入, {years}年, {self.pick('每年 任一年')}) {self.op()} {self.amount()}",
                f"近(营业收入, {years}年, {self.pick('复合增长率 增长率 平均增长率')}) {self.op()} {percent}%",
                f"上年(研发占比) {self.op()} {percent}%",
                f"划型 {self.pick('属于 不属于')} [{self.pick('微型 小型')}, {self.pick('中型 大型')}]",
            )
        )

    def of_others(self) -> str:
        kind = self.chance.choice(BELOW[self.kind] or ("",))
        if not kind:
            return "'高新' 属于 资质"
        flag = FLAG_BELOW[kind]
        return self.chance.choice((f"个数({kind}, {flag}) {self.op()} 2", f"每个({flag})", f"{self.total()} > 0"))

    def total(self) -> str:
        kind = self.chance.choice(BELOW[self.kind])
        where = self.chance.choice(("", f", {FLAG_BELOW[kind]}"))
        return f"{self.pick('合计 最大 最小')}({MONEY_BELOW[kind]}{where})"

    def op(self) -> str:
        return self.pick(">= <= > < = !=")

    def amount(self) -> str:
        return self.chance.choice(("0元", "1元", "0.01元", "3万元", f"{self.chance.randint(1, 9999)}万元", "1.5亿元"))

    def money(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.3:
            return self.amount() if self.chance.random() < 0.3 else self.known(OWN)
        one, other = self.money(depth - 1), self.money(depth - 1)
        return self.chance.choice(
            (
                f"({one} {self.pick('+ -')} {other})",
                f"{one} * {self.chance.randint(0, 200)}%",
                f"{one} / {self.chance.randint(0, 3)}",
                f"{self.pick('取小 取大')}({one}, {other})",
                self.total() if BELOW[self.kind] else one,
                f"近(营业收入, {self.chance.randint(1, 4)}年, {self.pick('合计 均值')})",
                f"(-{self.known(OWN)})",
            )
        )

    def date(self, depth: int) -> str:
        if depth <= 0 or self.chance.random() < 0.5:
            return self.chance.choice((self.known(DATES), "申报日", "2024-02-29", "9999-12-31", "0001-01-01"))
        by = self.chance.choice(("12个月", "30天", f"{self.chance.randint(0, 9999)}年"))
        return f"{self.date(depth - 1)} {self.pick('+ -')} {by}"

    # Policies --------------------------------------------------------------------------------------------------------

    def policy(self) -> str:
        """A whole policy as JSON, which is YAML too."""
        items = [self.item(f"项{n}") for n in range(self.chance.randint(1, 3))]
        return json.dumps({"政策": "新办法", "级别": "市", "核对": "二手转述", "事项": items}, ensure_ascii=False)

    def item(self, code: str) -> dict[str, Any]:
        self.kind = self.chance.choice(KINDS)
        version: dict[str, Any] = {
            "文件": "一版",
            "施行": "2024-01-01",
            "失效": self.pick("无 未见 2025-12-31 2025-06-30"),
        }
        version["条件"] = [self.requirement(2) for _ in range(self.chance.randint(0, 4))]
        version["补贴"] = self.benefit()
        if self.chance.random() < 0.3:
            version["申报窗口"] = {"自": "2025-01-01", "至": self.pick("2025-06-29 2025-06-30 2026-01-01")}
        found: dict[str, Any] = {"编号": code, "类别": "奖补", "对象": self.kind, "标签": [self.pick("甲 乙")]}
        if self.chance.random() < 0.3:
            found["互斥"] = [{"同一": "企业", "标签": self.pick("甲 乙")}]
        if self.chance.random() < 0.3:
            found["同一事项"] = "一事"
        return {**found, "版本": [version]}

    def requirement(self, depth: int) -> dict[str, Any]:
        match self.chance.randrange(6 if depth else 2):
            case 0 | 1:
                return {self.pick("规则 不得"): self.condition(2)}
            case 2:
                parts = [self.requirement(depth - 1) for _ in range(self.chance.randint(1, 3))]
                return {self.pick("任一 全部"): parts}
            case 3:
                rows = [{**self.bounds(), "规则": self.condition(1)} for _ in range(self.chance.randint(1, 3))]
                return {"分档": "专利数", "档": rows}
            case 4:
                return {"选择": [{"当": self.condition(1), "规则": self.condition(1)}, {"不得": self.condition(1)}]}
        return {"规则": self.condition(2), "除非": self.condition(1)}

    def bounds(self) -> dict[str, Any]:
        return {self.pick("满 超过 至 不足"): f"{self.chance.randint(0, 6)}项"}

    def worth(self, depth: int) -> Any:
        """An amount of money, plain or in tiers and choices."""
        match self.chance.randrange(4 if depth else 1):
            case 1:
                return {"按": "专利数", "档": [{**self.bounds(), "得": self.worth(depth - 1)}, {"得": self.worth(0)}]}
            case 2:
                return {"选择": [{"当": self.condition(1), "得": self.worth(depth - 1)}, {"得": self.worth(0)}]}
            case 3:
                return {self.pick("取高 取低 合计"): [self.worth(depth - 1), self.worth(0)]}
        return self.money(2)

    def benefit(self) -> dict[str, Any]:
        found: dict[str, Any] = {"性质": self.pick("定额 上限 估算")}
        ways = "按比例 连乘"
        if self.chance.random() < 0.4:
            found["金额"] = self.worth(2)
        else:
            found |= {"基数": self.worth(1), "比例": self.pick("1% 50% 100% 0% 参数(LPR)")}
            ways += " 百分点"
        if self.chance.random() < 0.4:
            rows = [{"当": self.condition(1), "提高": self.pick("20% 0.3% 0 100%")} for _ in range(2)]
            found["上浮"] = {"方式": self.pick(ways), "各项": rows}
        if self.chance.random() < 0.5:
            found["上限"] = [{"每": self.pick("企业 企业每年"), "金额": self.worth(1)}, {"每": "企业每年", "次数": "2"}]
        if self.chance.random() < 0.3:
            found["年数"] = self.pick("0 1 2 18个月 1000000年")
        if self.chance.random() < 0.3:
            found["分担"] = [{"层级": "市", "至多": self.amount()}, {"层级": "县", "其余": "是"}]
        return found

    # Facts -----------------------------------------------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = {"企业": self.subject("企业")}
        projects = [{"号": f"P{n}", **self.subject("项目")} for n in range(self.chance.randint(0, 3))]
        below = {"项目": projects, "贷款": self.below("贷款", projects), "设备": self.below("设备", projects)}
        if self.chance.random() < 0.3:
            del below[self.pick("贷款 设备")]
        if self.chance.random() < 0.5:
            items = self.pick("技改/增量奖补 设备更新/贷款贴息 培育/认定 无/无")
            year = self.chance.choice((2023, 2024, 2025, None))
            found["已享受"] = [{"事项": items, "年度": year, "金额": self.amount()}]
        return {**found, **below}

    def below(self, kind: str, projects: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if not projects:
            return []
        count = self.chance.randint(0, 3)
        return [{"属": self.chance.choice(projects)["号"], **self.subject(kind)} for _ in range(count)]

    def subject(self, kind: str) -> dict[str, Any]:
        entries = [e for e in sample.vocabulary().entries.values() if e.subject == kind and not e.derived]
        return {e.name: self.told(e) for e in entries if self.chance.random() < 0.7}

    def told(self, entry: Entry) -> Any:
        if entry.period == "无":
            return self.value(entry)
        months = ("2025-01", "2025-02", "2025-03", "2025-04")
        periods = ("2021", "2022", "2023", "2024", "2025") if entry.period == "年" else months
        return {p: self.value(entry) for p in periods if self.chance.random() < 0.7} or None

    def value(self, entry: Entry) -> Any:
        vague = self.chance.random() < 0.3
        if entry.type == "多选":
            return self.chance.choice(([], ["高新"], ["高新", "小巨人"]))
        if vague and (entry.choices or entry.type in ("代码", "地区") or self.chance.random() < 0.4):
            return {"可能": [self.exact(entry), self.exact(entry)]}
        if vague and entry.type not in ("文本", "是否"):
            keys = self.chance.choice((("自",), ("至",), ("自", "至"), ("超过", "不足"), ("满", "不足")))
            low = self.chance.randint(0, 400)
            high = low + self.chance.randint(2, 400)
            return {key: self.number(entry, low if n == 0 else high) for n, key in enumerate(keys)}
        return self.exact(entry)

    def exact(self, entry: Entry) -> Any:
        if entry.choices:
            return self.chance.choice(entry.choices)
        match entry.type:
            case "文本":
                return self.pick("甲公司 丙公司 x")
            case "代码":
                return self.pick("C 36 361 3611 3670 4411")
            case "地区":
                return self.pick("湖南省 湖南省/邵阳市 湖南省/邵阳市/城步县 广东省")
            case "是否":
                return self.chance.choice((True, False))
            case "日期" if self.chance.random() < 0.3:
                return self.pick("2024-02-29 0001-01-01 9999-12-31")
        return self.number(entry, self.chance.choice((0, 1, self.chance.randint(0, 2000))))

    def number(self, entry: Entry, n: int) -> str:
        """A value of a type in which there is more and less."""
        made = {
            "金额": f"{n}{('元', '万元', '亿元')[n % 3]}" if n < 2 else f"{n}万元",
            "比率": f"{n / 10}%",
            "月数": f"{n}个月",
            "日期": f"{2000 + n // 300}-{n % 300 // 25 + 1:02d}-{n % 25 + 1:02d}",
        }
        return made.get(entry.type, str(n))
