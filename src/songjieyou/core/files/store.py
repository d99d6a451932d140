"""The store: content under its own SHA-256, in folders of two letters, on one file system.

What is kept is complete on the disk before any row names it. The order is: draft, fsync, rename, fsync of the folder;
then the row. A crash leaves at most an orphan, which `collect` takes away: first into a folder of its own, where a
reader still finds it, and a day later for good unless a row has come to name it. So no lock is needed between somebody
who keeps a content and the job that collects the same content at that moment.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Final

DRAFTS: Final = "incoming"
ORPHANS: Final = "orphans"
_FOLDER: Final = re.compile(r"[0-9a-f]{2}")
_PRIVATE: Final = 0o700


class DamagedError(Exception):
    """What the store holds is not what was kept, or is gone."""


@dataclass(frozen=True)
class Store:
    root: Path

    def draft_folder(self) -> Path:
        """A new folder for one draft, on the file system of the store."""
        self._make(self.root / DRAFTS)
        return Path(tempfile.mkdtemp(dir=self.root / DRAFTS))

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def place(self, draft: Path, sha256: str) -> None:
        """Move a draft that is complete on the disk to its place. What is there already is replaced by its equal."""
        target = self.path(sha256)
        self._make(target.parent)
        draft.replace(target)
        sync(target.parent)

    def open(self, sha256: str) -> BufferedReader:
        """The content, verified. DamagedError where it is not as it was kept."""
        file = self._found(sha256)
        try:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise DamagedError(sha256)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def collect(self, *, before: float, named: Callable[[set[str]], set[str]]) -> int:
        """Take away what has been there since before a moment (seconds since 1970) and belongs to nobody; return how
        many contents went for good. `named` says which of some contents a row names.
        """
        for draft in _old(_entries(self.root / DRAFTS), before):
            shutil.rmtree(draft, ignore_errors=True)
        gone = self._empty_orphans(before, named)
        for folder in self._folders():
            old = {path.name: path for path in _old(folder.iterdir(), before)}
            for sha256 in old.keys() - named(set(old)):
                self._set_aside(old[sha256])
        return gone

    def _found(self, sha256: str) -> BufferedReader:
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            self._bring_back(self.root / ORPHANS / sha256)
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise DamagedError(sha256) from None

    def _empty_orphans(self, before: float, named: Callable[[set[str]], set[str]]) -> int:
        old = {path.name: path for path in _old(_entries(self.root / ORPHANS), before)}
        needed = named(set(old))
        for sha256, path in old.items():
            if sha256 in needed:
                self._bring_back(path)
            else:
                path.unlink(missing_ok=True)
        return len(old.keys() - needed)

    def _set_aside(self, path: Path) -> None:
        """Among the orphans its time counts anew."""
        self._make(self.root / ORPHANS)
        os.utime(path)
        path.replace(self.root / ORPHANS / path.name)

    def _bring_back(self, orphan: Path) -> None:
        target = self.path(orphan.name)
        self._make(target.parent)
        try:
            orphan.replace(target)
        except FileNotFoundError:
            return
        sync(target.parent)

    def _make(self, folder: Path) -> None:
        """Make a folder and those above it, up to the root, so that they outlast a crash."""
        if folder.is_dir():
            return
        if folder != self.root:
            self._make(folder.parent)
        folder.mkdir(mode=_PRIVATE, exist_ok=True, parents=folder == self.root)
        sync(folder.parent)

    def _folders(self) -> Iterator[Path]:
        for first in _entries(self.root):
            if _FOLDER.fullmatch(first.name):
                yield from sorted(first.iterdir())


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _old(paths: Iterable[Path], before: float) -> Iterator[Path]:
    for path in paths:
        try:
            old = path.stat().st_mtime < before
        except FileNotFoundError:
            continue
        if old:
            yield path
