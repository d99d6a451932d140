"""A made-up library of policies and made-up firms, from one seed.

The abstract form below is the only source: our policy files are written from it here, the peers' forms in `_peers`, and
`_naive` answers it directly. Every quantity is a whole number (money in 分, ratios in ten-thousandths, dates as day
numbers), a band is a pair of them, and None is unknown.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

YEAR: Final = 2024
ON: Final = dt.date(YEAR + 1, 6, 1)
ITEMS_PER_FILE: Final = 10
WAN: Final = 1_000_000  # 分 in 万元
LOW_PARTS: Final = (0.02, 0.05, 0.08, 0.11, 0.15, 0.2, 0.25, 0.3)
HIGH_PARTS: Final = (0.8, 0.86, 0.92, 0.97)
"""The parts of the firms that lie below the limits: most firms meet each of them."""
WORDS: Final = ("甲类", "乙类", "丙类", "丁类", "戊类", "己类")

type Value = Any  # int, a pair of int, bool, str or None
type Firm = dict[str, Value]


# The abstract form ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """`kind` is the type in our vocabulary; `low` and `high` are where its values usually lie."""

    name: str
    key: str
    kind: str
    low: int = 0
    high: int = 0
    yearly: bool = False

    def at(self, part: float) -> int:
        """The value below which this part of the firms lies."""
        if self.kind == "日期":
            return round(self.low + (self.high - self.low) * part)
        return int(self.low * math.pow(self.high / self.low, part))

    @property
    def often(self) -> float:
        """The part of the firms of which a yes-or-no fact is true."""
        return 0.92 if self.wanted else 0.05

    @property
    def wanted(self) -> bool:
        """Whether items ask for a yes-or-no fact, or refuse it."""
        return self.key < "yes5"


@dataclass(frozen=True, slots=True)
class Compare:
    fact: Fact
    op: str
    limit: int


@dataclass(frozen=True, slots=True)
class Share:
    """`part / whole op limit`, the limit in ten-thousandths."""

    part: Fact
    whole: Fact
    op: str
    limit: int


@dataclass(frozen=True, slots=True)
class Among:
    fact: Fact
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Yes:
    """A yes-or-no fact that must be so, or (`wanted` false) must not."""

    fact: Fact
    wanted: bool


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Test, ...]


type Test = Compare | Share | Among | Yes | AnyOf


@dataclass(frozen=True, slots=True)
class Amount:
    """`base` × the rate of the first row whose `by` lies below its limit (None: the rest), at most `cap`."""

    base: Fact
    by: Fact
    rows: tuple[tuple[int | None, int], ...]
    cap: int


@dataclass(frozen=True, slots=True)
class Example:
    """`known` holds the facts that are told; `expected` what must come out, in the words of our files."""

    name: str
    known: Firm
    expected: dict[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    tests: tuple[Test, ...]
    amount: Amount


def changed(item: Item) -> Item:
    """The same with the limit of one comparison moved by a step; as it is where there is none."""
    for place, test in enumerate(item.tests):
        if isinstance(test, Compare | Share):
            moved = replace(test, limit=test.limit + 1)
            return replace(item, tests=(*item.tests[:place], moved, *item.tests[place + 1 :]))
    return item


def facts_of(test: Test) -> tuple[Fact, ...]:
    match test:
        case AnyOf(parts):
            return tuple(fact for part in parts for fact in facts_of(part))
        case Share(part, whole):
            return (part, whole)
        case _:
            return (test.fact,)


# Making it -----------------------------------------------------------------------------------------------------------


def make_facts() -> list[Fact]:
    """The 40 facts: 10 of money and 8 counts (some of them yearly), 6 ratios, 8 yes-or-no, 4 dates, 4 choices."""
    first, last = dt.date(2000, 1, 1).toordinal(), ON.toordinal()
    kinds = [("金额", "money", 10, 10 * WAN, 200_000 * WAN, 4), ("个数", "count", 8, 2, 5000, 2)]
    kinds += [("比率", "ratio", 6, 50, 9000, 0), ("是否", "yes", 8, 0, 0, 0)]
    kinds += [("日期", "date", 4, first, last, 0), ("选项", "word", 4, 0, 0, 0)]
    return [
        Fact(f"样本{kind}{number:02d}", f"{key}{number}", kind, low, high, number <= yearly)
        for kind, key, many, low, high, yearly in kinds
        for number in range(1, many + 1)
    ]


class _Maker:
    def __init__(self, facts: list[Fact], random: Random) -> None:
        self.random = random
        self.facts = facts
        self.money = [fact for fact in facts if fact.kind == "金额"]
        self.counts = [fact for fact in facts if fact.kind == "个数"]

    def item(self, code: str) -> Item:
        """Every fact stands in one condition at most, so that each item can be met."""
        random = self.random
        pool = random.sample(self.facts, len(self.facts))
        tests = [self.condition(pool) for _ in range(random.randint(3, 12))]
        first = random.randint(20, 80)
        rates = sorted((random.randint(1, 40) * 50 for _ in range(random.randint(1, 3))), reverse=True)
        bounds = [first * 5**n for n in range(len(rates) - 1)]
        rows = tuple(zip((*bounds, None), rates, strict=True))
        amount = Amount(random.choice(self.money), random.choice(self.counts), rows, random.randint(2, 100) * 10 * WAN)
        return Item(code, tuple(tests), amount)

    def condition(self, pool: list[Fact]) -> Test:
        if self.random.random() < 0.15:
            return AnyOf(tuple(self.atom(pool) for _ in range(self.random.randint(2, 3))))
        return self.atom(pool)

    def atom(self, pool: list[Fact]) -> Test:
        fact, random = pool.pop(), self.random
        if fact.kind == "是否":
            return Yes(fact, fact.wanted)
        if fact.kind == "选项":
            return Among(fact, tuple(sorted(random.sample(WORDS, random.randint(3, 5)))))
        wholes = [other for other in pool if other.kind == "金额" and other.yearly == fact.yearly]
        if fact.kind == "金额" and wholes and random.random() < 0.3:
            pool.remove(wholes[0])
            return Share(fact, wholes[0], ">=", random.choice((10, 50, 100, 300, 500)))
        if random.random() < 0.75:
            return Compare(fact, random.choice((">=", ">=", ">=", ">")), random.choice(limits_of(fact, LOW_PARTS)))
        return Compare(fact, random.choice(("<=", "<=", "<")), random.choice(limits_of(fact, HIGH_PARTS)))

    def firm(self, missing: float, banded: float) -> Firm:
        """One firm; a fact that is missing is None."""
        return {fact.name: self.told(fact, missing, banded) for fact in self.facts}

    def told(self, fact: Fact, missing: float, banded: float) -> Value:
        chance, random = self.random.random(), self.random
        if chance < missing:
            return None
        if fact.kind == "是否":
            return random.random() < fact.often
        if fact.kind == "选项":
            return random.choice(WORDS)
        if chance < missing + banded:
            part = random.random()
            return fact.at(part * 0.9), fact.at(part * 0.9 + 0.1) + 1
        if random.random() < 0.3:  # on a limit, or one step beside it
            return random.choice(limits_of(fact)) + random.choice((-1, 0, 1))
        return fact.at(random.random())


def limits_of(fact: Fact, parts: tuple[float, ...] = LOW_PARTS + HIGH_PARTS) -> list[int]:
    """What items ask of a number. Limits are few and round, as in real policies."""
    return [_rounded(fact, part) for part in parts]


def _rounded(fact: Fact, part: float) -> int:
    """A limit of two figures; ratios and dates as they come."""
    number = fact.at(part)
    if fact.kind in ("日期", "比率"):
        return number
    step = int("1".ljust(len(str(number)) - 1, "0"))
    return max(step, number // step * step)


@dataclass(frozen=True, slots=True)
class Sample:
    facts: list[Fact]
    items: list[Item]
    firms: list[Firm]
    random: Random


def make(items: int, firms: int, seed: int = 1, missing: float = 0.2, banded: float = 0.05) -> Sample:
    """The library and its firms; the same for the same arguments."""
    random = Random(seed)
    facts = make_facts()
    maker = _Maker(facts, random)
    codes = (f"样本政策{n // ITEMS_PER_FILE + 1:03d}/事项{n % ITEMS_PER_FILE + 1:02d}" for n in range(items))
    made = [maker.item(code) for code in codes]
    return Sample(facts, made, [maker.firm(missing, banded) for _ in range(firms)], random)


# Our files -----------------------------------------------------------------------------------------------------------


def write_library(sample: Sample, examples: dict[str, list[Example]], folder: Path) -> None:
    """facts.yaml and the policy files."""
    by_name = {fact.name: fact for fact in sample.facts}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "facts.yaml").write_text(vocabulary_text(sample.facts), encoding="utf-8")
    for start in range(0, len(sample.items), ITEMS_PER_FILE):
        items = sample.items[start : start + ITEMS_PER_FILE]
        title = items[0].id.split("/")[0]
        lines = [f"政策: {title}", "级别: 园区", "地域: [样本区]", "核对: 原文核对", "事项:"]
        for item in items:
            lines += item_lines(item, examples[item.id], by_name)
        (folder / f"{title}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def vocabulary_text(facts: list[Fact]) -> str:
    lines = ["事实:"]
    for fact in facts:
        more = f", 值: [{', '.join(WORDS)}]" if fact.kind == "选项" else ""
        more += ", 期: 年" if fact.yearly else ""
        lines.append(f"  - {{名: {fact.name}, 对象: 企业, 类型: {fact.kind}{more}, 可变: 可达到}}")
    return "\n".join(lines) + "\n"


def item_lines(item: Item, examples: list[Example], facts: dict[str, Fact]) -> list[str]:
    lines = [
        f"  - 编号: {item.id.split('/')[1]}",
        "    类别: 奖补",
        "    对象: 企业",
        "    版本:",
        f"      - 文件: {YEAR}年版",
        f"        施行: {YEAR}-01-01",
        "        失效: 无",
        "        申报窗口: 常年",
        "        条件:",
    ]
    for number, test in enumerate(item.tests, 1):
        lines += condition_lines(test, number)
    lines += amount_lines(item.amount)
    lines.append("        例子:")
    for example in examples:
        known = ", ".join(f"{name}: {_given(facts[name], value)}" for name, value in example.known.items())
        expected = ", ".join(f"{key}: {word}" for key, word in example.expected.items())
        lines.append(
            f"          - {{名: {example.name}, 日期: {ON}, 已知: {{企业: {{{known}}}}}, 应得: {{{expected}}}}}"
        )
    return lines


def condition_lines(test: Test, number: int) -> list[str]:
    clause = f"            依据: 第{number}条"
    if isinstance(test, AnyOf):
        return ["          - 任一:", *(f"              - {_rule(part)}" for part in test.parts), clause]
    return [f"          - {_rule(test)}", clause]


def _rule(test: Test) -> str:
    match test:
        case Compare(fact, op, limit):
            return f"规则: {_read(fact)} {op} {text(fact.kind, limit)}"
        case Share(part, whole, op, limit):
            share = f"{part.name} / {whole.name}"
            return f"规则: {f'上年({share})' if part.yearly else share} {op} {text('比率', limit)}"
        case Among(fact, words):
            return f"规则: {fact.name} 属于 [{', '.join(words)}]"
        case Yes(fact, wanted):
            return f"{'规则' if wanted else '不得'}: {fact.name}"
    raise TypeError(test)


def amount_lines(amount: Amount) -> list[str]:
    rate = text("比率", amount.rows[0][1])
    if len(amount.rows) > 1:
        rows = [f"{'' if below is None else f'不足: {below}, '}得: {text('比率', rate)}" for below, rate in amount.rows]
        rate = f"{{分档: {_read(amount.by)}, 档: [{', '.join(f'{{{row}}}' for row in rows)}]}}"
    return [
        "        补贴:",
        "          性质: 定额",
        f"          基数: {_read(amount.base)}",
        f"          比例: {rate}",
        f"          上限: [{{每: 企业, 金额: {text('金额', amount.cap)}}}]",
    ]


def _read(fact: Fact) -> str:
    return f"上年({fact.name})" if fact.yearly else fact.name


def _given(fact: Fact, value: Value) -> str:
    return f"{{{YEAR}: {text(fact.kind, value)}}}" if fact.yearly else text(fact.kind, value)


def text(kind: str, value: Value) -> str:
    """One exact value as our files write it."""
    match kind:
        case "金额":
            return f"{value // WAN}万元" if value % WAN == 0 else f"{value // 100}.{value % 100:02d}元"
        case "比率":
            return f"{value // 100}.{value % 100:02d}%"
        case "日期":
            return dt.date.fromordinal(value).isoformat()
        case "是否":
            return "是" if value else "否"
        case _:
            return str(value)


def input_of(firm: Firm, facts: list[Fact]) -> dict[str, Any]:
    """A firm as `policy fit` takes it."""
    found: dict[str, Any] = {}
    for fact in facts:
        value = firm[fact.name]
        if value is not None:
            written = _written(fact.kind, value)
            found[fact.name] = {str(YEAR): written} if fact.yearly else written
    return {"企业": found, "已享受": []}


def _written(kind: str, value: Value) -> Any:
    if isinstance(value, tuple):
        return {"自": text(kind, value[0]), "至": text(kind, value[1])}
    return value if isinstance(value, bool) else text(kind, value)
