"""What a telling is held to beside the vocabulary: how a code looks, what comes before what, and where it may not be
from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Final

from songjieyou.rules.faults import FaultError, folded, shown
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import Value

PROJECT_CODE: Final = "项目代码"
_CODE: Final = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}", re.ASCII)
ORDERED: Final = (
    ("备案日期", "完工日期"),
    ("开工日期", "完工日期"),
    ("开工日期", "投产日期"),
    ("贷款发放日", "贷款到期日"),
    ("贷款合同签订日", "贷款到期日"),
)
"""(earlier, later): days of one subject of which the later one may not come first."""
DAYS: Final = frozenset(name for pair in ORDERED for name in pair)
_SURVEY: Final = re.compile(r"统计(调查|报表|年报|季报|月报|台账|局|联网)|联网直报|一套表|经济普查|人口普查|普查表")
REFUSED: Final = "统计调查取得的单个企业资料不能用在这里（统计法）。请依据企业自己的账表、证照或合同填写。"


def read_code(entry: Entry, value: Value) -> Value:
    """A code as it is written on its paper. Raises FaultError for what is none."""
    if entry.name != PROJECT_CODE or not isinstance(value, str):
        return value
    code = folded(value)
    if not _CODE.fullmatch(code):
        raise FaultError(f"读到“{shown(value)}”，项目代码应是 24 位，如 2025-430100-34-03-012345。")
    return code


def out_of_order(days: Mapping[str, Value]) -> Iterator[tuple[str, str, str]]:
    """(earlier, later, what is wrong) for each pair that is the wrong way round; bands are not compared."""
    for first, last in ORDERED:
        begin, end = days.get(first), days.get(last)
        if isinstance(begin, dt.date) and isinstance(end, dt.date) and end < begin:
            yield first, last, f"{last}（{end}）不能早于{first}（{begin}）。"


def refuse_survey(basis: str) -> None:
    """Raises FaultError where a statement would rest on a statistical survey."""
    if _SURVEY.search(basis):
        raise FaultError(REFUSED)
