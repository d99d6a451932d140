"""What else is known of the answers about one item: until when they hold, how near those are that fail, and the kind of
their money. As `answer` says of one subject, for all rows of a table.

Rows on which everything that a rule reads is the same are looked at once, by the interpreter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from songjieyou.rules.answer.dates import applying, next_after, tree_dates, version_dates, window_dates
from songjieyou.rules.answer.distance import reachable
from songjieyou.rules.answer.item import FEW, ItemAnswer
from songjieyou.rules.answer.targets import Choice, goes_by
from songjieyou.rules.answer.verdict import INELIGIBLE
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.coding import Leaf, grouped
from songjieyou.rules.bulk.columns import MOST, Bools, Coded, Ints, Numbers
from songjieyou.rules.bulk.details import fits
from songjieyou.rules.bulk.fallback import Fallback
from songjieyou.rules.bulk.found import Found
from songjieyou.rules.bulk.planes import unpack
from songjieyou.rules.bulk.sheet import Sheet
from songjieyou.rules.bulk.verdicts import choices_by_date
from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition, Version, nodes_of

NEVER: Final = MOST
"""No date is known on which an answer would change by itself."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Beside all rows of a table: the day (proleptic ordinal, or NEVER) on which time may change the answer, whether an
    item that fails is near, and the kind of its money (a place in `kinds`).
    """

    until: Ints
    near: Bools
    kind: Ints
    kinds: tuple[str, ...]

    def day(self, row: int) -> dt.date | None:
        found = int(self.until[row])
        return None if found == NEVER else dt.date.fromordinal(found)

    def kind_of(self, row: int) -> str:
        return self.kinds[int(self.kind[row])]


class Outlooks:
    """Of the items of one batch; what several items read is looked at once."""

    def __init__(self, ask: Fallback) -> None:
        self.ask = ask
        self._tables: dict[int, _Rows] = {}

    def of(self, found: Found) -> Outlook:
        rows = self._tables.setdefault(id(found.sheet), _Rows(found.sheet))
        return _Item(found, rows, self.ask).outlook()


class _Item:
    """One item over all rows of a table."""

    def __init__(self, found: Found, rows: _Rows, ask: Fallback) -> None:
        self.found, self.item, self.rows, self.ask = found, found.item, rows, ask
        self.block, self.on = rows.block, found.sheet.on
        self.until: Ints = np.full(self.block.count, NEVER)
        self.near: Bools = np.zeros(self.block.count, np.bool_)
        self.kind: Ints = np.zeros(self.block.count, np.int64)
        self.kinds = [""]
        self.alone: Bools = np.zeros(self.block.count, np.bool_)  # rows that only the interpreter can answer

    def outlook(self) -> Outlook:
        fails = self.found.bools(INELIGIBLE)
        for where, choice in self.choices():
            versions = choice.rivals or ((choice.applying.version,) if choice.applying.version else ())
            self.until = np.where(where, self.first_day(choice, versions), self.until)
            self.pay(versions, where)
            if choice.applying.version is not None:
                self.near |= self.reached(choice.applying.version, where & fails)
        for row in np.flatnonzero(self.alone | np.isin(np.arange(self.block.count), list(self.found.by_hand))).tolist():
            self.answered(row, self.found.by_hand.get(row) or self.ask.answer(self.item, self.found.sheet, row))
        return Outlook(self.until, self.near, self.kind, tuple(self.kinds))

    def answered(self, row: int, answer: ItemAnswer) -> None:
        """A row as the interpreter has it."""
        self.until[row] = answer.until.toordinal() if answer.until else NEVER
        self.near[row] = answer.near
        self.kind[row] = self.place(answer.amount.kind if answer.amount else "")

    def choices(self) -> Iterator[tuple[Bools, Choice]]:
        by = goes_by(self.item)
        if by is None:
            yield np.ones(self.block.count, np.bool_), Choice(applying(self.item, self.on))
            return
        for plane, choice in choices_by_date(self.item, by, self.block):
            yield unpack(plane, self.block.count), choice

    # Time ------------------------------------------------------------------------------------------------------------

    def first_day(self, choice: Choice, versions: Iterable[Version]) -> Ints:
        """The first later day on which a version, a window or a rule may say something else."""
        days = [self.item.versions[0].start]
        if goes_by(self.item) is None or choice.missing:
            days = list(version_dates(self.item))
        days += (day for version in versions for day in window_dates(version.windows))
        found = np.full(self.block.count, _ordinal(next_after(self.on, days)))
        for version in versions:
            for root in _roots(version):
                turn, alone = self.rows.turn(root)
                found = np.minimum(found, turn)
                self.alone |= alone
        return found

    # How near --------------------------------------------------------------------------------------------------------

    def reached(self, version: Version, fails: Bools) -> Bools:
        """Which of the rows that fail do so by little, and by what can be changed."""
        hard = [condition for condition in version.conditions if condition.strength == "硬性"]
        truths = [self.block.truth(condition.node) for condition in hard]
        failed = [unpack(truth.false, self.block.count) & fails for truth in truths]
        for truth in truths:
            if truth.hard is not None:
                self.alone |= fails & unpack(truth.hard, self.block.count)
        count = np.sum(failed, axis=0, dtype=np.int64) if failed else np.zeros(self.block.count, np.int64)
        found: Bools = (count > 0) & (count <= FEW)
        for condition, rows in zip(hard, failed, strict=True):
            wanted = found & rows
            if wanted.any():
                found[wanted] = self.rows.reachable(condition, np.flatnonzero(wanted))
        return found

    # Money -----------------------------------------------------------------------------------------------------------

    def pay(self, versions: Iterable[Version], where: Bools) -> None:
        """Of several versions that may apply, the last that does not fail says the kind."""
        paying = [(version, version.benefit) for version in versions if version.benefit]
        for version, benefit in paying:
            rows = where if len(paying) == 1 else where & fits(version, self.block)
            self.kind = np.where(rows, self.place(benefit.kind), self.kind)

    def place(self, kind: str) -> int:
        if kind not in self.kinds:
            self.kinds.append(kind)
        return self.kinds.index(kind)


def _roots(version: Version) -> Iterator[t.Node]:
    yield from (condition.node for condition in version.conditions)
    yield from nodes_of(version.benefit)


def _ordinal(day: dt.date | None) -> int:
    return NEVER if day is None else day.toordinal()


# What single rules say -----------------------------------------------------------------------------------------------


class _Rows:
    """All rows of a table, and what was found out about rules on them."""

    def __init__(self, sheet: Sheet) -> None:
        self.block = Block(sheet, keep=True)
        self._turns: dict[int, tuple[Ints, Bools]] = {}
        self._groups_of: dict[int, tuple[Ints, Bools]] = {}
        self._kept: list[t.Node] = []  # what is known goes by the identity of nodes, so these must live as long

    def turn(self, root: t.Node) -> tuple[Ints, Bools]:
        """The first later day on which a rule may say something else by itself, and the rows of which only the
        interpreter knows.
        """
        if id(root) not in self._turns:
            self._kept.append(root)
            self._turns[id(root)] = self._turn(root)
        return self._turns[id(root)]

    def _turn(self, root: t.Node) -> tuple[Ints, Bools]:
        count = self.block.count
        nobody = np.zeros(count, np.bool_)
        parts = t.walk(root)
        if not any(_is_timed(part) for part in parts):
            return np.full(count, NEVER), nobody
        if any(isinstance(part, t.Earned) for part in parts) or any(map(_looks_below, parts)):
            return np.full(count, NEVER), ~nobody
        first, groups, odd = self._alike(root) if any(map(_moves, parts)) else (np.zeros(1, np.int64), nobody, nobody)
        days = [self._first(root, place) for place in first]
        return np.array(days)[groups.astype(np.int64)], odd

    def _first(self, root: t.Node, place: int) -> int:
        [at] = self.block.contexts(root, np.array([place]))
        return _ordinal(min(tree_dates([root], at), default=None))

    def reachable(self, condition: Condition, rows: Ints) -> Bools:
        """Whether something can make a condition hold, on rows on which it fails."""
        if any(isinstance(part, t.Aggregate | t.Each) for part in t.walk(condition.node)):
            return self._one_by_one(condition, rows)
        groups, strange = self._groups(condition.node)
        odd = strange[rows]
        _, first, alike = np.unique(groups[rows[~odd]], return_index=True, return_inverse=True)
        contexts = self.block.contexts(condition.node, rows[~odd][first])
        said = np.zeros(len(rows), np.bool_)
        said[~odd] = np.array([reachable(condition, at) for at in contexts], np.bool_)[alike]
        said[odd] = self._one_by_one(condition, rows[odd])
        return said

    def _one_by_one(self, condition: Condition, rows: Ints) -> Bools:
        return np.array([reachable(condition, self.block.context(int(row))) for row in rows], np.bool_)

    def _groups(self, node: t.TruthNode) -> tuple[Ints, Bools]:
        """Rows that a rule cannot tell apart: by where facts stand among limits, if it compares them with such. And the
        rows of which something was told that fits no column.
        """
        if id(node) not in self._groups_of:
            self._kept.append(node)
            leaves = self.block.leaves.of(node)
            plain = leaves is not None and all(isinstance(one, t.Fact) for one, _ in self.block.measures(leaves))
            timed = any(isinstance(part, t.Today) for part in t.walk(node))
            self._groups_of[id(node)] = self._by_limits(leaves or ()) if plain and not timed else self._by_values(node)
        return self._groups_of[id(node)]

    def _by_values(self, node: t.TruthNode) -> tuple[Ints, Bools]:
        _, groups, odd = self._alike(node)
        return groups, odd

    def _by_limits(self, leaves: tuple[Leaf, ...]) -> tuple[Ints, Bools]:
        _, groups, hard = self.block.alike(leaves)
        return groups, np.zeros(len(groups), np.bool_) if hard is None else hard

    def _alike(self, node: t.Node) -> tuple[Ints, Ints, Bools]:
        """Rows of which the same was told of everything that a node reads: the first of each group, the group of each
        row, and the rows of which something was told that fits no column.
        """
        codes: list[Ints] = []
        odd = np.zeros(self.block.count, np.bool_)
        for _, _, column, strange in self.block.reads(node):
            codes += (np.unique(part, return_inverse=True)[1] for part in _parts(column))
            if strange is not None:
                odd |= strange
        first, groups = grouped(codes, self.block.count)
        return first, groups, odd


def _parts(column: Numbers | Coded) -> list[NDArray[Any]]:
    """Rows that are alike in all of these have the same value."""
    if isinstance(column, Coded):
        return [column.codes]
    return [column.low, column.high, *(mask for mask in (column.open_low, column.open_high) if mask is not None)]


def _is_timed(node: t.Node) -> bool:
    """Whether a node may say something else on another day."""
    return isinstance(node, t.Today | t.Earned) or (isinstance(node, t.Fact | t.Derived) and node.offset is not None)


def _moves(node: t.Node) -> bool:
    """Whether the day on which it does depends on facts."""
    timed = isinstance(node, t.Compare | t.Parameter) and any(isinstance(part, t.Today) for part in t.walk(node))
    return timed and any(isinstance(part, t.Fact | t.Derived) for part in t.walk(node))


def _looks_below(node: t.Node) -> bool:
    """Whether it does by what stands below a subject."""
    return isinstance(node, t.Aggregate | t.Each) and any(map(_is_timed, t.walk(node)))
