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
from _rows import LEAST, MOST, Rows, values_of

OPENFISCA_ROWS: Final = 200_000
"""Rows of one simulation: a quick number. All at once is now slower, now quicker, and keeps more in memory."""

OURS, CHANGED = "送解优", "送解优 改一个事项"
NUMPY, NAIVE = "朴素 NumPy", "朴素 Python"
CASE, PLANES, COUNTING = "DuckDB 三值", "DuckDB 两面", "DuckDB 两面只计数"
OPENFISCA, OPENFISCA_WHOLE, OPENFISCA_BOTH = "OpenFisca 分批", "OpenFisca 一次", "OpenFisca 两面"
ZEN_EACH, ZEN_WHOLE = "zen-engine 逐项", "zen-engine 合一"
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


def openfisca(at_once: int | None) -> Callable[[Job], Run]:
    """Two-valued, as it is made for; `at_once`: rows of one simulation (None: all)."""

    def contender(job: Job) -> Run:
        peer, rows = _peers.OpenFisca(job.sample), job.rows()

        def run() -> Iterator[Block]:
            for part, told in _parts(_middles(rows, job), job.size.rows, at_once):
                for number, found in enumerate(peer.answers(told, part.stop - part.start)):
                    codes = found.view(np.uint8) * np.uint8(2)
                    yield Block(range(number, number + 1), part, lambda codes=codes: codes[None])

        return run

    return contender


def openfisca_both(job: Job) -> Run:
    """Asked for the same as we are: what surely fits and what possibly does."""
    peer, rows = _peers.OpenFiscaBoth(job.sample), job.rows()

    def run() -> Iterator[Block]:
        for part, told in _parts(_ends(rows, job), job.size.rows, OPENFISCA_ROWS):
            halves = peer.answers(told, part.stop - part.start)
            for number, (sure, possible) in enumerate(zip(halves, halves, strict=True)):
                codes = sure.view(np.uint8) + possible.view(np.uint8)
                yield Block(range(number, number + 1), part, lambda codes=codes: codes[None])

    return run


def _parts(told: dict[str, Any], count: int, at_once: int | None) -> Iterator[tuple[slice, dict[str, Any]]]:
    step = at_once or count
    for start in range(0, count, step):
        part = slice(start, min(start + step, count))
        yield part, {key: column[part] for key, column in told.items()}


def _ends(rows: Rows, job: Job) -> dict[str, Any]:
    """Two columns for each number, the unknown as wide as can be; the unknown word is 0, the unknown yes or no 2."""
    found: dict[str, Any] = {}
    for fact in job.sample.facts:
        if fact.key in rows.numbers:
            low, high = rows.numbers[fact.key]
            far = _peers.FAR_MONEY if fact.kind == "金额" else _peers.FAR
            found[fact.key + "_low"] = np.where(low == LEAST, -far, low)
            found[fact.key + "_high"] = np.where(high == MOST, far, high)
        else:
            meanings = [_peers.code(word) for word in WORDS] if fact.kind == "选项" else [*map(int, values_of(fact))]
            unknown = 0 if fact.kind == "选项" else 2
            found[fact.key] = np.array([*meanings, unknown])[rows.codes[fact.key]]
    return found


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
    OPENFISCA: openfisca(OPENFISCA_ROWS),
    OPENFISCA_WHOLE: openfisca(None),
    OPENFISCA_BOTH: openfisca_both,
    ZEN_EACH: zen(_peers.zen_each),
    ZEN_WHOLE: zen(_peers.zen_whole),
    NAIVE: naive,
}
