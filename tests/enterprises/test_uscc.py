"""统一社会信用代码: read as people write it; what is wrong is said."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from songjieyou.enterprises.uscc import read_uscc

RIGHT = "91430100MA4L0A001T"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    "written",
    [
        RIGHT,
        RIGHT.lower(),
        " 9143 0100 MA4L 0A00 1T ",
        "９１４３０１００ＭＡ４Ｌ０Ａ００１Ｔ",
        "91430100\u3000ma4l0a001t",
    ],
)
def test_it_is_read_as_people_write_it(written: str) -> None:
    assert read_uscc(written) == RIGHT


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "统一社会信用代码应为 18 位，填的是 0 位。"),
        ("91430100MA4L0A001", "统一社会信用代码应为 18 位，填的是 17 位。"),
        ("91430100MA4L0A001TT", "统一社会信用代码应为 18 位，填的是 19 位。"),
        ("91430100MA4LOA001T", "第 13 位是“O”，代码里没有这个字母，是不是“0”？"),
        ("9143O100MA4L0A001T", "第 5 位是“O”，代码里没有这个字母，是不是“0”？"),
        ("91430100MA4L0A00I*", "第 17 位是“I”，代码里没有这个字母，是不是“1”？"),
        ("91430100MA4L0A00*T", "第 17 位是“*”，代码里只有数字和大写字母。"),
        ("9143010AMA4L0A001T", "第 8 位是“A”，第 3 至 8 位只有数字。"),
        ("91430100MA4L0A001B", "校验码应为 T，填的是 B。前面的某一位也可能有误，请对照营业执照核对。"),
        ("91430100MA4L0A010T", "校验码应为 Q，填的是 T。前面的某一位也可能有误，请对照营业执照核对。"),
    ],
)
def test_what_is_wrong_is_said(written: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_uscc(written)
    assert caught.value.messages == [words]


@given(
    st.text("9YN1", min_size=2, max_size=2), st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(ALPHABET),
)  # fmt: skip
def test_one_wrong_character_is_always_noticed(kind: str, region: str, body: str, place: int, other: str) -> None:
    """What a check character modulo 31 promises."""
    code = kind + region + body
    code += calc_check_digit(code)
    assert read_uscc(code) == code
    changed = code[:place] + other + code[place + 1 :]
    if changed != code:
        with pytest.raises(ValidationError):
            read_uscc(changed)
