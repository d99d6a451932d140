"""A second, naive reading of the policy format, to test the engines against.

It knows complete facts only: what an engine may say about bands and unknowns is found by trying every completion of a
small domain. A policy is the plain data of its file, but rule lines and values stand in it as the objects below, each
of which knows its `text`. Numbers are exact fractions; money counts in 分.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any, Final

FALSE, MAYBE, TRUE = 0, 1, 2

type Key = tuple[str, int | None]
type Known = Mapping[Key, Any]
"""A complete set of facts by name and year: fractions, dates, words, booleans."""

type Data = dict[str, Any]

UNITS: Final = {"分": 1, "角": 10, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000}


# Values --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lit:
    text: str
    value: Any

    def of(self, known: Known) -> Any:
        return self.value


@dataclass(frozen=True)
class Ref:
    """A fact; `year` is the year that the words in `text` mean on the date asked."""

    text: str
    name: str
    year: int | None = None

    def of(self, known: Known) -> Any:
        return known[self.name, self.year]


@dataclass(frozen=True)
class Years:
    """近(name, n年, 合计 | 均值)."""

    text: str
    name: str
    years: tuple[int, ...]
    mean: bool

    def of(self, known: Known) -> Any:
        total = sum(known[self.name, year] for year in self.years)
        return total / Fraction(len(self.years)) if self.mean else total


@dataclass(frozen=True)
class Calc:
    """`+ - * / 取小 取大` of two; None where the divisor is zero."""

    op: str
    left: Number
    right: Number

    @property
    def text(self) -> str:
        if self.op in ("取小", "取大"):
            return f"{self.op}({self.left.text}, {self.right.text})"
        return f"({self.left.text} {self.op} {self.right.text})"

    def of(self, known: Known) -> Any:
        left, right = self.left.of(known), self.right.of(known)
        if left is None or right is None or (self.op == "/" and right == 0):
            return None
        return _CALCULATE[self.op](left, right)


@dataclass(frozen=True)
class As:
    """The same value in other words: 上年(研发费用 / 营业收入)."""

    text: str
    inner: Number

    def of(self, known: Known) -> Any:
        return self.inner.of(known)


_CALCULATE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: Fraction(a) / Fraction(b),
    "取小": min,
    "取大": max,
}

type Number = Lit | Ref | Years | Calc | As


# Rule lines ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cmp:
    op: str
    left: Number
    right: Number

    @property
    def text(self) -> str:
        return f"{self.left.text} {self.op} {self.right.text}"

    def of(self, known: Known) -> int:
        left, right = self.left.of(known), self.right.of(known)
        if left is None or right is None:
            return MAYBE
        return TRUE if _COMPARE[self.op](left, right) else FALSE


_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


@dataclass(frozen=True)
class Flag:
    name: str

    @property
    def text(self) -> str:
        return self.name

    def of(self, known: Known) -> int:
        return TRUE if known[self.name, None] else FALSE


@dataclass(frozen=True)
class Among:
    """属于 [...]; with one word also as `=` and `!=`."""

    name: str
    words: tuple[str, ...]
    sign: str = "属于"

    @property
    def text(self) -> str:
        listed = f"'{self.words[0]}'" if self.sign in ("=", "!=") else f"[{', '.join(self.words)}]"
        return f"{self.name} {self.sign} {listed}"

    def of(self, known: Known) -> int:
        inside = known[self.name, None] in self.words
        return TRUE if inside == (self.sign in ("属于", "=")) else FALSE


@dataclass(frozen=True)
class Both:
    """且, 或, and 非 with one part."""

    op: str
    parts: tuple[Rule, ...]

    @property
    def text(self) -> str:
        if self.op == "非":
            return f"非 ({self.parts[0].text})"
        return f" {self.op} ".join(f"({part.text})" for part in self.parts)

    def of(self, known: Known) -> int:
        truths = [part.of(known) for part in self.parts]
        if self.op == "非":
            return TRUE - truths[0]
        return min(truths) if self.op == "且" else max(truths)


type Rule = Cmp | Flag | Among | Both

type Text = Number | Rule


def plain(data: Any) -> Any:
    """The policy as its file has it: every object as its text."""
    match data:
        case dict():
            return {key: plain(value) for key, value in data.items()}
        case list():
            return [plain(value) for value in data]
        case str():
            return data
    return data.text


def walk(data: Any) -> Iterable[Any]:
    """Every object in a policy, outside in."""
    match data:
        case dict():
            for value in data.values():
                yield from walk(value)
        case list() | tuple():
            for value in data:
                yield from walk(value)
        case str():
            return
        case _:
            yield data
            yield from walk(
                [getattr(data, part) for part in ("left", "right", "parts", "inner") if hasattr(data, part)]
            )


# Tiers and choices ---------------------------------------------------------------------------------------------------

_BOUNDS: Final = {"满": ">=", "超过": ">", "至": "<=", "不足": "<"}


def row_of(data: Data, known: Known) -> Data | None:
    """The first row of 分档 or 选择 that holds."""
    if "选择" in data:
        rows: list[Data] = data["选择"]
        return next((row for row in rows if "当" not in row or row["当"].of(known) == TRUE), None)
    measure = data["分档"].of(known)
    tiers: list[Data] = data["档"]
    for row in tiers:
        if all(_COMPARE[op](measure, row[key].of(known)) for key, op in _BOUNDS.items() if key in row):
            return row
    return None


def number(data: Any, known: Known) -> Any:
    """A value: an object, or 分档 and 选择 with 得."""
    if not isinstance(data, dict):
        return data.of(known)
    row = row_of(data, known)
    return None if row is None else number(row["得"], known)


# Conditions ----------------------------------------------------------------------------------------------------------


def met(condition: Data, known: Known) -> int:
    """Truth of an element of 条件 (or of 任一, 全部, a tier)."""
    found = _met(condition, known)
    return max(found, condition["除非"].of(known)) if "除非" in condition else found


def _met(condition: Data, known: Known) -> int:
    if "规则" in condition:
        return int(condition["规则"].of(known))
    if "不得" in condition:
        return TRUE - int(condition["不得"].of(known))
    if "任一" in condition:
        return max(met(part, known) for part in condition["任一"])
    if "全部" in condition:
        return min(met(part, known) for part in condition["全部"])
    row = row_of(condition, known)
    return FALSE if row is None else _met(row, known)


def verdict(conditions: list[Data], truths: list[int]) -> str:
    """From what is known of each condition to the word."""
    told = [
        (condition.get("力度", "硬性"), condition.get("核验", "事实"), truth)
        for condition, truth in zip(conditions, truths, strict=True)
    ]
    if any(strength == "硬性" and truth == FALSE for strength, _, truth in told):
        return "不符合"
    if any(strength != "优先" and check == "事实" and truth == MAYBE for strength, check, truth in told):
        return "待补充"
    if any(strength == "原则上" and truth == FALSE for strength, _, truth in told):
        return "人工裁量"
    return "符合"


# Money ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Receipt:
    """已享受 of the item itself, in 分; `project` is False for one of the firm."""

    amount: int
    year: int | None = None
    project: bool = False

    def data(self, item: str, name: str) -> Data:
        found: Data = {"事项": item, "金额": yuan(self.amount)}
        if self.year is not None:
            found["年度"] = str(self.year)
        if self.project:
            found["对象"] = name
        return found


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}元"


@dataclass
class Money:
    """补贴 for a project that is the only one, on a date; `receipts` is what it was paid before.

    `binding` is what the caps leave that bind the final amount: rounding goes no higher.
    """

    benefit: Data
    known: Known
    on: dt.date
    receipts: list[Receipt] = field(default_factory=list)
    binding: list[Fraction] = field(default_factory=list)

    def amount(self) -> int | None:
        """In 分; None where a row is missing."""
        orders = self.benefit.get("次序", "先浮后限")
        if isinstance(orders, str):
            return self.rounded(self.reading(orders))
        read = [self.rounded(self.reading(order)) for order in orders["读法"]]
        if None in read:
            return None
        return (min if orders["采用"] == "较低" else max)(amount for amount in read if amount is not None)

    def reading(self, order: str) -> Fraction | None:
        gross, factor = self.gross(), self.uplift()
        if gross is None or factor is None:
            return None
        caps = self.benefit.get("上限", [])
        own = [cap for cap in caps if cap["每"].startswith("项目")] if order == "先限后浮" else []
        wide = [self.left(cap) for cap in caps if cap not in own]  # these bind the final amount
        self.binding = [*wide, *(self.left(cap) * factor for cap in own)]
        return min([self.capped(gross, own) * factor, *wide])

    def gross(self) -> Fraction | None:
        if "金额" in self.benefit:
            found = number(self.benefit["金额"], self.known)
            return None if found is None else self.times_years(Fraction(found))
        base, rate = self.benefit["基数"].of(self.known), self.rate()
        if rate is None:
            return None
        for cap in self.benefit.get("基数上限", []):
            base = min(base, cap["金额"].of(self.known))  # what was received is money, not base: it does not count
        return self.times_years(base * rate)

    def rate(self) -> Any:
        return number(self.benefit["比例"], self.known)

    def times_years(self, amount: Fraction) -> Fraction:
        return amount * self.benefit["年数"].of(self.known) if "年数" in self.benefit else amount

    def uplift(self) -> Fraction | None:
        up = self.benefit.get("上浮")
        if up is None:
            return Fraction(1)
        steps = [Fraction(row["提高"].of(self.known)) for row in up["各项"] if row["当"].of(self.known) == TRUE]
        if up["方式"] == "连乘":
            more = Fraction(1)
            for step in steps:
                more *= 1 + step
            more -= 1
        else:
            more = sum(steps, Fraction(0))
        if "至多" in up:
            more = min(more, up["至多"].of(self.known))
        if up["方式"] == "百分点":
            rate = self.rate()
            return None if rate is None else (rate + more) / rate
        return 1 + more

    def capped(self, amount: Fraction, caps: list[Data]) -> Fraction:
        return min([amount, *map(self.left, caps)])

    def left(self, cap: Data) -> Fraction:
        whole = min(value.of(self.known) for value in cap["取小"]) if "取小" in cap else cap["金额"].of(self.known)
        used = sum(receipt.amount for receipt in self.receipts if self.counts(cap, receipt))
        return max(Fraction(0), Fraction(whole) - used)

    def counts(self, cap: Data, receipt: Receipt) -> bool:
        """The project is the only one, so a receipt of the firm is one of the project too."""
        if cap.get("扣") == "否":
            return False
        if receipt.year is None:
            return True
        if "近" in cap:
            return self.on.year - int(cap["近"].removesuffix("年")) < receipt.year <= self.on.year
        return receipt.year == self.on.year if cap["每"].endswith("每年") else receipt.year <= self.on.year

    def rounded(self, amount: Fraction | None) -> int | None:
        if amount is None:
            return None
        rule = self.benefit.get("取整", {"到": "分"})
        steps = max(amount, Fraction(0)) / UNITS[rule["到"]]
        whole, rest = divmod(steps, 1)
        way = rule.get("方式", "四舍五入")
        more = rest > 0 if way == "进位" else way == "四舍五入" and rest >= Fraction(1, 2)
        fen = (int(whole) + more) * UNITS[rule["到"]]
        return fen if all(fen <= left for left in self.binding) else int(whole) * UNITS[rule["到"]]


# Facts that are not complete -----------------------------------------------------------------------------------------


def completions(sure: Known, open_facts: Mapping[Key, Iterable[Any]]) -> Iterable[Known]:
    """Every way to complete the facts from the domains of the open ones."""
    keys = list(open_facts)
    for values in product(*open_facts.values()):
        yield {**sure, **dict(zip(keys, values, strict=True))}


def agreed(truths: Iterable[int]) -> int:
    """What can be said when any of these may be the truth."""
    found = set(truths)
    return found.pop() if len(found) == 1 else MAYBE
