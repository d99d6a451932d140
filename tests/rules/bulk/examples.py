"""The facts of every example of the pack, by date: firms as varied as the policies need them."""

from __future__ import annotations

import datetime as dt
from functools import cache

from songjieyou.rules.facts.base import FactBase
from songjieyou.rules.facts.read import FactsError, read_facts
from songjieyou.rules.faults import Report
from songjieyou.rules.library.items import plain
from songjieyou.rules.library.load import load
from songjieyou.rules.library.policy import Catalogue, Example


@cache
def pack() -> Catalogue:
    return load(None, Report())


def examples() -> list[Example]:
    return [e for item in pack().items.values() for version in item.versions for e in version.examples]


def bases(on: dt.date | None = None) -> list[FactBase]:
    """Each read for its own date, or for the one given."""
    found = []
    for example in examples():
        try:
            found.append(read_facts(plain(example.known), pack().vocabulary, on or example.on))
        except FactsError:
            assert on is not None
    return found
