"""For which subjects an item is answered, and which of its versions applies to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.dates import Applying, applying
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.verdict import INELIGIBLE, verdict_of
from songjieyou.rules.facts.base import FactBase, Subject
from songjieyou.rules.language.tree import Compare, Dim, Fact, Literal
from songjieyou.rules.library.policy import Condition, Item, Version
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary
from songjieyou.rules.values import Band, Value, as_band, is_exact, members


def subjects_of(kind: str, base: FactBase, vocabulary: Vocabulary) -> list[Subject]:
    """The subjects of a kind; where nobody told of any, one to ask after for each subject it may hang on.

    An empty list means that there surely are none.
    """
    told = base.of_kind(kind)
    if told is not None:
        return told
    parents = [parent for parent in vocabulary.subjects[kind] if parent != FIRM]
    hosts = [host for parent in parents for host in base.subjects.get(parent, ())] or [base.firm]
    return [_asked_after(kind, host) for host in hosts]


def _asked_after(kind: str, host: Subject) -> Subject:
    subject = Subject(kind, None, host)
    subject.look()
    return subject


@dataclass(frozen=True, slots=True)
class Choice:
    """The version that applies. `missing` is the date fact it goes by where that leaves several open: the `rivals`."""

    applying: Applying
    missing: Fact | None = None
    rivals: tuple[Version, ...] = ()


def goes_by(item: Item) -> Fact | None:
    """The date fact by which the versions of an item are chosen (版本按); None: the date asked."""
    return next((version.by for version in item.versions if version.by), None)


def chosen(item: Item, by: Fact, at: Context) -> Choice:
    """The version for a subject whose own date decides. On a date before the first version nothing is in force yet."""
    if at.on < item.versions[0].start:
        return Choice(applying(item, at.on))
    held = value(by, at)
    spans = _spans(held, at.on)
    found = [_on_its_date(item, by, day) for day in (spans[0][0], spans[-1][1])]
    rivals = tuple(v for v, last in _reigns(item) if any(low <= last and v.start <= high for low, high in spans))
    if is_exact(held) or not rivals or (found[0] == found[1] and len(rivals) == 1):
        return Choice(found[-1])
    asked = applying(item, at.on)
    fitting = [rival for rival in rivals if judged(rival, at) != INELIGIBLE]
    return Choice(Applying((fitting or rivals)[-1], "", asked.validity, asked.next_start), by, rivals)


def judged(version: Version, at: Context) -> str:
    """The verdict by the conditions of one version."""
    return verdict_of(version, [truth(condition.node, at) for condition in version.conditions])


def _spans(held: Value, on: dt.date) -> list[tuple[dt.date, dt.date]]:
    """First and last days of where a date may lie, in order; one that is not known lies before the date asked."""
    known = members(held)
    if known is not None:
        return [(day, day) for day in sorted(known)]
    band = as_band(held) or Band(None, None)
    low = band.low or dt.date.min
    return [(low, band.high or max(low, on))]


def _reigns(item: Item) -> Iterator[tuple[Version, dt.date]]:
    """Each version with the last day on which it applies."""
    for version, later in zip_longest(item.versions, item.versions[1:]):
        last = later.start - dt.timedelta(days=1) if later else dt.date.max
        yield version, min(version.end or last, last)


def _on_its_date(item: Item, by: Fact, day: dt.date) -> Applying:
    """The version of a day; for a day before all of them the first one, with that day as what fails."""
    first = item.versions[0]
    if day >= first.start:
        return applying(item, day)
    node = Compare(">=", by, Literal(first.start, Dim.DATE))
    since = Condition(node, f"{by.name} >= {first.start}（政策从这一天起）")
    return replace(applying(item, first.start), version=replace(first, conditions=(since,)))
