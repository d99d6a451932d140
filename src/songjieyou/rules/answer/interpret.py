"""The interpreter: a typed tree and a context in, a value or a truth out. Plain recursion, one function a node."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, reduce
from typing import Any, Final

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.monthly import increase
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.vocabulary import WHOLE
from songjieyou.rules.values import (
    FALSE,
    MAYBE,
    TRUE,
    UNKNOWN,
    Band,
    Possible,
    Value,
    add,
    as_band,
    as_value,
    compare,
    divide,
    hull,
    is_exact,
    largest,
    members,
    multiply,
    one_of,
    pieces,
    power,
    shift_date,
    smallest,
    subtract,
)

NOWHERE: Final = Band(None, None)


def value(node: t.ValueNode, at: Context) -> Value:
    """What the node is worth; UNKNOWN where facts are missing."""
    return _VALUES[type(node)](node, at)


def truth(node: t.TruthNode, at: Context) -> int:
    """FALSE, MAYBE or TRUE."""
    return _TRUTHS[type(node)](node, at)


# Values --------------------------------------------------------------------------------------------------------------


def _fact(node: t.Fact, at: Context) -> Value:
    if node.offset is not None:
        return at.view.get((node.name, at.year + node.offset), UNKNOWN)
    if node.year is None:
        return at.view.get((node.name, None), UNKNOWN)
    return at.view.get(at.key(node), UNKNOWN)


def _derived(node: t.Derived, at: Context) -> Value:
    key = at.key(node)
    stated = at.view.get(key)
    if stated is not None and not (at.back and key[1] is None):  # what is stated now was not stated of earlier years
        return stated
    found = at.memo.get(id(node))
    if found is None:
        found = at.memo[id(node)] = value(node.node, home(node, at))
    return found


def home(node: t.Derived, at: Context) -> Context:
    """Where a derived fact is computed: at the subject it is about, which may stand above the one asked."""
    owner = at.subject.ancestor(at.vocabulary.entry(node.name).subject)
    return at if owner is None or owner is at.subject else at.at(owner)


def _arith(node: t.Arith, at: Context) -> Value:
    left, right = value(node.left, at), value(node.right, at)
    match node.op:
        case "+":
            return add(left, right)
        case "-":
            return subtract(left, right)
        case "*":
            return multiply(left, right)
        case "growth" if compare(">", right, 0) != TRUE:
            return UNKNOWN
    return divide(left, right)


def _shift(node: t.Shift, at: Context) -> Value:
    date, by = value(node.date, at), value(node.by, at)

    def moved(steps: Value) -> Value:
        steps = multiply(steps, node.sign)
        return shift_date(date, steps, 0) if node.by.dim == t.Dim.MONTHS else shift_date(date, 0, steps)

    known = members(by)
    if known is not None:
        return hull(moved(steps) for steps in known)
    if not isinstance(by, Band):
        return UNKNOWN
    ends = [NOWHERE if end is None else as_band(moved(end)) or NOWHERE for end in (by.low, by.high)]
    first, last = ends if node.sign > 0 else reversed(ends)
    return as_value(Band(first.low, last.high))


def _days(node: t.DaysBetween, at: Context) -> Value:
    late, early = as_band(value(node.late, at)), as_band(value(node.early, at))
    if late is None or early is None:
        return UNKNOWN
    low = None if late.low is None or early.high is None else (late.low - early.high).days
    high = None if late.high is None or early.low is None else (late.high - early.low).days
    return as_value(Band(low, high))


def _extreme(node: t.Extreme, at: Context) -> Value:
    items = (value(item, at) for item in node.items)
    return smallest(items) if node.op == "取小" else largest(items)


def _parameter(node: t.Parameter, at: Context) -> Value:
    table = at.vocabulary.tables[node.name]
    date = value(node.date, at)
    if is_exact(date):
        return table.read(date)
    dates = members(date)
    if dates is not None:
        return hull(table.read(d) for d in dates)
    if not isinstance(date, Band) or date.low is None or date.high is None:
        return UNKNOWN
    starts = [start for start, _ in table.rows if date.low < start <= date.high]
    return hull(table.read(d) for d in (date.low, *starts, date.high))


def _choose(node: t.Choose, at: Context) -> Value:
    """The first row that holds; where rows only may hold, whatever is common to all that may be the one."""
    for test, row in node.rows:
        holds = TRUE if test is None else truth(test, at)
        if holds == TRUE:
            return value(row, at)
        if holds == MAYBE:
            rows, sure = touched(node, at)
            return hull(value(row, there) for row, there in rows) if sure else UNKNOWN
    return UNKNOWN  # no row surely holds: the text does not say what then


type _View = tuple[Callable[[t.TruthNode], int], Context]
"""A way to look at the tests of rows, and where a row that then holds is read."""


def touched(node: t.Choose | t.ChooseTruth, at: Context) -> tuple[list[tuple[Any, Context]], bool]:
    """The rows that may be the first to hold, each with where it is read, and whether one surely is."""
    touched: dict[tuple[int, int], tuple[t.Node, Context]] = {}
    sure = True
    for tested, there in _views(node, at):
        found = False
        for test, row in node.rows:
            holds = TRUE if test is None else tested(test)
            if holds != FALSE:
                touched[id(row), id(there)] = row, there
            found = holds == TRUE
            if found:
                break
        sure = sure and found
    return list(touched.values()), sure


def _views(node: t.Choose | t.ChooseTruth, at: Context) -> list[_View]:
    """Ways to look at the tests so that each is decided: once for each value of the only fact that they read, or for
    each piece of what tiers split; else as they are.
    """
    chosen = t.deciding_fact(node)
    every = None if chosen is None else _possible(chosen, at)
    if chosen is not None and every is not None:
        supposed = (at.supposing({at.key(chosen): one}) for one in every)
        return [(partial(truth, at=there), there) for there in supposed]
    measure = t.measure_of(node.rows[0][0]) if node.tiers else None
    if measure is None:
        return [(partial(truth, at=at), at)]
    return [(partial(_tested, measure=measure, piece=piece, at=at), at) for piece in _pieces(node, measure, at)]


def _possible(fact: t.Fact | t.Derived, at: Context) -> list[Any] | None:
    """Everything that a fact can be, where that can be told one by one."""
    held, entry = value(fact, at), at.vocabulary.entry(fact.name)
    if held is UNKNOWN and entry.type == "是否":
        return [False, True]
    if held is UNKNOWN and entry.type == "选项":
        return list(entry.choices)
    found = members(held)
    return None if found is None else sorted(found)


def _pieces(node: t.Choose | t.ChooseTruth, measure: t.ValueNode, at: Context) -> list[Value]:
    """What the measure of tiers may be, each piece on one side of every limit."""
    limits = {
        limit
        for test, _ in node.rows
        for part in ([] if test is None else t.walk(test))
        if isinstance(part, t.Compare) and part.left is measure and is_exact(limit := value(part.right, at))
    }
    whole = isinstance(measure, t.Fact) and at.vocabulary.entry(measure.name).type in WHOLE
    return pieces(value(measure, at), limits, counted=whole or measure.dim == t.Dim.DATE)


def _tested(test: t.TruthNode, measure: t.ValueNode, piece: Value, at: Context) -> int:
    """A tier's test for a piece of its measure."""
    match test:
        case t.And():
            return min(_tested(item, measure, piece, at) for item in test.items)
        case t.Or():
            return max((_tested(item, measure, piece, at) for item in test.items), default=FALSE)
        case t.Compare() if test.left is measure:
            return compare(test.op, piece, value(test.right, at))
        case t.Member() if test.item is measure:
            return belongs(test, piece, at)
    return truth(test, at)


def ranked(node: t.Rank, held: Iterable[Value]) -> Value:
    """取低 or 取高 of what the items are."""
    pick = min if node.op == "取低" else max
    found: set[int] | None = None
    for item in held:
        known = members(item)
        places = set(range(len(node.order))) if known is None else set(map(node.order.index, known))
        found = places if found is None else {pick(one, other) for one in found for other in places}
    return one_of(node.order[place] for place in found or ())


def _aggregate(node: t.Aggregate, at: Context) -> Value:
    found = at.memo.get(id(node))
    if found is None:
        found = at.memo[id(node)] = _aggregated(node, at)
    return found


def _aggregated(node: t.Aggregate, at: Context) -> Value:
    below = at.base.below(at.subject, node.kind)
    if below is None:
        return UNKNOWN
    rows: list[tuple[int, Value]] = []
    for subject in below:
        inner = at.at(subject)
        counted = TRUE if node.where is None else truth(node.where, inner)
        if counted != FALSE:
            rows.append((counted, 1 if node.value is None else value(node.value, inner)))
    if node.op in ("合计", "个数"):
        return reduce(add, (v if sure == TRUE else hull((v, 0)) for sure, v in rows), 0)
    if not rows:
        return UNKNOWN  # the largest of nothing is not a number
    if any(sure == MAYBE for sure, _ in rows):
        return _uncertain_extreme(node, rows)
    values = [v for _, v in rows]
    return largest(values) if node.op == "最大" else smallest(values)


def _uncertain_extreme(node: t.Aggregate, rows: list[tuple[int, Value]]) -> Value:
    """最大 or 最小 where some rows only may count: between what is sure and what all would give."""
    sure = [v for counted, v in rows if counted == TRUE]
    if not sure:
        return UNKNOWN
    pick = largest if node.op == "最大" else smallest
    ends = [as_band(pick(some)) or NOWHERE for some in (sure, [v for _, v in rows])]
    low, high = ends if node.op == "最大" else reversed(ends)
    return as_value(Band(low.low, high.high, low.open_low, high.open_high))


_VALUES: Final[dict[type, Callable[[Any, Context], Value]]] = {
    t.Literal: lambda node, at: node.value,
    t.Fact: _fact,
    t.Derived: _derived,
    t.Today: lambda node, at: at.on,
    t.Arith: _arith,
    t.Power: lambda node, at: power(value(node.base, at), node.exponent),
    t.Shift: _shift,
    t.DaysBetween: _days,
    t.Extreme: _extreme,
    t.Aggregate: _aggregate,
    t.Parameter: _parameter,
    t.Earned: lambda node, at: at.earned(node.item, at.subject),
    t.Choose: _choose,
    t.Rank: lambda node, at: ranked(node, [value(item, at) for item in node.items]),
    t.MonthlyIncrease: lambda node, at: increase(
        node, [value(month, at) for month in node.months], [value(month, at) for month in node.base_months]
    ),
}


# Truth ---------------------------------------------------------------------------------------------------------------


def _compare(node: t.Compare, at: Context) -> int:
    left, right = value(node.left, at), value(node.right, at)
    if isinstance(left, str) and isinstance(right, str):
        return TRUE if (left == right) == (node.op == "=") else FALSE
    return compare(node.op, left, right)


def _member(node: t.Member, at: Context) -> int:
    return belongs(node, value(node.item if node.within is None else node.within, at), at)


def belongs(node: t.Member, held: Value, at: Context) -> int:
    if held is UNKNOWN:
        return MAYBE
    options = node.options
    if node.listed:
        return _listed(node, held, at)
    if isinstance(held, tuple):  # a fact with several values belongs where one of them does
        return max((at.vocabulary.belongs(node.tree, word, options) for word in held), default=FALSE)
    if isinstance(held, Possible):
        return _agreed(at.vocabulary.belongs(node.tree, str(word), options) for word in held.values)
    return at.vocabulary.belongs(node.tree, held, options)


def _listed(node: t.Member, held: Value, at: Context) -> int:
    names = at.vocabulary.lists[node.listed]
    words = held if isinstance(held, tuple) else members(held) or ()
    truths = [at.vocabulary.belongs(node.tree, str(word), names.items) for word in words]
    if not names.complete:
        truths = [found if found == TRUE else MAYBE for found in truths]
    return max(truths, default=FALSE) if isinstance(held, tuple) else _agreed(truths)


def _agreed(truths: Any) -> int:
    found = set(truths)
    return found.pop() if len(found) == 1 else MAYBE


def _holds(node: t.Holds, at: Context) -> int:
    held = value(node.fact, at)
    if held is True:
        return TRUE
    return FALSE if held is False else MAYBE


def _and(node: t.And, at: Context) -> int:
    found = TRUE
    for item in node.items:
        one = truth(item, at)
        if one == FALSE:
            return FALSE
        if one < found:
            found = one
    return found


def _or(node: t.Or, at: Context) -> int:
    found = FALSE
    for item in node.items:
        one = truth(item, at)
        if one == TRUE:
            return TRUE
        if one > found:
            found = one
    return found


def _each(node: t.Each, at: Context) -> int:
    below = at.base.below(at.subject, node.kind)
    if below is None:
        return MAYBE
    return min((truth(node.item, at.at(subject)) for subject in below), default=TRUE)


def _choose_truth(node: t.ChooseTruth, at: Context) -> int:
    for test, row in node.rows:
        holds = TRUE if test is None else truth(test, at)
        if holds == TRUE:
            return truth(row, at)
        if holds == MAYBE:
            rows, sure = touched(node, at)
            return _agreed((*(truth(row, there) for row, there in rows), *(() if sure else (FALSE,))))
    return FALSE  # where no row applies nothing was granted


_TRUTHS: Final[dict[type, Callable[[Any, Context], int]]] = {
    t.Compare: _compare,
    t.Member: _member,
    t.Holds: _holds,
    t.Not: lambda node, at: TRUE - truth(node.item, at),
    t.And: _and,
    t.Or: _or,
    t.Each: _each,
    t.ChooseTruth: _choose_truth,
}
