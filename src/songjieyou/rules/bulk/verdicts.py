"""The verdict of one item for many rows, as planes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from songjieyou.rules.answer.dates import applying
from songjieyou.rules.answer.targets import Choice, chosen, goes_by
from songjieyou.rules.answer.verdict import DISCRETIONARY, ELIGIBLE, GRANTED, NEEDS_FACTS, blocks, is_plain
from songjieyou.rules.bulk.block import Block
from songjieyou.rules.bulk.coding import grouped, ranks
from songjieyou.rules.bulk.columns import Ints, number_of
from songjieyou.rules.bulk.planes import Plane, Truth, joined, pack, words
from songjieyou.rules.bulk.vectors import Vector, either, said
from songjieyou.rules.language.tree import Fact, TruthNode
from songjieyou.rules.library.policy import Item, Version


@dataclass(slots=True)
class Judged:
    """The rows of each verdict; those in none of the planes are 不符合, but for the `hard` ones, which the interpreter
    must answer.
    """

    planes: dict[str, Plane] = field(default_factory=dict)
    hard: Plane | None = None

    def add(self, verdict: str, plane: Plane) -> None:
        before = self.planes.get(verdict)
        self.planes[verdict] = plane if before is None else before | plane


def plain_tests(item: Item, on: dt.date) -> tuple[TruthNode, ...]:
    """The conditions of an item for which the least of their truths decides alone; none for others."""
    version = applying(item, on).version
    if goes_by(item) or version is None or not is_plain(version):
        return ()
    return tuple(condition.node for condition in version.conditions)


def judge(item: Item, block: Block) -> Judged:
    """The verdicts of one item on the rows of a block."""
    by = goes_by(item)
    found = _by_date(item, by, block) if by else _for(Choice(applying(item, block.sheet.on)), block)
    if not block.sheet.is_told:  # nothing is granted to what nobody told of
        for verdict in GRANTED & found.planes.keys():
            found.add(NEEDS_FACTS, found.planes.pop(verdict))
    return found


def plain_planes(truth: Truth, *, untold: bool) -> dict[str, Plane]:
    """The planes that a truth which alone decides comes to."""
    if untold:
        return {NEEDS_FACTS: truth.possible}
    return {NEEDS_FACTS: truth.possible & ~truth.true, ELIGIBLE: truth.true}


def _for(choice: Choice, block: Block) -> Judged:
    """All rows by one version."""
    version = choice.applying.version
    if version is None:
        return Judged({choice.applying.state: np.full(words(block.count), ~np.uint64(0))})
    if choice.missing is None:
        return by_version(version, block)
    judged = [by_version(rival, block) for rival in choice.rivals]
    open_ = joined(*(plane for one in judged for plane in one.planes.values()))
    return Judged({} if open_ is None else {NEEDS_FACTS: open_}, joined(*(one.hard for one in judged)))


def by_version(version: Version, block: Block) -> Judged:
    """As `verdict_of`, on planes."""
    none = np.zeros(words(block.count), np.uint64)
    failed, open_, by_hand, hard = none, none, (~none if version.discretion else none), None
    for condition in version.conditions:
        truth = block.truth(condition.node)
        if condition.strength == "优先":
            continue
        if condition.strength == "硬性":
            failed = failed | truth.false
        else:
            by_hand = by_hand | truth.false
        if blocks(condition):
            open_ = open_ | (truth.possible & ~truth.true)
        hard = joined(hard, truth.hard)
    if hard is not None:
        hard = hard & ~failed
        failed = failed | hard
    planes = {
        NEEDS_FACTS: open_ & ~failed,
        DISCRETIONARY: by_hand & ~failed & ~open_,
        ELIGIBLE: ~(failed | open_ | by_hand),
    }
    return Judged({verdict: plane for verdict, plane in planes.items() if plane.any()}, hard)


# Versions by a date of the subject -----------------------------------------------------------------------------------


def _by_date(item: Item, by: Fact, block: Block) -> Judged:
    """Rows whose date lies alike among the dates of the versions go by the same version."""
    found = Judged()
    for plane, choice in choices_by_date(item, by, block):
        own = _for(choice, block) if _written(choice, item) else Judged()
        for verdict, rows in own.planes.items():
            found.add(verdict, rows & plane)
        if own.hard is not None:
            found.hard = joined(found.hard, own.hard & plane)
    vector = block.numbers(by)
    odd = either(vector.hard, vector.sets)
    if odd is not None and odd.any():
        marked = pack(odd, block.count)
        found.hard = joined(found.hard, marked)
        found.planes = {verdict: plane & ~marked for verdict, plane in found.planes.items()}
    return found


def _written(choice: Choice, item: Item) -> bool:
    """Whether the version is one of the file; a date before all of them fails whatever else holds."""
    version = choice.applying.version
    return version is None or any(version is one for one in item.versions)


def choices_by_date(item: Item, by: Fact, block: Block) -> Iterator[tuple[Plane, Choice]]:
    first, groups = _dated(item, block.numbers(by), block)
    same: dict[tuple[object, ...], tuple[list[int], Choice]] = {}
    for group, place in enumerate(first):
        choice = chosen(item, by, block.context(int(place)))
        version = choice.applying.version
        key = (id(version) if _written(choice, item) else None, choice.applying.state, choice.rivals)
        same.setdefault(key, ([], choice))[0].append(group)
    for members, choice in same.values():
        yield pack(np.isin(groups, members), block.count), choice


def _dated(item: Item, date: Vector, block: Block) -> tuple[Ints, Ints]:
    """Rows whose date lies alike, with or without a last day: the first of each group, and the group of each row."""
    days = {block.sheet.on, *(day for one in item.versions for day in (one.start, one.start_latest, one.end) if day)}
    marks = (said(date.high.has, True), said(either(date.hard, date.sets), False))
    codes = [np.broadcast_to(mark, (block.count,)).astype(np.int64) for mark in marks]
    return grouped([*ranks(date, map(number_of, days), block.count), *codes], block.count)
