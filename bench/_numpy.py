"""The plainest NumPy: every condition of every item over whole columns. The reference for all cells.

It shares no code with the engine, and nothing between items; `_naive` answers a sample of the rows besides.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any, Final

import numpy as np
from _generate import WORDS, Among, AnyOf, Compare, Item, Share, Test, Yes
from _job import Block, Codes, Job, Run
from _rows import LEAST, Ints, Rows

OPS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


def numpy(job: Job) -> Run:
    """What is said in the first repetition, where all are compared, is what is right for those who come later."""
    rows, items = job.rows(), job.sample.items
    job.right_file.unlink(missing_ok=True)

    def run() -> Iterator[Block]:
        for number, item in enumerate(items):
            found = verdicts(item, rows)
            yield Block(range(number, number + 1), slice(None), lambda found=found: written(found, job))

    return run


def written(found: Codes, job: Job) -> Codes:
    with job.right_file.open("ab") as file:
        found.tofile(file)
    return found[None]


def verdicts(item: Item, rows: Rows) -> Codes:
    return reduce(np.minimum, (truths(test, rows) for test in item.tests))


def truths(test: Test, rows: Rows) -> Codes:
    """0 false, 1 unknown, 2 true."""
    match test:
        case AnyOf(parts):
            return reduce(np.maximum, (truths(part, rows) for part in parts))
        case Compare(fact, op, limit):
            low, high = rows.numbers[fact.key]
            return _both(OPS[op](low, limit), OPS[op](high, limit))
        case Share(part, whole, op, limit):
            return _share(OPS[op], rows.numbers[part.key], rows.numbers[whole.key], limit)
        case Yes(fact, wanted):
            return _meaning([not wanted, wanted])[rows.codes[fact.key]]
        case Among(fact, words):
            return _meaning([word in words for word in WORDS])[rows.codes[fact.key]]


def _both(one: Any, other: Any) -> Codes:
    """What the two ends of a band say together; of the unknown they say opposite things."""
    found: Codes = one.view(np.uint8) + other.view(np.uint8)
    return found


def _share(holds: Any, part: tuple[Ints, Ints], whole: tuple[Ints, Ints], limit: int) -> Codes:
    known = (part[0] != LEAST) & (whole[0] != LEAST)
    least = holds(np.where(known, part[0], 0) * 10_000, np.where(known, whole[1], 0) * limit)
    most = holds(np.where(known, part[1], 0) * 10_000, np.where(known, whole[0], 0) * limit)
    return np.where(known, _both(least, most), np.uint8(1))


def _meaning(truths: list[bool]) -> Codes:
    """By code; the last one, of -1, is unknown."""
    return np.array([*(2 * truth for truth in truths), 1], np.uint8)
