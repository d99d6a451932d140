"""The kinds of file that are taken, and how each begins. What is not listed is refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from songjieyou.core.files.refusals import FileRefusedError, Refusal

MB: Final = 1_000_000
LARGEST: Final = 20 * MB
LARGEST_PICTURE: Final = 15 * MB


class Kind(StrEnum):
    PDF = "pdf"
    OFD = "ofd"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    CSV = "csv"
    TXT = "txt"


class Traits(NamedTuple):
    """`limit` in bytes; `starts` are the bytes a file of this kind begins with, empty for text."""

    label: str
    extensions: tuple[str, ...]
    media_type: str
    starts: bytes
    limit: int = LARGEST


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TRAITS: Final[dict[Kind, Traits]] = {
    Kind.PDF: Traits("PDF", (".pdf",), "application/pdf", b"%PDF-"),
    Kind.OFD: Traits("OFD", (".ofd",), "application/ofd", ZIP),
    Kind.DOCX: Traits("Word（docx）", (".docx",), f"{_OFFICE}.wordprocessingml.document", ZIP),
    Kind.XLSX: Traits("Excel（xlsx）", (".xlsx",), f"{_OFFICE}.spreadsheetml.sheet", ZIP),
    Kind.PPTX: Traits("PowerPoint（pptx）", (".pptx",), f"{_OFFICE}.presentationml.presentation", ZIP),
    Kind.JPEG: Traits("JPEG", (".jpg", ".jpeg"), "image/jpeg", b"\xff\xd8\xff", LARGEST_PICTURE),
    Kind.PNG: Traits("PNG", (".png",), "image/png", b"\x89PNG\r\n\x1a\n", LARGEST_PICTURE),
    Kind.WEBP: Traits("WebP", (".webp",), "image/webp", b"RIFF", LARGEST_PICTURE),
    Kind.CSV: Traits("CSV", (".csv",), "text/csv", b""),
    Kind.TXT: Traits("文本（txt）", (".txt",), "text/plain", b""),
}
KIND_OF: Final = {extension: kind for kind, traits in TRAITS.items() for extension in traits.extensions}

_NOT_TAKEN: Final = {
    Refusal.KIND_ARCHIVE: "zip rar 7z gz tgz bz2 xz zst tar cab iso img dmg jar war apk",
    Refusal.KIND_OLD_OFFICE: "doc xls ppt dot xlt pot wps et dps odt ods odp rtf xlsb mdb accdb",
    Refusal.KIND_WITH_MACROS: "docm xlsm pptm dotm xltm potm ppsm xlam ppam",
    Refusal.KIND_WEB_PAGE: "html htm xhtml shtml mht mhtml svg svgz xml xsl xslt swf hta url webloc eml msg",
    Refusal.KIND_PROGRAM: (
        "exe com scr pif msi msp dll sys cpl bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh lnk reg inf "
        "sh bash py pyc pl rb php phtml php5 phar asp aspx jsp jspx cgi class elf bin run appimage deb rpm"
    ),
    Refusal.KIND_PICTURE: "gif bmp tif tiff ico avif jxl jp2 psd raw dng cr2 nef emf wmf eps ai",
    Refusal.KIND_PHONE_PICTURE: "heic heif heics hif",
}
WHY_NOT: Final = {f".{name}": reason for reason, names in _NOT_TAKEN.items() for name in names.split()}
DANGEROUS: Final = frozenset(
    extension
    for extension, reason in WHY_NOT.items()
    if reason in (Refusal.KIND_PROGRAM, Refusal.KIND_WEB_PAGE, Refusal.KIND_WITH_MACROS)
)
"""Extensions that no file name may hold, even before its last one."""

OTHER_STARTS: Final = (
    *(traits.starts for kind, traits in TRAITS.items() if traits.starts and kind is not Kind.WEBP),
    b"MZ", b"\x7fELF", OLE, b"GIF8", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b",
    b"\xca\xfe\xba\xbe", b"{\\rtf", b"II*\0", b"MM\0*", b"\0\0\0\x18ftyp", b"\0\0\0\x1cftyp",
)  # fmt: skip
"""How files begin that are no text and no part of a document."""


def kind_of(extension: str) -> Kind:
    """The kind that has this extension, with its dot and in lower case. Raises FileRefusedError."""
    if extension not in KIND_OF:
        raise FileRefusedError(WHY_NOT.get(extension, Refusal.KIND_UNKNOWN))
    return KIND_OF[extension]


def agrees(kind: Kind, content: bytes) -> bool:
    """Whether content begins like its kind: text like no other kind."""
    if starts := TRAITS[kind].starts:
        return content.startswith(starts) and (kind is not Kind.WEBP or content[8:12] == b"WEBP")
    return not content.startswith(OTHER_STARTS)
