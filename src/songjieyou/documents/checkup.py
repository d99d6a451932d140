"""政策体检 on one sheet of A4, to take along to a firm: the money, what fits, what nearly fits, what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, NamedTuple

from songjieyou.documents.pdf import clean, pdf

TITLE, NAME, NOTE, SHORT = 40, 60, 90, 24
"""Characters of a heading, of a name, of a note and of an amount: no text can fill the page alone."""
FIRST: Final = 6
"""So many of what fits stand before the first that only nearly fits, where there is no room for all."""
MOST_QUESTIONS: Final = 3
KINDS: Final = {
    "定额": "按条款可以得到",
    "上限": "最高不超过，以评审为准",
    "估算": "按现有数据估算",
}
"""What each kind of amount promises. They are of different weight, and are never added."""


class Sum(NamedTuple):
    """The money of one kind within the best combination: 定额, `70万元`."""

    kind: str
    amount: str


class Line(NamedTuple):
    """One benefit: what it is called, its policy, the money in words, and when, how, or what is lacking.

    `unsure`: its text or its validity has not been checked against the source.
    """

    name: str
    policy: str
    amount: str
    note: str
    unsure: bool = False


@dataclass(frozen=True)
class Sheet:
    """What the page says; `fits` and `near` have the most valuable first. `edition` names the state of the library.

    `open` items lack many facts, `out` are those that do not fit: only counted here.
    """

    park: str
    firm: str
    on: dt.date
    edition: str
    sums: Sequence[Sum] = ()
    fits: Sequence[Line] = ()
    near: Sequence[Line] = ()
    questions: Sequence[str] = ()
    open: int = 0
    out: int = 0
    assumed: int = 0


def checkup_pdf(sheet: Sheet) -> bytes:
    """Exactly one page. Where not everything has room, the rest is counted. Raises FontsMissingError."""
    return pdf("checkup", _values(sheet), on=sheet.on)


def _values(sheet: Sheet) -> dict[str, Any]:
    order = _order(len(sheet.fits), len(sheet.near))
    return {
        "park": clean(sheet.park, TITLE),
        "firm": clean(sheet.firm, NAME),
        "on": f"{sheet.on.year}年{sheet.on.month}月{sheet.on.day}日",
        "edition": clean(sheet.edition, TITLE),
        "sums": [[each.kind, clean(each.amount, SHORT), KINDS.get(each.kind, "")] for each in sheet.sums],
        "fits": [_row(line, order["fits", place]) for place, line in enumerate(sheet.fits)],
        "near": [_row(line, order["near", place]) for place, line in enumerate(sheet.near)],
        "questions": [clean(text, NAME) for text in sheet.questions[:MOST_QUESTIONS]],
        "open": sheet.open,
        "out": sheet.out,
        "assumed": sheet.assumed,
    }


def _order(fits: int, near: int) -> dict[tuple[str, int], int]:
    """Which line comes how soon: the first that fit, the first that nearly fit, then the rest of both."""
    lines = {"fits": [("fits", place) for place in range(fits)], "near": [("near", place) for place in range(near)]}
    ordered = chain(*(lines[name][:FIRST] for name in lines), *(lines[name][FIRST:] for name in lines))
    return {line: place for place, line in enumerate(ordered)}


def _row(line: Line, order: int) -> dict[str, Any]:
    return {
        "name": clean(line.name, NAME),
        "policy": clean(line.policy, NAME),
        "amount": clean(line.amount, SHORT),
        "note": clean(line.note, NOTE),
        "unsure": line.unsure,
        "order": order,
    }
