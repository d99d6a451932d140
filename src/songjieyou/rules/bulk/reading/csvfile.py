"""A CSV file as people's spreadsheets write it: its encoding found out, its records with their places, in chunks."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from songjieyou.rules.bulk.reading.troubles import Place, Troubles
from songjieyou.rules.faults import FaultError

LONGEST_CELL: Final = 100_000
"""Characters. A longer cell is a quotation mark that was never closed."""
_LONGEST_LINE: Final = 10_000_000
_BLOCK: Final = 1 << 20
_NOT_TEXT: Final = {
    b"PK\x03\x04": "这是 Excel 工作簿（xlsx），请在表格软件里另存为“CSV UTF-8”",
    b"\xd0\xcf\x11\xe0": "这是 Excel 工作簿（xls），请在表格软件里另存为“CSV UTF-8”",
    codecs.BOM_UTF16_LE: "是 UTF-16 编码，请在表格软件里另存为“CSV UTF-8”",
    codecs.BOM_UTF16_BE: "是 UTF-16 编码，请在表格软件里另存为“CSV UTF-8”",
}
_UNREADABLE: Final[dict[type[OSError], str]] = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "这是文件夹，不是文件",
    PermissionError: "没有读这个文件的权限",
}
_QUOTES: Final = "双引号没有配对（格里的双引号要写成两个）"


@dataclass(slots=True)
class Records:
    """Some records of a file, each with as many cells as the header has."""

    places: list[Place] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)


class CsvFile:
    """An open file: `header` is its first record, `records` gives the others; it can be read several times.

    Raises FaultError where it cannot be read at all.
    """

    def __init__(self, name: str) -> None:
        self.refused = 0
        with ExitStack() as opening:
            try:
                self._bytes = opening.enter_context(_opened(name))
                self._encoding, self._nul = _encoding(self._bytes)
            except OSError as error:
                raise FaultError(_UNREADABLE.get(type(error), f"读不了这个文件：{error.strerror}")) from None
            self.header = self._header()
            opening.pop_all()  # from here on it is the caller who closes

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._bytes.close()

    def _header(self) -> list[str]:
        for place, cells in self._rows(Troubles()):
            if "\0" in "".join(cells):
                raise FaultError("表头里有 NUL 字符，这不是文本文件")
            if place.row == 1 and any(cell.strip() for cell in cells):
                return cells
            break
        raise FaultError("第 1 行应是表头（对象、号、属和事实的名字），这里没有")

    def records(self, size: int, troubles: Troubles) -> Iterator[Records]:
        """The records below the header, `size` at a time. Blank ones are passed over; faulty ones are told
        and counted in `refused`.
        """
        self.refused = 0
        width = len(self.header)
        found = Records()
        for place, cells in self._rows(troubles):
            if place.row == 1 or not any(cells):
                continue
            if len(cells) != width and not _fitted(cells, width, place, troubles):
                self.refused += 1
                continue
            if self._nul and any("\0" in cell for cell in cells):
                troubles.fault("有 NUL 字符，这一行没有读", place)
                self.refused += 1
                continue
            found.places.append(place)
            found.cells.append(cells)
            if len(found.cells) >= size:
                yield found
                found = Records()
        if found.cells:
            yield found

    def _rows(self, troubles: Troubles) -> Iterator[tuple[Place, list[str]]]:
        """Every record with its place. What the csv module cannot read is told, and reading goes on after it."""
        self._bytes.seek(0)
        text = io.TextIOWrapper(self._bytes, self._encoding, newline="")
        csv.field_size_limit(LONGEST_CELL)
        lines = _Lines(text)
        reader = csv.reader(lines, strict=True)
        number = 0
        try:
            for line in lines:
                number += 1
                place = Place(number, lines.count)
                if '"' not in line and len(line) <= LONGEST_CELL:
                    yield place, line.rstrip("\r\n").split(",")
                    continue
                lines.again(line)
                try:
                    yield place, next(reader)
                except csv.Error as error:
                    self.refused += 1
                    troubles.fault(_why(str(error), place, lines.count), place)
                    if lines.count > place.line and "limit" in str(error):
                        return
        except _LineTooLongError:
            size = _LONGEST_LINE // 1_000_000
            troubles.fault(f"这一行超过 {size} MB，从这里起没有读", Place(number + 1, lines.count + 1))
        finally:
            text.detach()


class _LineTooLongError(Exception):
    """Raised for a line that would not fit into memory."""


class _Lines:
    """The lines of a file and how many were taken. One can be put back: the csv module reads those with quotes."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._kept = ""
        self.count = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line, self._kept = self._kept or self._text.readline(_LONGEST_LINE), ""
        if not line:
            raise StopIteration
        if len(line) >= _LONGEST_LINE and line[-1] not in "\r\n":
            raise _LineTooLongError
        self.count += 1
        return line

    def again(self, line: str) -> None:
        self._kept = line
        self.count -= 1


def _why(error: str, place: Place, last: int) -> str:
    lines = f"，文件的第 {place.line} 至 {last} 行都没有读" if last > place.line else "，这一行没有读"
    if "limit" in error:
        more = "，后面的也没有读" if last > place.line else ""
        return f"有一格超过 {LONGEST_CELL // 10_000} 万字，多半是{_QUOTES}{lines}{more}"
    return f"{_QUOTES}{lines}"


def _fitted(cells: list[str], width: int, place: Place, troubles: Troubles) -> bool:
    """Give a record as many cells as the header has; False, with the fault told, where it has others."""
    if len(cells) < width:
        troubles.hint("格数比表头少，缺的按没有填计", place)
        cells += [""] * (width - len(cells))
        return True
    if any(cells[width:]):
        troubles.fault("格数比表头多，这一行没有读（数里有逗号的要加双引号）", place)
        return False
    del cells[width:]
    return True


# Opening -------------------------------------------------------------------------------------------------------------


def _opened(name: str) -> IO[bytes]:
    """The file, or a copy of standard input, which can be read only once."""
    if name != "-":
        return Path(name).open("rb")
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - CsvFile closes it
    shutil.copyfileobj(sys.stdin.buffer, kept)
    return kept


def _encoding(file: IO[bytes]) -> tuple[str, bool]:
    """UTF-8 where the whole file is that, else GB18030; and whether there is a NUL in it."""
    file.seek(0)
    start = file.read(4)
    for mark, message in _NOT_TEXT.items():
        if start.startswith(mark):
            raise FaultError(message)
    if not start:
        raise FaultError("文件是空的")
    wrong = {}
    for encoding in ("utf-8-sig", "gb18030"):
        place, nul = _undecodable(file, encoding)
        if place is None:
            return encoding, nul
        wrong[encoding] = place
    raise FaultError(f"既不是 UTF-8 编码（第 {wrong['utf-8-sig']} 行不对），也不是 GB18030 编码")


def _undecodable(file: IO[bytes], encoding: str) -> tuple[int | None, bool]:
    """The number of the first line that is not in an encoding (None: all is), and whether there is a NUL."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, nul, done = 1, False, False
    while not done:
        block = file.read(_BLOCK)
        done = not block
        try:
            decoder.decode(block, final=done)
        except UnicodeDecodeError as error:
            return lines + error.object[: error.start].count(b"\n"), nul
        lines += block.count(b"\n")
        nul = nul or b"\0" in block
    return None, nul


def columns_of(cells: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Records turned into columns."""
    return list(zip(*cells, strict=True))
