"""Lists as files. A cell that a spreadsheet would take for a formula stays text."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO

from django.http import FileResponse, StreamingHttpResponse

from songjieyou.core.books import new_book
from songjieyou.core.enums import Export

type Rows = Iterable[Sequence[str]]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet reads as the beginning of a formula."""
BOM = "\ufeff"
"""Without it a spreadsheet takes a CSV file in UTF-8 for another code."""
XLSX_ROWS = 1_000_000
"""A sheet holds 1,048,576."""


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_text(header: Sequence[str], rows: Rows) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BOM + str(writer.writerow(header))
    for row in rows:
        yield str(writer.writerow([_harmless(cell) for cell in row]))


def csv_file(name: str, header: Sequence[str], rows: Rows) -> StreamingHttpResponse:
    """Sent while it is read, whatever its length."""
    response = StreamingHttpResponse(csv_text(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{Export.CSV}"'
    response["Cache-Control"] = "no-store"
    return response


def xlsx_file(name: str, header: Sequence[str], rows: Rows) -> FileResponse:
    """Written row by row into a file of the system, never held whole in memory."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    with new_book(file, constant_memory=True) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(chain([header], rows)):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    file.seek(0)
    return _workbook(name, file)


def workbook(name: str, content: bytes) -> FileResponse:
    """A workbook that is written already."""
    return _workbook(name, io.BytesIO(content))


def _workbook(name: str, file: IO[bytes]) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=f"{name}.{Export.XLSX}")
    response["Cache-Control"] = "no-store"
    return response


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
