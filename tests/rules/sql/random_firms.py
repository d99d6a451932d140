"""Random firms on, just above and just below what rules mention; much of it unknown, some of it a band or a set."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from songjieyou.rules.bulk.columns import is_numeric
from songjieyou.rules.facts.base import FactBase, FactKey, Subject
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.codes import REGION
from songjieyou.rules.library.policy import Item
from songjieyou.rules.library.vocabulary import FIRM, WHOLE, Entry, Vocabulary
from songjieyou.rules.sql.verdicts import keys_read
from songjieyou.rules.units import MOST_MONEY
from songjieyou.rules.values import UNKNOWN, Band, Possible, Value, as_value, is_exact

PLACES: Final = (
    "湖南省",
    "湖南省/长沙市",
    "湖南省/长沙市/望城区",
    "广东省/惠州市",
    "广东省/惠州市/博罗县",
    "广东省/惠州市/惠城区",
    "浙江省/宁波市/北仑区",
    "福建省/福州市",
    "湖南省/长沙",
    "湖南省/Changsha",
    "湖南省/CHANGSHA",
)
STEPS: Final[dict[str, Fraction]] = {
    "金额": Fraction(1),
    "个数": Fraction(1),
    "月数": Fraction(1),
    "比率": Fraction(1, 10_000),
    "分值": Fraction(1, 2),
}


@dataclass
class Pools:
    """What rules compare facts with: numbers and words by the name of the fact, and pairs with a ratio between them.

    `limits` are those of the numbers that a fact is compared with by itself.
    """

    numbers: dict[str, set[Any]] = field(default_factory=dict)
    limits: dict[str, set[Any]] = field(default_factory=dict)
    words: dict[str, set[str]] = field(default_factory=dict)
    ratios: list[tuple[FactKey, FactKey, Fraction]] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterable[Item], vocabulary: Vocabulary, year: int) -> Pools:
        found = cls()
        for item in items:
            for version in item.versions:
                if version.by:
                    for one in item.versions:
                        days = [day for day in (one.start, one.end, one.start_latest) if day]
                        found.numbers.setdefault(version.by.name, set()).update(days)
                    found.limits.setdefault(version.by.name, set()).update(days)
                for condition in version.conditions:
                    for node in t.walk(condition.node):
                        found._note(node, vocabulary, year)
        return found

    def _note(self, node: t.Node, vocabulary: Vocabulary, year: int) -> None:
        if isinstance(node, t.Member):
            options = vocabulary.lists[node.listed].items if node.listed else node.options
            for word in (node.item, node.within):
                if isinstance(word, t.Fact | t.Derived):
                    self.words.setdefault(word.name, set()).update(options)
        if isinstance(node, t.Compare):
            literals = [part.value for part in t.walk(node) if isinstance(part, t.Literal) and is_exact(part.value)]
            for part in t.walk(node):
                if isinstance(part, t.Fact | t.Derived):
                    self.numbers.setdefault(part.name, set()).update(literals)
            match node:
                case t.Compare(_, t.Fact(name) | t.Derived(name), t.Literal(limit)) if is_exact(limit):
                    self.limits.setdefault(name, set()).add(limit)
                case t.Compare(_, t.Arith("/", t.Fact() as a, t.Fact() as b), t.Literal(limit)):
                    keys = tuple(
                        (one.name, year + one.offset if one.offset is not None else one.year) for one in (a, b)
                    )
                    self.ratios.append((keys[0], keys[1], Fraction(limit)))


@dataclass
class Shares:
    """How many numbers were made: of each kind, all of them, and those exactly on a limit of a rule, one step below or
    above one; and how many quotients likewise.
    """

    numbers: Counter[str] = field(default_factory=Counter)
    quotients: Counter[str] = field(default_factory=Counter)

    def add(self, bases: Iterable[FactBase], pools: Pools, vocabulary: Vocabulary) -> None:
        for base in bases:
            for subject in (base.firm, *(one for some in base.subjects.values() for one in some)):
                for (name, _), value in subject.values.items():
                    if is_numeric(entry := vocabulary.entry(name)):
                        self.numbers.update(("all", _place(entry, value, pools.limits.get(name, ()))))
                for above, below, limit in pools.ratios:
                    one, two = subject.values.get(above), subject.values.get(below)
                    if is_exact(one) and is_exact(two) and two:
                        self.quotients.update(("all", _side(one - limit * two, 1)))

    def lines(self) -> Iterator[str]:
        for name, counts in (("numbers", self.numbers), ("quotients", self.quotients)):
            shares = (f"{100 * count / counts['all']:.1f} % {place}" for place, count in counts.most_common())
            yield f"{name}: {counts['all']}, " + ", ".join(shares)


def _place(entry: Entry, value: Value, limits: Iterable[Any]) -> str:
    if not is_exact(value):
        return "band" if isinstance(value, Band) else "set"
    step: Any = dt.timedelta(days=1) if entry.type == "日期" else STEPS.get(entry.type, Fraction(1, 1000))
    places = {_side(value - limit, step) for limit in limits if _fits(entry, limit)}
    return next((place for place in ("on", "below", "above") if place in places), "away")


def _side(apart: Any, step: Any) -> str:
    """Where something stands that is so far from a limit."""
    if apart == 0 * step:
        return "on"
    return {step: "above", -step: "below"}.get(apart, "away")


class Firms:
    """Makes firms by a seed."""

    def __init__(self, seed: int, vocabulary: Vocabulary, items: Iterable[Item], on: dt.date) -> None:
        self.random = random.Random(seed)
        self.vocabulary, self.on = vocabulary, on
        self.most_money = MOST_MONEY if seed % 4 == 0 else 10**13  # the largest leave little room in 64 bits
        listed = list(items)
        self.pools = Pools.of(listed, vocabulary, on.year)
        self.keys: dict[str, list[FactKey]] = {}
        for key in keys_read(listed, on):
            self.keys.setdefault(vocabulary.entry(key[0]).subject, []).append(key)

    def one(self) -> FactBase:
        known = self.random.choice((0.5, 0.8, 0.97))
        firm = self._subject(FIRM, "", None, known)
        base = FactBase(firm)
        for kind in sorted(self.vocabulary.subjects, key=lambda kind: len(self.vocabulary.above(kind))):
            if kind != FIRM and self.random.random() < 0.75:
                hosts = [one for above in self.vocabulary.subjects[kind] for one in base.of_kind(above) or ()]
                count = self.random.choice((0, 1, 1, 2, 3)) if hosts else 0
                base.subjects[kind] = [
                    self._subject(kind, f"{kind}{number}", self.random.choice(hosts), known) for number in range(count)
                ]
        return base

    def many(self, count: int) -> list[FactBase]:
        return [self.one() for _ in range(count)]

    def _subject(self, kind: str, name: str, parent: Subject | None, known: float) -> Subject:
        subject = Subject(kind, name, parent)
        for key in self.keys.get(kind, ()):
            entry = self.vocabulary.entry(key[0])
            if self.random.random() < (0.1 if entry.derived else known):
                value = self._value(entry)
                if value is not UNKNOWN:
                    subject.values[key] = value
        self._on_ratios(subject)
        subject.look()
        return subject

    def _on_ratios(self, subject: Subject) -> None:
        """Now and then a quotient exactly on its limit, or one step beside it."""
        for above, below, limit in self.pools.ratios:
            if {above, below} <= subject.values.keys() and self.random.random() < 0.15:
                times = self.random.choice((1, 10_000, 123_456_700))
                subject.values[below] = limit.denominator * times
                subject.values[above] = max(0, limit.numerator * times + self.random.choice((0, 0, 1, -1)))

    def _value(self, entry: Entry) -> Value:
        if is_numeric(entry):
            return self._number(entry)
        if entry.type == "是否":
            return self.random.choice((True, False, True, False, Possible(frozenset((True, False)))))
        words = self._words(entry)
        if entry.type == "多选":
            return tuple(self.random.sample(words, self.random.randint(0, len(words))))
        if self.random.random() < 0.06 and len(words) > 2:
            return Possible(frozenset(self.random.sample(words, 2)))
        return self.random.choice(words)

    def _words(self, entry: Entry) -> list[str]:
        mentioned = sorted(self.pools.words.get(entry.name, ()))
        if entry.choices:
            return list(entry.choices)
        if entry.codes:
            return [*mentioned, *self.random.sample(sorted(self.vocabulary.codes[entry.codes].names), 5)]
        if entry.type == REGION:
            deeper = [f"{place}/某区" for place in mentioned[:3]]
            return [*mentioned, *deeper, *PLACES, *(place.rpartition("/")[0] or place for place in mentioned)]
        return [*mentioned, *(f"{word}二" for word in mentioned[:2]), "别的", "别的' OR 1=1 --"]

    # Numbers ---------------------------------------------------------------------------------------------------------

    def _number(self, entry: Entry) -> Value:
        chance = self.random.random()
        one = self._exact(entry)
        if chance < 0.02:
            return Possible(frozenset((one, self._stepped(entry, one, 1))))
        if chance > 0.15:
            return one
        ends = sorted((one, self._exact(entry)))
        low, high = self.random.choice(((ends[0], ends[1]), (ends[0], None), (None, ends[1])))
        if low is None and not entry.negative and entry.type != "日期":
            low = 0
        opens = entry.type not in WHOLE and entry.type != "日期" and low != high
        band = Band(low, high, opens and self.random.random() < 0.3, opens and self.random.random() < 0.3)
        return as_value(band)

    def _exact(self, entry: Entry) -> Any:
        """On a limit, one step beside it, or somewhere."""
        pool = sorted(value for value in self.pools.numbers.get(entry.name, ()) if _fits(entry, value))
        chance = self.random.random()
        if pool and chance < 0.45:
            return self._allowed(entry, self.random.choice(pool))
        if pool and chance < 0.8:
            return self._stepped(entry, self.random.choice(pool), self.random.choice((-1, 1)))
        return self._anywhere(entry)

    def _stepped(self, entry: Entry, value: Any, sign: int) -> Any:
        if isinstance(value, dt.date):
            return value + dt.timedelta(days=sign)
        return self._allowed(entry, value + sign * STEPS.get(entry.type, Fraction(1, 1000)))

    def _allowed(self, entry: Entry, value: Any) -> Any:
        if entry.type == "日期":
            return value
        value = value if entry.type not in ("金额", "月数") else int(value)
        found = value if entry.negative else abs(value)
        return found.numerator if found.denominator == 1 else found

    def _anywhere(self, entry: Entry) -> Any:
        size = self.random.random() ** 3
        match entry.type:
            case "日期":
                return self.on - dt.timedelta(
                    days=self.random.choice((0, 1, 31, 365, 366, 1096, self.random.randint(-99, 9999)))
                )
            case "比率":
                return self._allowed(entry, Fraction(self.random.randint(0, 10_000), 10_000))
            case "金额":
                return self.random.choice((0, int(size * self.most_money), 10_000_000))
            case "月数":
                return self.random.choice((0, 12, 24, self.random.randint(0, 400)))
        return self._allowed(
            entry, self.random.choice((0, 1, int(size * 2000), Fraction(self.random.randint(0, 900), 10)))
        )


def _fits(entry: Entry, value: Any) -> bool:
    return isinstance(value, dt.date) == (entry.type == "日期")
