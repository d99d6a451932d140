"""The rows of a table file that somebody sends: CSV in any usual encoding, or an Excel workbook (xlsx).

A workbook is a program for whoever reads it: two cells far apart, or a zip bomb, fill the memory. So it is read by this
file in a process of its own, with bounds on memory and time, and only text, numbers and dates come back.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

LONGEST_CELL = 1_000
MB = 1_000_000
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

type Value = str | int | float | bool | dt.date
"""What stands in a cell; empty text where nothing does. A time of day is dropped from a date."""
type Place = tuple[int, int]
"""Row and column, both from 0."""


class Limits(NamedTuple):
    """Bytes of a file, rows and columns of a sheet, sheets, bytes of memory and seconds of processor time."""

    size: int = MB
    rows: int = 5_000
    columns: int = 50
    sheets: int = 1
    memory: int = 256 * 1024 * 1024
    seconds: int = 10


USUAL = Limits()


class SheetError(ValueError):
    """A file whose rows cannot be read; the message says why and what to do, in plain Chinese."""


@dataclass(frozen=True)
class Sheet:
    """`merged` are the first and last cells of regions; `errors` cells that hold an error such as #DIV/0!, `unsaved`
    cells with a formula whose value was not saved; `hidden` are rows. `since_1904`: days are counted from 1904.
    """

    name: str
    visible: bool
    rows: list[list[Value]]
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    errors: frozenset[Place] = frozenset()
    unsaved: frozenset[Place] = frozenset()
    since_1904: bool = False


def read_sheet(data: bytes, limits: Limits = USUAL) -> list[list[str]]:
    """Every row as text: dates as 2026-01-04, yes and no as 是 and 否. Of a workbook, the first sheet.

    Raises SheetError.
    """
    return [[_told(value) for value in row] for row in read_sheets(data, limits)[0].rows]


def read_sheets(data: bytes, limits: Limits = USUAL) -> list[Sheet]:
    """The first sheets of a workbook, as many as the limits allow; one of a CSV file. Raises SheetError."""
    if not data.strip():
        raise SheetError("文件是空的。")
    if len(data) > limits.size:
        raise SheetError(f"文件超过 {limits.size // MB} MB，请只保留表格本身。")
    if data.startswith(OLD_WORKBOOK):
        raise SheetError("这是旧版 Excel 文件（xls）或加了密码的文件，请另存为不加密的 xlsx 或“CSV UTF-8”。")
    sheets = _workbook(data, limits) if data.startswith(WORKBOOK) else [Sheet("", True, _csv(_text(data)))]
    if any(len(sheet.rows) > limits.rows for sheet in sheets):
        raise SheetError(f"表格超过 {limits.rows} 行，请只保留需要的行。")
    if any(len(row) > limits.columns for sheet in sheets for row in sheet.rows):
        raise SheetError(f"表格超过 {limits.columns} 列，请只保留需要的列。")
    return sheets


def _told(value: Value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _text(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("读不出文字，请用表格软件另存为“CSV UTF-8”或 xlsx。")


def _csv(text: str) -> list[list[Value]]:
    if "\0" in text:
        raise SheetError("这不是表格文件，请上传 CSV 或 xlsx。")
    first = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    try:
        return [[*row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error:
        raise SheetError("表格里的双引号没有配对，请用表格软件打开后重新保存。") from None


def _workbook(data: bytes, limits: Limits) -> list[Sheet]:
    try:
        command = [sys.executable, "-B", "-I", __file__, *map(str, limits)]
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * limits.seconds, check=True)
    except (subprocess.SubprocessError, OSError):
        raise SheetError("这个 Excel 文件读不了：已损坏、加了密码，或者内容过大。请另存为“CSV UTF-8”后再传。") from None
    return [_sheet(told) for told in json.loads(done.stdout)]


def _sheet(told: dict[str, Any]) -> Sheet:
    """A sheet as the other process has written it."""
    rows = [
        [dt.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in row] for row in told["rows"]
    ]
    merged = [(tuple(first), tuple(last)) for first, last in told["merged"]]
    places = {name: frozenset(map(tuple, told[name])) for name in ("errors", "unsaved")}
    return Sheet(told["name"], told["visible"], rows, merged, told["hidden"], since_1904=told["since_1904"], **places)


# In a process of its own ---------------------------------------------------------------------------------------------

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\w+:id=\"([^\"]+)\"")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"(\w+)=\"([^\"]*)\"")
_SINCE_1904 = re.compile(rb"date1904=\"(?:1|true)\"")
_HIDDEN = re.compile(rb"<row\s[^>]*?\bhidden=\"(?:1|true)\"[^>]*>")
_ERROR = re.compile(rb"<c\s[^>]*?\bt=\"e\"[^>]*>")
_UNSAVED = re.compile(rb"<c\s[^>]*><f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")
_REFERENCE = re.compile(rb"\br=\"([A-Z]{0,3})(\d{1,7})\"")


def _cell(value: object) -> object:
    """A cell as JSON has it: a day as a list of one."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return [value.isoformat()]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, bool | int | float) else str(value)[:LONGEST_CELL]


def _places(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[Place]:
    """Where the elements that match stand."""
    for element in pattern.finditer(xml):
        if reference := _REFERENCE.search(element[0]):
            column = 0
            for letter in reference[1]:
                column = column * 26 + letter - ord("A") + 1
            yield int(reference[2]) - 1, column - 1


def _parts(archive: zipfile.ZipFile) -> list[bytes]:
    """The parts that hold the sheets, in order; empty for one that is not where others have it."""
    relations = [
        dict(_ATTRIBUTE.findall(each)) for each in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    ]
    targets = {each[b"Id"]: each[b"Target"].decode() for each in relations if b"Id" in each and b"Target" in each}
    found = (targets.get(each, "") for each in _SHEET.findall(archive.read("xl/workbook.xml")))
    names = [target[1:] if target.startswith("/") else f"xl/{target}" for target in found]
    return [archive.read(name) if name in archive.NameToInfo else b"" for name in names]


def _read_bounded(limits: Limits) -> None:
    """Read a workbook from standard input and write its sheets as JSON. Dies where it needs too much."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import SheetVisibleEnum, load_workbook

    data = io.BytesIO(sys.stdin.buffer.read())
    book = load_workbook(data)
    archive = zipfile.ZipFile(data)
    since_1904 = bool(_SINCE_1904.search(archive.read("xl/workbook.xml")))
    parts = _parts(archive)
    found = []
    for number, each in enumerate(book.sheets_metadata[: limits.sheets]):
        sheet = book.get_sheet_by_index(number)
        rows = sheet.to_python(skip_empty_area=False, nrows=limits.rows + 1)
        xml = parts[number] if number < len(parts) else b""
        found.append(
            {
                "name": each.name[:LONGEST_CELL],
                "visible": each.visible == SheetVisibleEnum.Visible,
                "rows": [[_cell(value) for value in row[: limits.columns + 1]] for row in rows],
                "merged": sheet.merged_cell_ranges or [],
                "hidden": [row for row, _ in _places(_HIDDEN, xml)],
                "errors": list(_places(_ERROR, xml)),
                "unsaved": list(_places(_UNSAVED, xml)),
                "since_1904": since_1904,
            }
        )
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    _read_bounded(Limits(*map(int, sys.argv[1:])))
