"""The policies that hold in a park: those that come with the program, and its own that are published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from django.db.models import Value

from songjieyou import __version__
from songjieyou.policies.models import HiddenItem, OwnPolicy, Revision
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.bulk.index import index_of
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import PACK, Library, policy_files


@cache
def pack() -> Library:
    """Read once in a process. RuntimeError where the pack has faults."""
    report = Report()
    library = _read(report)
    if report.count:
        message = f"the shipped pack has {report.count} faults"
        raise RuntimeError(message)
    return library


@cache
def engine() -> Engine:
    """Answers from the pack alone."""
    return Engine(pack().catalogue)


class Rules(NamedTuple):
    """What holds in a park: `engine` answers, but for the items (政策名/编号) that are `hidden`."""

    engine: Engine
    hidden: frozenset[str]


def rules_of(park: int | None) -> Rules:
    """The pack and the park's own policies, and what of it the park hides; the pack alone for those of no park. One
    query; texts are read again only where they changed.
    """
    if park is None:
        return Rules(engine(), frozenset())
    own = OwnPolicy.objects.filter(park=park).exclude(published=None).order_by()
    hidden = HiddenItem.objects.filter(park=park, ended_at=None).order_by()
    rows = own.values_list("published", Value("")).union(hidden.values_list(Value(0), "item"), all=True)
    held = list(rows)
    revisions = tuple(sorted(revision for revision, item in held if not item))
    return Rules(_with_own(revisions) if revisions else engine(), frozenset(item for _, item in held if item))


def engine_of(park: int | None) -> Engine:
    """What answers in a park, hidden or not. One query."""
    return rules_of(park).engine


@lru_cache(maxsize=16)
def _with_own(revisions: tuple[int, ...]) -> Engine:
    """What was published is sound; a text that an upgrade of the program has made faulty is left out."""
    library = _read(Report())
    texts = Revision.objects.filter(pk__in=revisions).order_by("pk").values_list("pk", "text")
    library.add_texts({f"本园区/{pk}.yaml": text for pk, text in texts})
    return Engine(library.catalogue)


def _read(report: Report) -> Library:
    library = Library(report)
    library.add_vocabulary(PACK)
    library.add_policies(policy_files(PACK))
    return library


@lru_cache(maxsize=16)
def fingerprints(engine: Engine) -> dict[str, str]:
    """Of each item, of everything that its answers come from: its policy, those whose money it builds on, the
    vocabulary with its tables and lists, and the program.
    """
    catalogue = engine.catalogue
    digests = {item.id: policy.digest for policy in catalogue.policies for item in policy.items}
    texts = {policy.digest for policy in catalogue.policies}
    shared = [__version__]
    shared += sorted(f"{name} {digest}" for name, digest in catalogue.digests.items() if digest not in texts)
    sources = {item: {digest} for item, digest in digests.items()}
    for name, readers in index_of(catalogue).items.items():
        for reader in readers:
            sources[reader].add(digests.get(name, ""))
    return {item: _digest((*shared, *sorted(sources[item]))) for item in digests}


@lru_cache(maxsize=16)
def facts_read(engine: Engine) -> dict[str, frozenset[str]]:
    """Of each item the names of the facts that its answers come from, be it through a derived one or other items."""
    index = index_of(engine.catalogue)
    found: dict[str, set[str]] = {item: set() for item in engine.catalogue.items}
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
