"""Backup and restore, on both databases."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.operations.house import environment, run
from tests.postgres import url_of

FOUND = "INSERT INTO core_park (name, short_name, filing_number) VALUES ('{0}', '{0}', '')"
EVENT = "INSERT INTO core_event (park_id, name, at, payload) SELECT id, 'x', '2024-09-04', '{}' FROM core_park"


@dataclass
class Keeper:
    """A migrated database with the park 甲, and the environment of commands on it."""

    env: dict[str, str]
    connect: Callable[[], Any]

    def run(self, *args: object) -> tuple[int, str, str]:
        return run(self.env, *map(str, args))

    def tell(self, command: str) -> None:
        with closing(self.connect()) as connection, connection:
            connection.execute(command)

    def parks(self) -> list[str]:
        with closing(self.connect()) as connection:
            return sorted(name for (name,) in connection.execute("SELECT name FROM core_park").fetchall())


def migrate(env: dict[str, str]) -> None:
    status, _, err = run(env, "manage", "migrate")
    assert status == 0, err


@pytest.fixture(scope="module")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("template")
    migrate(environment(var))
    return var / "songjieyou.sqlite3"


@pytest.fixture(scope="module")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """How to connect to the server, where the database archive_template is migrated."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE archive_template")
    migrate(environment(tmp_path_factory.mktemp("template"), url_of(postgres, "archive_template")))
    return postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Keeper:
    var = tmp_path / "var"
    var.mkdir()
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), var)
        keeper = Keeper(environment(var), lambda: sqlite3.connect(var / "songjieyou.sqlite3"))
    else:
        address = request.getfixturevalue("postgres_template")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS archive")
            connection.execute("CREATE DATABASE archive TEMPLATE archive_template")
        connect = partial(psycopg.connect, make_conninfo(address, dbname="archive"))
        keeper = Keeper(environment(var, url_of(address, "archive")), connect)
    keeper.tell(FOUND.format("甲"))
    keeper.tell(EVENT)
    return keeper


def test_what_was_comes_back(keeper: Keeper, tmp_path: Path) -> None:
    files = tmp_path / "var/files"
    (files / "ab").mkdir(parents=True)
    (files / "ab/cd").write_bytes(b"paper")
    backup = tmp_path / "backup"
    assert keeper.run("backup", backup) == (0, f"已备份到 {backup}\n", "")
    keeper.tell(FOUND.format("乙"))
    (files / "ab/cd").write_bytes(b"changed")
    (files / "ab/new").write_bytes(b"new")
    status, out, err = keeper.run("restore", backup)
    assert (status, err) == (0, "")
    assert keeper.parks() == ["甲"]
    assert [path.read_bytes() for path in files.rglob("*") if path.is_file()] == [b"paper"]
    kept = out.strip().split("原有数据留在 ")[1]
    assert keeper.run("restore", kept)[0] == 0
    assert set(keeper.parks()) == {"甲", "乙"}
    with pytest.raises((sqlite3.DatabaseError, psycopg.Error), match="append-only"):
        keeper.tell("DELETE FROM core_event")


def test_a_damaged_backup_is_refused_before_anything_is_touched(keeper: Keeper, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert keeper.run("backup", backup)[0] == 0
    database = next(path for path in backup.iterdir() if path.name.startswith("database"))
    database.write_bytes(database.read_bytes() + b"x")
    status, _, err = keeper.run("restore", backup)
    assert (status, "与备份时不一致" in err) == (1, True)
    assert keeper.parks() == ["甲"]
    assert not (tmp_path / "var/replaced").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup/mine").write_text("mine")
    env = environment(tmp_path / "var")
    status, _, err = run(env, "backup", str(tmp_path / "backup"))
    assert (status, err) == (1, f"{tmp_path}/backup 不是空目录，没有备份。\n")
    status, _, err = run(env, "restore", str(tmp_path / "backup"))
    assert (status, "不是送解优的备份" in err) == (1, True)
    assert (tmp_path / "backup/mine").read_text() == "mine"
