"""The dispatcher: which command runs, and what a wrong one is told."""

import sys
from types import ModuleType

import pytest

from songjieyou.__main__ import COMMANDS, main, usage


@pytest.mark.parametrize("argv", [["help"], ["-h"], ["--help"], ["help", "policy"]])
def test_help_is_printed(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 0
    assert capsys.readouterr() == (usage() + "\n", "")


def test_no_command_is_answered_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr() == ("", usage() + "\n")


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["polcy", "check"]) == 2
    assert capsys.readouterr() == ("", f"没有“polcy”这个命令。\n\n{usage()}\n")


def test_usage_lists_every_command() -> None:
    listed = [line.split()[0] for line in usage().splitlines() if line.startswith("  ")]
    assert listed == list(COMMANDS) == ["up", "policy", "import", "backup", "restore", "manage", "test", "bench"]


def test_a_command_gets_its_arguments_and_gives_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[list[str]] = []

    class Fake(ModuleType):
        def main(self, argv: list[str]) -> int:
            received.append(argv)
            return 7

    monkeypatch.setitem(sys.modules, COMMANDS["policy"].module, Fake("fake"))
    assert main(["policy", "check", "含 空格.yaml"]) == 7
    assert received == [["check", "含 空格.yaml"]]
