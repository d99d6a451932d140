"""From checked YAML to the tree: values, tiers, choices and requirements, each fault with its line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

from songjieyou.rules.faults import FaultError, Report, meant, shown
from songjieyou.rules.language.syntax import parse
from songjieyou.rules.language.tree import (
    And,
    Arith,
    Choose,
    ChooseTruth,
    Compare,
    Dim,
    Extreme,
    Literal,
    Member,
    Not,
    Or,
    Rank,
    TruthNode,
    ValueNode,
)
from songjieyou.rules.language.yamltext import Map, Node, Seq, Text
from songjieyou.rules.library.policy import Condition
from songjieyou.rules.library.resolve import Resolver, read_word, unknown_names
from songjieyou.rules.library.scope import Frame, Scope
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import UNKNOWN

BOUND_OPS: Final = {"满": ">=", "超过": ">", "至": "<=", "不足": "<"}
FORMS: Final = ("分档", "按", "选择", "取高", "取低", "合计")
BROKEN: Final = Or(())  # stands in for a faulty line so that the rest is still checked
NUMBERS: Final = (Dim.MONEY, Dim.NUMBER, Dim.MONTHS, Dim.DAYS, Dim.SCORE)


def text_of(node: Node | None, default: str = "") -> str:
    return node.value.strip() if isinstance(node, Text) else default


def texts_of(node: Node | None) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(node, Text):
        return (node.value.strip(),)
    return tuple(text_of(item) for item in node.items) if isinstance(node, Seq) else ()


def maps_in(node: Node | None) -> list[Map]:
    """The mappings of a list."""
    return [item for item in node.items if isinstance(item, Map)] if isinstance(node, Seq) else []


@dataclass(slots=True)
class Compiler:
    """Compiles the nodes of one file. A fault is reported and a placeholder returned, so that one run tells all."""

    scope: Scope
    path: str
    report: Report
    frame: Frame | None = None
    words: Entry | None = None

    def fault(self, node: Node, message: str, offset: int = 0) -> None:
        column = node.column
        if isinstance(node, Text) and node.exact:
            column += node.lead + offset
        self.report.fault(self.path, node.line, column, message)

    # Lines -----------------------------------------------------------------------------------------------------------

    def truth_line(self, node: Node) -> TruthNode:
        found = self._line(node, truth=True)
        return found if found is not None else BROKEN  # type: ignore[return-value]

    def value(self, node: Node, *dims: Dim) -> ValueNode:
        """A value of one of the dimensions (any number when none is given)."""
        found = self._word(node) if self.words and isinstance(node, Text) else self._value(node)
        wanted = dims or ((Dim.WORD,) if self.words else (*NUMBERS, Dim.DATE))
        if found is None:
            return Literal(UNKNOWN, wanted[0])
        if found.dim not in wanted:
            bare = isinstance(found, Literal) and found.dim == Dim.NUMBER and not found.unit
            if bare and found.value == 0:  # type: ignore[union-attr]
                return self.scope.kept(Literal(0, wanted[0]))
            self.fault(node, f"这里应是{'或'.join(wanted)}，读到的是{found.dim}")
        return found

    def _line(self, node: Node, *, truth: bool) -> TruthNode | ValueNode | None:
        if not isinstance(node, Text):
            return None
        try:
            syntax = parse(node.value)
            missing = unknown_names(syntax, self.scope)
            for error in missing:
                self.fault(node, error.message, error.offset)
            if missing:
                return None
            resolver = Resolver(self.scope, self.frame)
            return resolver.truth(syntax) if truth else resolver.value(syntax)
        except FaultError as error:
            self.fault(node, error.message, error.offset)
            return None

    def _word(self, node: Text) -> ValueNode | None:
        """In a derived choice a text is one of its values."""
        assert self.words is not None
        try:
            return Literal(read_word(self.words, node.value, self.scope.vocabulary), Dim.WORD)
        except FaultError as error:
            self.fault(node, error.message)
            return None

    # Values ----------------------------------------------------------------------------------------------------------

    def _value(self, node: Node) -> ValueNode | None:
        if isinstance(node, Map):
            return self._form(node)
        return self._line(node, truth=False)  # type: ignore[return-value]

    def _form(self, node: Map) -> ValueNode:
        for key in ("分档", "按"):
            if (selector := node.get(key)) is not None:
                rows = [(self._bounds(selector, row), self.value(row.entries["得"])) for row in maps_in(node.get("档"))]
                return self._choose(node, rows, tiers=True)
        if (choices := node.get("选择")) is not None:
            return self._choose(node, [(self._when(row), self._row(row)) for row in maps_in(choices)], tiers=False)
        key = next(k for k in ("取高", "取低", "合计") if k in node.entries)
        listed = node.entries[key]
        items = [self.value(item) for item in listed.items] if isinstance(listed, Seq) else []
        self._alike(node, items)
        if key == "合计":
            return reduce(lambda a, b: self.scope.kept(Arith("+", a, b, a.dim, a.unit)), items)
        if self.words:
            return self.scope.kept(Rank(key, tuple(items), self.words.choices))
        op = "取大" if key == "取高" else "取小"
        return self.scope.kept(Extreme(op, tuple(items), items[0].dim, items[0].unit))

    def _row(self, row: Map) -> ValueNode:
        return self.value(row.entries["得"]) if "得" in row.entries else self._form(row)

    def _choose(self, node: Map, rows: list[tuple[TruthNode | None, ValueNode]], tiers: bool) -> ValueNode:
        self._alike(node, [value for _, value in rows])
        self._else_last(node, [test for test, _ in rows])
        dims = [value for _, value in rows if not (isinstance(value, Literal) and value.value == 0)]
        like = dims[0] if dims else rows[0][1]
        kept = tuple((test, self._as(value, like)) for test, value in rows)
        return self.scope.kept(Choose(kept, tiers, like.dim, like.unit))

    def _as(self, value: ValueNode, like: ValueNode) -> ValueNode:
        if isinstance(value, Literal) and value.value == 0 and value.dim == Dim.NUMBER:
            return self.scope.kept(Literal(0, like.dim, like.unit))
        return value

    def _alike(self, node: Map, values: list[ValueNode]) -> None:
        dims = {v.dim for v in values if not (isinstance(v, Literal) and v.value == 0 and v.dim == Dim.NUMBER)}
        if len(dims) > 1:
            self.fault(node, f"各项不是同一类数：{'、'.join(sorted(dims))}")

    def _else_last(self, node: Map, tests: Iterable[TruthNode | None]) -> None:
        tests = list(tests)
        if None in tests[:-1]:
            self.fault(node, "没有界限（或“当”）的一行要放在最后，它后面的行用不到")

    # Tests -----------------------------------------------------------------------------------------------------------

    def _when(self, row: Map) -> TruthNode | None:
        when = row.get("当")
        return self.truth_line(when) if when is not None else None

    def _bounds(self, selector: Node, row: Map) -> TruthNode | None:
        """The test of a tier: all its bounds together; None for a row without bounds."""
        plain = Compiler(self.scope, self.path, self.report, self.frame)
        tests = [plain._bound(selector, key, row.entries[key]) for key in (*BOUND_OPS, "等于") if key in row.entries]
        if not tests:
            return None
        return tests[0] if len(tests) == 1 else self.scope.kept(And(tuple(tests)))

    def _bound(self, selector: Node, key: str, bound: Node) -> TruthNode:
        measure = self._selector(selector)
        if key == "等于":
            return self._equals(measure, bound)
        limit = self.value(bound)
        if limit.dim != measure.dim:
            if isinstance(limit, Literal) and limit.value == 0 and limit.dim == Dim.NUMBER:
                limit = self.scope.kept(Literal(0, measure.dim, measure.unit))
            else:
                self.fault(bound, f"界限应是{measure.dim}，读到的是{limit.dim}")
        return self.scope.kept(Compare(BOUND_OPS[key], measure, limit))

    def _selector(self, node: Node) -> ValueNode:
        found = self._line(node, truth=False)
        return found if found is not None else Literal(UNKNOWN, Dim.NUMBER)  # type: ignore[return-value]

    def _equals(self, measure: ValueNode, bound: Node) -> TruthNode:
        words = bound.items if isinstance(bound, Seq) else []
        if measure.dim != Dim.WORD:
            tests = [self.scope.kept(Compare("=", measure, self.value(word, measure.dim))) for word in words]
            return tests[0] if len(tests) == 1 else self.scope.kept(Or(tuple(tests)))
        entry = self.scope.vocabulary.find(measure.name) if hasattr(measure, "name") else None
        options = []
        for word in words:
            try:
                text = text_of(word)
                options.append(read_word(entry, text, self.scope.vocabulary) if entry else text)
            except FaultError as error:
                self.fault(word, error.message)
        return self.scope.kept(Member(measure, tuple(options), entry.tree if entry else ""))

    # Requirements ----------------------------------------------------------------------------------------------------

    def condition(self, node: Map) -> Condition:
        """One element of 条件, or of 任一 and 全部 below it."""
        found, rule, join, parts = self._requirement(node)
        unless = node.get("除非")
        if unless is not None:
            found = self.scope.kept(Or((found, self.truth_line(unless))))
            rule, join, parts = f"{rule}（除非 {text_of(unless)}）", "", ()  # fails only as a whole
        return Condition(
            found,
            rule,
            clause=text_of(node.get("依据")),
            name=text_of(node.get("名")),
            strength=text_of(node.get("力度"), "硬性"),
            check=text_of(node.get("核验"), "事实"),
            doubt=text_of(node.get("存疑")),
            join=join,
            parts=parts,
            line=node.line,
        )

    def _requirement(self, node: Map) -> tuple[TruthNode, str, str, tuple[Condition, ...]]:
        """The node, its text, and for 任一 and 全部 how its parts are joined."""
        if (line := node.get("规则")) is not None:
            return self.truth_line(line), text_of(line), "", ()
        if (line := node.get("不得")) is not None:
            return self.scope.kept(Not(self.truth_line(line))), f"不得 {text_of(line)}", "", ()
        for join in ("任一", "全部"):
            if (listed := node.get(join)) is not None:
                parts = tuple(self.condition(part) for part in maps_in(listed))
                items = tuple(part.node for part in parts)
                joined: TruthNode = Or(items) if join == "任一" else And(items)
                return self.scope.kept(joined), f"{join}：{'；'.join(p.rule for p in parts)}", join, parts
        if (selector := node.get("分档")) is not None:
            rows = maps_in(node.get("档"))
            tests = [self._bounds(selector, row) for row in rows]
            text = f"按 {text_of(selector)} 分档：" + "；".join(map(_tier_text, rows))
        else:
            rows = maps_in(node.get("选择"))
            tests = [self._when(row) for row in rows]
            text = "；".join(map(_choice_text, rows))
        self._else_last(node, tests)
        chosen = tuple(zip(tests, (self._requirement(row)[0] for row in rows), strict=True))
        return self.scope.kept(ChooseTruth(chosen, "分档" in node.entries)), text, "", ()

    def name_in(self, node: Node | None, known: Iterable[str], what: str) -> str:
        """A name that must be among the known ones."""
        name = text_of(node)
        names = list(known)
        if node is not None and name not in names:
            self.fault(node, f"没有{what}“{shown(name)}”{meant(name, names)}")
        return name


def _tier_text(row: Map) -> str:
    bounds = "、".join(
        f"{key} {'、'.join(texts_of(value))}" for key, value in row.entries.items() if key in (*BOUND_OPS, "等于")
    )
    return f"{bounds or '其余'}：{_leaf_text(row)}"


def _choice_text(row: Map) -> str:
    when = text_of(row.get("当"))
    return f"{f'当 {when}' if when else '其余'}：{_leaf_text(row)}"


def _leaf_text(row: Map) -> str:
    if (line := row.get("规则")) is not None:
        return text_of(line)
    if (line := row.get("不得")) is not None:
        return f"不得 {text_of(line)}"
    join = "任一" if "任一" in row.entries else "全部"
    return f"{join}：{'；'.join(_leaf_text(part) for part in maps_in(row.get(join)))}"
