"""Shapes: every structural fault of a file in one run, with its line and column; the JSON Schema agrees."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from songjieyou.rules.faults import Report
from songjieyou.rules.language.shape import (
    AnyOf,
    Anything,
    Checker,
    Key,
    Kind,
    Line,
    ListOf,
    MapOf,
    OneOf,
    Ref,
    Shape,
    json_schema,
)
from songjieyou.rules.language.yamltext import Map, Node, Seq, read_yaml
from songjieyou.rules.library.shapes import ROOTS

SHAPES = {
    "书": Shape(
        {
            "名": Key(Line(), "书名", True),
            "状态": Key(OneOf(("在架", "借出")), "状态"),
            "作者": Key(AnyOf((OneOf(("佚名",)), ListOf(Line(), 1))), "作者"),
            "价": Key(AnyOf((Line(rule=True), Ref("价目"), Ref("折扣"))), "价钱"),
            "标签": Key(MapOf(OneOf(("是", "否"))), "标签"),
            "随意": Key(Anything(), "什么都行"),
            "买": Key(Line(), "甲选一"),
            "借": Key(Line(), "乙选一"),
            "期限": Key(Line(), "借才有"),
        },
        "一本书",
        one=(("买", "借"),),
        needs={"期限": ("借",)},
    ),
    "价目": Shape({"原价": Key(Line(), "原价", True), "币": Key(Line(pattern="^[A-Z]{3}$"), "币种")}),
    "折扣": Shape({"几折": Key(Line(), "几折", True), "币": Key(Line(), "币种")}),
}
GOOD = "{名: 甲, 买: 是}"


def faults(text: str) -> list[str]:
    """The faults of a text as `line:column: message`."""
    report = Report()
    node = read_yaml(text.encode(), "f", report)
    assert node is not None
    good = Checker(SHAPES, "f", report).check(node, Ref("书"), "书")
    found = [str(fault).removeprefix("f:") for fault in report.faults]
    assert good == (not found)
    return found


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "{名: 甲, 借: 是, 期限: 3天, 状态: 在架, 作者: 佚名, 标签: {好: 是, 新: 否}, 随意: [{a: [b]}]}",
        "{名: 甲, 买: 是, 作者: [乙, 丙], 价: 3元}",
        "{名: 甲, 买: 是, 价: {原价: 3元}}",
        "{名: 甲, 买: 是, 价: {几折: 8, 币: x}}",
        "{名: 甲, 买: 是, 标签: {}}",
    ],
)
def test_what_fits_its_shape_passes(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{买: 是}", ["1:1: “书”缺“名”（书名）"]),
        ("{名: 甲}", ["1:1: “书”里 买、借 要有且只有一个，一个也没有"]),
        ("{名: 甲, 买: 是, 借: 是}", ["1:1: “书”里 买、借 要有且只有一个，同时有 买、借"]),
        ("{名: 甲, 买: 是, 期限: 3天}", ["1:14: 有“期限”就要有“借”"]),
        ("{名: 甲, 买: 是, 状太: 在架}", ["1:14: “书”里没有“状太”这个键，是不是“状态”？"]),
        (
            "{名: 甲, 买: 是, xyz: 1}",
            ["1:14: “书”里没有“xyz”这个键，可用：名、状态、作者、价、标签、随意、买、借、期限"],
        ),
        ("{名: 甲, 买: 是, 状态: 在家}", ["1:18: “状态”应是 在架、借出 之一，读到“在家”，是不是“在架”？"]),
        ("{名: 甲, 买: 是, 状态: [在架]}", ["1:18: “状态”应是 在架、借出 之一，读到列表"]),
        ("{名: 甲, 买: 是, 状态: }", ["1:18: “状态”应是 在架、借出 之一，读到“”"]),
        ("{名: [甲], 买: 是}", ["1:5: “名”应是一行文字，读到列表"]),
        ("{名: {甲: 乙}, 买: 是}", ["1:5: “名”应是一行文字，读到一组“键: 值”"]),
        ("{名: 甲, 买: 是, 作者: 乙}", ["1:18: “作者”应是佚名、列表，读到文字“乙”"]),
        ("{名: 甲, 买: 是, 作者: []}", ["1:18: “作者”至少要有 1 项"]),
        (
            "{名: 甲, 买: 是, 作者: [[乙], 丙, {}]}",
            ["1:19: “作者”应是一行文字，读到列表", "1:27: “作者”应是一行文字，读到一组“键: 值”"],
        ),
        ("{名: 甲, 买: 是, 价: [1]}", ["1:17: “价”应是一行文字、一组“键: 值”，读到列表"]),
        ("{名: 甲, 买: 是, 价: {币: CNY}}", ["1:17: “价”缺“原价”（原价）"]),
        ("{名: 甲, 买: 是, 标签: 好}", ["1:18: “标签”应是一组“名: 值”，读到文字“好”"]),
        ("{名: 甲, 买: 是, 标签: {好: 也许}}", ["1:22: “好”应是 是、否 之一，读到“也许”"]),
        ("[甲]", ["1:1: “书”应是一组“键: 值”（名、状态、作者、价、标签、随意、买、借、期限），读到列表"]),
        ("甲", ["1:1: “书”应是一组“键: 值”（名、状态、作者、价、标签、随意、买、借、期限），读到文字“甲”"]),
        ("{名: , 买: 是}", ["1:5: “书”的“名”是空的（书名）"]),
        ("{名: '  ', 买: 是}", ["1:5: “书”的“名”是空的（书名）"]),
    ],
)
def test_every_structural_fault_has_its_place(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def test_all_faults_are_told_in_one_run() -> None:
    text = "状态: 在家\n作者: 乙\n价: {几折: [8]}\n标签:\n  好: 也许\n  坏: 也许\n多余: 1\n期限: 3天\n"
    assert faults(text) == [
        "1:5: “状态”应是 在架、借出 之一，读到“在家”，是不是“在架”？",
        "2:5: “作者”应是佚名、列表，读到文字“乙”",
        "3:9: “几折”应是一行文字，读到列表",
        "5:6: “好”应是 是、否 之一，读到“也许”",
        "6:6: “坏”应是 是、否 之一，读到“也许”",
        "7:1: “书”里没有“多余”这个键，可用：名、状态、作者、价、标签、随意、买、借、期限",
        "1:1: “书”缺“名”（书名）",
        "1:1: “书”里 买、借 要有且只有一个，一个也没有",
        "8:1: 有“期限”就要有“借”",
    ]


def test_a_mapping_is_taken_for_the_shape_it_shares_most_keys_with() -> None:
    assert faults("{名: 甲, 买: 是, 价: {几折: 8, 原价: 3, 币: x, 多: 1}}") == [
        "1:18: “价”里没有“几折”这个键，可用：原价、币",
        "1:38: “价”里没有“多”这个键，可用：原价、币",
    ]


def plain(node: Node) -> Any:
    if isinstance(node, Map):
        return {name: plain(value) for name, value in node.entries.items()}
    return [plain(item) for item in node.items] if isinstance(node, Seq) else node.value


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (GOOD, True),
        ("{名: 甲, 借: 是, 期限: 3天, 状态: 在架, 作者: 佚名, 标签: {好: 是}, 随意: [{a: [b]}]}", True),
        ("{名: 甲, 买: 是, 价: {几折: 8, 币: x}}", True),
        ("{买: 是}", False),
        ("{名: 甲}", False),
        ("{名: 甲, 买: 是, 借: 是}", False),
        ("{名: 甲, 买: 是, 期限: 3天}", False),
        ("{名: 甲, 买: 是, xyz: 1}", False),
        ("{名: 甲, 买: 是, 状态: 在家}", False),
        ("{名: 甲, 买: 是, 作者: []}", False),
        ("{名: 甲, 买: 是, 价: {币: CNY}}", False),
        ("{名: '', 买: 是}", False),
    ],
)
def test_the_json_schema_says_the_same_as_the_checker(text: str, valid: bool) -> None:
    schema = json_schema(SHAPES, "书", "书")
    Draft202012Validator.check_schema(schema)
    node = read_yaml(text.encode(), "f", Report())
    assert node is not None
    assert Draft202012Validator(schema).is_valid(plain(node)) is valid
    assert (faults(text) == []) is valid


@pytest.mark.parametrize("root", sorted(ROOTS))
def test_every_published_schema_is_one(root: str) -> None:
    shapes, name = ROOTS[root]
    schema = json_schema(shapes, name, root)
    Draft202012Validator.check_schema(schema)
    assert set(schema["$defs"]) == set(shapes)
    assert schema["$defs"][name]["additionalProperties"] is False
    assert schema["$ref"] == f"#/$defs/{name}"


def names_in(kind: Kind) -> list[str]:
    match kind:
        case Ref(name):
            return [name]
        case ListOf(inner) | MapOf(inner):
            return names_in(inner)
        case AnyOf(kinds):
            return [name for inner in kinds for name in names_in(inner)]
    return []


@pytest.mark.parametrize("root", sorted(ROOTS))
def test_shapes_name_only_shapes_and_keys_that_exist(root: str) -> None:
    shapes, _ = ROOTS[root]
    for name, shape in shapes.items():
        referred = [ref for key in shape.keys.values() for ref in names_in(key.kind)]
        assert set(referred) <= set(shapes), name
        spoken = [key for group in shape.one for key in group]
        spoken += [key for needing, needed in shape.needs.items() for key in (needing, *needed)]
        assert set(spoken) <= set(shape.keys), name
        assert all(key.doc for key in shape.keys.values()), name
