"""The plainest right answer to the made-up library, and the examples made with it: the reference of the measurements.

It shares no code with the engine. Truth is True, False or None (unknown).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from _generate import (
    Among,
    Amount,
    AnyOf,
    Compare,
    Example,
    Fact,
    Firm,
    Item,
    Sample,
    Share,
    Test,
    Value,
    Yes,
    facts_of,
)
from _generate import text as written

MEETS, FAILS, LACKS = "符合", "不符合", "待补充"

type Truth = bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`truths` stand beside the tests of the item; `amount` is (least, most) in 分, None where nothing is due."""

    verdict: str
    truths: list[Truth]
    missing: set[str]
    amount: tuple[int, int] | None


def answer(item: Item, firm: Firm) -> Answer:
    """`missing` has the facts that leave a condition or the amount open."""
    truths = [truth(test, firm) for test in item.tests]
    if False in truths:
        return Answer(FAILS, truths, set(), None)
    amount = amount_of(item.amount, firm)
    missing = {
        name for test, found in zip(item.tests, truths, strict=True) if found is None for name in lacking(test, firm)
    }
    if amount[0] != amount[1]:
        missing.update(unclear(item.amount, firm))
    return Answer(LACKS if None in truths else MEETS, truths, missing, amount)


def verdict(item: Item, firm: Firm) -> str:
    """The verdict alone; the first condition that fails ends it."""
    found = MEETS
    for test in item.tests:
        one = truth(test, firm)
        if one is False:
            return FAILS
        if one is None:
            found = LACKS
    return found


def truth(test: Test, firm: Firm) -> Truth:
    if isinstance(test, AnyOf):
        return any_of([truth(part, firm) for part in test.parts])
    if isinstance(test, Share):
        return share(test, firm[test.part.name], firm[test.whole.name])
    value = firm[test.fact.name]
    if value is None:
        return None
    if isinstance(test, Yes):
        return bool(value) is test.wanted
    if isinstance(test, Among):
        return value in test.words
    low, high = value if isinstance(value, tuple) else (value, value)
    return both(holds(test.op, low, test.limit), holds(test.op, high, test.limit))


def any_of(truths: list[Truth]) -> Truth:
    if True in truths:
        return True
    return None if None in truths else False


def share(test: Share, part: Value, whole: Value) -> Truth:
    """Cross-multiplied; the share is least for the least part of the most."""
    if part is None or whole is None:
        return None
    least, most = part if isinstance(part, tuple) else (part, part)
    narrow, wide = whole if isinstance(whole, tuple) else (whole, whole)
    small = holds(test.op, least * 10_000, test.limit * wide)
    return both(small, holds(test.op, most * 10_000, test.limit * narrow))


def both(one: bool, other: bool) -> Truth:
    """What the two ends of a band say together."""
    return one if one == other else None


def holds(op: str, left: int, right: int) -> bool:
    if op == ">=":
        return left >= right
    if op == ">":
        return left > right
    return left <= right if op == "<=" else left < right


def lacking(test: Test, firm: Firm) -> list[str]:
    """The facts that leave an unknown test undecided."""
    parts = test.parts if isinstance(test, AnyOf) else (test,)
    undecided = [part for part in parts if truth(part, firm) is None]
    names = (fact.name for part in undecided for fact in facts_of(part))
    return [name for name in names if firm[name] is None or isinstance(firm[name], tuple)]


def amount_of(amount: Amount, firm: Firm) -> tuple[int, int]:
    """The least and the most it can come to, rounded half up to 分."""
    base = firm[amount.base.name]
    if base is None:
        return 0, amount.cap
    least, most = base if isinstance(base, tuple) else (base, base)
    rates = rates_of(amount, firm[amount.by.name])
    return _due(least, min(rates), amount.cap), _due(most, max(rates), amount.cap)


def rates_of(amount: Amount, by: Value) -> list[int]:
    """The rates of every row that may apply."""
    if len(amount.rows) == 1 or by is None:
        return [rate for _, rate in amount.rows]
    least, most = by if isinstance(by, tuple) else (by, by)
    first, last = (
        next(n for n, (below, _) in enumerate(amount.rows) if below is None or v < below) for v in (least, most)
    )
    return [rate for _, rate in amount.rows[first : last + 1]]


def unclear(amount: Amount, firm: Firm) -> list[str]:
    """The facts that leave the amount open."""
    found = [] if isinstance(firm[amount.base.name], int) else [amount.base.name]
    rates = set(rates_of(amount, firm[amount.by.name]))
    return found if len(rates) == 1 else [*found, amount.by.name]


def _due(base: int, rate: int, cap: int) -> int:
    return min((base * rate + 5000) // 10_000, cap)


# Examples ------------------------------------------------------------------------------------------------------------


def examples_of(sample: Sample) -> dict[str, list[Example]]:
    """One or two for each item: one that meets it, and often one that just fails it or lacks a fact."""
    return {item.id: [met(item, sample.random), *spoiled(item, sample.random)] for item in sample.items}


def met(item: Item, random: Random) -> Example:
    return _example("符合", item, fitting(item, random))


def spoiled(item: Item, random: Random) -> list[Example]:
    known = fitting(item, random)
    single = [test for test in item.tests if isinstance(test, Compare)]
    if not single or random.random() < 0.3:
        return []
    test = random.choice(single)
    if random.random() < 0.5:
        del known[test.fact.name]
        return [_example("缺一项", item, known)]
    known[test.fact.name] = next(
        v for v in (test.limit - 1, test.limit, test.limit + 1) if not holds(test.op, v, test.limit)
    )
    return [_example("差一点", item, known)]


def fitting(item: Item, random: Random) -> Firm:
    """All the facts of an item, such that it is met."""
    known: Firm = {}
    for fact in (item.amount.base, item.amount.by):
        known[fact.name] = fact.at(random.random())
    for test in item.tests:
        known.update(_meeting(test, random))
    return known


def _meeting(test: Test, random: Random) -> Firm:
    match test:
        case AnyOf(parts):
            return {name: value for part in parts for name, value in _meeting(part, random).items()}
        case Yes(fact, wanted):
            return {fact.name: wanted}
        case Among(fact, words):
            return {fact.name: random.choice(words)}
        case Share(part, whole, _, limit):
            total = whole.at(random.random())
            return {whole.name: total, part.name: total * limit // 10_000 + 1}
        case Compare(fact, op, limit):
            return {fact.name: limit + {">=": 0, "<=": 0, ">": 1, "<": -1}[op]}


def _example(name: str, item: Item, known: Firm) -> Example:
    whole = dict.fromkeys((f.name for f in _all(item)), None) | known
    found = answer(item, whole)
    expected = {"结论": found.verdict}
    if found.verdict == LACKS:
        expected["缺"] = f"[{', '.join(sorted(found.missing))}]"
    elif found.amount is None:
        expected["金额"] = "无"
    elif found.amount[0] == found.amount[1]:
        expected["金额"] = written("金额", found.amount[0])
    return Example(name, known, expected)


def _all(item: Item) -> list[Fact]:
    return [item.amount.base, item.amount.by, *(fact for test in item.tests for fact in facts_of(test))]
