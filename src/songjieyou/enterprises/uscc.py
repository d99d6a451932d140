"""统一社会信用代码 (GB 32100): read as people write it, and checked by its own check character."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from stdnum.cn.uscc import calc_check_digit

LENGTH: Final = 18
REGION: Final = range(3, 9)
"""The places, counted from 1, of the registering region: digits only."""
NEVER: Final = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
"""Letters that are in no code, each with what it is taken for."""


def read_uscc(text: str) -> str:
    """The code with full-width forms folded, blanks taken out, letters raised. ValidationError says what is wrong."""
    code = folded(text)
    if len(code) != LENGTH:
        raise ValidationError(f"统一社会信用代码应为 {LENGTH} 位，填的是 {len(code)} 位。")
    for place, character in enumerate(code, 1):
        _refuse_what_cannot_stand(place, character)
    check, written = calc_check_digit(code[:-1]), code[-1]
    if check != written:
        raise ValidationError(f"校验码应为 {check}，填的是 {written}。前面的某一位也可能有误，请对照营业执照核对。")
    return code


def folded(text: str) -> str:
    """A code as it is compared, unchecked."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _refuse_what_cannot_stand(place: int, character: str) -> None:
    if character in NEVER:
        raise ValidationError(f"第 {place} 位是“{character}”，代码里没有这个字母，是不是“{NEVER[character]}”？")
    if not re.fullmatch("[0-9A-Z]", character):
        raise ValidationError(f"第 {place} 位是“{character}”，代码里只有数字和大写字母。")
    if place in REGION and not character.isdigit():
        raise ValidationError(f"第 {place} 位是“{character}”，第 {REGION[0]} 至 {REGION[-1]} 位只有数字。")
