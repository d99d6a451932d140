"""One contender in a process of its own, so that CPU time and memory are its own: `_process.py NAME FOLDER TIMES`.

Prints one line of JSON: `seconds` of CPU time per repetition (user and system, all threads), `peak` (bytes above what
stood in memory before the first), `cells` compared in the first repetition, and in `said` how many of them were said
to be what: [right][said]. `absent` is all there is where the contender is not installed.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from _job import CODES, Block, Job, Run

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
END: Final = object()
ENOUGH: Final = 30.0
LEAST_TIMES: Final = 2


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: list[float]
    peak: int
    cells: int = 0
    said: tuple[tuple[int, ...], ...] = ((0, 0, 0),) * 3

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def wrong(self) -> int:
        return sum(count for right, row in enumerate(self.said) for code, count in enumerate(row) if code != right)


# In the process ------------------------------------------------------------------------------------------------------


def measure(run: Run, times: int, job: Job) -> Measured:
    """Only what `run` does between its blocks is timed; each block of the first repetition is compared at once.

    Who needs more than ENOUGH seconds in all is repeated less often.
    """
    gc.collect()
    gc.freeze()  # what stands loaded is nobody's garbage
    reset_peak()
    before, highest, cells = memory("VmRSS"), 0, 0
    said = np.zeros((len(CODES), len(CODES)), np.int64)
    seconds = []
    for time in range(times):
        blocks = Timed(run())
        for block in blocks:
            if time == 0:
                highest = max(highest, memory("VmHWM"))
                found = compared(block, job)
                said += found
                cells += int(found.sum())
                reset_peak()
        highest = highest if time else max(highest, memory("VmHWM"))
        seconds.append(blocks.seconds)
        if len(seconds) >= LEAST_TIMES and sum(seconds) > ENOUGH:
            break
    gc.unfreeze()
    return Measured(seconds, highest - before, cells, tuple(tuple(map(int, row)) for row in said))


class Timed:
    """The blocks of a run, and the CPU time it took to make them."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        self.blocks, self.seconds = blocks, 0.0

    def __iter__(self) -> Iterator[Block]:
        while True:
            start = cpu()
            block: Any = next(self.blocks, END)
            self.seconds += cpu() - start
            if block is END:
                return
            yield block


def compared(block: Block, job: Job) -> np.ndarray[Any, np.dtype[np.int64]]:
    said = block.codes()
    right = job.right(block) if block.right is None else block.right()
    pairs = right * np.uint8(len(CODES)) + said
    return np.bincount(pairs.ravel(), minlength=len(CODES) ** 2).reshape(len(CODES), len(CODES))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory(name: str) -> int:
    """VmRSS, what is in memory now, or VmHWM, the most there was since `reset_peak`, in bytes. Linux only."""
    if not STATUS.exists():
        return 0
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


def reset_peak() -> None:
    """Unlike `ru_maxrss`, which keeps what loading took (and what the parent had)."""
    if RESET.exists():
        RESET.write_text("5")


def main(name: str, folder: str, times: str) -> None:
    from _contenders import CONTENDERS

    job = Job(Path(folder))
    try:
        run = CONTENDERS[name](job)
    except ImportError as error:
        print(json.dumps({"absent": str(error)}))
        return
    found = measure(run, int(times), job)
    print(json.dumps({"seconds": found.seconds, "peak": found.peak, "cells": found.cells, "said": found.said}))


# From outside --------------------------------------------------------------------------------------------------------


def measured(name: str, job: Job, times: int) -> Measured | None:
    """What a contender needs, measured in a process of its own; None, and the reason said, where it is not there."""
    found = spawn(Path(__file__), name, str(job.folder), str(times))
    if "absent" in found:
        print(f"没有 {name}，不比它（{found['absent']}）", flush=True)
        return None
    said = tuple(tuple(row) for row in found["said"])
    return Measured(found["seconds"], found["peak"], found["cells"], said)


def spawn(script: Path, *arguments: str) -> dict[str, Any]:
    environment = {**os.environ, "RUST_BACKTRACE": "0"}  # else each error of zen-engine would also pay for a trace
    done = subprocess.run([sys.executable, script, *arguments], stdout=subprocess.PIPE, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main(*islice(sys.argv, 1, None))
