"""Places for houses: a folder and a database of their own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import psycopg
import pytest

from tests.operations.house import environment
from tests.postgres import url_of

type Place = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Makes the environment of a new house, which is empty; the kind of database is `sqlite` or `postgresql`."""
    numbers = count(1)

    def make(kind: str, **more: str) -> dict[str, str]:
        var = tmp_path_factory.mktemp("var")
        if kind == "sqlite":
            return environment(var, **more)
        address, name = request.getfixturevalue("postgres"), f"house_{next(numbers)}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return environment(var, url_of(address, name), **more)

    return make
