"""The whole shipped pack over many firms, in a process of its own: `_pack.py FIRMS TIMES SEED`.

The firms are the examples of the pack, each filled up with facts from the others, which lie on and beside the
thresholds by intent. Prints one line of JSON: the median CPU time, and how many of our answers differ from those of the
engine for single firms on a sample.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import statistics
import sys
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any, Final

from _process import cpu

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.verdict import VERDICTS
from songjieyou.rules.bulk.batch import batch_of
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.found import Found
from songjieyou.rules.facts.base import FactBase, FactKey, Subject
from songjieyou.rules.facts.read import FactsError, read_facts
from songjieyou.rules.faults import Report
from songjieyou.rules.library.items import plain
from songjieyou.rules.library.load import load
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.library.vocabulary import FIRM, WHOLE, Entry
from songjieyou.rules.values import Band, Value

ON: Final = dt.date(2026, 6, 1)
TOLD, BANDED, UNTOLD, NONE = 0.75, 0.05, 0.4, 0.2
CHECKED: Final = 200


class Maker:
    """Firms from the examples of a catalogue. `seen` has the values of each fact in all of them."""

    def __init__(self, catalogue: Catalogue, random: Random) -> None:
        self.vocabulary, self.random = catalogue.vocabulary, random
        versions = [version for item in catalogue.items.values() for version in item.versions]
        self.told = [plain(example.known) for version in versions for example in version.examples]
        self.seen: dict[str, list[Value]] = {}
        self.bases = [base for told in self.told if (base := self.read(told)) is not None]
        for base in self.bases:
            for subject in (base.firm, *(one for found in base.subjects.values() for one in found)):
                for (name, _), value in subject.values.items():
                    self.seen.setdefault(name, []).append(value)

    def read(self, told: Any) -> FactBase | None:
        try:
            return read_facts(told, self.vocabulary, ON)
        except FactsError:  # it tells of something that only its own date allows
            return None

    def firms(self, count: int) -> list[FactBase]:
        return [self.firm(self.bases[number % len(self.bases)]) for number in range(count)]

    def firm(self, pattern: FactBase) -> FactBase:
        """As the pattern has subjects, and some more; each with what it had there, and more."""
        firm = self.filled(Subject(FIRM, "", None, dict(pattern.firm.values)))
        base, copies = FactBase(firm), {id(pattern.firm): firm}
        for kind in sorted(self.vocabulary.subjects, key=lambda kind: len(self.vocabulary.above(kind))):
            if kind in pattern.subjects:
                for old in pattern.subjects[kind]:
                    copies[id(old)] = Subject(kind, old.id, copies[id(old.parent)], dict(old.values))
                base.subjects[kind] = [self.filled(copies[id(old)]) for old in pattern.subjects[kind]]
            elif kind != FIRM:
                self.add(kind, base)
        return base

    def add(self, kind: str, base: FactBase) -> None:
        """A subject nobody told of in the pattern, one of them, or none for sure."""
        chance = self.random.random()
        if chance < UNTOLD:
            return
        parents = [one for above in self.vocabulary.subjects[kind] for one in base.subjects.get(above, ())]
        host = parents[0] if parents else base.firm
        found = [] if chance < UNTOLD + NONE else [self.filled(Subject(kind, f"{kind}1", host))]
        base.subjects[kind] = found

    def filled(self, subject: Subject) -> Subject:
        for name, values in self.seen.items():
            entry = self.vocabulary.entry(name)
            if entry.subject == subject.kind:
                for key in keys(entry):
                    if key not in subject.values and self.random.random() < TOLD:
                        subject.values[key] = self.beside(entry, self.random.choice(values))
        subject.look()
        return subject

    def beside(self, entry: Entry, value: Value) -> Value:
        """A value, or one step beside it, or a band from it on."""
        step = self.random.choice((-1, 0, 0, 1))
        if isinstance(value, dt.date):
            return value + dt.timedelta(days=step)
        if entry.type not in WHOLE or not isinstance(value, int) or value <= 0:
            return value
        if self.random.random() < BANDED:
            return Band(value, value + value // 10 + 1)
        return value + step


def keys(entry: Entry) -> list[FactKey]:
    if entry.period == "月":
        return []
    years = range(ON.year - 3, ON.year) if entry.period == "年" else (None,)
    return [(entry.name, year) for year in years]


# Beside the engine for single firms ----------------------------------------------------------------------------------

type Cells = dict[tuple[str, int, str | None], str]
"""Verdicts by item, firm and 号."""


def differences(engine: Engine, bases: list[FactBase], found: list[Found]) -> tuple[int, int]:
    """How many cells of a sample of the firms were compared, and how many differ or are on one side only."""
    step = max(1, len(bases) // CHECKED)
    right: Cells = {}
    for firm in range(0, len(bases), step):
        for one in engine.answer(bases[firm], ON).items:
            if bases[firm].of_kind(one.subject.kind) != []:  # a kind of which there is surely none has no rows
                right[one.item.id, firm, one.subject.id] = one.verdict
    said = {key: verdict for one in found for key, verdict in cells(one, step)}
    return len(right), sum(right.get(key) != said.get(key) for key in right.keys() | said.keys())


def cells(found: Found, step: int) -> Iterator[tuple[tuple[str, int, str | None], str]]:
    table = found.table
    firms = range(len(table)) if table.kind == FIRM else table.above[FIRM].tolist()
    for firm, name, code in zip(firms, table.ids, found.codes().tolist(), strict=True):
        if firm % step == 0:
            yield (found.item.id, firm, name), VERDICTS[code]


def main(count: str, times: str, seed: str) -> None:
    catalogue = load(None, Report())
    bases = Maker(catalogue, Random(int(seed))).firms(int(count))
    start = cpu()
    batch = batch_of(bases, catalogue.vocabulary)
    columns = cpu() - start
    gc.collect()
    gc.freeze()
    engine = Engine(catalogue)
    bulk = BulkEngine(engine, ON)
    seconds = []
    for _ in range(int(times)):
        start = cpu()
        found = bulk.answer(batch)
        seconds.append(cpu() - start)
    checked, wrong = differences(engine, bases, found)
    result = {"firms": len(bases), "items": len(catalogue.items), "seconds": statistics.median(seconds)}
    print(json.dumps({**result, "columns": columns, "cells": checked, "wrong": wrong}))


if __name__ == "__main__":
    main(*islice(sys.argv, 1, None))
