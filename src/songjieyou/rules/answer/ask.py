"""The next best question: the fact whose answer decides most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import NEEDS_FACTS
from songjieyou.rules.facts.base import Subject


@dataclass(slots=True)
class Question:
    """A missing fact of a subject. It alone decides `alone` items; `weight` counts the others by their share of it."""

    fact: str
    subject: Subject
    text: str
    alone: int
    weight: Fraction
    items: list[str]


def questions(items: Iterable[ItemAnswer]) -> list[Question]:
    """All missing facts, the one that decides most first."""
    found: dict[tuple[str, int], Question] = {}
    for answer in items:
        if answer.verdict == NEEDS_FACTS:
            for fact in answer.blocking:
                _count(found, fact, answer)
    return sorted(found.values(), key=lambda q: (-q.weight, -q.alone, q.fact))


def _count(found: dict[tuple[str, int], Question], fact: str, answer: ItemAnswer) -> None:
    entry = answer.at.vocabulary.entry(fact)
    subject = answer.subject.ancestor(entry.subject) or answer.subject
    question = found.setdefault(
        (fact, id(subject)), Question(fact, subject, entry.question or f"{fact}是多少？", 0, Fraction(0), [])
    )
    question.alone += len(answer.blocking) == 1
    question.weight += Fraction(1, len(answer.blocking))
    question.items.append(answer.item.id)
