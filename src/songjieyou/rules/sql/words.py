"""Words as terms of SQL: which of a few declared words a value may be, or one column of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from songjieyou.rules.library.codes import REGION
from songjieyou.rules.library.vocabulary import Vocabulary
from songjieyou.rules.sql.schema import BAR
from songjieyou.rules.sql.terms import (
    CannotSay,
    Expr,
    Flag,
    Truth,
    all_of,
    among,
    any_of,
    both,
    either,
    is_told,
    number,
    sure,
    text,
    truth_case,
    without,
)
from songjieyou.rules.values import FALSE, MAYBE, TRUE

UNDECLARED: Final = "没有列出全部可能的文字，不能这样用"

type Belongs = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Words:
    """`could` has a flag for each declared word, to be read where `known`. `column` is the text where it is one word or
    nobody knows; `listed`: a value is a list of words (多选), all of which it has.
    """

    known: Flag
    could: Mapping[str, Flag] = field(default_factory=dict)
    column: Expr | None = None
    declared: bool = True
    listed: bool = False

    def may_be(self, word: str) -> Flag:
        """Whether it is known and may be that word."""
        return both(self.known, self.could.get(word, False))


UNKNOWN: Final = Words(known=False)


def exactly(word: str) -> Words:
    return Words(known=True, could={word: True})


def of_column(column: Expr, choices: Sequence[str], *, several: bool, listed: bool) -> Words:
    """What a column of words holds."""
    known = is_told(column)
    if not choices:
        return Words(known, column=column, declared=False)
    if not several:
        could: dict[str, Flag] = {word: sure(exp.EQ(this=column.copy(), expression=text(word))) for word in choices}
        return Words(known, could, column)
    return Words(known, {word: sure(_holds(column, word, listed=listed)) for word in choices}, listed=listed)


def _holds(column: Expr, word: str, *, listed: bool) -> Truth:
    inside = exp.StrPosition(this=column.copy(), substr=text(f"{BAR}{word}{BAR}"))
    found = exp.GT(this=inside, expression=number(0))
    return found if listed else any_of((exp.EQ(this=column.copy(), expression=text(word)), found))


def overruled(stated: Words, computed: Words) -> Words:
    """A stated value where there is one, else the computed one."""
    if not (stated.declared and computed.declared) or stated.listed or computed.listed:
        raise CannotSay(None, UNDECLARED)
    words = dict.fromkeys((*stated.could, *computed.could))
    unsaid = without(stated.known)
    could = {w: either((stated.may_be(w), both(unsaid, computed.could.get(w, False)))) for w in words}
    return Words(either((stated.known, computed.known)), could)


def hull(rows: Sequence[tuple[Flag, Words]], certain: Flag) -> Words:
    """Whichever row is the true one."""
    if any(not one.declared or one.listed for _, one in rows):
        raise CannotSay(None, UNDECLARED)
    known = [either((without(flag), one.known)) for flag, one in rows]
    words = dict.fromkeys(word for _, one in rows for word in one.could)
    could = {word: either(both(flag, one.could.get(word, False)) for flag, one in rows) for word in words}
    found = all_of((certain, *known))
    return Words(found if found is not None else False, could)


def ranked(op: str, items: Sequence[Words], order: Sequence[str]) -> Words:
    """取低 or 取高: a word may come out where one item may be it and each of the others may be no lower (no higher)."""
    if any(not one.declared for one in items):
        raise CannotSay(None, UNDECLARED)
    far = order if op == "取低" else order[::-1]
    open_items = [[_open(one, word) for word in far] for one in items]
    could = {}
    for place, word in enumerate(far):
        reached = [either(flags[place:]) for flags in open_items]
        some = either(flags[place] for flags in open_items)
        found = all_of((some, *reached))
        could[word] = found if found is not None else False
    return Words(known=True, could=could)


def _open(one: Words, word: str) -> Flag:
    if one.listed:
        return True
    return either((without(one.known), one.could.get(word, False)))


# Membership ----------------------------------------------------------------------------------------------------------


def member(words: Words, belongs: Belongs, *, complete: bool = True) -> Truth:
    """Truth of belonging for declared words; in a list that is not complete absence says nothing."""
    sorts: dict[int, list[Flag]] = {TRUE: [], MAYBE: [], FALSE: []}
    for word, flag in words.could.items():
        found = belongs(word)
        sorts[found if complete or found == TRUE else MAYBE].append(flag)
    yes, maybe, no = (either(sorts[truth]) for truth in (TRUE, MAYBE, FALSE))
    if words.listed:
        none = truth_case([(words.known, False)])
        return truth_case([(both(words.known, yes), True), (both(words.known, maybe), None)], none)
    only_yes = all_of((words.known, without(maybe), without(no)))
    only_no = all_of((words.known, without(maybe), without(yes)))
    return truth_case([(only_yes, True), (only_no, False)])


def column_among(column: Expr, choices: Iterable[str], belongs: Belongs, *, complete: bool) -> Truth:
    """The same for a column of one declared word."""
    sorts: dict[int, list[str]] = {TRUE: [], MAYBE: [], FALSE: []}
    for word in choices:
        found = belongs(word)
        sorts[found if complete or found == TRUE else MAYBE].append(word)
    if not sorts[MAYBE]:
        return among(column, sorts[TRUE])
    return truth_case([(among(column, sorts[TRUE]), True), (among(column, sorts[FALSE]), False)])


def column_in_tree(column: Expr, tree: str, options: Sequence[str], known: Vocabulary, *, complete: bool) -> Truth:
    """A column of a code, a region or plain text."""
    otherwise: Truth = truth_case([(is_told(column), False)]) if complete else None
    if not tree:
        return truth_case([(among(column, options), True)], otherwise)
    if tree == REGION:
        return _region(column, options, otherwise)
    sorts: dict[int, list[str]] = {TRUE: [], MAYBE: [], FALSE: []}
    for code in known.codes[tree].names:
        sorts[known.belongs(tree, code, options)].append(code)
    maybe = among(column, sorts[MAYBE]) if sorts[MAYBE] else False
    return truth_case([(among(column, sorts[TRUE]), True), (maybe, None)], otherwise)


def _region(column: Expr, options: Sequence[str], otherwise: Truth) -> Truth:
    inside = [_starts(column, f"{option}/") for option in options]
    coarser = sorted({option[:at] for option in options for at in _slashes(option)} - set(options))
    maybe = among(column, coarser) if coarser else False
    return truth_case([(any_of((among(column, options), *inside)), True), (maybe, None)], otherwise)


def _slashes(option: str) -> list[int]:
    return [at for at, letter in enumerate(option) if letter == "/"]


def _starts(column: Expr, start: str) -> Expr:
    """Case and all; LIKE would read % and _ and, in SQLite, ignore case."""
    first = exp.Substring(this=column.copy(), start=number(1), length=number(len(start)))
    return exp.EQ(this=first, expression=text(start))


def alike(left: Words, right: Words) -> Truth:
    """Truth of two values being the same word."""
    if left.listed or right.listed:
        return None
    for one, other in ((left, right), (right, left)):
        if not one.declared:
            return _column_alike(one, other)
    words = dict.fromkeys((*left.could, *right.could))
    shared = [both(left.could.get(word, False), right.could.get(word, False)) for word in words]
    known = both(left.known, right.known)
    apart = both(known, without(either(shared)))
    same = all_of((known, _single(left, words), _single(right, words), either(shared)))
    return truth_case([(apart, False), (same, True)])


def _column_alike(one: Words, other: Words) -> Truth:
    assert one.column is not None
    if other.column is not None:
        return exp.EQ(this=one.column.copy(), expression=other.column.copy())
    if other.known is True and len(other.could) == 1 and list(other.could.values()) == [True]:
        return exp.EQ(this=one.column.copy(), expression=text(next(iter(other.could))))
    raise CannotSay(None, UNDECLARED)


def _single(one: Words, words: Iterable[str]) -> Flag:
    """Whether at most one word is possible."""
    listed = [one.could.get(word, False) for word in words]
    pairs = [both(first, second) for at, first in enumerate(listed) for second in listed[at + 1 :]]
    return without(either(pairs))
