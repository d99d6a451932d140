"""The functions of rule lines. Nothing outside FUNCTIONS can be called.

近(…) is expanded here into plain years: 每年 becomes an AND, 合计 a sum, 复合增长率 a comparison of powers, so that no
engine needs to know it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Protocol

from songjieyou.rules.faults import FaultError, meant, shown
from songjieyou.rules.language import syntax as s
from songjieyou.rules.language.tree import (
    Aggregate,
    And,
    Arith,
    Compare,
    Dim,
    Each,
    Earned,
    Extreme,
    Fact,
    Literal,
    Or,
    Parameter,
    Power,
    Today,
    TruthNode,
    ValueNode,
    walk,
)
from songjieyou.rules.library.scope import Frame, Scope
from songjieyou.rules.library.vocabulary import DIMS

YEAR_WORDS: Final = {"本年": 0, "上年": -1, "前年": -2}
WHOLE_MODES: Final = ("每年", "任一年", "复合增长率")
VALUE_MODES: Final = ("合计", "均值", "增长率", "平均增长率")
MAX_YEARS: Final = 20


class Reader(Protocol):
    """Gives meaning to the arguments of a call (the resolver)."""

    @property
    def scope(self) -> Scope: ...
    @property
    def frame(self) -> Frame | None: ...
    def truth(self, node: s.Syntax) -> TruthNode: ...
    def value(self, node: s.Syntax) -> ValueNode: ...
    def moved(self, *, frame: Frame | None = None, scope: Scope | None = None) -> Reader: ...
    def compared(self, op: str, left: ValueNode, right: ValueNode, at: int) -> TruthNode: ...


def call_truth(reader: Reader, call: s.Call) -> TruthNode:
    """A call where a condition stands."""
    if call.name in YEAR_WORDS or call.name == "年度":
        return _in_year(reader, call).truth(call.arguments[0])
    if call.name == "近":
        mode, years = _years(call)
        if mode not in ("每年", "任一年"):
            raise FaultError("近(…) 的结果要和一个数比较，如 近(营业收入, 3年, 合计) >= 1亿元", call.at)
        items = tuple(_shifted(reader, call, -i).truth(call.arguments[0]) for i in range(1, years + 1))
        return reader.scope.kept(And(items) if mode == "每年" else Or(items))
    if call.name == "每个":
        _count(call, 1)
        inner = _below(reader, call)
        return reader.scope.kept(Each(inner.scope.kind, inner.truth(call.arguments[0])))
    _known(call)
    raise FaultError(f"{call.name}(…) 是一个数，要和别的数比较", call.at)


def call_value(reader: Reader, call: s.Call) -> ValueNode:
    """A call where a value stands."""
    if call.name in YEAR_WORDS or call.name == "年度":
        return _in_year(reader, call).value(call.arguments[0])
    _known(call)
    return reader.scope.kept(FUNCTIONS[call.name](reader, call))


def compares_whole(call: s.Call) -> bool:
    """近(…, 每年 | 任一年 | 复合增长率): its meaning needs the comparison it stands in."""
    return call.name == "近" and len(call.arguments) == 3 and _mode(call) in WHOLE_MODES


def compare_whole(reader: Reader, call: s.Call, op: str, other: s.Syntax) -> TruthNode:
    """`近(x, n年, mode) op other`, expanded into plain comparisons."""
    mode, years = _years(call)
    item = call.arguments[0]
    if isinstance(other, s.Quoted):
        raise FaultError(f"文字的比较写在里面，如 近(信用等级 = 'A', 3年, {mode})", other.at)
    right = reader.value(other)
    if mode == "复合增长率":
        _no_words(mode, item, reader, call)
        growth = _growth(reader, call, -1, -years - 1)
        bare = isinstance(right, Literal) and not right.unit and right.value != 0
        if right.dim != Dim.NUMBER or bare:
            raise FaultError("增长率要和百分数比较，如 >= 5%", call.at)
        factor = Arith("+", Literal(1, Dim.NUMBER), right, Dim.NUMBER)
        whole = reader.scope.kept(Power(factor, years)) if years > 1 else reader.scope.kept(factor)
        return reader.scope.kept(Compare(op, growth, whole))
    each = [_shifted(reader, call, -i).value(item) for i in range(1, years + 1)]
    items = tuple(reader.compared(op, value, right, call.at) for value in each)
    return reader.scope.kept(And(items) if mode == "每年" else Or(items))


def total(scope: Scope) -> ValueNode:
    """总分: the sum of all scores of the version."""
    return added(list(scope.scores.values()), scope)


def list_name(scope: Scope, call: s.Call) -> str:
    """The name in 名单(…). Raises FaultError with the nearest list."""
    name = _name(call, 0, "名单(扶持县)")
    if name not in scope.vocabulary.lists:
        raise FaultError(f"没有名单“{shown(name)}”{meant(name, scope.vocabulary.lists)}", call.arguments[0].at)
    return name


# Years ---------------------------------------------------------------------------------------------------------------


def _in_year(reader: Reader, call: s.Call) -> Reader:
    if reader.frame is not None:
        raise FaultError(f"{call.name}(…) 不能套在另一个年度里", call.at)
    if call.name == "年度":
        _count(call, 2)
        year = call.arguments[1]
        if not isinstance(year, s.Quantity) or year.unit or len(year.number) != 4 or not year.number.isdigit():
            raise FaultError("写成 年度(营业收入, 2024)", call.at)
        return _yearly(reader.moved(frame=Frame(year=int(year.number))), call)
    _count(call, 1)
    return _yearly(reader.moved(frame=Frame(YEAR_WORDS[call.name])), call)


def _yearly(reader: Reader, call: s.Call) -> Reader:
    vocabulary = reader.scope.vocabulary
    entries = [vocabulary.find(name.text) for name in names(call.arguments[0])]
    if not any(entry is None or entry.period == "年" for entry in entries):
        raise FaultError(f"{call.name}(…) 里没有按年的事实", call.at)
    return reader


def _years(call: s.Call) -> tuple[str, int]:
    _count(call, 3)
    mode, span = _mode(call), call.arguments[1]
    if mode not in (*WHOLE_MODES, *VALUE_MODES):
        known = (*VALUE_MODES, *WHOLE_MODES)
        raise FaultError(
            f"近(…) 的第三项应是 {'、'.join(known)} 之一，读到“{shown(mode)}”{meant(mode, known)}", call.at
        )
    if not isinstance(span, s.Quantity) or span.unit != "年" or not span.number.isdigit():
        raise FaultError("近(…) 的第二项应是年数，如 3年", call.at)
    years = int(span.number)
    if not 1 <= years <= MAX_YEARS:
        raise FaultError(f"近(…) 的年数应在 1 到 {MAX_YEARS} 之间", call.at)
    return mode, years


def _mode(call: s.Call) -> str:
    last = call.arguments[2]
    return last.text if isinstance(last, s.Name) else ""


def _shifted(reader: Reader, call: s.Call, offset: int) -> Reader:
    if reader.frame is not None:
        raise FaultError("近(…) 不能套在另一个年度里", call.at)
    return _yearly(reader.moved(frame=Frame(offset)), call)


def _growth(reader: Reader, call: s.Call, late: int, early: int) -> ValueNode:
    item = call.arguments[0]
    found = _shifted(reader, call, late).value(item)
    return reader.scope.kept(Arith("growth", found, _shifted(reader, call, early).value(item), Dim.NUMBER))


def _recent(reader: Reader, call: s.Call) -> ValueNode:
    mode, years = _years(call)
    if mode in WHOLE_MODES:
        raise FaultError(f"近(…, {mode}) 要直接和一个数比较，如 近(研发费用 / 营业收入, 2年, 每年) >= 3%", call.at)
    _no_words(mode, call.arguments[0], reader, call)
    one = Literal(1, Dim.NUMBER)
    if mode == "增长率":
        return Arith("-", _growth(reader, call, -1, -years - 1), one, Dim.NUMBER, "%")
    if mode == "平均增长率":
        steps = [Arith("-", _growth(reader, call, -i, -i - 1), one, Dim.NUMBER, "%") for i in range(1, years + 1)]
        return Arith("/", added(list(steps), reader.scope), Literal(years, Dim.NUMBER), Dim.NUMBER, "%")
    found = added([_shifted(reader, call, -i).value(call.arguments[0]) for i in range(1, years + 1)], reader.scope)
    if mode == "合计":
        return found
    return Arith("/", found, Literal(years, Dim.NUMBER), found.dim, found.unit)


def _no_words(mode: str, item: s.Syntax, reader: Reader, call: s.Call) -> None:
    if _shifted(reader, call, -1).value(item).dim in (Dim.WORD, Dim.BOOL, Dim.DATE):
        raise FaultError(f"近(…, {mode}) 只用于数", call.at)


# Subjects below ------------------------------------------------------------------------------------------------------


def _below(reader: Reader, call: s.Call) -> Reader:
    """The reader seen from the subjects below that the arguments speak of."""
    vocabulary, kind = reader.scope.vocabulary, reader.scope.kind
    below = vocabulary.below(kind)
    spoken = set()
    for argument in call.arguments:
        for name in names(argument):
            entry = vocabulary.find(name.text)
            subject = entry.subject if entry else name.text
            if subject in below:
                spoken.add(subject)
    deepest = [k for k in spoken if all(o == k or o in vocabulary.above(k) for o in spoken)]
    if not deepest:
        kinds = "、".join(sorted(below)) or "无"
        raise FaultError(f"{call.name}(…) 里要有{kind}下面某一种对象（{kinds}）的事实", call.at)
    return reader.moved(scope=reader.scope.within(deepest[0]))


def _aggregate(reader: Reader, call: s.Call) -> ValueNode:
    _count(call, 1, 2)
    inner = _below(reader, call)
    value = inner.value(call.arguments[0])
    if value.dim in (Dim.WORD, Dim.BOOL) or (value.dim == Dim.DATE and call.name == "合计"):
        raise FaultError(f"{call.name}(…) 只用于数", call.at)
    where = inner.truth(call.arguments[1]) if len(call.arguments) == 2 else None
    return Aggregate(call.name, inner.scope.kind, value, where, value.dim, value.unit)


def _how_many(reader: Reader, call: s.Call) -> ValueNode:
    _count(call, 1, 2)
    first, rest = call.arguments[0], call.arguments[1:]
    inner = _below(reader, call)
    if isinstance(first, s.Name) and first.text == inner.scope.kind:
        where = inner.truth(rest[0]) if rest else None
    elif rest:
        raise FaultError("写成 个数(设备) 或 个数(设备, 条件)", call.at)
    else:
        where = inner.truth(first)
    return Aggregate("个数", inner.scope.kind, None, where, Dim.NUMBER)


# The rest ------------------------------------------------------------------------------------------------------------


def _extreme(reader: Reader, call: s.Call) -> ValueNode:
    if len(call.arguments) < 2:
        raise FaultError(f"{call.name}(…) 里至少要有两项", call.at)
    items = [reader.value(argument) for argument in call.arguments]
    dims = {item.dim for item in items if not (isinstance(item, Literal) and item.value == 0 and not item.unit)}
    if len(dims) != 1 or dims & {Dim.WORD, Dim.BOOL}:
        raise FaultError(f"{call.name}(…) 里各项要是同一类数", call.at)
    dim = dims.pop()
    items = [Literal(0, dim) if item.dim != dim else item for item in items]
    return Extreme(call.name, tuple(items), dim, next((i.unit for i in items if i.unit), ""))


def _parameter(reader: Reader, call: s.Call) -> ValueNode:
    _count(call, 1, 2)
    tables = reader.scope.vocabulary.tables
    name = _name(call, 0, "参数(LPR一年期, 申报日)")
    if name not in tables:
        raise FaultError(f"没有参数表“{shown(name)}”{meant(name, tables)}", call.arguments[0].at)
    date = reader.value(call.arguments[1]) if len(call.arguments) == 2 else reader.scope.kept(Today())
    if date.dim != Dim.DATE:
        raise FaultError("参数(…) 的第二项应是日期", call.at)
    table = tables[name]
    return Parameter(name, date, DIMS[table.type], "%" if table.type == "比率" else table.unit)


def _earned(reader: Reader, call: s.Call) -> ValueNode:
    item = _name(call, 0, "所得(市级技改补助)")
    return Earned(item if "/" in item else f"{reader.scope.policy}/{item}")


def _score(reader: Reader, call: s.Call) -> ValueNode:
    name = _name(call, 0, "得分(人员)")
    scores = reader.scope.scores
    if name not in scores:
        raise FaultError(f"“评分”里没有“{shown(name)}”{meant(name, scores)}", call.at)
    return scores[name]


FUNCTIONS: Final[dict[str, Callable[[Reader, s.Call], ValueNode]]] = {
    "近": _recent,
    "取小": _extreme,
    "取大": _extreme,
    "合计": _aggregate,
    "最大": _aggregate,
    "最小": _aggregate,
    "个数": _how_many,
    "所得": _earned,
    "得分": _score,
    "参数": _parameter,
}
NAMES: Final = (*YEAR_WORDS, "年度", *FUNCTIONS, "每个", "名单")


def _known(call: s.Call) -> None:
    if call.name not in FUNCTIONS:
        if call.name == "名单":
            raise FaultError("名单(…) 只能放在“属于”后面", call.at)
        if call.name == "每个":
            raise FaultError("每个(…) 是条件，不是数", call.at)
        raise FaultError(f"没有函数“{shown(call.name)}”{meant(call.name, NAMES)}", call.at)


def _count(call: s.Call, least: int, most: int | None = None) -> None:
    if not least <= len(call.arguments) <= (most or least):
        wanted = f"{least}" if most is None else f"{least} 到 {most}"
        raise FaultError(f"{call.name}(…) 里应有 {wanted} 项，读到 {len(call.arguments)} 项", call.at)


def _name(call: s.Call, at: int, like: str) -> str:
    argument = call.arguments[at] if len(call.arguments) > at else None
    if not isinstance(argument, s.Name | s.Quoted):
        raise FaultError(f"写成 {like}", call.at)
    return argument.text


def added(items: list[ValueNode], scope: Scope) -> ValueNode:
    """The sum of some values. Halved again and again, so that a long list makes no deep tree."""
    if len(items) == 1:
        return items[0]
    middle = (len(items) + 1) // 2
    left, right = added(items[:middle], scope), added(items[middle:], scope)
    return scope.kept(Arith("+", left, right, left.dim, left.unit))


def names(node: s.Syntax) -> Iterator[s.Name]:
    """The plain names in an expression."""
    match node:
        case s.Name():
            yield node
        case s.Unary():
            yield from names(node.operand)
        case s.Binary():
            yield from names(node.left)
            yield from names(node.right)
        case s.Call():
            for argument in node.arguments:
                yield from names(argument)


def facts_in(node: TruthNode | ValueNode) -> list[str]:
    """The names of the stored facts a node reads."""
    return list(dict.fromkeys(n.name for n in walk(node) if isinstance(n, Fact)))
