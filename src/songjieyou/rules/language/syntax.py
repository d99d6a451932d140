"""The parser of rule lines: operator precedence, exact places, depth limited by construction.

    或 < 且 < 非 < 比较、属于 < + - < * /

It knows no names and no types: `resolve` gives them meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.language.lexer import Token, tokens

MAX_DEPTH: Final = 24


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as written: ("500", "万元")."""

    number: str
    unit: str
    at: int


@dataclass(frozen=True, slots=True)
class Day:
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Quoted:
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Syntax, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`非` or `-`."""

    op: str
    operand: Syntax
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """`且 或 = != >= <= > < 属于 不属于 + - * /`; `at` is the place of the operator."""

    op: str
    left: Syntax
    right: Syntax
    at: int


@dataclass(frozen=True, slots=True)
class Items:
    """`[C, D, '中型']`."""

    items: tuple[Quoted, ...]
    at: int


type Syntax = Quantity | Day | Quoted | Name | Call | Unary | Binary | Items

COMPARISONS: Final = frozenset((">=", "<=", ">", "<", "=", "!="))


@lru_cache(maxsize=4096)  # policies repeat themselves, and each row of a tier reads its measure again
def parse(line: str) -> Syntax:
    """The syntax of one rule line. Raises FaultError with the offset of the fault."""
    if not line.strip():
        raise FaultError("规则是空的")
    return _Parser(tokens(line)).whole()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens, self.at, self.depth = found, 0, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self, *ops: str) -> Token | None:
        token = self.now
        if token.kind == "op" and token.value in ops:
            self.at += 1
            return token
        return None

    def whole(self) -> Syntax:
        found = self.either()
        if self.now.kind != "end":
            raise FaultError(f"读到{_said(self.now)}，{_wanted(self.tokens[self.at - 1])}", self.now.start)
        return found

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FaultError(f"括号嵌套超过 {MAX_DEPTH} 层", self.now.start)

    def either(self) -> Syntax:
        self.deeper()
        found = self.both()
        while token := self.take("或"):
            found = Binary("或", found, self.both(), token.start)
        self.depth -= 1
        return found

    def both(self) -> Syntax:
        found = self.negation()
        while token := self.take("且"):
            found = Binary("且", found, self.negation(), token.start)
        return found

    def negation(self) -> Syntax:
        if token := self.take("非"):
            self.deeper()
            found = Unary("非", self.negation(), token.start)
            self.depth -= 1
            return found
        return self.comparison()

    def comparison(self) -> Syntax:
        left = self.sum()
        if token := self.take(*COMPARISONS):
            found: Syntax = Binary(token.value, left, self.sum(), token.start)
            if self.now.kind == "op" and self.now.value in COMPARISONS:
                raise FaultError("一次只比较两边；写成“… 且 …”", self.now.start)
            return found
        if token := self.take("属于", "不属于"):
            return Binary(token.value, left, self.primary(), token.start)
        return left

    def sum(self) -> Syntax:
        found = self.product()
        while token := self.take("+", "-"):
            found = Binary(token.value, found, self.product(), token.start)
        return found

    def product(self) -> Syntax:
        found = self.signed()
        while token := self.take("*", "/"):
            found = Binary(token.value, found, self.signed(), token.start)
        return found

    def signed(self) -> Syntax:
        if token := self.take("-"):
            return Unary("-", self.primary(), token.start)
        return self.primary()

    def primary(self) -> Syntax:
        token = self.now
        if token.kind == "op":
            return self.grouped(token)
        self.at += 1
        match token.kind:
            case "number":
                return Quantity(token.value, token.unit, token.start)
            case "date":
                return Day(token.value, token.start)
            case "text":
                return Quoted(token.value, token.start)
            case "name":
                return self.call(token) if self.take("(") else Name(token.value, token.start)
        raise FaultError("规则没有写完", token.start)

    def grouped(self, token: Token) -> Syntax:
        if self.take("("):
            found = self.either()
            self.close(")", token)
            return found
        if self.take("["):
            return self.list(token)
        raise FaultError(f"读到{_said(token)}，这里应是事实、数或括号", token.start)

    def call(self, name: Token) -> Call:
        arguments: list[Syntax] = []
        opened = self.tokens[self.at - 1]
        if not self.take(")"):
            arguments.append(self.either())
            while self.take(","):
                arguments.append(self.either())
            self.close(")", opened)
        return Call(name.value, tuple(arguments), name.start)

    def list(self, opened: Token) -> Items:
        items: list[Quoted] = []
        while not (self.now.kind == "op" and self.now.value == "]"):
            token = self.now
            if token.kind not in ("name", "number", "text"):
                raise FaultError(f"读到{_said(token)}，列表里应是文字或代码", token.start)
            items.append(Quoted(token.value + token.unit, token.start))
            self.at += 1
            if not self.take(","):
                break
        self.close("]", opened)
        if not items:
            raise FaultError("列表是空的", opened.start)
        return Items(tuple(items), opened.start)

    def close(self, sign: str, opened: Token) -> None:
        if not self.take(sign):
            said = _said(self.now)
            raise FaultError(
                f"第 {opened.start + 1} 个字符的“{opened.value}”没有配对的“{sign}”，读到{said}", self.now.start
            )


def _wanted(before: Token) -> str:
    """What should have come after a token; a word written onto a name is the likeliest slip."""
    if before.kind == "name":
        for word in ("属于", "且", "或"):
            if before.value.endswith(word) and before.value != word:
                return f"前面的“{word}”要和名字空一格"
    return "这里应是运算符或结尾"


def _said(token: Token) -> str:
    return "结尾" if token.kind == "end" else f"“{shown(token.value + token.unit)}”"
