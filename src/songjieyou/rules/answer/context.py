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
    """

    vocabulary: Vocabulary
    base: FactBase
    subject: Subject
    on: dt.date
    earned: Earnings = NOTHING_EARNED
    memo: dict[int, Value] = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    supposed: Mapping[FactKey, tuple[Subject, Value]] = field(default_factory=dict)
    view: dict[FactKey, Value] = field(init=False)

    def __post_init__(self) -> None:
        self.view = self.subject.view

    def key(self, node: Fact | Derived) -> FactKey:
        """The name and period that a node reads."""
        if node.offset is not None:
            return node.name, self.on.year + node.offset
        return node.name, node.year

    def at(self, subject: Subject) -> Context:
        """The same, seen from a subject above or below."""
        seen = {key: value for key, (owner, value) in self.supposed.items() if subject.under(owner)}
        there = subject.with_values(seen) if seen else subject
        return Context(self.vocabulary, self.base, there, self.on, self.earned, supposed=self.supposed)

    def on_date(self, on: dt.date) -> Context:
        return Context(self.vocabulary, self.base, self.subject, on, self.earned, supposed=self.supposed)

    def supposing(self, changed: Mapping[FactKey, Value]) -> Context:
        """The same with other values (what if …) of the subject or of those above it."""
        supposed = dict(self.supposed)
        for key, value in changed.items():
            owner = self.subject.ancestor(self.vocabulary.entry(key[0]).subject) or self.subject
            supposed[key] = (owner, value)
        there = self.subject.with_values(changed)
        return Context(self.vocabulary, self.base, there, self.on, self.earned, supposed=supposed)
