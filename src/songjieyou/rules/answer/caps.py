"""Caps (上限) and what was received before: how much of each cap is left for a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import value
from songjieyou.rules.facts.base import FactBase, Received, Subject
from songjieyou.rules.library.policy import Cap, Item
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.units import money
from songjieyou.rules.values import UNKNOWN, Band, Value, largest, smallest, subtract

type Worth = Callable[[Received], Value]

NOTHING_RECEIVED = "没有提供已享受的记录，按没有享受过计算"


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A cap for one group: `left` 分 of money, or `times` more subjects; `items` share it, `group` is whose it is.

    A yearly cap leaves `left` in the year asked and `later` in each year after it.
    """

    cap: Cap
    item: str
    items: frozenset[str]
    group: Subject | None
    left: Value = UNKNOWN
    later: Value = UNKNOWN
    times: int | None = None
    used: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str, int]:
        """The same for all candidates that share this very limit."""
        return self.item, self.cap.text, id(self.group)


def by_amount(received: Received) -> Value:
    return received.amount


def limits(item: Item, caps: tuple[Cap, ...], at: Context, worth: Worth = by_amount) -> list[Limit]:
    """What each cap leaves for the subject of the context; `worth` is what a receipt counts for."""
    return [limit(item, cap, at, worth) for cap in caps]


def limit(item: Item, cap: Cap, at: Context, worth: Worth) -> Limit:
    group = at.subject.ancestor(cap.per)
    items = frozenset((item.id, *cap.merged))
    now, later = (counted_against(cap, items, group, at, at.on.year + years) for years in (0, 1))
    if cap.times is not None:
        used = frozenset(_counted(r, number, cap, at.base) for number, r in enumerate(now))
        return Limit(cap, item.id, items, group, times=max(0, cap.times - len(used)), used=used)
    there = at if group is None or group is at.subject else at.at(group)  # a cap is a number of its group
    whole = value(cap.amount, there) if cap.amount is not None else UNKNOWN
    return Limit(cap, item.id, items, group, left=_left(whole, now, worth), later=_left(whole, later, worth))


def _left(whole: Value, received: list[Received], worth: Worth) -> Value:
    left = reduce(subtract, map(worth, received), whole)
    return UNKNOWN if left is UNKNOWN else largest((left, 0))


def counted_against(cap: Cap, items: frozenset[str], group: Subject | None, at: Context, year: int) -> list[Received]:
    """The earlier receipts that a cap counts in a year. One without a year counts in every year.

    One that does not say for what it was counts for every group: rather too little than too much.
    """
    if not cap.deduct:
        return []
    return [
        r
        for r in at.base.received or ()
        if r.item in items
        and _in_years(r, cap, year)
        and (group is None or not r.subject or received_by(r, group, at.base))
    ]


def _counted(received: Received, number: int, cap: Cap, base: FactBase) -> str:
    """The 号 of what a count cap counts: the subject of a receipt, or what stands above it; else each by itself.

    What counts firms goes by the item, since a firm has no 号.
    """
    for subject in base.named(received.subject):
        if (counted := subject.ancestor(cap.counted)) is not None and counted.id:
            return counted.id
    return received.subject or (received.item if cap.counted == FIRM else f"{received.item}#{number}")


def told_of_receipts(item: Item, caps: tuple[Cap, ...], base_caps: tuple[Cap, ...], at: Context) -> Iterator[str]:
    """What is assumed about earlier receipts."""
    deducting = [cap for cap in (*caps, *base_caps) if cap.deduct]
    if at.base.received is None:
        if deducting:
            yield NOTHING_RECEIVED
        return
    for cap in deducting:
        yield from _unclear(cap, _counted_now(cap, item, at), at)
    binding = caps if at.subject.id else (*caps, *base_caps)  # money for the very same subject takes no more base
    again = [] if any(cap.deduct and not cap.yearly for cap in binding) else _not_counted(item, binding, at)
    if again:
        total = money(sum(r.amount for r in again))
        yield f"以前享受过本事项（{total}），没有次数或总额的上限，按可以再得计算"


def _counted_now(cap: Cap, item: Item, at: Context) -> list[Received]:
    items = frozenset((item.id, *cap.merged))
    return counted_against(cap, items, at.subject.ancestor(cap.per), at, at.on.year)


def _not_counted(item: Item, caps: tuple[Cap, ...], at: Context) -> list[Received]:
    """What the subject has received of the item before, and no cap counts."""
    counted = {id(r) for cap in caps for r in _counted_now(cap, item, at)}
    own = (r for r in at.base.received or () if r.item == item.id and (r.year is None or r.year <= at.on.year))
    return [r for r in own if id(r) not in counted and received_by(r, at.subject, at.base)]


def _unclear(cap: Cap, counted: list[Received], at: Context) -> Iterator[str]:
    """Receipts that a cap counts although they do not say, or not clearly, for what they were."""
    nameless = [r for r in counted if not r.subject]
    several = len(at.base.of_kind(cap.per) or ()) > 1
    if nameless and cap.times is not None and cap.counted != FIRM:
        yield f"已享受的有 {len(nameless)} 笔没有写对象，按每笔一个{cap.counted}计入次数"
    elif nameless and several:
        total = money(sum(r.amount for r in nameless))
        yield f"已享受的 {total} 没有写对象，不知道是哪个{cap.per}的，每个{cap.per}都按已经享受扣除"
    for name in dict.fromkeys(r.subject for r in counted):
        kinds = [subject.kind for subject in at.base.named(name)]
        if len(kinds) > 1:
            yield f"已享受的对象“{name}”是{'、'.join(kinds)}共用的号，按都享受过计算"


def _in_years(received: Received, cap: Cap, year: int) -> bool:
    if received.year is None:
        return True
    if cap.recent_years is not None:
        return year - cap.recent_years < received.year <= year
    return received.year == year if cap.yearly else received.year <= year


def received_by(received: Received, group: Subject, base: FactBase) -> bool:
    """A receipt belongs to a group that is its subject or stands above it; one of the firm counts for the firm."""
    if group.kind == FIRM:
        return True
    if not received.subject:
        same_kind = base.of_kind(group.kind)
        return same_kind is not None and len(same_kind) == 1
    return any(subject.under(group) for subject in base.named(received.subject))


def at_most(amount: Value, left: Value) -> Value:
    """The amount under a limit; an unknown amount is known to lie under a known limit."""
    if amount is UNKNOWN and left is UNKNOWN:
        return UNKNOWN
    found = smallest((amount, left))
    return Band(0, found.high, False, found.open_high) if isinstance(found, Band) and found.low is None else found
