"""Random policies as typed trees on the sample vocabulary, with every kind of node that a rule line can give."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Catalogue, Condition, Item, Policy, Version
from songjieyou.rules.library.vocabulary import FIRM, Entry, Vocabulary

YEARS: Final = (-1, -2, 0)
KINDS: Final = (FIRM, "项目", "贷款", "设备")
OPS: Final = (">=", ">", "<=", "<", ">=", "<", "=", "!=")
MONEY: Final = (0, 1, 100, 5_000_000, 100_000_000, 30_000_000_000)


class Trees:
    """Makes policies by a seed; what they read is of the kind asked or above, or gathered from below."""

    def __init__(self, seed: int, vocabulary: Vocabulary, on: dt.date) -> None:
        self.random, self.vocabulary, self.on = random.Random(seed), vocabulary, on

    def catalogue(self, count: int) -> Catalogue:
        items = tuple(self.item(f"事项{number}") for number in range(count))
        policy = Policy("办法", "市", "二手转述", items)
        return Catalogue(self.vocabulary, [policy], {item.id: item for item in items})

    def pick(self, *options: Callable[[], Any]) -> Any:
        return self.random.choice(options)()

    # Items -----------------------------------------------------------------------------------------------------------

    def item(self, name: str) -> Item:
        kind = self.random.choice(KINDS)
        count = self.random.choice((1, 1, 2, 3))
        by = self._date_fact(kind) if count > 1 and self.random.random() < 0.7 else None
        starts = sorted(self.random.sample(range(-900, 200), count))
        versions = []
        for number, shift in enumerate(starts):
            start = self.on + dt.timedelta(days=shift)
            over = start + dt.timedelta(days=self.random.choice((30, 200, 400)))
            ends = over if self.random.random() < 0.4 else None
            latest = self.random.choice((start, None, start + dt.timedelta(days=20)))
            conditions = tuple(self.condition(kind) for _ in range(self.random.choice((1, 1, 2, 3))))
            "一事一议" if self.random.random() < 0.1 else ""
            by_hand = "一事一议" if self.random.random() < 0.1 else ""
            versions.append(
                Version(str(number), start, latest, ends, ends is not None, by, None, "", by_hand, conditions)
            )
        return Item(f"办法/{name}", "办法", "资质", kind, tuple(versions))

    def condition(self, kind: str) -> Condition:
        strength = self.random.choice(("硬性", "硬性", "硬性", "原则上", "优先"))
        check = self.random.choice(("事实", "事实", "事实", "承诺"))
        return Condition(self.truth(kind, 3), "规则", strength=strength, check=check)

    # Truth -----------------------------------------------------------------------------------------------------------

    def truth(self, kind: str, depth: int) -> t.TruthNode:
        if depth <= 0:
            return self.pick(lambda: self._plain(kind), lambda: self._holds(kind), lambda: self._member(kind))
        found: t.TruthNode = self.pick(
            lambda: self._compare(kind, depth),
            lambda: self._compare(kind, depth),
            lambda: self._dates(kind, depth),
            lambda: self._words(kind, depth),
            lambda: self._member(kind),
            lambda: self._holds(kind),
            lambda: t.Not(self.truth(kind, depth - 1)),
            lambda: t.And((self.truth(kind, depth - 1), self.truth(kind, depth - 1))),
            lambda: t.Or((self.truth(kind, depth - 1), self.truth(kind, depth - 1))),
            lambda: self._each(kind, depth),
            lambda: self._choice(kind, depth, t.ChooseTruth, self.truth),
            lambda: self._choice(kind, depth, t.ChooseTruth, self.truth),
        )
        return found

    def _plain(self, kind: str) -> t.Compare:
        fact = self._number_fact(kind)
        return t.Compare(self.random.choice(OPS), fact, self._limit(fact))

    def _compare(self, kind: str, depth: int) -> t.Compare:
        left = self.number(kind, depth - 1)
        right = self.number(kind, depth - 2) if self.random.random() < 0.3 else self._literal()
        return t.Compare(self.random.choice(OPS), left, right)

    def _dates(self, kind: str, depth: int) -> t.Compare:
        return t.Compare(self.random.choice(OPS), self.date(kind, depth - 1), self.date(kind, depth - 1))

    def _words(self, kind: str, depth: int) -> t.TruthNode:
        words = self.word(kind, depth - 1)
        if self.random.random() < 0.3:
            return t.Compare(self.random.choice(("=", "!=")), words, self.word(kind, depth - 1))
        return t.Member(words, tuple(self.random.sample(("微型", "小型", "中型", "大型", "公司", "在建", "个体"), 3)))

    def _holds(self, kind: str) -> t.Holds:
        return t.Holds(self._fact(kind, lambda entry: entry.type == "是否"))

    def _member(self, kind: str) -> t.Member:
        fact = self._fact(kind, lambda entry: entry.dim == t.Dim.WORD and not entry.derived)
        entry = self.vocabulary.entry(fact.name)
        if entry.codes:
            options = self.random.sample(sorted(self.vocabulary.codes[entry.codes].names), 3)
        elif entry.type == "地区":
            if self.random.random() < 0.3:
                return t.Member(fact, (), entry.tree, listed="扶持县")
            options = self.random.sample(("湖南省", "湖南省/长沙市", "广东省/惠州市/博罗县", "湖南省/长沙市/望城区"), 2)
        elif entry.choices:
            options = self.random.sample(entry.choices, 2)
        elif self.random.random() < 0.5:
            return t.Member(fact, (), "", listed="白名单")
        else:
            options = ["甲公司", "别的"]
        within = fact if self.random.random() < 0.2 else None
        item = t.Literal(options[0], t.Dim.WORD) if within is not None else fact
        return t.Member(item, tuple(options), entry.tree, within=within)

    def _each(self, kind: str, depth: int) -> t.TruthNode:
        below = self._below(kind)
        return t.Each(below, self.truth(below, depth - 2)) if below else self._plain(kind)

    def _below(self, kind: str) -> str:
        found = sorted(self.vocabulary.below(kind))
        return self.random.choice(found) if found else ""

    # Choices ---------------------------------------------------------------------------------------------------------

    def _choice(self, kind: str, depth: int, make: Any, row: Callable[[str, int], Any]) -> Any:
        if self.random.random() < 0.6:
            tests = self._tiers(kind, depth)
        else:
            count = self.random.choice((1, 2))
            tests = self.pick(
                lambda: [self._holds(kind)],
                lambda: [self._member(kind)] * 1,
                lambda: [self.truth(kind, depth - 2) for _ in range(count)],
                lambda: self._by_words(kind),
            )
        last: list[t.TruthNode | None] = [None] if self.random.random() < 0.7 else []
        tested: list[t.TruthNode | None] = [*tests, *last]
        tiers = isinstance(tests[0], t.Compare | t.And)
        rows = tuple((test, row(kind, depth - 2)) for test in tested)
        dims = {} if make is t.ChooseTruth else {"dim": rows[0][1].dim}
        return make(rows, tiers, **dims)

    def _by_words(self, kind: str) -> list[t.TruthNode]:
        fact = self._fact(kind, lambda entry: entry.type == "选项")
        words = self.vocabulary.entry(fact.name).choices
        return [t.Member(fact, (word,)) for word in words[: self.random.choice((1, 2, 3))]]

    def _tiers(self, kind: str, depth: int) -> list[t.TruthNode]:
        if self.random.random() < 0.2:
            measure = self.date(kind, depth - 2)
            if isinstance(measure, t.Literal | t.Today):
                measure = self._date_fact(kind)
            limits = [self._day(), self._day()]
        else:
            measure = self._number_fact(kind) if self.random.random() < 0.6 else self.number(kind, depth - 2)
            if isinstance(measure, t.Literal):
                measure = self._number_fact(kind)
            limits = [self._limit(measure), self._limit(measure)]
        limits.sort(key=lambda limit: limit.value)
        op = self.random.choice(("<", "<=", "=", "<"))
        tests: list[t.TruthNode] = [t.Compare(op, measure, limit) for limit in limits]
        if self.random.random() < 0.3:
            tests[0] = t.And((t.Compare(">=", measure, limits[0]), t.Compare("<", measure, limits[1])))
        return tests[: self.random.choice((1, 2, 2))]

    # Numbers ---------------------------------------------------------------------------------------------------------

    def number(self, kind: str, depth: int) -> t.ValueNode:
        if depth <= 0:
            return self._number_fact(kind) if self.random.random() < 0.8 else self._literal()
        dim = t.Dim.NUMBER
        inner = depth - 1
        found: t.ValueNode = self.pick(
            lambda: self._number_fact(kind),
            lambda: t.Arith(self.random.choice("+-"), self.number(kind, inner), self.number(kind, inner), dim),
            lambda: t.Arith("*", self.number(kind, inner), self._literal(), dim),
            lambda: t.Arith("*", self._number_fact(kind), self._number_fact(kind), dim),
            lambda: t.Arith("/", self.number(kind, inner), self.number(kind, inner), dim),
            lambda: t.Arith("growth", self._number_fact(kind), self._number_fact(kind), dim),
            lambda: t.Extreme(
                self.random.choice(("取小", "取大")), (self.number(kind, inner), self.number(kind, 0)), dim
            ),
            lambda: t.Extreme(self.random.choice(("取小", "取大")), (self._number_fact(kind), self._literal()), dim),
            lambda: t.Power(self.number(kind, 0), self.random.choice((2, 3))),
            lambda: t.DaysBetween(self.date(kind, inner), self.date(kind, 0)),
            lambda: t.Parameter("LPR", self.date(kind, inner), dim),
            lambda: self._aggregate(kind, depth),
            lambda: self._aggregate(kind, depth),
            lambda: self._choice(kind, depth, t.Choose, self.number),
            lambda: self._choice(kind, depth, t.Choose, lambda _, __: self._literal()),
            lambda: self._derived("项目个数", kind),
            lambda: self._derived("研发占比", kind),
            lambda: self._increase(),
        )
        return found

    def _extreme(self) -> str:
        return self.random.choice(("取小", "取大"))

    def _aggregate(self, kind: str, depth: int) -> t.ValueNode:
        below = self._below(kind)
        if not below:
            return self._number_fact(kind)
        op = self.random.choice(("合计", "最大", "最小", "个数"))
        where = self.truth(below, depth - 2) if self.random.random() < 0.6 else None
        value = None if op == "个数" else self.number(below, depth - 2)
        return t.Aggregate(op, below, value, where, t.Dim.NUMBER)

    def _increase(self) -> t.MonthlyIncrease:
        months = [t.Fact("本地采购额", t.Dim.MONEY, year=2024, month=month) for month in range(1, 7)]
        active, pairs, negative = (self.random.random() < 0.5 for _ in range(3))
        return t.MonthlyIncrease(tuple(months[3:5]), tuple(months[:2]), active, pairs, negative)

    def _derived(self, name: str, kind: str) -> t.Derived:
        rule = self.vocabulary.derived[name]
        offset = -1 if rule.entry.period == "年" else None
        return t.Derived(name, rule.made[offset, None], rule.entry.dim, offset=offset)

    def _number_fact(self, kind: str) -> t.Fact:
        types = ("金额", "个数", "比率", "数值", "分值", "月数")
        return self._fact(kind, lambda entry: entry.type in types and not entry.derived and entry.period != "月")

    def _literal(self) -> t.Literal:
        value = self.random.choice((*MONEY, 1, 2, 30, Fraction(1, 2), Fraction(3, 100), -5))
        return t.Literal(value, t.Dim.NUMBER)

    def _limit(self, measure: t.ValueNode) -> t.Literal:
        if isinstance(measure, t.Fact):
            entry = self.vocabulary.entry(measure.name)
            by_type: dict[str, tuple[Any, ...]] = {
                "金额": MONEY,
                "个数": (0, 1, 2, 30, Fraction(61, 2)),
                "比率": (Fraction(0), Fraction(1, 2), Fraction(3, 100)),
                "月数": (12, 24),
            }
            return t.Literal(self.random.choice(by_type.get(entry.type, (0, 60, Fraction(121, 2)))), t.Dim.NUMBER)
        return self._literal()

    # Dates and words -------------------------------------------------------------------------------------------------

    def date(self, kind: str, depth: int) -> t.ValueNode:
        if depth <= 0:
            return self.pick(lambda: self._date_fact(kind), lambda: self._date_fact(kind), t.Today, self._day)
        months = t.Literal(self.random.choice((1, 12, 18, -3, 1200)), t.Dim.MONTHS)
        days = t.Literal(self.random.choice((30, 365, -1)), t.Dim.DAYS)
        term = t.Fact("贷款期限", t.Dim.MONTHS) if kind == "贷款" else months
        sign = self.random.choice((1, -1))
        found: t.ValueNode = self.pick(
            lambda: self._date_fact(kind),
            lambda: t.Shift(self.date(kind, depth - 1), self.random.choice((months, days, term)), sign),
            lambda: t.Shift(self._date_fact(kind), self.random.choice((months, term)), sign),
            lambda: t.Extreme(
                self.random.choice(("取小", "取大")), (self.date(kind, 0), self.date(kind, 0)), t.Dim.DATE
            ),
            lambda: self._choice(kind, depth, t.Choose, self.date),
        )
        return found

    def _date_fact(self, kind: str) -> t.Fact:
        return self._fact(kind, lambda entry: entry.type == "日期")

    def _day(self) -> t.Literal:
        days = self.random.choice((0, -1, 1, -365, -1000, 40))
        return t.Literal(self.on + dt.timedelta(days=days), t.Dim.DATE)

    def word(self, kind: str, depth: int) -> t.ValueNode:
        sizes = ("微型", "小型", "中型", "大型")
        literal = t.Literal(self.random.choice(sizes), t.Dim.WORD)
        if depth <= 0:
            return self.pick(lambda: literal, lambda: self._fact(kind, lambda entry: entry.type == "选项"))
        found: t.ValueNode = self.pick(
            lambda: self._fact(kind, lambda entry: entry.type == "选项" and not entry.derived),
            lambda: self._derived("划型", kind),
            lambda: self._choice(kind, depth, t.Choose, self.word),
            lambda: t.Rank(
                self.random.choice(("取低", "取高")),
                tuple(self._choice(kind, depth, t.Choose, lambda _, __: self._size()) for _ in range(2)),
                sizes,
            ),
        )
        return found

    def _size(self) -> t.Literal:
        return t.Literal(self.random.choice(("微型", "小型", "中型", "大型")), t.Dim.WORD)

    def _fact(self, kind: str, wanted: Callable[[Entry], bool]) -> t.Fact:
        """A fact of the kind or above it; one that the subject cannot see where there is none."""
        above = {kind, *self.vocabulary.above(kind)}
        fitting = [e for e in self.vocabulary.entries.values() if e.subject in above and wanted(e) and not e.derived]
        entry = self.random.choice(fitting)
        offset = self.random.choice(YEARS) if entry.period == "年" else None
        return t.Fact(entry.name, entry.dim, offset=offset)
