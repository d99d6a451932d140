"""The database out to one file and in again, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from songjieyou.operations.refusal import RefusedError

EMPTY = """
DO $$ DECLARE command text; BEGIN FOR command IN
  SELECT format('DROP %s %s', kind, string_agg(name, ', ')) FROM (
    SELECT 1 AS turn, 'VIEW' AS kind, oid::regclass::text AS name, oid, 'pg_class'::regclass AS class
      FROM pg_class WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 2, 'MATERIALIZED VIEW', oid::regclass::text, oid, 'pg_class'::regclass
      FROM pg_class WHERE relkind = 'm' AND relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 3, 'TABLE', oid::regclass::text, oid, 'pg_class'::regclass
      FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 4, 'SEQUENCE', oid::regclass::text, oid, 'pg_class'::regclass
      FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace
    UNION ALL SELECT 5, 'ROUTINE', oid::regprocedure::text, oid, 'pg_proc'::regclass
      FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
  ) AS thing
  WHERE NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = thing.class AND objid = thing.oid AND deptype IN ('e', 'a', 'i')
      AND (deptype = 'e' OR thing.kind = 'SEQUENCE')
  )
  GROUP BY turn, kind ORDER BY turn
LOOP EXECUTE command; END LOOP; END $$;
"""
"""Takes everything out of our schema on PostgreSQL but what an extension put there and what goes with its table. What
another schema has built on ours makes it fail, instead of going too."""


def write(target: Path) -> None:
    """Copy the database as it is at one moment, while the house may run. RefusedError where a program fails."""
    if connection.vendor == "postgresql":
        with _asked("pg_dump", "--format=custom", "--no-owner", f'--schema="{_schema()}"', f"--file={target}"):
            return
    source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    with closing(source), closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def load(source: Path) -> None:
    """Put what `write` wrote in the place of the database, in one transaction; RefusedError where that fails."""
    if connection.vendor == "postgresql":
        _load_postgresql(source)
        return
    database = Path(settings.DATABASES["default"]["NAME"])
    database.parent.mkdir(parents=True, exist_ok=True)
    copy = sqlite3.connect(f"{source.as_uri()}?immutable=1", uri=True)  # opening it otherwise writes beside it
    try:
        with closing(copy), closing(sqlite3.connect(database)) as target:
            _check(copy)
            copy.backup(target)
    except sqlite3.Error as error:
        message = f"数据库没有恢复，原有数据未动：{error}"
        raise RefusedError(message) from None


def _check(copy: sqlite3.Connection) -> None:
    """sqlite3.DatabaseError where pages are missing: copying would not notice."""
    (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def empty() -> None:
    """Take everything out of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(EMPTY)
            return
        with connection.constraint_checks_disabled():
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")


def _load_postgresql(source: Path) -> None:
    """Empty our schema and fill it from the backup, in one transaction that is committed only when all has come."""
    schema = _schema()
    connection.close()
    with _asked("psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1") as psql:
        words = cast("BinaryIO", psql.stdin)
        with suppress(BrokenPipeError):  # it has stopped at a mistake, and tells it
            words.write(f"SET client_min_messages = warning; BEGIN; {EMPTY}".encode())
            flags = ("--no-owner", f"--schema={schema}", "--file=-", str(source))
            with _asked("pg_restore", *flags, database=False) as restored:
                shutil.copyfileobj(cast("BinaryIO", restored.stdout), words)
            words.write(f"SELECT '\"{schema}\".django_migrations'::regclass; COMMIT;".encode())


def _schema() -> str:
    """The schema that our tables stand in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


@contextmanager
def _asked(program: str, *args: str, database: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL at work, on our database; RefusedError, in its words, unless it ends well.

    The password goes by the environment, which others cannot read.
    """
    params = connection.get_connection_params()
    words = {name: value for name, value in params.items() if isinstance(value, str) and name != "password"}
    address = [f"--dbname={make_conninfo(**words)}"] if database else []
    password = {"PGPASSWORD": params["password"]} if params.get("password") else {}
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            [program, *address, *args], env=os.environ | password, stdin=pipe, stdout=pipe, stderr=complaints
        ) as process,
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            _end_input(process)
            raise
        _end_input(process)
        cast("BinaryIO", process.stdout).read()
        if process.wait():
            complaints.seek(0)
            message = f"{program} 失败：{complaints.read().decode(errors='replace').strip()}"
            raise RefusedError(message)


def _end_input(process: subprocess.Popen[bytes]) -> None:
    with suppress(BrokenPipeError):
        cast("BinaryIO", process.stdin).close()
    process.stdin = None
