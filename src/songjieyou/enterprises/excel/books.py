"""Workbooks that we write: the empty template, and a copy of somebody's table that says what is wrong. Every cell is
text: none can be taken for a formula, and no zero before a code is lost.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from songjieyou.core.books import new_book
from songjieyou.enterprises.excel.cells import EXAMPLE
from songjieyou.enterprises.excel.columns import NAME, TROUBLE, USCC, Column, template, version
from songjieyou.enterprises.excel.table import EXPLANATIONS, MARK, MARK_SHEET, MOST_FIRMS, Line

FIRMS: Final = "企业"
INLINE: Final = 255
"""So many characters may a list have that stands in the cell's own rule."""
TEXT: Final = {"num_format": "@"}
HEAD: Final = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E6EDF5", "border": 1, **TEXT}
GREY: Final = {"italic": True, "font_color": "#667085", **TEXT}
WRONG: Final = {"bg_color": "#FEE4E2", "font_color": "#B42318", **TEXT}
TROUBLE_WIDTH: Final = 60
EXAMPLES: Final = {
    "金额": "5000",
    "个数": "120",
    "日期": "2012-05-18",
    "地区": "湖南省/长沙市",
    "数值": "12.5",
    "比率": "3.2%",
    "文本": EXAMPLE,
    "月数": "24个月",
}
RULES: Final = (
    "一家企业一行，从示例行的下一行填起；示例行不会导入。",
    "统一社会信用代码已在名录里的企业，只更新填写了的数据；不在名录里的，新登记一家企业。",
    "空着的格子表示这次不说，原有的数据不变。确实不清楚、要收回以前登记的，写“不详”。",
    "列名里写了单位的，可以只填数；也可以自己写单位，如 5000万元、3.2亿元。列名里没有单位的，每格都要写。",
    "日期可以写成 2026-01-04、2026/1/4、2026年1月4日 或 20260104。",
    "代码按文本填写，前面的 0 不能丢。不要合并单元格。",
    "列可以删、可以换次序，也可以加词汇表里别的事实（列名如 净利润（万元）2025）；列名不要改动。",
    "统计调查中取得的单个企业的资料（统计报表、联网直报等）不能作为来源。",
    "非涉密系统，请勿填写涉密内容。",
)


def write_template() -> bytes:
    """An empty table with an example row."""
    return _book(template(), (), example=True)


def write_copy(columns: list[Column], lines: Iterable[Line]) -> bytes:
    """The rows of a table with what is wrong in each cell: red, with a note, and in a column of its own."""
    return _book(columns, lines, example=False)


def _book(columns: list[Column], lines: Iterable[Line], *, example: bool) -> bytes:
    target = io.BytesIO()
    with new_book(target, in_memory=True) as book:
        sheet, formats = book.add_worksheet(FIRMS), {name: book.add_format(each) for name, each in _FORMATS.items()}
        _explain(book, columns, formats)
        lists = book.add_worksheet(MARK_SHEET)
        lists.very_hidden()
        lists.write_column(0, 0, [MARK, version()])
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, formats["text"])
            sheet.write_string(0, place, column.heading, formats["head"])
            _offer(sheet, lists, place, column)
            if example:
                sheet.write_string(1, place, _example(column), formats["grey"])
        sheet.freeze_panes(1, 2)
        sheet.set_row(0, 34)
        if not example:
            _write(sheet, lines, len(columns), formats)
    return target.getvalue()


_FORMATS: Final = {"text": TEXT, "head": HEAD, "grey": GREY, "wrong": WRONG}


def _write(sheet: Any, lines: Iterable[Line], last: int, formats: dict[str, Any]) -> None:
    sheet.set_column(last, last, TROUBLE_WIDTH, formats["text"])
    sheet.write_string(0, last, TROUBLE, formats["head"])
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line.cells):
            wrong = line.faults.get(place)
            if text or wrong:
                sheet.write_string(number, place, text, formats["wrong" if wrong else "text"])
            if wrong:
                sheet.write_comment(number, place, wrong)
        if line.faults:
            sheet.write_string(number, last, "；".join(line.faults.values()), formats["wrong"])


def _offer(sheet: Any, lists: Any, place: int, column: Column) -> None:
    """A drop-down for a column with a closed list; a code may also be typed without its name."""
    if not column.choices:
        return
    source: Any = list(column.choices)
    if len(",".join(column.choices)) > INLINE:
        lists.write_column(0, place + 1, column.choices)
        letter = xl_col_to_name(place + 1)
        source = f"='{MARK_SHEET}'!${letter}$1:${letter}${len(column.choices)}"
    rule = {"validate": "list", "source": source, "error_type": "warning", "error_title": column.heading}
    words = {"error_message": "不在下拉表里。不清楚可以写“不详”。"}
    typed = column.entry is not None and bool(column.entry.codes)
    sheet.data_validation(1, place, MOST_FIRMS, place, {**rule, **words, "show_error": not typed})


def _example(column: Column) -> str:
    if column.field == USCC.field:
        return f"（{EXAMPLE}）91430100MA00000000"
    if column.field == NAME.field:
        return f"{EXAMPLE}企业有限公司（本行不导入）"
    if column.choices:
        return column.choices[0]
    return EXAMPLES.get(column.entry.type, "") if column.entry else ""


def _explain(book: Any, columns: list[Column], formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(EXPLANATIONS)
    sheet.set_column(0, 0, 26, formats["text"])
    sheet.set_column(1, 1, 90, formats["text"])
    sheet.write_string(0, 0, "怎样填写", formats["head"])
    for number, rule in enumerate(RULES, 1):
        sheet.write_string(number, 0, str(number))
        sheet.write_string(number, 1, rule)
    start = len(RULES) + 2
    sheet.write_row(start, 0, ["列", "说明"], formats["head"])
    for number, column in enumerate(columns, start + 1):
        sheet.write_string(number, 0, column.heading)
        sheet.write_string(number, 1, _about(column))


def _about(column: Column) -> str:
    entry = column.entry
    if entry is None:
        return column.note
    words = [column.note or entry.question]
    words += [f"可填：{'、'.join(column.choices)}。"] if column.choices and not entry.codes else []
    words += [f"只填数时单位是{column.unit}。"] if column.unit else []
    return "".join(words)
