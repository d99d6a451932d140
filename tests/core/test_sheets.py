"""Table files as people send them, and as nobody should."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from songjieyou.core.sheets import SheetError, read_sheet

ROWS = [["日期", "工作日", "说明"], ["2027-01-01", "否", "元旦，放假"], ["2027-01-09", "是", ""]]
CSV = '日期,工作日,说明\r\n2027-01-01,否,"元旦，放假"\r\n2027-01-09,是,\r\n'


def workbook(*, far: bool = False) -> bytes:
    """The rows as a workbook, its dates and yes and no as Excel keeps them; `far`: one more cell at the far end."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        date = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, ROWS[0])
        sheet.write_datetime(1, 0, dt.datetime(2027, 1, 1), date)  # noqa: DTZ001  as Excel: without a zone
        sheet.write_boolean(1, 1, False)
        sheet.write(1, 2, "元旦，放假")
        sheet.write_row(2, 0, ROWS[2])
        sheet.write_blank(2, 2, None, date)
        if far:
            sheet.write(1_048_575, 16_383, "x")
        book.add_worksheet().write(0, 0, "another sheet")
    return target.getvalue()


def with_bomb(data: bytes) -> bytes:
    """A workbook whose sheet unpacks to far more than the memory it may have."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(b"</sst>", b"<si><t>" + b"A" * 200_000_000 + b"</t></si></sst>")
            new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("gb18030"),
        CSV.replace(",", "\t").replace('"', "").encode("utf-16"),
        workbook(),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "xlsx"],
)
def test_the_same_rows_come_out_of_every_kind_of_file(data: bytes) -> None:
    assert read_sheet(data) == ROWS


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b" \r\n", "文件是空的"),
        (b"x" * 1_000_001, "文件超过 1 MB"),
        (b"\xd0\xcf\x11\xe0old", "旧版 Excel"),
        (b"\xff\x00\xff\x81\x00", "读不出文字"),
        (b"a,b\0", "这不是表格文件"),
        (b'"a,b\n1,2', "双引号没有配对"),
        (b"PK\x03\x04nothing", "这个 Excel 文件读不了"),
        (workbook()[:-200], "这个 Excel 文件读不了"),
        (workbook(far=True), "这个 Excel 文件读不了"),
        (b"a\n" * 5_001, "表格超过 5000 行"),
        (b"a," * 51, "表格超过 50 列"),
    ],
    ids=["empty", "large", "xls", "bytes", "nul", "quotes", "no zip", "cut", "far cell", "rows", "columns"],
)
def test_what_cannot_be_read_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        read_sheet(data)


def test_a_zip_bomb_ends_with_the_process_that_reads_it() -> None:
    bomb = with_bomb(workbook())
    assert len(bomb) < 1_000_000
    with pytest.raises(SheetError, match="内容过大"):
        read_sheet(bomb)
