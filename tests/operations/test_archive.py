"""Backup and restore, on both databases."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from songjieyou.operations import archive, dump
from tests.operations.house import environment, run, until
from tests.postgres import url_of

FOUND = (
    "INSERT INTO core_park"
    " (name, short_name, filing_number, contact, band, rule, action, mails_a_day, closing_time)"
    " VALUES ('{0}', '{0}', '', '', '083b78', 'c8963e', '0b4f9e', 5, '17:30')"
)
EVENT = "INSERT INTO core_event (park_id, name, at, payload) SELECT id, 'x', '2024-09-04', '{}' FROM core_park"

ON_POSTGRESQL = pytest.mark.parametrize("keeper", ["postgresql"], indirect=True)


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
    (files / "incoming/x").mkdir(parents=True)
    (files / "incoming/x/given").write_bytes(b"a draft")
    (files / "orphans").symlink_to("gone")  # stands for what is collected while it is being copied
    backup = tmp_path / "backup"
    assert keeper.run("backup", backup) == (0, f"已备份到 {backup}\n", "")
    assert [path.name for path in (backup / "files").rglob("*") if path.is_file()] == ["cd"]
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


@pytest.mark.parametrize("part", ["database.*", "files/ab/cd"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(keeper: Keeper, tmp_path: Path, part: str) -> None:
    backup = tmp_path / "backup"
    (tmp_path / "var/files/ab").mkdir(parents=True)
    (tmp_path / "var/files/ab/cd").write_bytes(b"paper")
    assert keeper.run("backup", backup)[0] == 0
    damaged = next(backup.glob(part))
    damaged.write_bytes(damaged.read_bytes() + b"x")
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


def later_table(keeper: Keeper) -> None:
    """What a newer version of the house has: a table that refers to one of ours."""
    keeper.tell("CREATE TABLE later (id integer PRIMARY KEY, park_id bigint NOT NULL REFERENCES core_park (id))")
    keeper.tell("INSERT INTO later SELECT id, id FROM core_park")


def tables(keeper: Keeper) -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if keeper.env["DATABASE_URL"] == ""
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    with closing(keeper.connect()) as connection:
        return sorted(name for (name,) in connection.execute(query).fetchall())


def test_a_table_of_a_newer_version_goes_with_an_older_backup_and_comes_with_a_newer_one(
    keeper: Keeper, tmp_path: Path
) -> None:
    older, newer, before = tmp_path / "older", tmp_path / "newer", tables(keeper)
    assert keeper.run("backup", older)[0] == 0
    later_table(keeper)
    assert keeper.run("backup", newer)[0] == 0
    assert keeper.run("restore", older)[::2] == (0, "")
    assert tables(keeper) == before
    assert keeper.run("restore", newer)[::2] == (0, "")
    assert tables(keeper) == sorted([*before, "later"])
    with closing(keeper.connect()) as connection:
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (1,)


@ON_POSTGRESQL
def test_what_stands_in_another_schema_stays(keeper: Keeper, tmp_path: Path) -> None:
    keeper.tell("CREATE SCHEMA others")
    keeper.tell("CREATE TABLE others.kept AS SELECT 1 AS one")
    backup = tmp_path / "backup"
    assert keeper.run("backup", backup)[0] == 0
    keeper.tell("UPDATE others.kept SET one = 2")
    assert keeper.run("restore", backup)[0] == 0
    with closing(keeper.connect()) as connection:
        assert connection.execute("SELECT one FROM others.kept").fetchall() == [(2,)]
    keeper.tell("CREATE VIEW others.built AS SELECT name FROM core_park")
    status, _, err = keeper.run("restore", backup)
    assert (status, "others.built" in err) == (1, True), "it would have to go too"
    assert keeper.parks() == ["甲"]


def spoil(backup: Path) -> None:
    """Cut the database of a backup short, and make the manifest agree."""
    database = next(path for path in backup.iterdir() if path.name.startswith("database"))
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["sums"][database.name] = hashlib.sha256(database.read_bytes()).hexdigest()
    (backup / "manifest.json").write_text(json.dumps(manifest))


def test_what_fails_midway_leaves_all_as_it_was(keeper: Keeper, tmp_path: Path) -> None:
    files, backup = tmp_path / "var/files", tmp_path / "backup"
    write(files / "ab/old", b"old")
    assert keeper.run("backup", backup)[0] == 0
    spoil(backup)
    keeper.tell(FOUND.format("乙"))
    later_table(keeper)
    (files / "ab/old").unlink()
    write(files / "cd/new", b"new")
    before = tables(keeper)
    status, out, err = keeper.run("restore", backup)
    assert (status, out) == (1, "")
    assert err
    assert "Traceback" not in err
    assert (tables(keeper), keeper.parks()) == (before, sorted(["甲", "乙"]))
    assert [path.name for path in files.rglob("*") if path.is_file()] == ["new"]


@ON_POSTGRESQL
def test_one_that_is_killed_leaves_all_as_it_was(keeper: Keeper, tmp_path: Path) -> None:
    """A lock of ours stops it at its first table."""
    backup, before = tmp_path / "backup", tables(keeper)
    write(tmp_path / "var/files/ab/old", b"old")
    assert keeper.run("backup", backup)[0] == 0
    keeper.tell(FOUND.format("乙"))
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'archive' AND wait_event_type = 'Lock'"
    with closing(keeper.connect()) as holder, closing(keeper.connect()) as watcher:
        watcher.autocommit = True
        holder.execute("SELECT * FROM core_park")
        command = [sys.executable, "-P", "-m", "songjieyou", "restore", str(backup)]
        process = subprocess.Popen(command, env=keeper.env, start_new_session=True)
        until(lambda: watcher.execute(waiting).fetchone()[0], "the lock")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        holder.rollback()
        until(lambda: not watcher.execute(waiting).fetchone()[0], "its leaving")
    assert (tables(keeper), keeper.parks()) == (before, sorted(["甲", "乙"]))
    assert [path.name for path in (tmp_path / "var/files").rglob("*") if path.is_file()] == ["old"]
    assert keeper.run("restore", backup)[0] == 0
    assert keeper.parks() == ["甲"]


@pytest.mark.parametrize("files_first", [False, True])
def test_no_row_of_a_backup_names_a_missing_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_first: bool
) -> None:
    """Somebody writes a file, then the row that names it, at the worst moment: between the two halves of the backup.

    The twin copies the files first, and misses one.
    """
    database = tmp_path / "house.sqlite3"
    monkeypatch.setattr(settings, "FILES", tmp_path / "files")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(database))
    monkeypatch.setattr(archive, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(dump, "connection", SimpleNamespace(vendor="sqlite"))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE paper (file text)")

        def hand_in(name: str) -> None:
            write(settings.FILES / name, b"paper")
            with connection:
                connection.execute("INSERT INTO paper VALUES (?)", [name])

        def dump_between(target: Path) -> None:
            hand_in("before")
            write_database(target)
            hand_in("after")

        write_database = dump.write
        hand_in("long-ago")
        monkeypatch.setattr(dump, "write", dump_between)
        if files_first:
            seen = archive._names(settings.FILES)
            monkeypatch.setattr(archive, "_names", lambda folder: seen if folder == settings.FILES else [])
        archive.write(tmp_path / "backup")
    with closing(sqlite3.connect(tmp_path / "backup/database.sqlite3")) as copy:
        named = {name for (name,) in copy.execute("SELECT file FROM paper")}
    held = {path.name for path in (tmp_path / "backup/files").iterdir()}
    assert named == {"long-ago", "before"}
    assert named - held == ({"before"} if files_first else set())


def test_a_draft_that_gets_its_name_while_we_copy_is_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILES", tmp_path / "files")
    monkeypatch.setattr(archive, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(dump, "write", lambda target: target.write_bytes(b"database"))
    write(settings.FILES / "ab", b"paper")
    names = archive._names
    monkeypatch.setattr(archive, "_names", lambda folder: [*names(folder), *["gone"][folder != settings.FILES :]])
    archive.write(tmp_path / "backup")
    assert sorted(path.name for path in (tmp_path / "backup").rglob("*")) == [
        "ab", "database.sqlite3", "files", "manifest.json",
    ]  # fmt: skip


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
