"""Choices: which rows may be the first to hold, for each of the things that what they go by may be.

The interpreter looks at what a fact is and splits that; here the whole line (or all declared words) is split when the
query is written, and each piece is met by a row of the table or not.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from songjieyou.rules.facts.base import FactKey
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.vocabulary import WHOLE
from songjieyou.rules.sql.numbers import Band, End, Whole, end, whole
from songjieyou.rules.sql.supposed import Env, supposing
from songjieyou.rules.sql.terms import (
    CannotSay,
    Flag,
    Truth,
    all_of,
    any_of,
    binary,
    both,
    either,
    number,
    sure,
    sure_not,
    truth_case,
    without,
)

if TYPE_CHECKING:
    from songjieyou.rules.sql.writer import Writer

MOST_VIEWS: Final = 400
_HOLDS: Final[dict[str, Callable[[Fraction, Fraction], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
}

type Choice = t.Choose | t.ChooseTruth


@dataclass(frozen=True, slots=True)
class View:
    """One of the things that may be, where `possible`: the tests as they then are, and what is then supposed."""

    possible: Flag
    tests: tuple[Truth, ...]
    env: Env


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the line of numbers; None is no bound."""

    low: Fraction | None
    high: Fraction | None
    closed_low: bool = False
    closed_high: bool = False

    @property
    def inner(self) -> Fraction:
        """Some number in it."""
        if self.low is None or self.high is None:
            return self.high - 1 if self.high is not None else (self.low or Fraction(0)) + 1
        return (self.low + self.high) / 2


def certain_of(views: Sequence[View]) -> Flag:
    """Whether some row surely holds, whatever it is."""
    return _flag(all_of(either((without(view.possible), *map(sure, view.tests))) for view in views))


def _flag(truth: Truth) -> Flag:
    return truth if truth is not None else False


def picked_truth(rows: Sequence[tuple[Flag, Truth]], certain: Flag) -> Truth:
    """What all rows that may be the one agree on; where none surely is, FALSE is among them."""
    yes = all_of((certain, *(either((without(flag), sure(row))) for flag, row in rows)))
    no = all_of(either((without(flag), sure_not(row))) for flag, row in rows)
    return truth_case([(yes, True), (no, False)])


class Views:
    """Splits choices for one writer."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def rows(self, node: Choice, env: Env, read: Callable[[Any, Env], Any]) -> tuple[list[tuple[Flag, Any]], Flag]:
        """The rows with a flag each, whether it may be the one; and whether one surely is."""
        views = self._views(node, env)
        found = self._touched(node, views, read)
        certain = self.writer.pipeline.keep_flag(certain_of(views))
        if len(found) > len(node.rows):  # a row says different things in different views
            return self._decided_first(node, env, read, found, certain)
        return found, certain

    def _touched(self, node: Choice, views: Sequence[View], read: Callable[[Any, Env], Any]) -> list[tuple[Flag, Any]]:
        met: list[tuple[int, Any, list[Flag]]] = []
        for view in views:
            for place, flag in self._first(view):
                value = read(node.rows[place][1], view.env)
                known = next((flags for at, one, flags in met if at == place and one == value), None)
                if known is None:
                    met.append((place, value, [flag]))
                else:
                    known.append(flag)
        keep = self.writer.pipeline.keep_flag
        return [(keep(either(flags)), value) for _, value, flags in met]

    def _first(self, view: View) -> list[tuple[int, Flag]]:
        """The rows that may be the first to hold in a view."""
        found: list[tuple[int, Flag]] = []
        before: Flag = view.possible
        for place, test in enumerate(view.tests):
            flag = both(before, without(sure_not(test)))
            if flag is not False:
                found.append((place, flag))
            before = self.writer.pipeline.keep_flag(both(before, without(sure(test))))
            if before is False:
                break
        return found

    def _decided_first(
        self,
        node: Choice,
        env: Env,
        read: Callable[[Any, Env], Any],
        found: list[tuple[Flag, Any]],
        certain: Flag,
    ) -> tuple[list[tuple[Flag, Any]], Flag]:
        """Where the tests decide as they are, nothing is supposed."""
        undecided: Flag = True
        plain: list[tuple[Flag, Any]] = []
        keep = self.writer.pipeline.keep_flag
        decided: list[Flag] = []
        for test, row in node.rows:
            truth = True if test is None else self.writer.truth(test, env)
            flag = keep(both(undecided, sure(truth)))
            plain.append((flag, read(row, env)))
            decided.append(flag)
            undecided = keep(both(undecided, sure_not(truth)))
        open_ = keep(without(either(decided)))
        rest = [(keep(both(flag, open_)), value) for flag, value in found]
        return [*plain, *rest], keep(either((certain, *decided)))

    # Ways to look ----------------------------------------------------------------------------------------------------

    def _views(self, node: Choice, env: Env) -> list[View]:
        chosen = t.deciding_fact(node)
        if chosen is not None:
            key = self.writer.key(chosen)
            found = None if any(key == known for known, _ in env) else self._each_word(node, chosen, key, env)
            if found is not None:
                return found
        measure = t.measure_of(node.rows[0][0]) if node.tiers else None
        if measure is None or (chosen is not None and any(self.writer.key(chosen) == known for known, _ in env)):
            return [self._plain(node, env)]
        if measure.dim == t.Dim.WORD:
            if self.writer.words(measure, env).column is None and not isinstance(measure, t.Literal):
                raise CannotSay(node, "按几种可能的文字分档")
            return [self._plain(node, env)]
        return self._pieces(node, measure, env)

    def _plain(self, node: Choice, env: Env) -> View:
        tests = (True if test is None else self.writer.truth(test, env) for test, _ in node.rows)
        return View(True, tuple(tests), env)

    def _each_word(self, node: Choice, chosen: t.Fact | t.Derived, key: FactKey, env: Env) -> list[View] | None:
        """A view for each declared word, or for yes and no; None where it cannot be told one by one."""
        entry = self.writer.entry(chosen)
        if entry.type == "是否":
            held = self.writer.yes_no(key, env)
            possible: dict[Any, Flag] = {False: without(sure(held)), True: without(sure_not(held))}
        elif entry.type == "选项":
            words = self.writer.words(chosen, env)
            open_ = without(words.known)
            possible = {word: either((open_, words.may_be(word))) for word in entry.choices}
        else:
            self._single(node, chosen, env)
            return None
        there = {value: supposing(env, key, value) for value in possible}
        return [
            View(flag, self._plain(node, there[v]).tests, there[v]) for v, flag in possible.items() if flag is not False
        ]

    def _single(self, node: Choice, chosen: t.Fact | t.Derived, env: Env) -> None:
        """Raise CannotSay where what a choice goes by may be one of several, without a word for each."""
        if chosen.dim == t.Dim.WORD:
            words = self.writer.words(chosen, env)
            if words.declared and words.column is None and not words.listed and words.known is not False:
                raise CannotSay(node, "按没有列全的几种文字选择")
        elif self.writer.number(chosen, env).sets:
            raise CannotSay(node, "按几种可能的数选择")

    # Tiers of a number -----------------------------------------------------------------------------------------------

    def _pieces(self, node: Choice, measure: t.ValueNode, env: Env) -> list[View]:
        band = self.writer.number(measure, env)
        if band.sets:
            raise CannotSay(node, "按几种可能的数分档")
        limits = sorted(self._limits(node, measure, env))
        arithmetic = self.writer.arithmetic
        unknown = both(arithmetic.missing(band.low), arithmetic.missing(band.high))
        split = [(piece, self._tests(node, measure, piece, env)) for piece in line(limits)]
        views = []
        counted = self._is_counted(measure)
        for piece, tests in _merged(split):
            met = both(without(unknown), self._met(band, piece, counted=counted))
            if met is not False:
                views.append(View(self.writer.pipeline.keep_flag(met), tests, env))
        if unknown is not False:
            views.append(View(unknown, self._tests(node, measure, None, env), env))
        if len(views) > MOST_VIEWS:
            raise CannotSay(node, "档太多")
        return views

    def _is_counted(self, measure: t.ValueNode) -> bool:
        of_facts = isinstance(measure, t.Fact) and self.writer.entry(measure).type in WHOLE
        return of_facts or measure.dim == t.Dim.DATE

    def _limits(self, node: Choice, measure: t.ValueNode, env: Env) -> set[Fraction]:
        found: set[Fraction] = set()
        for test, _ in node.rows:
            for part in [] if test is None else t.walk(test):
                if isinstance(part, t.Compare) and part.left is measure:
                    limit = self.writer.number(part.right, env)
                    known = limit.constant
                    if known is None and not limit.nothing:
                        raise CannotSay(node, "档的界限不是常数")
                    found |= set() if known is None else {known}
        return found

    def _tests(self, node: Choice, measure: t.ValueNode, piece: Piece | None, env: Env) -> tuple[Truth, ...]:
        tests = (True if test is None else self._tested(test, measure, piece, env) for test, _ in node.rows)
        return tuple(tests)

    def _tested(self, test: t.TruthNode, measure: t.ValueNode, piece: Piece | None, env: Env) -> Truth:
        """A tier's test for a piece of its measure; None: nobody knows what it measures."""
        match test:
            case t.And():
                return all_of(self._tested(item, measure, piece, env) for item in test.items)
            case t.Or():
                return any_of(self._tested(item, measure, piece, env) for item in test.items)
            case t.Compare() if test.left is measure:
                limit = self.writer.number(test.right, env).constant
                if piece is None or limit is None:
                    return None
                return _HOLDS[test.op](piece.inner, limit)
        return self.writer.truth(test, env)

    def _met(self, band: Band, piece: Piece, *, counted: bool) -> Flag:
        """Whether a value that is known may lie in a piece."""
        dens = [one.den for one in (band.low, band.high) if one is not None]
        if not counted:
            return self._overlap(band, piece)
        stretch = _counted(piece)
        if all(den.known == 1 for den in dens):
            return False if stretch is None else self._overlap(band, stretch)
        exact = sure(self.writer.arithmetic.is_exact(band))
        single = both(exact, self._overlap(band, piece))
        if stretch is None:
            return single
        several = (without(exact), self._overlap(band, stretch), self._holds_whole(band, stretch))
        return either((single, _flag(all_of(several))))

    def _overlap(self, band: Band, piece: Piece) -> Flag:
        """Whether band and piece have a number in common; either is no single one that is left out."""
        found: list[Flag] = []
        if piece.high is not None and band.low is not None:
            found.append(self._reaches(band.low, end(piece.high), piece.closed_high, band.low))
        if piece.low is not None and band.high is not None:
            found.append(self._reaches(end(piece.low), band.high, piece.closed_low, band.high))
        return _flag(all_of(found))

    def _reaches(self, first: End, second: End, closed: bool, own: End) -> Flag:
        """Whether the end of a band lies on the right side of the end of a piece, or is missing."""
        arithmetic = self.writer.arithmetic
        near: Truth = arithmetic.crosswise(exp.LTE if closed and own.open is False else exp.LT, first, second)
        if closed and own.open is not False:
            near = any_of((near, all_of((arithmetic.crosswise(exp.EQ, first, second), without(own.open)))))
        return either((arithmetic.missing(own), sure(near)))

    def _holds_whole(self, band: Band, piece: Piece) -> Flag:
        """Whether there is a whole number in what band and piece have in common."""
        if band.signed or band.low is None or band.high is None or band.low.den.known is None:
            raise CannotSay(None, "一段里有没有整数说不准")
        arithmetic, scale = self.writer.arithmetic, band.low.den.known
        if band.high.den.known != scale:
            raise CannotSay(None, "一段里有没有整数说不准")
        last = band.high if piece.high is None else self._further(band.high, end(piece.high), scale, lowest=True)
        first = band.low if piece.low is None else self._further(band.low, end(piece.low), scale, lowest=False)
        top = arithmetic.term(last.num)
        rest = Whole(binary(exp.Mod, top, number(scale)), scale)
        floored = End(arithmetic.sum(last.num, arithmetic.minus(rest)), last.den)
        return either((arithmetic.missing(last), sure(arithmetic.crosswise(exp.LTE, first, floored))))

    def _further(self, one: End, limit: End, scale: int, *, lowest: bool) -> End:
        """The inner of two ends, in the scale of the first."""
        arithmetic = self.writer.arithmetic
        inner = arithmetic.crosswise(exp.LT, one, limit) if lowest else arithmetic.crosswise(exp.LT, limit, one)
        found = arithmetic.pick([(inner, one)], End(whole((limit.num.known or 0) * scale), whole(scale)))
        assert found is not None
        return found


def line(limits: Sequence[Fraction]) -> list[Piece]:
    """The whole line, cut at the limits: what lies between, and the limits themselves."""
    found: list[Piece] = []
    low: Fraction | None = None
    for limit in limits:
        found += [Piece(low, limit), Piece(limit, limit, True, True)]
        low = limit
    return [*found, Piece(low, None)]


def _merged(split: Sequence[tuple[Piece, tuple[Truth, ...]]]) -> list[tuple[Piece, tuple[Truth, ...]]]:
    """Neighbours of which all tests say the same as one piece."""
    found: list[tuple[Piece, tuple[Truth, ...]]] = []
    for piece, tests in split:
        if found and found[-1][1] == tests:
            before = found[-1][0]
            found[-1] = Piece(before.low, piece.high, before.closed_low, piece.closed_high), tests
        else:
            found.append((piece, tests))
    return found


def _counted(piece: Piece) -> Piece | None:
    """From the first to the last whole number of a piece; None where there is none."""
    low = high = None
    if piece.low is not None:
        low = Fraction(ceil(piece.low) if piece.closed_low else floor(piece.low) + 1)
    if piece.high is not None:
        high = Fraction(floor(piece.high) if piece.closed_high else ceil(piece.high) - 1)
    if low is not None and high is not None and low > high:
        return None
    return Piece(low, high, low is not None, high is not None)
