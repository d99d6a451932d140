"""Settings for the whole suite."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import programs, server

pytest.register_assert_rewrite("tests.rules.sample")

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True)
def another_database() -> None:
    """What a process may remember of its database ends with each test."""
    from songjieyou.demo.context import is_demo

    is_demo.cache_clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """How to connect to a PostgreSQL server of our own; skipped where none is installed, but not in CI."""
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed (apt-get install postgresql)")
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with server() as address:
        yield address
