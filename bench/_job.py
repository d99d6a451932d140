"""What a process of the measurement gets: the items, the rows and the right answers, from files in one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from _generate import Firm, Sample, make
from _naive import FAILS, LACKS, MEETS
from _rows import Rows, firms_of, make_rows, read_rows, write_rows
from numpy.typing import NDArray

CODES: Final = (FAILS, LACKS, MEETS)
"""What the codes of answers mean."""
SINGLE: Final = 2000
"""So many rows those answer that go firm by firm."""
SIZE, LIBRARY, CHANGED_LIBRARY = "size.json", "library", "changed"

type Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Size:
    items: int
    rows: int
    seed: int
    banded: float


@dataclass(frozen=True, slots=True)
class Block:
    """Answers to some items (their numbers) for some rows: `codes` gives them as items × rows and is not timed.

    `right` is what is right, where the reference was not asked beforehand.
    """

    items: range
    rows: slice | NDArray[np.int64]
    codes: Callable[[], Codes]
    right: Callable[[], Codes] | None = None


type Run = Callable[[], Iterator[Block]]
"""One measured repetition, which gives its answers block by block."""


@dataclass
class Job:
    folder: Path

    @cached_property
    def size(self) -> Size:
        return Size(**json.loads((self.folder / SIZE).read_text()))

    @cached_property
    def sample(self) -> Sample:
        return make(self.size.items, 0, self.size.seed)

    def rows(self) -> Rows:
        return read_rows(self.sample.facts, self.folder)

    @property
    def library(self) -> Path:
        """Our policy files; all sizes share them."""
        return self.folder.parent / LIBRARY

    @property
    def changed_library(self) -> Path:
        """The same, with another limit in every item."""
        return self.folder.parent / CHANGED_LIBRARY

    @cached_property
    def picked(self) -> NDArray[np.int64]:
        """The rows of those who go firm by firm."""
        return np.linspace(0, self.size.rows - 1, min(SINGLE, self.size.rows)).astype(np.int64)

    def firms(self) -> list[Firm]:
        return list(firms_of(self.rows(), self.sample.facts, self.picked))

    @property
    def right_file(self) -> Path:
        """The codes of all rows, item by item. The reference writes it."""
        return self.folder / "right.bin"

    def right(self, block: Block) -> Codes:
        """What the reference says where a block answers. Read, not mapped, lest it count as memory of who is asked."""
        part = block.rows if isinstance(block.rows, slice) else slice(None)
        first, last, _ = part.indices(self.size.rows)
        with self.right_file.open("rb") as file:
            found = np.empty((len(block.items), last - first), np.uint8)
            for row, item in zip(found, block.items, strict=True):
                file.seek(item * self.size.rows + first)
                file.readinto(row.data)
        return found if part is block.rows else found[:, block.rows]


def write_job(folder: Path, size: Size) -> Job:
    """Without the right answers: the reference writes them in a process of its own."""
    folder.mkdir()
    (folder / SIZE).write_text(json.dumps(asdict(size)))
    job = Job(folder)
    write_rows(make_rows(job.sample.facts, size.rows, size.seed, banded=size.banded), folder)
    return job
