"""A policy as it is read: who can get it, how much, what to do, how sure it is, and what has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from songjieyou.policies.shelf import Line, name_of
from songjieyou.rules.answer import reasons as why
from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.words import NOT_KNOWN, said, said_fact
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.library.items import plain as as_plain
from songjieyou.rules.library.policy import Condition, Example, Item, Policy, Version, nodes_of
from songjieyou.rules.show.changes import Change, changes
from songjieyou.rules.show.page import RETOLD, amount_words
from songjieyou.rules.show.plain import Plain, Said
from songjieyou.rules.show.remarks import Remarks, read_remarks
from songjieyou.rules.show.terms import Term, dates, doubts, terms, together
from songjieyou.rules.values import UNKNOWN

MUST, PRINCIPLE, PLEDGED, PREFERRED = "必须满足", "原则上要满足", "由企业承诺、审核时核对", "优先考虑"
MEANINGS: Final = {
    MUST: "",
    PRINCIPLE: "不满足的，由人评定，不一定不能得。",
    PLEDGED: "申报时不要求先证明，承诺后由审核部门核对；承诺不实的要承担责任。",
    PREFERRED: "不是条件，只影响先后。",
}
UNSEEN: Final = ("", "未见")
CHECKS: Final = {
    RETOLD: "按转发的通知、报道等二手材料写成，没有与发文机关的原文逐条核对，办理前请以原文为准。",
    "原文核对": "已与发文机关的原文逐条核对。",
}
READINGS_KEPT: Final = 1000


class Requirement(NamedTuple):
    """One condition in words, with its clause and what is said about it."""

    said: Said
    clause: str
    note: str
    doubt: str


class Group(NamedTuple):
    """Conditions that count alike; `meaning` says how."""

    name: str
    meaning: str
    requirements: list[Requirement]


@dataclass(frozen=True, slots=True)
class Worked:
    """An example of the file, computed: what was given, each step and the amount."""

    name: str
    on: dt.date
    given: list[Term]
    steps: list[Term]
    amount: str


class Edition(NamedTuple):
    """A version, and what changed from the one before."""

    name: str
    dates: list[Term]
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Reading:
    """An item in words. `kind` is for whom it is; `editions` are newest first."""

    version: str
    groups: list[Group]
    money: list[Term]
    money_note: str
    worked: Worked | None
    dates: list[Term]
    together: list[str]
    contacts: tuple[str, ...]
    note: str
    doubts: list[str]
    editions: list[Edition]


def reading_of(engine: Engine, policy: Policy, line: Line) -> Reading:
    """The item at the version that `line` shows. Made once a process."""
    return _reading(engine, policy, line.item, line.version)


def remarks_of(policy: Policy) -> Remarks:
    """What the file of a policy says for people alone."""
    return _remarks(policy.path, policy.digest)


def heading(policy: Policy, names: list[str]) -> str:
    """What a policy is, in one sentence."""
    where = "、".join(region.replace("/", "") for region in policy.regions)
    place = f"，适用于{where}" if where else "，全国适用" if policy.level == "国家" else "，适用地域没有见到"
    return f"{policy.level}级政策{place}，可以办 {len(names)} 件事：{'、'.join(names)}。".replace("园区级", "园区")


def particulars(policy: Policy) -> list[Term]:
    """Who issued it, under which number and when, with what was not seen."""
    rows = (
        ("发文机关", "、".join(policy.issuers)),
        ("文号", policy.number),
        ("发文日期", policy.issued),
        ("依据的材料", "；".join(remarks_of(policy).sources)),
    )
    return [Term(name, "没有见到" if text in UNSEEN else text) for name, text in rows]


def how_checked(policy: Policy) -> str:
    return CHECKS[policy.checked]


# Making it -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=READINGS_KEPT)
def _remarks(path: str, digest: str) -> Remarks:
    file = Path(path)
    return read_remarks(file.read_bytes(), path) if file.is_file() else Remarks()


@lru_cache(maxsize=READINGS_KEPT)
def _reading(engine: Engine, policy: Policy, item: Item, version: Version) -> Reading:
    plain, remarks, code = Plain(engine.catalogue.vocabulary), remarks_of(policy), name_of(item)
    benefit = version.benefit
    notes = (item.note, remarks.versions.get((code, version.name), ""))
    unclear = (*item.doubts, *version.doubts, *(doubts(benefit) if benefit else ()))
    return Reading(
        version=version.name,
        groups=list(_groups(version, plain, remarks)),
        money=terms(benefit, plain) if benefit else [],
        money_note=remarks.money.get((code, version.name), ""),
        worked=_worked(engine, item, version) if benefit else None,
        dates=dates(version),
        together=together(item),
        contacts=remarks.contacts.get(code, ()),
        note="".join(filter(None, notes)),
        doubts=list(dict.fromkeys(unclear)),
        editions=_editions(item, plain),
    )


def _groups(version: Version, plain: Plain, remarks: Remarks) -> list[Group]:
    found: dict[str, list[Requirement]] = {name: [] for name in MEANINGS}
    for each in version.conditions:
        requirement = Requirement(plain.condition(each), each.clause, remarks.of(each), each.doubt)
        found[_counts_as(each)].append(requirement)
    return [Group(name, MEANINGS[name], some) for name, some in found.items() if some]


def _counts_as(condition: Condition) -> str:
    if condition.strength == "优先":
        return PREFERRED
    if condition.check != "事实":
        return PLEDGED
    return PRINCIPLE if condition.strength == "原则上" else MUST


def _editions(item: Item, plain: Plain) -> list[Edition]:
    """The newest first; the first one has changed nothing."""
    versions = item.versions
    changed = [[], *(changes(before, after, plain) for before, after in pairwise(versions))]
    return [Edition(each.name, dates(each), some) for each, some in zip(versions, changed, strict=True)][::-1]


# A worked example ----------------------------------------------------------------------------------------------------


def _worked(engine: Engine, item: Item, version: Version) -> Worked | None:
    """The first example of the version whose amount can be computed, one that fits before one that says only money."""
    paid = [each for each in version.examples if each.expected.get("金额", "无") != "无"]
    for example in sorted(paid, key=lambda each: each.expected.get("结论") != "符合"):
        answer = _answered(engine, item, example)
        if answer is not None and answer.amount is not None and len(answer.amount.trace) > 1:
            return Worked(example.name, example.on, _given(answer), _steps(answer), amount_words(answer.amount))
    return None


def _answered(engine: Engine, item: Item, example: Example) -> ItemAnswer | None:
    """What the engine answers to an example about one subject."""
    base = read_facts(as_plain(example.known), engine.catalogue.vocabulary, example.on)
    own = [answer for answer in engine.answer(base, example.on).items if answer.item is item]
    return own[0] if len(own) == 1 else None


def _given(answer: ItemAnswer) -> list[Term]:
    """The facts that the money was computed from."""
    found: dict[str, str] = {}
    benefit = answer.version.benefit if answer.version else None
    for node in nodes_of(benefit):
        for used in why.facts_used(node, answer.at):
            if used.value is not UNKNOWN:
                period = "" if used.key[1] is None else f"（{used.key[1]}）"
                entry = answer.at.vocabulary.entry(used.key[0])
                found[f"{used.key[0]}{period}"] = said_fact(entry, used.value)
    return [Term(name, text) for name, text in found.items()]


def _steps(answer: ItemAnswer) -> list[Term]:
    trace = answer.amount.trace if answer.amount else []
    values = [(step.text, said(step.value, Dim.MONEY)) for step in trace]
    return [Term(text, "" if value == NOT_KNOWN else value) for text, value in values]
