"""A backup is a folder: the database, the files, and a manifest with the sum of each."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from songjieyou.core import clock
from songjieyou.core.files import store
from songjieyou.operations.refusal import RefusedError

MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FILES = "files"


def write(target: Path) -> None:
    """Write a backup into a new folder; it appears whole or not at all. RefusedError where it holds something."""
    if target.exists() and any(target.iterdir()):
        message = f"{target} 不是空目录，没有备份。"
        raise RefusedError(message)
    draft = target.with_name(f".{target.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    _dump(draft / DATABASES[connection.vendor])
    if settings.FILES.exists():  # after the database: a file is always written before the row that names it
        drafts = shutil.ignore_patterns(store.DRAFTS)  # nobody's yet
        shutil.copytree(settings.FILES, draft / FILES, ignore=drafts, copy_function=_copy)
    manifest = {
        "version": settings.VERSION,
        "database": connection.vendor,
        "made_at": clock.now().isoformat(),
        "sums": {name: _sum(draft / name) for name in _names(draft)},
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    if target.exists():
        target.rmdir()
    draft.replace(target)


def restore(source: Path) -> Path | None:
    """Put a backup in the place of what is there, after keeping that in a backup of its own, whose folder is returned.

    RefusedError, before anything is touched, where the backup is damaged or made on the other kind of database.
    """
    _verify(source)
    kept = None
    if connection.introspection.table_names():
        kept = settings.VAR / "replaced" / clock.now().strftime("%Y%m%d-%H%M%S-%f")
        write(kept)
    connection.close()
    _load(source / DATABASES[connection.vendor])
    shutil.rmtree(settings.FILES, ignore_errors=True)
    if (source / FILES).exists():
        shutil.copytree(source / FILES, settings.FILES)
    return kept


def _verify(source: Path) -> None:
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text())
        kind, sums = manifest["database"], manifest["sums"]
    except (OSError, ValueError, KeyError):
        message = f"{source} 不是送解优的备份（没有完整的 {MANIFEST}），没有恢复。"
        raise RefusedError(message) from None
    if kind != connection.vendor:
        message = f"备份来自 {kind}，现在用的是 {connection.vendor}，没有恢复。"
        raise RefusedError(message)
    if {name: _sum(source / name) for name in _names(source)} != sums:
        message = f"{source} 的内容与备份时不一致，没有恢复。"
        raise RefusedError(message)


def _names(folder: Path) -> list[str]:
    """Every file of a backup but the manifest, relative to its folder."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name != MANIFEST)


def _copy(source: str, target: str) -> None:
    """Of a running house; what goes meanwhile is an orphan that was collected."""
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dump(target: Path) -> None:
    if connection.vendor == "postgresql":
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    source = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    with closing(source), closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _load(source: Path) -> None:
    if connection.vendor == "postgresql":
        flags = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _postgres("pg_restore", *flags, str(source))
        return
    database = Path(settings.DATABASES["default"]["NAME"])
    draft = database.with_suffix(".restoring")
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, draft)
    for remains in ("-wal", "-shm"):  # they belong to the database that goes
        database.with_name(database.name + remains).unlink(missing_ok=True)
    draft.replace(database)


def _postgres(program: str, *args: str) -> None:
    """Run a program of PostgreSQL on our database; the password goes by the environment, which others cannot read."""
    params = connection.get_connection_params()
    words = {name: value for name, value in params.items() if isinstance(value, str) and name != "password"}
    command = [program, f"--dbname={make_conninfo(**words)}", *args]
    password = {"PGPASSWORD": params["password"]} if params.get("password") else {}
    done = subprocess.run(command, env=os.environ | password, capture_output=True, text=True)
    if done.returncode:
        message = f"{program} 失败：{done.stderr.strip()}"
        raise RefusedError(message)
