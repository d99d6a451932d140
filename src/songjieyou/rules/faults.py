"""Faults: what is wrong in a file or an input, where, and what was probably meant."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault. `line` and `column` count from 1; 0 means that the place has no line (a JSON value)."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        if not self.line:
            return f"{self.path}: {self.message}" if self.path else self.message
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class FaultError(Exception):
    """Raised by one small reader at its first fault; `offset` counts characters into the text that was read."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class FaultsError(Exception):
    """Raised where nothing can go on; carries every fault found in one run."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(slots=True)
class Report:
    """Collects the faults and hints (提示) of one run over one or more files."""

    faults: list[Fault] = field(default_factory=list)
    hints: list[Fault] = field(default_factory=list)

    def fault(self, path: str, line: int, column: int, message: str) -> None:
        self.faults.append(Fault(path, line, column, message))

    def hint(self, path: str, line: int, column: int, message: str) -> None:
        self.hints.append(Fault(path, line, column, message))


def folded(name: str) -> str:
    """A name as it is compared: full-width and compatibility forms folded, no blanks at the ends."""
    return name.strip() if name.isascii() else unicodedata.normalize("NFKC", name).strip()


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name closest to what was read, or an empty string."""
    names = list(known)
    short = name[:40]
    close = difflib.get_close_matches(short, names, n=1, cutoff=0.5)
    if close:
        return close[0]
    inside = sorted((n for n in names if len(short) >= 2 and (short in n or (len(n) >= 2 and n in short))), key=len)
    return inside[-1] if inside else ""


def meant(name: str, known: Iterable[str]) -> str:
    """`，是不是“X”？` for the nearest known name, or an empty string."""
    near = nearest(name, known)
    return f"，是不是“{near}”？" if near else ""


def shown(text: object, limit: int = 40) -> str:
    """What was read, safe to print on one line."""
    line = "".join(c if c.isprintable() else "·" for c in str(text)[: limit + 1])
    return line if len(line) <= limit else line[:limit] + "…"
