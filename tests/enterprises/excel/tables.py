"""Tables of firms as people make them. All firms are invented."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from tests.park import code

HEADINGS = (
    "统一社会信用代码",
    "企业名称",
    "行业代码",
    "注册日期",
    "注册资本（万元）",
    "规上工业企业",
    "营业收入（万元）2025",
)


def firm(number: int, **cells: Any) -> list[Any]:
    """A row under HEADINGS; `cells` by the heading without its unit and year."""
    usual = [code(number), f"清江{number}号机械有限公司", "3421", "2012-05-18", "5000", "是", "2.48亿元"]
    names = ("代码", "名称", "行业", "日期", "资本", "规上", "收入")
    return [cells.get(name, value) for name, value in zip(names, usual, strict=True)]


def book(
    rows: Sequence[Sequence[Any]],
    *,
    headings: Sequence[str] = HEADINGS,
    merged: Mapping[str, str] | None = None,
    hidden: Sequence[int] = (),
    before: Sequence[str] = (),
    sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    formulas: Mapping[str, tuple[str, Any]] | None = None,
    since_1904: bool = False,
) -> bytes:
    """A workbook: numbers are numbers, days are days, text is text; `before` stand in rows above the headings."""
    target = io.BytesIO()
    options = {"date_1904": since_1904, "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as made:
        day = made.add_format({"num_format": "yyyy/m/d"})
        for name, content in {"企业": [*([line] for line in before), headings, *rows], **(sheets or {})}.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(content):
                for column, cell in enumerate(row):
                    write = sheet.write_datetime if isinstance(cell, dt.date) else sheet.write
                    write(number, column, cell, *([day] if isinstance(cell, dt.date) else []))
            if name == "企业":
                for area, value in (merged or {}).items():
                    sheet.merge_range(area, value)
                for number in hidden:
                    sheet.set_row(number, None, None, {"hidden": True})
                for place, (formula, value) in (formulas or {}).items():
                    sheet.write_formula(place, formula, None, value)
    return target.getvalue()
