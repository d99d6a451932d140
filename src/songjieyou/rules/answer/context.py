"""Where a tree is evaluated: one subject, one date, the facts in view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from songjieyou.rules.facts.base import FactBase, FactKey, Subject
from songjieyou.rules.language.tree import Derived, Fact
from songjieyou.rules.library.vocabulary import Vocabulary
from songjieyou.rules.values import UNKNOWN, Value


def nothing_earned(item: str, subject: Subject) -> Value:
    """所得 outside an engine: nobody knows."""
    return UNKNOWN


@dataclass(slots=True, eq=False)
class Context:
    """`memo` keeps what derived facts and aggregates came to, `names` what is missing, both by node identity."""

    vocabulary: Vocabulary
    base: FactBase
    subject: Subject
    on: dt.date
    earned: Callable[[str, Subject], Value] = nothing_earned
    memo: dict[int, Value] = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    view: dict[FactKey, Value] = field(init=False)

    def __post_init__(self) -> None:
        self.view = self.subject.view

    def key(self, node: Fact | Derived) -> FactKey:
        """The name and period that a node reads."""
        if node.offset is not None:
            return node.name, self.on.year + node.offset
        return node.name, node.year

    def at(self, subject: Subject) -> Context:
        """The same, seen from a subject below."""
        return Context(self.vocabulary, self.base, subject, self.on, self.earned)

    def on_date(self, on: dt.date) -> Context:
        return Context(self.vocabulary, self.base, self.subject, on, self.earned)

    def supposing(self, changed: Mapping[FactKey, Value]) -> Context:
        """The same with other values (what if …)."""
        return self.at(self.subject.with_values(changed))
