"""The money of one item for one subject: every step shown, exact to the 分, a band where facts are bands."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Final

from songjieyou.rules.answer.caps import Limit, at_most, limits, told_of_receipts
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.flow import Flow
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.ladder import climbed
from songjieyou.rules.answer.parts import Part, by_year, instalments, shared
from songjieyou.rules.answer.words import said
from songjieyou.rules.facts.base import Received
from songjieyou.rules.language.tree import Aggregate, Choose, Derived, Dim, Each, Node, children
from songjieyou.rules.library.policy import Benefit, Item, Ladder, Uplift, nodes_of
from songjieyou.rules.units import money, round_half_up
from songjieyou.rules.values import (
    FALSE,
    TRUE,
    UNKNOWN,
    Band,
    Number,
    Value,
    add,
    as_band,
    as_value,
    divide,
    hull,
    largest,
    multiply,
    smallest,
)

UNSEEN: Final = frozenset(("未见", "人工裁量"))
POINTS: Final = "百分点"
CAP_FIRST: Final = "先限后浮"
EACH_YEAR: Final = "每年上限按年度分别计算"
OUTSIDE: Final = "落在各档之外，原文没有规定"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the computation and what it came to (分, a band, or unknown)."""

    text: str
    value: Value


@dataclass(slots=True)
class Amount:
    """`fen` is the exact amount; `low` and `high` its bounds (None: no bound known). `limits` bind it with others.

    `yearly` is the greatest share of the amount that falls into one year; it is what counts against a yearly cap.
    """

    kind: str
    value: Value = UNKNOWN
    parts: list[Part] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    base_limits: list[Limit] = field(default_factory=list)
    base: Value = UNKNOWN
    factor: Value = UNKNOWN
    yearly: Fraction = Fraction(1)

    @property
    def fen(self) -> int | None:
        return self.value if isinstance(self.value, int) else None

    @property
    def low(self) -> int | None:
        band = as_band(self.value)
        return band.low if band else None

    @property
    def high(self) -> int | None:
        band = as_band(self.value)
        return band.high if band else None


def amount_of(item: Item, benefit: Benefit, at: Context) -> Amount:
    """The amount by the clause alone; what others leave of shared caps is the combination's business."""
    found = Amount(benefit.kind)
    if benefit.doubt:
        found.assumptions.append(benefit.doubt)
    if benefit.kind in UNSEEN:
        return found
    return _Computation(item, benefit, at, found).run()


@dataclass(slots=True)
class _Reading:
    """The amount by one order of uplift and caps. `each_year`: a yearly cap did not bind the whole."""

    flow: Flow = field(default_factory=lambda: Flow(UNKNOWN))
    trace: list[Step] = field(default_factory=list)
    each_year: bool = False

    def step(self, text: str, flow: Flow) -> None:
        self.flow = flow
        self.trace.append(Step(text, flow.total))


@dataclass(slots=True)
class _Computation:
    item: Item
    benefit: Benefit
    at: Context
    found: Amount

    def run(self) -> Amount:
        b, found, at = self.benefit, self.found, self.at
        found.limits = limits(self.item, b.caps, at)
        found.assumptions.extend(told_of_receipts(self.item, b.caps, b.base_caps, at))
        found.assumptions.extend(cap.doubt for cap in (*b.caps, *b.base_caps) if cap.doubt)
        found.assumptions.extend(share.doubt for share in b.shares if share.doubt)
        reading = self.choose([self.reading(order) for order in b.orders])
        if reading.each_year:
            found.assumptions.append(EACH_YEAR)
        found.trace, found.yearly = reading.trace, reading.flow.yearly
        found.value = self.rounded(reading.flow.total, reading.flow.top)
        if b.this_year_at_most is not None:
            self.tax_years()
        self.split(reading.flow)
        if found.fen is None and any(_outside(node, at) for node in nodes_of(b)):
            found.assumptions.append(OUTSIDE)
        found.assumptions = list(dict.fromkeys(found.assumptions))
        return found

    def choose(self, readings: list[_Reading]) -> _Reading:
        """One reading, or of several the one the file adopts; the others are said."""
        sign = 1 if self.benefit.prefer == "较低" else -1
        chosen = min(readings, key=lambda reading: sign * _top(reading.flow.total))
        if self.benefit.order_doubt:
            others = [
                f"按{order}为 {_said(reading.flow.total)}"
                for order, reading in zip(self.benefit.orders, readings, strict=True)
                if reading.flow.total != chosen.flow.total
            ]
            adopted = f"存疑：{self.benefit.order_doubt}；取{self.benefit.prefer}的"
            self.found.assumptions.append(
                f"{adopted}（{'；'.join(others)}）" if others else f"{adopted}，这里几种读法相同"
            )
        return chosen

    # One reading -----------------------------------------------------------------------------------------------------

    def reading(self, order: str) -> _Reading:
        """The caps of the subject itself stand before or after the uplift; those of a wider group bind what is paid."""
        found = _Reading()
        self.gross(found)
        first = [limit for limit in self.found.limits if order == CAP_FIRST and self.own(limit)]
        self.cap(found, first)
        uplift, text = self.uplift()
        if text:
            found.step(f"上浮 {text}", found.flow.times(uplift))
        self.found.factor = multiply(self.found.factor, uplift)
        self.cap(found, [limit for limit in self.found.limits if limit not in first])
        return found

    def own(self, limit: Limit) -> bool:
        return limit.cap.per == self.item.kind and not limit.cap.merged

    def cap(self, found: _Reading, binding: list[Limit]) -> None:
        for limit in binding:
            if limit.cap.times is not None:
                continue
            before = found.flow
            flow = before.under(limit.left)
            if limit.cap.yearly and limit.cap.recent_years is None:
                each = before.under_each_year(limit.left, limit.later)
                found.each_year = found.each_year or each.total != flow.total
                flow = each
            if flow.total != before.total or before.total is UNKNOWN:
                found.step(f"上限 {limit.cap.text}（可用 {_said(limit.left)}）", flow)
            found.flow = flow

    def gross(self, found: _Reading) -> None:
        """The amount before uplift and caps."""
        b, texts = self.benefit, self.benefit.texts
        if b.stand_in is not None:
            found.step(f"取事实 {texts.get('以事实代', '')}", Flow(value(b.stand_in, self.at)))
            return
        if b.amount is not None:
            found.step(f"金额 {texts.get('金额', '')}", Flow(self.direct(b.amount)))
        else:
            base = self.base(found.trace)
            rate, text = self.rate()
            found.step(f"× 比例 {text}", Flow(multiply(base, rate)))
            self.found.base, self.found.factor = base, rate
        years = self.years()
        if years is not None and years != 1:
            self.found.factor = multiply(self.found.factor, years)
            found.step(f"× 年数 {said(years, Dim.NUMBER)}", found.flow.over(years))

    def direct(self, amount: object) -> Value:
        if isinstance(amount, Ladder):
            found, assumptions = climbed(amount, self.at)
            self.found.assumptions.extend(assumptions)
            return found
        return value(amount, self.at)  # type: ignore[arg-type]

    def base(self, trace: list[Step]) -> Value:
        b = self.benefit
        found = value(b.base, self.at) if b.base is not None else UNKNOWN
        shown = found if b.base is None or b.base.dim == Dim.MONEY else UNKNOWN
        trace.append(Step(f"基数 {b.texts.get('基数', '')}", shown))
        self.found.base_limits = limits(self.item, b.base_caps, self.at, self.base_before)
        for limit in self.found.base_limits:
            under = at_most(found, limit.left)
            if under != found:
                trace.append(Step(f"基数上限 {limit.cap.text}", under))
            found = under
        return found

    def base_before(self, received: Received) -> Value:
        """The base behind an earlier receipt: the one of its subject, else worked back from the money.

        More money for the very same subject takes up no more of the base.
        """
        b, at = self.benefit, self.at
        if received.subject and received.subject == at.subject.id:
            return 0
        for subject in at.base.named(received.subject):
            if subject.kind == at.subject.kind and b.base is not None:
                return value(b.base, at.at(subject))
        factor = multiply(value(b.rate, at) if b.rate is not None else UNKNOWN, self.years() or 1)
        self.found.assumptions.append(f"已享受的 {money(received.amount)} 按现在的比例和年数折回基数")
        return divide(received.amount, factor)

    def years(self) -> Value | None:
        """For how many years, as an exact number."""
        b = self.benefit
        if b.years is None:
            return None
        span = value(b.years, self.at)
        if b.years_at_most is not None:
            span = at_most(span, value(b.years_at_most, self.at))
        return divide(span, 12) if b.years.dim == Dim.MONTHS else span

    # Uplift ----------------------------------------------------------------------------------------------------------

    def rate(self) -> tuple[Value, str]:
        """The rate with the points that are added to it, and its words."""
        b = self.benefit
        rate = value(b.rate, self.at) if b.rate is not None else UNKNOWN
        text = _said(rate) if b.rate is not None and b.rate.dim == Dim.MONEY else _ratio(rate)
        if b.uplift is None or b.uplift.way != POINTS:
            return rate, text
        steps, words = self.raised(b.uplift)
        if not steps:
            return rate, text
        raised = add(rate, self.sum_of(b.uplift, steps))
        return raised, f"{_ratio(raised)}（{text}，加百分点：{words}）"

    def uplift(self) -> tuple[Value, str]:
        """The factor on the amount, and its words; percentage points are in the rate already."""
        up = self.benefit.uplift
        if up is None or up.way == POINTS:
            return 1, ""
        steps, words = self.raised(up)
        if not steps:
            return 1, ""
        if up.way == "连乘":
            return reduce(multiply, (add(1, step) for step in steps)), f"连乘：{words}"
        return add(1, self.sum_of(up, steps)), f"按比例相加：{words}"

    def raised(self, up: Uplift) -> tuple[list[Value], str]:
        """By how much each item that holds, or may hold, raises."""
        steps: list[Value] = []
        words: list[str] = []
        for when, by, text in up.items:
            holds = truth(when, self.at)
            if holds == FALSE:
                continue
            step = value(by, self.at)
            steps.append(step if holds == TRUE else hull((0, step)))
            words.append(f"{text} {_ratio(step)}" + ("" if holds == TRUE else "（待定）"))
        return steps, "、".join(words)

    def sum_of(self, up: Uplift, steps: list[Value]) -> Value:
        total = reduce(add, steps)
        return total if up.at_most is None else smallest((total, value(up.at_most, self.at)))

    # The end ---------------------------------------------------------------------------------------------------------

    def rounded(self, found: Value, top: Value | None) -> Value:
        """Rounded once, at the end; never below zero, never above what the caps leave (`top`)."""
        value = _rounded(found, self.benefit, top)
        if self.benefit.rounding != 1 and value != found:
            capped = "" if value == _rounded(found, self.benefit, None) else "（不超过上限）"
            self.found.trace.append(Step(f"取整 {self.benefit.texts['取整']}{capped}", value))
        return value

    def tax_years(self) -> None:
        """抵税: this year up to the tax due; the rest is carried on, or lost where nothing may be carried."""
        found, b = self.found, self.benefit
        due = value(b.this_year_at_most, self.at) if b.this_year_at_most is not None else UNKNOWN
        now = _rounded(at_most(found.value, due), b, due)
        if not b.carry_years:
            found.value = now
            found.trace.append(Step("当年至多", now))
            return
        if isinstance(now, int) and isinstance(found.value, int):
            found.parts.append(Part("年", "当年", now))
            found.parts.append(Part("年", f"结转以后 {b.carry_years} 年内", found.value - now))
            if found.value > now:
                found.assumptions.append(f"结转部分以以后 {b.carry_years} 年有足够的应纳税额为前提")
        else:
            found.assumptions.append(f"当年抵多少取决于应纳税额，抵不完的可结转 {b.carry_years} 年")

    def split(self, flow: Flow) -> None:
        total = self.found.fen
        if total is None:
            return
        levels, assumptions = shared(self.benefit.shares, total, self.at)
        self.found.parts.extend(levels)
        self.found.assumptions.extend(assumptions)
        self.found.parts.extend(instalments(self.benefit, total))
        self.found.parts.extend(by_year(flow.years, total))


# Numbers -------------------------------------------------------------------------------------------------------------


def _outside(node: Node, at: Context) -> bool:
    """Whether a value that is needed lies outside of all tiers."""
    match node:
        case Choose(rows):
            for test, row in rows:
                holds = TRUE if test is None else truth(test, at)
                if holds != FALSE:
                    return holds == TRUE and _outside(row, at)
            return True
        case Aggregate() | Each():
            return False
        case Derived() if value(node, at) is not UNKNOWN:
            return False
    return any(_outside(child, at) for child in children(node))


def _rounded(found: Value, benefit: Benefit, top: Value | None) -> Value:
    """Rounded, not above `top`; of a band each end for itself."""
    if found is UNKNOWN:
        return UNKNOWN
    band = as_band(largest((found, 0)))
    if band is None:
        return UNKNOWN
    caps = as_band(top) or Band(None, None)
    least = band.low if top is not None and caps.low is None else caps.low  # a cap that may be this low
    low = None if band.low is None else _round(band.low, benefit, least)
    high = None if band.high is None else _round(band.high, benefit, caps.high)
    return as_value(Band(low, high))


def _round(number: Number, benefit: Benefit, top: Number | None) -> int:
    """To whole steps; down where that would be more than `top`."""
    steps = Fraction(number) / benefit.rounding
    down = steps // 1
    if benefit.round_mode == "四舍五入":
        whole = round_half_up(steps)
    else:
        whole = down if benefit.round_mode == "舍去" else -(-steps // 1)
    fits = top is None or whole * benefit.rounding <= top
    return int(whole if fits else down) * benefit.rounding


def _top(found: Value) -> Fraction:
    band = as_band(found)
    return Fraction(10**40) if band is None or band.high is None else Fraction(band.high)


def _said(found: Value) -> str:
    return said(found, Dim.MONEY)


def _ratio(found: Value) -> str:
    return said(found, Dim.NUMBER, "%")
