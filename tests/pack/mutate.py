"""Every number and date of a policy file that decides something, moved by one step."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from songjieyou.rules.language.yamltext import Map, Node, Seq, Text
from songjieyou.rules.units import decimal

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"(?<![\w.\-])(\d+(?:\.\d+)?)(亿元|万元|元|%|个百分点|个月|[^\W\d]*)")
WORDS: Final = {"例子", "文件", "名", "依据", "存疑", "说明", "释义", "材料", "流程", "受理", "裁量"} | {
    *("办理方式", "节点", "层级", "期", "基期")
}
"""Keys whose text decides nothing, or (期, 基期) names the months that a fact is read for."""

STEPS: Final = {"亿元": Fraction(1, 10**8), "万元": Fraction(1, 10**4), "元": Fraction(1), "%": Fraction(1, 10)}
"""One 元, a tenth of a percent; one of anything else."""


@dataclass(frozen=True)
class Mutation:
    """`text` is the whole file after the change; `what` says it."""

    line: int
    what: str
    text: str


def mutations(source: str, root: Node) -> Iterator[Mutation]:
    """Each number up and down by one step, each date by a day."""
    lines = source.split("\n")
    for text in _deciding(root):
        line = lines[text.line - 1]
        start = text.column - 1 + text.lead
        end = start + len(text.value)
        assert line[start:end] == text.value, f"line {text.line}: a value that decides must stand on one line"
        for begin, stop, changed in _changes(text.value):
            new = line[: start + begin] + changed + line[start + stop :]
            what = f"{text.value} → {text.value[:begin]}{changed}{text.value[stop:]}"
            yield Mutation(text.line, what, "\n".join([*lines[: text.line - 1], new, *lines[text.line :]]))


def _deciding(node: Node) -> Iterator[Text]:
    """The texts of all versions (or derived facts) that are more than words."""
    if isinstance(node, Seq):
        for item in node.items:
            yield from _deciding(item)
    elif isinstance(node, Map):
        for key, value in node.entries.items():
            if key in ("版本", "派生"):
                yield from _numbers(value)
            elif key == "事项":
                yield from _deciding(value)


def _numbers(node: Node) -> Iterator[Text]:
    match node:
        case Text():
            if any(True for _ in _changes(node.value)):
                yield node
        case Seq():
            for item in node.items:
                yield from _numbers(item)
        case Map():
            for key, value in node.entries.items():
                if key not in WORDS:
                    yield from _numbers(value)


def _changes(value: str) -> Iterator[tuple[int, int, str]]:
    """Where a number or date stands, and what takes its place."""
    dates = [match.span() for match in _DATE.finditer(value)]
    for begin, stop in dates:
        day = dt.date.fromisoformat(value[begin:stop])
        for days in (-1, 1):
            yield begin, stop, (day + dt.timedelta(days=days)).isoformat()
    for match in _NUMBER.finditer(value):
        begin, stop = match.span()
        if any(first <= begin < last for first, last in dates) or _quoted(value, begin):
            continue
        number, unit = Fraction(match[1]), match[2]
        step = STEPS.get(unit, Fraction(1))
        for moved in (number - step, number + step):
            if moved > 0:
                yield begin, stop, f"{decimal(moved, 12)}{unit}"


def _quoted(value: str, at: int) -> bool:
    """Inside '…' or […]: a word, such as an industry code."""
    before = value[:at]
    return before.count("'") % 2 == 1 or before.count("[") > before.count("]")
