"""Whatever the bytes and whatever the name: an answer, never an error."""

from __future__ import annotations

import unicodedata
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.core.files.examine import judge
from songjieyou.core.files.kinds import TRAITS, Kind
from songjieyou.core.files.names import LONGEST, LONGEST_IN_BYTES, extension, safe_name
from songjieyou.core.files.refusals import FileRefusedError
from tests.core.files import make

SOUND: Final = {
    Kind.PDF: make.pdf(),
    Kind.OFD: make.package(make.ofd_parts()),
    Kind.DOCX: make.word(),
    Kind.XLSX: make.sheet(),
    Kind.PPTX: make.slides(),
    Kind.JPEG: make.photo(),
    Kind.PNG: make.picture("PNG"),
    Kind.WEBP: make.picture("WEBP"),
    Kind.CSV: ("名称,数量\n" * 100).encode(),
    Kind.TXT: ("说明\n" * 100).encode(),
}
"""A file of each kind that is taken."""


@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_gets_an_answer(kind: Kind, data: st.DataObject) -> None:
    content = bytearray(SOUND[kind])
    start = len(TRAITS[kind].starts)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(start, len(content) - 1))
        if data.draw(st.booleans()):
            content[place] = data.draw(st.integers(0, 255))
        else:
            del content[place : place + data.draw(st.integers(1, 40))]
    verdict = judge(kind, bytes(content))
    assert bool(verdict.kept) is (verdict.refused is None)


@pytest.mark.parametrize("kind", Kind)
@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(kind: Kind, content: bytes) -> None:
    verdict = judge(kind, TRAITS[kind].starts + content)
    assert verdict.refused or kind in (Kind.CSV, Kind.TXT)


@given(st.text(max_size=140), st.sampled_from([".pdf", ".PDF", ".docx", ""]))
def test_a_name_that_is_taken_is_harmless(stem: str, ending: str) -> None:
    try:
        name = safe_name(stem + ending)
    except FileRefusedError:
        return
    assert 0 < len(name) <= LONGEST
    assert len(name.encode()) <= LONGEST_IN_BYTES
    assert not set(name) & set('/\\<>:"|?*\0\n\r')
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in name)
    assert safe_name(name) == name
    if ending:
        assert extension(name) == ending.lower()
