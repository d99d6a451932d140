"""The verdict of an item as one term of SQL, the versions of it included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sqlglot import exp

from songjieyou.rules.answer.dates import Applying, applying, version_dates
from songjieyou.rules.answer.targets import goes_by
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, GRANTED, INELIGIBLE, NEEDS_FACTS
from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Item, Version
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.sql.numbers import Band, End, end
from songjieyou.rules.sql.schema import ID, odd
from songjieyou.rules.sql.supposed import key_of
from songjieyou.rules.sql.terms import (
    Expr,
    Flag,
    Truth,
    all_of,
    any_of,
    both,
    case,
    either,
    is_null,
    sure,
    sure_not,
    text,
    without,
)
from songjieyou.rules.sql.writer import Writer

_DAY: Final = dt.timedelta(days=1)


def keys_read(items: Iterable[Item], on: dt.date) -> dict[FactKey, None]:
    """Every fact that the items may read on a date, derived ones and what they are made of included."""
    found: dict[FactKey, None] = {}
    for item in items:
        for version in _versions_asked(item, on):
            roots: list[t.Node] = [condition.node for condition in version.conditions]
            for root in [*roots, *([version.by] if version.by else [])]:
                for node in t.walk(root):
                    if isinstance(node, t.Fact | t.Derived):
                        found[key_of(node, on.year)] = None
    return found


def _versions_asked(item: Item, on: dt.date) -> Sequence[Version]:
    """The version that applies, or all where a fact chooses."""
    if goes_by(item) is not None:
        return item.versions if on >= item.versions[0].start else ()
    version = applying(item, on).version
    return () if version is None else (version,)


def verdict(writer: Writer, item: Item) -> Expr:
    """One of the six verdicts; NULL where a row holds something that fits no column."""
    by = goes_by(item)
    on = writer.shared.on
    found = _by_asked(writer, item, on) if by is None else _by_fact(writer, item, by, on)
    granted = any_of(_is(found, word) for word in sorted(GRANTED))
    asked = all_of((is_null(writer.pipeline.own(ID)), granted))  # nothing is granted to what nobody told of
    told = case([(_odd(writer, item, on), None), (False if item.kind == FIRM else asked, text(NEEDS_FACTS))], found)
    assert told is not None
    return told


def _odd(writer: Writer, item: Item, on: dt.date) -> Flag:
    """Whether a row reads, or a firm's rows below hold, what fits no column."""
    vocabulary, flags = writer.vocabulary, []
    for key in keys_read([item], on):
        stored = writer.shared.layout.of(key)
        if stored is None or not stored.odd:
            continue
        subject = vocabulary.entry(key[0]).subject
        if subject == writer.kind or subject in vocabulary.above(writer.kind):
            flags.append(sure(writer.pipeline.of(subject, odd(stored))))
        else:
            group = writer.group(subject, FIRM)
            flags.append(group.marked(sure(group.writer.pipeline.own(odd(stored)))))
    return writer.pipeline.keep_flag(either(flags))


# One version ---------------------------------------------------------------------------------------------------------


def _by_asked(writer: Writer, item: Item, on: dt.date) -> Expr:
    found = applying(item, on)
    return text(found.state) if found.version is None else _of_version(writer, found.version)


def _of_version(writer: Writer, version: Version) -> Expr:
    """What the conditions of one version come to."""
    hard: list[Truth] = []
    open_: list[Flag] = []
    by_hand: list[Flag] = [bool(version.discretion)]
    for condition in version.conditions:
        if condition.strength == "优先":
            continue
        truth = writer.truth(condition.node)
        if condition.strength == "硬性":
            hard.append(truth)
        else:
            by_hand.append(sure_not(truth))
        if condition.check == "事实":
            open_.append(_unknown(truth))
    branches: list[tuple[Truth, Expr | None]] = [
        (either(sure_not(truth) for truth in hard), text(INELIGIBLE)),
        (either(open_), text(NEEDS_FACTS)),
        (either(by_hand), text(DISCRETIONARY)),
    ]
    found = case(branches, text(ELIGIBLE))
    assert found is not None
    return writer.pipeline.keep(found, "结论")


def _unknown(truth: Truth) -> Flag:
    if truth is None or isinstance(truth, bool):
        return truth is None
    return is_null(truth)


# Versions by a date of the subject's own -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days on which the same applies, and the same is known of it."""

    first: int
    last: int
    applies: Applying


def _stretches(item: Item) -> list[_Stretch]:
    """From the first version on."""
    first = item.versions[0].start
    starts = sorted({first, *(day for day in version_dates(item) if day > first)})
    found: list[_Stretch] = []
    for start, following in pairwise([*starts, None]):
        assert start is not None
        last = dt.date.max if following is None else following - _DAY
        applies = applying(item, start)
        if found and found[-1].applies == applies:
            found[-1] = _Stretch(found[-1].first, last.toordinal(), applies)
        else:
            found.append(_Stretch(start.toordinal(), last.toordinal(), applies))
    return found


def _by_fact(writer: Writer, item: Item, by: t.Fact, on: dt.date) -> Expr:
    """The version of the day that a fact tells; where that leaves several open, what fails in all of them fails."""
    if on < item.versions[0].start:
        return text(applying(item, on).state)
    stretches = _stretches(item)
    span = _span(writer, by, on)
    failing = text(INELIGIBLE)
    branches: list[tuple[Truth, Expr | None]] = [
        (_inside(writer, span, one), _of_version(writer, one.applies.version))
        for one in stretches
        if one.applies.version is not None
    ]
    rivals = [(_touches(writer, span, one), one.applies.version) for one in stretches if one.applies.version]
    before = writer.arithmetic.crosswise(exp.LT, _high(span), end(stretches[0].first))
    none = without(either(flag for flag, _ in rivals))
    branches += [(both(none, sure(before)), failing), (none, text("已失效"))]
    judged = {id(version): _of_version(writer, version) for _, version in rivals}
    lost = [either((without(flag), _is(judged[id(version)], INELIGIBLE))) for flag, version in rivals]
    branches.append((all_of(lost), failing))
    found = case(branches, text(NEEDS_FACTS))
    assert found is not None
    return writer.pipeline.keep(found, "结论")


def _is(term: Expr, word: str) -> Flag:
    if isinstance(term, exp.Literal):
        return bool(term.this == word)
    return exp.EQ(this=term.copy(), expression=text(word))


def _span(writer: Writer, by: t.Fact, on: dt.date) -> Band:
    """The days between which the date lies; one that is not known lies before the date asked."""
    arithmetic, held = writer.arithmetic, writer.number(by)
    first = end(dt.date.min.toordinal())
    low = first if held.low is None else arithmetic.pick([(arithmetic.told(held.low), held.low)], first)
    assert low is not None
    today = end(on.toordinal())
    later = arithmetic.pick([(arithmetic.crosswise(exp.LT, low, today), today)], low)
    high = later if held.high is None else arithmetic.pick([(arithmetic.told(held.high), held.high)], later)
    return Band(low, high)


def _low(span: Band) -> End:
    assert span.low is not None
    return span.low


def _high(span: Band) -> End:
    assert span.high is not None
    return span.high


def _inside(writer: Writer, span: Band, one: _Stretch) -> Flag:
    crosswise = writer.arithmetic.crosswise
    met = all_of((crosswise(exp.LTE, end(one.first), _low(span)), crosswise(exp.LTE, _high(span), end(one.last))))
    return writer.pipeline.keep_flag(met if met is not None else False)


def _touches(writer: Writer, span: Band, one: _Stretch) -> Flag:
    crosswise = writer.arithmetic.crosswise
    met = all_of((crosswise(exp.LTE, end(one.first), _high(span)), crosswise(exp.LTE, _low(span), end(one.last))))
    return writer.pipeline.keep_flag(met if met is not None else False)
