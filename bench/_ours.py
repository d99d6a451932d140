"""Our bulk engine on the made-up rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import numpy as np
from _generate import ON
from _job import CODES, Block, Codes, Job, Run
from _rows import batch_of_rows

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.verdict import VERDICTS
from songjieyou.rules.bulk.batch import Batch
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.found import Found
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import load


def ours(job: Job) -> Run:
    """All of it: coding the columns, every condition, the verdicts of every item."""
    engine, batch = prepared(job)

    def run() -> Iterator[Block]:
        for number, found in enumerate(engine.answer(batch)):
            yield Block(range(number, number + 1), slice(None), lambda found=found: codes(found))

    return run


def changed(job: Job) -> Run:
    """One item anew, each time another one."""
    engine, batch = prepared(job)
    items = cycle(enumerate(engine.catalogue.items.values()))

    def run() -> Iterator[Block]:
        number, item = next(items)
        (found,) = engine.answer(batch, [item])
        yield Block(range(number, number + 1), slice(None), lambda: codes(found))

    return run


def prepared(job: Job) -> tuple[BulkEngine, Batch]:
    report = Report()
    catalogue = load(job.library, report)
    if report.faults:
        raise ValueError(*report.faults[:20])
    engine = BulkEngine(Engine(catalogue), ON)
    return engine, batch_of_rows(job.rows(), job.sample.facts, catalogue.vocabulary)


def codes(found: Found) -> Codes:
    """Our codes as the reference's; what it has no word for becomes an error of lookup."""
    places = np.full(len(VERDICTS), 255, np.uint8)
    for code, verdict in enumerate(CODES):
        places[VERDICTS.index(verdict)] = code
    return places[found.codes()][None]
