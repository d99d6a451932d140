"""A backup is a folder: the database, the files, and a manifest with the sum of each."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from songjieyou.core import clock
from songjieyou.core.files import store
from songjieyou.operations import dump
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
    dump.write(draft / DATABASES[connection.vendor])
    for name in _names(settings.FILES):  # after the database: a file is always written before the row that names it
        if not name.startswith(f"{store.DRAFTS}/"):  # nobody's yet
            with contextlib.suppress(FileNotFoundError):  # an orphan that was collected meanwhile
                _copy(settings.FILES / name, draft / FILES / name)
    manifest = {
        "version": settings.VERSION,
        "database": connection.vendor,
        "made_at": clock.now().isoformat(),
        "sums": _sums(draft),
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    if target.exists():
        target.rmdir()
    draft.replace(target)


def restore(source: Path) -> Path | None:
    """Put a backup in the place of what is there, after keeping that in a backup of its own, whose folder is returned.

    RefusedError, before anything is touched, where the backup is damaged or made on the other kind of database. Cut
    short at any moment, it leaves the old database or the new one, with every file that its rows name.
    """
    _verify(source)
    kept = None
    if connection.introspection.table_names():
        kept = settings.VAR / "replaced" / clock.now().strftime("%Y%m%d-%H%M%S-%f")
        write(kept)
    connection.close()
    with _brought(source / FILES):
        dump.load(source / DATABASES[connection.vendor])
    _make_same(source / FILES)
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
    if _sums(source) != sums:
        message = f"{source} 的内容与备份时不一致，没有恢复。"
        raise RefusedError(message)


@contextmanager
def _brought(source: Path) -> Iterator[None]:
    """Files that only the backup has are there for the block, and stay if it succeeds."""
    brought = []
    try:
        for name in _names(source):
            if not (target := settings.FILES / name).exists():
                brought.append(target)
                _copy(source / name, target)
        yield
    except BaseException:
        for target in brought:
            target.unlink(missing_ok=True)
        raise


def _make_same(source: Path) -> None:
    """Take away the files that the backup has not, and those of other content."""
    names = _names(source)
    for name in {*_names(settings.FILES)} - {*names}:
        (settings.FILES / name).unlink()
    for name in names:
        if _sum(source / name) != _sum(settings.FILES / name):
            _copy(source / name, settings.FILES / name)


def _copy(source: Path, target: Path) -> None:
    """Copy a file; it stands under its name whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.copying")
    shutil.copyfile(source, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)


def _names(folder: Path) -> list[str]:
    """Every file in a folder, relative to it; none where there is no folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _sums(backup: Path) -> dict[str, str]:
    return {name: _sum(backup / name) for name in _names(backup) if name != MANIFEST}


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
