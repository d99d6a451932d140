"""A small vocabulary and short ways to load policies, read facts and evaluate one rule line in tests.

The vocabulary is `sample_pack/`: a fact or two of every type, subjects 企业 > 项目 > 贷款 and 设备, a dated table, two
lists and a tiny code table 行业.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from songjieyou.rules.answer import interpret
from songjieyou.rules.answer.amount import Amount, amount_of
from songjieyou.rules.answer.context import Context
from songjieyou.rules.facts.base import FactBase, Subject
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.faults import FaultsError, Report
from songjieyou.rules.language.syntax import parse
from songjieyou.rules.language.tree import TruthNode, ValueNode
from songjieyou.rules.library.load import Library, load_texts
from songjieyou.rules.library.policy import Catalogue, Item
from songjieyou.rules.library.resolve import Resolver
from songjieyou.rules.library.scope import Frame
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary
from songjieyou.rules.values import Value

VOCABULARY = Path(__file__).parent / "sample_pack"
TODAY = dt.date(2025, 6, 30)
HEAD = """\
政策: 办法
级别: 市
核对: 二手转述
事项:
- 编号: 甲
  类别: {category}
  对象: {kind}
  版本:
  - 文件: 一版
    施行: 2024-01-01
    失效: 无
"""


def day(date: str | dt.date) -> dt.date:
    return dt.date.fromisoformat(date) if isinstance(date, str) else date


# Loading -------------------------------------------------------------------------------------------------------------


@cache
def library() -> Library:
    """The sample vocabulary, read once; tests never add to it."""
    report = Report()
    found = Library(report)
    found.add_vocabulary(VOCABULARY)
    found.reader.finish()
    if report.faults:
        raise FaultsError(report.faults)
    return found


def vocabulary() -> Vocabulary:
    return library().catalogue.vocabulary


def policy_text(version: str, *, kind: str = FIRM, category: str = "资质") -> str:
    """A policy 办法 with one item 甲 of one version; what `version` (block style) adds starts at line 12, column 5."""
    return HEAD.format(category=category, kind=kind) + indent(dedent(version), "    ")


def catalogue(*texts: str, folder: Path = VOCABULARY) -> Catalogue:
    """Policies given as texts. Raises FaultsError when there is any fault."""
    report = Report()
    found = load_texts(_named(texts), report, folder)
    if report.faults:
        raise FaultsError(report.faults)
    return found


def faults(*texts: str, folder: Path = VOCABULARY) -> list[str]:
    """Every fault in policies given as texts; the files are called `1.yaml`, `2.yaml` …"""
    report = Report()
    load_texts(_named(texts), report, folder)
    return [str(fault) for fault in sorted(set(report.faults))]


MARK = "▸"


def marked_faults(version: str, *, kind: str = FIRM, category: str = "资质") -> tuple[list[str], list[str]]:
    """The faults of a version, and the places `line:column` of the ▸ in its text (which is read without them)."""
    text = policy_text(version, kind=kind, category=category)
    places = [
        f"{number}:{at - seen + 1}"
        for number, line in enumerate(text.splitlines(), start=1)
        for seen, at in enumerate(at for at, character in enumerate(line) if character == MARK)
    ]
    found = [fault.removeprefix("1.yaml:") for fault in faults(text.replace(MARK, ""))]
    return found, places


def told(version: str, *messages: str, kind: str = FIRM, category: str = "资质") -> None:
    """Assert that these are the faults of a version, each at its ▸, in reading order."""
    found, places = marked_faults(version, kind=kind, category=category)
    assert found == [f"{place}: {message}" for place, message in zip(places, messages, strict=True)]


def _named(texts: tuple[str, ...]) -> dict[str, str]:
    return {f"{number}.yaml": text for number, text in enumerate(texts, start=1)}


# Facts ---------------------------------------------------------------------------------------------------------------


def base(facts: Mapping[str, Any] | None = None, on: str | dt.date = TODAY) -> FactBase:
    """The fact base of one firm. Raises FactsError when there is any fault."""
    return read_facts(dict(facts or {}), vocabulary(), day(on))


def subject_of(found: FactBase, kind: str) -> Subject:
    """The only subject of a kind, or a hypothetical one where nobody told of any."""
    if kind == FIRM:
        return found.firm
    told = found.subjects.get(kind)
    if told:
        (only,) = told
        return only
    above = [k for k in vocabulary().subjects[kind] if found.subjects.get(k)]
    hypothetical = Subject(kind, None, subject_of(found, above[0]) if above else found.firm)
    hypothetical.look()
    return hypothetical


def context(
    facts: Mapping[str, Any] | None = None,
    on: str | dt.date = TODAY,
    kind: str = FIRM,
    known: Vocabulary | None = None,
) -> Context:
    """Where one subject is asked about: the only one of its kind."""
    told = base(facts, on)
    return Context(known or vocabulary(), told, subject_of(told, kind), day(on))


# One rule line -------------------------------------------------------------------------------------------------------


def truth_node(rule: str, kind: str = FIRM, frame: Frame | None = None) -> TruthNode:
    return Resolver(library().reader.scope(kind), frame).truth(parse(rule))


def value_node(rule: str, kind: str = FIRM, frame: Frame | None = None) -> ValueNode:
    return Resolver(library().reader.scope(kind), frame).value(parse(rule))


def truth(rule: str, facts: Mapping[str, Any] | None = None, on: str | dt.date = TODAY, kind: str = FIRM) -> int:
    """The truth of a rule line for the only subject of a kind."""
    return interpret.truth(truth_node(rule, kind), context(facts, on, kind))


def value(rule: str, facts: Mapping[str, Any] | None = None, on: str | dt.date = TODAY, kind: str = FIRM) -> Value:
    """What a rule line is worth for the only subject of a kind."""
    return interpret.value(value_node(rule, kind), context(facts, on, kind))


# One amount ----------------------------------------------------------------------------------------------------------


def item(version: str, *, kind: str = FIRM, category: str = "资质") -> Item:
    return catalogue(policy_text(version, kind=kind, category=category)).items["办法/甲"]


def amount(benefit: str, facts: Mapping[str, Any] | None = None, on: str | dt.date = TODAY, kind: str = FIRM) -> Amount:
    """What a 补贴 (its inside, in flow style; 性质 is 定额 where it is not said) comes to."""
    inside = benefit if "性质" in benefit else f"性质: 定额, {benefit}"
    found = item(f"补贴: {{{inside}}}", kind=kind, category="奖补")
    told = found.versions[0].benefit
    assert told is not None
    return amount_of(found, told, context(facts, on, kind))
