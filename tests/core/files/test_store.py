"""The store: nothing half there, nothing lost, whoever dies when."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from songjieyou.core.domain import files as domain
from songjieyou.core.domain.files import collect_files, keep, own, receive, store, withdraw
from songjieyou.core.files import confined
from songjieyou.core.files.kinds import Kind
from songjieyou.core.files.refusals import FileRefusedError, Refusal
from songjieyou.core.files.store import DamagedError, Store
from songjieyou.core.models import Attachment, Event, StoredFile
from tests.core.files import make
from tests.park import World

DAY = timedelta(days=1, minutes=1)
SRC = Path(__file__).parents[3] / "src"
DIE = """
import os, signal, sys
from pathlib import Path
from songjieyou.core.files.store import Store, sync

store = Store(Path(sys.argv[1]))
draft = store.draft_folder() / "given"
draft.write_bytes(b"paper")
sync(draft)
if sys.argv[2] == "placed":
    store.place(draft, sys.argv[3])
os.kill(os.getpid(), signal.SIGKILL)
"""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def there(files: Path) -> list[str]:
    return sorted(path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file())


def put(files: Path, content: bytes) -> str:
    """A content in its place that no row names: what a crash between the two leaves."""
    draft = Store(files).draft_folder() / "given"
    draft.write_bytes(content)
    Store(files).place(draft, sha256(content))
    draft.parent.rmdir()
    return sha256(content)


def kept(world: World, content: bytes = b"paper", name: str = "a.txt") -> Attachment:
    draft = receive(chunks=[content], name=name, by=world.alice)
    return keep(draft=draft, by=world.alice, belongs=own(world.alice))


def collect(days: int) -> None:
    """What the job does on each of so many further days. The times on the disk are real: they are moved back."""
    for _ in range(days):
        for path in store().root.rglob("*"):
            stat = path.stat()
            os.utime(path, (stat.st_atime, stat.st_mtime - DAY.total_seconds()))
        collect_files()


@pytest.mark.parametrize("moment", ["drafted", "placed"])
def test_a_killed_process_leaves_an_orphan_that_is_collected(moment: str, world: World, files: Path) -> None:
    env = {"PYTHONPATH": str(SRC)}
    command = [sys.executable, "-P", "-c", DIE, str(files), moment, sha256(b"paper")]
    assert subprocess.run(command, env=env).returncode == -signal.SIGKILL
    left = there(files)
    assert len(left) == 1
    collect_files()
    assert there(files) == left, "not before a day has passed"
    collect(2)
    assert there(files) == []


def test_what_a_row_names_is_never_collected(world: World, files: Path) -> None:
    attachment = kept(world)
    before = there(files)
    collect(5)
    assert there(files) == before
    with store().open(attachment.content.sha256) as file:
        assert file.read() == b"paper"


def test_what_is_withdrawn_goes_unless_another_has_it_too(world: World, files: Path) -> None:
    first, second = kept(world), kept(world, name="b.txt")
    withdraw(attachment=first, by=world.alice)
    collect(3)
    assert len(there(files)) == 1
    for _ in range(2):
        withdraw(attachment=second, by=world.alice)
    collect(1)
    assert there(files) == [f"orphans/{second.content.sha256}"]
    collect(1)
    assert there(files) == []
    rows = Attachment.objects.values_list("pk", "name").order_by("pk")
    assert list(rows) == [(first.pk, ""), (second.pk, "")]
    told = Event.objects.filter(name="file.withdrawn").values_list("payload", flat=True)
    assert list(told) == [{"attachment": first.pk}, {"attachment": second.pk}]


def test_the_same_content_is_stored_once(world: World, files: Path) -> None:
    first, second = kept(world), kept(world, name="b.txt")
    assert first.content_id == second.content_id
    assert first.pk != second.pk
    assert len(there(files)) == 1


class Racing(Store):
    """A store whose collector is overtaken: `between` happens after it has looked and before it acts."""

    def _set_aside(self, path: Path) -> None:
        between()
        super()._set_aside(path)


class Hasty(Racing):
    """The twin: it deletes at once what it took for an orphan."""

    def _set_aside(self, path: Path) -> None:
        between()
        path.unlink()


def between() -> None:
    """Set by the test."""


@pytest.mark.parametrize(("kind", "survives"), [(Racing, True), (Hasty, False)])
def test_a_row_that_comes_during_collection_keeps_its_content(
    kind: type[Store], survives: bool, world: World, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = Store(files).path(put(files, b"paper"))
    os.utime(orphan, (0, 0))
    draft = receive(chunks=[b"paper"], name="a.txt", by=world.alice)
    made: list[Attachment] = []
    monkeypatch.setitem(
        globals(), "between", lambda: made.append(keep(draft=draft, by=world.alice, belongs=own(world.alice)))
    )
    monkeypatch.setattr(domain, "store", lambda: kind(files))
    collect_files()
    assert len(made) == 1
    monkeypatch.setattr(domain, "store", lambda: Store(files))
    collect(3)
    try:
        with Store(files).open(sha256(b"paper")) as file:
            found = file.read() == b"paper"
    except DamagedError:
        found = False
    assert found is survives


def test_what_was_set_aside_is_brought_back_to_whoever_reads_it(world: World, files: Path) -> None:
    sum_ = put(files, b"paper")
    collect(1)
    assert there(files) == [f"orphans/{sum_}"]
    with store().open(sum_) as file:
        assert file.read() == b"paper"
    assert there(files) == [f"{sum_[:2]}/{sum_[2:4]}/{sum_}"]


def test_damage_is_seen(world: World, files: Path) -> None:
    attachment = kept(world)
    path = store().path(attachment.content.sha256)
    path.write_bytes(b"Paper")
    with pytest.raises(DamagedError):
        store().open(attachment.content.sha256)
    path.unlink()
    with pytest.raises(DamagedError):
        store().open(attachment.content.sha256)
    kept(world)
    with store().open(attachment.content.sha256) as file:
        assert file.read() == b"paper", "the same content given again mends it"


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """A real limit of the operating system: what is written beyond it fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # or half a compiled module may be left behind for all others
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        sys.dont_write_bytecode = before


def test_a_full_disk_is_told_and_leaves_nothing(world: World, files: Path) -> None:
    with files_no_larger_than(4_000), pytest.raises(FileRefusedError) as refused:
        receive(chunks=[b"a" * 3_000, b"a" * 3_000], name="a.txt", by=world.alice)
    assert refused.value.reason is Refusal.NO_SPACE
    assert there(files) == []
    assert not StoredFile.objects.exists()


def test_a_disk_that_is_full_when_a_picture_is_drawn_anew(world: World, files: Path) -> None:
    """In the process of its own: the drawing is larger than what was given."""
    given = make.picture("JPEG", (600, 600), quality=5)
    with files_no_larger_than(len(given) + 100), pytest.raises(FileRefusedError) as refused:
        receive(chunks=[given], name="a.jpg", by=world.alice)
    assert refused.value.reason is Refusal.NO_SPACE
    assert there(files) == []


def test_a_disk_that_is_full_when_it_is_moved_to_its_place(
    world: World, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    draft = receive(chunks=[b"paper"], name="a.txt", by=world.alice)
    monkeypatch.setattr(Store, "place", full)
    with pytest.raises(FileRefusedError) as refused:
        keep(draft=draft, by=world.alice, belongs=own(world.alice))
    assert refused.value.reason is Refusal.NO_SPACE
    assert not StoredFile.objects.exists()
    assert there(files) == []


def test_a_draft_that_nobody_keeps_goes(world: World, files: Path) -> None:
    draft = receive(chunks=[b"paper"], name="a.txt", by=world.alice)
    assert len(there(files)) == 1
    del draft
    assert there(files) == []
    assert not list(files.glob("incoming/*"))


SLOW = b"<< /Length %d >>\nstream\n" % 12_000_000 + b"(A) Tj\n" * 1_714_286 + b"\nendstream"


@pytest.mark.parametrize(("limit", "value"), [("SECONDS", 1), ("MEMORY", 120_000_000)])
def test_time_and_memory_are_bounded(
    limit: str, value: int, world: World, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file is refused by the real limits, lowered; the process is killed or ends itself."""
    monkeypatch.setattr(confined, limit, value)
    slow = make.pdf(more=(SLOW,)).replace(b"/Contents 4 0 R", b"/Contents 6 0 R")
    start = time.process_time()
    with pytest.raises(FileRefusedError) as refused:
        receive(chunks=[slow], name="a.pdf", by=world.alice)
    assert refused.value.reason is Refusal.TOO_COMPLEX
    assert there(files) == []
    assert time.process_time() - start < 60


def test_a_process_that_does_not_answer_is_killed(world: World, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "PATIENCE", 0.001)
    with pytest.raises(FileRefusedError) as refused:
        receive(chunks=[b"paper"], name="a.txt", by=world.alice)
    assert refused.value.reason is Refusal.TOO_COMPLEX
    assert there(files) == []


def test_it_knows_no_key_and_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """What the examining process is told of the world."""
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")
    told: dict[str, object] = {}

    def run(command: list[str], **how: object) -> subprocess.CompletedProcess[bytes]:
        told.update(how)
        return subprocess.CompletedProcess(command, 0, b'{"refused": "", "error": ""}')

    monkeypatch.setattr(subprocess, "run", run)
    confined.examined(Kind.TXT, tmp_path / "given", tmp_path / "clean")
    assert told["env"] == {"PYTHONPATH": str(SRC), "PYTHONUTF8": "1"}
