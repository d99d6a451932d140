"""Answers that somebody relied on: frozen with their facts and the digests of their sources, replayed bit for bit."""

from __future__ import annotations

from typing import Any, Final

from songjieyou.rules.answer.engine import Answers
from songjieyou.rules.faults import shown
from songjieyou.rules.show.answer import Json, as_data

FORMAT: Final = 1


def frozen(answers: Answers, facts: Any) -> Json:
    """The answer with everything it was made from: the date, the facts as given, the sha256 of each source."""
    return {
        "format": FORMAT,
        "on": answers.on.isoformat(),
        "facts": facts,
        "sources": dict(sorted(answers.catalogue.digests.items())),
        "answer": as_data(answers),
    }


def first_difference(stored: Any, found: Any, place: str = "") -> str:
    """Where two answers first differ, in reading order; empty where they are the same."""
    if isinstance(stored, dict) and isinstance(found, dict):
        return _in_mappings(stored, found, place)
    if isinstance(stored, list) and isinstance(found, list):
        return _in_lists(stored, found, place)
    return "" if stored == found else f"{place or '整个答复'}：存的是 {_brief(stored)}，重算是 {_brief(found)}"


def _in_mappings(stored: Json, found: Json, place: str) -> str:
    for key in dict.fromkeys((*stored, *found)):
        where = f"{place}.{key}" if place else key
        if key not in stored or key not in found:
            return f"{where}：{'存的' if key in stored else '重算'}的才有"
        if difference := first_difference(stored[key], found[key], where):
            return difference
    return ""


def _in_lists(stored: list[Any], found: list[Any], place: str) -> str:
    for number, (one, other) in enumerate(zip(stored, found, strict=False)):
        if difference := first_difference(one, other, f"{place}[{_label(one, number)}]"):
            return difference
    if len(stored) != len(found):
        return f"{place}：存的有 {len(stored)} 项，重算有 {len(found)} 项"
    return ""


def _label(part: Any, number: int) -> str:
    """Items by their id, other things by their number."""
    return str(part["id"]) if isinstance(part, dict) and "id" in part else str(number + 1)


def _brief(value: Any) -> str:
    return "空" if value is None else shown(value, 60)
