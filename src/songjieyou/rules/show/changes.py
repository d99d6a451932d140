"""What changed from one version of an item to the next, in plain Chinese: conditions, money and dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition, Version
from songjieyou.rules.show.plain import CHECKED, STRICT, Plain
from songjieyou.rules.show.terms import Term, dates, terms


class Change(NamedTuple):
    """`before` is empty for what was added, `after` for what was taken out."""

    name: str
    before: str
    after: str

    @property
    def kind(self) -> Literal["新增", "取消", "改变"]:
        if not self.before:
            return "新增"
        return "改变" if self.after else "取消"


def changes(old: Version, new: Version, plain: Plain) -> list[Change]:
    """Dates first, then money, then conditions; nothing that stayed the same."""
    found = [*_terms(dates(old), dates(new)), *_terms(_money(old, plain), _money(new, plain))]
    return [*found, *_conditions(old, new, plain)]


def _money(version: Version, plain: Plain) -> list[Term]:
    return terms(version.benefit, plain) if version.benefit else []


def _terms(old: list[Term], new: list[Term]) -> Iterator[Change]:
    """What is said under each name; several caps stand together."""
    names = dict.fromkeys(term.name for term in (*old, *new))
    for name in names:
        before, after = ([term.text for term in some if term.name == name] for some in (old, new))
        gone = "；".join(text for text in before if text not in after)
        come = "；".join(text for text in after if text not in before)
        if gone or come:
            yield Change(name, gone, come)


def _conditions(old: Version, new: Version, plain: Plain) -> Iterator[Change]:
    """Conditions that say the same are left out; the others stand beside what they were before."""
    said = {id(each): _said(each, plain) for each in (*old.conditions, *new.conditions)}
    same = {said[id(each)] for each in old.conditions} & {said[id(each)] for each in new.conditions}
    gone = [each for each in old.conditions if said[id(each)] not in same]
    come = [each for each in new.conditions if said[id(each)] not in same]
    was = _paired(gone, come)
    for each in come:
        before = was.get(id(each))
        yield Change(each.name or "条件", said[id(before)] if before else "", said[id(each)])
    for each in gone:
        if each not in was.values():
            yield Change(each.name or "条件", said[id(each)], "")


def _paired(gone: list[Condition], come: list[Condition]) -> dict[int, Condition]:
    """id of a new condition -> the old one: that of the same name, else of the same facts, else of the same first."""
    found: dict[int, Condition] = {}
    left = list(gone)
    for mark in (_name, _facts, _measure):
        for after in come:
            before = next((each for each in left if mark(after) and mark(each) == mark(after)), None)
            if before is not None and id(after) not in found:
                found[id(after)] = before
                left.remove(before)
    return found


def _said(condition: Condition, plain: Plain) -> str:
    """With how strictly and when it is checked: a change of these is a change."""
    return f"{STRICT[condition.strength]}{plain.condition(condition).whole}{CHECKED[condition.check]}"


def _name(condition: Condition) -> str:
    return condition.name


def _facts(condition: Condition) -> frozenset[str]:
    return frozenset(node.name for node in t.walk(condition.node) if isinstance(node, t.Fact | t.Derived))


def _measure(condition: Condition) -> str:
    """The first fact; of a choice, which decides by it, none."""
    nodes = [] if isinstance(condition.node, t.ChooseTruth) else t.walk(condition.node)
    return next((node.name for node in nodes if isinstance(node, t.Fact | t.Derived)), "")
