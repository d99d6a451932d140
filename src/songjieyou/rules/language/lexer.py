"""The tokens of a rule line, each with its place. One character in is one character out, so places are exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from songjieyou.rules.faults import FaultError, shown

MAX_LENGTH: Final = 2000
MAX_DIGITS: Final = 30  # no quantity comes near; keeps what a line computes short enough to be written out
MAX_TOKENS: Final = 300  # keeps the longest chain of operators well inside the recursion of those who walk the tree

type TokenKind = Literal["number", "date", "text", "name", "op", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """`value` is the normal form; `unit` is what follows a number at once (`万元`, `%`, or empty)."""

    kind: TokenKind
    value: str
    start: int
    end: int
    unit: str = ""


_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NORMAL: Final = _FULL_WIDTH | {ord(a): b for a, b in zip("　、−×÷≥≤≠“”‘’【】", " ,-*/≥≤≠\"\"''[]", strict=True)}
_SIGNS: Final = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "=", "<>": "!=", "＝": "="}
_TOKEN: Final = re.compile(
    r"""(?P<blank>\s+)
      | (?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]))
      | (?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>%|‰|[^\W\d_]\w*)?
      | '(?P<single>[^']*)' | "(?P<double>[^"]*)"
      | (?P<name>[^\W\d]\w*(?:·\w+)*)
      | (?P<op>--|/\*|\*\*|>=|<=|!=|<>|==|[≥≤≠><=+\-*/(),\[\]])
    """,
    re.VERBOSE,
)
_WORDS: Final = {"且": "且", "或": "或", "非": "非", "属于": "属于", "不属于": "不属于"} | {
    "AND": "且",
    "OR": "或",
    "NOT": "非",
    "IN": "属于",
}
_REFUSED: Final = {
    "--": "“--”不是规则里的符号",
    "/*": "“/*”不是规则里的符号",
    "**": "没有乘方；写成相乘",
}


def tokens(line: str) -> list[Token]:
    """The tokens of one line, closed by an `end`. Raises FaultError at the first character that fits nowhere."""
    if len(line) > MAX_LENGTH:
        raise FaultError(f"规则有 {len(line)} 个字符，至多 {MAX_LENGTH}；请拆成几条")
    text = line.translate(_NORMAL)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FaultError(_no_token(line[at], text[at]), at)
        if match.lastgroup != "blank" or match["name"]:
            found.append(_token(match, line))
            if len(found) > MAX_TOKENS:
                raise FaultError(f"规则超过 {MAX_TOKENS} 个词；请拆成几条", at)
        at = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return found


def _no_token(written: str, normal: str) -> str:
    if normal in "'\"":
        return f"引号“{written}”没有配对"
    return f"读到“{shown(written, 1)}”，规则里没有这个符号"


def _token(match: re.Match[str], line: str) -> Token:
    start, end = match.span()
    if match["number"]:
        if len(match["number"]) > MAX_DIGITS:
            raise FaultError(f"数太长，至多 {MAX_DIGITS} 位", start)
        return Token("number", match["number"], start, end, match["unit"] or "")
    if match["date"]:
        return Token("date", match["date"], start, end)
    for quote in ("single", "double"):
        if match[quote] is not None:
            return Token("text", line[start + 1 : end - 1], start, end)
    if match["name"]:
        word = _WORDS.get(match["name"].upper())
        return Token("op", word, start, end) if word else Token("name", line[start:end], start, end)
    sign = match["op"]
    if sign in _REFUSED:
        raise FaultError(_REFUSED[sign], start)
    return Token("op", _SIGNS.get(sign, sign), start, end)
