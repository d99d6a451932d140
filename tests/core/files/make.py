"""Small files of every kind, made part by part, so that a test can spoil exactly one thing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape
from typing import Any, Final

import xlsxwriter
from PIL import Image

XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ORIENTATION, GPS = 0x0112, 0x8825

type Parts = Mapping[str, str | bytes]


def package(parts: Parts, **how: Any) -> bytes:
    """A ZIP file of these parts, in order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **how) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def relation(kind: str, target: str, mode: str = "Internal") -> str:
    return f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{escape(target)}" TargetMode="{mode}"/>'


def word_parts(body: str = "", *, main: str = MAIN, relations: str = "", types: str = "") -> dict[str, str | bytes]:
    """The parts of a Word document whose body is `body`."""
    override = f'<Override PartName="/word/document.xml" ContentType="{main}"/>{types}'
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{CONTENT_TYPES}">{default}{override}</Types>',
        "_rels/.rels": (
            f'{XML}<Relationships xmlns="{RELATIONS}">{relation("officeDocument", "word/document.xml")}</Relationships>'
        ),
        "word/document.xml": (
            f'{XML}<w:document xmlns:w="{WORD}"><w:body>{body or paragraph("设备采购合同")}</w:body></w:document>'
        ),
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
    }


def word(body: str = "", **more: str) -> bytes:
    return package(word_parts(body, **more))


def slides(text: str = "项目路演") -> bytes:
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return package(
        {
            "[Content_Types].xml": (
                f'{XML}<Types xmlns="{CONTENT_TYPES}"><Override PartName="/ppt/presentation.xml" '
                f'ContentType="{main}"/></Types>'
            ),
            "ppt/presentation.xml": f'{XML}<p:presentation xmlns:p="x"/>',
            "ppt/slides/slide1.xml": (
                f'{XML}<p:sld xmlns:p="x" xmlns:a="{drawing}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'
            ),
        }
    )


def sheet(*cells: object) -> bytes:
    """An Excel workbook as xlsxwriter makes it, one value or formula a row."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("设备清单")
        for row, value in enumerate(cells or ("数控机床", 52000000, "=SUM(A2:A2)")):
            page.write(row, 0, value)
    return target.getvalue()


def with_parts(content: bytes, parts: Parts) -> bytes:
    """A package with some parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return package({info.filename: file.read(info) for info in file.infolist()} | dict(parts))


def ofd_parts(text: str = "电子发票") -> dict[str, str | bytes]:
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    code = f'<ofd:TextObject><ofd:TextCode X="0" Y="0">{text}</ofd:TextCode></ofd:TextObject>'
    return {
        "OFD.xml": f"{XML}<ofd:OFD {space}><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:OFD>",
        "Doc_0/Document.xml": f"{XML}<ofd:Document {space}/>",
        "Doc_0/Pages/Page_0/Content.xml": f"{XML}<ofd:Page {space}>{code}</ofd:Page>",
        "Doc_0/Attachs/original_invoice.xml": f"{XML}<invoice/>",
    }


def pdf(
    text: str = "Hello",
    *,
    catalog: str = "",
    page: str = "",
    more: tuple[bytes, ...] = (),
    trailer: str = "",
    font: str = "",
) -> bytes:
    """A PDF of one page; `catalog`, `page` and `font` are further keys, `more` further objects from number 6 on."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = (
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            f"/Resources << /Font << /F1 5 0 R >> >> {page} >>"
        ).encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >>".encode(),
        *more,
    )
    target, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(target))
        target += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(target)
    target += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    target += b"".join(b"%010d 00000 n \n" % place for place in places)
    target += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(target + b"startxref\n%d\n%%%%EOF\n" % start)


def chinese_pdf(text: str) -> bytes:
    """A PDF whose text is Chinese: letters stand for the characters, as a map inside it says."""
    letters = dict(zip(dict.fromkeys(text), map(chr, range(ord("A"), ord("Z") + 1)), strict=False))
    lines = "".join(f"<{ord(letter):02X}> <{ord(sign):04X}>\n" for sign, letter in letters.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{lines}endbfchar endcmap end end"
    ).encode()
    mapped = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap)
    return pdf("".join(letters[sign] for sign in text), more=(mapped,), font="/ToUnicode 6 0 R")


def picture(kind: str = "JPEG", size: tuple[int, int] = (32, 16), mode: str = "RGB", **how: Any) -> bytes:
    """Left half red, right half blue."""
    image = Image.new(mode, size, "blue" if mode in ("RGB", "RGBA") else 0)
    if mode in ("RGB", "RGBA"):
        image.paste("red", (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.save(target, kind, **how)
    return target.getvalue()


def photo() -> bytes:
    """A JPEG that says where it was taken, with what, and that it must be turned to stand upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "canary-maker"
    exif.get_ifd(GPS).update({1: "N", 2: (28.0, 13.0, 41.0), 3: "E", 4: (112.0, 56.0, 18.0)})
    return picture("JPEG", exif=exif, comment=b"canary-comment")
