"""Strict YAML: every scalar is text, every node knows its place, and nothing surprising is read.

A plain loader reads industry 0111 as 73, 1:30 as 90, 1.10 as 1.1 and NO as false; here they stay what was written.
Refused: duplicate keys, anchors, aliases, tags, several documents, nesting deeper than DEPTH.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from songjieyou.rules.faults import Report, folded, shown

DEPTH = 40
MAX_CHARACTERS = 2_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Text:
    """A scalar. `lead` is how far its first character stands behind `column` (1 within quotes)."""

    value: str
    line: int
    column: int
    lead: int = 0
    exact: bool = True


@dataclass(slots=True)
class Seq:
    items: list[Node]
    line: int
    column: int


class Gap(Seq):
    """An empty list that stands where something is missing or at fault, once that was told."""


@dataclass(slots=True)
class Map:
    """A mapping. It is not `whole` where a fault of structure was told inside."""

    entries: dict[str, Node]
    line: int
    column: int
    keys: dict[str, Text] = field(default_factory=dict)
    whole: bool = True

    def get(self, key: str) -> Node | None:
        return self.entries.get(key)


type Node = Text | Seq | Map


class _RefusedError(Exception):
    def __init__(self, line: int, column: int, message: str) -> None:
        self.line, self.column, self.message = line, column, message


def read_yaml(data: bytes, path: str, report: Report) -> Node | None:
    """Parse one document; faults go to `report` and None is returned."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.fault(path, line, 1, "文件不是 UTF-8 编码（可在编辑器里另存为 UTF-8）")
        return None
    if len(text) > MAX_CHARACTERS:
        report.fault(path, 1, 1, f"文件有 {len(text)} 个字符，至多 {MAX_CHARACTERS}")
        return None
    try:
        return _Builder(path, report).document(yaml.parse(text, Loader=_LOADER))
    except _RefusedError as refused:
        report.fault(path, refused.line, refused.column, refused.message)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        report.fault(path, line, column, f"YAML 读不通：{_plain(error.problem or error.context or '')}")
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes here, the Python reader counts characters: the line is found by the character itself.
        place = text.find(chr(error.character)) if isinstance(error.character, int) else -1
        line = text.count("\n", 0, place) + 1 if place >= 0 else 1
        column = place - text.rfind("\n", 0, place) if place >= 0 else 1
        report.fault(path, line, column, "文件里有不可见的控制字符")
    return None


_PROBLEMS = {
    "could not find expected ':'": "这里应有冒号“: ”（冒号后要有空格）",
    "mapping values are not allowed in this context": "这里不能再有冒号（缩进不对，或含冒号的文字要加引号）",
    "did not find expected key": "缩进或标点不对，这里应是一个键",
    "did not find expected ',' or ']'": "方括号里缺逗号或右括号",
    "did not find expected ',' or '}'": "花括号里缺逗号或右括号（含逗号、括号的规则要加引号）",
    "found character that cannot start any token": "这个字符不能放在开头（制表符、@、` 要去掉或加引号）",
    "found unexpected end of stream": "引号没有配对",
    "did not find expected '-' indicator": "列表的“- ”没有对齐",
    "did not find expected node content": "这里缺内容",
    "block sequence entries are not allowed in this context": "列表的“- ”要另起一行",
    "found a tab character where an indentation space is expected": "缩进要用空格，不能用制表符",
}


def _plain(problem: str) -> str:
    return _PROBLEMS.get(problem, problem)


class _Builder:
    """Builds the node tree from parser events, without recursion into hostile depth."""

    def __init__(self, path: str, report: Report) -> None:
        self.path, self.report = path, report

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _at(event, "一个文件只放一份文档（去掉“---”）")
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, events, 0)
        if root is None or (isinstance(root, Text) and not root.value):
            self.report.fault(self.path, 1, 1, "文件是空的")
            return None
        return root

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _at(event, "不许用锚点和别名（& 和 *；文字以它们开头时要加引号）")
        if getattr(event, "tag", None):
            raise _at(event, "不许用标签（!；文字以它开头时要加引号）")
        if depth > DEPTH:
            raise _at(event, f"嵌套超过 {DEPTH} 层")
        line, column = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event, line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                items.append(self.node(inner, events, depth + 1))
            return Seq(items, line, column)
        return self.mapping(events, depth, Map({}, line, column))

    def mapping(self, events: Iterator[yaml.Event], depth: int, found: Map) -> Map:
        before = self.report.count
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            if not isinstance(key, Text):
                raise _at(event, "键必须是文字")
            value = self.node(next(events), events, depth + 1)
            name = folded(key.value)
            if name in found.entries:
                first = found.keys[name]
                message = f"键“{shown(name)}”重复，前一个在第 {first.line} 行"
                self.report.fault(self.path, key.line, key.column, message)
                continue
            found.entries[name], found.keys[name] = value, key
        found.whole = self.report.count == before
        return found


def _scalar(event: yaml.ScalarEvent, line: int, column: int) -> Text:
    quoted = event.style in ("'", '"')
    block = event.style in ("|", ">")
    start, end = event.start_mark, event.end_mark
    one_line = start is not None and end is not None and start.line == end.line
    span = end.column - start.column - (2 if quoted else 0) if start and end else 0
    exact = not block and one_line and span == len(event.value)
    return Text(event.value, line, column, 1 if quoted else 0, exact)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _at(event: yaml.Event, message: str) -> _RefusedError:
    return _RefusedError(*_place(event), message)
