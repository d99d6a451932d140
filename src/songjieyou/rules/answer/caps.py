"""Caps (上限) and what was received before: how much of each cap is left for a subject."""

from __future__ import annotations

from dataclasses import dataclass

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import value
from songjieyou.rules.facts.base import FactBase, Received, Subject
from songjieyou.rules.library.policy import Cap, Item
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.values import UNKNOWN, Band, Value, largest, smallest, subtract

NOTHING_RECEIVED = "没有提供已享受的记录，按没有享受过计算"


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A cap for one group: `left` 分 of money, or `times` more subjects; `items` share it, `group` is whose it is."""

    cap: Cap
    item: str
    items: frozenset[str]
    group: Subject | None
    left: Value = UNKNOWN
    times: int | None = None
    used: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str, int]:
        """The same for all candidates that share this very limit."""
        return self.item, self.cap.text, id(self.group)


def limits(item: Item, caps: tuple[Cap, ...], at: Context) -> list[Limit]:
    """What each cap leaves for the subject of the context."""
    return [limit(item, cap, at) for cap in caps]


def limit(item: Item, cap: Cap, at: Context) -> Limit:
    group = at.subject.ancestor(cap.per)
    items = frozenset((item.id, *cap.merged))
    received = counted_against(cap, items, group, at)
    if cap.times is not None:
        used = frozenset(_counted(r, cap, at.base) for r in received)
        return Limit(cap, item.id, items, group, times=max(0, cap.times - len(used)), used=used)
    total = value(cap.amount, at) if cap.amount is not None else UNKNOWN
    left = subtract(total, sum(r.amount for r in received))
    return Limit(cap, item.id, items, group, left=UNKNOWN if left is UNKNOWN else largest((left, 0)))


def counted_against(cap: Cap, items: frozenset[str], group: Subject | None, at: Context) -> list[Received]:
    """The earlier receipts that a cap counts. A receipt without a year counts in every year."""
    if not cap.deduct:
        return []
    return [
        r
        for r in at.base.received or ()
        if r.item in items and _in_years(r, cap, at.on.year) and (group is None or received_by(r, group, at.base))
    ]


def _counted(received: Received, cap: Cap, base: FactBase) -> str:
    """The 号 of what a receipt counts as: the project of a loan where projects are counted."""
    above = (subject.ancestor(cap.counted) for subject in _named(received, base))
    return next((str(subject.id) for subject in above if subject), received.subject or received.item)


def _named(received: Received, base: FactBase) -> list[Subject]:
    return [s for subjects in base.subjects.values() for s in subjects if s.id == received.subject]


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
    return any(subject.under(group) for subject in _named(received, base))


def at_most(amount: Value, left: Value) -> Value:
    """The amount under a limit; an unknown amount is known to lie under a known limit."""
    if amount is UNKNOWN and left is UNKNOWN:
        return UNKNOWN
    found = smallest((amount, left))
    return Band(0, found.high, False, found.open_high) if isinstance(found, Band) and found.low is None else found
