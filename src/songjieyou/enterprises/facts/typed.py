"""Values as people type them into one field: 8000万元, but also 20-49、500-2000万元、不足50人、3亿元以上."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from songjieyou.rules.facts.read import read_value
from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.library.vocabulary import Entry, Vocabulary
from songjieyou.rules.units import narrow
from songjieyou.rules.values import Value

MEASURED: Final = frozenset(("金额", "数值", "比率", "个数", "月数", "分值", "日期"))
_BETWEEN: Final = re.compile(r"(超过|不少于|不低于)?\s*(\S.*?)\s*(?:至|到|~)\s*(不足|不超过)?\s*(\S.*)")
_DASH: Final = re.compile(r"()(-?[^-—–~]*[^-—–~\s])\s*[-—–]+\s*()(\d[^-—–~]*)")
_BEFORE: Final = {
    **dict.fromkeys(("不少于", "不低于", "至少"), "自"),
    **dict.fromkeys(("不超过", "不高于", "至多"), "至"),
    **dict.fromkeys(("超过", "大于", "高于"), "超过"),
    **dict.fromkeys(("不足", "少于", "低于"), "不足"),
}
_AFTER: Final = {"及以上": "自", "以上": "自", "及以下": "至", "以下": "至", "以内": "至"}
_UNIT: Final = re.compile(r"[\d,.]\s*([^\d,.\s]+)$")
_BARE: Final = re.compile(r"-?[\d,]+(\.\d+)?")


def read_typed(entry: Entry, written: Any, vocabulary: Vocabulary) -> Value:
    """One value, or a band between two. Raises FaultError, in words for who has typed it."""
    meant = parts_of(written) if isinstance(written, str) and entry.type in MEASURED else written
    try:
        return read_value(entry, meant, vocabulary)
    except FaultError as fault:
        if not isinstance(meant, Mapping) or not fault.message.startswith("上下颠倒"):
            raise
        low, high = (
            next((meant[key] for key in keys if key in meant), "") for keys in (("自", "超过"), ("至", "不足"))
        )
        raise FaultError(
            f"上下颠倒：“{shown(low)}”大于“{shown(high)}”。小的写在前面，如 {shown(high)} 至 {shown(low)}。"
        ) from None


def parts_of(text: str) -> str | Mapping[str, str]:
    """The ends of a band as the engine reads them; the text itself where it is one value. What the first end leaves out
    (500-2000万元) it has from the second.
    """
    text = narrow(text)
    if between := _BETWEEN.fullmatch(text) or _DASH.fullmatch(text):
        above, low, below, high = between.groups()
        unit = _UNIT.search(high)
        low = low + unit[1] if unit and _BARE.fullmatch(low) else low
        return {"超过" if above == "超过" else "自": low, "不足" if below == "不足" else "至": high}
    for word, end in _BEFORE.items():
        if text.startswith(word):
            return {end: text.removeprefix(word).strip()}
    for word, end in _AFTER.items():
        if text.endswith(word):
            return {end: text.removesuffix(word).strip()}
    return text
