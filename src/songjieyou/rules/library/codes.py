"""Codes that nest: industries (GB/T 4754) and regions (省/市/县). Coarse knowledge gives an honest unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from songjieyou.rules.faults import FaultError, nearest, shown
from songjieyou.rules.units import narrow
from songjieyou.rules.values import FALSE, MAYBE, TRUE

REGION: Final = "地区"
_DIGITS: Final = re.compile("[0-9]+")
_LONGEST: Final = 40
_MOST_MEANT: Final = 3

_PROVINCE_NAMES: Final = (
    "北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 "
    "河南省 湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 "
    "宁夏回族自治区 新疆维吾尔自治区 台湾省 香港特别行政区 澳门特别行政区"
)
PROVINCES: Final = tuple(_PROVINCE_NAMES.split())
_CITY: Final = re.compile(r"(.{2,9}?(?:市|自治州|地区|盟))(.*)")


@dataclass(frozen=True, slots=True)
class CodeTree:
    """One table of codes; `parents` leads from each code to the one above it."""

    name: str
    names: Mapping[str, str]
    parents: Mapping[str, str] = field(default_factory=dict)
    leaves_below: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def leaves(self, code: str) -> tuple[str, ...]:
        """The finest codes under one, itself where there are none."""
        if not self.leaves_below:
            for leaf in self.names.keys() - set(self.parents.values()):
                for above in self.above(leaf):
                    self.leaves_below[above] = (*self.leaves_below.get(above, ()), leaf)
        return self.leaves_below.get(code, ())

    def read(self, text: str) -> str:
        """The code as the table has it (`C3670` is 3670). Raises FaultError with what may be meant."""
        found = self.find(text)
        if found:
            return found
        near = "、".join(f"{code}（{self.names[code]}）" for code in self.search(text, _MOST_MEANT))
        hint = f"，是不是 {near}？" if near else ""
        raise FaultError(f"读到“{shown(text)}”，{self.name}里没有这个代码{hint}")

    def search(self, text: str, most: int) -> list[str]:
        """The codes that may be meant by (the beginning of) a code, or by words of a name; the likeliest first."""
        written = narrow(text).upper()[:_LONGEST]
        return (self._named_like(written) or self._beginning_like(written))[:most]

    def _named_like(self, written: str) -> list[str]:
        """Those whose names share pairs of characters with words; rare pairs weigh more, the finest come first."""
        words = [word for word in written.split() if not word.isascii()]
        pairs = {word[at : at + 2] for word in words for at in range(max(len(word) - 1, 1))}
        weights = dict.fromkeys(self.names, 0)
        for pair in pairs:
            sharing = [code for code, name in self.names.items() if pair in name]
            for code in sharing:
                weights[code] += len(self.names) // len(sharing)
        coarse = set(self.parents.values())
        likely = [code for code, weight in weights.items() if weight]
        return sorted(likely, key=lambda code: (-weights[code], code in coarse, code))

    def _beginning_like(self, written: str) -> list[str]:
        """Those that begin as the number does, as far as any does."""
        number = "".join(_DIGITS.findall(written))
        for length in range(len(number), 1, -1):
            if below := sorted(code for code in self.names if code.startswith(number[:length])):
                return below
        return []

    def find(self, text: str) -> str:
        """The same; an empty string where there is none."""
        code = narrow(text).upper()
        if code in self.names:
            return code
        if len(code) > 1 and code[1:] in self.names and self.above(code[1:])[-1] == code[0]:
            return code[1:]
        by_name = [c for c, name in self.names.items() if name == narrow(text)]
        return by_name[-1] if by_name else ""

    def above(self, code: str) -> list[str]:
        """The code and everything above it, nearest first."""
        found = [code]
        while (code := self.parents.get(code, "")) != "":
            found.append(code)
        return found

    def belongs(self, code: str, option: str) -> int:
        """Truth of `code` being `option` or under it; unknown where `code` is the coarser one."""
        if option in self.above(code):
            return TRUE
        return MAYBE if code in self.above(option) else FALSE


def read_code_table(name: str, text: str) -> CodeTree:
    """A table of tab-separated code, level (1 is the top), name, in the order of the standard.

    Raises FaultError, its offset being the number of the line.
    """
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    path: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if number == 1:
            continue
        cells = line.split("\t")
        if len(cells) != 3 or not all(cells) or cells[1] not in tuple("123456789"[: len(path) + 1]):
            raise FaultError("应是 代码、级次、名称，用制表符隔开，级次从 1 起，每次至多深一级", number)
        code, level, title = cells
        if code in names:
            raise FaultError(f"代码“{shown(code)}”重复", number)
        path[int(level) - 1 :] = [code]
        names[code] = title
        if len(path) > 1:
            parents[code] = path[-2]
    return CodeTree(name, names, parents)


def read_region(text: str) -> str:
    """A region as a path `省/市/县`; it may be written without slashes. Raises FaultError without a province."""
    written = narrow(text)
    parts = [part.strip() for part in written.split("/")] if "/" in written else _split_region(written)
    if not parts or parts[0] not in PROVINCES or not all(parts):
        near = nearest(parts[0] if parts else written, PROVINCES)
        hint = f"，是不是“{near}”？" if near else ""
        raise FaultError(f"读到“{shown(text)}”，地区要从省写起，如 湖南省/长沙市/望城区{hint}")
    return "/".join(parts)


def _split_region(text: str) -> list[str]:
    province = next((p for p in PROVINCES if text.startswith(p)), "")
    rest = text.removeprefix(province)
    if not province or not rest:
        return [province or text]
    match = _CITY.fullmatch(rest)
    if match is None:
        return [province, rest]
    return [province, match[1], match[2]] if match[2] else [province, match[1]]


def region_belongs(region: str, option: str) -> int:
    """Truth of `region` being `option` or inside it; unknown where `region` is the coarser one."""
    if region == option or region.startswith(option + "/"):
        return TRUE
    return MAYBE if option.startswith(region + "/") else FALSE
