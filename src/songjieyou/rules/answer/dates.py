"""Which version applies on a date, how sure that is, the window, and when time alone may change an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import home, truth, value
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Cap, Item, Version, Window
from songjieyou.rules.values import UNKNOWN, Band, is_exact, members

IN_FORCE: Final = "有效"
UNCHECKED: Final = "有效性待核"
AHEAD: Final = "未开始"
CLOSED: Final = "已截止"
_DAY: Final = dt.timedelta(days=1)
_FAR_YEARS: Final = 60


@dataclass(frozen=True, slots=True)
class Applying:
    """The version that applies, or why none does (未施行, 已失效). `since` is when the next one starts, if known."""

    version: Version | None
    state: str = ""
    validity: str = IN_FORCE
    next_start: dt.date | None = None


def applying(item: Item, date: dt.date) -> Applying:
    """The version of an item that applies on a date (申报日, or the date fact the version goes by)."""
    started = [version for version in item.versions if version.start <= date]
    later = next((version.start for version in item.versions if version.start > date), None)
    if not started:
        return Applying(None, "未施行", next_start=later)
    version = started[-1]
    if version.end is not None and date > version.end:
        return Applying(None, "已失效", next_start=later)
    sure = version.start_latest is not None and date >= version.start_latest and version.end_known
    return Applying(version, "", IN_FORCE if sure else UNCHECKED, later)


@dataclass(frozen=True, slots=True)
class WindowState:
    """The window as it stands on a date: 常年, 开放, 未开始, 已截止 or 未知."""

    start: dt.date | None
    end: dt.date | None
    state: str


def window_on(windows: tuple[Window, ...] | None, date: dt.date) -> WindowState:
    """The window that is open, else the next one, else the last one."""
    if windows is None:
        return WindowState(None, None, "未知")
    if windows == (Window(None, None),):
        return WindowState(None, None, "常年")
    ordered = sorted(windows, key=lambda w: w.start or dt.date.min)
    for window in ordered:
        if (window.start or date) <= date <= (window.end or date):
            return WindowState(window.start, window.end, "开放")
    for window in ordered:
        if window.start and window.start > date:
            return WindowState(window.start, window.end, AHEAD)
    return WindowState(ordered[-1].start, ordered[-1].end, CLOSED)


def window_dates(windows: tuple[Window, ...] | None) -> Iterator[dt.date]:
    """The dates on which a window opens, and those after it has closed."""
    for window in windows or ():
        if window.start:
            yield window.start
        if window.end:
            yield from _day_after(window.end)


def version_dates(item: Item) -> Iterator[dt.date]:
    """The dates on which a version may start, surely has started, or is over."""
    for version in item.versions:
        yield version.start
        if version.start_latest:
            yield version.start_latest
        if version.end:
            yield from _day_after(version.end)


def _day_after(date: dt.date) -> Iterator[dt.date]:
    if date < dt.date.max:
        yield date + _DAY


# What the rules read --------------------------------------------------------------------------------------------------


type _Place = tuple[t.Node, Context, bool]
"""A node, where it is looked at, and whether only turns of a comparison (or a table) above it count."""


def tree_dates(nodes: Iterable[t.Node], at: Context) -> Iterator[dt.date]:
    """Dates after the one asked on which these nodes may say something else by themselves, the first among them.

    What stands inside is looked at first: up to the first date found so far all of it stays as it is, so that an
    inequality moves one way only and halving finds its turn.
    """
    seen: set[tuple[int, str, str | None, bool]] = set()
    first = _horizon(at.on)
    for node in nodes:
        for place in _places((node, at, False), seen):
            for date in _node_dates(*place, first):
                if date > at.on:
                    first = min(first, date)
                    yield date


def _horizon(date: dt.date) -> dt.date:
    return dt.date(min(date.year + _FAR_YEARS, dt.MAXYEAR), 1, 1)


def _places(place: _Place, seen: set[tuple[int, str, str | None, bool]]) -> Iterator[_Place]:
    """The node and all below it, each in its context, what stands inside first."""
    node, here, compared = place
    key = (id(node), here.subject.kind, here.subject.id, compared)
    if key in seen:
        return
    seen.add(key)
    inside = compared or isinstance(node, t.Compare | t.Parameter)
    for there in _looking(node, here):
        for child in t.children(node):
            yield from _places((child, there, inside), seen)
    yield place


def _looking(node: t.Node, at: Context) -> list[Context]:
    """Where the parts of a node are looked at."""
    match node:
        case t.Aggregate() | t.Each():
            return [at.at(subject) for subject in at.base.below(at.subject, node.kind) or ()]
        case t.Derived():
            return [home(node, at)]
    return [at]


def _node_dates(node: t.Node, at: Context, compared: bool, horizon: dt.date) -> Iterator[dt.date]:
    match node:
        case t.Fact(offset=int()) | t.Derived(offset=int()) if at.on.year < dt.MAXYEAR:
            yield dt.date(at.on.year + 1, 1, 1)
        case t.Parameter() if _reads_today(node.date):
            table = at.vocabulary.tables[node.name]
            for op, day in (*((">=", start) for start, _ in table.rows), (">", table.known_until)):
                yield from _turns(t.Compare(op, node.date, t.Literal(day, t.Dim.DATE)), at, horizon)
        case t.Compare() if _reads_today(node):
            for op in (">=", ">") if node.op in ("=", "!=") else (node.op,):
                yield from _turns(t.Compare(op, node.left, node.right), at, horizon)
        case t.Earned():
            until = at.earned.until(node.item, at.subject)
            if until is not None:
                yield until
        case t.Today() if not compared:
            yield from _day_after(at.on)  # the day itself is counted with: another day, another number


def _reads_today(node: t.Node) -> bool:
    return any(isinstance(n, t.Today) for n in t.walk(node))


def _turns(node: t.Compare, at: Context, horizon: dt.date) -> Iterator[dt.date]:
    """Where an inequality with 申报日 turns: for the whole of what is known, and for each end and each possibility."""
    for one in (at, *_ends(node, at)):
        date = _turn(node, one, horizon)
        if date is not None:
            yield date


def _ends(node: t.Compare, at: Context) -> Iterator[Context]:
    """With each of the facts that are bands or sets at each of its ends or members."""
    for fact in t.walk(node):
        if isinstance(fact, t.Fact):
            held = at.view.get(at.key(fact), UNKNOWN)
            ends = (held.low, held.high) if isinstance(held, Band) else members(held) or ()
            if not is_exact(held):
                yield from (at.supposing({at.key(fact): end}) for end in ends if is_exact(end))


def crossing(node: t.Compare, at: Context) -> dt.date | None:
    """The first later date on which a comparison of exact values with 申报日 turns."""
    exact = is_exact(value(node.left, at)) and is_exact(value(node.right, at))
    return _turn(node, at, _horizon(at.on)) if exact and node.op not in ("=", "!=") else None


def _turn(node: t.Compare, at: Context, horizon: dt.date) -> dt.date | None:
    """The first date up to a horizon on which an inequality says something else; time moves it one way only."""
    now = truth(node, at)
    low, high = at.on, horizon
    if high <= low or truth(node, at.on_date(high)) == now:
        return None
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        if truth(node, at.on_date(middle)) == now:
            low = middle
        else:
            high = middle
    return high


def receipt_dates(item: Item, caps: Iterable[Cap], at: Context) -> Iterator[dt.date]:
    """The first days of the years in which a cap begins or ceases to count something that was received."""
    for cap in caps:
        for received in at.base.received or ():
            if cap.deduct and received.year is not None and received.item in (item.id, *cap.merged):
                span = cap.recent_years or (1 if cap.yearly else None)
                years = (received.year, received.year + span) if span else (received.year,)
                yield from (dt.date(year, 1, 1) for year in years if 1 <= year <= dt.MAXYEAR)


def next_after(date: dt.date, dates: Iterable[dt.date]) -> dt.date | None:
    return min((d for d in dates if d > date), default=None)
