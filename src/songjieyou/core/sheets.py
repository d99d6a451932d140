"""The rows of a table file that somebody sends: CSV in any usual encoding, or an Excel workbook (xlsx).

A workbook is a program for whoever reads it: two cells far apart, or a zip bomb, fill the memory. So it is read by this
file in a process of its own, with bounds on memory and time, and only text comes back.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import subprocess
import sys

LARGEST = 1_000_000
"""Bytes of a file."""
MOST_ROWS = 5_000
MOST_COLUMNS = 50
LONGEST_CELL = 1_000
MEMORY = 256 * 1024 * 1024
SECONDS = 10
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class SheetError(ValueError):
    """A file whose rows cannot be read; the message says why and what to do, in plain Chinese."""


def read_sheet(data: bytes) -> list[list[str]]:
    """Every row as text: dates as 2026-01-04, yes and no as 是 and 否. Of a workbook, the first sheet.

    Raises SheetError.
    """
    if not data.strip():
        raise SheetError("文件是空的。")
    if len(data) > LARGEST:
        raise SheetError(f"文件超过 {LARGEST // 1_000_000} MB，请只保留表格本身。")
    if data.startswith(OLD_WORKBOOK):
        raise SheetError("这是旧版 Excel 文件（xls）或加了密码的文件，请另存为不加密的 xlsx 或“CSV UTF-8”。")
    rows = _workbook(data) if data.startswith(WORKBOOK) else _csv(_text(data))
    if len(rows) > MOST_ROWS:
        raise SheetError(f"表格超过 {MOST_ROWS} 行，请只保留需要的行。")
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise SheetError(f"表格超过 {MOST_COLUMNS} 列，请只保留需要的列。")
    return rows


def _text(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("读不出文字，请用表格软件另存为“CSV UTF-8”或 xlsx。")


def _csv(text: str) -> list[list[str]]:
    if "\0" in text:
        raise SheetError("这不是表格文件，请上传 CSV 或 xlsx。")
    first = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise SheetError("表格里的双引号没有配对，请用表格软件打开后重新保存。") from None


def _workbook(data: bytes) -> list[list[str]]:
    try:
        command = [sys.executable, "-B", "-I", __file__]
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        raise SheetError("这个 Excel 文件读不了：已损坏、加了密码，或者内容过大。请另存为“CSV UTF-8”后再传。") from None
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


# In a process of its own ---------------------------------------------------------------------------------------------


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:LONGEST_CELL]


def _read_bounded() -> None:
    """Read a workbook from standard input and write its rows as JSON. Dies where it needs too much."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import load_workbook

    sheet = load_workbook(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    json.dump([[_cell(value) for value in row[: MOST_COLUMNS + 1]] for row in rows], sys.stdout)


if __name__ == "__main__":
    _read_bounded()
