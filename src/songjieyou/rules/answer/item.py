"""The answer about one item for one subject. The verdict is there at once, everything else when it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import getitem
from typing import Final

from songjieyou.rules.answer import reasons as why
from songjieyou.rules.answer.amount import Amount, Step, amount_of
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.dates import (
    WindowState,
    next_after,
    receipt_dates,
    tree_dates,
    version_dates,
    window_dates,
    window_on,
)
from songjieyou.rules.answer.distance import Distance, distances, hopeless, reachable
from songjieyou.rules.answer.interpret import value
from songjieyou.rules.answer.targets import Choice, goes_by, judged
from songjieyou.rules.answer.verdict import GRANTED, INELIGIBLE, NEEDS_FACTS, NO_MONEY, blocks
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.facts.base import FactKey, Subject
from songjieyou.rules.language.tree import Derived, Fact, Node, TruthNode, ValueNode, walk
from songjieyou.rules.library.policy import Benefit, Condition, Item, Policy, Version, nodes_of
from songjieyou.rules.values import FALSE, MAYBE, TRUE, hull, is_exact

FEW: Final = 2
"""So many conditions may fail of what is near."""


@dataclass(frozen=True, slots=True)
class About:
    """What an answer is about, `order` in the catalogue. `absent`: the firm surely has no subject of the kind.

    Made beforehand: in `pairs` each condition with each truth it can have; in `asked`, of each condition that can leave
    the verdict open, its node and the one fact that it reads, where it is only one.
    """

    order: int
    item: Item
    policy: Policy
    choice: Choice
    version: Version | None
    pairs: tuple[tuple[tuple[Condition, int], ...], ...] = ()
    asked: tuple[tuple[tuple[str, ...], TruthNode] | None, ...] = ()
    absent: bool = False

    @staticmethod
    def of(order: int, item: Item, policy: Policy, choice: Choice) -> About:
        version = choice.applying.version
        conditions = version.conditions if version else ()
        pairs = tuple(tuple((condition, truth) for truth in (FALSE, MAYBE, TRUE)) for condition in conditions)
        asked = tuple((why.only_fact(c.node), c.node) if blocks(c) else None for c in conditions)
        return About(order, item, policy, choice, version, pairs, asked)


class ItemAnswer:
    """`truths` stand beside the conditions of `version`; both are empty where no version applies."""

    def __init__(self, about: About, at: Context, truths: Sequence[int], verdict: str) -> None:
        self.about, self.at, self.truths = about, at, truths
        self.verdict = verdict
        if at.subject.id is None and verdict in GRANTED:  # nothing is granted to what nobody told of
            self.verdict = NEEDS_FACTS

    @property
    def item(self) -> Item:
        return self.about.item

    @property
    def policy(self) -> Policy:
        return self.about.policy

    @property
    def choice(self) -> Choice:
        return self.about.choice

    @property
    def version(self) -> Version | None:
        return self.about.version

    @property
    def absent(self) -> bool:
        return self.about.absent

    @property
    def subject(self) -> Subject:
        return self.at.subject

    @property
    def subject_id(self) -> str | None:
        """The 号; empty for the firm, None for a subject that is not known or not there."""
        return None if self.absent else self.subject.id

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.version.conditions if self.version else ()

    @property
    def reasons(self) -> tuple[tuple[Condition, int], ...]:
        """Each condition and its truth."""
        return tuple(map(getitem, self.about.pairs, self.truths))

    # Why -------------------------------------------------------------------------------------------------------------

    @property
    def untold(self) -> bool:
        """Whether nobody has told of the subject yet."""
        return self.subject.id is None and not self.absent

    @property
    def blocking(self) -> list[str]:
        """The facts that would decide what is open in the verdict."""
        if self.verdict != NEEDS_FACTS:
            return []
        found = [self.choice.missing.name] if self.choice.missing else []
        at = self.at
        for asked in [asked for truth, asked in zip(self.truths, self.about.asked, strict=True) if truth == MAYBE]:
            if asked is not None:
                found += asked[0] or why.open_names(asked[1], at)
        return list(dict.fromkeys(found)) if len(found) > 1 else found

    @property
    def _undecided(self) -> list[Condition]:
        return [condition for condition, truth in self.reasons if truth == MAYBE and blocks(condition)]

    @cached_property
    def questions(self) -> list[FactKey]:
        """The same as `blocking`, each with its year or month; of a subject nobody told of, the kind itself."""
        if self.verdict != NEEDS_FACTS:
            return []
        found = [self.at.key(self.choice.missing)] if self.choice.missing else []
        found += (key for condition in self._undecided for key in why.missing(condition.node, self.at))
        return list(dict.fromkeys(found)) or ([(self.item.kind, None)] if self.untold else [])

    @cached_property
    def missing(self) -> list[str]:
        """The facts that would decide what is open in the verdict and in the amount.

        Where there are none because nobody told of the subject, it is the subject itself.
        """
        found = list(self.blocking)
        found += (name for name, _ in self.open_money)
        if self.untold and self.verdict == NEEDS_FACTS and not found:
            return [self.item.kind]
        return list(dict.fromkeys(found))

    @cached_property
    def open_money(self) -> list[FactKey]:
        """The facts that would decide what is open in the amount."""
        if self.amount is None or self.amount.fen is not None:
            return []
        return list(dict.fromkeys(key for _, one in self._benefits for key in why.missing_in(one, self.at)))

    @cached_property
    def pledges(self) -> list[str]:
        """What the firm promises, or the review looks into."""
        found = [
            name
            for condition, truth in self.reasons
            if truth == MAYBE and condition.check != "事实" and self.verdict != INELIGIBLE
            for name in why.open_names(condition.node, self.at)
        ]
        return list(dict.fromkeys(found))

    @cached_property
    def failing(self) -> tuple[list[list[str]], bool]:
        """All minimal sets of rules whose failing suffices, and whether there are more than are listed."""
        if self.absent:
            return [[self.absence]], False
        if self.verdict != INELIGIBLE:
            return [], False
        hard = [c for c, truth in self.reasons if truth == FALSE and c.strength == "硬性"]
        return why.failing_sets(hard, self.at, self.scores)

    @property
    def absence(self) -> str:
        return f"有{self.item.kind}"

    @cached_property
    def distance(self) -> list[Distance]:
        """What would have to change for the open and the failed conditions."""
        wanted = [(c, truth) for c, truth in self.reasons if c.strength != "优先"]
        open_ = [(c, truth) for c, truth in wanted if truth == FALSE or blocks(c)]
        return distances(open_, self.at, self.scores)

    @cached_property
    def hopeless(self) -> Distance | None:
        """What nobody can change and the item fails for, whatever else is done; None where there is a way."""
        failed = (c for c, truth in self.reasons if truth == FALSE and c.strength == "硬性")
        return next((found for c in failed if (found := hopeless(c, self.at, self.scores))), None)

    @cached_property
    def near(self) -> bool:
        """Whether it fails, by little, and something can be done about all of it."""
        if self.verdict != INELIGIBLE or self.absent:
            return False
        failed = [condition for condition, truth in self.reasons if truth == FALSE and condition.strength == "硬性"]
        return len(failed) <= FEW and all(reachable(condition, self.at) for condition in failed)

    @property
    def scores(self) -> Mapping[str, ValueNode]:
        return self.version.scores if self.version else {}

    # Money -----------------------------------------------------------------------------------------------------------

    @cached_property
    def amount(self) -> Amount | None:
        """None where there is no money to speak of; for 待补充 what it would be, by all versions that may apply."""
        if self.verdict in NO_MONEY:
            return None
        found = [(version, amount_of(self.item, benefit, self.at)) for version, benefit in self._benefits]
        if not found:
            return None
        amount = found[-1][1]
        if len(found) > 1:
            amount.trace = [Step(f"按{version.name}", one.value) for version, one in found]
            amount.value = hull(one.value for _, one in found)
            amount.parts = []
        return amount

    @cached_property
    def _benefits(self) -> list[tuple[Version, Benefit]]:
        """The money of the version that applies, or of all that may and do not fail."""
        found = [(version, version.benefit) for version in self.versions if version.benefit]
        return [one for one in found if len(found) == 1 or judged(one[0], self.at) != INELIGIBLE]

    # Time ------------------------------------------------------------------------------------------------------------

    @property
    def validity(self) -> str:
        return self.choice.applying.validity

    @property
    def mode(self) -> str:
        return self.version.mode if self.version else ""

    @cached_property
    def window(self) -> WindowState | None:
        return window_on(self.version.windows, self.at.on) if self.version else None

    @cached_property
    def until(self) -> dt.date | None:
        """The first later date on which time alone may change this answer."""
        dates: list[dt.date] = []
        if goes_by(self.item) is None or self.choice.missing:
            dates += version_dates(self.item)
        else:
            dates.append(self.item.versions[0].start)
        for version in self.versions:
            dates += window_dates(version.windows)
            dates += tree_dates(_nodes(version), self.at)
            if version.benefit:
                dates += receipt_dates(self.item, (*version.benefit.caps, *version.benefit.base_caps), self.at)
        return next_after(self.at.on, dates)

    @property
    def versions(self) -> tuple[Version, ...]:
        """The version that applies, or all that may."""
        return self.choice.rivals or ((self.version,) if self.version else ())

    def nodes(self) -> Iterator[Node]:
        """The roots of everything this answer reads."""
        for version in self.versions:
            yield from _nodes(version)

    # Words -----------------------------------------------------------------------------------------------------------

    @cached_property
    def assumptions(self) -> list[str]:
        """Everything that was taken for granted or that the text leaves in doubt."""
        found: list[str] = []
        if self.version:
            found += [*self.version.doubts, *([self.version.discretion] if self.version.discretion else [])]
        found += (condition.doubt for condition in self.conditions if condition.doubt)
        if self.choice.missing:
            names = "、".join(version.name for version in self.versions)
            found.append(f"不知道{self.choice.missing.name}，可能适用 {names}")
        if self.untold:
            found.append(f"没有提供{self.item.kind}的资料，先按有{self.item.kind}来问")
        found += [*self.notes, *self._assumed_of_facts()]
        if self.amount is not None:
            found += self.amount.assumptions
            if self.verdict == NEEDS_FACTS:
                found.append("金额以待补充的条件都成立为前提")
        return list(dict.fromkeys((*found, *self.item.doubts, *self.policy.doubts)))

    @cached_property
    def notes(self) -> list[str]:
        """Why something cannot be computed that no fact would cure."""
        return list(dict.fromkeys(note for node in self.nodes() for note in why.notes(node, self.at)))

    def _assumed_of_facts(self) -> Iterator[str]:
        for node in self.nodes():
            for used in walk(node):
                if isinstance(used, Derived):
                    yield from self._stated(used)
                elif isinstance(used, Fact) and used.name in self.at.base.assumptions:
                    yield self.at.base.assumptions[used.name]

    def _stated(self, node: Derived) -> Iterator[str]:
        """A derived fact that was stated wins; say so where the computed one differs."""
        stated = self.at.view.get(self.at.key(node))
        if stated is None:
            return
        computed = value(node.node, self.at)
        entry = self.at.vocabulary.entry(node.name)
        if computed != stated and (is_exact(computed) or isinstance(computed, str)):
            yield f"“{node.name}”用填报的{said_fact(entry, stated)}；按其他数据推算是{said_fact(entry, computed)}"


def _nodes(version: Version) -> Iterator[Node]:
    yield from (condition.node for condition in version.conditions)
    yield from nodes_of(version.benefit)
