"""Whatever a cell holds, reading it among many is reading it alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.rules.bulk.columns import LARGEST, Coded, value_at
from songjieyou.rules.bulk.reading import cells as cells_module
from songjieyou.rules.bulk.reading.cells import CellReader
from songjieyou.rules.bulk.reading.header import FactColumns
from songjieyou.rules.bulk.reading.numerals import read_plain
from songjieyou.rules.facts.read import read_value
from songjieyou.rules.faults import FaultError
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import UNKNOWN
from tests.rules import sample

TYPES = ["金额", "数值", "比率", "个数", "月数", "分值", "日期"]
UNITS = [
    "",
    "元",
    "千元",
    "万元",
    "万",
    "百万元",
    "亿元",
    "%",
    "‰",
    "个百分点",
    "个月",
    "年",
    "分",
    "人",
    "m2",
    " 人",
    "％",
]
ENTRIES = [
    Entry("甲", "企业", kind, unit, negative=negative)
    for kind in TYPES
    for unit in (("", "人", "m2", ".人", "％") if kind in ("数值", "个数") else ("",))
    for negative in (False, True)
]
NUMBERS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{1,6}(\.[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"-?0{0,3}[0-9]{0,17}\.?[0-9]{0,10}", fullmatch=True),
    st.from_regex(r"[0-9]{1,3}(,[0-9]{3}){1,2}", fullmatch=True),
    st.sampled_from(["１２３", "1 2", "1_000", "٣", "-", ".", "5.", ".5", "--5", "5-", "1.2.3", "0" * 45 + "1", "1e5"]),
)
DATES = st.one_of(
    st.dates().map(str),
    st.from_regex(r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}", fullmatch=True),
    st.sampled_from(
        ["2024-02-30", "2023-02-29", "2000-02-29", "1900-02-29", "0000-01-01", "9999-12-31", "2024年3月7日"]
    ),
)
TEXTS = st.one_of(
    st.builds("{}{}".format, NUMBERS, st.sampled_from(UNITS)),
    st.builds("{}{}{}".format, st.sampled_from(["", " ", "约"]), NUMBERS, st.sampled_from(UNITS)),
    st.sampled_from(
        ["", " ", "未知", "不详", "万元", "5万5元", "5.万元5", "1\n2", "1\r", "\x1c5", "5元\n6元", "　7人"]
    ),
    DATES,
    st.text(max_size=5),
)


def expected(entry: Entry, text: Any) -> Any:
    try:
        return read_value(entry, text, sample.vocabulary())
    except FaultError as error:
        return error.message


def agree(entry: Entry, columns: FactColumns, cells: list[list[str]], wanted: list[Any]) -> None:
    """The rows, read together and again from what was kept, are what is wanted: a value or the message of a fault."""
    reader = CellReader(columns, sample.vocabulary())
    for _ in range(2):
        found = reader.read(cells, len(wanted))
        faults = {fault.row: fault.message for fault in found.faults}
        for row, want in enumerate(wanted):
            value = found.odd.get(row, value_at(entry, found.column, row))
            got = faults.get(row, value)
            assert (got, type(got)) == (want, type(want)), cells
            assert found.told[row] == (want is not UNKNOWN)
            assert row not in faults or value is UNKNOWN


@given(st.sampled_from(ENTRIES), st.lists(TEXTS, min_size=1, max_size=8))
def test_numbers(entry: Entry, texts: list[str]) -> None:
    agree(entry, FactColumns(("甲", None), entry, plain=0), [texts], [expected(entry, text) for text in texts])


@given(st.sampled_from(ENTRIES), st.data())
def test_columns_of_one_form(entry: Entry, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(UNITS))
    decimals = data.draw(st.integers(0, 9))
    numbers = data.draw(st.lists(st.integers(-(10**16), 10**16), min_size=1, max_size=8))
    texts = [f"{number // 10**decimals}.{abs(number) % 10**decimals:0{decimals}}{unit}" for number in numbers]
    texts = texts if decimals else [f"{number}{unit}" for number in numbers]
    agree(entry, FactColumns(("甲", None), entry, plain=0), [texts], [expected(entry, text) for text in texts])


# fmt: off
AWKWARD = [
    "0", "7", "-7", "+7", "007", "-0", "1234567", "123456789012345", "999999999999999",
    "1234567890123456", "99999999999999999", "1.5", "1.50", "1.005", "-1.5", "1.0", "0.1", "0.01",
    "0.001", "0.00000001", "0.000000001", "123456.123456789", "5.", ".5", "-.5", "5.-5", "1.2.3", "5-",
    "--5", "1-5", "-5-", "1,234", "１", "1_0", "1e5",
    "0" * 45 + "1",
]
MISPLACED = [
    "元5", "5元5", "5.元5", "5万5元", ".元5", "5万.5元", "-元5", "5.5元-", "5万3456789元", "5人3456", "5元.", "人5",
    "5人5", "5.人5", "5分5", "5%5"
]
DAYS = [
    "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-00-10", "2024-13-01", "2024-04-31",
    "2024-12-31", "2024-01-00", "2024-01-32", "0000-01-01", "0001-01-01", "9999-12-31", "2024/01/01",
    "2024-1-011", "20240-1-01", "2024-01/01", "2024.01.01", "２024-1-1", "+024-01-01"
]
# fmt: on


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.type}{entry.unit}{'±' * entry.negative}")
def test_every_awkward_text_beside_plain_ones(entry: Entry) -> None:
    texts = [f"{number}{unit}" for number in AWKWARD for unit in UNITS] + MISPLACED + DAYS
    wanted = [expected(entry, text) for text in texts]
    columns = FactColumns(("甲", None), entry, plain=0)
    agree(entry, columns, [texts], wanted)
    for unit in UNITS:  # columns in which all have one form
        for shape in ("{}", "{}.{}", "-{}"):
            alike = [shape.format(number, number) + unit for number in (1, 23, 456, 12345678)]
            agree(entry, columns, [alike], [expected(entry, text) for text in alike])


WORDS = [
    (Entry("甲", "企业", "是否"), ["是", "否", " 是", "对", "未知", "", "true"]),
    (Entry("甲", "企业", "选项", choices=("大", "小")), ["大", "小", "中", "", " 大 ", "大、小"]),
    (Entry("甲", "企业", "文本"), ["甲公司", " 甲公司", "", "a,b", "不详", "x\ny"]),
    (Entry("甲", "企业", "地区"), ["湖南省", "湖南省长沙市", "长沙", ""]),
    (Entry("甲", "企业", "代码", codes="行业"), ["A", "C", "没有", ""]),
]


@given(st.sampled_from(WORDS), st.data())
def test_words(of: tuple[Entry, list[str]], data: st.DataObject) -> None:
    entry, words = of
    texts = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=8))
    agree(entry, FactColumns(("甲", None), entry, plain=0), [texts], [expected(entry, text) for text in texts])


def test_several_choices_are_a_list_and_none_is_said() -> None:
    entry = Entry("甲", "企业", "多选", choices=("高新", "小巨人"))
    texts = ["高新", "小巨人、高新", "无", "", "未知", "高薪", "高新、"]
    wanted = [expected(entry, one) for one in ("高新", ["小巨人", "高新"], [], "", "未知", "高薪", ["高新", ""])]
    agree(entry, FactColumns(("甲", None), entry, plain=0), [texts], wanted)


def test_none_is_a_choice_where_it_is_listed() -> None:
    entry = Entry("甲", "企业", "多选", choices=("高新", "无"))
    agree(entry, FactColumns(("甲", None), entry, plain=0), [["无"]], [("无",)])


PARTS = ("自", "满", "超过", "至", "不足", "可能")


@given(st.sampled_from(ENTRIES), st.lists(st.tuples(*([TEXTS] * 3)), min_size=1, max_size=6), st.permutations(PARTS))
def test_bands_and_possibilities(entry: Entry, rows: list[tuple[str, str, str]], words: list[str]) -> None:
    low, high = words[:2]
    wanted = []
    for plain, one, other in rows:
        parts = {word: text.strip() for word, text in ((low, one), (high, other)) if text.strip()}
        if (len(parts) > 1 and "可能" in parts) or (parts and plain.strip()):
            told = "、".join([*(["一个值"] if plain.strip() else []), *(f".{word}" for word in parts)])
            wanted.append(f"“甲”同时写了 {told}，值、一段和“可能”只能写一种")
        elif "可能" in parts:
            wanted.append(expected(entry, {"可能": parts["可能"].split("、")}))
        else:
            wanted.append(expected(entry, parts or plain.strip()))
    columns = FactColumns(("甲", None), entry, plain=0, parts={low: 1, high: 2})
    agree(entry, columns, [list(column) for column in zip(*rows, strict=True)], wanted)


@pytest.mark.parametrize(
    ("kind", "text", "number", "scale"),
    [
        ("金额", "8000万元", 8_000_000_000, 1),
        ("金额", "0.01元", 1, 1),
        ("比率", "3.25%", 325, 10_000),
        ("个数", "007", 7, 1),
        ("月数", "2年", 24, 1),
        ("日期", "0001-01-02", 2, 1),
    ],
)
def test_plain_forms_are_read_by_the_thousand(kind: str, text: str, number: int, scale: int) -> None:
    values, found, plain = read_plain(Entry("甲", "企业", kind), [text, "x", text])
    assert (values[[0, 2]].tolist(), found, plain.tolist()) == ([number, number], scale, [True, False, True])


@pytest.mark.parametrize("finer", ["0.00000001", "+0.00000001"])
def test_what_becomes_too_large_for_a_finer_scale_is_odd(finer: str) -> None:
    entry = Entry("甲", "企业", "数值")
    texts = ["100000000000000", "1", finer]
    reader = CellReader(FactColumns(("甲", None), entry, plain=0), sample.vocabulary())
    found = reader.read([texts], len(texts))
    assert found.odd == {0: 10**14}
    assert value_at(entry, found.column, 2) == Fraction(1, 10**8)
    assert LARGEST < 10**14 * 10**8


def test_of_many_wrong_codes_only_the_first_are_compared_with_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells_module, "_MOST_HINTS", 1)
    entry = Entry("甲", "企业", "代码", codes="行业")
    texts = ["错36", "错36", "", "未知", "C", " 错3"]
    found = CellReader(FactColumns(("甲", None), entry, plain=0), sample.vocabulary()).read([texts], len(texts))
    told = [(fault.row, fault.message) for fault in found.faults]
    first, later = (
        "读到“错36”，行业里没有这个代码，是不是 36（汽车制造业）、361（汽车整车制造）、3611（汽柴油车整车制造）？",
        "读到“错3”，行业里没有这个代码",
    )
    assert told == [(0, first), (1, first), (5, later)]
    assert [value_at(entry, found.column, row) for row in (2, 3, 4)] == [UNKNOWN, UNKNOWN, "C"]


def test_what_is_kept_of_many_texts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells_module, "_MOST_KEPT", 3)
    entry = Entry("甲", "企业", "文本")
    reader = CellReader(FactColumns(("甲", None), entry, plain=0), sample.vocabulary())
    for start in range(5):
        column = reader.read([[f"{number}" for number in range(start, start + 4)]], 4).column
        assert isinstance(column, Coded)
        assert [column.values[code] for code in column.codes] == [f"{number}" for number in range(start, start + 4)]
    assert len(reader._meanings) == 4
