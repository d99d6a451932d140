"""Short ways to write tables of facts in tests, and to have them as batches."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from songjieyou.rules.bulk.batch import Batch
from songjieyou.rules.bulk.reading.csvfile import CsvFile
from songjieyou.rules.bulk.reading.families import Families
from songjieyou.rules.bulk.reading.header import read_header
from songjieyou.rules.bulk.reading.tables import Tables
from songjieyou.rules.bulk.reading.troubles import Troubles
from songjieyou.rules.library.vocabulary import Vocabulary
from tests.rules import sample


@dataclass
class Read:
    """What came of a file."""

    batches: list[Batch]
    troubles: Troubles
    rows: int
    refused: int
    bad: int

    @property
    def faults(self) -> list[str]:
        return self.troubles.lines()

    @property
    def hints(self) -> list[str]:
        return [str(hint) for hint in self.troubles.hints.values()]


def text_of(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def read(
    path: Path,
    text: str | bytes,
    *,
    vocabulary: Vocabulary | None = None,
    on: dt.date = sample.TODAY,
    size: int = 1000,
) -> Read:
    """A file written and read again, with chunks of `size` rows."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    known, troubles = vocabulary or sample.vocabulary(), Troubles()
    with CsvFile(str(path)) as file:
        header = read_header(file.header, known, on, troubles)
        families = Families(file, header, known, size, troubles)
        tables = Tables(header, known, troubles)
        batches = list(tables.batches(families))
    return Read(batches, troubles, families.read, families.refused, tables.bad)
