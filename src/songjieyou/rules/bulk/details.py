"""Money and missing facts of one item, for the rows that are not out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from songjieyou.rules.answer.amount import Amount
from songjieyou.rules.answer.dates import applying
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.targets import Choice, goes_by
from songjieyou.rules.answer.verdict import blocks
from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.columns import LARGEST, LEAST, MOST, Bools, Coded, Ints, Numbers, coded
from songjieyou.rules.bulk.fallback import Fallback
from songjieyou.rules.bulk.money import amounts
from songjieyou.rules.bulk.names import Asked, Names
from songjieyou.rules.bulk.planes import joined, unpack
from songjieyou.rules.bulk.sheet import Sheet
from songjieyou.rules.bulk.vectors import Ends, Vector
from songjieyou.rules.bulk.verdicts import by_version, choices_by_date
from songjieyou.rules.library.policy import Item, Version
from songjieyou.rules.values import UNKNOWN


@dataclass(frozen=True, slots=True)
class Details:
    """Beside `rows`: the amounts in 分 (a band, or unknown) and the names of the missing facts. `by_hand` are those of
    the rows that the interpreter answered.
    """

    rows: Ints
    amounts: Numbers
    missing: Coded
    by_hand: Ints

    def fen(self, place: int) -> int | None:
        """The exact amount, where there is one."""
        low, high = int(self.amounts.low[place]), int(self.amounts.high[place])
        return low if low == high else None

    def names(self, place: int) -> Names:
        code = int(self.missing.codes[place])
        return self.missing.values[code] if code >= 0 else ()


def details_of(
    item: Item, sheet: Sheet, rows: Ints, needs: Bools, *, known: dict[int, ItemAnswer], ask: Fallback
) -> Details:
    """`needs` says which of the rows are 待补充; `known` are answers that the interpreter gave already."""
    block = Block(sheet, rows)
    money, names, hard = _Item(item, block, needs).found()
    low, high = _fen(money.low, LEAST, block.count), _fen(money.high, MOST, block.count)
    hard = hard | np.isin(rows, list(known)) | (np.abs(money.low.number.num) > LARGEST)
    places = np.flatnonzero(np.broadcast_to(hard, (block.count,)))
    told: dict[int, Names] = {}
    for place in map(int, places):
        answer = known.get(int(rows[place])) or ask.answer(item, sheet, int(rows[place]))
        low[place], high[place] = _ends(answer.amount)
        told[place] = tuple(answer.missing)
    return Details(rows, Numbers(low, high), _with(names, told), rows[places])


def _fen(end: Ends, none: int, count: int) -> Ints:
    found = np.where(vec.said(end.has, True), end.number.num // end.number.den, none)
    return np.broadcast_to(np.clip(found, LEAST, MOST), (count,)).astype(np.int64)


def _ends(amount: Amount | None) -> tuple[int, int]:
    """Of what is too large for a column only so much is said that it is more."""
    low = None if amount is None else amount.low
    high = None if amount is None else amount.high
    return LEAST if low is None else min(low, LARGEST), MOST if high is None or high > LARGEST else high


def _with(names: Coded, told: dict[int, Names]) -> Coded:
    if not told:
        return names
    codes = names.codes.copy()
    more = coded(told.values())
    codes[list(told)] = more.codes + len(names.values)
    return Coded(codes, (*names.values, *more.values))


class _Item:
    """One item on the rows of a block."""

    def __init__(self, item: Item, block: Block, needs: Bools) -> None:
        self.item, self.block, self.needs = item, block, needs
        self.money = vec.constant(UNKNOWN)
        self.asked = Asked(block)
        self.hard: Bools = np.zeros(block.count, np.bool_)

    def found(self) -> tuple[Vector, Coded, Bools]:
        by = goes_by(self.item)
        if by is None:
            self.choice(Choice(applying(self.item, self.block.sheet.on)), np.ones(self.block.count, np.bool_))
        else:
            for plane, choice in choices_by_date(self.item, by, self.block):
                self.choice(choice, unpack(plane, self.block.count))
        names = self.asked.names()
        return self.money, names if self.block.sheet.is_told else self.with_kind(names), self.hard

    def with_kind(self, names: Coded) -> Coded:
        """Of a subject nobody told of at least its kind is missing."""
        empty = np.array([not some for some in names.values], np.bool_)[names.codes]
        codes = np.where(empty & self.needs, len(names.values), names.codes)
        return Coded(codes.astype(np.int32), (*names.values, (self.item.kind,)))

    def choice(self, choice: Choice, where: Bools) -> None:
        """The version that applies on some of the rows, or all that may."""
        if choice.missing is not None:
            self.asked.add(choice.missing.name, where & self.needs)
            self.rivals(choice, where)
        elif choice.applying.version is not None:
            self.ask(choice.applying.version, where)
            self.pay([(choice.applying.version, where)])

    def rivals(self, choice: Choice, where: Bools) -> None:
        """The last version that does not fail is asked after; all that do not fail may pay."""
        fitting = [fits(version, self.block) & where for version in choice.rivals]
        last = where
        asked: list[tuple[Version, Bools]] = []
        for number in reversed(range(len(fitting))):
            asked.append((choice.rivals[number], last & fitting[number]))
            last = last & ~fitting[number]
        asked[0] = asked[0][0], asked[0][1] | last  # where all fail, the last one
        for version, rows in asked:
            self.ask(version, rows)
        paying = [(version, rows) for version, rows in zip(choice.rivals, fitting, strict=True) if version.benefit]
        self.pay([(paying[0][0], where)] if len(paying) == 1 else paying)

    def ask(self, version: Version, where: Bools) -> None:
        for condition in version.conditions:
            if blocks(condition):
                self.asked.test(condition.node, where & self.needs)

    def pay(self, versions: list[tuple[Version, Bools]]) -> None:
        """The money of the versions; of several the one or the other."""
        paying = [(version.benefit, rows) for version, rows in versions if version.benefit]
        known, money = np.zeros(self.block.count, np.bool_), vec.constant(UNKNOWN)
        for benefit, rows in paying:
            one = amounts(self.item, benefit, self.block)
            money = vec.chosen(rows & known, vec.hull(money, one), vec.chosen(rows, one, money))
            known = known | rows
        exact = np.broadcast_to(money.exact, (self.block.count,))
        for benefit, rows in paying:
            self.asked.money(benefit, rows & ~exact)
        self.hard = self.hard | (known & np.asarray(vec.said(money.hard, False)))
        self.money = vec.chosen(known, Vector(money.low, money.high), self.money)  # its mark is kept in `hard`


def fits(version: Version, block: Block) -> Bools:
    """Where the conditions of a version do not surely fail."""
    judged = by_version(version, block)
    plane = joined(*judged.planes.values(), judged.hard)
    return np.zeros(block.count, np.bool_) if plane is None else unpack(plane, block.count)
