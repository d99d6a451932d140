"""For which subjects an item is answered, and which of its versions applies to each."""

from __future__ import annotations

from dataclasses import dataclass

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.dates import Applying, applying
from songjieyou.rules.answer.interpret import value
from songjieyou.rules.facts.base import FactBase, Subject
from songjieyou.rules.language.tree import Fact
from songjieyou.rules.library.policy import Item, Version
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary
from songjieyou.rules.values import as_band, is_exact


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
    """The version that applies. `missing` is the date fact it goes by where that is unknown; `rivals` may apply too."""

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
    if is_exact(held):
        return Choice(applying(item, held))
    band = as_band(held)
    if band is not None and band.low is not None and band.high is not None:
        first, last = applying(item, band.low), applying(item, band.high)
        if (first.version, first.state) == (last.version, last.state):
            return Choice(first)
    started = tuple(version for version in item.versions if version.start <= at.on)
    asked = applying(item, at.on)
    return Choice(Applying(started[-1], "", asked.validity, asked.next_start), by, started)
