"""Very many made-up firms as NumPy columns: the distribution of `_generate`, drawn for all rows of a fact at once.

Quantities are whole numbers as there: each lies between `low` and `high`, equal ends are exact, and LEAST with MOST is
unknown. Yes-or-no facts and words are codes; -1 is unknown. A draw for one fact depends on nothing but the seed and the
place of the fact, so that columns can be made, written and read one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from _generate import WORDS, YEAR, Fact, Firm, Value, limits_of
from numpy.typing import NDArray

from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.bulk.columns import LEAST, MOST, Coded, Column, Numbers
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary

ON_OR_BESIDE: Final = 0.3
"""The part of the exact numbers that lie on a limit, one step below or one step above: a third each."""
SCALES: Final = {"比率": 10_000}

type Ints = NDArray[np.int64]
type Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    """`numbers` has the low and the high ends, `codes` the codes of the other facts, by the key of the fact."""

    count: int
    numbers: dict[str, tuple[Ints, Ints]] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)


# Making --------------------------------------------------------------------------------------------------------------


def make_rows(facts: list[Fact], count: int, seed: int, missing: float = 0.2, banded: float = 0.05) -> Rows:
    """The same for the same arguments."""
    rows = Rows(count)
    for place, fact in enumerate(facts):
        random = np.random.default_rng((seed, place))
        if fact.high:
            rows.numbers[fact.key] = _numbers(fact, count, random, missing, banded)
        else:
            rows.codes[fact.key] = _codes(fact, count, random, missing)
    return rows


def _codes(fact: Fact, count: int, random: np.random.Generator, missing: float) -> Codes:
    if fact.kind == "是否":
        found = (random.random(count) < fact.often).astype(np.int32)
    else:
        found = random.integers(len(WORDS), size=count, dtype=np.int32)
    found[random.random(count) < missing] = -1
    return found


def _numbers(fact: Fact, count: int, random: np.random.Generator, missing: float, banded: float) -> tuple[Ints, Ints]:
    chance, part = random.random(count), random.random(count)
    low = _at(fact, part)
    beside = np.flatnonzero(random.random(count) < ON_OR_BESIDE)
    low[beside] = random.choice(np.array(limits_of(fact)), len(beside)) + random.integers(-1, 2, len(beside))
    high = low.copy()
    bands = np.flatnonzero((missing <= chance) & (chance < missing + banded))
    low[bands], high[bands] = _at(fact, part[bands] * 0.9), _at(fact, part[bands] * 0.9 + 0.1) + 1
    unknown = chance < missing
    low[unknown], high[unknown] = LEAST, MOST
    return low, high


def _at(fact: Fact, part: NDArray[np.float64]) -> Ints:
    """`Fact.at` for many parts."""
    if fact.kind == "日期":
        return np.rint(fact.low + (fact.high - fact.low) * part).astype(np.int64)
    return (fact.low * np.power(fact.high / fact.low, part)).astype(np.int64)


# In files ------------------------------------------------------------------------------------------------------------


def write_rows(rows: Rows, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for key, (low, high) in rows.numbers.items():
        np.save(folder / f"{key}.low.npy", low)
        np.save(folder / f"{key}.high.npy", high)
    for key, codes in rows.codes.items():
        np.save(folder / f"{key}.code.npy", codes)


def read_rows(facts: list[Fact], folder: Path) -> Rows:
    numbers = {
        fact.key: (np.load(folder / f"{fact.key}.low.npy"), np.load(folder / f"{fact.key}.high.npy"))
        for fact in facts
        if fact.high
    }
    codes = {fact.key: np.load(folder / f"{fact.key}.code.npy") for fact in facts if not fact.high}
    return Rows(len(next(iter(codes.values()))), numbers, codes)


# In other forms ------------------------------------------------------------------------------------------------------


def batch_of_rows(rows: Rows, facts: list[Fact], vocabulary: Vocabulary) -> Batch:
    """The firms as our engine takes them. No column is copied."""
    names = [str(number) for number in range(1, rows.count + 1)]
    columns = {key_of(fact): _column(rows, fact) for fact in facts}
    return Batch(vocabulary, {FIRM: Table(FIRM, [""] * rows.count, names, columns)})


def key_of(fact: Fact) -> FactKey:
    return fact.name, YEAR if fact.yearly else None


def _column(rows: Rows, fact: Fact) -> Column:
    if fact.high:
        low, high = rows.numbers[fact.key]
        return Numbers(low, high, SCALES.get(fact.kind, 1))
    return Coded(rows.codes[fact.key], values_of(fact))


def values_of(fact: Fact) -> tuple[Value, ...]:
    """What the codes of a fact mean."""
    return (False, True) if fact.kind == "是否" else WORDS


def firms_of(rows: Rows, facts: list[Fact], picked: Any) -> Iterator[Firm]:
    """Some rows as single firms, as `_naive` and the peers that go firm by firm take them."""
    columns = [_values(rows, fact, picked) for fact in facts]
    names = [fact.name for fact in facts]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _values(rows: Rows, fact: Fact, picked: Any) -> list[Value]:
    if fact.high:
        low, high = rows.numbers[fact.key]
        return [
            None if least == LEAST else least if least == most else (least, most)
            for least, most in zip(low[picked].tolist(), high[picked].tolist(), strict=True)
        ]
    meaning = (*values_of(fact), None)  # the last one is also what stands at -1
    return [meaning[code] for code in rows.codes[fact.key][picked].tolist()]
