"""Which items read a fact, a dated table or a list: what has to be answered anew when one of them changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Catalogue, Item, nodes_of


@dataclass(slots=True)
class Index:
    """Ids of items, in the order of the catalogue, by the name of what they read, be it through a derived fact.

    `items` has those that build on the money of an item (所得) or share a cap with it.
    """

    facts: dict[str, list[str]] = field(default_factory=dict)
    parameters: dict[str, list[str]] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=dict)


def index_of(catalogue: Catalogue) -> Index:
    found = Index()
    for item in catalogue.items.values():
        for table, name in dict.fromkeys(_reads(item)):
            getattr(found, table).setdefault(name, []).append(item.id)
    return found


def _reads(item: Item) -> Iterator[tuple[str, str]]:
    for version in item.versions:
        if version.by:
            yield "facts", version.by.name
        for root in (*(condition.node for condition in version.conditions), *nodes_of(version.benefit)):
            for node in t.walk(root):
                yield from _read(node)
        if version.benefit:
            caps = (*version.benefit.caps, *version.benefit.base_caps)
            yield from (("items", name) for cap in caps for name in cap.merged)


def _read(node: t.Node) -> Iterator[tuple[str, str]]:
    match node:
        case t.Fact(name) | t.Derived(name):
            yield "facts", name
        case t.Parameter(name):
            yield "parameters", name
        case t.Member(listed=name) if name:
            yield "lists", name
        case t.Earned(name):
            yield "items", name
