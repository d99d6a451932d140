"""The typed tree: what a rule line means. Plain frozen data, interned, read by every engine.

Value nodes carry `dim` (what kind of quantity) and `unit` (how it is written). Truth nodes have none. 近(…) and the
scores are expanded when a line is resolved, so that the core stays small: a fact of a year is `Fact` with an offset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum

from songjieyou.rules.values import Value


class Dim(StrEnum):
    """What can be added to and compared with what."""

    MONEY = "金额"
    NUMBER = "数"
    MONTHS = "月数"
    DAYS = "天数"
    SCORE = "分值"
    DATE = "日期"
    WORD = "文字"
    BOOL = "是否"


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value
    dim: Dim
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A stored fact. `offset` counts years from the year asked (上年 is -1); `year` names one; neither: no period.

    `month` is one of the months of `year`.
    """

    name: str
    dim: Dim
    unit: str = ""
    offset: int | None = None
    year: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact computed from others; a value that was stated wins over the computed one."""

    name: str
    node: ValueNode = field(compare=False)  # the name says it all; comparing the whole tree each time would be slow
    dim: Dim
    unit: str = ""
    offset: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The date asked (申报日)."""

    dim: Dim = Dim.DATE
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Arith:
    """`+ - * /`, and `growth`: a division whose divisor must be above zero to mean anything."""

    op: str
    left: ValueNode
    right: ValueNode
    dim: Dim
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Power:
    base: ValueNode
    exponent: int
    dim: Dim = Dim.NUMBER
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by months or days (`sign` -1: backwards)."""

    date: ValueNode
    by: ValueNode
    sign: int
    dim: Dim = Dim.DATE
    unit: str = ""


@dataclass(frozen=True, slots=True)
class DaysBetween:
    late: ValueNode
    early: ValueNode
    dim: Dim = Dim.DAYS
    unit: str = "天"


@dataclass(frozen=True, slots=True)
class Extreme:
    """取小 or 取大 of numbers or dates."""

    op: str
    items: tuple[ValueNode, ...]
    dim: Dim
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """合计 最大 最小 个数 over the subjects of `kind` below the one asked; `where` picks some of them."""

    op: str
    kind: str
    value: ValueNode | None
    where: TruthNode | None
    dim: Dim
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated table read on a date."""

    name: str
    date: ValueNode
    dim: Dim
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Earned:
    """所得: the amount of another item."""

    item: str
    dim: Dim = Dim.MONEY
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first row whose test holds; no test: holds. `tiers`: rows split one number."""

    rows: tuple[tuple[TruthNode | None, ValueNode], ...]
    tiers: bool
    dim: Dim
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Rank:
    """取低 or 取高 of words in a declared order, lowest first."""

    op: str
    items: tuple[ValueNode, ...]
    order: tuple[str, ...]
    dim: Dim = Dim.WORD
    unit: str = ""


@dataclass(frozen=True, slots=True)
class MonthlyIncrease:
    """逐月增量: what the months of a fact bring on top of the months of a base period."""

    months: tuple[Fact, ...]
    base_months: tuple[Fact, ...]
    only_active: bool = False
    pairwise: bool = False
    negative_counts: bool = False
    dim: Dim = Dim.MONEY
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Compare:
    op: str
    left: ValueNode
    right: ValueNode


@dataclass(frozen=True, slots=True)
class Member:
    """属于. `tree`: how codes nest ("" for plain words); `options` or the list called `listed` or the fact `within`."""

    item: ValueNode
    options: tuple[str, ...]
    tree: str = ""
    listed: str = ""
    within: ValueNode | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """A yes-or-no fact."""

    fact: Fact | Derived


@dataclass(frozen=True, slots=True)
class Not:
    item: TruthNode


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[TruthNode, ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[TruthNode, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """每个: every subject of `kind` below the one asked."""

    kind: str
    item: TruthNode


@dataclass(frozen=True, slots=True)
class ChooseTruth:
    """The requirement of the first row whose test holds; no row: false."""

    rows: tuple[tuple[TruthNode | None, TruthNode], ...]
    tiers: bool


type ValueNode = (
    Literal
    | Fact
    | Derived
    | Today
    | Arith
    | Power
    | Shift
    | DaysBetween
    | Extreme
    | Aggregate
    | Parameter
    | Earned
    | Choose
    | Rank
    | MonthlyIncrease
)
type TruthNode = Compare | Member | Holds | Not | And | Or | Each | ChooseTruth
type Node = ValueNode | TruthNode


TRUTHS = TruthNode.__value__.__args__
NODES = (*ValueNode.__value__.__args__, *TRUTHS)


_PARTS: dict[type, tuple[str, ...]] = {kind: tuple(part.name for part in fields(kind)) for kind in NODES}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    return tuple(_nodes([getattr(node, part) for part in _PARTS[type(node)]]))


def _nodes(parts: Iterable[object]) -> Iterator[Node]:
    for part in parts:
        if type(part) in _PARTS:
            yield part  # type: ignore[misc]
        elif type(part) is tuple:
            yield from _nodes(part)


def walk(node: Node) -> list[Node]:
    """The node and all below it, in reading order; what stands in several places is met once."""
    found: dict[int, Node] = {}
    stack = [node]
    while stack:
        current = stack.pop()
        if id(current) not in found:
            found[id(current)] = current
            stack.extend(reversed(children(current)))
    return list(found.values())


# Choices -------------------------------------------------------------------------------------------------------------


def deciding_fact(node: Choose | ChooseTruth) -> Fact | Derived | None:
    """The one fact that all tests go by, where there is nothing else that may be unknown."""
    found: dict[Fact | Derived, None] = {}
    todo: list[Node] = [test for test, _ in node.rows if test is not None]
    while todo:
        part = todo.pop()
        if isinstance(part, Fact | Derived):
            found[part] = None
        elif isinstance(part, Aggregate | Each | Earned):
            return None
        else:
            todo += children(part)
    return next(iter(found)) if len(found) == 1 else None


def measure_of(test: TruthNode | None) -> ValueNode | None:
    """What a tier's test is about."""
    match test:
        case Compare():
            return test.left
        case Member():
            return test.item
        case And() | Or():
            return next((measure_of(item) for item in test.items), None)
    return None
