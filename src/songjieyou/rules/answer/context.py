"""Where a tree is evaluated: one subject, one date, the facts in view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from songjieyou.rules.facts.base import FactBase, FactKey, Subject
from songjieyou.rules.language.tree import Derived, Fact
from songjieyou.rules.library.vocabulary import Vocabulary
from songjieyou.rules.values import UNKNOWN, Value


class Earnings:
    """所得: what an item brings for a subject, and until when. Outside an engine nobody knows."""

    def __call__(self, item: str, subject: Subject) -> Value:
        return UNKNOWN

    def until(self, item: str, subject: Subject) -> dt.date | None:
        """The first later date on which time alone may change it."""
        return None


NOTHING_EARNED: Final = Earnings()


@dataclass(slots=True, eq=False)
class Context:
    """`memo` keeps what derived facts and aggregates came to, `names` what is missing, both by node identity.

    `supposed` are the values of a what-if, each with the subject it is about: all who stand under it see them.
    `back` is how many years earlier all yearly and monthly facts are read, those of a year of their own too.
    """

    vocabulary: Vocabulary
    base: FactBase
    subject: Subject
    on: dt.date
    earned: Earnings = NOTHING_EARNED
    memo: dict[int, Value] = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    supposed: Mapping[FactKey, tuple[Subject, Value]] = field(default_factory=dict)
    back: int = 0
    view: dict[FactKey, Value] = field(init=False)
    year: int = field(init=False)

    def __post_init__(self) -> None:
        self.view = self.subject.view
        self.year = self.on.year - self.back

    def key(self, node: Fact | Derived) -> FactKey:
        """The name and period that a node reads."""
        if node.offset is not None:
            return node.name, self.year + node.offset
        if node.year is None:
            return node.name, None
        year = node.year - self.back
        if isinstance(node, Fact) and node.month is not None:
            return node.name, f"{year}-{node.month:02d}"
        return node.name, year

    def at(self, subject: Subject) -> Context:
        """The same, seen from a subject above or below."""
        seen = {key: value for key, (owner, value) in self.supposed.items() if subject.under(owner)}
        there = subject.with_values(seen) if seen else subject
        return self._with(there, self.supposed)

    def on_date(self, on: dt.date) -> Context:
        return Context(self.vocabulary, self.base, self.subject, on, self.earned, {}, {}, self.supposed, self.back)

    def earlier(self, years: int) -> Context:
        """The same, with the facts of so many years earlier; the date asked stays."""
        back = self.back + years
        return Context(self.vocabulary, self.base, self.subject, self.on, self.earned, {}, {}, self.supposed, back)

    def supposing(self, changed: Mapping[FactKey, Value]) -> Context:
        """The same with other values (what if …) of the subject or of those above it."""
        supposed = dict(self.supposed)
        for key, value in changed.items():
            owner = self.subject.ancestor(self.vocabulary.entry(key[0]).subject) or self.subject
            supposed[key] = (owner, value)
        there = self.subject.with_values(changed)
        return self._with(there, supposed)

    def _with(self, subject: Subject, supposed: Mapping[FactKey, tuple[Subject, Value]]) -> Context:
        return Context(self.vocabulary, self.base, subject, self.on, self.earned, {}, {}, supposed, self.back)
