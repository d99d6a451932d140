"""PDF: only what lies still. Every object that the file names is looked at, referred to or not."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from songjieyou.core.files.kinds import Kind
from songjieyou.core.files.markings import marked_text
from songjieyou.core.files.refusals import FileRefusedError, Refusal

MOST_OBJECTS: Final = 100_000
PAGES_READ: Final = 3
"""Pages whose text is looked at for markings."""
_DEEPEST: Final = 60
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each oddity of a file

_END: Final = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*\Z")
_END_ANYWHERE: Final = re.compile(rb"startxref\s+\d+\s+%%EOF")
_OBJECT: Final = re.compile(rb"\b\d{1,10}\s+\d{1,5}\s+obj\b")
_MARKUP: Final = re.compile(rb"<(?:html|script|!doctype|svg|\?php|body|iframe)", re.IGNORECASE)
_HEAD: Final = 2_048
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")

_KEYS: Final = {
    "/JS": Refusal.PDF_SCRIPT,
    "/JavaScript": Refusal.PDF_SCRIPT,
    "/XFA": Refusal.PDF_SCRIPT,
    "/AA": Refusal.PDF_ACTION,
    "/EmbeddedFiles": Refusal.PDF_EMBEDS,
    "/EF": Refusal.PDF_EMBEDS,
    "/RichMediaContent": Refusal.PDF_EMBEDS,
}
_NAMES: Final = {
    "/JavaScript": Refusal.PDF_SCRIPT,
    **dict.fromkeys(
        ("/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"),
        Refusal.PDF_ACTION,
    ),
    **dict.fromkeys(("/EmbeddedFile", "/FileAttachment", "/RichMedia", "/3D", "/Screen"), Refusal.PDF_EMBEDS),
}
_NAMED_BY: Final = ("/S", "/Type", "/Subtype")
_HARMLESS: Final = ("/GoTo", "/URI", "/Named")
"""What a document may do when it is opened: show a page."""
_IN_THE_OPEN: Final = (
    (Refusal.PDF_SCRIPT, b"/JavaScript"),
    (Refusal.PDF_ACTION, b"/Launch"),
    (Refusal.PDF_EMBEDS, b"/EmbeddedFile"),
)
"""Names looked for in the bytes too: another reader may find objects that this one does not."""


def examine(data: bytes, kind: Kind) -> bytes:
    """The PDF itself. Raises FileRefusedError; any other error means that it is broken."""
    _check_frame(data)
    _check_bytes(data)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise FileRefusedError(Refusal.PDF_ENCRYPTED)
    for thing in _objects(reader):
        _check_object(thing)
    if not len(reader.pages):
        raise FileRefusedError(Refusal.PDF_BROKEN)
    if any(marked_text(reader.pages[number].extract_text()) for number in range(min(PAGES_READ, len(reader.pages)))):
        raise FileRefusedError(Refusal.MARKED)
    return data


def _check_frame(data: bytes) -> None:
    """It begins and ends as a PDF and nothing stands before or behind it."""
    if not _END.search(data, max(0, len(data) - _HEAD)):
        raise FileRefusedError(Refusal.TWO_IN_ONE if _END_ANYWHERE.search(data) else Refusal.PDF_BROKEN)
    if _MARKUP.search(data, 0, _HEAD):
        raise FileRefusedError(Refusal.TWO_IN_ONE)
    if sum(1 for _ in _OBJECT.finditer(data)) > MOST_OBJECTS:
        raise FileRefusedError(Refusal.PDF_TOO_MANY_OBJECTS)


def _objects(reader: PdfReader) -> Iterator[PdfObject]:
    """The trailer and every object of the cross-reference tables."""
    yield reader.trailer
    numbers = {(number, generation) for generation, places in reader.xref.items() for number in places}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise FileRefusedError(Refusal.PDF_TOO_MANY_OBJECTS)
    for number, generation in sorted(numbers):
        thing = reader.get_object(IndirectObject(number, generation, reader))
        if thing is not None:
            yield thing


def _check_object(thing: PdfObject, depth: int = 0) -> None:
    """The object with what is written inside it; what it refers to is an object of its own."""
    if depth > _DEEPEST:
        raise FileRefusedError(Refusal.TOO_COMPLEX)
    if isinstance(thing, ArrayObject):
        inside = list(thing)
    elif isinstance(thing, DictionaryObject):
        _check_dictionary(thing)
        inside = list(thing.values())
    else:
        return
    for each in inside:
        if not isinstance(each, IndirectObject):
            _check_object(each, depth + 1)


def _check_dictionary(thing: DictionaryObject) -> None:
    for key in thing:
        if key in _KEYS:
            raise FileRefusedError(_KEYS[key])
    for key in _NAMED_BY:
        if (name := str(thing.get(key, ""))) in _NAMES:
            raise FileRefusedError(_NAMES[name])
    at_opening = thing.get("/OpenAction")
    if isinstance(at_opening, DictionaryObject) and (act := str(at_opening.get("/S"))) not in _HARMLESS:
        raise FileRefusedError(_NAMES.get(act, Refusal.PDF_ACTION))


def _check_bytes(data: bytes) -> None:
    plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
    for reason, name in _IN_THE_OPEN:
        if name in plain:
            raise FileRefusedError(reason)
