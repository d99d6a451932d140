"""Random firms, projects, loans and machines: as the rows of a file, and as the facts of each family."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

VALUES: dict[str, dict[str, list[Any]]] = {
    "企业": {
        "营业收入@2024": ["5000万元", "123.45万元", "1亿元", {"自": "300万元", "不足": "400万元"}],
        "利润总额": ["-3万元", "12.34元", {"至": "0元"}, {"可能": ["1万元", "2万元"]}],
        "从业人员@2023": ["20", "300人", {"自": "20", "至": "49"}, {"超过": "1000人"}],
        "资产负债率@2024": ["61.5%", "5‰", {"满": "10%", "不足": "20.125%"}],
        "用电量": ["0.00000000001", "3.5千瓦时", "900000000000000"],
        "组织形式": ["公司", {"可能": ["公司", "个体"]}],
        "资质": [["高新", "小巨人"], ["专精特新"], []],
        "注册日期": ["2024-02-29", "2023年3月1日", {"自": "2020-01-01", "至": "2020-12-31"}],
        "本地采购额@2025-04": ["3万元"],
        "失信": ["是", "否"],
    },
    "项目": {"项目总投资": ["800万元", "600 万元"], "投资进度": ["33.3%"], "数字化改造": ["是", "未知"]},
    "贷款": {"贷款本金": ["10万元", "20.5万元"], "贷款期限": ["2年", "18个月"], "贷款利率": ["3.45%"]},
    "设备": {"设备原值": ["1千元"], "国产": ["否"]},
}
ABOVE = {"企业": (), "项目": ("企业",), "贷款": ("项目", "企业"), "设备": ("项目", "企业")}
type Facts = dict[str, Any]


@dataclass
class Row:
    """A row of the file: the row above it, its own facts, and what it says of those above it."""

    kind: str
    name: str
    above: Row | None = None
    facts: dict[str, Facts] = field(default_factory=dict)

    def host(self, kind: str) -> Row | None:
        """The row that stands for the subject of a kind: its own, one above, or the one that tells of it first."""
        if self.kind == kind:
            return self
        found = self.above.host(kind) if self.above else None
        makes = kind == "企业" or any(value != "未知" for value in self.facts.get(kind, {}).values())
        return found or (self if makes else None)


def some_facts(random: Random, kind: str, chance: float) -> Facts:
    return {name: random.choice(values) for name, values in VALUES[kind].items() if random.random() < chance}


def rows_of(random: Random) -> list[Row]:
    """Firms, projects, loans and machines, above and below each other or alone."""
    rows: list[Row] = []
    said: dict[tuple[int, str], Facts] = {}
    for number in range(random.randint(1, 12)):
        kind = random.choice(["企业", "企业", "项目", "贷款", "贷款", "设备"])
        hosts = [row for row in rows if row.kind in ABOVE[kind] and (kind != "设备" or row.kind == "项目")]
        above = random.choice(hosts) if hosts and random.random() < 0.7 else None
        named = random.random() < 0.9 or above is not None
        row = Row(kind, f"{'FPLE'[list(ABOVE).index(kind)]}{number}" if named else "", above)
        row.facts[kind] = some_facts(random, kind, 0.5)
        told = random.sample(ABOVE[kind], random.randint(0, len(ABOVE[kind])))
        for other in told:
            row.facts[other] = some_facts(random, other, 0.3)
            host = row.host(other)
            if host is not None:  # what is told again must agree
                agreed = said.setdefault((id(host), other), dict(host.facts.get(other, {})))
                row.facts[other] = {name: agreed.setdefault(name, v) for name, v in row.facts[other].items()}
        rows.append(row)
    for row in rows:
        if any(other.above is row for other in rows) and not row.name:
            row.name = f"N{rows.index(row)}"
    random.shuffle(rows)
    kept = [row for row in rows if row.kind != "设备" or row.host("项目")]  # JSON has no others beside projects
    return kept or [Row("企业", "F")]


def written(rows: list[Row], random: Random) -> list[list[str]]:
    """The cells of the file, with the rows in any order."""
    columns: dict[str, None] = {}
    lines = []
    for row in rows:
        cells = {"对象": row.kind if row.kind != "企业" or random.random() < 0.5 else "", "号": row.name}
        if any(one.above for one in rows):
            cells["属"] = row.above.name if row.above else ""
        for facts in row.facts.values():
            for name, value in facts.items():
                cells |= cells_of(name, value)
        columns |= dict.fromkeys(cells)
        lines.append(cells)
    return [list(columns), *([cells.get(column, "") for column in columns] for cells in lines)]


def cells_of(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, list):
        return {name: "、".join(value) or "无"}
    if isinstance(value, str):
        return {name: value}
    return {f"{name}.{part}": "、".join(one) if isinstance(one, list) else one for part, one in value.items()}


def as_json(rows: list[Row], labels: dict[int, str]) -> dict[int, dict[str, Any]]:
    """Each family as `fit` takes it, by its first row; made subjects are called by the row that makes them."""
    families: dict[int, dict[str, Any]] = {}
    for row in rows:
        firm = row.host("企业")
        family = families.setdefault(id(firm), {"企业": {}})
        for kind in ("企业", "项目", "贷款", "设备"):
            host = row.host(kind)
            if host is None:
                continue
            if kind == "企业":
                subject = family[kind]
            else:
                found = [one for one in family.setdefault(kind, []) if one["号"] == labels[id(host)]]
                subject = found[0] if found else {"号": labels[id(host)]}
                if not found:
                    family[kind].append(subject)
                project = row.host("项目")
                if kind == "贷款" or (kind == "设备" and project):
                    subject["属"] = labels[id(project)] if project else "企业"
            for name, value in row.facts.get(kind, {}).items():
                fact, _, period = name.partition("@")
                if period:
                    subject.setdefault(fact, {})[period] = value
                else:
                    subject[fact] = value
    return families
