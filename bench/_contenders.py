"""Who is asked for very many rows, by name. Each loads its input first; only what its run then does is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import _naive
import _numpy
import _ours
import _peers
import _sql
import numpy as np
from _generate import WORDS, Firm
from _job import CODES, Block, Codes, Job, Run
from _rows import LEAST, Rows, values_of

OPENFISCA_ROWS: Final = 200_000
"""Rows of one simulation: the quickest number. All at once it is slower and keeps more in memory."""

OURS, CHANGED = "送解优", "送解优 改一个事项"
NUMPY, NAIVE = "朴素 NumPy", "朴素 Python"
CASE, PLANES, COUNTING = "DuckDB 三值", "DuckDB 两面", "DuckDB 两面只计数"
OPENFISCA, ZEN_EACH, ZEN_WHOLE = "OpenFisca", "zen-engine 逐项", "zen-engine 合一"
SINGLE_FIRMS: Final = (NAIVE, ZEN_EACH, ZEN_WHOLE)


def one_by_one(job: Job, inputs: list[Any], answer: Callable[[Any], list[str]]) -> Run:
    """Those who know one firm at a time get a sample of the rows."""

    def run() -> Iterator[Block]:
        found = [answer(given) for given in inputs]
        yield Block(range(job.size.items), job.picked, lambda: _coded(found))

    return run


def _coded(found: list[list[str]]) -> Codes:
    places = {verdict: code for code, verdict in enumerate(CODES)}
    return np.array([[places[verdict] for verdict in row] for row in found], np.uint8).T


def naive(job: Job) -> Run:
    items = job.sample.items

    def answer(firm: Firm) -> list[str]:
        return [_naive.verdict(item, firm) for item in items]

    return one_by_one(job, job.firms(), answer)


def zen(make: Callable[..., Callable[..., list[bool | None]]]) -> Callable[[Job], Run]:
    def contender(job: Job) -> Run:
        run = make(job.sample)
        told = [_peers.told(firm, job.sample.facts) for firm in job.firms()]
        return one_by_one(job, told, lambda context: [_peers.verdict(found) for found in run(context)])

    return contender


def openfisca(job: Job) -> Run:
    peer = _peers.OpenFisca(job.sample)
    told = _middles(job.rows(), job)
    count = job.size.rows

    def run() -> Iterator[Block]:
        for start in range(0, count, OPENFISCA_ROWS):
            part = slice(start, min(start + OPENFISCA_ROWS, count))
            answers = peer.answers({key: column[part] for key, column in told.items()}, part.stop - part.start)
            for number, found in enumerate(answers):
                codes = found.view(np.uint8) * np.uint8(2)
                yield Block(range(number, number + 1), part, lambda codes=codes: codes[None])

    return run


def _middles(rows: Rows, job: Job) -> dict[str, Any]:
    """What `_peers.told` says of single firms; the unknown is zero, no, or no word."""
    found: dict[str, Any] = {
        key: np.where(low == LEAST, 0, low // 2 + high // 2 + (low % 2 + high % 2) // 2)
        for key, (low, high) in rows.numbers.items()
    }
    for fact in job.sample.facts:
        if fact.kind == "选项":
            found[fact.key] = np.array([*(_peers.code(word) for word in WORDS), 0])[rows.codes[fact.key]]
        elif fact.kind == "是否":
            found[fact.key] = np.array([*values_of(fact), False])[rows.codes[fact.key]]
    return found


CONTENDERS: Final[dict[str, Callable[[Job], Run]]] = {
    NUMPY: _numpy.numpy,
    OURS: _ours.ours,
    CHANGED: _ours.changed,
    PLANES: _sql.planes,
    COUNTING: _sql.counting,
    CASE: _sql.case,
    OPENFISCA: openfisca,
    ZEN_EACH: zen(_peers.zen_each),
    ZEN_WHOLE: zen(_peers.zen_whole),
    NAIVE: naive,
}
