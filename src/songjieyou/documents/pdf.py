"""PDF pages, typeset by typst from a template of ours and the values to put in it.

The values travel as JSON and are only ever text in the template: what a firm calls itself is never markup, reads no
file and loads nothing. The templates are part of the program and import nothing, so that neither the net nor another
file is asked. That is why it is done in this process: there is no stranger's program to confine, and what is typeset
is bounded by `clean` and by whoever makes the values. The lock of the interpreter is free meanwhile.

The same values of the same day make the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

TEMPLATES: Final = Path(__file__).parent / "templates"
SERIF: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "思源宋体", "SimSun", "FangSong", "AR PL UMing CN")
SANS: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "思源黑体", "Microsoft YaHei", "SimHei", "WenQuanYi Zen Hei")
NO_FONTS: Final = (
    "服务器上没有中文字体，排不出 PDF。请系统管理员安装一种，如 Debian 的 fonts-noto-cjk 软件包（思源宋体、思源黑体）。"
)
UNSEEN: Final = ("Cc", "Cf", "Cs")
"""Signs that control, turn the direction of writing, have no shape, or are half of one."""
NO_SHAPE: Final = "〓"
"""What printers set in the place of a character that they have not."""
SHAPELESS: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
"""How typst names what has no shape in any font, each in one message."""
ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
TRIES: Final = 3
"""Where something has no shape, a second is enough; a third where lines come into sight that had no room before."""
STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]
"""For archives, and for readers who do not see; nothing without a shape is let through."""
BEIJING: Final = dt.timezone(dt.timedelta(hours=8))


class FontsMissingError(Exception):
    """No known font for Chinese is installed; the message says in plain Chinese what to do."""


def pdf(template: str, values: Mapping[str, Any], *, on: dt.date) -> bytes:
    """The document that a template of `templates/` makes of JSON values, dated `on`. Raises FontsMissingError.

    The template finds them in `sys.inputs.values`, and the families to set in `sys.inputs.serif` and `.sans`.
    """
    fonts, families = setting()
    stamp = dt.datetime.combine(on, dt.time(), BEIJING)
    text = json.dumps(values, ensure_ascii=False)
    for _ in range(TRIES):
        try:
            return typst.compile(
                TEMPLATES / f"{template}.typ",
                font_paths=fonts,
                ignore_system_fonts=True,
                sys_inputs={"values": text, **families},
                timestamp=stamp,
                pdf_standards=STANDARDS,
            )
        except typst.TypstError as error:
            refusal = error
            text = _without_shapeless(text, error)
    raise refusal


def _without_shapeless(text: str, error: typst.TypstError) -> str:
    """With a sign for what no font can show; raises the error where it is about another thing."""
    shapeless = SHAPELESS.findall(error.diagnostic)
    if not shapeless:
        raise error
    for signs in shapeless:
        text = text.replace(ESCAPED.sub(lambda found: chr(int(found[1], 16)), signs), NO_SHAPE)
    return text


def clean(text: str, most: int) -> str:
    """One line of at most so many characters, without signs that nobody sees; where it is cut, it ends in “…”."""
    seen = (sign for sign in text if sign.isspace() or unicodedata.category(sign) not in UNSEEN)
    line = " ".join("".join(seen).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def families(fonts: typst.Fonts) -> dict[str, str]:
    """The first family of each style that is here; one style stands in for the other. Raises FontsMissingError."""
    here = set(fonts.families())
    serif, sans = (next((name for name in names if name in here), "") for names in (SERIF, SANS))
    if not serif and not sans:
        raise FontsMissingError(NO_FONTS)
    return {"serif": serif or sans, "sans": sans or serif}


@cache
def setting() -> tuple[typst.Fonts, dict[str, str]]:
    """Looked for once in a process, which takes as long as some pages; again and again where there is none."""
    fonts = typst.Fonts(include_embedded_fonts=False)
    return fonts, families(fonts)
