"""What a rule line may name, and the year in which its yearly facts are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from songjieyou.rules.language.tree import Node, ValueNode
from songjieyou.rules.library.vocabulary import Entry, Vocabulary


@dataclass(frozen=True, slots=True)
class Frame:
    """A year: an offset from the year asked, or a year of its own."""

    offset: int | None = None
    year: int | None = None


@dataclass(slots=True)
class Scope:
    """`kind` is the subject a line is about; `policy` completes the ids of 所得; `derive` gives derived facts.

    An empty `kind` is one that could not be read: which facts it can reach is not judged then.
    """

    vocabulary: Vocabulary
    kind: str
    derive: Callable[[Entry, Frame], ValueNode]
    policy: str = ""
    scores: dict[str, ValueNode] = field(default_factory=dict)
    pool: dict[Node, Node] = field(default_factory=dict)

    def within(self, kind: str) -> Scope:
        """The same scope seen from a subject below."""
        return replace(self, kind=kind)

    def kept[N: Node](self, node: N) -> N:
        """One object for equal nodes, so that each atom is evaluated once."""
        return self.pool.setdefault(node, node)  # type: ignore[return-value]
