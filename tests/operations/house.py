"""A real house, started by `python -m songjieyou up` in a folder of its own, and watched from outside."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from songjieyou.demo.cast import REGISTERED

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that a condition may take on a slow machine; waiting ends as soon as it holds."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def until[T](ask: Callable[[], T | None], what: str) -> T:
    """The first true answer of `ask`."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.02)
    message = f"waited in vain: {what}"
    raise TimeoutError(message)


def environment(var: Path, database_url: str = "", **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    ours = {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "SONGJIEYOU_VAR": str(var)}
    return kept | ours | {"DATABASE_URL": database_url} | more


def run(env: dict[str, str], *args: str) -> tuple[int, str, str]:
    """(exit status, stdout, stderr) of a command that ends by itself."""
    command = [sys.executable, "-P", "-m", "songjieyou", *args]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE)
    return done.returncode, done.stdout, done.stderr


def ask(env: dict[str, str], query: str) -> object:
    """The one value that a query finds in the database of a house, if it finds one."""
    connection: Any
    if url := env["DATABASE_URL"]:
        connection = psycopg.connect(url)
    else:
        connection = sqlite3.connect(Path(env["SONGJIEYOU_VAR"]) / "songjieyou.sqlite3")
    with contextlib.closing(connection), connection:
        found = connection.execute(query)
        row = found.fetchone() if found.description else None
        return row[0] if row else None


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


@dataclass
class House:
    process: subprocess.Popen[str]
    port: int
    var: Path
    env: dict[str, str]

    def get(self, path: str, timeout: float = 10) -> tuple[int, str]:
        """(status, body); status 0 where nobody answers within so many seconds."""
        try:
            answer = self.request("GET", path, timeout=timeout)
        except OSError:
            return 0, ""
        return answer.status, answer.body.decode()

    def request(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def ask(self, query: str) -> object:
        return ask(self.env, query)

    def worker_pid(self) -> int:
        """The process that gave the last sign of life."""
        return int(str(self.ask("SELECT pid FROM core_heartbeat")))

    def wait_until_well(self) -> None:
        until(lambda: self.get("/healthz")[0] == 200 or self.process.poll() is not None, "healthz")
        assert self.process.poll() is None, self.process.communicate()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """(exit status, stdout, stderr)"""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@contextmanager
def started(env: dict[str, str], *args: str, well: bool = True) -> Iterator[House]:
    """A new demo has only the firms of its cast, unless `args` say how many."""
    port = free_port()
    firms = () if "--no-demo" in args else ("--firms", str(len(REGISTERED)))
    command = [sys.executable, "-P", "-m", "songjieyou", "up", "--port", str(port), *firms, *args]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True)
    house = House(process, port, Path(env["SONGJIEYOU_VAR"]), env)
    try:
        if well:
            house.wait_until_well()
        yield house
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=PATIENCE)
        for pipe_ in (process.stdout, process.stderr):
            assert pipe_ is not None
            pipe_.close()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
