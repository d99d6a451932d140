"""The next best question: the fact whose answer decides most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.facts.base import FactKey, Period, Subject
from songjieyou.rules.library.vocabulary import Entry

MONEY_ONLY: Final = Fraction(1, 10)
"""What a fact weighs that only decides how much an item brings, beside one that decides whether it fits."""

_ASKED: Final = {
    "是否": "吗？",
    "日期": "是哪一天？",
    **dict.fromkeys(("文本", "选项", "多选", "代码", "地区"), "是什么？"),
}


@dataclass(slots=True)
class Question:
    """A missing fact of a subject, of a year or month; or whether there is such a subject (`fact` is its kind).

    It alone decides `alone` items; `weight` counts all it helps to decide by their share of it.
    """

    fact: str
    period: Period
    subject: Subject
    text: str
    alone: int
    weight: Fraction
    items: list[str]


type _Found = dict[tuple[FactKey, int], Question]


def questions(items: Iterable[ItemAnswer]) -> list[Question]:
    """All missing facts, the one that decides most first."""
    found: _Found = {}
    for answer in items:
        keys = answer.questions
        for key in keys:
            question = _question(found, key, answer)
            question.alone += len(keys) == 1
            question.weight += Fraction(1, len(keys))
        money = [key for key in answer.open_money if key not in keys]
        for key in money:
            _question(found, key, answer).weight += MONEY_ONLY / len(money)
    return sorted(found.values(), key=lambda q: (-q.weight, -q.alone, q.fact, str(q.period)))


def _question(found: _Found, key: FactKey, answer: ItemAnswer) -> Question:
    """The question after a fact, which now concerns this item too."""
    entry = answer.at.vocabulary.find(key[0])
    subject = (answer.subject.ancestor(entry.subject) if entry else None) or answer.subject
    text = _text(entry, key[1], subject) if entry else f"{_place(subject.parent)}有没有{key[0]}？"
    question = found.setdefault((key, id(subject)), Question(*key, subject, text, 0, Fraction(0), []))
    question.items.append(answer.item.id)
    return question


def _text(entry: Entry, period: Period, subject: Subject) -> str:
    untold = f"（{_place(subject.parent)}如有{subject.kind}）" if subject.id is None else ""
    return f"{untold}{entry.question or entry.name + _ASKED.get(entry.type, '是多少？')}{in_period(period)}"


def _place(subject: Subject | None) -> str:
    return f"{subject.kind} {subject.id} " if subject and subject.id else ""


def in_period(period: Period) -> str:
    """`（2022 年）`, `（2025 年 4 月）`."""
    year, _, month = str(period or "").partition("-")
    return f"（{year} 年{f' {int(month)} 月' if month else ''}）" if year else ""
