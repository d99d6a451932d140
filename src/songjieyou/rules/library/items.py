"""事项 and 版本: from checked YAML to Items."""

from __future__ import annotations

import datetime as dt
from typing import Any

from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.language.tree import And, Compare, Dim, Fact, Literal, TruthNode
from songjieyou.rules.language.yamltext import Map, Node, Seq, Text
from songjieyou.rules.library.benefits import read_benefit
from songjieyou.rules.library.compiler import Compiler, maps_in, text_of, texts_of
from songjieyou.rules.library.policy import Condition, Example, Exclusion, Item, Policy, Version, Window
from songjieyou.rules.units import read_date
from songjieyou.rules.values import UNKNOWN

WITHOUT_AMOUNT = ("资质", "通道")
WITH_AMOUNT = ("奖补", "减免")
NO_END = dt.date.max


class PolicyReader:
    """Builds one policy from its checked file."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.vocabulary = compiler.scope.vocabulary

    def policy(self, node: Map, path: str, digest: str) -> Policy:
        title = text_of(node.get("政策"))
        if "/" in title:
            self.compiler.fault(node.entries["政策"], "政策名里不能有“/”")
        self.compiler.scope.policy = title
        items = [self.item(item, title) for item in maps_in(node.get("事项"))]
        self.unique(maps_in(node.get("事项")), "编号")
        return Policy(
            title,
            text_of(node.get("级别")),
            text_of(node.get("核对")),
            tuple(items),
            regions=texts_of(node.get("地域")),
            issuers=texts_of(node.get("发文机关")),
            number=text_of(node.get("文号")),
            issued=text_of(node.get("发文日期")),
            note=text_of(node.get("说明")),
            doubts=texts_of(node.get("存疑")),
            path=path,
            digest=digest,
        )

    def unique(self, nodes: list[Map], key: str) -> None:
        seen: set[str] = set()
        for node in nodes:
            name = text_of(node.get(key))
            if name in seen:
                self.compiler.fault(node.entries[key], f"{key}“{shown(name)}”重复")
            seen.add(name)

    def item(self, node: Map, title: str) -> Item:
        kind = self.compiler.name_in(node.get("对象"), self.vocabulary.subjects, "对象")
        self.compiler.scope.kind = kind
        code, category = text_of(node.get("编号")), text_of(node.get("类别"))
        if "/" in code:
            self.compiler.fault(node.entries["编号"], "编号里不能有“/”")
        versions = tuple(self.version(version, category) for version in maps_in(node.get("版本")))
        self.in_order(node, versions)
        exclusions = node.get("互斥")
        return Item(
            f"{title}/{code}",
            title,
            category,
            kind,
            versions,
            tags=frozenset(texts_of(node.get("标签"))),
            matter=text_of(node.get("同一事项")),
            exclusions=tuple(self.exclusion(e, kind) for e in maps_in(exclusions)),
            exclusions_seen=exclusions is not None and text_of(exclusions) != "未见",
            materials=texts_of(node.get("材料")),
            process=texts_of(node.get("流程")),
            note=text_of(node.get("说明")),
            doubts=texts_of(node.get("存疑")),
            path=self.compiler.path,
            line=node.line,
            column=node.column,
        )

    def in_order(self, node: Map, versions: tuple[Version, ...]) -> None:
        self.unique(maps_in(node.get("版本")), "文件")
        for before, after, written in zip(versions, versions[1:], maps_in(node.get("版本"))[1:], strict=False):
            if after.start <= before.start:
                self.compiler.fault(written, f"版本要按施行先后排列：{after.start} 不晚于上一版的 {before.start}")
            if before.end and before.end >= after.start and after.start_latest == after.start:
                self.compiler.fault(written, f"上一版到 {before.end} 才失效，这一版 {after.start} 已施行，两版重叠")

    def exclusion(self, node: Map, kind: str) -> Exclusion:
        per = self.compiler.name_in(node.get("同一"), self.vocabulary.subjects, "对象")
        if per != kind and per not in self.vocabulary.above(kind):
            self.compiler.fault(node.entries["同一"], f"对象是{kind}的事项没有“同一{shown(per)}”")
        policy = self.compiler.scope.policy
        items = tuple(name if "/" in name else f"{policy}/{name}" for name in texts_of(node.get("事项")))
        return Exclusion(per, text_of(node.get("标签")), items, text_of(node.get("依据")))

    # Versions --------------------------------------------------------------------------------------------------------

    def version(self, node: Map, category: str) -> Version:
        start, latest = self.start(node.entries["施行"])
        end, known = self.end(node.entries["失效"])
        if end and end < start:
            self.compiler.fault(node.entries["失效"], f"失效日期 {end} 早于施行日期 {start}")
        scores = self.scores(node.get("评分"))
        self.compiler.scope.scores = scores
        conditions = [self.compiler.condition(c) for c in maps_in(node.get("条件"))]
        covered = node.get("适用期间")
        if isinstance(covered, Map):
            conditions.append(self.covered(covered))
        benefit = node.get("补贴")
        found = Version(
            text_of(node.get("文件")),
            start,
            latest,
            end,
            known,
            by=self.by(node.get("版本按")),
            windows=self.windows(node.get("申报窗口")),
            mode=text_of(node.get("办理方式")),
            discretion=text_of(node.get("裁量")),
            conditions=tuple(conditions),
            scores=scores,
            benefit=read_benefit(benefit, self.compiler) if isinstance(benefit, Map) else None,
            doubts=texts_of(node.get("存疑")),
            examples=tuple(self.example(e) for e in maps_in(node.get("例子"))),
            line=node.line,
        )
        self.compiler.scope.scores = {}
        if category in WITHOUT_AMOUNT and benefit is not None:
            self.compiler.fault(node.keys["补贴"], f"{category}没有金额，不写“补贴”")
        if category in WITH_AMOUNT and benefit is None:
            self.compiler.fault(node, f"{category}要有“补贴”（标准没看到就写 补贴: {{性质: 未见}}）")
        return found

    def date(self, node: Node | None) -> dt.date | None:
        if node is None:
            return None
        try:
            return read_date(text_of(node))
        except FaultError as error:
            self.compiler.fault(node, error.message)
            return None

    def start(self, node: Node) -> tuple[dt.date, dt.date | None]:
        """The earliest and the latest possible first day; no latest where nobody knows."""
        if not isinstance(node, Map):
            day = self.date(node) or dt.date.min
            return day, day
        if (earliest := node.get("不早于")) is not None:
            return self.date(earliest) or dt.date.min, None
        first, last = self.date(node.get("自")) or dt.date.min, self.date(node.get("至")) or dt.date.max
        if first > last:
            self.compiler.fault(node, f"施行日期上下颠倒：自 {first} 至 {last}")
        return first, last

    def end(self, node: Node) -> tuple[dt.date | None, bool]:
        word = text_of(node)
        if word in ("无", "未见"):
            return None, word == "无"
        return self.date(node), True

    def by(self, node: Node | None) -> Fact | None:
        name = text_of(node, "申报日")
        if node is None or name == "申报日":
            return None
        found = self.compiler.value(node, Dim.DATE)
        if isinstance(found, Fact):
            return found
        if not (isinstance(found, Literal) and found.value is UNKNOWN):
            self.compiler.fault(node, "“版本按”要写 申报日 或一个日期事实")
        return None

    def windows(self, node: Node | None) -> tuple[Window, ...] | None:
        """None is unknown; one window without ends is 常年."""
        if node is None or text_of(node) == "未知":
            return None
        if text_of(node) == "常年":
            return (Window(None, None),)
        spans = [node] if isinstance(node, Map) else maps_in(node)
        found = []
        for span in spans:
            window = Window(self.date(span.get("自")), self.date(span.get("至")))
            if not span.entries:
                self.compiler.fault(span, "申报窗口要有“自”或“至”（全年受理写 常年）")
            if window.start and window.end and window.start > window.end:
                self.compiler.fault(span, f"申报窗口上下颠倒：自 {window.start} 至 {window.end}")
            found.append(window)
        return tuple(found)

    def covered(self, node: Map) -> Condition:
        """适用期间 as a condition on its date."""
        measure = self.compiler.value(node.entries["按"], Dim.DATE)
        first, last = self.date(node.get("自")), self.date(node.get("至"))
        tests: list[TruthNode] = []
        for op, day in ((">=", first), ("<=", last)):
            if day is not None:
                tests.append(self.compiler.scope.kept(Compare(op, measure, Literal(day, Dim.DATE))))
        if not tests or (first and last and first > last):
            self.compiler.fault(node, "适用期间要有“自”或“至”，且自不晚于至")
        text = text_of(node.get("按")) + (f" 自 {first}" if first else "") + (f" 至 {last}" if last else "")
        joined = tests[0] if len(tests) == 1 else self.compiler.scope.kept(And(tuple(tests)))
        return Condition(
            joined, text, text_of(node.get("依据")), "适用期间", doubt=text_of(node.get("存疑")), line=node.line
        )

    def scores(self, node: Node | None) -> dict[str, Any]:
        entries = node.entries if isinstance(node, Map) else {}
        return {name: self.compiler.value(value, Dim.SCORE) for name, value in entries.items()}

    def example(self, node: Map) -> Example:
        expected = node.entries["应得"]
        day = self.date(node.entries["日期"]) or dt.date.min
        return Example(
            text_of(node.get("名")),
            day,
            node.entries["已知"],
            plain(expected),
            self.compiler.path,
            node.line,
            node.column,
        )


def plain(node: Node) -> Any:
    """A node as plain dictionaries, lists and texts."""
    if isinstance(node, Text):
        return node.value.strip()
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}
