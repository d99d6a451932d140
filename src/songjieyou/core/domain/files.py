"""Taking files in and handing them out. In which order disk and database are written, `files/store.py` tells."""

from __future__ import annotations

import hashlib
import shutil
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import FileKept, FileOpened, FileRefused, FileWithdrawn
from songjieyou.core.events.log import record
from songjieyou.core.files import confined
from songjieyou.core.files.kinds import TRAITS, Kind, kind_of
from songjieyou.core.files.markings import marked_name
from songjieyou.core.files.names import extension, safe_name
from songjieyou.core.files.refusals import FileRefusedError, Refusal, told_when_full
from songjieyou.core.files.store import Store, sync
from songjieyou.core.models import Attachment, Person, StoredFile
from songjieyou.core.models.file import OWN, Thing

ORPHANED_AFTER: Final = timedelta(days=1)
_PRIVATE: Final = 0o600


@dataclass(eq=False)
class Draft:
    """Content that was examined and is complete on the disk, but not kept yet. Unless it is kept, it goes with this
    object.
    """

    path: Path
    name: str
    kind: Kind
    sha256: str
    size: int

    def __post_init__(self) -> None:
        self.drop = weakref.finalize(self, shutil.rmtree, self.path.parent, ignore_errors=True)


def store() -> Store:
    return Store(settings.FILES)


def own(person: Person) -> Thing:
    """The thing that a file of one's own belongs to."""
    return Thing(OWN, person.pk)


def receive(*, chunks: Iterable[bytes], name: str, by: Person) -> Draft:
    """Take a file in and examine it; long work, so do it outside a transaction.

    Raises FileRefusedError, with nothing left on the disk. Event: file.refused.
    """
    try:
        return _received(chunks, name)
    except FileRefusedError as refusal:
        with transaction.atomic():
            record(FileRefused(reason=refusal.reason), park=by.park, by=by)
        raise


@transaction.atomic
def keep(*, draft: Draft, by: Person, belongs: Thing) -> Attachment:
    """Keep a file for a thing. The content is in its place before the rows are written. Event: file.kept.

    Raises FileRefusedError where the disk is full.
    """
    try:
        with told_when_full():
            store().place(draft.path, draft.sha256)
    finally:
        draft.drop()
    content, _ = StoredFile.objects.get_or_create(
        park=by.park, sha256=draft.sha256, defaults={"size": draft.size, "kept_at": clock.now()}
    )
    attachment = Attachment.objects.create(
        park=by.park,
        content=content,
        name=draft.name,
        kind=draft.kind,
        given_by=by,
        given_at=clock.now(),
        belongs_kind=belongs.kind,
        belongs_id=belongs.pk,
    )
    record(FileKept(attachment=attachment.pk), park=by.park, by=by)
    return attachment


@transaction.atomic
def withdraw(*, attachment: Attachment, by: Person) -> None:
    """Take back a file: it is seen no more, its name is forgotten, its content goes with the next collections unless it
    is somebody else's too. Event: file.withdrawn, once.
    """
    held = Attachment.objects.filter(pk=attachment.pk, withdrawn_at=None)
    if held.update(withdrawn_at=clock.now(), name=""):
        record(FileWithdrawn(attachment=attachment.pk), park=attachment.park, by=by)


def open_for(*, attachment: Attachment, by: Person, actor: Actor) -> BufferedReader:
    """The content of a file that the actor sees, verified. Event, where an inspector opens it: file.opened.

    Raises DamagedError where the store does not hold what was kept.
    """
    file = store().open(attachment.content.sha256)
    if Role.INSPECTOR in actor.roles:
        with transaction.atomic():
            record(FileOpened(attachment=attachment.pk), park=attachment.park, by=by)
    return file


def collect_files() -> None:
    """Take away drafts and contents that have belonged to nobody for a day: what a crash has left."""

    def named(sums: set[str]) -> set[str]:
        held = Attachment.objects.filter(content__sha256__in=sums, withdrawn_at=None)
        return set(held.values_list("content__sha256", flat=True))

    store().collect(before=(clock.now() - ORPHANED_AFTER).timestamp(), named=named)


def _received(chunks: Iterable[bytes], given: str) -> Draft:
    name = safe_name(given)
    kind = kind_of(extension(name))
    if marked_name(name):
        raise FileRefusedError(Refusal.MARKED)
    with told_when_full():
        folder = store().draft_folder()
        try:
            return _examined(folder, chunks, name, kind)
        except BaseException:
            shutil.rmtree(folder)
            raise


def _examined(folder: Path, chunks: Iterable[bytes], name: str, kind: Kind) -> Draft:
    _write(chunks, folder / "given", TRAITS[kind].limit)
    path = confined.examined(kind, folder / "given", folder / "clean")
    path.chmod(_PRIVATE)
    sync(path)
    with path.open("rb") as file:
        return Draft(path, name, kind, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


def _write(chunks: Iterable[bytes], target: Path, limit: int) -> None:
    """Write down at most `limit` bytes. Raises FileRefusedError for none and for more."""
    size = 0
    with target.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise FileRefusedError(Refusal.TOO_LARGE)
            file.write(chunk)
    if not size:
        raise FileRefusedError(Refusal.EMPTY)
