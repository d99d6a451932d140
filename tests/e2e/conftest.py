"""A real house with a demo, and a real browser, for the run. No test of this folder touches Django's database layer:
Playwright runs an event loop in this process, and the house lives in processes of its own.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.e2e import chromium
from tests.e2e.visitors import Visitors
from tests.operations.house import House, environment, started


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """On the database at DATABASE_URL, which must be new; without it, on SQLite."""
    with started(environment(tmp_path_factory.mktemp("house"), os.environ.get("DATABASE_URL", ""))) as house:
        yield house


@pytest.fixture(scope="session")
def visitors(house: House) -> Iterator[Visitors]:
    if chromium.program() is None:
        pytest.fail("Chromium is not installed (apt-get install chromium)")
    with chromium.browser() as browser:
        yield Visitors(browser, house)


@pytest.fixture(autouse=True)
def _closed_windows(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test has opened; the signed-in browsers stay for the next one."""
    yield
    if "visitors" in request.fixturenames:
        request.getfixturevalue("visitors").close_windows()


@pytest.fixture
def count(house: House) -> Callable[[str], int]:
    """How many rows a table has, by its name and condition, asked past Django."""

    def ask(rows: str) -> int:
        url = house.env["DATABASE_URL"]
        opened: Any = psycopg.connect(url) if url else sqlite3.connect(house.var / "songjieyou.sqlite3")
        with contextlib.closing(opened) as connection:
            found: int = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]
            return found

    return ask
