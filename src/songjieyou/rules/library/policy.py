"""Policies as objects: what a checked file says, with every rule line resolved into the typed tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Final

from songjieyou.rules.language.tree import NODES, Fact, Node, TruthNode, ValueNode
from songjieyou.rules.language.yamltext import Node as Yaml
from songjieyou.rules.library.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One requirement. A composite has `parts` joined by 任一 or 全部; `bars` marks 不得.

    `strength` is 硬性, 原则上 or 优先; `check` 事实, 承诺 or 审核时.
    """

    node: TruthNode
    rule: str
    clause: str = ""
    name: str = ""
    strength: str = "硬性"
    check: str = "事实"
    doubt: str = ""
    join: str = ""
    parts: tuple[Condition, ...] = ()
    line: int = 0

    @property
    def hard(self) -> bool:
        return self.strength == "硬性" and self.check == "事实"


@dataclass(frozen=True, slots=True)
class Ladder:
    """阶梯: steps (from, award), lowest first; beyond the last, `more` for each full `step`. `first` 是, 补差 or 否."""

    measure: ValueNode
    steps: tuple[tuple[ValueNode, ValueNode], ...]
    first: str = "否"
    step: ValueNode | None = None
    more: ValueNode | None = None


@dataclass(frozen=True, slots=True)
class Uplift:
    """上浮: `way` is 按比例, 百分点 or 连乘; items are (when, by how much)."""

    way: str
    items: tuple[tuple[TruthNode, ValueNode, str], ...]
    at_most: ValueNode | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """上限: per subject kind (and year), of money or of a count, over this item and those merged with it."""

    per: str
    yearly: bool = False
    amount: ValueNode | None = None
    times: int | None = None
    counted: str = ""
    merged: tuple[str, ...] = ()
    recent_years: int | None = None
    deduct: bool = True
    clause: str = ""
    doubt: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """分担: one level's part, by ratio, up to an amount, or the rest."""

    level: str
    ratio: ValueNode | None = None
    at_most: ValueNode | None = None
    doubt: str = ""

    @property
    def open(self) -> bool:
        """其余: it takes what the others leave."""
        return self.ratio is None and self.at_most is None


@dataclass(frozen=True, slots=True)
class Benefit:
    """补贴: how the money is computed. `kind` is 定额, 上限, 估算, 未见 or 人工裁量."""

    kind: str
    tax_credit: bool = False
    amount: ValueNode | Ladder | None = None
    base: ValueNode | None = None
    stand_in: ValueNode | None = None
    base_caps: tuple[Cap, ...] = ()
    rate: ValueNode | None = None
    years: ValueNode | None = None
    years_at_most: ValueNode | None = None
    uplift: Uplift | None = None
    orders: tuple[str, ...] = ("先浮后限",)
    prefer: str = "较低"
    order_doubt: str = ""
    caps: tuple[Cap, ...] = ()
    rounding: int = 1
    round_mode: str = "四舍五入"
    shares: tuple[Share, ...] = ()
    instalments: tuple[tuple[str, Fraction], ...] = ()
    this_year_at_most: ValueNode | None = None
    carry_years: int = 0
    doubt: str = ""
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """A span in which applications are taken; None is open."""

    start: dt.date | None
    end: dt.date | None


@dataclass(frozen=True, slots=True)
class Example:
    """例子: facts in the shape of the input of `policy fit`, and what must come out."""

    name: str
    on: dt.date
    known: Yaml
    expected: dict[str, Any]
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """One edition. It starts between `start` and `start_latest` (None: nobody knows); `end` is its last day, if known.

    `end_known` is false where no expiry was seen (未见).
    """

    name: str
    start: dt.date
    start_latest: dt.date | None
    end: dt.date | None
    end_known: bool
    by: Fact | None = None
    windows: tuple[Window, ...] | None = None
    mode: str = ""
    discretion: str = ""
    conditions: tuple[Condition, ...] = ()
    scores: dict[str, ValueNode] = field(default_factory=dict)
    benefit: Benefit | None = None
    doubts: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """互斥: on the same subject of `per`, not together with items of a tag or with named items."""

    per: str
    tag: str = ""
    items: tuple[str, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """事项: one benefit that can be applied for. `id` is 政策名/编号; `exclusions_seen` is false for 未见."""

    id: str
    policy: str
    category: str
    kind: str
    versions: tuple[Version, ...]
    tags: frozenset[str] = frozenset()
    matter: str = ""
    exclusions: tuple[Exclusion, ...] = ()
    exclusions_seen: bool = False
    materials: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    note: str = ""
    doubts: tuple[str, ...] = ()
    path: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    title: str
    level: str
    checked: str
    items: tuple[Item, ...]
    regions: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    number: str = ""
    issued: str = ""
    note: str = ""
    doubts: tuple[str, ...] = ()
    path: str = ""
    digest: str = ""


@dataclass(slots=True)
class Catalogue:
    """Everything that was loaded: the vocabulary, the policies and their items by id."""

    vocabulary: Vocabulary
    policies: list[Policy] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


_PARTS: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(part.name for part in fields(kind)) for kind in (Benefit, Cap, Condition, Ladder, Share, Uplift)
}


def nodes_of(part: object) -> Iterator[Node]:
    """The roots of all trees inside conditions, a benefit, a cap, a ladder …, in reading order."""
    if isinstance(part, NODES):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from nodes_of(item)
    else:
        for name in _PARTS.get(type(part), ()):
            yield from nodes_of(getattr(part, name))
