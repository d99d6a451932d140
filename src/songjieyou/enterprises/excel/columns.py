"""The columns of the register's table: what the register itself holds of a firm, and facts of the vocabulary.

`TEMPLATE` is data: a new column is one line. A table that is read may have any other fact of a firm as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from songjieyou.core import clock
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.rules.faults import FaultError, folded, nearest, shown
from songjieyou.rules.library.vocabulary import FIRM, Entry
from songjieyou.rules.units import MONEY_UNITS

FIRST_YEAR: Final = 2000
USUAL_UNIT: Final = "万元"


@dataclass(frozen=True, slots=True)
class Spec:
    """One line of the table. `field` is the column of the register, where it is no fact; `years` how many of the last
    full years have a column each; `width` in characters, `note` stands beside the column's heading.
    """

    name: str
    field: str = ""
    years: int = 0
    width: int = 14
    note: str = ""


TEMPLATE: Final = (
    Spec("统一社会信用代码", field="uscc", width=22, note="必填，18 位，照营业执照填写。一家企业一行。"),
    Spec("企业名称", field="name", width=34, note="必填，营业执照上的全称。"),
    Spec("主体类型"),
    Spec("行业代码", width=28, note="国民经济行业分类（GB/T 4754）的代码，如 3421；可从下拉表选。"),
    Spec("注册日期", note="如 2012-05-18。"),
    Spec("注册资本", note="营业执照上的注册资本。"),
    Spec("所有制"),
    Spec("注册地", width=20, note="如 湖南省/长沙市。"),
    Spec("生产经营地", width=20, note="实际生产经营的地方，如 湖南省/长沙市。"),
    Spec("规上工业企业"),
    Spec("高新技术企业"),
    Spec("专精特新中小企业", width=18),
    Spec("从业人员", years=2, width=18, note="年平均人数，含劳务派遣。"),
    Spec("营业收入", years=2, width=22),
    Spec("研发费用", years=2, width=22),
    Spec("资产总额", years=2, width=22, note="年末数。"),
)
USCC: Final = TEMPLATE[0]
NAME: Final = TEMPLATE[1]
TROUBLE: Final = "问题说明"
"""The heading of the column that says what is wrong, in a copy of somebody's table."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one table. `field` is empty for a fact, whose `entry` and `period` are then given; `unit` is that of
    the numbers in it, empty where each cell must say its own.
    """

    heading: str
    field: str = ""
    entry: Entry | None = None
    period: str = ""
    unit: str = ""
    width: int = 14
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The same for two columns that say the same of a firm."""
        return (self.field, "") if self.entry is None else (self.entry.name, self.period)

    @property
    def choices(self) -> tuple[str, ...]:
        """What the cells hold, where that is a closed list."""
        if self.entry is None:
            return ()
        if self.entry.codes:
            table = vocabulary().codes[self.entry.codes]
            finest = table.names.keys() - set(table.parents.values())
            return tuple(f"{code} {table.names[code]}" for code in sorted(finest))
        return self.entry.choices or (("是", "否") if self.entry.type == "是否" else ())


def template() -> list[Column]:
    """The columns of an empty table, with the last full years."""
    return [column for spec in TEMPLATE for column in _columns(spec)]


def version() -> str:
    """Of the template: another when its columns are others."""
    return f"{clock.today().year}-{len(TEMPLATE)}"


def read_heading(text: str) -> Column | None:
    """The column that a heading names; None for what is no column of ours. FaultError where it is one but cannot be
    meant so, or looks like a slip of the pen.
    """
    name, unit, year = _taken_apart(text)
    if spec := _fields().get(name):
        return _columns(spec)[0]
    entry = _facts().get(name)
    if entry is None:
        if near := nearest_name(name, cutoff=True):
            raise FaultError(f"列名“{shown(text)}”不认识，是不是“{near}”？请改正，或删去这一列。")
        return None
    if entry.period == "年" and not year:
        raise FaultError(
            f"列名“{shown(text)}”没有写年度，应写成如 {_heading(entry, unit, str(clock.today().year - 1))}。"
        )
    if entry.period == "无" and year:
        raise FaultError(f"列名“{shown(text)}”写了年度，“{entry.name}”不分年度。")
    if year and not FIRST_YEAR <= int(year) < clock.today().year:
        raise FaultError(f"列名“{shown(text)}”的年度应在 {FIRST_YEAR} 年至 {clock.today().year - 1} 年之间。")
    if unit not in _units(entry):
        raise FaultError(f"列名“{shown(text)}”的单位不能用，可用：{'、'.join(filter(None, _units(entry)))}。")
    spec = next((spec for spec in TEMPLATE if spec.name == entry.name), Spec(entry.name))
    counted = unit or (entry.unit if entry.type != "金额" else "")
    return Column(_heading(entry, unit, year), "", entry, year, counted, spec.width, spec.note)


def nearest_name(text: str, *, cutoff: bool = False) -> str:
    """The nearest name of a column; empty where none is near. `cutoff`: only what differs by a letter or two."""
    name = _taken_apart(text)[0]
    near = nearest(name, [*_fields(), *_facts()])
    alike = len(name) > 2 and len(set(name) & set(near)) >= 0.7 * max(len(name), len(near))
    return near if alike or not cutoff else ""


def _columns(spec: Spec) -> list[Column]:
    if spec.field:
        return [Column(spec.name, spec.field, width=spec.width, note=spec.note)]
    entry, last = vocabulary().entry(spec.name), clock.today().year - 1
    unit = USUAL_UNIT if entry.type == "金额" else entry.unit
    note = spec.note or (f"{entry.note}。" if entry.note else "")
    years = [str(year) for year in range(last - spec.years + 1, last + 1)] or [""]
    return [
        Column(_heading(entry, unit, year), "", entry, year, unit, max(spec.width, len(entry.name) * 2), note)
        for year in years
    ]


def _heading(entry: Entry, unit: str, year: str) -> str:
    return f"{entry.name}{f'（{unit}）' if unit else ''}{year}"


def _units(entry: Entry) -> tuple[str, ...]:
    """What may stand in the brackets of a heading."""
    return ("", *MONEY_UNITS) if entry.type == "金额" else ("", entry.unit)


_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)年?度?")
_UNIT: Final = re.compile(r"\(([^()]*)\)")


def _taken_apart(text: str) -> tuple[str, str, str]:
    """Name, unit and year of a heading, however it is arranged: 营业收入（万元）2025, 2025年营业收入(万元)."""
    rest = re.sub(r"[\s*_]", "", folded(text))
    year, unit = _YEAR.search(rest), _UNIT.search(rest)
    name = _UNIT.sub("", _YEAR.sub("", rest))
    return name, unit[1].removeprefix("单位:") if unit else "", year[1] if year else ""


@cache
def _fields() -> dict[str, Spec]:
    return {folded(spec.name): spec for spec in TEMPLATE if spec.field}


@cache
def _facts() -> dict[str, Entry]:
    """Facts of a firm that a table may have, by name."""
    found = vocabulary().entries.values()
    return {
        folded(entry.name): entry
        for entry in found
        if entry.subject == FIRM and entry.period != "月" and not (entry.derived or entry.personal)
    }
