"""Tables as people fill them: what is meant is read, what is not sure is refused with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core import clock
from songjieyou.core.sheets import SheetError, read_sheets
from songjieyou.enterprises.excel import table
from songjieyou.enterprises.excel.books import write_template
from songjieyou.enterprises.excel.cells import as_text, read_uscc
from songjieyou.enterprises.excel.columns import Column, read_heading, template
from songjieyou.enterprises.excel.table import MOST_FIRMS, Table, read_table
from songjieyou.rules.faults import FaultError
from tests.enterprises.excel.tables import HEADINGS, book, firm
from tests.park import code

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.stopped(NOW):
        yield


def read(data: bytes, name: str = "企业.xlsx") -> Table:
    return read_table(data, name)


def cell(**cells: Any) -> Any:
    """What is read of the one cell that is not as usual: its value, or the words that refuse it."""
    [name] = cells
    index = ("代码", "名称", "行业", "日期", "资本", "规上", "收入").index(name)
    [line] = read(book([firm(1, **cells)])).lines
    if index in line.faults:
        return line.faults[index]
    field = {0: "uscc", 1: "name"}.get(index)
    return line.fields[field] if field else line.values.get(index)


MEANT: list[tuple[str, Any, Any]] = [
    ("代码", f" {code(1).lower()} ", code(1)),
    ("代码", "".join(chr(ord(letter) + 0xFEE0) for letter in code(1)), code(1)),
    ("代码", f"{code(1)[:8]} {code(1)[8:]}\u200b", code(1)),
    ("名称", "  清江　一号（中国）有限公司 ", "清江 一号（中国）有限公司"),
    ("行业", 3421, "3421"),
    ("行业", "3421 金属切削机床制造", "3421"),
    ("行业", "C3421", "3421"),
    ("日期", dt.date(2012, 5, 18), dt.date(2012, 5, 18)),
    ("日期", 41047, dt.date(2012, 5, 18)),
    ("日期", 20120518, dt.date(2012, 5, 18)),
    ("日期", "20120518", dt.date(2012, 5, 18)),
    ("日期", "2012/5/18", dt.date(2012, 5, 18)),
    ("日期", "2012.05.18", dt.date(2012, 5, 18)),
    ("日期", "２０１２年５月１８日", dt.date(2012, 5, 18)),
    ("日期", "2012-05-18 00:00:00", dt.date(2012, 5, 18)),
    ("资本", 5000, 5_000_000_000),
    ("资本", 0.1 + 0.2, 300_000),
    ("资本", "５，０００", 5_000_000_000),
    ("资本", "5000万元", 5_000_000_000),
    ("资本", "1.2亿元", 12_000_000_000),
    ("资本", "500000元", 50_000_000),
    ("规上", True, True),
    ("规上", "否", False),
]


@pytest.mark.parametrize(("name", "given", "value"), MEANT)
def test_what_is_meant_is_read(name: str, given: Any, value: Any) -> None:
    assert cell(**{name: given}) == value


REFUSED: list[tuple[str, Any, str]] = [
    ("代码", 914301001234567890, "15 位以后的数字已经丢失"),
    ("代码", "9.14301E+17", "15 位以后的数字已经丢失"),
    ("代码", code(1)[:-1], "统一社会信用代码应为 18 位，填的是 17 位"),
    ("代码", code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1"), f"校验码应为 {code(1)[-1]}，填的是 "),
    ("代码", code(1).replace("M", "I"), "代码里没有这个字母"),
    ("代码", "", "请填写统一社会信用代码"),
    ("名称", "", "请填写企业名称"),
    ("名称", 12345, "应是企业名称"),
    ("行业", 112, "前面的 0 可能丢了"),
    ("行业", "9999", "没有这个代码"),
    ("行业", "3421 食品制造", "代码和名称对不上"),
    ("日期", "2012-02-30", "没有这一天"),
    ("日期", "去年五月", "应是年月日，如 2026-01-04"),
    ("日期", 60, "应是年月日"),
    ("日期", "2026-03-05", "还没有到这一天"),
    ("资本", "五千万", "应是金额"),
    ("资本", -1, "不能小于零"),
    ("资本", dt.date(2012, 5, 18), "不是日期"),
    ("规上", "大概是", "应写 是 或 否"),
]


@pytest.mark.parametrize(("name", "given", "said"), REFUSED)
def test_what_is_not_sure_is_refused_with_the_reason(name: str, given: Any, said: str) -> None:
    assert said in str(cell(**{name: given}))


def test_an_amount_without_unit_is_refused_where_the_heading_has_none() -> None:
    headings = [heading.replace("（万元）", "") for heading in HEADINGS]
    [line] = read(book([firm(1)], headings=headings)).lines
    assert (line.values[6], "没有单位" in line.faults[4]) == (24_800_000_000, True)


def test_a_count_of_days_from_1904_is_not_guessed() -> None:
    [line] = read(book([firm(1, 日期=41047)], since_1904=True)).lines
    assert "1904" in line.faults[3]


def test_a_formula_counts_by_its_saved_value_and_one_without_is_refused() -> None:
    formulas = {"E2": ("=2500*2", 5000), "G2": ("=NA()", "#N/A")}
    [line] = read(book([firm(1)], formulas=formulas)).lines
    assert line.values[4] == 5_000_000_000
    assert "结果是错误" in line.faults[6]


def test_a_covered_cell_says_with_which_it_is_merged() -> None:
    first, second = read(book([firm(1), firm(2, 规上="")], merged={"F2:F3": "是"})).lines
    assert first.values[5] is True
    assert "这一格和 F2 合并了，值只属于 F2" in second.faults[5]


def test_one_firm_twice_names_both_rows() -> None:
    table = read(book([firm(1), firm(2), firm(1, 名称="清江别名有限公司")]))
    said = {line.number: words for line, _, words in table.faults}
    assert list(said) == [2, 4]
    assert "第 4 行" in said[2]
    assert "第 2 行" in said[4]


def test_rows_that_are_hidden_are_read_and_told() -> None:
    table = read(book([firm(1), firm(2)], hidden=[2]))
    assert len(table.lines) == 2
    assert "第 3 行是隐藏的" in "".join(table.notes)


def test_empty_rows_are_passed_over_and_headings_may_stand_lower() -> None:
    table = read(book([[], firm(1), [" "], firm(2)], before=["清江经开区企业名录", ""]))
    assert [line.number for line in table.lines] == [5, 7]


def test_of_several_sheets_the_one_with_headings_is_read_and_the_others_are_told() -> None:
    assert "没有读“备注”" in "".join(read(book([firm(1)], sheets={"备注": [["随便"]]})).notes)
    alike = read(book([firm(1)], sheets={"去年": [HEADINGS, firm(2)]}))
    assert (len(alike.lines), "“去年”也像企业名录" in "".join(alike.notes)) == (1, True)


WHOLE: list[tuple[bytes, str, str]] = [
    (b"", "企业.xlsx", "文件是空的"),
    (book([], headings=()), "企业.xlsx", "没有内容"),
    (book([]), "企业.xlsx", "表头下面没有企业"),
    (book([firm(1)], headings=["社会信用代码", *HEADINGS[1:]]), "企业.xlsx", "是不是“统一社会信用代码”"),
    (book([["甲"]], headings=["序号"]), "企业.xlsx", "找不到表头"),
    (book([firm(1)], headings=[HEADINGS[0], "公司", *HEADINGS[2:]]), "企业.xlsx", "没有“企业名称”这一列"),
    (book([firm(1)], headings=[*HEADINGS[:6], "营业收如（万元）2025"]), "企业.xlsx", "是不是“营业收入”"),
    (book([firm(1)], headings=[*HEADINGS[:6], "营业收入（万元）"]), "企业.xlsx", "没有写年度"),
    (book([firm(1)], headings=[*HEADINGS[:6], "营业收入（万元）2026"]), "企业.xlsx", "2000 年至 2025 年之间"),
    (book([firm(1)], headings=[*HEADINGS[:6], "营业收入（吨）2025"]), "企业.xlsx", "单位不能用"),
    (book([firm(1)], headings=[*HEADINGS[:6], "注册资本（元）"]), "企业.xlsx", "这一列有两次"),
    (book([firm(1)]), "2025年统计报表.xlsx", "《统计法》"),
    (book([firm(1)], before=["数据来源：企业一套表联网直报"]), "企业.xlsx", "《统计法》"),
    (book([firm(1)]), "机密 企业.xlsx", "非涉密系统"),
    (book([firm(1)], before=["机密★10年"]), "企业.xlsx", "非涉密系统"),
    (",".join(HEADINGS).encode() + b"\nx,x" * (MOST_FIRMS + 1), "企业.csv", "一次最多导入 10000 家"),
]


@pytest.mark.parametrize(("data", "name", "said"), WHOLE, ids=[said for _, _, said in WHOLE])
def test_a_file_that_cannot_be_taken_says_why(data: bytes, name: str, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        read(data, name)


def test_a_column_of_no_fact_is_told_and_not_read() -> None:
    table = read(book([[*firm(1), "张三"]], headings=[*HEADINGS, "联系人"]))
    assert (table.others, len(table.lines[0].cells)) == (["联系人"], len(HEADINGS))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("营业收入（万元）2025", ("营业收入", "2025")),
        ("2025年营业收入(万元)", ("营业收入", "2025")),
        ("营业收入 2025 （单位：万元）", ("营业收入", "2025")),
        ("*企业名称", ("name", "")),
        ("净利润（元）2024年度", ("净利润", "2024")),
        ("备注", None),
    ],
)
def test_headings_in_any_order(text: str, key: tuple[str, str] | None) -> None:
    column = read_heading(text)
    assert (column and column.key) == key


def test_the_template_has_the_last_full_years_and_only_its_example() -> None:
    columns = template()
    assert [column.heading for column in columns][-2:] == ["资产总额（万元）2024", "资产总额（万元）2025"]
    assert all(read_heading(column.heading) == _plain(column) for column in columns)
    with pytest.raises(SheetError, match="表头下面没有企业"):
        read(write_template())


def _plain(column: Column) -> Column | None:
    found = read_heading(column.heading)
    assert found is not None
    assert (found.key, found.unit) == (column.key, column.unit)
    return found


def test_an_older_template_and_one_of_others_are_told() -> None:
    with clock.stopped(datetime(2025, 3, 4, tzinfo=UTC)):
        old = write_template()
    assert _notes(old) == ["这是旧的模板，按列名对应。请核对下面读到的列；下次请下载新模板。"]
    assert _notes(write_template()) == []
    assert _notes(book([firm(1)]))[0].startswith("这不是本系统的模板")


def _notes(data: bytes) -> list[str]:
    """What is said of a workbook with one firm in it."""
    sheets = read_sheets(data, table.LIMITS)
    mark = next((sheet for sheet in sheets if sheet.name == table.MARK_SHEET), None)
    return [note for note in [table._about_version(mark)] if note]


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ -+=@.E１", max_size=24))
def test_a_credit_code_is_taken_only_with_its_check_character(text: str) -> None:
    try:
        found = read_uscc(text)
    except FaultError:
        return
    assert found == read_uscc(found)
    assert len(found) == 18


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20))
def test_a_number_is_shown_without_powers_of_ten(number: float) -> None:
    text = as_text(number)
    assert "e" not in text
    assert float(text) == pytest.approx(number, rel=1e-14)
