"""What the subjects below come to, gathered by a subject above: sums, counts, extremes, and what holds for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from songjieyou.rules.sql.numbers import Band, End, Whole, constant, whole
from songjieyou.rules.sql.pipeline import Joined, Pipeline, Steps
from songjieyou.rules.sql.schema import ROW, above
from songjieyou.rules.sql.terms import (
    MOST_64,
    CannotSay,
    Expr,
    Flag,
    Truth,
    both,
    case,
    cast,
    column,
    is_null,
    is_told,
    number,
    sure,
    sure_not,
    truth_case,
    without,
)

if TYPE_CHECKING:
    from songjieyou.rules.sql.writer import Writer


class Group:
    """The rows of the writer's kind, gathered by the subject of the kind `home`; read from the pipeline `into`."""

    def __init__(self, writer: Writer, home: str, into: Pipeline) -> None:
        self.writer, self.home, self.into = writer, home, into
        tag = writer.pipeline.tag
        self.joined = Joined(f"{writer.kind}{tag}_合", ROW if home == into.kind else above(home))
        into.join(self.joined)
        self._inner: dict[str, Expr] = {}
        self._outer: dict[str, Expr] = {}
        self._tag = tag

    # Steps -----------------------------------------------------------------------------------------------------------

    def steps(self) -> Steps:
        """The steps of the rows, then the one that gathers them."""
        pipeline = self.writer.pipeline
        by = pipeline.row_of(self.home)
        found = pipeline.steps({ROW: by, **self._inner})
        gathered = exp.select(
            exp.alias_(column(ROW), ROW, quoted=True),
            *(exp.alias_(term, name, quoted=True) for name, term in self._outer.items()),
        )
        source = exp.Table(this=exp.to_identifier(pipeline.last, quoted=True))
        gathered = gathered.from_(source).group_by(column(ROW))
        return [*found, (self.joined.step, gathered)]

    def _given(self, term: Expr) -> Expr:
        """A column of the rows, for the gathering step."""
        for name, known in self._inner.items():
            if known == term:
                return column(name)
        name = f"入{len(self._inner) + 1}{self._tag}"
        self._inner[name] = term
        return column(name)

    def _read(self, gathered: Expr) -> Expr:
        """A column of the gathering step, for those who asked."""
        for name, known in self._outer.items():
            if known == gathered:
                return self.into.of_group(self.joined, name)
        name = f"合{len(self._outer) + 1}{self._tag}"
        self._outer[name] = gathered
        return self.into.of_group(self.joined, name)

    def empty(self) -> Expr:
        """Whether there is no row."""
        return is_null(self._read(exp.Count(this=exp.Star())))

    # What is gathered ------------------------------------------------------------------------------------------------

    def marked(self, flag: Flag) -> Flag:
        """Whether a flag is set in any row."""
        return sure(self._any(flag)) if flag is not False else False

    def _any(self, flag: Flag) -> Truth:
        marks = case([(flag, number(1))], number(0))
        assert marks is not None
        found = self._read(exp.Max(this=self._given(marks)))
        return exp.EQ(this=found, expression=number(1))

    def every(self, truth: Truth) -> Truth:
        """Whether a truth holds in every row; TRUE where there is none."""
        level = truth_level(truth)
        found = self._read(exp.Min(this=self._given(level)))
        none = is_null(found)
        return truth_case(
            [
                (none, True),
                (exp.EQ(this=found.copy(), expression=number(2)), True),
                (exp.EQ(this=found.copy(), expression=number(0)), False),
            ]
        )

    def total(self, counted: Truth, value: Band) -> Band:
        """The sum over the rows that count; a row that only may count brings its value or nothing."""
        arithmetic = self.writer.arithmetic
        possible = arithmetic.hull([(True, value), (True, constant(0))], True)
        yes, no = sure(counted), sure_not(counted)
        zero = End(whole(0), value.low.den if value.low is not None else whole(1))
        low, high = (
            self._sum(arithmetic.pick([(no, zero), (yes, of_value)], of_possible))
            for of_value, of_possible in ((value.low, possible.low), (value.high, possible.high))
        )
        return Band(low, high, value.signed, ints=value.ints, zero=value.ints)

    def _sum(self, one: End | None) -> End | None:
        """The sum of the ends; NULL where one is missing, nothing where there is no row."""
        if one is None:
            return self._end_of(case([(self.empty(), number(0))]), 0, whole(1))
        if one.den.known is None:
            raise CannotSay(None, "各行的分母不同，不能合计")
        most = one.num.most * max(self.writer.shared.layout.rows, 1)
        limit = self.writer.shared.dialect.most
        if limit is not None and most > limit:
            raise CannotSay(None, "合计可能大到这个引擎的整数装不下")
        given = self._given(self.writer.arithmetic.term(one.num))
        all_told = exp.EQ(this=exp.Count(this=given), expression=exp.Count(this=exp.Star()))
        kind = "BIGINT" if most <= MOST_64 else self.writer.shared.dialect.wide
        summed = case([(all_told, cast(exp.Sum(this=given.copy()), kind))])
        assert summed is not None
        found = case([(self.empty(), number(0))], self._read(summed))
        opened = self.marked(both(one.open, is_told(self.writer.arithmetic.term(one.num)))) if one.open else False
        return self._end_of(found, most, one.den, opened)

    def _end_of(self, term: Expr | None, most: int, den: Whole, opened: Flag = False) -> End:
        assert term is not None
        return End(Whole(self.into.keep(term), most, most > MOST_64), den, opened)

    def extreme(self, counted: Truth, value: Band, *, largest: bool) -> Band:
        """最大 or 最小: between what the rows that surely count give and what all that may count would."""
        yes, no = sure(counted), sure_not(counted)
        self._plain(value)
        near, far = (value.low, value.high) if largest else (value.high, value.low)
        kind = exp.Max if largest else exp.Min
        certain = self.marked(yes)
        close = self._outermost(near, yes, kind, whole_group=False)
        open_ = self._outermost(far, without(no), kind, whole_group=True)
        first, second = (_where(self.into, certain, one) for one in (close, open_))
        low, high = (first, second) if largest else (second, first)
        return Band(low, high, value.signed, ints=value.ints, zero=value.zero)

    def _plain(self, value: Band) -> None:
        for one in (value.low, value.high):
            if one is not None and (one.open is not False or one.den.known is None):
                raise CannotSay(None, "不含端点的一段，或各行的分母不同，不能取最大最小")

    def _outermost(self, one: End | None, flag: Flag, kind: type[exp.AggFunc], *, whole_group: bool) -> End | None:
        """The outermost end of the rows whose flag is set. `whole_group`: NULL where one of them has none."""
        if one is None:
            return None
        arithmetic = self.writer.arithmetic
        held = arithmetic.chosen([(flag, one.num)])
        given = self._given(arithmetic.term(held))
        found: Expr | None = kind(this=given)
        if whole_group:
            lacking = case([(both(flag, is_null(arithmetic.term(one.num))), number(1))], number(0))
            assert lacking is not None
            none = exp.EQ(this=exp.Max(this=self._given(lacking)), expression=number(0))
            found = case([(none, found)])
        assert found is not None
        return End(Whole(self._read(found), one.num.most, one.num.wide), one.den)


def _where(into: Pipeline, certain: Flag, one: End | None) -> End | None:
    """An end read above, where some row surely counts."""
    if one is None or certain is True:
        return one
    term = one.num.term
    assert not isinstance(term, int)
    found = case([(certain, term)])
    assert found is not None
    return End(Whole(into.keep(found), one.num.most, one.num.wide), one.den)


def truth_level(truth: Truth) -> Expr:
    """A truth as a number: 0 FALSE, 1 may be, 2 TRUE."""
    found = case([(sure(truth), number(2)), (sure_not(truth), number(0))], number(1))
    assert found is not None
    return found if not isinstance(truth, bool) else number(2 if truth else 0)
