"""Files that a spreadsheet opens: text stays text."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from songjieyou.web import tables
from songjieyou.web.tables import BOM, FORMULA, csv_text, xlsx_file

HEADER = ("一", "二")
NASTY = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://evil.example")', "{=1}", "http://a.example", "0012")
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")))


def read_csv(text: str) -> list[list[str]]:
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def harmful(cell: str) -> bool:
    return cell.startswith(FORMULA)


@given(st.lists(st.tuples(LINES, LINES)))
def test_no_cell_of_a_csv_file_is_a_formula_and_nothing_is_lost(rows: list[tuple[str, str]]) -> None:
    header, *read = read_csv("".join(csv_text(HEADER, rows)))
    assert header == list(HEADER)
    assert not any(harmful(cell) for row in read for cell in row)
    assert [[cell[1:] if cell.startswith("'") and harmful(cell[1:]) else cell for cell in row] for row in read] == [
        [cell[1:] if cell.startswith("'") and harmful(cell[1:]) else cell for cell in row] for row in rows
    ]


def test_without_the_guard_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_harmless", lambda cell: cell)
    [_, row] = read_csv("".join(csv_text(HEADER, [("=1+1", "")])))
    assert harmful(row[0])


def test_every_cell_of_a_sheet_is_text() -> None:
    response = xlsx_file("name", HEADER, [(cell, cell) for cell in NASTY])
    assert response.file_to_stream is not None
    with response.file_to_stream:
        content = b"".join(response)
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert [word for word in ("<f>", "<f ", "hyperlink", "<v>12</v>") if word in sheet] == []
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python() == [
        list(HEADER),
        *([cell, cell] for cell in NASTY),
    ]
    assert response["Content-Disposition"] == 'attachment; filename="name.xlsx"'
