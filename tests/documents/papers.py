"""Reading what was typeset."""

from __future__ import annotations

import io

from pypdf import PdfReader


def pages(content: bytes) -> list[str]:
    """The text of each page, without blanks: between Chinese and figures some are only for the eye."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def meta(content: bytes) -> dict[str, str]:
    return {name: str(value) for name, value in (PdfReader(io.BytesIO(content)).metadata or {}).items()}
