"""docs/policy.schema.json is what the shapes of files export, and accepts and refuses as the checker does."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from songjieyou.rules.faults import Report
from songjieyou.rules.language.yamltext import read_yaml
from songjieyou.rules.library.items import plain
from songjieyou.rules.library.load import PACK, policy_files
from songjieyou.rules.show.schema import policy_schema
from tests.docs.blocks import ROOT, blocks, write

PUBLISHED = ROOT / "docs" / "policy.schema.json"
GOOD: dict[str, Any] = {
    "政策": "办法",
    "级别": "市",
    "核对": "原文核对",
    "事项": [
        {
            "编号": "补助",
            "类别": "奖补",
            "对象": "项目",
            "版本": [
                {
                    "文件": "一版",
                    "施行": "2024-01-01",
                    "失效": "无",
                    "条件": [{"规则": "独立法人"}],
                    "补贴": {"性质": "定额", "金额": "10万元", "上限": [{"每": "企业每年", "次数": "2"}]},
                }
            ],
        }
    ],
}


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))


def read(path: Path) -> Any:
    """A file as plain texts, lists and mappings."""
    node = read_yaml(path.read_bytes(), path.name, Report())
    assert node is not None
    return plain(node)


def test_the_published_schema_is_the_export() -> None:
    """tools/write-schema writes it anew."""
    assert PUBLISHED.read_text(encoding="utf-8") == policy_schema()
    Draft202012Validator.check_schema(json.loads(policy_schema()))


@pytest.mark.parametrize("path", policy_files(PACK), ids=lambda path: path.stem)
def test_every_policy_of_the_pack_is_valid(path: Path) -> None:
    assert list(validator().iter_errors(read(path))) == []


def test_every_policy_of_the_document_is_valid(tmp_path: Path) -> None:
    for block in blocks():
        if block.language == "yaml" and block.role in ("文件", "接着写"):
            write(block, tmp_path)
    folders = [folder for folder in tmp_path.iterdir() if folder.is_dir()]
    paths = [path for folder in folders for path in policy_files(folder)]
    assert len(paths) == 26
    assert [path.name for path in paths if not validator().is_valid(read(path))] == []


@pytest.mark.parametrize("folder", ["错四"])
def test_files_with_faults_of_structure_are_refused(folder: str, tmp_path: Path) -> None:
    (block,) = [block for block in blocks() if block.role == "有错" and block.folder == folder]
    write(block, tmp_path)
    assert not validator().is_valid(read(tmp_path / block.name))


def changed(way: tuple[str | int, ...], value: Any) -> Any:
    """The good policy with one part put in another's place (None: taken away)."""
    policy = json.loads(json.dumps(GOOD))
    inner = policy
    for step in way[:-1]:
        inner = inner[step]
    if value is None:
        del inner[way[-1]]
    else:
        inner[way[-1]] = value
    return policy


def test_a_small_policy_is_valid() -> None:
    assert list(validator().iter_errors(GOOD)) == []


ITEM = ("事项", 0)
VERSION = (*ITEM, "版本", 0)


def test_a_bare_number_is_valid_because_editors_read_it_as_one() -> None:
    assert validator().is_valid(changed((*VERSION, "补贴", "上限", 0, "次数"), 2))


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("政策",), None),
        (("政策",), ""),
        (("级别",), "地级市"),
        (("发文单位",), "市政府"),
        (("事项",), []),
        ((*ITEM, "标签"), "贴息"),
        ((*ITEM, "版本"), {"文件": "一版"}),
        ((*VERSION, "施行"), "2024年1月1日"),
        ((*VERSION, "施行"), {"自": "2024-01-01"}),
        ((*VERSION, "条件"), [{"规则": "独立法人", "不得": "独立法人"}]),
        ((*VERSION, "条件"), [{"依据": "第一条"}]),
        ((*VERSION, "条件"), [{"分档": "上年(营业收入)"}]),
        ((*VERSION, "补贴"), {"金额": "10万元"}),
        ((*VERSION, "补贴", "上限"), [{"每": "项目"}]),
        ((*VERSION, "补贴", "结转"), "3年"),
    ],
)
def test_a_broken_policy_is_refused(way: tuple[str | int, ...], value: Any) -> None:
    assert not validator().is_valid(changed(way, value))
