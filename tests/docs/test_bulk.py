"""The example of docs/bulk.md is run as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from songjieyou.rules import cli
from tests.docs.blocks import ROOT

BLOCK = re.compile(
    r"(?:存为 `(?P<name>[^`]+)`：|`\./sjy policy (?P<command>[^`]+)` 的结果：)\n\n```\w+\n(?P<text>.*?)```", re.DOTALL
)


def test_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    document = (ROOT / "docs" / "bulk.md").read_text(encoding="utf-8")
    *files, answers = BLOCK.finditer(document)
    for file in files:
        Path(file["name"]).parent.mkdir(exist_ok=True)
        Path(file["name"]).write_text(file["text"], encoding="utf-8")
    assert cli.main(["check", "小例"]) == 0
    capsys.readouterr()
    assert cli.main(shlex.split(answers["command"])) == 2
    out, err = capsys.readouterr()
    assert out == answers["text"]
    (told,) = re.findall(r"```text\n(.*?)```", document, re.DOTALL)
    assert err.startswith(told)
    assert err.removeprefix(told).startswith("用 CPU ")
