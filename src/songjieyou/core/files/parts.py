"""What the XML of a package says: its text, what it points to, what it calls. One strict pass over each part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.sax import ContentHandler  # it parses nothing, defusedxml does # nosec B406
from xml.sax.xmlreader import AttributesImpl  # nosec B406

from defusedxml import sax

TEXT_KEPT: Final = 50_000
"""Characters of each part that are looked at for markings."""
_LINES: Final = frozenset(("p", "si", "is", "TextCode", "title", "subject", "keywords", "oddHeader", "oddFooter"))
_CODE: Final = frozenset(("instrText", "f", "definedName"))


@dataclass
class Part:
    """`relations` are (type, target, is external); `code` holds fields and formulas."""

    root: str = ""
    text: str = ""
    code: str = ""
    elements: set[str] = field(default_factory=set)
    content_types: list[str] = field(default_factory=list)
    relations: list[tuple[str, str, bool]] = field(default_factory=list)


def read(content: bytes) -> Part:
    """Raises DefusedXmlException for definitions of its own (DTD, entities) and SAXException for what is no XML."""
    reader = _Reader()
    sax.parseString(content, reader, forbid_dtd=True)
    reader.part.text, reader.part.code = "".join(reader.text), "".join(reader.code)
    return reader.part


def is_xml(name: str, content: bytes) -> bool:
    """By name, or by how it begins, in whatever encoding."""
    named = name.lower().endswith((".xml", ".rels", ".svg"))
    return named or content[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<?xml")


class _Reader(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.part = Part()
        self.text: list[str] = []
        self.code: list[str] = []
        self._kept = 0
        self._in_code = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  the interface of xml.sax
        local = name.rpartition(":")[2]
        self.part.root = self.part.root or local
        self.part.elements.add(local)
        self._in_code += local in _CODE
        if local in ("Override", "Default"):
            self.part.content_types.append(attrs.get("ContentType", ""))
        if local == "fldSimple":
            self.code += (f"{value}\n" for value in attrs.values())
        if local == "Relationship":
            external = attrs.get("TargetMode", "") == "External"
            self.part.relations.append((attrs.get("Type", ""), attrs.get("Target", ""), external))

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        self._in_code -= local in _CODE
        if local in _LINES:
            self.characters("\n")
        if local == "f":
            self.code.append("\n")

    def characters(self, content: str) -> None:
        if self._in_code:
            self.code.append(content)
        elif self._kept < TEXT_KEPT:
            self._kept += len(content)
            self.text.append(content)


_CALL: Final = re.compile(
    r"\bDDE(?:AUTO)?\b|\b(?:INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\s|\b(?:CALL|REGISTER|WEBSERVICE)\s*\(",
    re.IGNORECASE,
)
_DDE: Final = re.compile(r"\|[^\n]{0,200}!")
_QUOTED: Final = re.compile(r'"[^"\n]*"')


def calls_out(code: str) -> bool:
    """Whether a field or formula starts a program, or fetches something, when the document is opened."""
    return bool(_CALL.search(code) or _DDE.search(_QUOTED.sub("", code)))


def addresses(part: Part) -> Iterator[tuple[str, str, bool]]:
    """(kind of relation, target, is external), the kind being the last step of its type."""
    for kind, target, external in part.relations:
        yield kind.rstrip("/").rpartition("/")[2], target, external
