"""What the components show. A view fills these and includes the template that bears the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple


class Link(NamedTuple):
    """A place to go, in a menu, side navigation, tabs or breadcrumbs. `number` stands behind the words."""

    label: str
    href: str
    current: bool = False
    number: int | None = None


class Task(NamedTuple):
    """One line of a task list. Without `href` it cannot be begun yet; `hint` says why."""

    label: str
    state: str
    href: str = ""
    hint: str = ""
    kind: Literal["act", "near", "late", "done", ""] = ""


class Condition(NamedTuple):
    """A condition of a policy with what is known about it.

    `gap` says what is lacking and when it can be there; `ask` leads to where the missing fact can be told.
    """

    text: str
    truth: Literal["true", "false", "unknown"]
    fact: str = ""
    source: str = ""
    clause: str = ""
    gap: str = ""
    ask: str = ""


@dataclass(frozen=True)
class Match:
    """One benefit and how a firm stands to it. `amount` is text, with the kind of amount that it is; `advice` says what
    can be done now.
    """

    title: str
    conditions: Sequence[Condition]
    verdict: str
    href: str = ""
    amount: str = ""
    amount_kind: str = ""
    note: str = ""
    advice: str = ""

    @property
    def met(self) -> int:
        return sum(condition.truth == "true" for condition in self.conditions)

    @property
    def total(self) -> int:
        return len(self.conditions)


class Entry(NamedTuple):
    """One line of a timeline. `current` is where the matter stands now."""

    when: datetime
    who: str
    what: str
    note: str = ""
    current: bool = False


class Box(NamedTuple):
    """A figure that is a door to the list it counts. `definition` says what is counted."""

    figure: str
    label: str
    href: str
    unit: str = ""
    definition: str = ""
    late: bool = False


@dataclass(frozen=True)
class Rate:
    """A rate that shows what it is made of. `href` leads to the cases."""

    label: str
    numerator: int
    denominator: int
    definition: str
    href: str

    @property
    def percent(self) -> str:
        """With one decimal, half rounded up; a dash where there is nothing to divide by."""
        if not self.denominator:
            return "—"
        tenths = (2000 * self.numerator + self.denominator) // (2 * self.denominator)
        return f"{tenths // 10}.{tenths % 10}%"


class Room(NamedTuple):
    """A place to go from the home page. Without `href` it is not built yet; `words` say what is or will be there."""

    name: str
    words: str
    href: str = ""


class Step(NamedTuple):
    label: str
    state: Literal["done", "current", ""] = ""


class Row(NamedTuple):
    """A fact with its name; `change` leads to where it is changed."""

    name: str
    value: str
    change: str = ""


class Column(NamedTuple):
    """`figures` are set flush right."""

    label: str
    figures: bool = False


class Cell(NamedTuple):
    text: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns; the first cell of a row names it. On a phone each row is a card."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
