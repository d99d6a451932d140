"""Somebody at a browser who fills in one form after another and sends each until it is acknowledged."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

FORM = "/profile/"
PLAYER = re.compile(r'name="as" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">')
PATIENCE = 300.0
"""Seconds after which a house that does not answer counts as gone for good."""
PAUSE = 0.05


class GoneError(Exception):
    """The house has not answered for PATIENCE."""


@dataclass
class Work:
    """What all clients share: the numbers still to be written, and what is acknowledged."""

    total: int
    lock: threading.Condition = field(default_factory=threading.Condition)
    begun: int = 0
    acknowledged: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def numbers(self) -> Iterator[str]:
        """Telephone numbers, each given out once."""
        while True:
            with self.lock:
                if self.begun == self.total:
                    return
                self.begun += 1
                number = f"{self.begun:08d}"
            yield number

    def acknowledge(self, number: str) -> None:
        with self.lock:
            self.acknowledged.append(number)
            self.lock.notify_all()

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1

    def wait_for(self, acknowledged: int) -> None:
        with self.lock:
            self.lock.wait_for(lambda: len(self.acknowledged) >= acknowledged)


@dataclass
class Client:
    """`player` counts the people that the demo offers. `unheard` is how often an answer is not waited for, as if the
    line had broken. Without `marks` the form is opened and filled in anew for each try.
    """

    port: int
    player: int
    work: Work
    unheard: float
    marks: bool
    chance: random.Random
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        try:
            player = PLAYER.findall(self._until(200, lambda: self._ask("GET", "/demo/")))[self.player]
            self._until(302, lambda: self._ask("POST", "/demo/enter/", {"as": player}))
            for number in self.work.numbers():
                self._write(number)
                self.work.acknowledge(number)
        finally:
            self._hang_up()

    def _write(self, number: str) -> None:
        def send() -> int:
            nonlocal form
            if form is None:
                form = self._opened()
            if self.chance.random() < self.unheard:
                self._hang_up_after(form | {"phone": number})
                status = 0
            else:
                status, _ = self._ask("POST", FORM, form | {"phone": number})
            if status != 302:
                self.work.count("stale" if status == 409 else "unheard" if status == 0 else "failed")
                form = form if self.marks else None
            return status

        form = self._opened()
        self._until(302, lambda: (send(), ""))

    def _opened(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self._until(200, lambda: self._ask("GET", FORM))))

    def _until(self, wanted: int, ask: Callable[[], tuple[int, str]]) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            status, text = ask()
            if status == wanted:
                return text
            time.sleep(PAUSE)
        raise GoneError

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """(status, body); status 0 where the line breaks before the answer has come."""
        try:
            self._send(method, path, data)
            assert self.line
            answer = self.line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return 0, ""
        for words in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(words)
        return answer.status, text

    def _hang_up_after(self, data: dict[str, str]) -> None:
        try:
            self._send("POST", FORM, data)
            time.sleep(self.chance.random() * 2 * PAUSE)
        except (OSError, http.client.HTTPException):
            pass
        self._hang_up()

    def _send(self, method: str, path: str, data: dict[str, str] | None) -> None:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        body = None
        if data is not None:
            token = self.cookies["csrftoken"].value if "csrftoken" in self.cookies else ""
            body = urlencode(data | {"csrfmiddlewaretoken": token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)

    def _hang_up(self) -> None:
        if self.line:
            self.line.close()
        self.line = None
