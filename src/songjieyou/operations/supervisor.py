"""Keeping processes alive: one that dies is started again; three quick deaths in a row stop them all."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import BinaryIO, cast

from songjieyou.operations.logfile import LogFile

QUICK = 60.0
"""Seconds: a process that lived less died quickly."""
PATIENCE = 3
DRAIN = 10.0
"""Seconds between asking processes to end and killing them."""


@dataclass
class Child:
    """A process to keep alive. What it writes goes to `log`."""

    name: str
    command: Sequence[str]
    log: LogFile
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    watcher: threading.Thread | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start in a session of its own, so that Ctrl-C in a terminal reaches only the supervisor."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self.process


@dataclass
class Supervisor:
    """`news` brings a child that has ended, or None: stop."""

    children: list[Child]
    quick: float = QUICK
    drain: float = DRAIN
    news: SimpleQueue[Child | None] = field(default_factory=SimpleQueue)

    def run(self) -> int:
        """Start all and keep them alive until told to stop (0) or one keeps dying (1)."""
        for child in self.children:
            self._start(child)
        try:
            while (dead := self.news.get()) is not None:
                if not self._again(dead):
                    return 1
            return 0
        finally:
            self._end_all()

    def stop(self) -> None:
        """May be called from a signal handler."""
        self.news.put(None)

    def _start(self, child: Child) -> None:
        process = child.start()
        writing = threading.Thread(target=child.log.take, args=(cast("BinaryIO", process.stdout),), daemon=True)
        writing.start()
        child.watcher = threading.Thread(target=self._watch, args=(child, process, writing), daemon=True)
        child.watcher.start()

    def _watch(self, child: Child, process: subprocess.Popen[bytes], writing: threading.Thread) -> None:
        process.wait()
        _tell(process, signal.SIGKILL)  # what it started itself must not hold its port
        writing.join()
        _let_go(process)
        self.news.put(child)

    def _again(self, child: Child) -> bool:
        """Start a dead child anew; False where it has died quickly too often."""
        lived = time.monotonic() - child.started
        child.quick_deaths = child.quick_deaths + 1 if lived < self.quick else 0
        if child.quick_deaths >= PATIENCE:
            lines = "\n".join(child.log.last)
            print(f"{child.name}连续 {PATIENCE} 次很快退出，已全部停止。最后的输出：\n{lines}", file=sys.stderr)
            return False
        print(f"{child.name}意外退出，正在重新启动。", file=sys.stderr)
        self._start(child)
        return True

    def _end_all(self) -> None:
        """Ask every process to end, wait for all of them together, kill what is left of their sessions."""
        processes = [child.process for child in self.children if child.process]
        for process in processes:
            _tell(process, signal.SIGTERM)
        deadline = time.monotonic() + self.drain
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            _tell(process, signal.SIGKILL)
        for child in self.children:
            if child.watcher:
                child.watcher.join()  # its last lines are written down


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Close our ends of the pipes: of the one by which the process knew that we live, and of what it wrote."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _tell(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the whole session of a process; it may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        if number is signal.SIGTERM:
            process.send_signal(number)
        else:
            os.killpg(process.pid, number)
