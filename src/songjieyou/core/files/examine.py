"""The examination of one file, in a process of its own that may use little time and memory (`confined.py`).

    python -m songjieyou.core.files.examine KIND GIVEN CLEAN SECONDS MEMORY

GIVEN is read; a picture drawn anew goes to CLEAN. It ends itself beyond SECONDS of processor time and MEMORY bytes.
The answer is one line of JSON: `refused` with the reason, or empty; `error` names the type of an error that was taken
for a broken file. Knows no Django, so that it starts at once.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Final, NamedTuple

from songjieyou.core.files.kinds import OLE, Kind, agrees
from songjieyou.core.files.refusals import FileRefusedError, Refusal, told_when_full

OUTPUT: Final = 100_000_000
"""Bytes of any file that it writes."""
OLE_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""In the older container that holds an office document with a password."""


class Family(NamedTuple):
    """`module` examines; `broken` is what any error but a refusal means."""

    module: str
    broken: Refusal


_PDF: Final = Family("pdfs", Refusal.PDF_BROKEN)
_PACKAGE: Final = Family("packages", Refusal.PACKAGE_BROKEN)
_PICTURE: Final = Family("pictures", Refusal.PICTURE_BROKEN)
_TEXT: Final = Family("texts", Refusal.TEXT_UNREADABLE)
FAMILIES: Final = {
    Kind.PDF: _PDF,
    **dict.fromkeys((Kind.OFD, Kind.DOCX, Kind.XLSX, Kind.PPTX), _PACKAGE),
    **dict.fromkeys((Kind.JPEG, Kind.PNG, Kind.WEBP), _PICTURE),
    **dict.fromkeys((Kind.CSV, Kind.TXT), _TEXT),
}


class Verdict(NamedTuple):
    """`kept` is what is to be stored; `error` the type of an error that was taken for a broken file."""

    refused: Refusal | None
    kept: bytes = b""
    error: str = ""


def judge(kind: Kind, data: bytes) -> Verdict:
    """Examine content that claims to be of a kind."""
    family = FAMILIES[kind]
    try:
        _refuse_disguised(kind, data)
        module = importlib.import_module(f"songjieyou.core.files.{family.module}")
        return Verdict(None, module.examine(data, kind))
    except FileRefusedError as refusal:
        return Verdict(refusal.reason)
    except (MemoryError, RecursionError) as error:
        return Verdict(Refusal.TOO_COMPLEX, error=type(error).__name__)
    except Exception as error:  # whatever the libraries make of a broken file
        return Verdict(family.broken, error=type(error).__name__)


def _refuse_disguised(kind: Kind, data: bytes) -> None:
    if agrees(kind, data):
        return
    if kind is Kind.PDF and b"%PDF-" in data[:2048]:
        raise FileRefusedError(Refusal.TWO_IN_ONE)
    if FAMILIES[kind] is _PACKAGE and data.startswith(OLE) and OLE_ENCRYPTED in data:
        raise FileRefusedError(Refusal.PACKAGE_ENCRYPTED)
    raise FileRefusedError(Refusal.NOT_ITS_EXTENSION)


def answer(kind: Kind, given: Path, clean: Path) -> dict[str, str]:
    """Judge a file: `refused` is the reason, or empty. What is to be kept in its place is written to `clean`."""
    data = given.read_bytes()
    verdict = judge(kind, data)
    if verdict.refused is None and verdict.kept is not data:
        try:
            with told_when_full():
                clean.write_bytes(verdict.kept)
        except FileRefusedError as refusal:
            verdict = Verdict(refusal.reason)
    return {"refused": verdict.refused or "", "error": verdict.error}


def main(argv: list[str]) -> int:
    kind, given, clean, seconds, memory = Kind(argv[0]), Path(argv[1]), Path(argv[2]), int(argv[3]), int(argv[4])
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(limit, most)
    print(json.dumps(answer(kind, given, clean)))
    return 0


def _lower(limit: int, most: int) -> None:
    """Never above what this process was given."""
    allowed = min([most, *(each for each in resource.getrlimit(limit) if each != resource.RLIM_INFINITY)])
    resource.setrlimit(limit, (allowed, allowed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
