"""Pieces of SQL as sqlglot's syntax tree, folded where they are known beforehand. Text is never glued together.

A truth is Kleene's in SQL too: TRUE, FALSE or NULL; AND, OR and NOT are his. What is known when the query is written is
a Python bool or None (may be). A flag is a truth that is never NULL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import ErrorLevel, exp

from songjieyou.rules.language.tree import Node

type Expr = exp.Expr
type Truth = bool | Expr | None
type Flag = bool | Expr

MOST_64: Final = 2**63 - 1


class CannotSay(Exception):  # noqa: N818 - not an error: an answer
    """What has no exact words in SQL, and why. `node` is None where no single node is to blame."""

    def __init__(self, node: Node | None, why: str) -> None:
        self.node, self.why = node, why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between engines. `wide` is the type of whole numbers beyond 64 bits ("": there is none) and `most`
    the largest number it holds (None: any). `fence`: a step is computed once only where the engine is told so.
    """

    name: str
    wide: str
    most: int | None
    fence: bool


DIALECTS: Final = {
    dialect.name: dialect
    for dialect in (
        Dialect("duckdb", "INT128", 2**127 - 1, fence=False),
        Dialect("postgres", "DECIMAL", None, fence=True),
        Dialect("sqlite", "", MOST_64, fence=True),
        Dialect("spark", "DECIMAL(38, 0)", 10**38 - 1, fence=False),
    )
}


def written(query: Expr, dialect: Dialect) -> str:
    """A query as text. Raises sqlglot's UnsupportedError where the dialect has no words for it."""
    return query.sql(dialect.name, pretty=True, unsupported_level=ErrorLevel.RAISE)


def column(name: str, table: str = "") -> exp.Column:
    return exp.column(name, table or None, quoted=True)


def text(words: str) -> Expr:
    return exp.Literal.string(words)


def number(value: int) -> Expr:
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def big(value: int) -> Expr:
    """A number that is of 64 bits for sure: alone, engines would take a small one for 32 bits."""
    return cast(number(value), "BIGINT") if abs(value) <= MOST_64 else number(value)


def cast(term: Expr, kind: str) -> Expr:
    return exp.Cast(this=term.copy(), to=exp.DataType.build(kind))


def size(term: Expr) -> int:
    """How many nodes a term has."""
    return sum(1 for _ in term.walk())


def operand(term: Expr) -> Expr:
    """A copy to stand inside another term, in brackets where it needs them."""
    copy = term.copy()
    return exp.Paren(this=copy) if isinstance(copy, exp.Binary | exp.Not | exp.In | exp.Neg) else copy


def binary(kind: type[exp.Binary], left: Expr, right: Expr) -> Expr:
    return kind(this=operand(left), expression=operand(right))


# Truth ---------------------------------------------------------------------------------------------------------------


def as_term(truth: Truth) -> Expr:
    if truth is None:
        return cast(exp.null(), "BOOLEAN")
    return exp.Boolean(this=truth) if isinstance(truth, bool) else truth


def all_of(truths: Iterable[Truth]) -> Truth:
    return _joined(exp.And, truths, neutral=True)


def any_of(truths: Iterable[Truth]) -> Truth:
    return _joined(exp.Or, truths, neutral=False)


def _joined(kind: type[exp.Connector], truths: Iterable[Truth], *, neutral: bool) -> Truth:
    found: dict[str, Truth] = {}
    for truth in truths:
        if isinstance(truth, bool):
            if truth is not neutral:
                return truth
        else:
            found.setdefault("" if truth is None else truth.sql(), truth)
    if not found:
        return neutral
    first, *rest = found.values()
    if not rest:
        return first
    joined = _link(kind, as_term(first))
    for one in rest:
        joined = kind(this=joined, expression=_link(kind, as_term(one)))
    return joined


def _link(kind: type[exp.Connector], term: Expr) -> Expr:
    return term.copy() if isinstance(term, kind) else operand(term)


def negated(truth: Truth) -> Truth:
    if truth is None:
        return None
    if isinstance(truth, bool):
        return not truth
    if isinstance(truth, exp.Not):
        inner = truth.this
        found: Expr = inner.this if isinstance(inner, exp.Paren) else inner
        return found.copy()
    return exp.Not(this=operand(truth))


def both(left: Flag, right: Flag) -> Flag:
    found = all_of((left, right))
    return False if found is None else found


def either(flags: Iterable[Flag]) -> Flag:
    found = any_of(flags)
    return False if found is None else found


def without(flag: Flag) -> Flag:
    found = negated(flag)
    return False if found is None else found


def sure(truth: Truth) -> Flag:
    """Whether it is TRUE."""
    if truth is None or isinstance(truth, bool):
        return truth is True
    return exp.Is(this=operand(truth), expression=exp.true())


def sure_not(truth: Truth) -> Flag:
    """Whether it is FALSE."""
    if truth is None or isinstance(truth, bool):
        return truth is False
    return exp.Is(this=operand(truth), expression=exp.false())


def is_null(term: Expr) -> Expr:
    return exp.Is(this=operand(term), expression=exp.null())


def is_told(term: Expr) -> Expr:
    return exp.Not(this=is_null(term))


def case(branches: Sequence[tuple[Truth, Expr | None]], default: Expr | None = None) -> Expr | None:
    """The value of the first branch that holds; a branch that only may hold is passed. None is NULL."""
    ifs: list[exp.If] = []
    for condition, value in branches:
        if condition is None or condition is False:
            continue
        if condition is True:
            default = value
            break
        ifs.append(exp.If(this=condition.copy(), true=exp.null() if value is None else value.copy()))
    if not ifs:
        return default
    return exp.Case(ifs=ifs, default=None if default is None else default.copy())


def truth_case(branches: Sequence[tuple[Truth, Truth]], default: Truth = None) -> Truth:
    """The truth of the first branch that holds."""
    kept: list[tuple[Expr, Truth]] = []
    for condition, truth in branches:
        if condition is None or condition is False:
            continue
        if condition is True:
            default = truth
            break
        kept.append((condition, truth))
    if not kept:
        return default
    ifs = [exp.If(this=condition.copy(), true=as_term(truth).copy()) for condition, truth in kept]
    return exp.Case(ifs=ifs, default=None if default is None else as_term(default).copy())


def among(term: Expr, words: Iterable[str]) -> Truth:
    """Whether a text is one of the words; NULL where it is."""
    listed = list(words)
    if not listed:
        return truth_case(((is_told(term), False),))
    if len(listed) == 1:
        return exp.EQ(this=term.copy(), expression=text(listed[0]))
    return exp.In(this=term.copy(), expressions=[text(word) for word in listed])
