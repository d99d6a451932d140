"""Shapes: what a file may hold, as data. One checker and one JSON Schema come from the same shapes.

A kind says what one node may be. Structure is checked here once, with every fault in one run; what is missing or at
fault becomes a gap, so that the code which builds objects need not check again and still finds the faults of the rest.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from songjieyou.rules.faults import Report, meant, nearest, shown
from songjieyou.rules.language.yamltext import Gap, Map, Node, Seq, Text


@dataclass(frozen=True, slots=True)
class Line:
    """Free text. `rule` marks a rule line, `pattern` (a JSON Schema regex) is for readers' editors only."""

    rule: bool = False
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    kind: Kind
    least: int = 0


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with free keys."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Ref:
    """A named shape."""

    name: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Kinds told apart by what the node is: a text, a list, or a mapping (told apart by its keys)."""

    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Checked elsewhere (facts, expectations)."""


type Kind = Line | OneOf | ListOf | MapOf | Ref | AnyOf | Anything


@dataclass(frozen=True, slots=True)
class Key:
    kind: Kind
    doc: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping with known keys. `one`: groups of which exactly one key must stand; `needs`: what a key requires."""

    keys: Mapping[str, Key]
    doc: str = ""
    one: tuple[tuple[str, ...], ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Checker:
    """Checks a node tree against a table of shapes, and gives back what of it can be used."""

    def __init__(self, shapes: Mapping[str, Shape], path: str, report: Report) -> None:
        self.shapes, self.path, self.report = shapes, path, report

    def fault(self, node: Node, message: str) -> Gap:
        self.report.fault(self.path, node.line, node.column, message)
        return Gap([], node.line, node.column)

    def check(self, node: Node, kind: Kind, where: str) -> Node:
        """The node, with a gap for each part that is at fault; every fault is reported."""
        match kind:
            case Anything():
                return node
            case Line():
                return node if isinstance(node, Text) else self.fault(node, f"“{where}”应是一行文字，读到{_name(node)}")
            case OneOf(words):
                return self._word(node, words, where)
            case ListOf(inner, least):
                return self._list(node, inner, least, where)
            case MapOf(inner):
                return self._free(node, inner, where)
            case Ref(name):
                return self._shape(node, self.shapes[name], where)
            case AnyOf(kinds):
                return self._any(node, kinds, where)

    def _word(self, node: Node, words: tuple[str, ...], where: str) -> Node:
        if isinstance(node, Text) and node.value in words:
            return node
        read = f"“{shown(node.value)}”" if isinstance(node, Text) else _name(node)
        near = meant(node.value, words) if isinstance(node, Text) else ""
        return self.fault(node, f"“{where}”应是 {'、'.join(words)} 之一，读到{read}{near}")

    def _list(self, node: Node, inner: Kind, least: int, where: str) -> Node:
        if not isinstance(node, Seq):
            return self.fault(node, f"“{where}”应是列表，读到{_name(node)}")
        if len(node.items) < least:
            return self.fault(node, f"“{where}”至少要有 {least} 项")
        return Seq([self.check(item, inner, where) for item in node.items], node.line, node.column)

    def _free(self, node: Node, inner: Kind, where: str) -> Node:
        if not isinstance(node, Map):
            return self.fault(node, f"“{where}”应是一组“名: 值”，读到{_name(node)}")
        before = self.report.count
        entries = {name: self.check(value, inner, name) for name, value in node.entries.items()}
        return Map(entries, node.line, node.column, node.keys, node.whole and self.report.count == before)

    def _any(self, node: Node, kinds: tuple[Kind, ...], where: str) -> Node:
        fitting = [k for k in kinds if self._resembles(node, k)]
        if len(fitting) > 1 and isinstance(node, Map):
            fitting.sort(key=lambda k: self._common(node, k), reverse=True)
        if not fitting:
            wanted = "、".join(dict.fromkeys(_kind_name(k) for k in kinds))
            return self.fault(node, f"“{where}”应是{wanted}，读到{_name(node)}")
        return self.check(node, fitting[0], where)

    def _resembles(self, node: Node, kind: Kind) -> bool:
        match kind:
            case Line():
                return isinstance(node, Text)
            case OneOf(words):
                return isinstance(node, Text) and node.value in words
            case ListOf():
                return isinstance(node, Seq)
            case Anything():
                return True
            case AnyOf(kinds):
                return any(self._resembles(node, k) for k in kinds)
            case _:
                return isinstance(node, Map)

    def _common(self, node: Map, kind: Kind) -> int:
        return sum(key in self.shapes[kind.name].keys for key in node.entries) if isinstance(kind, Ref) else 0

    def _shape(self, node: Node, shape: Shape, where: str) -> Node:
        if not isinstance(node, Map):
            return self.fault(node, f"“{where}”应是一组“键: 值”（{_some(shape)}），读到{_name(node)}")
        before, keys = self.report.count, dict(node.keys)
        entries: dict[str, Node] = {}
        slips: dict[str, Node] = {}  # what unknown keys were probably meant to be
        last = Text("", 0, 0), ""
        for name, value in node.entries.items():
            if (key := shape.keys.get(name)) is not None:
                entries[name] = self.check(value, key.kind, name)
                last = keys[name], name
                continue
            gap = self._unknown(node, name, shape, where)
            if near := nearest(name, [key for key in shape.keys if key not in node.entries]):
                slips[near], keys[near] = gap, keys[name]
            if _is_cut(value) and keys[name].line == last[0].line:
                entries[last[1]] = gap
        for name in self._missing(node, shape, where, slips):
            entries[name] = Gap([], node.line, node.column)
            keys.setdefault(name, Text(name, node.line, node.column))
        self._joined(node, shape, where, slips)
        return Map(slips | entries, node.line, node.column, keys, node.whole and self.report.count == before)

    def _unknown(self, node: Map, name: str, shape: Shape, where: str) -> Gap:
        cut = "：{…} 里的一行如果带逗号或方括号，要加引号" if _is_cut(node.entries[name]) else ""
        hint = meant(name, shape.keys) or cut or f"，可用：{_some(shape)}"
        return self.fault(node.keys[name], f"“{where}”里没有“{shown(name)}”这个键{hint}")

    def _missing(self, node: Map, shape: Shape, where: str, slips: Container[str]) -> list[str]:
        """The required keys that are empty or not there; of one that was misspelt this was told."""
        found = []
        for name, key in shape.keys.items():
            written = node.get(name)
            if not key.required or name in slips:
                continue
            if written is None:
                self.fault(node, f"“{where}”缺“{name}”（{key.doc}）")
                found.append(name)
            elif isinstance(written, Text) and isinstance(key.kind, Line) and not written.value.strip():
                self.fault(written, f"“{where}”的“{name}”是空的（{key.doc}）")
                found.append(name)
        return found

    def _joined(self, node: Map, shape: Shape, where: str, slips: Container[str]) -> None:
        """Keys of which one must stand, and keys that need others."""
        for group in shape.one:
            have = [name for name in group if name in node.entries]
            if len(have) > 1 or not (have or any(name in slips for name in group)):
                said = f"同时有 {'、'.join(have)}" if have else "一个也没有"
                self.fault(node, f"“{where}”里 {'、'.join(group)} 要有且只有一个，{said}")
        for name, needed in shape.needs.items():
            for other in needed if name in node.entries else ():
                if other not in node.entries and other not in slips:
                    self.fault(node.keys[name], f"有“{name}”就要有“{other}”")


def _name(node: Node) -> str:
    if isinstance(node, Text):
        return f"文字“{shown(node.value)}”" if node.value else "空白"
    return "列表" if isinstance(node, Seq) else "一组“键: 值”"


def _kind_name(kind: Kind) -> str:
    match kind:
        case OneOf(words):
            return "、".join(words)
        case Line():
            return "一行文字"
        case ListOf():
            return "列表"
        case _:
            return "一组“键: 值”"


def _is_cut(value: Node) -> bool:
    """A key without a value, inside {…}, is mostly the rest of a line that was cut at its comma."""
    return isinstance(value, Text) and not value.value


def _some(shape: Shape) -> str:
    names = list(shape.keys)
    return "、".join(names[:12]) + ("…" if len(names) > 12 else "")


def json_schema(shapes: Mapping[str, Shape], root: str, title: str) -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of the shape `root`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$ref": f"#/$defs/{root}",
        "$defs": {name: _object(shape) for name, shape in shapes.items()},
    }


def _object(shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {**_schema(key.kind), **_said(key)} for name, key in shape.keys.items()},
        "required": [name for name, key in shape.keys.items() if key.required],
    }
    if shape.doc:
        found["description"] = shape.doc
    if shape.one:
        found["allOf"] = [{"oneOf": [{"required": [name]} for name in group]} for group in shape.one]
    if shape.needs:
        found["dependentRequired"] = {name: list(others) for name, others in shape.needs.items()}
    return found


def _said(key: Key) -> dict[str, Any]:
    """What a key adds to the schema of its kind: its description, and that a required text is not empty."""
    least = {"minLength": 1} if key.required and isinstance(key.kind, Line) else {}
    return {"description": key.doc, **least}


def _schema(kind: Kind) -> dict[str, Any]:
    match kind:
        case Anything():
            return {}
        case Line(_, pattern):
            # To us every scalar is text; an editor takes `2` for a number.
            return {"type": "string", "pattern": pattern} if pattern else {"type": ["string", "number"]}
        case OneOf(words):
            return {"enum": list(words)}
        case ListOf(inner, least):
            return {"type": "array", "items": _schema(inner), "minItems": least}
        case MapOf(inner):
            return {"type": "object", "additionalProperties": _schema(inner)}
        case Ref(name):
            return {"$ref": f"#/$defs/{name}"}
        case AnyOf(kinds):
            return {"anyOf": [_schema(k) for k in kinds]}
