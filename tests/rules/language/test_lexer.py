"""Tokens: one character in is one character out, full-width writing is understood, the rest is refused in its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.faults import FaultError
from songjieyou.rules.language.lexer import MAX_DIGITS, MAX_LENGTH, MAX_TOKENS, tokens


def read(line: str) -> list[str]:
    """The tokens as `kind:value unit`."""
    return [f"{t.kind}:{t.value}{' ' + t.unit if t.unit else ''}" for t in tokens(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("项目总投资 >= 500万元", ["name:项目总投资", "op:>=", "number:500 万元"]),
        ("项目总投资≥５００万元", ["name:项目总投资", "op:>=", "number:500 万元"]),
        ("比例＜＝３．２％", ["name:比例", "op:<=", "number:3.2 %"]),
        ("a ≠ 1 <> 2 == 3", ["name:a", "op:!=", "number:1", "op:!=", "number:2", "op:=", "number:3"]),
        ("a × b ÷ c − d", ["name:a", "op:*", "name:b", "op:/", "name:c", "op:-", "name:d"]),
        ("甲 且 乙 或 非 丙", ["name:甲", "op:且", "name:乙", "op:或", "op:非", "name:丙"]),
        ("a and b OR not c", ["name:a", "op:且", "name:b", "op:或", "op:非", "name:c"]),
        ("ａ　ＡＮＤ　ｂ", ["name:ａ", "op:且", "name:ｂ"]),
        ("a in [C, D] 不属于", ["name:a", "op:属于", "op:[", "name:C", "op:,", "name:D", "op:]", "op:不属于"]),
        ("【C，D、E】", ["op:[", "name:C", "op:,", "name:D", "op:,", "name:E", "op:]"]),
        ("注册日期 >= 2024-03-07", ["name:注册日期", "op:>=", "date:2024-03-07"]),
        ("2024-3-7-1", ["date:2024-3-7", "op:-", "number:1"]),
        ("2024-03-071", ["number:2024", "op:-", "number:03", "op:-", "number:071"]),
        ("12024-03-07", ["number:12024", "op:-", "number:03", "op:-", "number:07"]),
        ("12个月 30人 3‰ 1.50年", ["number:12 个月", "number:30 人", "number:3 ‰", "number:1.50 年"]),
        ("500 万元", ["number:500", "name:万元"]),
        ("1e400", ["number:1 e400"]),
        ("0x10", ["number:0 x10"]),
        ("C3670 3670", ["name:C3670", "number:3670"]),
        ("'在建' = “完 工”", ["text:在建", "op:=", "text:完 工"]),
        ("''", ["text:"]),
        ("'“甲”'", ["text:“甲”"]),
        ("Ⅰ类知识产权 甲·乙 _x", ["name:Ⅰ类知识产权", "name:甲·乙", "name:_x"]),
        ("且慢 非常 或许", ["name:且慢", "name:非常", "name:或许"]),
        ("", []),
        (" \t\n　", []),
    ],
)
def test_tokens(line: str, expected: list[str]) -> None:
    assert read(line) == [*expected, "end:"]


def test_places_count_characters_of_what_was_written() -> None:
    line = "　项目总投资 ≥ ５００万元 且 “在建”"
    found = tokens(line)
    assert [(t.start, t.end) for t in found] == [(1, 6), (7, 8), (9, 14), (15, 16), (17, 21), (21, 21)]
    assert [line[t.start : t.end] for t in found] == ["项目总投资", "≥", "５００万元", "且", "“在建”", ""]


@pytest.mark.parametrize(
    ("line", "offset", "message"),
    [
        ("a >= 1; DROP TABLE x", 6, "读到“;”，规则里没有这个符号"),
        ("a -- 注释", 2, "“--”不是规则里的符号"),
        ("a /* 注释 */", 2, "“/*”不是规则里的符号"),
        ("a ** 2", 2, "没有乘方；写成相乘"),
        ("a # 注释", 2, "读到“#”，规则里没有这个符号"),
        ("a.b", 1, "读到“.”，规则里没有这个符号"),
        ("1.2.3", 3, "读到“.”，规则里没有这个符号"),
        (".5", 0, "读到“.”，规则里没有这个符号"),
        ("a & b", 2, "读到“&”，规则里没有这个符号"),
        ("a \\ b", 2, "读到“\\”，规则里没有这个符号"),
        ("`a`", 0, "读到“`”，规则里没有这个符号"),
        ("{a}", 0, "读到“{”，规则里没有这个符号"),
        ("a: 1", 1, "读到“:”，规则里没有这个符号"),
        ("a ! b", 2, "读到“!”，规则里没有这个符号"),
        ("a？", 1, "读到“？”，规则里没有这个符号"),
        ("a > '在建", 4, "引号“'”没有配对"),
        ("a = '1' OR '1'='1", 15, "引号“'”没有配对"),
        ("a = 在建”", 6, "引号“””没有配对"),
        ("a > ٣", 4, "读到“٣”，规则里没有这个符号"),
        ("a\x00b", 1, "读到“·”，规则里没有这个符号"),
        ("a\u200bb", 1, "读到“·”，规则里没有这个符号"),
        ("a 😀", 2, "读到“😀”，规则里没有这个符号"),
    ],
)
def test_what_fits_nowhere_is_refused_in_its_place(line: str, offset: int, message: str) -> None:
    with pytest.raises(FaultError) as refused:
        tokens(line)
    assert (refused.value.offset, refused.value.message) == (offset, message)


def test_a_line_has_bounds() -> None:
    assert len(tokens("a" * MAX_LENGTH)) == 2
    assert len(tokens("1 " * MAX_TOKENS)) == MAX_TOKENS + 1
    assert len(tokens("1" * MAX_DIGITS)) == 2
    for line, offset, message in (
        ("a" * 100_000, 0, f"规则有 100000 个字符，至多 {MAX_LENGTH}；请拆成几条"),
        ("1 " * (MAX_TOKENS + 1), 2 * MAX_TOKENS, f"规则超过 {MAX_TOKENS} 个词；请拆成几条"),
        ("a + " + "1" * (MAX_DIGITS + 1), 4, f"数太长，至多 {MAX_DIGITS} 位"),
    ):
        with pytest.raises(FaultError) as refused:
            tokens(line)
        assert (refused.value.offset, refused.value.message) == (offset, message)


@settings(max_examples=200)
@given(st.text(alphabet="甲乙且或非 属于不1２3.5%万元-–/*'\"“”‘’<>=!≥[]()，,\n\x00_e", max_size=40))
def test_tokens_cover_the_line_or_refuse_it(line: str) -> None:
    """Between two tokens there is nothing but blanks, whatever was written."""
    try:
        found = tokens(line)
    except FaultError as refused:
        assert 0 <= refused.offset <= len(line)  # noqa: PT017
        return
    at = 0
    for token in found:
        assert line[at : token.start].strip() == ""
        assert token.end > token.start or token.kind == "end"
        at = token.end
    assert at == len(line)
