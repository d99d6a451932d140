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

from _browser import HIDDEN, Browser

FORM = "/profile/"
PLAYER = re.compile(r'name="as" value="([^"]+)"')
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
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = Browser(self.port)

    def run(self) -> None:
        try:
            player = PLAYER.findall(self._until(200, lambda: self.browser.ask("GET", "/demo/")))[self.player]
            self._until(302, lambda: self.browser.ask("POST", "/demo/enter/", {"as": player}))
            for number in self.work.numbers():
                self._write(number)
                self.work.acknowledge(number)
        finally:
            self.browser.hang_up()

    def _write(self, number: str) -> None:
        def send() -> int:
            nonlocal form
            if form is None:
                form = self._opened()
            if self.chance.random() < self.unheard:
                self._hang_up_after(form | {"phone": number})
                status = 0
            else:
                status, _ = self.browser.ask("POST", FORM, form | {"phone": number})
            if status != 302:
                self.work.count("stale" if status == 409 else "unheard" if status == 0 else "failed")
                form = form if self.marks else None
            return status

        form = self._opened()
        self._until(302, lambda: (send(), ""))

    def _opened(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self._until(200, lambda: self.browser.ask("GET", FORM))))

    def _until(self, wanted: int, ask: Callable[[], tuple[int, str]]) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            status, text = ask()
            if status == wanted:
                return text
            time.sleep(PAUSE)
        raise GoneError

    def _hang_up_after(self, data: dict[str, str]) -> None:
        try:
            self.browser.send("POST", FORM, data)
            time.sleep(self.chance.random() * 2 * PAUSE)
        except (OSError, http.client.HTTPException):
            pass
        self.browser.hang_up()
