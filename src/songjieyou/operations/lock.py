"""One house to a folder: who runs or replaces it holds the lock on its `var`."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from songjieyou.operations.refusal import RefusedError

OURS_ALONE = 0o077
"""The umask of whoever writes there or writes a backup: others on this machine may read none of it."""


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the lock for the block; RefusedError where somebody else does. It goes with the process."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = "送解优正在这个目录运行。请先停止它，再运行一次。"
            raise RefusedError(message) from None
        yield
