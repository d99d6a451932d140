"""What is wrong in a table of facts: each kind of fault is told once, with how often and where it first stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from songjieyou.rules.faults import shown

MOST_KINDS: Final = 1000
_MOST_PLACES: Final = 4
_VARYING: Final = re.compile("，是不是.*？|“[^”]*”")


class Place(NamedTuple):
    """A row as a spreadsheet numbers it (the header is row 1), and the line of the file on which it begins."""

    row: int
    line: int

    def __str__(self) -> str:
        return f"第 {self.row} 行" if self.row == self.line else f"第 {self.row} 行（文件的第 {self.line} 行）"


@dataclass(slots=True)
class Trouble:
    """One kind of fault: its first message, and the first places."""

    message: str
    column: str
    count: int = 0
    places: list[Place] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.places:
            return self.message
        first, *others = self.places
        column = f"“{shown(self.column)}”" if self.column else ""
        told = f"{first}{column}：{self.message}"
        if self.count == 1:
            return told
        also = "、".join(str(place.row) for place in others)
        return f"{told}（同样的问题共 {self.count:,} 处，又如第 {also} 行）"


@dataclass(slots=True)
class Troubles:
    """Collects the faults and hints (提示) of one file; its memory does not grow with the file."""

    faults: dict[tuple[str, str], Trouble] = field(default_factory=dict)
    hints: dict[tuple[str, str], Trouble] = field(default_factory=dict)
    untold: int = 0

    def fault(self, message: str, place: Place | None = None, column: str = "", read: str = "") -> None:
        """A fault of a cell (`read` is its text), of a row (without `column`), or of the file (without `place`)."""
        self._add(self.faults, message, place, column, read)

    def hint(self, message: str, place: Place | None = None, column: str = "") -> None:
        self._add(self.hints, message, place, column, "")

    def _add(
        self, told: dict[tuple[str, str], Trouble], message: str, place: Place | None, column: str, read: str
    ) -> None:
        key = (column, message if place is None else _kind(message, read))
        if key not in told and len(told) >= MOST_KINDS:
            self.untold += 1
            return
        found = told.setdefault(key, Trouble(message, column))
        found.count += 1
        if place is not None and len(found.places) < _MOST_PLACES:
            found.places.append(place)

    def lines(self) -> list[str]:
        """The faults, by the rows in which they first stand."""
        more = [f"还有 {self.untold:,} 处别的问题没有列出"] if self.untold else []
        return [*map(str, sorted(self.faults.values(), key=_first_row)), *more]


def _first_row(trouble: Trouble) -> int:
    return trouble.places[0].row if trouble.places else 0


def _kind(message: str, read: str) -> str:
    """What messages about different cells have in common."""
    if read:
        message = message.replace(shown(read), "").replace(shown(read, 12), "")
    return _VARYING.sub("", message)
