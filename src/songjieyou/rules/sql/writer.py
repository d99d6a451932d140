"""The typed tree written as terms of SQL, for the rows of one kind of subject on one date.

It says what the interpreter says of the same node, by other means: bands are pairs of columns, words flags, truths
SQL's own; a choice is split into all that its facts may be when it is written, not when it is run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Any, Final

from sqlglot import exp

from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.vocabulary import FIRM, Entry
from songjieyou.rules.sql import schema
from songjieyou.rules.sql import words as w
from songjieyou.rules.sql.calendar import Calendar
from songjieyou.rules.sql.groups import Group
from songjieyou.rules.sql.numbers import ONE, UNKNOWN, Arithmetic, Band, End, Whole, constant, end, whole
from songjieyou.rules.sql.pipeline import Pipeline
from songjieyou.rules.sql.schema import ID, Layout, Numbers, YesNo
from songjieyou.rules.sql.supposed import HOME, NOTHING, Env, key_of, supposing
from songjieyou.rules.sql.terms import (
    CannotSay,
    Dialect,
    Expr,
    Flag,
    Truth,
    all_of,
    any_of,
    both,
    either,
    is_told,
    negated,
    sure,
    truth_case,
)
from songjieyou.rules.sql.views import Views, picked_truth
from songjieyou.rules.sql.words import Words


@dataclass(slots=True)
class Shared:
    """What the writers of one query have in common; `groups` are the steps that gather rows below."""

    layout: Layout
    dialect: Dialect
    on: dt.date
    groups: list[Group] = field(default_factory=list)


class Writer:
    """Writes nodes into the pipeline of a kind. Raises CannotSay where SQL has no exact words."""

    def __init__(self, shared: Shared, kind: str, *, tag: str = "", told: bool = False) -> None:
        self.shared, self.kind = shared, kind
        self.vocabulary = shared.layout.vocabulary
        self.pipeline = Pipeline(shared.layout, shared.dialect, kind, tag, told=told)
        self.arithmetic = Arithmetic(self.pipeline)
        self.calendar = Calendar(self.arithmetic)
        self.views = Views(self)
        self._memo: dict[tuple[int, Env], Any] = {}
        self._alive: list[t.Node] = []
        self._groups: dict[str, Group] = {}

    # Entry points ----------------------------------------------------------------------------------------------------

    def number(self, node: t.ValueNode, env: Env = NOTHING) -> Band:
        found: Band = self._once(node, env, _NUMBERS)
        return found

    def words(self, node: t.ValueNode, env: Env = NOTHING) -> Words:
        found: Words = self._once(node, env, _WORDS)
        return found

    def truth(self, node: t.TruthNode, env: Env = NOTHING) -> Truth:
        found: Truth = self._once(node, env, _TRUTHS)
        return found

    def _once(self, node: t.Node, env: Env, table: dict[type, Callable[[Any, Any, Env], Any]]) -> Any:
        key = (id(node), env)
        if key not in self._memo:
            writer = table.get(type(node))
            if writer is None:
                raise CannotSay(node, f"{type(node).__name__} 不在这里写")
            try:
                self._memo[key] = self._named(writer(self, node, env))
            except CannotSay as error:
                raise CannotSay(error.node or node, error.why) from None
            self._alive.append(node)
        return self._memo[key]

    def _named(self, found: Any) -> Any:
        return self.pipeline.keep_truth(found) if isinstance(found, exp.Expr) else found

    # Facts -----------------------------------------------------------------------------------------------------------

    def entry(self, node: t.Fact | t.Derived) -> Entry:
        return self.vocabulary.entry(node.name)

    def key(self, node: t.Fact | t.Derived) -> FactKey:
        return key_of(node, self.shared.on.year)

    def stored(self, key: FactKey) -> schema.Stored | None:
        """The columns of a fact, where the rows can see it."""
        subject = self.vocabulary.entry(key[0]).subject
        if subject != self.kind and subject not in self.vocabulary.above(self.kind):
            return None
        return self.shared.layout.of(key)

    def column(self, key: FactKey, name: str) -> Expr:
        return self.pipeline.of(self.vocabulary.entry(key[0]).subject, name)

    def number_of(self, key: FactKey, env: Env) -> Band:
        """What is told of a fact."""
        for supposed, value in env:
            if supposed == key:
                return constant(value)
        stored = self.stored(key)
        if not isinstance(stored, Numbers):
            return UNKNOWN
        low, high = (self._end(key, stored, side) for side in ("低", "高"))
        return Band(low, high, stored.signed, ints=stored.scale == 1, zero=True)

    def _end(self, key: FactKey, stored: Numbers, side: str) -> End:
        num = Whole(self.column(key, stored.low if side == "低" else stored.high), stored.most)
        opened: Flag = False
        if schema.is_open(stored, side):
            opened = sure(self.column(key, schema.opened(stored, side)))
        return End(num, whole(stored.scale), opened)

    def words_of(self, key: FactKey, env: Env) -> Words:
        for supposed, value in env:
            if supposed == key:
                return w.exactly(value)
        stored, entry = self.stored(key), self.vocabulary.entry(key[0])
        if not isinstance(stored, schema.Words):
            return w.UNKNOWN
        listed = entry.type == "多选"
        return w.of_column(self.column(key, stored.name), entry.choices, several=stored.several, listed=listed)

    def yes_no(self, key: FactKey, env: Env) -> Truth:
        for supposed, value in env:
            if supposed == key:
                return bool(value)
        stored = self.stored(key)
        return self.column(key, stored.name) if isinstance(stored, YesNo) else None

    # Rows below ------------------------------------------------------------------------------------------------------

    def group(self, kind: str, home: str) -> Group:
        """The rows of a kind below, gathered by the subject of the kind `home` at or above these."""
        name = f"{kind}/{home}"
        if name not in self._groups:
            tag = f"{self.pipeline.tag}{schema.DOT}{len(self.shared.groups) + 1}"
            writer = Writer(self.shared, kind, tag=tag, told=True)
            found = self._groups[name] = Group(writer, home, self.pipeline)
            self.shared.groups.append(found)
        return self._groups[name]

    def has_told(self, kind: str, home: str) -> Flag:
        """Whether it is known which subjects of a kind there are below."""
        told, named = is_told(self.pipeline.of(FIRM, schema.has(kind))), is_told(self.pipeline.own(ID))
        return both(told, named if home == self.kind else either((is_told(self.pipeline.row_of(home)), named)))

    def home(self, env: Env) -> str:
        """Where aggregates gather: the subject that a derived fact is about, else the one asked."""
        found = next((value for key, value in env if key == HOME), self.kind)
        return str(found)


# Values --------------------------------------------------------------------------------------------------------------


def _literal(at: Writer, node: t.Literal, env: Env) -> Band:
    value = node.value
    if isinstance(value, dt.date):
        return constant(value.toordinal())
    return constant(value) if isinstance(value, int | Fraction) else UNKNOWN


def _fact(at: Writer, node: t.Fact, env: Env) -> Band:
    return at.number_of(at.key(node), env)


def _derived(at: Writer, node: t.Derived, env: Env) -> Band:
    key = at.key(node)
    stated = at.number_of(key, env)
    if any(supposed == key for supposed, _ in env):
        return stated
    computed = at.number(node.node, _at_home(at, node, env))
    if stated.nothing:
        return computed
    told = any_of((at.arithmetic.told(stated.low), at.arithmetic.told(stated.high)))
    pick = at.arithmetic.pick
    return Band(
        pick([(told, stated.low)], computed.low),
        pick([(told, stated.high)], computed.high),
        stated.signed or computed.signed,
        sets=computed.sets,
        ints=stated.ints and computed.ints,
        zero=stated.zero and computed.zero,
    )


def _at_home(at: Writer, node: t.Derived, env: Env) -> Env:
    """Where a derived fact of a subject above gathers rows, it does so there."""
    subject = at.entry(node).subject
    if subject == at.home(env):
        return env
    gathered = [part for part in t.walk(node.node) if isinstance(part, t.Aggregate | t.Each)]
    if not gathered:
        return env
    if any(key != HOME for key, _ in env):
        raise CannotSay(node, "上一层的派生事实要看下面的各个对象，又在分情况里")
    if subject != FIRM and any(part.kind in at.vocabulary.below(at.kind) for part in gathered):
        raise CannotSay(node, "上一层的派生事实要看下面的各个对象，而那一层可能没有")
    return supposing(env, HOME, subject)


def _today(at: Writer, node: t.Today, env: Env) -> Band:
    return constant(at.shared.on.toordinal())


def _arith(at: Writer, node: t.Arith, env: Env) -> Band:
    left, right = at.number(node.left, env), at.number(node.right, env)
    by: dict[str, Callable[[Band, Band], Band]] = {
        "+": at.arithmetic.add,
        "-": at.arithmetic.subtract,
        "*": at.arithmetic.multiply,
        "/": at.arithmetic.divide,
        "growth": at.arithmetic.growth,
    }
    return by[node.op](left, right)


def _power(at: Writer, node: t.Power, env: Env) -> Band:
    return at.arithmetic.power(at.number(node.base, env), node.exponent)


def _shift(at: Writer, node: t.Shift, env: Env) -> Band:
    date, by = at.number(node.date, env), at.number(node.by, env)
    if not by.ints or by.sets:
        raise CannotSay(node, "移动的月数或天数可能不是整数，或是几种可能")
    if node.sign < 0:
        by = at.arithmetic.negate(by)
    months = node.by.dim == t.Dim.MONTHS
    low, high = (_moved(at, date, steps, months) for steps in (by.low, by.high))
    return Band(low.low, high.high, date.signed, sets=date.sets, ints=True, zero=True)


def _moved(at: Writer, date: Band, by: End | None, months: bool) -> Band:
    """A date moved by exact steps: unknown as a whole where one of its ends leaves the calendar."""
    if by is None:
        return UNKNOWN
    low = at.calendar.moved(date.low, by, months=months)
    if date.low is date.high:
        return Band(low, low)
    high = at.calendar.moved(date.high, by, months=months)
    fine = all_of(
        either((at.arithmetic.missing(old), at.arithmetic.told(new)))
        for old, new in ((date.low, low), (date.high, high))
    )
    return Band(at.arithmetic.pick([(fine, low)]), at.arithmetic.pick([(fine, high)]))


def _days(at: Writer, node: t.DaysBetween, env: Env) -> Band:
    return at.arithmetic.subtract(at.number(node.late, env), at.number(node.early, env))


def _extreme(at: Writer, node: t.Extreme, env: Env) -> Band:
    items = [at.number(item, env) for item in node.items]
    return at.arithmetic.least(items) if node.op == "取小" else at.arithmetic.greatest(items)


def _parameter(at: Writer, node: t.Parameter, env: Env) -> Band:
    """Each row that the date may fall into; unknown where it may fall outside of what is known."""
    table, date = at.vocabulary.tables[node.name], at.number(node.date, env)
    if date.sets:
        raise CannotSay(node, "参数表按几种可能的日期读")
    if date.low is None or date.high is None:
        return UNKNOWN
    days = [start.toordinal() for start, _ in table.rows]
    ends = [*(day - 1 for day in days[1:]), table.known_until.toordinal()]
    crosswise = at.arithmetic.crosswise
    inside = all_of((crosswise(exp.LTE, end(days[0]), date.low), crosswise(exp.LTE, date.high, end(ends[-1]))))
    rows = []
    for (_, value), first, last in zip(table.rows, days, ends, strict=True):
        if first <= last:
            met = (crosswise(exp.LTE, date.low, end(last)), crosswise(exp.LTE, end(first), date.high))
            rows.append((sure(all_of(met)), _table_value(node, value)))
    return at.arithmetic.hull(rows, sure(inside))


def _table_value(node: t.Parameter, value: Any) -> Band:
    if isinstance(value, dt.date):
        return constant(value.toordinal())
    if not isinstance(value, int | Fraction):
        raise CannotSay(node, "参数表里有不确定的数")
    return constant(value)


def _earned(at: Writer, node: t.Earned, env: Env) -> Band:
    raise CannotSay(node, "所得（别的事项的金额）不在 SQL 里算")


def _choose(at: Writer, node: t.Choose, env: Env) -> Band:
    rows, certain = at.views.rows(node, env, at.number)
    return at.arithmetic.hull(rows, certain)


def _increase(at: Writer, node: t.MonthlyIncrease, env: Env) -> Band:
    a = at.arithmetic
    now = [at.number(month, env) for month in node.months]
    before = [at.number(month, env) for month in node.base_months]
    bases = before if node.pairwise else [_average(at, before, only_active=node.only_active)] * len(now)
    steps = [a.subtract(month, base) for month, base in zip(now, bases, strict=True)]
    if not node.negative_counts:
        steps = [a.greatest((step, constant(0))) for step in steps]
    return reduce(a.add, steps, constant(0))


def _average(at: Writer, months: list[Band], *, only_active: bool) -> Band:
    """The monthly mean; with `only_active` over the months above zero, and 0 where there is none."""
    a = at.arithmetic
    if not only_active:
        return a.divide(reduce(a.add, months, constant(0)), constant(len(months)))
    if any(month.nothing for month in months):
        return UNKNOWN
    exact = at.pipeline.keep_truth(all_of(sure(a.is_exact(month)) for month in months))
    total, count = whole(0), whole(0)
    den = months[0].low.den if months[0].low is not None else ONE
    for month in months:
        assert month.low is not None
        if not a.same(month.low.den, den):
            raise CannotSay(None, "各月的单位不同")
        active = a.sign(exp.GT, month.low)
        total = a.sum(total, a.chosen([(active, month.low.num)], whole(0)))
        count = a.sum(count, a.chosen([(active, ONE)], whole(0)))
    none = a.compared(exp.EQ, count, whole(0))
    mean = End(total, a.product(a.chosen([(none, ONE)], count), den))
    found = a.pick([(exact, mean)])
    return Band(found, found, zero=True)


def _aggregate(at: Writer, node: t.Aggregate, env: Env) -> Band:
    home = at.home(env)
    known = at.has_told(node.kind, home)
    group = at.group(node.kind, home)
    below: Writer = group.writer
    inner = tuple(item for item in env if item[0] != HOME)
    counted = True if node.where is None else below.truth(node.where, inner)
    value = constant(1) if node.value is None else below.number(node.value, inner)
    if node.op in ("合计", "个数"):
        found = group.total(counted, value)
    else:
        found = group.extreme(counted, value, largest=node.op == "最大")
    pick = at.arithmetic.pick
    return Band(pick([(known, found.low)]), pick([(known, found.high)]), found.signed, ints=found.ints, zero=found.zero)


_NUMBERS: Final[dict[type, Callable[[Writer, Any, Env], Band]]] = {
    t.Literal: _literal,
    t.Fact: _fact,
    t.Derived: _derived,
    t.Today: _today,
    t.Arith: _arith,
    t.Power: _power,
    t.Shift: _shift,
    t.DaysBetween: _days,
    t.Extreme: _extreme,
    t.Parameter: _parameter,
    t.Earned: _earned,
    t.Choose: _choose,
    t.MonthlyIncrease: _increase,
    t.Aggregate: _aggregate,
}


# Words ---------------------------------------------------------------------------------------------------------------


def _literal_word(at: Writer, node: t.Literal, env: Env) -> Words:
    return w.exactly(node.value) if isinstance(node.value, str) else w.UNKNOWN


def _fact_word(at: Writer, node: t.Fact, env: Env) -> Words:
    return at.words_of(at.key(node), env)


def _derived_word(at: Writer, node: t.Derived, env: Env) -> Words:
    key = at.key(node)
    stated = at.words_of(key, env)
    if any(supposed == key for supposed, _ in env):
        return stated
    computed = at.words(node.node, _at_home(at, node, env))
    if stated.known is False:
        return computed
    return _kept(at, w.overruled(stated, computed))


def _choose_word(at: Writer, node: t.Choose, env: Env) -> Words:
    rows, certain = at.views.rows(node, env, at.words)
    return _kept(at, w.hull(rows, certain))


def _rank(at: Writer, node: t.Rank, env: Env) -> Words:
    return _kept(at, w.ranked(node.op, [at.words(item, env) for item in node.items], node.order))


def _kept(at: Writer, found: Words) -> Words:
    could = {word: at.pipeline.keep_flag(flag) for word, flag in found.could.items()}
    return Words(at.pipeline.keep_flag(found.known), could, found.column, found.declared, found.listed)


_WORDS: Final[dict[type, Callable[[Writer, Any, Env], Words]]] = {
    t.Literal: _literal_word,
    t.Fact: _fact_word,
    t.Derived: _derived_word,
    t.Choose: _choose_word,
    t.Rank: _rank,
}


# Truth ---------------------------------------------------------------------------------------------------------------


def _compare(at: Writer, node: t.Compare, env: Env) -> Truth:
    if node.left.dim == t.Dim.WORD:
        found = w.alike(at.words(node.left, env), at.words(node.right, env))
        return found if node.op == "=" else negated(found)
    if node.left.dim == t.Dim.BOOL:
        return _alike(at, node, env)
    return at.arithmetic.compare(node.op, at.number(node.left, env), at.number(node.right, env))


def _alike(at: Writer, node: t.Compare, env: Env) -> Truth:
    left, right = (_yes_no(at, side, env) for side in (node.left, node.right))
    same = any_of((all_of((left, right)), all_of((negated(left), negated(right)))))
    return same if node.op == "=" else negated(same)


def _yes_no(at: Writer, node: t.ValueNode, env: Env) -> Truth:
    if isinstance(node, t.Fact | t.Derived):
        return at.yes_no(at.key(node), env)
    if isinstance(node, t.Literal) and isinstance(node.value, bool):
        return node.value
    raise CannotSay(node, "这里应是“是否”类的事实")


def _member(at: Writer, node: t.Member, env: Env) -> Truth:
    found = at.words(node.item if node.within is None else node.within, env)
    return belonging(at, node, found)


def belonging(at: Writer, node: t.Member, found: Words) -> Truth:
    """Truth of words belonging to the options of a node."""
    names = at.vocabulary.lists[node.listed] if node.listed else None
    options = tuple(sorted(names.items)) if names else node.options
    complete = names is None or names.complete

    def belongs(word: str) -> int:
        return at.vocabulary.belongs(node.tree, word, options)

    if found.known is False:
        return None
    if found.column is None:
        return w.member(found, belongs, complete=complete)
    if found.declared:
        return w.column_among(found.column, found.could, belongs, complete=complete)
    return w.column_in_tree(found.column, node.tree, options, at.vocabulary, complete=complete)


def _holds(at: Writer, node: t.Holds, env: Env) -> Truth:
    return at.yes_no(at.key(node.fact), env)


def _not(at: Writer, node: t.Not, env: Env) -> Truth:
    return negated(at.truth(node.item, env))


def _and(at: Writer, node: t.And, env: Env) -> Truth:
    return all_of(at.truth(item, env) for item in node.items)


def _or(at: Writer, node: t.Or, env: Env) -> Truth:
    return any_of(at.truth(item, env) for item in node.items)


def _each(at: Writer, node: t.Each, env: Env) -> Truth:
    home = at.home(env)
    group = at.group(node.kind, home)
    inner = tuple(item for item in env if item[0] != HOME)
    found = group.every(group.writer.truth(node.item, inner))
    return truth_case([(at.has_told(node.kind, home), found)])


def _choose_truth(at: Writer, node: t.ChooseTruth, env: Env) -> Truth:
    rows, certain = at.views.rows(node, env, at.truth)
    return picked_truth(rows, certain)


_TRUTHS: Final[dict[type, Callable[[Writer, Any, Env], Truth]]] = {
    t.Compare: _compare,
    t.Member: _member,
    t.Holds: _holds,
    t.Not: _not,
    t.And: _and,
    t.Or: _or,
    t.Each: _each,
    t.ChooseTruth: _choose_truth,
}
