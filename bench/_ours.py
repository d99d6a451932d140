"""Our bulk engine on the made-up rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import _numpy
import numpy as np
from _generate import ON
from _generate import changed as changed_item
from _job import CODES, Block, Codes, Job, Run
from _rows import batch_of_rows

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.verdict import VERDICTS
from songjieyou.rules.bulk.batch import Batch
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.found import Found
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import load
from songjieyou.rules.library.policy import Catalogue


def ours(job: Job) -> Run:
    """All of it: coding the columns, every condition, the verdicts of every item."""
    engine, batch = prepared(job)

    def run() -> Iterator[Block]:
        for number, found in enumerate(engine.answer(batch)):
            yield Block(range(number, number + 1), slice(None), lambda found=found: codes(found))

    return run


def changed(job: Job) -> Run:
    """One item with another limit over rows that are coded already, each time another item."""
    engine, batch = prepared(job)
    opened = engine.opened(batch)
    opened.answer()
    items = cycle(enumerate(catalogue_of(job.changed_library).items.values()))
    rows = job.rows()

    def run() -> Iterator[Block]:
        number, item = next(items)
        (found,) = opened.answer([item])
        abstract = changed_item(job.sample.items[number])
        yield Block(
            range(number, number + 1),
            slice(None),
            lambda: codes(found),
            lambda: _numpy.verdicts(abstract, rows)[None],
        )

    return run


def prepared(job: Job) -> tuple[BulkEngine, Batch]:
    catalogue = catalogue_of(job.library)
    engine = BulkEngine(Engine(catalogue), ON)
    return engine, batch_of_rows(job.rows(), job.sample.facts, catalogue.vocabulary)


def catalogue_of(library: Path) -> Catalogue:
    report = Report()
    catalogue = load(library, report)
    if report.faults:
        raise ValueError(*report.faults[:20])
    return catalogue


def codes(found: Found) -> Codes:
    """Our codes as the reference's; what it has no word for becomes an error of lookup."""
    places = np.full(len(VERDICTS), 255, np.uint8)
    for code, verdict in enumerate(CODES):
        places[VERDICTS.index(verdict)] = code
    return places[found.codes()][None]
