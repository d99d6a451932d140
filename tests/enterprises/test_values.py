"""Values in the database are the values that were meant."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.enterprises.facts.values import restored, stored, word
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import UNKNOWN, Band, Possible, as_value, one_of

WHOLE = st.integers(-(10**17), 10**17)
FRACTIONS = st.fractions(max_denominator=10**6)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
WORDS = st.text(min_size=1, max_size=20)
EXACT = {
    "金额": WHOLE,
    "个数": WHOLE,
    "数值": FRACTIONS,
    "比率": FRACTIONS,
    "日期": DAYS,
    "是否": st.booleans(),
    "选项": WORDS,
    "文本": WORDS,
}


def band(ends: tuple[Any, Any], opens: tuple[bool, bool]) -> Any:
    low, high = sorted(ends)
    return as_value(Band(low, high, *opens)) if low < high else low


@st.composite
def values(draw: st.DrawFn) -> tuple[Entry, Any]:
    type_ = draw(st.sampled_from(sorted(EXACT)))
    one = EXACT[type_]
    whole = draw(one)
    if type_ in ("文本", "选项", "是否"):
        return Entry("某", "企业", type_), draw(st.sampled_from([whole, one_of([whole, draw(one)])]))
    opens = (draw(st.booleans()), draw(st.booleans()))
    several = [whole, band((whole, draw(one)), opens), as_value(Band(whole, None)), one_of([whole, draw(one)])]
    return Entry("某", "企业", type_), draw(st.sampled_from(several))


def same(one: Any, other: Any) -> bool:
    """Alike and of one kind: 1 and True are not the same here; a fraction that is whole is a number like any other."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


@given(values())
def test_a_value_comes_back_through_json(pair: tuple[Entry, Any]) -> None:
    entry, value = pair
    assert same(restored(entry, json.loads(json.dumps(stored(value)))), value)


def test_a_list_comes_back() -> None:
    entry = Entry("某", "企业", "多选")
    assert restored(entry, json.loads(json.dumps(stored(("甲", "乙"))))) == ("甲", "乙")


@pytest.mark.parametrize(
    ("value", "written", "line"),
    [
        (8_000_000_000, 8_000_000_000, "8000000000"),
        (Fraction(1, 3), "1/3", "1/3"),
        (dt.date(2025, 3, 4), "2025-03-04", "2025-03-04"),
        (True, True, "是"),
        (False, False, "否"),
        ("3411", "3411", "3411"),
        (Band(20, 49), {"from": 20, "to": 49}, ""),
        (Band(Fraction(1, 2), None, True), {"from": "1/2", "above": True}, ""),
        (Band(0, 9), {"from": 0, "to": 9}, ""),
        (Possible(frozenset(("中型", "小型"))), {"any": ["中型", "小型"]}, ""),
        ("长" * 61, "长" * 61, ""),
    ],
)
def test_how_values_are_written(value: Any, written: Any, line: str) -> None:
    assert (stored(value), word(value)) == (written, line)


def test_what_is_unknown_is_never_written() -> None:
    with pytest.raises(TypeError):
        json.dumps(stored(UNKNOWN))
