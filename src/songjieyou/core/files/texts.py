"""Plain text and tables of plain text: text and nothing else."""

from __future__ import annotations

import re
from typing import Final

from songjieyou.core.files.kinds import Kind
from songjieyou.core.files.markings import marked_text
from songjieyou.core.files.refusals import FileRefusedError, Refusal

ENCODINGS: Final = ("utf-8-sig", "gb18030")
TEXT_LOOKED_AT: Final = 200_000
"""Characters that are looked at for markings."""

_BINARY: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CODE: Final = re.compile(
    r"<\s*(?:script|html|svg|iframe|object|embed|body|meta|\?php|!doctype|%@?)|\A\s*(?:#!|<\?xml|MIME-Version:)",
    re.IGNORECASE,
)
_CALL: Final = re.compile(
    r'(?:^|[,;\t\n"])[ ]*[=+\-@][^\n]{0,300}?'
    r"(?:\|[^\n]{0,100}?!|\b(?:HYPERLINK|WEBSERVICE|IMPORTXML|IMPORTDATA|IMPORTHTML|IMPORTFEED|CALL|REGISTER|EXEC|DDE)"
    r"[ ]*\()",
    re.IGNORECASE,
)
_CELLS: Final = re.compile(r'[,;"]')


def examine(data: bytes, kind: Kind) -> bytes:
    """The text itself, as it was given. Raises FileRefusedError."""
    if _BINARY.search(data):
        raise FileRefusedError(Refusal.TEXT_NOT_TEXT)
    text = _decoded(data)
    if _CODE.search(text):
        raise FileRefusedError(Refusal.TEXT_IS_CODE)
    if kind is Kind.CSV and _CALL.search(text):
        raise FileRefusedError(Refusal.TEXT_CALLS)
    head = text[:TEXT_LOOKED_AT]
    if marked_text(_CELLS.sub("\t", head) if kind is Kind.CSV else head):
        raise FileRefusedError(Refusal.MARKED)
    return data


def _decoded(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefusedError(Refusal.TEXT_UNREADABLE)
