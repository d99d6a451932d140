"""Every engine against the interpreter, cell by cell, on random firms:
`python -m tests.rules.sql.differential --cells N [--seed N] [--engines bulk,duckdb,sqlite,postgres]`.

Two thirds of the rounds ask about the pack, one third about random trees. A new engine is held to the same: add it to
`ENGINES` in `engines.py`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from songjieyou.rules.bulk.batch import batch_of
from songjieyou.rules.facts.base import FactBase
from songjieyou.rules.library.policy import Catalogue
from tests.postgres import programs, server
from tests.rules import sample
from tests.rules.bulk.examples import pack
from tests.rules.sql.engines import ENGINES, Answering, Asked, Count, interpreted, postgres_at
from tests.rules.sql.random_firms import Firms, Pools, Shares
from tests.rules.sql.random_trees import Trees

DATES = (dt.date(2025, 6, 30), dt.date(2026, 9, 1), dt.date(2024, 6, 30), dt.date(2024, 2, 29))
PACK_FIRMS, TREE_FIRMS, TREE_ITEMS = 1500, 400, 12


def of_pack(seed: int, firms: int, on: dt.date) -> Asked:
    """The pack, asked about random firms on and beside its thresholds."""
    return asked(pack(), Firms(seed, pack().vocabulary, pack().items.values(), on).many(firms), on)


def of_trees(seed: int, firms: int, items: int, on: dt.date) -> Asked:
    """Random trees, asked about random firms."""
    catalogue = Trees(seed, sample.vocabulary(), on).catalogue(items)
    return asked(catalogue, Firms(seed, catalogue.vocabulary, catalogue.items.values(), on).many(firms), on)


def asked(catalogue: Catalogue, bases: list[FactBase], on: dt.date) -> Asked:
    return Asked(catalogue, bases, batch_of(bases, catalogue.vocabulary), on)


def rounds(seed: int) -> Iterator[Asked]:
    while True:
        on = DATES[seed % len(DATES)]
        yield of_trees(seed, TREE_FIRMS, TREE_ITEMS, on) if seed % 3 == 0 else of_pack(seed, PACK_FIRMS, on)
        seed += 1


@dataclass
class Tally:
    """What each engine came to."""

    counts: dict[str, Count] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    verdicts: Counter[str | None] = field(default_factory=Counter)
    shares: Shares = field(default_factory=Shares)

    @property
    def cells(self) -> int:
        """Compared with the engine that was compared least."""
        return min((count.cells for count in self.counts.values()), default=0)

    def add(self, question: Asked, engines: dict[str, Answering]) -> None:
        pools = Pools.of(question.catalogue.items.values(), question.catalogue.vocabulary, question.on.year)
        self.shares.add(question.bases, pools, question.catalogue.vocabulary)
        start = time.process_time()
        right = interpreted(question)
        self.seconds["interpreter"] += time.process_time() - start
        self.verdicts.update(verdict for verdicts in right.values() for verdict in verdicts)
        for name, engine in engines.items():
            start = time.monotonic()
            found = engine(question)
            self.seconds[name] += time.monotonic() - start
            self.counts.setdefault(name, Count()).add(name, right, found)

    def differences(self) -> list[str]:
        return [difference for count in self.counts.values() for difference in count.differences]

    def lines(self) -> Iterator[str]:
        for name, count in self.counts.items():
            yield (
                f"{name}: {count.cells} cells compared, {len(count.differences)} differences, {count.left} left to the "
                f"interpreter, {count.unsaid} items not said, {self.seconds[name]:.0f} s"
            )
        yield from self.shares.lines()
        yield "verdicts: " + ", ".join(f"{verdict} {count}" for verdict, count in self.verdicts.most_common())


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", default="", help="names, divided by commas; all where it is not said")
    options = parser.parse_args(argv)
    tally = Tally()
    with ExitStack() as stack:
        engines = dict(ENGINES)
        if programs() is not None:
            engines["postgres"] = postgres_at(stack.enter_context(server()))
        wanted = [name for name in options.engines.split(",") if name] or list(engines)
        for number, question in enumerate(rounds(options.seed), start=options.seed):
            tally.add(question, {name: engines[name] for name in wanted})
            print(f"seed {number}: {tally.cells} cells, {len(tally.differences())} differences", flush=True)
            if tally.cells >= options.cells:
                break
    print(*tally.differences()[:50], *tally.lines(), sep="\n")
    return 1 if tally.differences() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
