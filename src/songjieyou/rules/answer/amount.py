"""The money of one item for one subject: every step shown, exact to the 分, a band where facts are bands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Final

from songjieyou.rules.answer.caps import NOTHING_RECEIVED, Limit, at_most, limits
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.ladder import climbed
from songjieyou.rules.answer.monthly import increase
from songjieyou.rules.answer.words import said
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.library.policy import Benefit, Item, Ladder, MonthlyIncrease
from songjieyou.rules.units import decimal, round_half_up
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
    is_exact,
    largest,
    multiply,
    smallest,
    subtract,
)

UNSEEN: Final = frozenset(("未见", "人工裁量"))
_WAYS: Final = {"按比例": "按比例相加", "百分点": "加百分点", "连乘": "连乘"}
_BASE_USED: Final = "基数上限没有扣除已享受部分的基数"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the computation and what it came to (分, a band, or unknown)."""

    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the amount by 层级, 期 or 年, in 分."""

    by: str
    name: str
    fen: int


@dataclass(slots=True)
class Amount:
    """`fen` is the exact amount; `low` and `high` its bounds (None: no bound known). `limits` bind it with others."""

    kind: str
    value: Value = UNKNOWN
    parts: list[Part] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    base_limits: list[Limit] = field(default_factory=list)
    base: Value = UNKNOWN
    factor: Value = UNKNOWN

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
class _Computation:
    item: Item
    benefit: Benefit
    at: Context
    found: Amount

    def run(self) -> Amount:
        b, found = self.benefit, self.found
        found.limits = limits(self.item, b.caps, self.at)
        if any(cap.deduct for cap in b.caps) and self.at.base.received is None:
            found.assumptions.append(NOTHING_RECEIVED)
        found.assumptions.extend(cap.doubt for cap in (*b.caps, *b.base_caps) if cap.doubt)
        found.assumptions.extend(share.doubt for share in b.shares if share.doubt)
        readings = [self.reading(order) for order in b.orders]
        self.choose(readings)
        found.value = _rounded(found.value, b)
        if b.this_year_at_most is not None:
            self.tax_years()
        self.split()
        return found

    def choose(self, readings: list[tuple[Value, list[Step]]]) -> None:
        """One reading, or of several the one the file adopts; the others are said."""
        key = (lambda r: _top(r[0])) if self.benefit.prefer == "较低" else (lambda r: -_top(r[0]))
        chosen = min(readings, key=key)
        self.found.value, self.found.trace = chosen
        others = [(o, r) for o, r in zip(self.benefit.orders, readings, strict=True) if r[0] != chosen[0]]
        if self.benefit.order_doubt:
            said = "；".join(f"按{order}为 {_said(reading[0])}" for order, reading in others)
            adopted = f"存疑：{self.benefit.order_doubt}；取{self.benefit.prefer}的"
            self.found.assumptions.append(f"{adopted}（{said}）" if said else f"{adopted}，这里几种读法相同")

    # One reading -----------------------------------------------------------------------------------------------------

    def reading(self, order: str) -> tuple[Value, list[Step]]:
        trace: list[Step] = []
        gross = self.gross(trace)
        uplift, text = self.uplift()
        self.found.factor = multiply(self.found.factor, uplift)
        if text and order == "先浮后限":
            gross = multiply(gross, uplift)
            trace.append(Step(f"上浮 {text}", gross))
        for limit, cap in zip(self.found.limits, self.benefit.caps, strict=True):
            if cap.times is None:
                gross = self.capped(gross, limit, trace)
        if text and order == "先限后浮":
            gross = multiply(gross, uplift)
            trace.append(Step(f"上浮 {text}", gross))
        return gross, trace

    def capped(self, amount: Value, limit: Limit, trace: list[Step]) -> Value:
        found = at_most(amount, limit.left)
        if found != amount or amount is UNKNOWN:
            trace.append(Step(f"上限 {limit.cap.text}（可用 {_said(limit.left)}）", found))
        return found

    def gross(self, trace: list[Step]) -> Value:
        """The amount before uplift and caps."""
        b, at = self.benefit, self.at
        texts = b.texts
        if b.stand_in is not None:
            found = value(b.stand_in, at)
            trace.append(Step(f"取事实 {texts.get('以事实代', '')}", found))
            return found
        if b.amount is not None:
            found = self.direct(b.amount)
            trace.append(Step(f"金额 {texts.get('金额', '')}", found))
            return self.times_years(found, trace)
        base = self.base(trace)
        rate = value(b.rate, at) if b.rate is not None else UNKNOWN
        found = multiply(base, rate)
        trace.append(Step(f"× 比例 {_rate(rate, b.rate.dim if b.rate else Dim.NUMBER)}", found))
        self.found.base, self.found.factor = base, rate
        return self.times_years(found, trace)

    def direct(self, amount: object) -> Value:
        if isinstance(amount, Ladder):
            found, assumptions = climbed(amount, self.at)
            self.found.assumptions.extend(assumptions)
            return found
        return value(amount, self.at)  # type: ignore[arg-type]

    def base(self, trace: list[Step]) -> Value:
        b, text = self.benefit, f"基数 {self.benefit.texts.get('基数', '')}"
        if isinstance(b.base, MonthlyIncrease):
            found = increase(b.base, self.at)
            trace.append(Step(text, found))
        else:
            found = value(b.base, self.at) if b.base is not None else UNKNOWN
            trace.append(Step(text, found if b.base is None or b.base.dim == Dim.MONEY else UNKNOWN))
        self.found.base_limits = limits(self.item, b.base_caps, self.at)
        if b.base_caps and any(received.item == self.item.id for received in self.at.base.received or ()):
            self.found.assumptions.append(_BASE_USED)
        for limit in self.found.base_limits:
            under = at_most(found, limit.left)
            if under != found:
                trace.append(Step(f"基数上限 {limit.cap.text}", under))
            found = under
        return found

    def times_years(self, amount: Value, trace: list[Step]) -> Value:
        years = self.years()
        if years is None or years == 1:
            return amount
        found = multiply(amount, years)
        self.found.factor = multiply(self.found.factor, years)
        trace.append(Step(f"× 年数 {_plain(years)}", found))
        return found

    def years(self) -> Value | None:
        """For how many years, as an exact number."""
        b = self.benefit
        if b.years is None:
            return None
        span = value(b.years, self.at)
        if b.years_at_most is not None:
            span = at_most(span, value(b.years_at_most, self.at))
        return divide(span, 12) if b.years.dim == Dim.MONTHS else span

    def uplift(self) -> tuple[Value, str]:
        """The factor on the amount, and its words; percentage points become a factor on the rate."""
        up = self.benefit.uplift
        if up is None:
            return 1, ""
        raised: list[Value] = []
        words: list[str] = []
        for when, by, text in up.items:
            holds = truth(when, self.at)
            if holds == FALSE:
                continue
            step = value(by, self.at)
            raised.append(step if holds == TRUE else hull((0, step)))
            words.append(f"{text} {_plain_ratio(step)}" + ("" if holds == TRUE else "（待定）"))
        if not raised:
            return 1, ""
        if up.way == "连乘":
            total = subtract(reduce(multiply, (add(1, step) for step in raised)), 1)
        else:
            total = reduce(add, raised)
        if up.at_most is not None:
            total = smallest((total, value(up.at_most, self.at)))
        said = f"{_WAYS[up.way]}：{'、'.join(words)}"
        if up.way == "百分点":
            rate = value(self.benefit.rate, self.at) if self.benefit.rate is not None else UNKNOWN
            return divide(add(rate, total), rate), said
        return add(1, total), said

    # Parts -----------------------------------------------------------------------------------------------------------

    def tax_years(self) -> None:
        """抵税: this year up to the tax due; the rest is carried on, or lost where nothing may be carried."""
        found, b = self.found, self.benefit
        due = value(b.this_year_at_most, self.at) if b.this_year_at_most is not None else UNKNOWN
        now = _rounded(at_most(found.value, due), b)
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

    def split(self) -> None:
        total = self.found.fen
        if total is None:
            return
        self.found.parts.extend(_shares(self.benefit, total, self.at))
        self.found.parts.extend(_instalments(self.benefit, total))
        years = self.years()
        if years is not None and is_exact(years) and years > 1:
            self.found.parts.extend(_years(total, years, self.uncapped()))

    def uncapped(self) -> Value:
        """What a year brings before caps, to fill the years one after the other."""
        steps = [step.value for step in self.found.trace if not step.text.startswith("上限")]
        return steps[-1] if steps else UNKNOWN


def _shares(benefit: Benefit, total: int, at: Context) -> Iterator[Part]:
    left = total
    shares = benefit.shares
    open_share = next((s for s in shares if s.ratio is None and s.at_most is None), None)
    given: dict[str, int] = {}
    for share in shares:
        if share is open_share:
            continue
        portion = multiply(total, value(share.ratio, at)) if share.ratio is not None else total
        if share.at_most is not None:
            portion = smallest((left, value(share.at_most, at)))
        last = open_share is None and share is shares[-1] and share.ratio is not None
        fen = left if last else round_half_up(portion) if is_exact(portion) else 0
        given[share.level] = min(fen, left)
        left -= given[share.level]
    for share in shares:
        yield Part("层级", share.level, left if share is open_share else given[share.level])


def _instalments(benefit: Benefit, total: int) -> Iterator[Part]:
    left = total
    for name, portion in benefit.instalments:
        last = name == benefit.instalments[-1][0]
        fen = left if last else min(left, round_half_up(total * portion))
        left -= fen
        yield Part("期", name, fen)


def _years(total: int, years: Number, gross: Value) -> Iterator[Part]:
    """Year by year as the gross amount accrues, until a cap is used up."""
    per_year = Fraction(gross) / years if is_exact(gross) else Fraction(total) / years
    whole = -(-Fraction(years) // 1)
    paid = 0
    for number in range(1, int(whole) + 1):
        up_to = min(Fraction(total), per_year * min(Fraction(number), Fraction(years)))
        fen = (total if number == whole else round_half_up(up_to)) - paid
        paid += fen
        yield Part("年", f"第{number}年", fen)


# Numbers -------------------------------------------------------------------------------------------------------------


def _rounded(found: Value, benefit: Benefit) -> Value:
    """Rounded once, at the end; never below zero."""
    if found is UNKNOWN:
        return UNKNOWN
    if is_exact(found):
        return max(0, _round(found, benefit))
    band = as_band(largest((found, 0)))
    if band is None:
        return UNKNOWN
    low = None if band.low is None else _round(band.low, benefit)
    high = None if band.high is None else _round(band.high, benefit)
    return as_value(Band(low, high))


def _round(number: Number, benefit: Benefit) -> int:
    steps = Fraction(number) / benefit.rounding
    if benefit.round_mode == "四舍五入":
        return round_half_up(steps) * benefit.rounding
    whole = steps // 1 if benefit.round_mode == "舍去" else -(-steps // 1)
    return int(whole) * benefit.rounding


def _top(found: Value) -> Fraction:
    band = as_band(found)
    return Fraction(10**40) if band is None or band.high is None else Fraction(band.high)


def _said(found: Value) -> str:
    return said(found, Dim.MONEY)


def _rate(found: Value, dim: Dim) -> str:
    if dim == Dim.MONEY:
        return _said(found)
    return _plain_ratio(found)


def _plain_ratio(found: Value) -> str:
    return said(found, Dim.NUMBER, "%")


def _plain(found: Value) -> str:
    return decimal(found) if is_exact(found) else "未知"
