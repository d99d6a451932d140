"""From syntax to the typed tree: names find their facts, quantities their dimension, every mismatch its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from songjieyou.rules.faults import FaultError, folded, meant, shown
from songjieyou.rules.language import syntax as s
from songjieyou.rules.language.tree import (
    And,
    Arith,
    Compare,
    DaysBetween,
    Derived,
    Dim,
    Fact,
    Holds,
    Literal,
    Member,
    Not,
    Or,
    Shift,
    Today,
    TruthNode,
    ValueNode,
)
from songjieyou.rules.library import functions
from songjieyou.rules.library.codes import REGION, read_region
from songjieyou.rules.library.scope import Frame, Scope
from songjieyou.rules.library.vocabulary import Entry, Vocabulary
from songjieyou.rules.units import MONEY_UNITS, RATIO_UNITS, TERM_UNITS, read_date, whole_if_whole
from songjieyou.rules.values import mirror

TODAY: Final = "申报日"
TOTAL: Final = "总分"


@dataclass(slots=True)
class Resolver:
    scope: Scope
    frame: Frame | None = None

    # Truth -----------------------------------------------------------------------------------------------------------

    def truth(self, node: s.Syntax) -> TruthNode:
        """The node as a condition. Raises FaultError where it is none."""
        match node:
            case s.Binary("且" | "或" as op):
                parts = tuple(self.truth(part) for part in _chain(node, op))
                return self.scope.kept(And(parts) if op == "且" else Or(parts))
            case s.Unary("非"):
                return self.scope.kept(Not(self.truth(node.operand)))
            case s.Binary(op) if op in s.COMPARISONS:
                return self._comparison(node)
            case s.Binary("属于" | "不属于" as op):
                found = self._membership(node)
                return found if op == "属于" else self.scope.kept(Not(found))
            case s.Name():
                return self._holds(node)
            case s.Call():
                return functions.call_truth(self, node)
        raise FaultError("这里应是条件，如 项目总投资 >= 500万元", _place(node))

    def _holds(self, name: s.Name) -> TruthNode:
        fact = self._fact(name)
        if fact.dim != Dim.BOOL:
            raise FaultError(f"“{name.text}”不是“是否”类的事实，要写成比较，如 {name.text} >= …", name.at)
        return self.scope.kept(Holds(fact))

    def _comparison(self, node: s.Binary) -> TruthNode:
        for side, other, op in ((node.left, node.right, node.op), (node.right, node.left, mirror(node.op))):
            if isinstance(side, s.Call) and functions.compares_whole(side):
                return functions.compare_whole(self, side, op, other)
        if isinstance(node.left, s.Quoted):
            return self._compare_word(node.op, node.right, node.left, node.at)
        if isinstance(node.right, s.Quoted):
            return self._compare_word(node.op, node.left, node.right, node.at)
        if isinstance(node.right, s.Name) and not (self._find(node.right) or node.right.text in (TODAY, TOTAL)):
            raise FaultError(self._bare_word(node.left, node.right), node.right.at)
        left, right = self.value(node.left), self.value(node.right)
        left, right = self._adapted(left, right, _place(node.left)), self._adapted(right, left, _place(node.right))
        return self.compared(node.op, left, right, node.at)

    def compared(self, op: str, left: ValueNode, right: ValueNode, at: int) -> TruthNode:
        """`left op right`. Raises FaultError where the two are not of one kind."""
        left, right = self._adapted(left, right, at), self._adapted(right, left, at)
        self._same(left, right, op, at)
        if left.dim in (Dim.WORD, Dim.BOOL) and op not in ("=", "!="):
            raise FaultError(f"文字不能用 {op} 比较，用 = 或 属于", at)
        return self.scope.kept(Compare(op, left, right))

    def _bare_word(self, left: s.Syntax, word: s.Name) -> str:
        entry = self._find(left) if isinstance(left, s.Name) else None
        if entry is not None and word.text in (*entry.choices, "是", "否"):
            if entry.dim == Dim.BOOL:
                return f"“是否”类的事实直接写 {entry.name} 或 非 {entry.name}"
            return f"文字要加引号：'{word.text}'"
        return self._unknown(word)

    def _compare_word(self, op: str, side: s.Syntax, word: s.Quoted, at: int) -> TruthNode:
        item = self.value(side)
        if item.dim == Dim.BOOL:
            raise FaultError("“是否”类的事实直接写名字，或在前面写“非”", at)
        if item.dim == Dim.DATE:
            raise FaultError("日期不加引号", word.at)
        if op not in ("=", "!="):
            raise FaultError(f"文字不能用 {op} 比较，用 = 或 属于", at)
        found = self.scope.kept(Member(item, self._options(item, (word,), at), self._tree(item)))
        return found if op == "=" else self.scope.kept(Not(found))

    def _membership(self, node: s.Binary) -> TruthNode:
        right = node.right
        if isinstance(node.left, s.Quoted):
            within = self.value(right)
            options = self._options(within, (node.left,), node.at)
            return self.scope.kept(Member(Literal(options[0], Dim.WORD), options, self._tree(within), within=within))
        item = self.value(node.left)
        if item.dim != Dim.WORD:
            raise FaultError("“属于”只用于文字、选项、代码和地区", node.at)
        if isinstance(right, s.Items):
            return self.scope.kept(Member(item, self._options(item, right.items, node.at), self._tree(item)))
        if isinstance(right, s.Call) and right.name == "名单":
            return self.scope.kept(Member(item, (), self._tree(item), listed=self._list(item, right)))
        raise FaultError("“属于”后面应是列表 […] 或 名单(…)", _place(right))

    def _list(self, item: ValueNode, call: s.Call) -> str:
        """The name of a list whose members are of the type of the fact."""
        name = functions.list_name(self.scope, call)
        entry, held = self._entry_of(item), self.scope.vocabulary.lists[name].type
        wanted = entry.type if entry and entry.type in ("地区", "代码") else "文本"
        if held != wanted:
            raise FaultError(f"名单“{name}”里是{held}，这里要的是{wanted}（在名单里写 类型: {wanted}）", call.at)
        return name

    def _options(self, item: ValueNode, words: tuple[s.Quoted, ...], at: int) -> tuple[str, ...]:
        if item.dim != Dim.WORD:
            raise FaultError("只有文字、选项、代码和地区能这样比较", at)
        return tuple(dict.fromkeys(self._option(item, word) for word in words))

    def _option(self, item: ValueNode, word: s.Quoted) -> str:
        entry = self._entry_of(item)
        try:
            return read_word(entry, word.text, self.scope.vocabulary) if entry else word.text
        except FaultError as error:
            raise FaultError(error.message, word.at) from None

    def _entry_of(self, item: ValueNode) -> Entry | None:
        return self.scope.vocabulary.find(item.name) if isinstance(item, Fact | Derived) else None

    def _tree(self, item: ValueNode) -> str:
        entry = self._entry_of(item)
        return entry.tree if entry else ""

    # Values ----------------------------------------------------------------------------------------------------------

    def value(self, node: s.Syntax) -> ValueNode:
        """The node as a value. Raises FaultError where it is none."""
        match node:
            case s.Quantity():
                return self.scope.kept(self._quantity(node))
            case s.Day():
                return self.scope.kept(_day(node))
            case s.Name():
                return self._named(node)
            case s.Unary("-"):
                operand = self.value(node.operand)
                self._ordered(operand, node.at)
                return self.scope.kept(
                    Arith("-", Literal(0, operand.dim, operand.unit), operand, operand.dim, operand.unit)
                )
            case s.Binary("+" | "-" | "*" | "/"):
                return self.scope.kept(self._arithmetic(node))
            case s.Call():
                return functions.call_value(self, node)
            case s.Quoted():
                raise FaultError("文字只能用在比较和“属于”里", node.at)
        raise FaultError("这里应是一个数或事实，不是条件", _place(node))

    def _named(self, name: s.Name) -> ValueNode:
        if name.text == TODAY:
            return self.scope.kept(Today())
        if name.text == TOTAL and self.scope.scores:
            return functions.total(self.scope)
        return self._fact(name)

    def _find(self, name: s.Name) -> Entry | None:
        return self.scope.vocabulary.find(name.text)

    def _unknown(self, name: s.Name) -> str:
        if name.text == TOTAL:
            return "这一版没有“评分”，不能用 总分"
        return _unknown_fact(name.text, self.scope.vocabulary)

    def _fact(self, name: s.Name) -> Fact | Derived:
        entry = self._find(name)
        if entry is None:
            raise FaultError(self._unknown(name), name.at)
        self._reachable(entry, name.at)
        frame = self.frame or Frame()
        if entry.period == "月":
            raise FaultError(f"“{entry.name}”按月，只能用在 逐月增量 里", name.at)
        if entry.period == "无":
            frame = Frame()
        elif self.frame is None:
            raise FaultError(
                f"“{entry.name}”按年，要写明哪一年：上年({entry.name})、近({entry.name}, 3年, 合计)", name.at
            )
        if entry.derived:
            inner = self.scope.derive(entry, frame)
            return self.scope.kept(Derived(entry.name, inner, entry.dim, _unit(entry), frame.offset, frame.year))
        return self.scope.kept(Fact(entry.name, entry.dim, _unit(entry), frame.offset, frame.year))

    def _reachable(self, entry: Entry, at: int) -> None:
        kind, vocabulary = self.scope.kind, self.scope.vocabulary
        if entry.subject == kind or entry.subject in vocabulary.above(kind):
            return
        if entry.subject in vocabulary.below(kind):
            hint = f"要用 合计({entry.name})、最大(…)、个数(…)、每个(…)"
            raise FaultError(f"“{entry.name}”是{entry.subject}的事实，{kind}下面可能有好几个，{hint}", at)
        raise FaultError(f"“{entry.name}”是{entry.subject}的事实，这里的对象是{kind}，读不到", at)

    def _quantity(self, node: s.Quantity) -> Literal:
        number, unit = Fraction(node.number), node.unit
        if unit in MONEY_UNITS:
            fen = whole_if_whole(number * MONEY_UNITS[unit])
            if not isinstance(fen, int):
                raise FaultError("金额精确到分，不能再小", node.at)
            return Literal(fen, Dim.MONEY)
        if unit in RATIO_UNITS:
            return Literal(whole_if_whole(number * RATIO_UNITS[unit]), Dim.NUMBER, "%")
        if unit in TERM_UNITS:
            return Literal(whole_if_whole(number * TERM_UNITS[unit]), Dim.MONTHS)
        if unit in ("天", "日"):
            return Literal(whole_if_whole(number), Dim.DAYS, "天")
        if unit == "分":
            return Literal(whole_if_whole(number), Dim.SCORE)
        if unit and unit not in self._units():
            raise FaultError(self._no_unit(node), node.at)
        return Literal(whole_if_whole(number), Dim.NUMBER, unit)

    def _units(self) -> set[str]:
        return {entry.unit for entry in self.scope.vocabulary.entries.values() if entry.unit}

    def _no_unit(self, node: s.Quantity) -> str:
        known = [*MONEY_UNITS, *RATIO_UNITS, *TERM_UNITS, "天", "分", *self._units()]
        for word in ("且", "或", "属于"):
            if word in node.unit:
                return f"读到“{shown(node.number + node.unit)}”，“{word}”的前后要空一格"
        return f"读到“{shown(node.number + node.unit)}”，不认识单位“{shown(node.unit)}”{meant(node.unit, known)}"

    def _arithmetic(self, node: s.Binary) -> ValueNode:
        left, right = self.value(node.left), self.value(node.right)
        if left.dim == Dim.DATE and node.op in "+-":
            return self._date(node, left, right)
        for side in (left, right):
            self._ordered(side, node.at)
        if node.op in "+-":
            left, right = self._adapted(left, right, _place(node.left)), self._adapted(right, left, _place(node.right))
            self._same(left, right, node.op, node.at)
            return Arith(node.op, left, right, left.dim, left.unit or right.unit)
        if node.op == "*" and Dim.NUMBER in (left.dim, right.dim):
            return Arith("*", left, right, right.dim if left.dim == Dim.NUMBER else left.dim)
        if node.op == "/" and right.dim in (Dim.NUMBER, left.dim):
            return Arith("/", left, right, Dim.NUMBER if left.dim == right.dim else left.dim)
        verb = "相乘" if node.op == "*" else "相除"
        raise FaultError(f"{left.dim}和{right.dim}不能{verb}", node.at)

    def _date(self, node: s.Binary, left: ValueNode, right: ValueNode) -> ValueNode:
        if right.dim == Dim.DATE and node.op == "-":
            return DaysBetween(left, right)
        if right.dim in (Dim.MONTHS, Dim.DAYS):
            return Shift(left, right, 1 if node.op == "+" else -1)
        raise FaultError("日期只能加减月、年、天，如 注册日期 + 12个月", node.at)

    def _ordered(self, node: ValueNode, at: int) -> None:
        if node.dim in (Dim.WORD, Dim.BOOL, Dim.DATE):
            raise FaultError(f"{node.dim}不能这样计算", at)

    def _adapted(self, node: ValueNode, other: ValueNode, at: int) -> ValueNode:
        """A bare 0 fits everything, a bare number fits a score, but never a ratio."""
        if not isinstance(node, Literal) or node.dim != Dim.NUMBER or node.unit:
            return node
        if other.unit == "%" and node.value != 0 and not isinstance(other, Literal):
            raise FaultError("比率要写百分号，如 5%", at)
        if other.dim == Dim.SCORE or (node.value == 0 and other.dim in (Dim.MONEY, Dim.MONTHS, Dim.DAYS)):
            return self.scope.kept(Literal(node.value, other.dim, other.unit))
        return node

    def _same(self, left: ValueNode, right: ValueNode, op: str, at: int) -> None:
        if left.dim != right.dim:
            raise FaultError(f"{_said(left)}和{_said(right)}不能用 {op} 连在一起{_unit_hint(left, right)}", at)
        if left.unit and right.unit and left.unit != right.unit:
            raise FaultError(f"单位不同：左边是“{left.unit}”，右边是“{right.unit}”", at)

    # Helpers ---------------------------------------------------------------------------------------------------------

    def moved(self, *, frame: Frame | None = None, scope: Scope | None = None) -> Resolver:
        """The same reader in a year, or seen from a subject below."""
        return Resolver(scope or self.scope, frame or self.frame)


def unknown_names(node: s.Syntax, scope: Scope) -> list[FaultError]:
    """Every name in a line that the vocabulary lacks, so that one run tells them all."""
    found = []
    for name in _plain_names(node):
        known = (
            name.text in (TODAY, TOTAL) or scope.vocabulary.find(name.text) or name.text in scope.vocabulary.subjects
        )
        if not known:
            found.append(FaultError(_unknown_fact(name.text, scope.vocabulary), name.at))
    return found


def _unknown_fact(text: str, vocabulary: Vocabulary) -> str:
    """What to say of a name that is none; a word written onto a name is no reason to guess another name."""
    for word in ("且", "或", "不属于", "属于", "非"):
        if any(vocabulary.find(part) for part in text.split(word)):
            return f"不认识的事实“{shown(text)}”，“{word}”的前后要空一格"
    return f"不认识的事实“{shown(text)}”{meant(text, vocabulary.entries)}"


def _plain_names(node: s.Syntax) -> Iterator[s.Name]:
    match node:
        case s.Name():
            yield node
        case s.Unary():
            yield from _plain_names(node.operand)
        case s.Binary(op, left, right):
            yield from _plain_names(left)
            if not (op in (*s.COMPARISONS, "属于", "不属于") and isinstance(right, s.Name)):  # perhaps meant as a word
                yield from _plain_names(right)
        case s.Call(name, arguments):
            plain = {"参数": arguments[1:], "近": arguments[:1], "名单": (), "得分": (), "所得": ()}.get(
                name, arguments
            )
            for argument in plain:
                yield from _plain_names(argument)


def read_word(entry: Entry, text: str, vocabulary: Vocabulary) -> str:
    """A word as the type of its fact has it: a choice, a code, a region, or free text."""
    if entry.type == REGION:
        return read_region(text)
    if entry.codes:
        return vocabulary.codes[entry.codes].read(text)
    if entry.choices:
        for choice in entry.choices:
            if folded(choice) == folded(text):
                return choice
        raise FaultError(f"读到“{shown(text)}”，“{entry.name}”的值只有 {'、'.join(entry.choices)}")
    return text.strip()


def _unit(entry: Entry) -> str:
    return "%" if entry.type == "比率" else entry.unit


def _day(node: s.Day) -> Literal:
    try:
        return Literal(read_date(node.text), Dim.DATE)
    except FaultError as error:
        raise FaultError(error.message, node.at) from None


def _chain(node: s.Syntax, op: str) -> list[s.Syntax]:
    """`a 且 b 且 c` as one list."""
    found: list[s.Syntax] = []
    while isinstance(node, s.Binary) and node.op == op:
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _place(node: s.Syntax) -> int:
    return _place(node.left) if isinstance(node, s.Binary) else node.at


def _said(node: ValueNode) -> str:
    name = f"“{node.name}”" if isinstance(node, Fact | Derived) else ""
    return f"{name}（{node.dim}）" if name else str(node.dim)


def _unit_hint(left: ValueNode, right: ValueNode) -> str:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Literal) and one.dim == Dim.NUMBER and not one.unit:
            if other.dim == Dim.MONEY:
                return "：金额要带单位，如 500万元"
            if other.dim == Dim.MONTHS:
                return "：期限要带单位，如 12个月"
    return ""
