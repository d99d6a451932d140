"""Shapes: what a file may hold, as data. One checker and one JSON Schema come from the same shapes.

A kind says what one node may be. Structure is checked here once, with every fault in one run, so that the code which
builds objects from a checked tree need not check again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from songjieyou.rules.faults import Report, meant, shown
from songjieyou.rules.language.yamltext import Map, Node, Seq, Text


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
    """Checks a node tree against a table of shapes."""

    def __init__(self, shapes: Mapping[str, Shape], path: str, report: Report) -> None:
        self.shapes, self.path, self.report = shapes, path, report

    def fault(self, node: Node, message: str) -> bool:
        self.report.fault(self.path, node.line, node.column, message)
        return False

    def check(self, node: Node, kind: Kind, where: str) -> bool:
        """True when the node is of the kind; otherwise its faults are reported."""
        match kind:
            case Anything():
                return True
            case Line():
                return isinstance(node, Text) or self.fault(node, f"“{where}”应是一行文字，读到{_name(node)}")
            case OneOf(words):
                return self._word(node, words, where)
            case ListOf(inner, least):
                return self._list(node, inner, least, where)
            case MapOf(inner):
                if not isinstance(node, Map):
                    return self.fault(node, f"“{where}”应是一组“名: 值”，读到{_name(node)}")
                return self._all(inner, node.entries.items())
            case Ref(name):
                return self._shape(node, self.shapes[name], where)
            case AnyOf(kinds):
                return self._any(node, kinds, where)

    def _all(self, kind: Kind, nodes: Iterable[tuple[str, Node]]) -> bool:
        checked = [self.check(node, kind, where) for where, node in nodes]  # every one, so that no fault stays unsaid
        return all(checked)

    def _word(self, node: Node, words: tuple[str, ...], where: str) -> bool:
        if isinstance(node, Text) and node.value in words:
            return True
        read = f"“{shown(node.value)}”" if isinstance(node, Text) else _name(node)
        near = meant(node.value, words) if isinstance(node, Text) else ""
        return self.fault(node, f"“{where}”应是 {'、'.join(words)} 之一，读到{read}{near}")

    def _list(self, node: Node, inner: Kind, least: int, where: str) -> bool:
        if not isinstance(node, Seq):
            return self.fault(node, f"“{where}”应是列表，读到{_name(node)}")
        good = self._all(inner, ((where, item) for item in node.items))
        if len(node.items) < least:
            return self.fault(node, f"“{where}”至少要有 {least} 项")
        return good

    def _any(self, node: Node, kinds: tuple[Kind, ...], where: str) -> bool:
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

    def _shape(self, node: Node, shape: Shape, where: str) -> bool:
        if not isinstance(node, Map):
            return self.fault(node, f"“{where}”应是一组“键: 值”（{_some(shape)}），读到{_name(node)}")
        good = True
        for name, value in node.entries.items():
            key = shape.keys.get(name)
            if key is None:
                hint = meant(name, shape.keys) or _unquoted(value) or f"，可用：{_some(shape)}"
                good = self.fault(node.keys[name], f"“{where}”里没有“{shown(name)}”这个键{hint}")
            else:
                good = self.check(value, key.kind, name) and good
        return self._complete(node, shape, where) and good

    def _complete(self, node: Map, shape: Shape, where: str) -> bool:
        good = True
        for name, key in shape.keys.items():
            written = node.get(name)
            if key.required and written is None:
                good = self.fault(node, f"“{where}”缺“{name}”（{key.doc}）")
            elif (
                key.required and isinstance(key.kind, Line) and isinstance(written, Text) and not written.value.strip()
            ):
                good = self.fault(written, f"“{where}”的“{name}”是空的（{key.doc}）")
        for group in shape.one:
            have = [name for name in group if name in node.entries]
            if len(have) != 1:
                said = f"同时有 {'、'.join(have)}" if have else "一个也没有"
                good = self.fault(node, f"“{where}”里 {'、'.join(group)} 要有且只有一个，{said}")
        for name, needed in shape.needs.items():
            if name in node.entries:
                for other in needed:
                    if other not in node.entries:
                        good = self.fault(node.keys[name], f"有“{name}”就要有“{other}”")
        return good


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


def _unquoted(value: Node) -> str:
    """A key without a value, inside {…}, is mostly the rest of a line that was cut at its comma."""
    return "：{…} 里的一行如果带逗号或方括号，要加引号" if isinstance(value, Text) and not value.value else ""


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
