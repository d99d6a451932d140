"""Strict YAML: what is written is what is read, and every refusal names its place."""

import pytest

from songjieyou.rules.faults import Report
from songjieyou.rules.language.yamltext import DEPTH, Map, Seq, Text, read_yaml


def read(text: str | bytes) -> tuple[object, list[str]]:
    report = Report()
    root = read_yaml(text.encode() if isinstance(text, str) else text, "f.yaml", report)
    return root, [str(fault) for fault in report.faults]


@pytest.mark.parametrize("scalar", ["0111", "1:30", "1.10", "NO", "null", "2024-03-07", "1e3", "~x"])
def test_every_scalar_stays_the_text_that_was_written(scalar: str) -> None:
    root, faults = read(f"值: {scalar}")
    assert faults == []
    assert isinstance(root, Map)
    value = root.entries["值"]
    assert isinstance(value, Text)
    assert value.value == scalar


def test_a_place_is_line_and_column_in_characters() -> None:
    root, _ = read("事项:\n  - {规则: 总投资 >= 1, 名: '甲'}\n")
    assert isinstance(root, Map)
    items = root.entries["事项"]
    assert isinstance(items, Seq)
    first = items.items[0]
    assert isinstance(first, Map)
    rule, name = first.entries["规则"], first.entries["名"]
    assert isinstance(rule, Text)
    assert isinstance(name, Text)
    assert (rule.line, rule.column, rule.lead, rule.exact) == (2, 10, 0, True)
    assert (name.line, name.column, name.lead, name.exact) == (2, 23, 1, True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("甲: 1\n乙: 2\n甲: 3", "f.yaml:3:1: 键“甲”重复，前一个在第 1 行"),
        ("甲: &a 1", "f.yaml:1:4: 不许用锚点和别名（& 和 *；文字以它们开头时要加引号）"),
        ("甲: *a", "f.yaml:1:4: 不许用锚点和别名（& 和 *；文字以它们开头时要加引号）"),
        ("甲: !!int 1", "f.yaml:1:4: 不许用标签（!；文字以它开头时要加引号）"),
        ("甲: 1\n---\n乙: 2", "f.yaml:2:1: 一个文件只放一份文档（去掉“---”）"),
        ("", "f.yaml:1:1: 文件是空的"),
        ("? [a]\n: 1", "f.yaml:1:3: 键必须是文字"),
        ('甲: "\x01"', "f.yaml:1:5: 文件里有不可见的控制字符"),
        ("甲: " + "[" * 100_000, f"f.yaml:1:{4 + DEPTH}: 嵌套超过 {DEPTH} 层"),
    ],
)
def test_what_would_surprise_is_refused(text: str, fault: str) -> None:
    assert read(text) == (None, [fault]) if "重复" not in fault else read(text)[1] == [fault]


def test_another_encoding_is_named() -> None:
    assert read("甲: 一".encode("gb18030"))[1] == ["f.yaml:1:1: 文件不是 UTF-8 编码（可在编辑器里另存为 UTF-8）"]
