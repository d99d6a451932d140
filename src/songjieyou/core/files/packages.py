"""Office documents (ECMA-376) and OFD (GB/T 33190): what their parts may be."""

from __future__ import annotations

import re
from typing import Final

from defusedxml import DefusedXmlException

from songjieyou.core.files import parts, zips
from songjieyou.core.files.kinds import OTHER_STARTS, TRAITS, Kind
from songjieyou.core.files.markings import marked_text
from songjieyou.core.files.refusals import FileRefusedError, Refusal

_CONTENT_TYPES: Final = "[Content_Types].xml"
_OFD_ROOT: Final = "OFD.xml"
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*")
_FOREIGN: Final = tuple(start for start in OTHER_STARTS if start not in _PICTURES)

_BY_NAME: Final = (
    (Refusal.PACKAGE_MACROS, re.compile(r"vbaproject|vbadata|macrosheets|customui/|userforms?/", re.IGNORECASE)),
    (Refusal.PACKAGE_EMBEDS, re.compile(r"activex|embeddings/|oleobject|afchunk|webextensions/", re.IGNORECASE)),
    (
        Refusal.PACKAGE_EMBEDS,
        re.compile(r"\.(html?|mht|js|vbs|exe|dll|bat|cmd|ps1|lnk|swf|zip|docx?m?)$", re.IGNORECASE),
    ),
    (
        Refusal.PACKAGE_ENCRYPTED,
        re.compile(r"(^|/)(Encryptions\.xml|decryptseeds?\.dat|EncryptedPackage)$", re.IGNORECASE),
    ),
)
_BY_ELEMENT: Final = (
    (Refusal.PACKAGE_EMBEDS, frozenset(("OLEObject", "oleObject", "oleObj", "altChunk", "script", "foreignObject"))),
    (Refusal.PACKAGE_DDE, frozenset(("ddeLink", "oleLink"))),
)
_BY_RELATION: Final = {
    "vbaProject": Refusal.PACKAGE_MACROS,
    "xlMacrosheet": Refusal.PACKAGE_MACROS,
    "xlIntlMacrosheet": Refusal.PACKAGE_MACROS,
    "aFChunk": Refusal.PACKAGE_EMBEDS,
    "oleObject": Refusal.PACKAGE_EMBEDS,
    "package": Refusal.PACKAGE_EMBEDS,
}
_SAFE_LINK: Final = re.compile(r"(https?|mailto|tel):|[^:\\]*$", re.IGNORECASE)
_SCRIPT_IN_DRAWING: Final = re.compile(rb"<!doctype|<!entity|<script|javascript:", re.IGNORECASE)


def examine(data: bytes, kind: Kind) -> bytes:
    """The package itself. Raises FileRefusedError; any other error means that it is broken."""
    package = zips.unpack(data)
    _is_the_kind(package, kind)
    for name, content in package.items():
        _check_part(name, content)
    return data


def _is_the_kind(package: dict[str, bytes], kind: Kind) -> None:
    if kind is Kind.OFD:
        if _OFD_ROOT not in package or _read(package[_OFD_ROOT]).root != "OFD":
            raise FileRefusedError(Refusal.NOT_ITS_EXTENSION)
        return
    if _CONTENT_TYPES not in package:
        raise FileRefusedError(Refusal.NOT_ITS_EXTENSION)
    types = _read(package[_CONTENT_TYPES]).content_types
    for reason, words in (
        (Refusal.PACKAGE_MACROS, ("macroenabled", "vbaproject", "macrosheet")),
        (Refusal.PACKAGE_EMBEDS, ("activex", "oleobject")),
    ):
        if any(word in written.lower() for written in types for word in words):
            raise FileRefusedError(reason)
    if f"{TRAITS[kind].media_type}.main+xml" not in types:
        raise FileRefusedError(Refusal.NOT_ITS_EXTENSION)


def _check_part(name: str, content: bytes) -> None:
    for reason, pattern in _BY_NAME:
        if pattern.search(name):
            raise FileRefusedError(reason)
    if content.startswith(_FOREIGN):
        raise FileRefusedError(Refusal.PACKAGE_EMBEDS)
    if parts.is_xml(name, content):
        _check_xml(_read(content))
    elif name.lower().endswith(".vml") and _SCRIPT_IN_DRAWING.search(content):  # Excel's own VML is not always XML
        raise FileRefusedError(Refusal.PACKAGE_UNSAFE_XML)


def _check_xml(part: parts.Part) -> None:
    for reason, elements in _BY_ELEMENT:
        if not part.elements.isdisjoint(elements):
            raise FileRefusedError(reason)
    if parts.calls_out(part.code):
        raise FileRefusedError(Refusal.PACKAGE_DDE)
    for kind, target, external in parts.addresses(part):
        if kind in _BY_RELATION:
            raise FileRefusedError(_BY_RELATION[kind])
        if external and (kind != "hyperlink" or not _SAFE_LINK.match(target)):
            raise FileRefusedError(Refusal.PACKAGE_REACHES_OUT)
    if marked_text(part.text):
        raise FileRefusedError(Refusal.MARKED)


def _read(content: bytes) -> parts.Part:
    try:
        return parts.read(content)
    except DefusedXmlException:
        raise FileRefusedError(Refusal.PACKAGE_UNSAFE_XML) from None
