"""The vocabulary: subjects, facts, derived facts, dated tables, lists and code tables, under one name each."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from songjieyou.rules.faults import folded
from songjieyou.rules.language.tree import Dim, ValueNode
from songjieyou.rules.language.yamltext import Map
from songjieyou.rules.library.codes import REGION, CodeTree, region_belongs
from songjieyou.rules.values import FALSE, MAYBE, TRUE, UNKNOWN, Value

FIRM: Final = "企业"
DIMS: Final[Mapping[str, Dim]] = {
    "金额": Dim.MONEY,
    "数值": Dim.NUMBER,
    "比率": Dim.NUMBER,
    "个数": Dim.NUMBER,
    "月数": Dim.MONTHS,
    "分值": Dim.SCORE,
    "文本": Dim.WORD,
    "选项": Dim.WORD,
    "多选": Dim.WORD,
    "代码": Dim.WORD,
    "地区": Dim.WORD,
    "日期": Dim.DATE,
    "是否": Dim.BOOL,
}
WHOLE: Final = frozenset(("金额", "个数", "月数"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of the vocabulary. `period` is 无, 年 or 月; `changeable` 不可变, 到期, 可达到 or 补数据."""

    name: str
    subject: str
    type: str
    unit: str = ""
    period: str = "无"
    choices: tuple[str, ...] = ()
    codes: str = ""
    question: str = ""
    known_by: tuple[str, ...] = ()
    changeable: str = "补数据"
    personal: bool = False
    negative: bool = False
    fairness: str = ""
    note: str = ""
    derived: bool = False

    @property
    def dim(self) -> Dim:
        return DIMS[self.type]

    @property
    def tree(self) -> str:
        """How its values nest: the code table, 地区, or nothing."""
        return REGION if self.type == "地区" else self.codes


@dataclass(slots=True)
class DerivedRule:
    """How a derived fact is computed. `made` keeps the node per year offset once it was resolved."""

    entry: Entry
    source: Map
    path: str
    made: dict[tuple[int | None, int | None], ValueNode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A dated parameter; known from the first row to `known_until`."""

    name: str
    type: str
    unit: str
    rows: tuple[tuple[dt.date, Value], ...]
    known_until: dt.date
    checked: str = ""
    source: str = ""

    def read(self, date: dt.date) -> Value:
        """The value in force on a date; unknown before the first row and after what is known."""
        at = bisect_right(self.rows, date, key=lambda row: row[0])
        return self.rows[at - 1][1] if at and date <= self.known_until else UNKNOWN

    def why_unknown(self, date: dt.date) -> str:
        if date < self.rows[0][0]:
            return f"参数表“{self.name}”从 {self.rows[0][0]} 开始，没有 {date} 的数"
        return f"参数表“{self.name}”只到 {self.known_until}，没有 {date} 的数"


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of names. Where it is not complete, absence says nothing."""

    name: str
    type: str
    items: frozenset[str]
    complete: bool = True
    checked: str = ""
    source: str = ""


@dataclass(slots=True)
class Vocabulary:
    subjects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    derived: dict[str, DerivedRule] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    lists: dict[str, NameList] = field(default_factory=dict)
    codes: dict[str, CodeTree] = field(default_factory=dict)

    def find(self, name: str) -> Entry | None:
        return self.entries.get(folded(name))

    def entry(self, name: str) -> Entry:
        """The entry of a name that is known to be there (a node of a tree reads it)."""
        return self.entries[folded(name)]

    def above(self, kind: str) -> frozenset[str]:
        """The kinds that can stand above `kind`, at any distance."""
        found: set[str] = set()
        todo = list(self.subjects.get(kind, ()))
        while todo:
            parent = todo.pop()
            if parent not in found:
                found.add(parent)
                todo.extend(self.subjects.get(parent, ()))
        return frozenset(found)

    def below(self, kind: str) -> frozenset[str]:
        return frozenset(k for k in self.subjects if kind in self.above(k))

    def belongs(self, tree: str, value: str, options: Iterable[str]) -> int:
        """Truth of a word belonging to any of the options, as its tree nests."""
        if not tree:
            return TRUE if value in options else FALSE
        test = region_belongs if tree == REGION else self.codes[tree].belongs
        truths = [test(value, option) for option in options]
        best = max(truths, default=FALSE)
        if best == MAYBE and tree != REGION and self._all_below(tree, value, options):
            return TRUE
        return best

    def _all_below(self, tree: str, value: str, options: Iterable[str]) -> bool:
        """A coarse code belongs where every code under it is among the options."""
        codes, chosen = self.codes[tree], set(options)
        return all(not chosen.isdisjoint(codes.above(leaf)) for leaf in codes.leaves(value))
