"""What is taken: the benign twin of each hostile family comes back byte for byte; a picture comes back as a picture."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from songjieyou.core.domain.files import keep, own, receive, store
from songjieyou.core.files import confined, examine
from songjieyou.core.files.kinds import Kind
from songjieyou.core.models import Event
from tests.core.files import make
from tests.park import World

UPPERMOST = (0, 0)
NOTE = "公司有《商业秘密保护制度》，内部控制健全，由内部审计部门检查；保密义务见第五条。\n"
ALIKE: list[tuple[str, Kind, Callable[[], bytes]]] = [
    ("合同.pdf", Kind.PDF, make.pdf),
    ("商业秘密保护制度.PDF", Kind.PDF, lambda: make.chinese_pdf("内部控制与商业秘密")),
    (
        "带链接.pdf",
        Kind.PDF,
        lambda: make.pdf(page="/Annots [<< /Subtype /Link /A << /S /URI /URI (https://a.cn) >> >>]"),
    ),
    ("打开到第一页.pdf", Kind.PDF, lambda: make.pdf(catalog="/OpenAction << /S /GoTo /D [3 0 R /Fit] >>")),
    ("合同.docx.pdf", Kind.PDF, make.pdf),
    ("内部控制手册 v1.2.docx", Kind.DOCX, lambda: make.word(make.paragraph(NOTE))),
    ("带链接.docx", Kind.DOCX, lambda: make.word(relations=make.relation("hyperlink", "https://a.cn", "External"))),
    ("带图.docx", Kind.DOCX, lambda: make.with_parts(make.word(), {"word/media/a.png": make.picture("PNG")})),
    ("设备清单.xlsx", Kind.XLSX, make.sheet),
    ("大表.xlsx", Kind.XLSX, lambda: make.sheet(*range(20_000))),
    ("路演.pptx", Kind.PPTX, make.slides),
    ("发票.ofd", Kind.OFD, lambda: make.package(make.ofd_parts())),
    ("设备.csv", Kind.CSV, lambda: "名称,数量\n数控机床,-5\n电话,+86 731\n".encode()),
    ("说明.txt", Kind.TXT, lambda: NOTE.encode("gb18030")),
    ("说明（一）.txt", Kind.TXT, lambda: b"\xef\xbb\xbf" + NOTE.encode()),
]


def through(content: bytes, name: str, world: World) -> tuple[bytes, str, str]:
    """(content as it comes back, its kind, its name) of a file that Alice keeps."""
    draft = receive(chunks=[content], name=name, by=world.alice)
    attachment = keep(draft=draft, by=world.alice, belongs=own(world.alice))
    with store().open(attachment.content.sha256) as file:
        return file.read(), attachment.kind, attachment.name


@pytest.mark.parametrize(("name", "kind", "make_it"), ALIKE, ids=[name for name, _, _ in ALIKE])
def test_it_comes_back_as_it_was(
    name: str, kind: Kind, make_it: Callable[[], bytes], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "_ask", examine.answer)
    content = make_it()
    assert through(content, name, world) == (content, kind, name)


def test_an_awkward_name_is_made_safe(world: World) -> None:
    assert through(b"a", '会议 10:30 "纪要"?.txt', world)[2] == "会议 10_30 _纪要__.txt"


def test_a_photo_comes_back_upright_without_its_place(world: World) -> None:
    """Through the process of its own, and not into the store with what it told."""
    given = make.photo()
    assert b"canary-maker" in given
    content, kind, _ = through(given, "现场.JPG", world)
    assert kind == Kind.JPEG
    with Image.open(io.BytesIO(given)) as before, Image.open(io.BytesIO(content)) as picture:
        assert before.size == (32, 16)
        assert picture.size == (16, 32)
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red, _, blue = picture.getpixel(UPPERMOST)  # type: ignore[misc]
        assert (red > 200, blue < 60) == (True, True)
    assert b"canary" not in content


@pytest.mark.parametrize(
    ("kind", "name", "mode"),
    [
        ("PNG", "a.png", "RGBA"),
        ("PNG", "a.png", "P"),
        ("PNG", "a.png", "1"),
        ("WEBP", "a.webp", "RGB"),
        ("JPEG", "a.jpeg", "CMYK"),
    ],
)
def test_pictures_of_every_mode(kind: str, name: str, mode: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_ask", examine.answer)
    content, _, _ = through(make.picture(kind, mode=mode), name, world)
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert (picture.format, picture.size) == (kind, (32, 16))


def test_what_is_kept_is_told(world: World, files: Path) -> None:
    draft = receive(chunks=[b"ab", b"c"], name="a.txt", by=world.alice)
    attachment = keep(draft=draft, by=world.alice, belongs=own(world.alice))
    events = Event.objects.filter(name__startswith="file.").values_list("name", "payload", "actor")
    assert list(events) == [("file.kept", {"attachment": attachment.pk}, world.alice.pk)]
    assert [path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()] == [
        f"ba/78/{draft.sha256}"
    ]
    assert draft.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (attachment.content.size, oct((files / f"ba/78/{draft.sha256}").stat().st_mode & 0o077)) == (3, "0o0")
