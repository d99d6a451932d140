"""What the house itself says about facts of the vocabulary: tables that are shipped with it (`enterprises/data`).

Every fact they name must be in the vocabulary, of the right kind of subject: a test holds them to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from songjieyou.enterprises.enums import ClearanceKind, Level, Source

DATA: Final = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class TitleKind:
    """`facts` are made true by a title of a level; `dated` holds the day of the award, empty for none. `years` is the
    usual time of validity, None where there is none; `at_end` says what is done when it is over.
    """

    name: str
    facts: Mapping[Level, tuple[str, ...]]
    dated: str
    years: int | None
    at_end: str


@dataclass(frozen=True, slots=True)
class Filing:
    """The facts of a project that a permit makes: whether it is done, and when."""

    done: str
    dated: str


@dataclass(frozen=True, slots=True)
class ShortForm:
    """The facts that are asked when a subject is entered, by group; `letter` begins the labels of its kind, `amount` is
    the money that lists show.
    """

    letter: str
    amount: str
    groups: Mapping[str, tuple[str, ...]]

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(name for names in self.groups.values() for name in names)

    @property
    def name(self) -> str:
        """The fact by which such a subject is called."""
        return self.facts[0]


@dataclass(frozen=True, slots=True)
class AskingAgain:
    """After how many months a fact is asked again: by its name, otherwise by how it changes; only of some sources. From
    `month` on the last full year is asked of what is known of the year before.
    """

    by_change: Mapping[str, int]
    by_fact: Mapping[str, int]
    sources: frozenset[Source]
    month: int


@cache
def title_kinds() -> Mapping[str, TitleKind]:
    levels = {level.label: level for level in Level}
    return {
        name: TitleKind(
            name,
            {levels[level]: tuple(facts) for level, facts in told["级别"].items()},
            told.get("日期", ""),
            told.get("年"),
            told["到期"],
        )
        for name, told in _read("titles").items()
    }


@cache
def filings() -> Mapping[ClearanceKind, Filing]:
    kinds = {kind.label: kind for kind in ClearanceKind}
    told = _read("project_papers")["手续"]
    return {kinds[name]: Filing(facts["是否"], facts["日期"]) for name, facts in told.items()}


@cache
def pools() -> Mapping[str, str]:
    """Name of a pool -> the fact that a project in it has. Other pools there are too, without a fact."""
    found: dict[str, str] = _read("project_papers")["项目库"]
    return found


@cache
def short_forms() -> Mapping[str, ShortForm]:
    """Kind of subject -> its form."""
    return {
        kind: ShortForm(told["字"], told["额"], {group: tuple(names) for group, names in told["组"].items()})
        for kind, told in _read("short_forms").items()
    }


@cache
def asking_again() -> AskingAgain:
    told = _read("asking_again")
    sources = frozenset(source for source in Source if source.label in told["来源"])
    return AskingAgain(told["可变"], told["事实"], sources, told["上年从几月起"])


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found
