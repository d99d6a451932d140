"""The log of a process: what it writes, in a file of limited size, the last ones kept beside it."""

from __future__ import annotations

import contextlib
import itertools
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LIMIT = 20_000_000
"""Bytes after which a new file is begun."""
KEPT = 4
"""Older files kept: with the present one they take up to (KEPT + 1) × LIMIT bytes."""
LAST_LINES = 20
LONGEST_LINE = 100_000


@dataclass
class LogFile:
    """`last` remembers the last lines of this run."""

    path: Path
    limit: int = LIMIT
    last: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))

    def take(self, stream: BinaryIO) -> None:
        """Write down what comes until the stream ends. A full disk loses lines but never holds up who writes them."""
        for line in iter(lambda: stream.readline(LONGEST_LINE), b""):
            self.last.append(line.decode(errors="replace").rstrip("\n"))
            with contextlib.suppress(OSError):
                self._write(line)

    def _write(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and self.path.stat().st_size + len(line) > self.limit:
            self._turn()
        with self.path.open("ab") as file:
            file.write(line)

    def _turn(self) -> None:
        """`web.log` becomes `web.1.log`, that becomes `web.2.log` and so on; the last one goes."""
        older = [self.path, *self.kept()]
        for source, target in reversed(list(itertools.pairwise(older))):
            if source.exists():
                source.replace(target)

    def kept(self) -> Iterable[Path]:
        """Where the older files stand, the youngest first."""
        return [self.path.with_suffix(f".{number}.log") for number in range(1, KEPT + 1)]
