"""What some facts are supposed to be while a piece of a choice is written."""

from __future__ import annotations

from typing import Any, Final

from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.language.tree import Derived, Fact

type Env = tuple[tuple[FactKey, Any], ...]
"""Each fact once, with its value."""

NOTHING: Final[Env] = ()
HOME: Final[FactKey] = ("", None)
"""Stands for the kind of subject at which a derived fact is computed."""


def supposing(env: Env, key: FactKey, value: Any) -> Env:
    return (*(item for item in env if item[0] != key), (key, value))


def key_of(node: Fact | Derived, year: int) -> FactKey:
    """The name and period that a node reads when it is asked in a year."""
    if node.offset is not None:
        return node.name, year + node.offset
    if node.year is None:
        return node.name, None
    if isinstance(node, Fact) and node.month is not None:
        return node.name, f"{node.year}-{node.month:02d}"
    return node.name, node.year
