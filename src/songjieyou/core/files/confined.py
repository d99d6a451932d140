"""Starting the examination of a file and hearing its verdict. Whatever a hostile file does to the process that reads
it, time, memory and what it may write are bounded, and it knows no key and no database.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

import songjieyou
from songjieyou.core.files import examine
from songjieyou.core.files.kinds import Kind
from songjieyou.core.files.refusals import FileRefusedError, Refusal

SECONDS: Final = 20
"""Of processor time."""
MEMORY: Final = 1_200_000_000
"""Bytes of address space: a picture of the most pixels, twice."""
PATIENCE: Final = 40
"""Seconds on the clock, after which it is killed: it may have had to share the processor."""
AT_ONCE: Final = 2
"""Examinations at the same time in one server process, so that memory stays bounded."""

log = logging.getLogger(__name__)
_places: Final = threading.BoundedSemaphore(AT_ONCE)


def examined(kind: Kind, given: Path, clean: Path) -> Path:
    """The file to keep: `given`, or `clean` where a picture was drawn anew. Raises FileRefusedError."""
    with _places:
        answer = _ask(kind, given, clean)
    if answer["error"]:
        log.info("file refused after an error", extra={"error": answer["error"]})
    if answer["refused"]:
        raise FileRefusedError(Refusal(answer["refused"]))
    return clean if clean.exists() else given


def _ask(kind: Kind, given: Path, clean: Path) -> dict[str, str]:
    # -B: a process that may not write much must not leave half a compiled module behind for all others.
    command = [
        sys.executable,
        "-B",
        "-P",
        "-m",
        examine.__name__,
        kind,
        str(given),
        str(clean),
        str(SECONDS),
        str(MEMORY),
    ]
    env = {"PYTHONPATH": str(Path(songjieyou.__file__).parents[1]), "PYTHONUTF8": "1"}
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, env=env, cwd=given.parent, timeout=PATIENCE, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet
        )
        answer: dict[str, str] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):  # it was killed before it could answer
        raise FileRefusedError(Refusal.TOO_COMPLEX) from None
    return answer
