"""`answer.amount` over columns: the money of one item for many rows, to the 分. Nobody has received anything before."""

from __future__ import annotations

from functools import reduce

import numpy as np

from songjieyou.rules.answer.amount import CAP_FIRST, POINTS, UNSEEN
from songjieyou.rules.bulk import vectors as vec
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.columns import Bools
from songjieyou.rules.bulk.flow import ONE, ZERO, Flow, at_most, rounded
from songjieyou.rules.bulk.ladder import climbed
from songjieyou.rules.bulk.planes import bools
from songjieyou.rules.bulk.vectors import Vector
from songjieyou.rules.language.tree import Dim, Literal
from songjieyou.rules.library.policy import Benefit, Cap, Item, Ladder, Uplift
from songjieyou.rules.values import UNKNOWN


def amounts(item: Item, benefit: Benefit, block: Block) -> Vector:
    """The amount of each row by the clause alone, in 分."""
    if benefit.kind in UNSEEN:
        return vec.constant(UNKNOWN)
    return _Computation(item, benefit, block).run()


class _Computation:
    def __init__(self, item: Item, benefit: Benefit, block: Block) -> None:
        self.item, self.benefit, self.block = item, benefit, block
        self.limits = [(cap, self.left(cap)) for cap in benefit.caps if cap.times is None]

    def run(self) -> Vector:
        b = self.benefit
        flow = reduce(self.chosen, (self.reading(order) for order in b.orders))
        found = rounded(flow.total, flow.top, b.rounding, b.round_mode)
        if b.this_year_at_most is not None and not b.carry_years:
            due = self.block.numbers(b.this_year_at_most)
            found = rounded(at_most(found, due), due, b.rounding, b.round_mode)
        return found

    def chosen(self, one: Flow, two: Flow) -> Flow:
        """Of two readings the one that the file adopts: the lower or the higher, the first where they are the same."""
        first, second = (flow.total.high for flow in (one, two))
        first_has, second_has = (np.asarray(vec.said(end.has, True)) for end in (first, second))
        left, right = first.number.sides(second.number)
        if self.benefit.prefer == "较低":
            other = second_has & (~first_has | (right < left))
        else:
            other = first_has & (~second_has | (right > left))
        top = one.top
        if one.top is not None or two.top is not None:
            top = vec.chosen(other, two.top or vec.constant(UNKNOWN), one.top or vec.constant(UNKNOWN))
        return Flow(vec.chosen(other, two.total, one.total), top=top)

    # One reading -----------------------------------------------------------------------------------------------------

    def reading(self, order: str) -> Flow:
        first = [one for one in self.limits if order == CAP_FIRST and self.own(one[0])]
        flow = self.cap(self.gross(), first)
        flow = flow.times(self.uplift())
        return self.cap(flow, [one for one in self.limits if one not in first])

    def own(self, cap: Cap) -> bool:
        return cap.per == self.item.kind and not cap.merged

    def cap(self, flow: Flow, binding: list[tuple[Cap, Vector]]) -> Flow:
        for cap, left in binding:
            each = cap.yearly and cap.recent_years is None
            flow = flow.under_each_year(left) if each else flow.under(left)
        return flow

    def left(self, cap: Cap) -> Vector:
        """What a cap leaves: a number of its group."""
        if cap.amount is None:
            return vec.constant(UNKNOWN)
        own = self.block.numbers(cap.amount)
        rows = self.block.sheet.table.above.get(cap.per)
        sheet = self.block.sheet.of_kind(cap.per)
        if isinstance(cap.amount, Literal) or rows is None or sheet is None:
            whole = own
        else:
            rows = rows[self.block.rows]
            whole = vec.chosen(rows >= 0, self.block.whole(sheet).numbers(cap.amount).at(rows), own)
        return vec.without(vec.largest(whole, ZERO), whole.unknown)

    def gross(self) -> Flow:
        """The amount before uplift and caps."""
        b, block = self.benefit, self.block
        if b.stand_in is not None:
            return Flow(block.numbers(b.stand_in))
        if isinstance(b.amount, Ladder):
            flow = Flow(climbed(b.amount, block))
        elif b.amount is not None:
            flow = Flow(block.numbers(b.amount))
        else:
            flow = Flow(vec.multiply(self.base(), self.rate()))
        years = self.years()
        return flow if years is None else flow.over(years)

    def base(self) -> Vector:
        b = self.benefit
        found = vec.constant(UNKNOWN) if b.base is None else self.block.numbers(b.base)
        for cap in b.base_caps:
            found = at_most(found, self.left(cap))
        return found

    def years(self) -> Vector | None:
        b = self.benefit
        if b.years is None:
            return None
        span = self.block.numbers(b.years)
        if b.years_at_most is not None:
            span = at_most(span, self.block.numbers(b.years_at_most))
        return vec.divide(span, vec.constant(12)) if b.years.dim == Dim.MONTHS else span

    # Uplift ----------------------------------------------------------------------------------------------------------

    def rate(self) -> Vector:
        """The rate with the points that are added to it."""
        b = self.benefit
        rate = vec.constant(UNKNOWN) if b.rate is None else self.block.numbers(b.rate)
        if b.uplift is None or b.uplift.way != POINTS:
            return rate
        return vec.add(rate, self.sum_of(b.uplift))

    def uplift(self) -> Vector:
        """The factor on the amount."""
        up = self.benefit.uplift
        if up is None or up.way == POINTS:
            return ONE
        if up.way == "连乘":
            return reduce(vec.multiply, (vec.add(ONE, step) for step, _ in self.steps(up)))
        return vec.add(ONE, self.sum_of(up))

    def steps(self, up: Uplift) -> list[tuple[Vector, Bools]]:
        """By how much each item raises, nothing where it surely does not hold; and where it may hold."""
        found = []
        for when, by, _ in up.items:
            true, false, hard = bools(self.block.truth(when), self.block.count)
            step = self.block.numbers(by)
            open_ = vec.chosen(true, step, vec.hull(ZERO, step))
            found.append((vec.chosen(false, ZERO, open_).marked(hard), ~false))
        return found

    def sum_of(self, up: Uplift) -> Vector:
        steps = self.steps(up)
        total = vec.total(step for step, _ in steps)
        if up.at_most is None:
            return total
        some = reduce(np.logical_or, (may for _, may in steps))
        return vec.chosen(some, vec.smallest(total, self.block.numbers(up.at_most)), ZERO)
