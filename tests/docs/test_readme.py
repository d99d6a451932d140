"""The example of both READMEs is what the command answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from songjieyou.devtools import ROOT
from songjieyou.rules import cli


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_example_is_answered_as_shown(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    facts, shown = re.search(r"```json\n(.*?)```.*?```\n(.*?)```", text, re.DOTALL).groups()  # type: ignore[union-attr]
    (tmp_path / "FACTS.json").write_text(facts, encoding="utf-8")
    on = re.search(r"--on (\S+)", text)
    assert on is not None
    assert cli.main(["fit", "--facts", str(tmp_path / "FACTS.json"), "--on", on[1]]) == 0
    assert capsys.readouterr().out.startswith(shown)
