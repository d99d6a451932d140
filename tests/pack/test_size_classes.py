"""企业划型: every bound of every industry is decided by an example, and the engine agrees with a naive reading."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import value
from songjieyou.rules.facts.base import FactBase, FactKey
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.faults import Report
from songjieyou.rules.language.tree import ValueNode
from songjieyou.rules.library.codes import CodeTree
from songjieyou.rules.library.compiler import maps_in, text_of
from songjieyou.rules.library.items import plain
from songjieyou.rules.library.load import PACK, Library
from songjieyou.rules.library.scope import Frame
from songjieyou.rules.library.vocabulary import Vocabulary
from songjieyou.rules.values import UNKNOWN, Band, Value, as_value, members

ON = dt.date(2025, 6, 30)
NAME = "企业划型"
STAFF, SALES, ASSETS = "从业人员", "营业收入", "资产总额"
MEASURES = {"X": STAFF, "Y": SALES, "Z": ASSETS}
STEP = {STAFF: 1, SALES: 100, ASSETS: 100}  # one person, one yuan
WORDS = ("大型", "中型", "小型", "微型")
NO_CLASS = "不适用"

# The table of the 2017 method, apart from the pack: section and code as one word; persons, and money in 万元.
TABLE = r"""
农林牧渔业   A\d*                       Y=20000/500/50
工业         [BCD]\d*                   X=1000/300/20    Y=40000/2000/300
建筑业       E\d*                       Y=80000/6000/300 Z=80000/5000/300
批发业       F51\d*                     X=200/20/5       Y=40000/5000/1000
零售业       F52\d*                     X=300/50/10      Y=20000/500/100
交通运输业   G5[4-8]\d*|G591\d*         X=1000/300/20    Y=30000/3000/200
仓储业       G59[2-9]\d*                X=200/100/20     Y=30000/1000/100
邮政业       G60\d*                     X=1000/300/20    Y=30000/2000/100
住宿业       H61\d*                     X=300/100/10     Y=10000/2000/100
餐饮业       H62\d*                     X=300/100/10     Y=10000/2000/100
信息传输业   I6[34]\d*                  X=2000/100/10    Y=100000/1000/100
软件业       I65\d*                     X=300/100/10     Y=10000/1000/50
房地产开发   K7010                      Y=200000/1000/100 Z=10000/5000/2000
物业管理     K702\d*                    X=1000/300/100   Y=5000/1000/500
租赁商务     L\d*                       X=300/100/10     Z=120000/8000/100
其他行业     [MNOR]\d*|Q85\d*|K70[39]\d* X=300/100/10
"""

type Bounds = dict[str, tuple[int, ...]]
type Case = tuple[str, dict[FactKey, Value], frozenset[str]]


def groups() -> dict[str, tuple[re.Pattern[str], Bounds]]:
    """Per group its codes, and per measure the lower bounds of 大型, 中型 and 小型, money in 分."""
    found = {}
    for line in TABLE.strip().splitlines():
        title, codes, *measures = line.split()
        bounds = {}
        for written in measures:
            letter, numbers = written.split("=")
            scale = 1 if letter == "X" else 1_000_000
            bounds[MEASURES[letter]] = tuple(int(number) * scale for number in numbers.split("/"))
        found[title] = (re.compile(codes), bounds)
    return found


GROUPS = groups()


def group_of(tree: CodeTree, code: str) -> str | None:
    """The group of a code that is fine enough to have one."""
    full = code if code.isalpha() else tree.above(code)[-1] + code
    return next((title for title, (codes, _) in GROUPS.items() if codes.fullmatch(full)), None)


def naive_size(tree: CodeTree, code: str, facts: Mapping[str, int]) -> str:
    """The method word for word: every measure must reach the bound, else one class down."""
    title = group_of(tree, code)
    if title is None:
        return NO_CLASS
    bounds = GROUPS[title][1]
    for number, word in enumerate(WORDS[:3]):
        if all(facts[measure] >= lower[number] for measure, lower in bounds.items()):
            return word
    return WORDS[3]


@dataclass(frozen=True)
class Sizes:
    """The rule of the pack, with the vocabulary it reads."""

    vocabulary: Vocabulary
    node: ValueNode
    tree: CodeTree

    def answer(self, base: FactBase) -> frozenset[str]:
        """What the class can be; every class where nothing is known of it."""
        found = value(self.node, Context(self.vocabulary, base, base.firm, ON))
        words = members(found)
        return frozenset((*WORDS, NO_CLASS)) if found is UNKNOWN or words is None else frozenset(map(str, words))

    def of(self, code: Value, facts: Mapping[str, Value]) -> frozenset[str]:
        base = read_facts({}, self.vocabulary, ON)
        base.firm.values = {(name, ON.year - 1): known for name, known in facts.items()}
        base.firm.values["行业代码", None] = code
        base.firm.look()
        return self.answer(base)

    def cases(self) -> Iterator[Case]:
        """Name, facts and expected words of each example of the rule."""
        for written in maps_in(self.vocabulary.derived[NAME].source.get("例子")):
            assert text_of(written.get("日期")) == str(ON)
            base = read_facts(plain(written.entries["已知"]), self.vocabulary, ON)
            yield text_of(written.get("名")), base.firm.values, expected(text_of(written.get("应得")))


def expected(text: str) -> frozenset[str]:
    return frozenset((*WORDS, NO_CLASS)) if text == "未知" else frozenset(text.split("或"))


@pytest.fixture(scope="module")
def sizes() -> Sizes:
    report = Report()
    library = Library(report)
    library.add_vocabulary(PACK)
    library.reader.finish()
    assert report.faults == []
    vocabulary = library.catalogue.vocabulary
    node = library.reader.derive(vocabulary.derived[NAME].entry, Frame())
    return Sizes(vocabulary, node, vocabulary.codes["国民经济行业分类"])


@pytest.fixture(scope="module")
def cases(sizes: Sizes) -> list[Case]:
    return list(sizes.cases())


def test_no_example_is_lost_and_none_has_the_name_of_another(cases: list[Case]) -> None:
    assert len(cases) == 388
    assert len({name for name, _, _ in cases}) == 388


def test_every_example_comes_out(sizes: Sizes, cases: list[Case]) -> None:
    wrong = []
    for name, facts, wanted in cases:
        base = read_facts({}, sizes.vocabulary, ON)
        base.firm.values = facts
        base.firm.look()
        if (found := sizes.answer(base)) != wanted:
            wrong.append((name, sorted(found), sorted(wanted)))
    assert wrong == []


def test_the_table_has_the_bounds_of_the_method() -> None:
    assert len(GROUPS) == 16
    assert sum(len(bounds) for _, bounds in GROUPS.values()) == 30


@pytest.mark.parametrize("title", GROUPS)
def test_every_bound_is_decided_at_it_and_just_below(sizes: Sizes, cases: list[Case], title: str) -> None:
    """One example at the bound and one a step below it, where the other measure is large enough for any class."""
    bounds = GROUPS[title][1]
    told = {(measure_in(sizes, title, facts), word) for _, facts, words in cases if len(words) == 1 for word in words}
    for measure, number in product(bounds, range(3)):
        at = bounds[measure][number]
        assert ((measure, at), WORDS[number]) in told, f"{title} {measure} at {at}"
        assert ((measure, at - STEP[measure]), WORDS[number + 1]) in told, f"{title} {measure} below {at}"


def measure_in(sizes: Sizes, title: str, facts: Mapping[FactKey, Value]) -> tuple[str, int] | None:
    """The one measure that an example of a group decides by, and its value; None where it is not that kind."""
    bounds = GROUPS[title][1]
    code = facts.get(("行业代码", None))
    known = {name: found for (name, year), found in facts.items() if year == ON.year - 1}
    if not isinstance(code, str) or group_of(sizes.tree, code) != title or known.keys() != bounds.keys():
        return None
    if not all(isinstance(found, int) for found in known.values()):
        return None
    small = [name for name, found in known.items() if found < 2 * bounds[name][0]]
    return (small[0], known[small[0]]) if len(small) == 1 else None


def test_every_division_of_the_standard_has_an_example(sizes: Sizes, cases: list[Case]) -> None:
    divisions = {code for code in sizes.tree.names if len(code) == 2}
    assert len(divisions) == 97
    given_codes = {facts.get(("行业代码", None)) for _, facts, _ in cases}
    assert divisions - given_codes == set()


def test_every_class_of_the_standard_falls_in_its_group(sizes: Sizes) -> None:
    """Two firms that tell all neighbouring groups apart, in each of the 1,381 classes."""
    classes = [code for code in sizes.tree.names if len(code) == 4]
    assert len(classes) == 1381
    firms = [
        {STAFF: 150, SALES: 1500 * 1_000_000, ASSETS: 6000 * 1_000_000},
        {STAFF: 300, SALES: 10_000 * 1_000_000, ASSETS: 6000 * 1_000_000},
    ]
    wrong = [
        (code, facts)
        for code, facts in product(classes, firms)
        if sizes.of(code, facts) != {naive_size(sizes.tree, code, facts)}
    ]
    assert wrong == []


# Against the naive reading -------------------------------------------------------------------------------------------

ALL_BOUNDS = {
    measure: tuple(sorted({b for _, bounds in GROUPS.values() for b in bounds.get(measure, ())})) for measure in STEP
}


def near(bounds: Sequence[int]) -> st.SearchStrategy[int]:
    """A value at, just below or just above one of the bounds, or anywhere."""
    close = st.builds(lambda bound, step: bound + step, st.sampled_from(bounds), st.integers(-1, 1))
    return close | st.integers(0, 2 * max(bounds))


def classes_in(tree: CodeTree, title: str | None) -> list[str]:
    return [code for code in tree.names if len(code) == 4 and group_of(tree, code) == title]


def firms(title: str | None) -> st.SearchStrategy[dict[str, int]]:
    """All three measures, near the bounds of the group where it has them."""
    bounds = ALL_BOUNDS if title is None else ALL_BOUNDS | GROUPS[title][1]
    return st.fixed_dictionaries({measure: near(bounds[measure]) for measure in STEP})


@given(data=st.data(), title=st.sampled_from([*GROUPS, None]))
@settings(max_examples=100)
def test_the_engine_agrees_with_the_naive_reading(sizes: Sizes, data: st.DataObject, title: str | None) -> None:
    code = data.draw(st.sampled_from(classes_in(sizes.tree, title)))
    facts = data.draw(firms(title))
    assert sizes.of(code, facts) == {naive_size(sizes.tree, code, facts)}


@given(data=st.data(), title=st.sampled_from([*GROUPS, None]))
@settings(max_examples=100)
def test_a_coarser_question_never_loses_the_true_answer(sizes: Sizes, data: st.DataObject, title: str | None) -> None:
    """The code known only to a level above, the measures only as bands or not at all."""
    code = data.draw(st.sampled_from(classes_in(sizes.tree, title)))
    coarse = data.draw(st.sampled_from([*sizes.tree.above(code), UNKNOWN]))
    facts = data.draw(firms(title))
    told: dict[str, Value] = {}
    for measure, true in facts.items():
        how = data.draw(st.sampled_from(["exact", "band", "unknown"]))
        if how == "exact":
            told[measure] = true
        elif how == "band":
            other = data.draw(near(ALL_BOUNDS[measure]))
            told[measure] = as_value(Band(min(true, other), max(true, other)))
    assert naive_size(sizes.tree, code, facts) in sizes.of(coarse, told)
