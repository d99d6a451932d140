"""Every item for every subject of a firm on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import repeat
from operator import itemgetter
from typing import Final

from songjieyou.rules.answer.atoms import Atoms
from songjieyou.rules.answer.context import Context, Earnings
from songjieyou.rules.answer.dates import Applying, applying
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.item import About, ItemAnswer
from songjieyou.rules.answer.targets import Choice, chosen, goes_by, subjects_of
from songjieyou.rules.answer.verdict import BY_TRUTH, ELIGIBLE, INELIGIBLE, NEEDS_FACTS, NO_MONEY, is_plain, verdict_of
from songjieyou.rules.facts.base import FactBase, Subject
from songjieyou.rules.language.tree import Earned, Fact, walk
from songjieyou.rules.library.policy import Catalogue, Item, Version
from songjieyou.rules.values import UNKNOWN, Value, add, hull

_MOST_PLANS: Final = 64

type _Reader = Callable[[list[int]], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Planned:
    """One item on one date. `read` takes its truths from the slots; None where a date fact chooses the version."""

    about: About
    read: _Reader | None
    plain: bool
    by: Fact | None


def _builds_on_others(version: Version) -> bool:
    """Whether a condition reads what another item brings (所得)."""
    return any(isinstance(node, Earned) for condition in version.conditions for node in walk(condition.node))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The items of one kind of subject on one date, and their distinct tests.

    Of the `plain` ones the least truth decides; `late` ones build on other items.
    """

    atoms: Atoms
    plain: tuple[tuple[About, ...], tuple[_Reader, ...]]
    others: tuple[_Planned, ...]
    late: tuple[_Planned, ...]

    @property
    def items(self) -> tuple[About, ...]:
        return (*self.plain[0], *(planned.about for planned in (*self.others, *self.late)))


class Engine:
    """Answers from one catalogue. What only depends on the date is planned once per date."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._policies = {item.id: policy for policy in catalogue.policies for item in policy.items}
        self._kinds: dict[str, list[tuple[int, Item]]] = {}
        for order, item in enumerate(catalogue.items.values()):
            self._kinds.setdefault(item.kind, []).append((order, item))
        self._plans: dict[dt.date, dict[str, _Plan]] = {}

    def answer(self, base: FactBase, on: dt.date) -> Answers:
        return Answers(self, base, on)

    def single(self, item: Item, at: Context) -> ItemAnswer:
        """One item for one subject; what other items bring is known where the context says so."""
        about = About.of(0, item, self._policies[item.id], Choice(applying(item, at.on)))
        return _answer_apart(_Planned(about, None, plain=False, by=goes_by(item)), at)

    def plans(self, on: dt.date) -> dict[str, _Plan]:
        """The plan of each kind of subject on a date."""
        if on not in self._plans:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            self._plans[on] = {kind: self._plan(items, on) for kind, items in self._kinds.items()}
        return self._plans[on]

    def _plan(self, items: list[tuple[int, Item]], on: dt.date) -> _Plan:
        applied = [(order, item, goes_by(item), applying(item, on)) for order, item in items]
        late = {item.id for item in (item for _, item in items) if any(map(_builds_on_others, item.versions))}
        shared = [found.version for _, item, by, found in applied if not (by or item.id in late) and found.version]
        atoms = Atoms(condition.node for version in shared for condition in version.conditions)
        planned = [self._planned(order, item, by, found, atoms, item.id in late) for order, item, by, found in applied]
        plain = [(one.about, one.read) for one in planned if one.read is not None and one.plain]
        return _Plan(
            atoms,
            (tuple(about for about, _ in plain), tuple(read for _, read in plain)),
            tuple(one for one in planned if not one.plain and one.about.item.id not in late),
            tuple(one for one in planned if one.about.item.id in late),
        )

    def _planned(self, order: int, item: Item, by: Fact | None, found: Applying, atoms: Atoms, late: bool) -> _Planned:
        about = About.of(order, item, self._policies[item.id], Choice(found))
        if by or late or found.version is None:
            return _Planned(about, None, plain=False, by=by)
        slots = [atoms.slot(condition.node) for condition in found.version.conditions]
        return _Planned(about, _reader(slots), bool(slots) and is_plain(found.version), by)


def _reader(slots: list[int]) -> _Reader:
    if len(slots) > 1:
        return itemgetter(*slots)
    return (lambda truths: (truths[slots[0]],)) if slots else (lambda truths: ())


class Answers:
    """The answers for one firm on one date, in the order of the catalogue."""

    def __init__(self, engine: Engine, base: FactBase, on: dt.date) -> None:
        self.engine, self.base, self.on = engine, base, on
        self.catalogue = engine.catalogue
        self._found: list[ItemAnswer] = []
        self._late: dict[str, tuple[_Planned, list[Context]]] = {}
        for kind, plan in engine.plans(on).items():
            contexts = [self.context(subject) for subject in subjects_of(kind, base, self.catalogue.vocabulary)]
            if not contexts:
                self._found += self._absent(kind, plan)
                continue
            for at in contexts:
                self._found += _answered(plan, at)
            self._late |= {planned.about.item.id: (planned, contexts) for planned in plan.late}
        for item in list(self._late):
            self._settle(item)
        self.items = sorted(self._found, key=_order)

    def context(self, subject: Subject) -> Context:
        return Context(self.catalogue.vocabulary, self.base, subject, self.on, _Earnings(self))

    def _absent(self, kind: str, plan: _Plan) -> Iterator[ItemAnswer]:
        """The firm said that it has no subject of this kind."""
        nobody = Subject(kind, None, self.base.firm)
        nobody.look()
        at = self.context(nobody)
        for about in plan.items:
            state = about.choice.applying.state
            yield ItemAnswer(about if state else replace(about, absent=True), at, (), state or INELIGIBLE)

    # What one item brings, for others that build on it ---------------------------------------------------------------

    @cached_property
    def _by_item(self) -> dict[str, list[ItemAnswer]]:
        found: dict[str, list[ItemAnswer]] = {}
        for answer in self._found:
            found.setdefault(answer.item.id, []).append(answer)
        return found

    def _settle(self, item: str) -> None:
        """Answer a late item, once; what it builds on is settled on the way (the loader has refused circles)."""
        if item in self._late:
            planned, contexts = self._late.pop(item)
            answers = [_answer_apart(planned, at) for at in contexts]
            self._found += answers
            self._by_item[item] = answers

    def based_on(self, item: str, subject: Subject) -> list[ItemAnswer]:
        """The answers of an item that count for a subject: its own, those above it, else all those below it."""
        self._settle(item)
        answers = self._by_item.get(item, [])
        above = [answer for answer in answers if subject.under(answer.subject)]
        return above or [answer for answer in answers if answer.subject.under(subject)]

    def earned(self, item: str, subject: Subject) -> Value:
        """所得: what an item brings for a subject by its own clauses, in 分."""
        found = [_brought(answer) for answer in self.based_on(item, subject)]
        return reduce(add, found) if found else UNKNOWN

    @cached_property
    def derived(self) -> list[tuple[Subject, str, Value]]:
        """Every derived fact of every subject that was told of, for the last full year where it is yearly."""
        found = []
        derive = self.engine.catalogue.vocabulary.derived
        for name, rule in derive.items():
            offset = -1 if rule.entry.period == "年" else None
            node = rule.made.get((offset, None))
            for subject in self.base.of_kind(rule.entry.subject) or ():
                stated = subject.view.get((name, self.on.year - 1 if offset else None))
                if stated is None and node is not None:
                    found.append((subject, name, value(node, self.context(subject))))
        return found


@dataclass(frozen=True, slots=True)
class _Earnings(Earnings):
    """What the items of these answers bring."""

    answers: Answers

    def __call__(self, item: str, subject: Subject) -> Value:
        return self.answers.earned(item, subject)

    def until(self, item: str, subject: Subject) -> dt.date | None:
        found = (answer.until for answer in self.answers.based_on(item, subject))
        return min((date for date in found if date), default=None)


def _order(answer: ItemAnswer) -> int:
    return answer.about.order


def _answered(plan: _Plan, at: Context) -> Iterator[ItemAnswer]:
    truths = plan.atoms.evaluate(at)
    abouts, readers = plan.plain
    own = [read(truths) for read in readers]
    yield from map(ItemAnswer, abouts, repeat(at), own, map(BY_TRUTH.__getitem__, map(min, own)))
    for planned in plan.others:
        version = planned.about.version
        if planned.read is None or version is None:
            yield _answer_apart(planned, at)
        else:
            found = planned.read(truths)
            yield ItemAnswer(planned.about, at, found, verdict_of(version, found))


def _answer_apart(planned: _Planned, at: Context) -> ItemAnswer:
    """The answer where no version applies, or where the subject's own date chooses it."""
    about = planned.about
    choice = about.choice if planned.by is None else chosen(about.item, planned.by, at)
    version = choice.applying.version
    about = About.of(about.order, about.item, about.policy, choice)
    if version is None:
        return ItemAnswer(about, at, (), choice.applying.state)
    truths = _truths(version, at)
    verdict = verdict_of(version, truths)
    if choice.missing is not None:
        failed = all(verdict_of(rival, _truths(rival, at)) == INELIGIBLE for rival in choice.rivals)
        verdict = INELIGIBLE if failed else NEEDS_FACTS
    return ItemAnswer(about, at, truths, verdict)


def _truths(version: Version, at: Context) -> tuple[int, ...]:
    return tuple(truth(condition.node, at) for condition in version.conditions)


def _brought(answer: ItemAnswer) -> Value:
    if answer.verdict in NO_MONEY or answer.absent:
        return 0
    if answer.amount is None:
        return UNKNOWN
    return answer.amount.value if answer.verdict == ELIGIBLE else hull((0, answer.amount.value))
