"""What is known of one firm: its subjects and their facts, and what it has received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from songjieyou.rules.values import UNKNOWN, Value

type Period = int | str | None
"""A year, a month `2025-04`, or None for a fact without period."""

type FactKey = tuple[str, Period]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from, as it was told; empty when it was not."""

    source: str = ""
    date: str = ""


NOWHERE: Final = Origin()


@dataclass(slots=True, eq=False)
class Subject:
    """A firm, a project, a loan … `values` are its own facts, `view` also holds those of all above it.

    `id` is None for a subject that nobody has told of yet: an item about loans asks after it.
    """

    kind: str
    id: str | None
    parent: Subject | None = None
    values: dict[FactKey, Value] = field(default_factory=dict)
    origins: dict[FactKey, Origin] = field(default_factory=dict)
    view: dict[FactKey, Value] = field(default_factory=dict)

    def look(self) -> None:
        """Make the view anew, from the parent's."""
        self.view = {**(self.parent.view if self.parent else {}), **self.values}

    def origin(self, key: FactKey) -> Origin:
        subject: Subject | None = self
        while subject is not None:
            if key in subject.values:
                return subject.origins.get(key, NOWHERE)
            subject = subject.parent
        return NOWHERE

    def ancestor(self, kind: str) -> Subject | None:
        """The subject of a kind at or above this one."""
        subject: Subject | None = self
        while subject is not None and subject.kind != kind:
            subject = subject.parent
        return subject

    def under(self, other: Subject) -> bool:
        """Whether this is the other or stands below it (by kind and 号: a what-if copy is the same subject)."""
        found = self.ancestor(other.kind)
        return found is not None and found.id == other.id

    def with_values(self, changed: Mapping[FactKey, Value]) -> Subject:
        """A copy that sees other values (what if …)."""
        copy = Subject(self.kind, self.id, self.parent, self.values, self.origins)
        copy.view = {**self.view, **changed}
        return copy


@dataclass(frozen=True, slots=True)
class Received:
    """Money received before (已享受), in 分. `subject` is a 号, empty for the firm; `year` None where not told."""

    item: str
    subject: str
    year: int | None
    amount: int


@dataclass(slots=True)
class FactBase:
    """One firm on one date. `subjects` has a list per kind that was told of; a kind that is absent is unknown.

    `assumptions` say, per fact, what was assumed about it when it was read.
    """

    firm: Subject
    subjects: dict[str, list[Subject]] = field(default_factory=dict)
    received: list[Received] | None = None
    assumptions: dict[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Subject] | None:
        """The subjects of a kind; None when nobody said whether there are any."""
        return [self.firm] if kind == self.firm.kind else self.subjects.get(kind)

    def named(self, name: str) -> list[Subject]:
        """The subjects of any kind with a 号."""
        return [s for subjects in self.subjects.values() for s in subjects if name and s.id == name]

    def below(self, subject: Subject, kind: str) -> list[Subject] | None:
        """The subjects of a kind at any distance below one; None when nobody said."""
        found = self.subjects.get(kind)
        if found is None or subject.id is None:
            return None
        return [s for s in found if s.under(subject)]

    def value(self, subject: Subject, key: FactKey) -> Value:
        return subject.view.get(key, UNKNOWN)
