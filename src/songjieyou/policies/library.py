"""The policies that come with the program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from songjieyou import __version__
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.bulk.index import index_of
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import PACK, load


@cache
def engine() -> Engine:
    """Read and planned once in a process. RuntimeError where the pack has faults."""
    report = Report()
    catalogue = load(PACK, report)
    if report.count:
        message = f"the shipped pack has {report.count} faults"
        raise RuntimeError(message)
    return Engine(catalogue)


@cache
def fingerprints() -> dict[str, str]:
    """Of each item, of everything that its answers come from: its policy, those whose money it builds on, the
    vocabulary with its tables and lists, and the program.
    """
    catalogue = engine().catalogue
    digests = {item.id: policy.digest for policy in catalogue.policies for item in policy.items}
    texts = {policy.digest for policy in catalogue.policies}
    shared = [__version__]
    shared += sorted(f"{name} {digest}" for name, digest in catalogue.digests.items() if digest not in texts)
    sources = {item: {digest} for item, digest in digests.items()}
    for name, readers in index_of(catalogue).items.items():
        for reader in readers:
            sources[reader].add(digests.get(name, ""))
    return {item: _digest((*shared, *sorted(sources[item]))) for item in digests}


@cache
def facts_read() -> dict[str, frozenset[str]]:
    """Of each item the names of the facts that its answers come from, be it through a derived one or other items."""
    index = index_of(engine().catalogue)
    found: dict[str, set[str]] = {item: set() for item in engine().catalogue.items}
    for name, items in index.facts.items():
        for item in items:
            found[item].add(name)
    before = -1
    while before != (before := sum(map(len, found.values()))):
        for name, readers in index.items.items():
            for reader in readers:
                found[reader] |= found.get(name, set())
    return {item: frozenset(names) for item, names in found.items()}


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
