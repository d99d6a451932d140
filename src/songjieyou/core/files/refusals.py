"""Why a file is not taken: one word for the log, and for people what is wrong and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final


class Refusal(StrEnum):
    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_HIDDEN_CHARACTERS = "name_hidden_characters"
    NAME_WITH_FOLDERS = "name_with_folders"
    NAME_RESERVED = "name_reserved"
    NAME_DISGUISED = "name_disguised"
    KIND_UNKNOWN = "kind_unknown"
    KIND_ARCHIVE = "kind_archive"
    KIND_OLD_OFFICE = "kind_old_office"
    KIND_WITH_MACROS = "kind_with_macros"
    KIND_WEB_PAGE = "kind_web_page"
    KIND_PROGRAM = "kind_program"
    KIND_PICTURE = "kind_picture"
    KIND_PHONE_PICTURE = "kind_phone_picture"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_ITS_EXTENSION = "not_its_extension"
    TWO_IN_ONE = "two_in_one"
    TOO_COMPLEX = "too_complex"
    PACKAGE_BROKEN = "package_broken"
    PACKAGE_ENCRYPTED = "package_encrypted"
    PACKAGE_TOO_MANY_PARTS = "package_too_many_parts"
    PACKAGE_TOO_LARGE = "package_too_large"
    PACKAGE_BAD_NAMES = "package_bad_names"
    PACKAGE_SAME_NAMES = "package_same_names"
    PACKAGE_EMBEDS = "package_embeds"
    PACKAGE_MACROS = "package_macros"
    PACKAGE_REACHES_OUT = "package_reaches_out"
    PACKAGE_DDE = "package_dde"
    PACKAGE_UNSAFE_XML = "package_unsafe_xml"
    PDF_BROKEN = "pdf_broken"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_SCRIPT = "pdf_script"
    PDF_ACTION = "pdf_action"
    PDF_EMBEDS = "pdf_embeds"
    PDF_TOO_MANY_OBJECTS = "pdf_too_many_objects"
    PICTURE_BROKEN = "picture_broken"
    PICTURE_TOO_LARGE = "picture_too_large"
    PICTURE_ANIMATED = "picture_animated"
    TEXT_NOT_TEXT = "text_not_text"
    TEXT_UNREADABLE = "text_unreadable"
    TEXT_IS_CODE = "text_is_code"
    TEXT_CALLS = "text_calls"
    MARKED = "marked"
    NO_SPACE = "no_space"


_FULL: Final = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
RESAVE: Final = "请用原来的软件打开，另存一份后再上传。"

WORDS: Final[dict[Refusal, str]] = {
    Refusal.NAME_MISSING: "文件没有名字。请给它起个名字，保留扩展名，如“营业执照.pdf”。",
    Refusal.NAME_TOO_LONG: "文件名太长。请改到 100 个字以内。",
    Refusal.NAME_HIDDEN_CHARACTERS: "文件名里有看不见的控制字符。请改名后再上传。",
    Refusal.NAME_WITH_FOLDERS: "文件名里有目录。请只保留文件名，不带 / 和 \\。",
    Refusal.NAME_RESERVED: "这个文件名是电脑系统保留的。请换一个名字。",
    Refusal.NAME_DISGUISED: "文件名里夹着程序或网页的扩展名。请去掉中间的扩展名，如“合同.exe.pdf”改为“合同.pdf”。",
    Refusal.KIND_UNKNOWN: "不收这种文件。请转成 PDF、Word（docx）、Excel（xlsx）或图片再上传。",
    Refusal.KIND_ARCHIVE: "不收压缩包。请解压后逐个上传里面的文件。",
    Refusal.KIND_OLD_OFFICE: "不收旧版或其他软件的文档格式。请另存为 docx、xlsx、pptx 或 PDF 再上传。",
    Refusal.KIND_WITH_MACROS: "不收带宏的文档。请另存为不带宏的 docx、xlsx 或 pptx 再上传。",
    Refusal.KIND_WEB_PAGE: "不收网页、SVG 和 XML 文件，里面可能有程序。请打印成 PDF 再上传。",
    Refusal.KIND_PROGRAM: "不收程序和脚本。请上传文档或图片。",
    Refusal.KIND_PICTURE: "不收这种图片格式。请转成 JPEG 或 PNG 再上传。",
    Refusal.KIND_PHONE_PICTURE: "不收 HEIC / HEIF 图片。请在手机的相机设置里选“兼容性最佳”，或转成 JPEG 再上传。",
    Refusal.EMPTY: "文件是空的。请检查文件后再上传。",
    Refusal.TOO_LARGE: "文件太大：图片不超过 15 MB，其他不超过 20 MB。请压缩图片或分成几个文件再上传。",
    Refusal.NOT_ITS_EXTENSION: "文件内容和扩展名不符。请不要直接改扩展名，用原来的软件另存为所需的格式再上传。",
    Refusal.TWO_IN_ONE: f"文件的前面、中间或末尾夹带了别的内容。{RESAVE}",
    Refusal.TOO_COMPLEX: "文件太复杂，在规定的时间和内存内没有检查完。请拆成几个文件，或打印成 PDF 再上传。",
    Refusal.PACKAGE_BROKEN: f"文档已损坏或不完整，打不开。{RESAVE}",
    Refusal.PACKAGE_ENCRYPTED: "文档设了密码，无法检查。请去掉密码再上传。",
    Refusal.PACKAGE_TOO_MANY_PARTS: "文档里的部件太多。请拆成几个文件再上传。",
    Refusal.PACKAGE_TOO_LARGE: "文档解开后太大。请压缩其中的图片或拆成几个文件再上传。",
    Refusal.PACKAGE_BAD_NAMES: f"文档内部的文件名不正常，可能被改动过。{RESAVE}",
    Refusal.PACKAGE_SAME_NAMES: f"文档内部有重名的部件，可能被改动过。{RESAVE}",
    Refusal.PACKAGE_EMBEDS: "文档里嵌有别的文件或控件。请删去嵌入的对象，或打印成 PDF 再上传。",
    Refusal.PACKAGE_MACROS: "文档里有宏。请另存为不带宏的 docx、xlsx 或 pptx 再上传。",
    Refusal.PACKAGE_REACHES_OUT: "文档引用了外部的文件、模板或图片。请断开外部链接，把内容放进文档，再上传。",
    Refusal.PACKAGE_DDE: "文档里有会调用其他程序的域或公式（DDE）。请删去后再上传。",
    Refusal.PACKAGE_UNSAFE_XML: f"文档内部的 XML 有不安全的定义。{RESAVE}",
    Refusal.PDF_BROKEN: "PDF 已损坏或不完整，打不开。请重新生成后再上传。",
    Refusal.PDF_ENCRYPTED: "PDF 设了密码或加了限制，无法检查。请打印成一份没有密码的 PDF 再上传。",
    Refusal.PDF_SCRIPT: "PDF 里有脚本。请打印成一份新的 PDF 再上传。",
    Refusal.PDF_ACTION: "PDF 打开时会自动执行操作或打开别的程序。请打印成一份新的 PDF 再上传。",
    Refusal.PDF_EMBEDS: "PDF 里嵌有别的文件。请删去附件，或打印成一份新的 PDF 再上传。",
    Refusal.PDF_TOO_MANY_OBJECTS: "PDF 里的对象太多。请拆成几个文件再上传。",
    Refusal.PICTURE_BROKEN: "图片已损坏或不完整，打不开。请重新拍照或另存后再上传。",
    Refusal.PICTURE_TOO_LARGE: "图片的像素太多：总数不超过 5000 万，每边不超过 20000。请缩小后再上传。",
    Refusal.PICTURE_ANIMATED: "不收动图。请截成一张静态图片再上传。",
    Refusal.TEXT_NOT_TEXT: "这不是纯文本，里面有二进制内容。请用原来的软件另存为文本再上传。",
    Refusal.TEXT_UNREADABLE: "文本的编码读不出来。请另存为 UTF-8 编码再上传。",
    Refusal.TEXT_IS_CODE: "文本里有网页或脚本代码。请只保留文字，或打印成 PDF 再上传。",
    Refusal.TEXT_CALLS: "表格里有会调用程序或访问网络的公式。请只保留数值再上传。",
    Refusal.MARKED: "文件标有密级或“内部”字样。本系统是非涉密系统，没有保存这个文件。请按保密规定另行报送。",
    Refusal.NO_SPACE: "服务器存储空间不足，文件没有保存。请稍后再试，并告诉系统管理员。",
}


class FileRefusedError(Exception):
    """The file is not taken; `str()` is what people are told."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(WORDS[reason])
        self.reason = reason


@contextmanager
def told_when_full() -> Iterator[None]:
    """A disk that is full is a refusal too."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise FileRefusedError(Refusal.NO_SPACE) from None
        raise
