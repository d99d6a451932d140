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
from pathlib import Path
from queue import SimpleQueue

QUICK = 60.0
"""Seconds: a process that lived less died quickly."""
PATIENCE = 3
DRAIN = 10.0
"""Seconds between asking processes to end and killing them."""
LAST_LINES = 20


@dataclass
class Child:
    """A process to keep alive. What it writes goes to `log`; the log of the last run is kept beside it."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0

    def turn_log(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".previous.log"))

    def start(self) -> None:
        """Start in a session of its own, so that Ctrl-C in a terminal reaches only the supervisor."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        self.started = time.monotonic()

    def last_lines(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]


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
            child.turn_log()
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
        child.start()
        threading.Thread(target=self._watch, args=(child,), daemon=True).start()

    def _watch(self, child: Child) -> None:
        if child.process:
            child.process.wait()
            _tell(child.process, signal.SIGKILL)  # what it started itself must not hold its port
            _let_go(child.process)
        self.news.put(child)

    def _again(self, child: Child) -> bool:
        """Start a dead child anew; False where it has died quickly too often."""
        lived = time.monotonic() - child.started
        child.quick_deaths = child.quick_deaths + 1 if lived < self.quick else 0
        if child.quick_deaths >= PATIENCE:
            lines = "\n".join(child.last_lines())
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
            process.wait()
            _let_go(process)


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Close our end of the pipe by which a process knows that we live."""
    if process.stdin:
        process.stdin.close()


def _tell(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the whole session of a process; it may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        if number is signal.SIGTERM:
            process.send_signal(number)
        else:
            os.killpg(process.pid, number)
