"""Tables for a terminal, and the kinds of mistake they count."""

from __future__ import annotations

import unicodedata
from typing import Final

from _naive import LACKS, MEETS

MISTAKES: Final = ("未知当符合", "未知当不符合", "已知当未知", "符合与否颠倒")


def mistake(right: str, said: str) -> str:
    if right == LACKS:
        return MISTAKES[0] if said == MEETS else MISTAKES[1]
    return MISTAKES[2] if said == LACKS else MISTAKES[3]


def table(rows: list[list[str]]) -> str:
    """Columns that line up where full-width characters count double."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(_padded(cell, width, n > 0) for n, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )


def met(truth: bool) -> str:
    return "达到" if truth else "没有达到"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int, right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank
