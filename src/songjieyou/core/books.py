"""Workbooks that we write, all begun alike."""

from __future__ import annotations

from datetime import UTC
from typing import IO, Any

import xlsxwriter

from songjieyou.core import clock

TEXT_ONLY = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def new_book(target: IO[bytes], **options: Any) -> Any:
    """An xlsxwriter.Workbook, to be used by `with`: text stays text, whatever it begins with."""
    book = xlsxwriter.Workbook(target, {**TEXT_ONLY, **options})
    book.set_properties({"created": clock.now().astimezone(UTC).replace(tzinfo=None)})
    return book
