"""A table of firms in a file that somebody sends: found, its headings understood, its cells read. No query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from xlsxwriter.utility import xl_col_to_name

from songjieyou.core.files.markings import marked_name, marked_text
from songjieyou.core.sheets import Limits, Place, Sheet, SheetError, read_sheets
from songjieyou.core.sheets import Value as Raw
from songjieyou.enterprises.excel.cells import EXAMPLE, FIELDS, as_text, plain, read_fact, written
from songjieyou.enterprises.excel.columns import NAME, TROUBLE, USCC, Column, nearest_name, read_heading, version
from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.values import Value

MOST_FIRMS: Final = 10_000
NEEDED: Final = (USCC.field, NAME.field)
TOP: Final = 20
"""The headings stand in one of so many first rows."""
LIMITS: Final = Limits(
    size=8_000_000, rows=MOST_FIRMS + TOP, columns=100, sheets=8, memory=1024 * 1024 * 1024, seconds=20
)
MARK_SHEET: Final = "_送解优"
EXPLANATIONS: Final = "填写说明"
MARK: Final = "送解优企业名录模板"
SURVEY: Final = re.compile("统计报表|联网直报|统计调查|一套表|统计年报|统计季报|统计月报|经济普查|统计局")
NO_SURVEY: Final = (
    "“{read}”像是统计调查的资料。依照《统计法》，统计调查中获得的单个企业的资料只能用于统计，"
    "不能作为这里的数据来源，没有读取。请改用部门登记、企业自己填报的资料。"
)
MARKED: Final = "“{read}”带有密级或内部标志。本系统为非涉密系统，没有读取，也没有保存。"


@dataclass
class Line:
    """A row that names a firm. `number` as the spreadsheet counts; `cells` as they are shown, `faults` by the index of
    their column; `values` are facts, by their column too.
    """

    number: int
    cells: list[str]
    faults: dict[int, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    values: dict[int, Value] = field(default_factory=dict)


@dataclass
class Table:
    """`letters` are those of the columns in the file; `notes` say what the reader should know; `others` are headings of
    columns that were not read.
    """

    columns: list[Column]
    letters: list[str]
    lines: list[Line]
    notes: list[str]
    others: list[str]

    @cached_property
    def uscc(self) -> int:
        return next(index for index, column in enumerate(self.columns) if column.field == USCC.field)

    @property
    def faults(self) -> Iterator[tuple[Line, int, str]]:
        """Every cell at fault, with its row, the index of its column and the words."""
        return ((line, index, words) for line in self.lines for index, words in sorted(line.faults.items()))


def read_table(data: bytes, name: str) -> Table:
    """The firms of a file; `name` is the file's. SheetError where the file as a whole cannot be taken."""
    _refuse_name(name)
    sheets = read_sheets(data, LIMITS)
    mark = next((sheet for sheet in sheets if sheet.name == MARK_SHEET and not sheet.visible), None)
    seen = [sheet for sheet in sheets if sheet.visible and sheet.name != EXPLANATIONS]
    tables = [sheet for sheet in seen if any(map(any, sheet.rows))]
    if not tables:
        raise SheetError("文件里没有内容。请下载模板，一家企业填一行。")
    for sheet in tables:
        _refuse_name(sheet.name)
    tops = [_headings_of(sheet) for sheet in tables]
    found = next((number for number, top in enumerate(tops) if top is not None), None)
    if found is None:
        raise SheetError(_no_headings(tables[0]))
    sheet, top = tables[found], tops[found] or 0
    notes = [_about_version(mark), *_about_sheets(tables, sheet, tops)]
    return _read(sheet, top, [note for note in notes if note])


def _read(sheet: Sheet, top: int, notes: list[str]) -> Table:
    for row in sheet.rows[: top + 1]:
        for cell in filter(None, map(plain, row)):
            _refuse(cell)
    columns, others = _columns(sheet.rows[top])
    last = max((number for number, row in enumerate(sheet.rows) if any(cell != "" for cell in row)), default=top)
    if last - top > MOST_FIRMS:
        raise SheetError(f"超过 {MOST_FIRMS} 行。一次最多导入 {MOST_FIRMS} 家企业，请分成几个文件。")
    table = Table([*columns.values()], [xl_col_to_name(place) for place in columns], [], notes, others)
    reader = _Reader(sheet, columns)
    table.lines = [line for number in range(top + 1, last + 1) if (line := reader.line(number))]
    if not table.lines:
        raise SheetError("表头下面没有企业。示例行不算，请从它的下一行填起。")
    _find_doubles(table)
    hidden = [str(number + 1) for number in sheet.hidden if top < number <= last]
    if hidden:
        table.notes.append(f"第 {_few(hidden)} 行是隐藏的，也一样读取了。不要的请删除。")
    return table


def _columns(headings: list[Raw]) -> tuple[dict[int, Column], list[str]]:
    """Column of ours by its place in the file, and the headings of the others. SheetError."""
    found: dict[int, Column] = {}
    others, faults = list[str](), list[str]()
    for place, text in enumerate(map(plain, headings)):
        try:
            column = read_heading(text) if text and text != TROUBLE else None
        except FaultError as fault:
            faults.append(fault.message)
            continue
        if column is None:
            others += [shown(text)] if text not in ("", TROUBLE) else []
        elif column.key in {each.key for each in found.values()}:
            faults.append(f"“{shown(text)}”这一列有两次，请只留一列。")
        else:
            found[place] = column
    if all(column.field != NAME.field for column in found.values()):
        faults.append(f"没有“{NAME.name}”这一列。")
    if faults:
        raise SheetError("".join(faults))
    return found, others


class _Reader:
    """The rows of one sheet."""

    def __init__(self, sheet: Sheet, columns: dict[int, Column]) -> None:
        self.sheet, self.columns = sheet, columns
        self.uscc = next(place for place, column in columns.items() if column.field == USCC.field)
        self.covered: dict[Place, Place] = {}
        for first, last in sheet.merged:
            if last[0] - first[0] < len(sheet.rows) and last[1] - first[1] < LIMITS.columns:
                area = ((r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1))
                self.covered |= {place: first for place in area if place != first}

    def line(self, number: int) -> Line | None:
        """The firm of a row; None for an empty row and for the example."""
        row = self.sheet.rows[number]
        raws = [_unquoted(row[place]) if place < len(row) else "" for place in self.columns]
        if all(raw == "" or not plain(raw) for raw in raws):
            return None
        name = plain(row[self.uscc]) if self.uscc < len(row) else ""
        if name.lstrip("（(").startswith(EXAMPLE):
            return None
        line = Line(number + 1, [as_text(raw) for raw in raws])
        for index, (place, column) in enumerate(self.columns.items()):
            try:
                self._read(line, index, column, raws[index], (number, place))
            except FaultError as fault:
                line.faults[index] = fault.message
        return line

    def _read(self, line: Line, index: int, column: Column, raw: Raw, place: Place) -> None:
        if first := self.covered.get(place):
            cell = f"{xl_col_to_name(first[1])}{first[0] + 1}"
            raise FaultError(f"这一格和 {cell} 合并了，值只属于 {cell}。请取消合并，每行各填各的。")
        if place in self.sheet.errors:
            raise FaultError("公式的结果是错误（如 #N/A）。请改成数值，没有就清空。")
        if place in self.sheet.unsaved:
            raise FaultError("公式没有保存计算结果。请用表格软件打开、重新保存，或改成数值。")
        if column.field in NEEDED and not plain(raw):
            raise FaultError(f"请填写{column.heading}。")
        if column.field and plain(raw):
            line.fields[column.field] = FIELDS[column.field](raw)
        elif not column.field and raw != "" and (text := written(column, raw, since_1904=self.sheet.since_1904)):
            line.values[index] = read_fact(column, text)


def _unquoted(raw: Raw) -> Raw:
    """Without the mark by which a CSV file keeps a text from being taken for a formula."""
    return raw[1:] if isinstance(raw, str) and raw[:1] == "'" and raw[1:2] in ("=", "+", "-", "@") else raw


def _find_doubles(table: Table) -> None:
    rows: dict[str, list[Line]] = {}
    for line in table.lines:
        if "uscc" in line.fields:
            rows.setdefault(line.fields["uscc"], []).append(line)
    for lines in rows.values():
        for line in lines if len(lines) > 1 else ():
            others = _few([str(each.number) for each in lines if each is not line])
            line.faults[table.uscc] = f"和第 {others} 行是同一个代码。一家企业只能有一行，请合成一行或更正代码。"


def _headings_of(sheet: Sheet) -> int | None:
    """The row of the headings: the first that names the credit code."""
    for number, row in enumerate(sheet.rows[:TOP]):
        if any(re.sub(r"[\s*]", "", plain(cell)) == USCC.name for cell in row):
            return number
    return None


def _no_headings(sheet: Sheet) -> str:
    """What to do, with the heading that is nearest to the one that is missing."""
    words = f"前 {TOP} 行里没有“{USCC.name}”这个列名，找不到表头。请用模板的列名。"
    for row in sheet.rows[:TOP]:
        for text in map(plain, row):
            if text and nearest_name(text) == USCC.name:
                return f"{words}“{shown(text)}”是不是“{USCC.name}”？"
    return words


def _about_version(mark: Sheet | None) -> str:
    words = [plain(row[0]) for row in mark.rows[:2] if row] if mark else []
    if words[:1] != [MARK]:
        return "这不是本系统的模板（或另存时丢了标记），按列名对应。请核对下面读到的列。"
    return "" if words[1:] == [version()] else "这是旧的模板，按列名对应。请核对下面读到的列；下次请下载新模板。"


def _about_sheets(sheets: list[Sheet], read: Sheet, tops: list[int | None]) -> Iterator[str]:
    others = [sheet.name for sheet in sheets if sheet is not read]
    alike = [sheet.name for sheet, top in zip(sheets, tops, strict=True) if sheet is not read and top is not None]
    if alike:
        yield f"只读了工作表“{shown(read.name)}”。“{_few(alike)}”也像企业名录，没有读，请另外导入。"
    elif others:
        yield f"只读了工作表“{shown(read.name)}”，没有读“{_few(others)}”。"


FEW: Final = 10


def _few(words: list[str]) -> str:
    rest = len(words) - FEW
    return "、".join(map(shown, words[:FEW])) + (f" 等 {len(words)} 个" if rest > 0 else "")


def _refuse_name(name: str) -> None:
    if marked_name(name):
        raise SheetError(MARKED.format(read=shown(name)))
    _refuse(name)


def _refuse(text: str) -> None:
    """Statistics that firms have reported for surveys, and secrets, are not taken."""
    if SURVEY.search(re.sub(r"\s", "", text)):
        raise SheetError(NO_SURVEY.format(read=shown(text)))
    if marked_text(text):
        raise SheetError(MARKED.format(read=shown(text)))
