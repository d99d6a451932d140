"""`./sjy test`: every part runs, and one failure fails the whole."""

from pathlib import Path

import pytest

from songjieyou.devtools import checks


@pytest.fixture
def in_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_part_runs_though_an_early_one_failed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = {"bad": ["-c", "print('ill'); raise SystemExit(3)"], "good": ["-c", "print('well')"]}
    monkeypatch.setattr(checks, "PARTS", parts)
    monkeypatch.setattr(checks, "AT_ONCE", 1)
    assert checks.main([]) == 1
    lines = [line for line in capfd.readouterr().out.splitlines() if line]
    assert lines[:5] == ["── bad", "ill", "── good", "well", "── 各部分用时"]
    assert [line.split()[:2] for line in lines[5:]] == [["bad", "未通过"], ["good", "通过"]]


def test_all_well_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PARTS", {"good": ["-c", ""]})
    assert checks.main([]) == 0


def test_arguments_go_to_pytest_alone(in_tmp: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A path is the caller's, and the closing line is pytest's own."""
    (in_tmp / "test_here.py").write_text("def test_one(): pass\ndef test_two(): assert False\n")
    assert checks.main(["test_here.py::test_one", "-p", "no:cacheprovider"]) == 0
    assert "1 passed in" in capfd.readouterr().out.splitlines()[-1]
    assert checks.main(["test_here.py", "-p", "no:cacheprovider"]) == 1


def test_the_parts_are_those_of_ci() -> None:
    assert list(checks.PARTS) == [
        *("ruff", "format", "mypy", "imports", "templates", "bandit", "deploy"),
        *("pytest", "postgres", "browser", "pack", "fuzz"),
    ]
