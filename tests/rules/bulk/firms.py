"""Made-up firms with everything a vocabulary can say of them: on the limits of the rules, just beside them, as bands,
as sets, and not known at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

from songjieyou.rules.facts.base import FactBase, FactKey, Subject
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Catalogue, nodes_of
from songjieyou.rules.library.vocabulary import FIRM, WHOLE, Entry
from songjieyou.rules.values import UNKNOWN, Band, Value, as_value, is_exact, one_of

DAY = dt.timedelta(days=1)
USUAL: dict[str, list[Any]] = {
    "金额": [0, 10**8, 5 * 10**9, 10**11],
    "个数": [0, 10, 300, 2000],
    "月数": [6, 12, 36],
    "比率": [0, Fraction(1, 20), Fraction(1, 3), 1],
    "数值": [0, 1, Fraction(5, 2)],
    "分值": [0, 60, 80, 100],
    "日期": [dt.date(2019, 1, 1), dt.date(2024, 3, 7), dt.date(2025, 1, 1)],
}


class Firms:
    """`sets` is how often a number is one of several."""

    def __init__(
        self,
        catalogue: Catalogue,
        on: dt.date,
        seed: int,
        *,
        missing: float = 0.2,
        banded: float = 0.1,
        sets: float = 0.0,
    ) -> None:
        self.catalogue, self.on, self.random = catalogue, on, Random(seed)
        self.missing, self.banded, self.sets = missing, banded, sets
        self.limits: dict[str, list[Any]] = {}
        self.words: dict[str, list[str]] = {}
        self.keys: dict[str, list[FactKey]] = {}
        seen: dict[int, t.Node] = {}
        for root in self._roots():
            self._learn(root, seen)

    def base(self) -> FactBase:
        """One family."""
        firm = self._subject(FIRM, "", None)
        base = FactBase(firm)
        kinds = self.catalogue.vocabulary.subjects
        for kind in sorted((k for k in kinds if k != FIRM), key=lambda k: len(self.catalogue.vocabulary.above(k))):
            if self.random.random() < 0.7:
                base.subjects[kind] = self._below(kind, base)
        return base

    def _below(self, kind: str, base: FactBase) -> list[Subject]:
        hosts = [s for parent in self.catalogue.vocabulary.subjects[kind] for s in base.of_kind(parent) or ()]
        count = self.random.choice((0, 1, 1, 1, 2, 3)) if hosts else 0
        return [self._subject(kind, f"{kind}{n}", self.random.choice(hosts)) for n in range(count)]

    def _subject(self, kind: str, name: str, parent: Subject | None) -> Subject:
        subject = Subject(kind, name, parent)
        for key in self.keys.get(kind, ()):
            value = self._value(self.catalogue.vocabulary.entry(key[0]))
            if value is not UNKNOWN:
                subject.values[key] = value
        subject.look()
        return subject

    # Values ----------------------------------------------------------------------------------------------------------

    def _value(self, entry: Entry) -> Value:
        random = self.random
        chance = random.random()
        if chance < self.missing:
            return UNKNOWN
        if entry.type == "是否":
            return random.random() < 0.6
        if entry.dim == t.Dim.WORD:
            return self._word(entry)
        if chance < self.missing + self.banded:
            return self._band(entry)
        if chance < self.missing + self.banded + self.sets:
            return one_of(self._number(entry) for _ in range(2))
        return self._number(entry)

    def _word(self, entry: Entry) -> Value:
        words = [*self.words.get(entry.name, ()), *entry.choices]
        if entry.type == "代码":
            words += self.random.sample(sorted(self.catalogue.vocabulary.codes[entry.codes].names), 3)
        if entry.type == "地区":
            words += ["湖南省", "湖南省/长沙市", "广东省/深圳市/南山区"]
        words = words or ["某词"]
        if entry.type == "多选":
            return tuple(dict.fromkeys(self.random.choices(words, k=self.random.choice((1, 2)))))
        if self.random.random() < self.sets:
            return one_of(self.random.choices(words, k=2))
        return self.random.choice(words)

    def _number(self, entry: Entry) -> Any:
        random = self.random
        near = [
            limit for limit in self.limits.get(entry.name, ()) if entry.negative or entry.type == "日期" or limit >= 0
        ]
        if near and random.random() < 0.6:
            found = random.choice(near)
            moved = random.choice((0, 0, 1, -1))
        else:
            found, moved = random.choice(USUAL[entry.type]), random.choice((0, 1, 7))
        if entry.type == "日期":
            return found + moved * DAY
        step = 1 if entry.type in WHOLE else Fraction(1, 10_000)
        number = found + moved * step
        number = number if number >= 0 or entry.negative else found
        if entry.type in WHOLE:
            number = int(number)
        return int(number) if number.denominator == 1 else number

    def _band(self, entry: Entry) -> Value:
        one, two = self._number(entry), self._number(entry)
        low, high = min(one, two), max(one, two)
        if low == high:
            return low
        closed = entry.type in WHOLE or entry.type == "日期"
        shape = self.random.random()
        if shape < 0.2:
            least = None if entry.negative or entry.type == "日期" else 0
            return as_value(Band(least, high))
        if shape < 0.4:
            return Band(low, None)
        return Band(low, high, not closed and self.random.random() < 0.3, not closed and self.random.random() < 0.5)

    # What the rules speak of -----------------------------------------------------------------------------------------

    def _roots(self) -> Iterator[t.Node]:
        for item in self.catalogue.items.values():
            for version in item.versions:
                if version.by:
                    yield from (t.Compare(">=", version.by, t.Literal(v.start, t.Dim.DATE)) for v in item.versions)
                yield from (condition.node for condition in version.conditions)
                yield from nodes_of(version.benefit)

    def _learn(self, root: t.Node, seen: dict[int, t.Node]) -> None:
        for node in t.walk(root):
            if id(node) in seen:
                continue
            seen[id(node)] = node  # kept, so that its number is not given to another
            if isinstance(node, t.Fact | t.Derived):
                self._learn_key(node)
            elif isinstance(node, t.Compare):
                self._learn_limits(node)
            elif isinstance(node, t.Member):
                for fact in t.walk(node):
                    if isinstance(fact, t.Fact):
                        self.words.setdefault(fact.name, []).extend(node.options)

    def _learn_key(self, node: t.Fact | t.Derived) -> None:
        entry = self.catalogue.vocabulary.entry(node.name)
        year = self.on.year + node.offset if node.offset is not None else node.year
        month = node.month if isinstance(node, t.Fact) else None
        key: FactKey = (node.name, f"{year}-{month:02d}" if month else year)
        keys = self.keys.setdefault(entry.subject, [])
        stated = isinstance(node, t.Derived) and self.random.random() < 0.5
        if key not in keys and (isinstance(node, t.Fact) or stated):
            keys.append(key)

    def _learn_limits(self, node: t.Compare) -> None:
        facts = [part for part in t.walk(node) if isinstance(part, t.Fact)]
        for part in t.walk(node):
            if isinstance(part, t.Literal) and is_exact(part.value):
                for fact in facts:
                    if fact.dim == part.dim and (fact.dim != t.Dim.MONEY or isinstance(part.value, int)):
                        self.limits.setdefault(fact.name, []).append(part.value)
