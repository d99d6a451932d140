"""From checked YAML to the tree: values, tiers, choices and requirements, each fault with its line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from songjieyou.rules.faults import FaultError, Report, meant, shown
from songjieyou.rules.language.syntax import parse
from songjieyou.rules.language.tree import (
    And,
    Choose,
    ChooseTruth,
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
from songjieyou.rules.library import functions
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
            if _bare_zero(found):
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
        except RecursionError:
            self.fault(node, "这一行和它用到的派生事实套得太深，请拆开")
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
        items = self._like_each_other(node, [self.value(i) for i in listed.items] if isinstance(listed, Seq) else [])
        if key == "合计":
            return functions.added(items, self.scope)
        if self.words:
            return self.scope.kept(Rank(key, tuple(items), self.words.choices))
        op = "取大" if key == "取高" else "取小"
        return self.scope.kept(Extreme(op, tuple(items), items[0].dim, items[0].unit))

    def _row(self, row: Map) -> ValueNode:
        return self.value(row.entries["得"]) if "得" in row.entries else self._form(row)

    def _choose(self, node: Map, rows: list[tuple[TruthNode | None, ValueNode]], tiers: bool) -> ValueNode:
        self._else_last(node, [test for test, _ in rows])
        values = self._like_each_other(node, [value for _, value in rows])
        like = next((v for v in values if not (isinstance(v, Literal) and v.value == 0)), values[0])
        kept = tuple(zip((test for test, _ in rows), values, strict=True))
        return self.scope.kept(Choose(kept, tiers, like.dim, like.unit))

    def _like_each_other(self, node: Map, values: list[ValueNode]) -> list[ValueNode]:
        """The values as quantities of one kind: a bare 0 fits the others, and so does what stands for a faulty line."""
        firm = [v for v in values if not (_bare_zero(v) or _is_broken(v))]
        dims = {value.dim for value in firm}
        if len(dims) > 1:
            self.fault(node, f"各项不是同一类数：{'、'.join(sorted(dims))}")
        like = next((v for v in firm if v.unit), firm[0] if firm else None)
        if like is None:
            return values
        return [self.scope.kept(Literal(0, like.dim, like.unit)) if _bare_zero(v) else v for v in values]

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
        return self._against(BOUND_OPS[key], measure, bound)

    def _against(self, op: str, measure: ValueNode, bound: Node) -> TruthNode:
        limit = self.value(bound, *Dim)
        if _is_broken(measure) or _is_broken(limit):
            return BROKEN  # its fault was told
        try:
            return Resolver(self.scope, self.frame).compared(op, measure, limit, 0)
        except FaultError as error:
            self.fault(bound, error.message)
            return BROKEN

    def _selector(self, node: Node) -> ValueNode:
        found = self._line(node, truth=False)
        return found if found is not None else Literal(UNKNOWN, Dim.NUMBER)  # type: ignore[return-value]

    def _equals(self, measure: ValueNode, bound: Node) -> TruthNode:
        words = bound.items if isinstance(bound, Seq) else []
        if measure.dim != Dim.WORD:
            tests = [self._against("=", measure, word) for word in words]
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
            texts, before = list(map(_tier_text, rows)), f"按 {text_of(selector)} 分档："
        else:
            rows = maps_in(node.get("选择"))
            tests = [self._when(row) for row in rows]
            texts, before = list(map(_choice_text, rows)), ""
        self._else_last(node, tests)
        required = [self._requirement(row) for row in rows]
        text = before + "；".join(f"{when}：{rule}" for when, (_, rule, _, _) in zip(texts, required, strict=True))
        chosen = tuple(zip(tests, (found for found, *_ in required), strict=True))
        return self.scope.kept(ChooseTruth(chosen, "分档" in node.entries)), text, "", ()

    def name_in(self, node: Node | None, known: Iterable[str], what: str) -> str:
        """A name that must be among the known ones."""
        name = text_of(node)
        names = list(known)
        if node is not None and name not in names:
            self.fault(node, f"没有{what}“{shown(name)}”{meant(name, names)}")
        return name


def _tier_text(row: Map) -> str:
    bounds = (f"{key} {'、'.join(texts_of(row.get(key)))}" for key in row.entries if key in (*BOUND_OPS, "等于"))
    return "、".join(bounds) or "其余"


def _choice_text(row: Map) -> str:
    when = text_of(row.get("当"))
    return f"当 {when}" if when else "其余"


def _bare_zero(node: ValueNode) -> bool:
    """A plain 0, which fits quantities of every kind."""
    return isinstance(node, Literal) and node.dim == Dim.NUMBER and not node.unit and node.value == 0


def _is_broken(node: ValueNode) -> bool:
    """Whether it stands in for a line with a fault."""
    return isinstance(node, Literal) and node.value is UNKNOWN
