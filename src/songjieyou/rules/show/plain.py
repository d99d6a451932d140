"""Rules in plain Chinese, for people who read no formula: `近2年每年研发费用占营业收入的比例不低于3%`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from songjieyou.rules.answer.words import said
from songjieyou.rules.language import tree as t
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.library.codes import REGION
from songjieyou.rules.library.policy import Condition
from songjieyou.rules.library.vocabulary import Vocabulary

ORDERS: Final = {">=": "不低于", ">": "超过", "<=": "不超过", "<": "低于", "=": "为", "!=": "不为"}
DAYS: Final = {">=": "不早于", ">": "晚于", "<=": "不晚于", "<": "早于", "=": "为", "!=": "不为"}
COUNTS: Final = {">=": "不少于", "<": "少于"}
YEARS: Final = {1: "明年", 0: "本年", -1: "上年", -2: "前年", -3: "大前年"}
JOINED: Final = {"任一": "下面至少有一项：", "全部": "下面各项都要满足："}
BY_CASE: Final = "按情形要求，取第一个相符的："
UNLESS: Final = "（除非 "
STRICT: Final = {"硬性": "", "原则上": "原则上：", "优先": "优先考虑："}
CHECKED: Final = {"事实": "", "承诺": "（由企业承诺）", "审核时": "（审核时核对）"}
MEASURES: Final = {"企业": "家", "贷款": "笔", "租赁": "笔", "设备": "台"}

type _Rows = Iterable[tuple[t.TruthNode | None, t.Node]]


@dataclass(frozen=True, slots=True)
class Said:
    """A requirement in words; `parts` are what stands below it."""

    text: str
    parts: tuple[Said, ...] = ()

    @property
    def whole(self) -> str:
        """All of it in one line."""
        below = "；".join(part.whole for part in self.parts)
        return f"{self.text}（{below}）" if self.text and below else self.text or below


@dataclass(frozen=True, slots=True)
class Plain:
    """Says nodes in words. With a `frame` the years are told from that one: 0 is not said, -1 is 前一年."""

    vocabulary: Vocabulary
    frame: int | None = None

    def condition(self, condition: Condition) -> Said:
        """What one condition of a file asks for."""
        node = condition.node
        if condition.parts:
            return Said(JOINED[condition.join], tuple(map(self.condition, condition.parts)))
        if UNLESS in condition.rule and isinstance(node, t.Or):
            wanted, unless = node.items
            return Said(f"{self.truth(wanted)}；但{self.truth(unless)}的，不作这项要求")
        if isinstance(node, t.ChooseTruth):
            return Said(BY_CASE, tuple(Said(text) for text in self.cases(node.rows, "，要求")))
        if isinstance(node, t.Not) and isinstance(node.item, t.Holds | t.Or | t.And):
            return Said(f"不得有以下情形：{self.truth(node.item)}")
        return Said(self.truth(node))

    def truth(self, node: t.Node) -> str:
        """A test, as a part of a sentence."""
        match node:
            case t.Compare():
                return self._compared(node)
            case t.Member():
                return self._member(node, "")
            case t.Holds(fact):
                return self.value(fact)
            case t.Not(t.Member() as item):
                return self._member(item, "不")
            case t.Not(item):
                return f"没有“{self.truth(item)}”的情形"
            case t.And(items):
                return self._each_year(items, "每年") or "，并且".join(map(self.truth, items))
            case t.Or((t.Not(item), other)):
                return f"{self.truth(item)}的，须{self.truth(other)}"
            case t.Or(items):
                return self._each_year(items, "任一年") or "，或者".join(map(self.truth, items))
            case t.Each(kind, item):
                return f"每{MEASURES.get(kind, '个')}{kind}都要{self.truth(item)}"
            case t.ChooseTruth(rows):
                return "；".join(self.cases(rows, "，要求"))
        return ""

    def cases(self, rows: _Rows, middle: str = "，") -> list[str]:
        """Each row of a choice: 上年营业收入不超过5000万元的，…"""
        found = []
        for test, row in rows:
            when = "其他情形" if test is None else f"{self.truth(test)}的"
            found.append(f"{when}{middle}{self.truth(row) if isinstance(row, t.TRUTHS) else self.value(row)}")
        return found

    # Tests -----------------------------------------------------------------------------------------------------------

    def _compared(self, node: t.Compare) -> str:
        op, left, right = node.op, node.left, node.right
        if op == ">=" and isinstance(left, t.Today) and isinstance(right, t.Shift) and right.sign > 0:
            return f"从{self.value(right.date)}到申报日满{self.value(right.by)}"
        if growth := _compound(node):
            fact, years, rate = growth
            return f"近{years}年{fact}的复合增长率{ORDERS[op]}{self.value(rate)}"
        if isinstance(right, t.Literal) and right.value == 0 and op in (">", "="):
            return f"{self.value(left)}{'大于零' if op == '>' else '为零'}"
        words = DAYS if left.dim == Dim.DATE else ORDERS
        counted = left.dim == Dim.MONTHS or (left.dim == Dim.NUMBER and left.unit not in ("", "%"))
        if isinstance(left, t.Aggregate) or counted:
            words = {**words, **COUNTS}
        return f"{self.value(left)}{words[op]}{self.value(right)}"

    def _member(self, node: t.Member, no: str) -> str:
        item = self.value(node.item)
        if node.within is not None:
            return f"{item}{no}在{self.value(node.within)}之内"
        if node.listed:
            return f"{item}{no}在名单“{node.listed}”之内"
        names = self._options(node)
        if node.tree == REGION:
            return f"{item}{no}在{'或'.join(name.replace('/', '') for name in names)}"
        if node.tree:
            return f"{item}{no}属于{'、'.join(names)}"
        if len(names) == 1:
            return f"{item}{'不是' if no else '为'}{names[0]}"
        return f"{item}{'不是' if no else '为'}{'、'.join(names)}{'中的任何一种' if no else '之一'}"

    def _options(self, node: t.Member) -> list[str]:
        names = self.vocabulary.codes[node.tree].names if node.tree in self.vocabulary.codes else {}
        return [f"{names[option]}（{option}）" if option in names else option for option in node.options]

    def _each_year(self, items: Sequence[t.Node], word: str) -> str:
        """The same test of each of the last years; empty for anything else."""
        return f"近{len(items)}年{word}{text}" if (text := self._of_years(items)) else ""

    def _of_years(self, items: Sequence[t.Node]) -> str:
        """What is said alike of 上年, 前年 and so on, without the year; empty where that differs."""
        if self.frame is not None or len(items) == 1 or _newest(items[0]) != -1:
            return ""
        texts = {Plain(self.vocabulary, -number)._said(item) for number, item in enumerate(items, 1)}
        return texts.pop() if len(texts) == 1 else ""

    def _said(self, node: t.Node) -> str:
        return self.truth(node) if isinstance(node, t.TRUTHS) else self.value(node)

    # Values ----------------------------------------------------------------------------------------------------------

    def value(self, node: t.Node) -> str:
        """A number, a day or a word, as a part of a sentence."""
        match node:
            case t.Literal(value, dim, unit):
                return day(value) if isinstance(value, dt.date) else said(value, dim, unit)
            case t.Fact(name) | t.Derived(name):
                return self._year(node) + self._name(name)
            case t.Today():
                return "申报日"
        return self._made(node) or self._chosen(node)

    def _made(self, node: t.Node) -> str:
        """What is computed from other values."""
        match node:
            case t.Arith():
                return self._computed(node)
            case t.Power(base, exponent):
                return f"{self.value(base)}的{exponent}次方"
            case t.Shift(date, by, sign):
                return f"{self.value(date)}{'之后' if sign > 0 else '之前'}{self.value(by)}"
            case t.DaysBetween(late, early):
                return f"{self.value(early)}到{self.value(late)}的天数"
            case t.Aggregate():
                return self._below(node)
            case t.MonthlyIncrease(months, base_months):
                return f"{_span(months)}{months[0].name}比{_span(base_months)}月均增加的部分"
        return ""

    def _chosen(self, node: t.Node) -> str:
        """What is picked out of several, or read elsewhere."""
        match node:
            case t.Extreme(op, items):
                return f"{'、'.join(map(self.value, items))}中较{'小' if op == '取小' else '大'}的"
            case t.Rank(op, items):
                return f"{'、'.join(map(self.value, items))}中较{op[-1]}的"
            case t.Parameter(name, date):
                return f"{self.value(date)}的{name}"
            case t.Earned(item):
                return f"“{item.rpartition('/')[2]}”所得的金额"
            case t.Choose(rows):
                return "；".join(self.cases(rows))
        return ""

    def _name(self, name: str) -> str:
        entry = self.vocabulary.find(name)
        return name.removesuffix("代码") if entry and entry.codes else name

    def _year(self, node: t.Node) -> str:
        if not isinstance(node, t.Fact | t.Derived):
            return ""
        if node.year is not None:
            month = node.month if isinstance(node, t.Fact) else None
            return f"{node.year}年{f'{month}月' if month else ''}"
        if node.offset is None:
            return ""
        if self.frame is None:
            return YEARS.get(node.offset, f"{-node.offset}年前的")
        before = self.frame - node.offset
        return "" if not before else "前一年的" if before == 1 else f"前{before}年的"

    def _computed(self, node: t.Arith) -> str:
        left, right = node.left, node.right
        match node.op:
            case "+":
                return self._sum(_terms(node))
            case "-":
                if _is_growth(node):
                    return self._growth(left)
                return f"{self.value(left)}减去{self.inside(right, sums=True)}"
            case "*":
                if isinstance(left, t.Literal):
                    left, right = right, left
                link = "的" if isinstance(right, t.Literal) and right.unit == "%" else " × "
                return f"{self.inside(left)}{link}{self.value(right)}"
            case "growth":
                return f"{self.value(left)}与{self.value(right)}之比"
        return self._quotient(node)

    def _quotient(self, node: t.Arith) -> str:
        left, right = node.left, node.right
        if isinstance(right, t.Literal):
            terms = _terms(left)
            if len(terms) == right.value and (text := self._of_years(terms)):
                return f"近{len(terms)}年{text}的平均值"
            return f"{self.inside(left)} ÷ {self.value(right)}"
        above, below = self.inside(left), self.inside(right)
        year = self._year(left)
        if year and year == self._year(right):
            below = below.removeprefix(year)
        return f"{above}占{below}的比例" if left.dim == right.dim else f"{above}与{below}之比"

    def _sum(self, terms: Sequence[t.Node]) -> str:
        if text := self._of_years(terms):
            return f"近{len(terms)}年{text}合计"
        words = list(map(self.value, terms))
        year = self._year(terms[0])
        if year and all(self._year(term) == year for term in terms):
            words = [words[0], *(word.removeprefix(year) for word in words[1:])]
        return f"{'、'.join(words)}之和"

    def _growth(self, node: t.Node) -> str:
        """By how much a fact grew over the year before."""
        late = node.left if isinstance(node, t.Arith) else node
        return f"{self.value(late)}的增长率"

    def inside(self, node: t.Node, *, sums: bool = False) -> str:
        """A side of a computation, in brackets where it is one itself; a sum over years reads as one word (`sums`: each
        sum does).
        """
        text = self.value(node)
        compound = isinstance(node, t.Arith) and not self._of_years(_terms(node)) and not (sums and node.op == "+")
        return f"（{text}）" if compound else text

    def _below(self, node: t.Aggregate) -> str:
        where = f"（只算{self.truth(node.where)}的）" if node.where is not None else ""
        if node.value is None:
            return f"{node.kind}{where}的个数"
        word = {"合计": "合计", "最大": "中最大的", "最小": "中最小的"}.get(node.op, node.op)
        return f"各{MEASURES.get(node.kind, '个')}{node.kind}{where}的{self.value(node.value)}{word}"


def day(date: dt.date) -> str:
    """`2026年1月5日`."""
    return f"{date.year}年{date.month}月{date.day}日"


def _terms(node: t.Node) -> list[t.ValueNode]:
    """What a sum adds up, however it is nested."""
    if isinstance(node, t.Arith) and node.op == "+":
        return [*_terms(node.left), *_terms(node.right)]
    return [node]  # type: ignore[list-item]


def _newest(node: t.Node) -> int | None:
    """The latest year that is counted from the one asked."""
    facts = (part for part in t.walk(node) if isinstance(part, t.Fact | t.Derived))
    return max((fact.offset for fact in facts if fact.offset is not None), default=None)


def _is_growth(node: t.Arith) -> bool:
    """Whether it is the growth of a year over the one before."""
    left, right = node.left, node.right
    grows = isinstance(left, t.Arith) and left.op == "growth"
    return grows and isinstance(right, t.Literal) and right.value == 1 and _steps(left) == 1


def _steps(node: t.ValueNode) -> int:
    """Over how many years a growth goes; 0 where it is none of one fact."""
    if not isinstance(node, t.Arith) or node.op != "growth":
        return 0
    late, early = node.left, node.right
    if isinstance(late, t.Fact | t.Derived) and isinstance(early, t.Fact | t.Derived) and late.name == early.name:
        return late.offset - early.offset if late.offset is not None and early.offset is not None else 0
    return 0


def _compound(node: t.Compare) -> tuple[str, int, t.ValueNode] | None:
    """(fact, years, rate) of a comparison with a compound growth rate."""
    years = _steps(node.left)
    factor = node.right.base if isinstance(node.right, t.Power) else node.right
    if years and isinstance(factor, t.Arith) and isinstance(node.left, t.Arith):
        return getattr(node.left.left, "name", ""), years, factor.right
    return None


def _span(months: Sequence[t.Fact]) -> str:
    first, last = months[0], months[-1]
    return f"{first.year}年{first.month}月至{last.year}年{last.month}月"
