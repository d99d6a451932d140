"""facts.yaml, 参数/, 名单/, 派生/: from checked YAML to the Vocabulary. A folder adds to what is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from songjieyou.rules.faults import FaultError, Report, folded, meant, shown
from songjieyou.rules.language.tree import Derived, Dim, Literal, Node, ValueNode, children
from songjieyou.rules.language.yamltext import Map, Seq
from songjieyou.rules.language.yamltext import Node as Yaml
from songjieyou.rules.library.codes import read_region
from songjieyou.rules.library.compiler import FORMS, Compiler, maps_in, text_of, texts_of
from songjieyou.rules.library.functions import NAMES
from songjieyou.rules.library.monthly import read_increase
from songjieyou.rules.library.resolve import TODAY, TOTAL
from songjieyou.rules.library.scope import Frame, Scope
from songjieyou.rules.library.vocabulary import FIRM, DerivedRule, Entry, NameList, Table, Vocabulary
from songjieyou.rules.units import read_count, read_date, read_money, read_months, read_number, read_ratio
from songjieyou.rules.values import UNKNOWN, Value

RESERVED = frozenset((TODAY, TOTAL, *NAMES, "且", "或", "非", "属于", "不属于", "AND", "OR", "NOT", "IN"))
INPUT_KEYS = frozenset(("号", "属", "已享受"))
NO_NAME = "不能作名字（要以汉字或字母开头，不含空格和标点，不是规则里的词）"
MOST_DERIVED = 12  # derived facts built on one another
MOST_HEIGHT = 150  # nodes above one another in all of these; well inside the recursion of those who walk trees


def read_number_of(kind: str, text: str, unit: str) -> Value:
    """A quantity of one of the numeric types."""
    readers: dict[str, Callable[[str], Value]] = {
        "金额": read_money,
        "比率": read_ratio,
        "月数": read_months,
        "数值": lambda t: read_number(t, unit),
        "个数": lambda t: read_count(t, unit),
        "分值": lambda t: read_number(t, "分"),
    }
    return readers[kind](text)


@dataclass(slots=True)
class VocabularyReader:
    """Adds checked files to one vocabulary."""

    vocabulary: Vocabulary
    report: Report
    pool: dict[Node, Node] = field(default_factory=dict)
    opening: list[str] = field(default_factory=list)
    heights: dict[str, int] = field(default_factory=dict)
    trees: dict[str, int] = field(default_factory=dict)

    def facts(self, node: Map, path: str) -> None:
        self.subjects(node.get("对象"), path)
        for written in maps_in(node.get("事实")):
            self.add(self.entry(written, path, derived=False), written, path)
        for written in maps_in(node.get("派生")):
            entry = self.entry(written, path, derived=True)
            if self.add(entry, written, path):
                self.vocabulary.derived[entry.name] = DerivedRule(entry, written, path)

    def subjects(self, node: Yaml | None, path: str) -> None:
        if not isinstance(node, Map):
            return
        for kind, written in node.entries.items():
            parents = texts_of(written.get("属")) if isinstance(written, Map) else ()
            known = self.vocabulary.subjects.get(kind)
            if not _is_name(kind) or kind in RESERVED or kind in INPUT_KEYS:
                self.report.fault(path, node.keys[kind].line, node.keys[kind].column, f"“{shown(kind)}”{NO_NAME}")
                continue
            if kind != FIRM and not parents:
                self.report.fault(path, written.line, written.column, f"对象“{kind}”要写“属”，如 属: [{FIRM}]")
                continue
            if known is not None and known != parents:
                self.report.fault(path, written.line, written.column, f"对象“{kind}”已经有了，属 {'、'.join(known)}")
                continue
            for parent in parents:
                if parent not in self.vocabulary.subjects and parent not in node.entries:
                    message = f"没有对象“{shown(parent)}”{meant(parent, self.vocabulary.subjects)}"
                    self.report.fault(path, written.line, written.column, message)
            self.vocabulary.subjects[kind] = parents
            if kind in self.vocabulary.above(kind):
                self.report.fault(path, written.line, written.column, f"对象“{kind}”属于它自己")
                self.vocabulary.subjects[kind] = ()

    def entry(self, node: Map, path: str, *, derived: bool) -> Entry:
        choices = texts_of(node.get("值"))
        return Entry(
            text_of(node.get("名")),
            text_of(node.get("对象"), FIRM),
            text_of(node.get("类型"), "选项" if choices else "数值"),
            unit=text_of(node.get("单位")),
            period=text_of(node.get("期"), "无"),
            choices=choices,
            codes=text_of(node.get("代码表")),
            question=text_of(node.get("问")),
            known_by=texts_of(node.get("谁知")),
            changeable=text_of(node.get("可变"), "不可变" if derived else "补数据"),
            personal=text_of(node.get("个人信息")) == "是",
            negative=text_of(node.get("可负")) == "是",
            fairness=text_of(node.get("公平竞争")),
            note=text_of(node.get("释义")),
            derived=derived,
        )

    def add(self, entry: Entry, node: Map, path: str) -> bool:
        """Add one entry; a second one of the same name must be the same thing."""
        name = node.entries.get("名", node)

        def fault(message: str) -> bool:
            self.report.fault(path, name.line, name.column, message)
            return False

        if not _is_name(entry.name) or entry.name in RESERVED or entry.name in INPUT_KEYS:
            return fault(f"“{shown(entry.name)}”{NO_NAME}")
        if entry.subject not in self.vocabulary.subjects:
            return fault(f"没有对象“{shown(entry.subject)}”{meant(entry.subject, self.vocabulary.subjects)}")
        if entry.name in self.vocabulary.subjects:
            return fault(f"“{entry.name}”已经是对象的名字")
        if entry.type in ("选项", "多选") and not entry.choices:
            return fault(f"“{entry.name}”是{entry.type}，要写“值”")
        if entry.type == "代码" and entry.codes not in self.vocabulary.codes:
            return fault(f"“{entry.name}”要写“代码表”，可用：{'、'.join(self.vocabulary.codes)}")
        known = self.vocabulary.find(entry.name)
        if known is not None:
            if _kind_of(known) == _kind_of(entry) and not entry.derived and not known.derived:
                return True
            said = "、".join(part for part in _kind_of(known) if part)
            return fault(f"“{entry.name}”已经有了（{said}），不能再定义成别的；一个东西一个名字")
        self.vocabulary.entries[folded(entry.name)] = entry
        return True

    # Derived facts ---------------------------------------------------------------------------------------------------

    def scope(self, kind: str) -> Scope:
        return Scope(self.vocabulary, kind, self.derive, pool=self.pool)

    def derive(self, entry: Entry, frame: Frame) -> ValueNode:
        """The tree of a derived fact in a year. Raises FaultError where it needs itself."""
        rule = self.vocabulary.derived[entry.name]
        key = (frame.offset, frame.year)
        if key not in rule.made:
            if entry.name in self.opening:
                circle = " → ".join([*self.opening[self.opening.index(entry.name) :], entry.name])
                raise FaultError(f"派生事实互相引用：{circle}")
            self.opening.append(entry.name)
            try:
                rule.made[key] = self.shallow(rule, self.compile(rule, frame if entry.period == "年" else None))
            finally:
                self.opening.pop()
        self.stacked(entry.name)
        return rule.made[key]

    def shallow(self, rule: DerivedRule, node: ValueNode) -> ValueNode:
        """The tree of a derived fact, where it is not too high together with those it stands on."""
        height = self.trees[rule.entry.name] = tree_height(node, self.trees)
        if height <= MOST_HEIGHT:
            return node
        self.trees[rule.entry.name] = 1
        self.report.fault(rule.path, rule.source.line, rule.source.column, "派生事实的式子太长，请拆开")
        return Literal(UNKNOWN, rule.entry.dim)

    def stacked(self, name: str) -> None:
        """Note how high the derived facts stand on one another. Raises FaultError where it is too high."""
        height = self.heights.setdefault(name, 1)
        if self.opening:
            if height >= MOST_DERIVED:
                raise FaultError(f"派生事实一层套一层，超过 {MOST_DERIVED} 层")
            user = self.opening[-1]
            self.heights[user] = max(self.heights.get(user, 1), height + 1)

    def compile(self, rule: DerivedRule, frame: Frame | None) -> ValueNode:
        entry, source = rule.entry, rule.source
        compiler = Compiler(self.scope(entry.subject), rule.path, self.report, frame)
        if entry.dim == Dim.BOOL:
            compiler.fault(source, "派生事实不能是“是否”，写成选项")
            return Literal(UNKNOWN, Dim.BOOL)
        if entry.choices:
            compiler.words = entry
        line = source.get("式")
        if line is not None:
            compiler.words = None
            return self.increase(line, compiler, entry) if isinstance(line, Map) else compiler.value(line, entry.dim)
        inner: dict[str, Yaml] = {key: source.entries[key] for key in (*FORMS, "档") if key in source.entries}
        return compiler.value(Map(inner, source.line, source.column, source.keys), entry.dim)

    def increase(self, node: Map, compiler: Compiler, entry: Entry) -> ValueNode:
        """逐月增量 as a derived fact: money of months that stand in the text."""
        if entry.type != "金额" or entry.period != "无":
            compiler.fault(node, "“逐月增量”是金额，月份写死了：派生事实要写 类型: 金额，不写“期”")
        return read_increase(node, compiler)

    def finish(self) -> None:
        """Compile every derived fact once, so that their faults are told even where nobody reads them."""
        for rule in list(self.vocabulary.derived.values()):
            try:
                self.derive(rule.entry, Frame(-1) if rule.entry.period == "年" else Frame())
            except FaultError as error:
                self.report.fault(rule.path, rule.source.line, rule.source.column, error.message)

    # Tables and lists ------------------------------------------------------------------------------------------------

    def table(self, node: Map, path: str) -> None:
        kind, unit, name = text_of(node.get("类型")), text_of(node.get("单位")), text_of(node.get("名"))
        rows = []
        for row in maps_in(node.get("值")):
            try:
                rows.append((read_date(text_of(row.get("自"))), read_number_of(kind, text_of(row.get("得")), unit)))
            except FaultError as error:
                self.report.fault(path, row.line, row.column, error.message)
        dates = [date for date, _ in rows]
        if dates != sorted(set(dates)):
            self.report.fault(path, node.line, node.column, f"参数表“{name}”的日期要从早到晚，不能重复")
        if not rows:
            return
        try:
            until = read_date(text_of(node.get("知至"))) if node.get("知至") else dates[-1]
        except FaultError as error:
            self.report.fault(path, node.line, node.column, error.message)
            until = dates[-1]
        if until < dates[-1]:
            self.report.fault(path, node.line, node.column, f"“知至” {until} 早于最后一行 {dates[-1]}")
        known = self.vocabulary.tables.get(name)
        if known is not None and (known.type, known.unit) != (kind, unit):
            said = known.type + (f"，单位是{known.unit}" if known.unit else "")
            self.report.fault(path, node.line, node.column, f"参数表“{name}”已经有了，类型是{said}")
            return
        checked, source = text_of(node.get("核对")), text_of(node.get("来源"))
        self.vocabulary.tables[name] = Table(name, kind, unit, tuple(rows), until, checked, source)

    def list(self, node: Map, path: str) -> None:
        kind, name, listed = text_of(node.get("类型"), "文本"), text_of(node.get("名")), node.get("项")
        known = self.vocabulary.lists.get(name)
        if known is not None and known.type != kind:
            self.report.fault(path, node.line, node.column, f"名单“{name}”已经有了，类型是{known.type}")
            return
        items = set()
        for item in listed.items if isinstance(listed, Seq) else []:
            try:
                items.add(self.listed(kind, text_of(item)))
            except FaultError as error:
                self.report.fault(path, item.line, item.column, error.message)
        complete, checked = text_of(node.get("完整")) != "否", text_of(node.get("核对"))
        self.vocabulary.lists[name] = NameList(
            name, kind, frozenset(items), complete, checked, text_of(node.get("来源"))
        )

    def listed(self, kind: str, text: str) -> str:
        """One member of a list, as facts of that type hold it. Raises FaultError."""
        if kind == "地区":
            return read_region(text)
        if kind != "代码":
            return text
        refused = FaultError(f"读到“{shown(text)}”，没有代码表可以核对")
        for tree in self.vocabulary.codes.values():
            try:
                return tree.read(text)
            except FaultError as error:
                refused = error
        raise refused


def tree_height(node: Node, derived: Mapping[str, int]) -> int:
    """How many nodes stand above one another, those of derived facts included."""
    highest, todo = 0, [(node, 1)]
    while todo:
        current, above = todo.pop()
        if isinstance(current, Derived):
            above += derived.get(current.name, 0)
        else:
            todo += [(child, above + 1) for child in children(current)]
        highest = max(highest, above)
    return highest


def _kind_of(entry: Entry) -> tuple[str, ...]:
    """What must be the same wherever one fact is defined, as words."""
    choices = "值 " + "/".join(entry.choices) if entry.choices else ""
    return entry.subject, entry.type, f"期 {entry.period}", entry.unit and f"单位 {entry.unit}", choices, entry.codes


def _is_name(text: str) -> bool:
    return bool(text) and not text[0].isdigit() and all(c.isalnum() or c in "_·" for c in text) and len(text) <= 40
