"""Markings of secrecy on a document: 绝密, 机密, 秘密 and 内部 where they mark it, not where they are merely spoken of.

The form of a marking is that of 国家秘密定密管理暂行规定 and GB/T 9704: “机密★10年” or the level alone on its line.
“商业秘密”, “内部控制” and the like inside a sentence are no marking.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

LEVEL: Final = "(?:绝密|机密|秘密)"
_OPEN, _CLOSE = "[(\\[{【〔《〈「『<]?", "[)\\]}】〕》〉」』>]?"
_TERM: Final = "(?:[0-9一二三四五六七八九十]{1,3}年|[0-9]{1,2}个月|长期)"

_STARRED: Final = re.compile(rf"{LEVEL}(?:级)?(?:[★☆⭐✩✭]|\*{_TERM})|(?:工作秘密|内部)[★☆⭐]")
"""Anywhere: nobody writes a star after the word by chance."""
_ALONE: Final = re.compile(
    rf"{_OPEN}(?:{LEVEL}级?(?:{_TERM})?|工作秘密"
    rf"|内部(?:资料|文件|材料|使用|参考|传阅|明电)?"
    rf"|(?:仅供|仅限)内部(?:使用|参考|传阅)"
    rf"|内部(?:资料|文件|材料|使用|参考)?[,:;、·!-]*(?:请)?(?:注意|严禁|不得|禁止|妥善|切勿|不准).{{1,12}}"
    rf"){_CLOSE}[.。!]?"
)
"""The whole of a line, or of a cell."""
_DECLARED: Final = re.compile(rf"(?:密级|保密级别|秘密等级|涉密等级)[:=]?{_OPEN}(?:{LEVEL}|内部)")
_WORDS_OF_A_NAME: Final = re.compile(r"[\s\-_.,:;、·+()\[\]{}【】〔〕《》〈〉「」『』<>~]+")
_CELLS: Final = re.compile(r"[\n\r\f\v\t|]+")


def marked_text(text: str) -> bool:
    """Whether a text bears a marking. Lines, and cells divided by tabs, are judged one by one."""
    return any(_marked_line(line) for line in _CELLS.split(_plain(text)))


def marked_name(name: str) -> bool:
    """Whether the name of a file bears one: as a word of its own, or starred."""
    stem = PurePosixPath(_plain(name)).stem
    return bool(_STARRED.search(stem)) or any(_ALONE.fullmatch(word) for word in _WORDS_OF_A_NAME.split(stem) if word)


def _marked_line(line: str) -> bool:
    tight = re.sub(r"\s+", "", line)
    return bool(_STARRED.search(tight) or _ALONE.fullmatch(tight) or _DECLARED.search(tight))


def _plain(text: str) -> str:
    """Full-width letters made half-width, and what cannot be seen taken out, so that neither hides a marking."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
