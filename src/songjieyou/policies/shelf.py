"""The library as it is looked through: every policy with its items, how they stand on a day, and what is asked for."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from songjieyou.policies.library import pack
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.dates import IN_FORCE, applying, window_on
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.interpret import truth
from songjieyou.rules.answer.targets import subjects_of
from songjieyou.rules.answer.verdict import EXPIRED, NOT_YET_IN_FORCE
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.library.codes import region_belongs
from songjieyou.rules.library.policy import Condition, Item, Policy, Version
from songjieyou.rules.show.plain import Plain
from songjieyou.rules.show.terms import in_short
from songjieyou.rules.values import FALSE

IN_FORCE_NOW, UNSURE = "施行中", "有效性待核"
STATES: Final = (IN_FORCE_NOW, UNSURE, NOT_YET_IN_FORCE, EXPIRED)
WINDOWS: Final = ("开放", "未开始", "已截止", "常年", "未知")
LEVELS: Final = ("国家", "省", "市", "县", "园区")
NATION: Final = "国家"
INDUSTRY, INDUSTRIES = "行业代码", "国民经济行业分类"
DAYS_KEPT: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """An item as it stands on a day. `version` is the one that applies, else the first to come or the last that was;
    `words` are what it is found by.
    """

    item: Item
    version: Version
    state: str
    window: str
    money: str
    words: str

    @property
    def name(self) -> str:
        return name_of(self.item)

    @property
    def anchor(self) -> str:
        return anchor_of(self.item)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A policy with those of its items that were asked for."""

    policy: Policy
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Asked:
    """What the library is narrowed by; empty asks for nothing. `industry` is a code of the industry table."""

    words: str = ""
    level: str = ""
    category: str = ""
    region: str = ""
    industry: str = ""
    state: str = ""
    window: str = ""
    subject: str = ""


@dataclass(frozen=True, eq=False)
class Shelf:
    """The policies on a day, those in force first. Made once a day and engine."""

    engine: Engine
    on: dt.date
    policies: tuple[Found, ...]
    closed: dict[str, frozenset[str]] = field(default_factory=dict)

    def find(self, asked: Asked, hidden: frozenset[str] = frozenset()) -> Iterator[Found]:
        """The policies with at least one item that is as asked, with these items; none that is hidden."""
        words = fold(asked.words).split()
        closed = self.closed_to(asked.industry) if asked.industry else frozenset()
        for found in self.policies:
            if not _policy_fits(found.policy, asked):
                continue
            lines = tuple(
                line
                for line in found.lines
                if line.item.id not in hidden
                and line.item.id not in closed
                and _fits(line, asked)
                and all(word in line.words for word in words)
            )
            if lines:
                yield Found(found.policy, lines)

    def closed_to(self, industry: str) -> frozenset[str]:
        """The items that no firm of an industry can get: with nothing else known, one of their conditions fails."""
        if industry not in self.closed:
            self.closed[industry] = frozenset(_closed_to(self, industry))
        return self.closed[industry]

    @property
    def regions(self) -> list[str]:
        """Every region that a policy names."""
        return sorted({region for found in self.policies for region in found.policy.regions})

    @property
    def kinds(self) -> list[str]:
        """Every kind of subject that an item is for."""
        return list(dict.fromkeys(line.item.kind for found in self.policies for line in found.lines))


@lru_cache(maxsize=DAYS_KEPT)
def shelf_on(engine: Engine, day: dt.date) -> Shelf:
    """The policies of an engine, which is that of a park. Made once a day."""
    plain = Plain(engine.catalogue.vocabulary)
    found = [
        Found(policy, tuple(_line(policy, item, day, plain) for item in policy.items))
        for policy in engine.catalogue.policies
        if policy.items
    ]
    return Shelf(engine, day, tuple(sorted(found, key=_order)))


def is_known(engine: Engine, name: str) -> bool:
    """Whether the library has a policy of this title, or an item of this id (政策名/编号)."""
    catalogue = engine.catalogue
    return name in catalogue.items or any(name == policy.title for policy in catalogue.policies)


def policy_called(engine: Engine, title: str) -> Policy | None:
    return next((policy for policy in engine.catalogue.policies if policy.title == title), None)


def name_of(item: Item) -> str:
    """The 编号, which names an item within its policy."""
    return item.id.removeprefix(f"{item.policy}/")


def anchor_of(item: Item) -> str:
    """Where an item stands on the page of its policy: a name for an address, without blanks."""
    return "-".join(name_of(item).split())


def fold(text: str) -> str:
    """Text as it is compared: full-width and other forms of a sign alike, no capitals."""
    return unicodedata.normalize("NFKC", text).casefold()


# Making it -----------------------------------------------------------------------------------------------------------


def _line(policy: Policy, item: Item, day: dt.date, plain: Plain) -> Line:
    found = applying(item, day)
    started = [version for version in item.versions if version.start <= day]
    version = found.version or (started[-1] if started else item.versions[0])
    state = found.state or (IN_FORCE_NOW if found.validity == IN_FORCE else UNSURE)
    money = in_short(version.benefit, plain) if version.benefit else ""
    window = window_on(version.windows, day).state
    return Line(item, version, state, window, money, _words(policy, item, version, plain, money))


def _words(policy: Policy, item: Item, version: Version, plain: Plain, money: str) -> str:
    parts = [policy.title, policy.number, *policy.issuers, policy.note, item.id, item.note, item.category, money]
    parts += (*item.materials, *item.process, *sorted(item.tags))
    for condition in version.conditions:
        parts += (condition.name, condition.rule, condition.clause, plain.condition(condition).whole)
    return fold("\n".join(filter(None, parts)))


def _order(found: Found) -> tuple[bool, int, str]:
    """What is in force first, then from the nation down."""
    over = all(line.state in (EXPIRED, NOT_YET_IN_FORCE) for line in found.lines)
    return over, LEVELS.index(found.policy.level), found.policy.title


# Looking through it --------------------------------------------------------------------------------------------------


def _policy_fits(policy: Policy, asked: Asked) -> bool:
    return asked.level in ("", policy.level) and (not asked.region or _applies_in(policy, asked.region))


def _applies_in(policy: Policy, region: str) -> bool:
    """National policies apply everywhere; others in their regions, in what lies in these and what these lie in."""
    around = (region_belongs(region, each) != FALSE for each in policy.regions)
    return policy.level == NATION or any(around)


def _fits(line: Line, asked: Asked) -> bool:
    pairs = (
        (asked.category, line.item.category),
        (asked.subject, line.item.kind),
        (asked.state, line.state),
        (asked.window, line.window),
    )
    return all(wanted in ("", found) for wanted, found in pairs)


def _closed_to(shelf: Shelf, industry: str) -> Iterator[str]:
    vocabulary = shelf.engine.catalogue.vocabulary
    answers = shelf.engine.answer(read_facts({"企业": {INDUSTRY: industry}}, vocabulary, shelf.on), shelf.on)
    for line in _lines(shelf.policies):
        subjects = subjects_of(line.item.kind, answers.base, vocabulary)
        at = [answers.context(subject) for subject in subjects]
        if at and all(_fails(line.version.conditions, one) for one in at):
            yield line.item.id


def _lines(policies: Iterable[Found]) -> Iterator[Line]:
    for found in policies:
        yield from found.lines


def _fails(conditions: Iterable[Condition], at: Context) -> bool:
    return any(condition.strength == "硬性" and truth(condition.node, at) == FALSE for condition in conditions)


def industry_code(text: str) -> str:
    """The code that is meant by a code or a name. FaultError where there is none, with the nearest."""
    return pack().catalogue.vocabulary.codes[INDUSTRIES].read(text)
