"""The interpreter: a typed tree and a context in, a value or a truth out. Plain recursion, one function a node."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any, Final

from songjieyou.rules.answer.context import Context
from songjieyou.rules.language import tree as t
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
    power,
    shift_date,
    smallest,
    subtract,
)


def value(node: t.ValueNode, at: Context) -> Value:
    """What the node is worth; UNKNOWN where facts are missing."""
    return _VALUES[type(node)](node, at)


def truth(node: t.TruthNode, at: Context) -> int:
    """FALSE, MAYBE or TRUE."""
    return _TRUTHS[type(node)](node, at)


# Values --------------------------------------------------------------------------------------------------------------


def _fact(node: t.Fact, at: Context) -> Value:
    if node.offset is not None:
        return at.view.get((node.name, at.on.year + node.offset), UNKNOWN)
    return at.view.get((node.name, node.year), UNKNOWN)


def _derived(node: t.Derived, at: Context) -> Value:
    stated = at.view.get(at.key(node))
    if stated is not None:
        return stated
    found = at.memo.get(id(node))
    if found is None:
        found = at.memo[id(node)] = value(node.node, at)
    return found


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
    by = multiply(value(node.by, at), node.sign)
    date = value(node.date, at)
    step: Callable[[Value], Value] = (
        (lambda n: shift_date(date, n, 0)) if node.by.dim == t.Dim.MONTHS else (lambda n: shift_date(date, 0, n))
    )
    if isinstance(by, int):
        return step(by)
    band = as_band(by)
    if band is None or band.low is None or band.high is None:
        return UNKNOWN
    ends = [as_band(step(end)) for end in (band.low, band.high)]
    if None in ends:
        return UNKNOWN
    return hull(as_value(end) for end in ends if end)


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
    open_rows: list[Value] = []
    for test, row in node.rows:
        holds = TRUE if test is None else truth(test, at)
        if holds == FALSE:
            continue
        if holds == TRUE:
            if not open_rows:
                return value(row, at)
            return hull((*open_rows, value(row, at)))
        open_rows.append(value(row, at))
    return UNKNOWN  # no row surely holds: the text does not say what then


def _rank(node: t.Rank, at: Context) -> Value:
    sets = []
    for item in node.items:
        found = members(value(item, at))
        sets.append(sorted(map(node.order.index, found)) if found is not None else list(range(len(node.order))))
    pick = min if node.op == "取低" else max
    return one_of(node.order[pick(choice)] for choice in product(*sets))


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
    return hull((pick(sure), pick(v for _, v in rows)))


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
    t.Rank: _rank,
}


# Truth ---------------------------------------------------------------------------------------------------------------


def _compare(node: t.Compare, at: Context) -> int:
    left, right = value(node.left, at), value(node.right, at)
    if isinstance(left, str) and isinstance(right, str):
        return TRUE if (left == right) == (node.op == "=") else FALSE
    return compare(node.op, left, right)


def _member(node: t.Member, at: Context) -> int:
    held = value(node.item if node.within is None else node.within, at)
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
    open_rows: list[int] = []
    for test, row in node.rows:
        holds = TRUE if test is None else truth(test, at)
        if holds == FALSE:
            continue
        open_rows.append(truth(row, at))
        if holds == TRUE:
            return _agreed(open_rows)
    return _agreed((*open_rows, FALSE))  # where no row applies nothing was granted


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
