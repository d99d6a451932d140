"""Runs the examples (例子) that stand in the files, and says what came out instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, Final

from songjieyou.rules.answer.combine import best
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.engine import Answers, Engine
from songjieyou.rules.answer.interpret import truth, value
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.words import said, said_fact
from songjieyou.rules.facts.base import FactBase
from songjieyou.rules.facts.read import FactsError, read_facts, read_value
from songjieyou.rules.faults import FaultError, Report, folded, meant, shown
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.language.yamltext import Map, Node, Seq
from songjieyou.rules.library.compiler import maps_in, text_of
from songjieyou.rules.library.items import plain
from songjieyou.rules.library.load import earned_in
from songjieyou.rules.library.policy import Catalogue, Condition, Example, Item, Policy, Version
from songjieyou.rules.library.vocabulary import DerivedRule, Entry
from songjieyou.rules.units import money, read_date, read_money, split_quantity
from songjieyou.rules.values import TRUTH_WORDS, UNKNOWN, Possible, Value, add, one_of

NONE: Final = "无"
OPEN_VALUE: Final = "未知"


@dataclass(frozen=True, slots=True)
class Ran:
    """An example that could be run, of the version it is written in, and what was answered."""

    item: Item
    version: Version
    example: Example
    answer: ItemAnswer


def check_examples(catalogue: Catalogue, report: Report) -> list[Ran]:
    """Run every example of the policies."""
    found = []
    for policy in catalogue.policies:
        engine = Engine(_alone(catalogue, policy))
        for item in policy.items:
            for version in item.versions:
                for example in version.examples:
                    answer = _run(engine, policy, item, example, report)
                    if answer is not None:
                        found.append(Ran(item, version, example, answer))
    return found


def _alone(catalogue: Catalogue, policy: Policy) -> Catalogue:
    """The items of one policy and those whose money they build on."""
    wanted = {item.id: item for item in policy.items}
    todo = list(policy.items)
    while todo:
        for name in (earned_in(todo.pop()) & catalogue.items.keys()) - wanted.keys():
            wanted[name] = catalogue.items[name]
            todo.append(catalogue.items[name])
    return Catalogue(catalogue.vocabulary, catalogue.policies, wanted)


def _run(engine: Engine, policy: Policy, item: Item, example: Example, report: Report) -> ItemAnswer | None:
    """What an example was answered, its differences reported; None where its facts are at fault."""
    base = read_known(example.known, engine.catalogue, example.on, example.path, report)
    if base is None:
        return None
    answer = None
    answers = engine.answer(base, example.on)
    try:
        answer = _asked(answers, item, example.expected.get("对象"))
        found = list(_Outcome(answers, answer, policy).differences(example.expected))
    except FaultError as error:
        found = [error.message]
    for difference in found:
        report.fault(example.path, example.line, example.column, f"例子“{shown(example.name)}”：{difference}")
    return answer


def read_known(known: Node, catalogue: Catalogue, on: dt.date, path: str, report: Report) -> FactBase | None:
    """已知 as facts; every fault at its own place in the file."""
    try:
        return read_facts(plain(known), catalogue.vocabulary, on)
    except FactsError as error:
        for way, message in error.faults:
            place = _place(known, way)
            report.fault(path, place.line, place.column, f"已知里的 {'.'.join(way)}：{message}")
        return None


def _place(node: Node, way: tuple[str, ...]) -> Node:
    for step in way:
        if isinstance(node, Map) and step in node.entries:
            node = node.entries[step]
        elif isinstance(node, Seq) and step.strip("[]").isdigit() and int(step.strip("[]")) <= len(node.items):
            node = node.items[int(step.strip("[]")) - 1]
    return node


def _asked(answers: Answers, item: Item, name: str | None) -> ItemAnswer:
    """The answer that an example is about. Raises FaultError where that is not clear."""
    own = [answer for answer in answers.items if answer.item is item]
    if name is not None:
        own = [answer for answer in own if answer.subject_id == name]
    if len(own) == 1:
        return own[0]
    names = "、".join(str(answer.subject_id) for answer in own)
    raise FaultError(f"要用“对象”写明问的是哪一个（{names}）" if own else f"没有对象“{shown(name)}”")


@dataclass(slots=True)
class _Outcome:
    """What came out, compared with 应得. Each method yields what differs."""

    answers: Answers
    answer: ItemAnswer
    policy: Policy

    def differences(self, expected: dict[str, Any]) -> Iterator[str]:
        checks: dict[str, Callable[[Any], Iterator[str]]] = {
            "结论": self.verdict,
            "有效性": lambda want: _words("有效性", want, self.answer.validity),
            "窗口": lambda want: _words("窗口", want, self.answer.window.state if self.answer.window else NONE),
            "版本": lambda want: _words("版本", want, self.answer.version.name if self.answer.version else NONE),
            "金额": lambda want: _money("金额", want, self.answer.amount.fen if self.answer.amount else None),
            "低": lambda want: _money("低", want, self.answer.amount.low if self.answer.amount else None),
            "高": lambda want: _money("高", want, self.answer.amount.high if self.answer.amount else None),
            "性质": lambda want: _words("性质", want, self.answer.amount.kind if self.answer.amount else NONE),
            "分项": self.parts,
            "条件": self.conditions,
            "差": self.gaps,
            "缺": lambda want: _names("缺", want, self.answer.missing),
            "承诺": lambda want: _names("承诺", want, self.answer.pledges),
            "得分": self.scores,
            "组合": self.combination,
            "至": lambda want: _words("至", want, str(self.answer.until or NONE)),
        }
        for key, want in expected.items():
            if key in checks:
                yield from checks[key](want)

    def verdict(self, want: str) -> Iterator[str]:
        if self.answer.verdict == want:
            return
        missing = f"，缺 {'、'.join(self.answer.missing)}" if self.answer.missing else ""
        failed = "；".join("、".join(rules) for rules in self.answer.failing[0])
        yield f"结论应是 {want}，算出来是 {self.answer.verdict}{missing}{f'，不满足 {failed}' if failed else ''}"

    def parts(self, want: dict[str, str]) -> Iterator[str]:
        found = {part.name: part.fen for part in self.answer.amount.parts} if self.answer.amount else {}
        for name, amount in want.items():
            yield from _money(f"分项 {name}", amount, found.get(name))

    def conditions(self, want: dict[str, str]) -> Iterator[str]:
        for key, word in want.items():
            matched = _matching(self.answer.conditions, key)
            if not matched:
                known = [name for c in _all(self.answer.conditions) for name in (c.name, c.rule, c.clause) if name]
                yield f"没有条件“{shown(key)}”{meant(key, known)}"
            else:
                found = min(truth(condition.node, self.answer.at) for condition in matched)
                yield from _words(f"条件“{shown(key)}”", word, TRUTH_WORDS[found])

    def gaps(self, want: dict[str, str]) -> Iterator[str]:
        for fact, gap in want.items():
            found = [d.gap for d in self.answer.distance if folded(d.fact) == folded(fact)]
            if not any(_same_quantity(gap, one) for one in found):
                yield f"{fact} 应差 {gap}，算出来是 {'、'.join(found) or '没有这一项'}"

    def scores(self, want: dict[str, str]) -> Iterator[str]:
        scores = self.answer.version.scores if self.answer.version else {}
        for name, score in want.items():
            found: Value = UNKNOWN
            if name in scores:
                found = value(scores[name], self.answer.at)
            elif name == "总分" and scores:
                found = reduce(add, (value(node, self.answer.at) for node in scores.values()))
            text = said(found, Dim.SCORE)
            if not _same_quantity(f"{score}分" if score.isdigit() else score, text):
                yield f"得分 {name} 应是 {score}，算出来是 {text}"

    def combination(self, want: str) -> Iterator[str]:
        own = {item.id for item in self.policy.items}
        whole = best(self.answers, lambda item: item.id in own)
        yield from _money("组合", want, whole.fen)


def _all(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        yield from _all(condition.parts)


def _matching(conditions: Iterable[Condition], key: str) -> list[Condition]:
    """By name, else by the text of the rule, else by the clause."""
    listed = list(_all(conditions))
    for part in ("name", "rule", "clause"):
        if found := [condition for condition in listed if folded(getattr(condition, part)) == folded(key)]:
            return found
    return []


def _words(what: str, want: str, found: str) -> Iterator[str]:
    if folded(want) != folded(found):
        yield f"{what}应是 {want}，算出来是 {found}"


def _names(what: str, want: list[str], found: list[str]) -> Iterator[str]:
    if {folded(name) for name in want} != {folded(name) for name in found}:
        yield f"{what}应是 {'、'.join(want) or NONE}，算出来是 {'、'.join(found) or NONE}"


def _money(what: str, want: str, found: int | None) -> Iterator[str]:
    wanted = None if want == NONE else read_money(want)
    if wanted != found:
        yield f"{what}应是 {want}，算出来是 {NONE if found is None else money(found)}"


def _same_quantity(one: str, other: str) -> bool:
    try:
        return read_money(one) == read_money(other)
    except FaultError:
        first, second = split_quantity(one), split_quantity(other)
        return folded(one) == folded(other) if first is None or second is None else first == second


# Derived facts -------------------------------------------------------------------------------------------------------


def check_derived(catalogue: Catalogue, report: Report, folder: Path | None = None) -> int:
    """Run the examples of the derived facts (of a folder: only of those written there); returns their number."""
    count = 0
    for rule in catalogue.vocabulary.derived.values():
        if folder is not None and not Path(rule.path).resolve().is_relative_to(folder.resolve()):
            continue
        for written in maps_in(rule.source.get("例子")):
            count += 1
            try:
                _run_derived(catalogue, rule, written, report)
            except FaultError as error:
                report.fault(rule.path, written.line, written.column, error.message)
    return count


def _run_derived(catalogue: Catalogue, rule: DerivedRule, written: Map, report: Report) -> None:
    entry, on = rule.entry, read_date(text_of(written.get("日期")))
    base = read_known(written.entries["已知"], catalogue, on, rule.path, report)
    node = rule.made.get((-1 if entry.period == "年" else None, None))
    if base is None or node is None:
        return
    subjects = base.of_kind(entry.subject)
    if not subjects:
        raise FaultError(f"已知里要有一个{entry.subject}")
    found = value(node, Context(catalogue.vocabulary, base, subjects[0], on))
    want = text_of(written.get("应得"))
    if not _same_value(entry, want, found, catalogue):
        name = text_of(written.get("名"))
        message = f"例子“{shown(name)}”：{entry.name}应是 {want}，算出来是 {said_fact(entry, found)}"
        report.fault(rule.path, written.line, written.column, message)


def _same_value(entry: Entry, want: str, found: Value, catalogue: Catalogue) -> bool:
    if want == OPEN_VALUE:
        return found is UNKNOWN or (isinstance(found, Possible) and found.values == frozenset(entry.choices))
    return bool(found == one_of(read_value(entry, part, catalogue.vocabulary) for part in want.split("或")))
