"""How many examinations run at once, and that none holds the write lock of the database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from songjieyou.core.files import confined
from songjieyou.core.files.kinds import Kind
from tests.core.files import make
from tests.park import World
from tests.web.test_files import send

CALLS = 6
WELL = {"refused": "", "error": ""}


class Counter:
    """Stands for the examination: counts how many are in it, and lets none out before `enough` have been in."""

    def __init__(self, enough: int) -> None:
        self.enough, self.inside, self.peak = enough, 0, 0
        self.lock, self.gate = threading.Lock(), threading.Event()

    def __call__(self, *_: object) -> dict[str, str]:
        with self.lock:
            self.inside += 1
            self.peak = max(self.peak, self.inside)
            if self.inside >= self.enough:
                self.gate.set()
        assert self.gate.wait(30)
        with self.lock:
            self.inside -= 1
        return WELL


@pytest.mark.parametrize(("places", "peak"), [(confined.AT_ONCE, confined.AT_ONCE), (CALLS, CALLS)])
def test_no_more_than_two_run_at_once(places: int, peak: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: with more places they all run at once."""
    counter = Counter(enough=peak)
    monkeypatch.setattr(confined, "_ask", counter)
    if places != confined.AT_ONCE:
        monkeypatch.setattr(confined, "_places", threading.BoundedSemaphore(places))
    given = tmp_path / "given"
    threads = [
        threading.Thread(target=confined.examined, args=(Kind.TXT, given, tmp_path / "clean")) for _ in range(CALLS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert counter.peak == peak


def test_a_file_is_examined_outside_the_transaction(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one write lock; the test itself is one transaction, so what counts is what stands inside it."""
    inside: list[int] = []

    def ask(*_: object) -> dict[str, str]:
        inside.append(len(connection.savepoint_ids))
        return WELL

    monkeypatch.setattr(confined, "_ask", ask)
    client.force_login(world.alice)
    assert send(client, make.pdf(), "a.pdf").status_code == 302
    assert inside == [0]
