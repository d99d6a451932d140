"""Every threshold, rate, cap and date of the pack, moved by one step: some example must notice."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from songjieyou.rules.check.examples import check_derived, check_examples
from songjieyou.rules.faults import Report
from songjieyou.rules.language.yamltext import Map, read_yaml
from songjieyou.rules.library.load import PACK, Library, policy_files
from songjieyou.rules.library.policy import Catalogue
from tests.pack.mutate import mutations

SURVIVORS: dict[str, list[str]] = {
    "2026年工业领域设备更新": ["2025-09-15 → 2025-09-14"],  # a window open a day before the policy is in force
}
"""Changes that no example can notice, per file, each with its reason beside it."""


@cache
def library() -> Library:
    found = Library(Report())
    found.add_vocabulary(PACK)
    found.reader.finish()
    return found


def noticed(text: str, path: Path) -> bool:
    """Whether the file with this text has any fault or failing example."""
    shared = library()
    report = Report()
    found = Library(report)
    found.catalogue = Catalogue(shared.catalogue.vocabulary)
    found.reader.vocabulary = shared.catalogue.vocabulary
    found.reader.pool = shared.reader.pool
    node = read_yaml(text.encode(), str(path), report)
    assert isinstance(node, Map)
    found.texts[str(path)] = text.encode()
    found.add_policy(node, path)
    if not report.faults:
        check_examples(found.catalogue, report)
    return bool(report.faults)


def survivors(path: Path) -> list[str]:
    source = path.read_text(encoding="utf-8")
    root = read_yaml(source.encode(), str(path), Report())
    assert isinstance(root, Map)
    assert not noticed(source, path), f"{path} does not pass as it is"
    return [mutation.what for mutation in mutations(source, root) if not noticed(mutation.text, path)]


@pytest.mark.parametrize("path", policy_files(PACK), ids=lambda path: path.stem)
def test_some_example_notices_every_change(path: Path) -> None:
    assert survivors(path) == SURVIVORS.get(path.stem, [])


def test_every_listed_survivor_belongs_to_a_file() -> None:
    assert SURVIVORS.keys() <= {path.stem for path in policy_files(PACK)}
    assert sum(map(len, SURVIVORS.values())) <= 10


def test_the_size_classes_notice_every_change() -> None:
    """Each of the thresholds of 企业划型, up and down by one."""
    path = PACK / "派生" / "企业划型.yaml"
    source = path.read_text(encoding="utf-8")
    root = read_yaml(source.encode(), str(path), Report())
    assert isinstance(root, Map)
    tried = list(mutations(source, root))
    assert [mutation.what for mutation in tried if not noticed_by_derived(mutation.text, path)] == []
    assert len(tried) == 2 * 84


def noticed_by_derived(text: str, path: Path) -> bool:
    shared = library().catalogue.vocabulary
    report = Report()
    found = Library(report)
    name = path.stem
    entries = {key: entry for key, entry in shared.entries.items() if key != name}
    found.catalogue = Catalogue(replace(shared, entries=entries, derived={}))
    found.reader.vocabulary = found.catalogue.vocabulary
    node = read_yaml(text.encode(), str(path), report)
    assert isinstance(node, Map)
    found.reader.facts(node, str(path))
    found.reader.finish()
    check_derived(found.catalogue, report)
    return bool(report.faults)


def test_without_boundary_examples_changes_go_unnoticed() -> None:
    """The twin: an example far from the threshold does not notice."""
    text = EXAMPLE.format(paid="100万元")
    root = read_yaml(text.encode(), "twin.yaml", Report())
    assert isinstance(root, Map)
    assert not noticed(text, Path("twin.yaml"))
    missed = [m.what for m in mutations(text, root) if not noticed(m.text, Path("twin.yaml"))]
    assert missed == [
        "2024-01-01 → 2023-12-31",
        "2024-01-01 → 2024-01-02",
        "项目总投资 >= 500万元 → 项目总投资 >= 499.9999万元",
        "项目总投资 >= 500万元 → 项目总投资 >= 500.0001万元",
    ]


EXAMPLE = """\
政策: 办法
级别: 市
核对: 二手转述
事项:
  - 编号: 甲
    类别: 奖补
    对象: 项目
    版本:
      - 文件: 一版
        施行: 2024-01-01
        失效: 无
        条件:
          - {{规则: 项目总投资 >= 500万元}}
        补贴: {{性质: 定额, 基数: 项目总投资, 比例: 10%}}
        例子:
          - {{名: 远, 日期: 2024-10-01, 已知: {{项目: {{项目总投资: 1000万元}}}}, 应得: {{结论: 符合, 金额: {paid}}}}}
"""
