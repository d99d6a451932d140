"""`./sjy policy`: files that cannot be written or read are told, with the exit status of the contract."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from songjieyou.rules.cli import DIALECTS, main
from songjieyou.rules.sql import terms
from tests.rules import sample
from tests.rules.asking import item, paying, policy

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a policy and facts, and nothing of the pack."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "政策"
    folder.mkdir()
    own = "事实: [{名: 自带, 对象: 企业, 类型: 是否}]"
    (folder / "facts.yaml").write_text(own, encoding="utf-8")
    (folder / "甲.yaml").write_text(policy(item("甲", paying("{规则: 自带}"))), encoding="utf-8")
    (tmp_path / "facts.json").write_text('{"企业": {"自带": true}}', encoding="utf-8")
    return tmp_path


FIT = ["fit", "--facts", "facts.json", "--policies", "政策", "--on", str(sample.TODAY)]
REPLAY = ["replay", "kept.json", "--policies", "政策"]


def test_an_answer_is_kept_and_replayed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*FIT, "--freeze", "kept.json"]) == 0
    assert main(REPLAY) == 0
    assert capsys.readouterr().out.endswith("一致：重算的结果与存下的答复完全相同\n")


def test_an_answer_that_cannot_be_kept_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*FIT, "--freeze", "没有/kept.json"]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("没有/kept.json: 写不了这个文件：")
    assert told.out == ""


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(on: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*FIT[:-1], on]) == 0
    assert capsys.readouterr().out.startswith(f"政策体检   {on}\n")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        [],
        {"sources": 3},
        {"sources": ["甲.yaml"]},
        {"answer": None},
        {"answer": "x"},
        {"on": "昨天"},
        {"on": None},
        {"facts": 3},
        {"facts": {"企业": {"没有这个": 1}}},
    ],
)
def test_what_is_no_stored_answer_is_told(broken: object, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*FIT, "--freeze", "kept.json"]) == 0
    stored = json.loads((place / "kept.json").read_text(encoding="utf-8"))
    changed = {**stored, **broken} if isinstance(broken, dict) and broken else broken
    (place / "kept.json").write_text(json.dumps(changed), encoding="utf-8")
    capsys.readouterr()
    assert main(REPLAY) == 2
    told = capsys.readouterr()
    assert told.err.startswith("kept.json: ")
    assert told.out == ""


def test_the_dialects_offered_are_those_that_are_written() -> None:
    assert tuple(terms.DIALECTS) == DIALECTS


def test_what_only_some_commands_need_is_not_loaded_by_the_others() -> None:
    """NumPy and sqlglot take longer to load than one firm to answer."""
    script = "import sys, songjieyou.rules.cli; print(sorted({'numpy', 'sqlglot'} & sys.modules.keys()))"
    outcome = subprocess.run([sys.executable, "-c", script], cwd=SOURCE, capture_output=True, text=True, check=True)
    assert outcome.stdout == "[]\n"
