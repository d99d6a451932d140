"""`./sjy test`: everything continuous integration runs, part by part.

Every part runs even when an earlier one failed, writes straight to the terminal, and is listed with its seconds at
the end. With arguments only pytest runs, and gets them as they are.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from songjieyou.devtools import ROOT

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

FUZZ_SEED = 20240904
"""Fixed, so that a run can be repeated."""

PARTS: dict[str, list[str]] = {
    "ruff": ["-m", "ruff", "check"],
    "format": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy"],
    "imports": ["-c", LINT_IMPORTS],
    "templates": ["-m", "songjieyou.devtools.templates"],
    "bandit": ["-m", "bandit", "-q", "-r", "src", "-c", "pyproject.toml"],
    "deploy": ["-m", "songjieyou.devtools.deploy"],
    "pytest": ["-m", "pytest"],
    "postgres": ["-m", "tests.on_postgres"],
    "browser": ["-m", "tests.e2e.run"],
    "pack": ["-m", "songjieyou", "policy", "check"],
    "fuzz": ["-m", "tests.fuzz", "--seconds", "60", "--seed", str(FUZZ_SEED)],
}
"""Name of each part -> arguments for Python."""


class Outcome(NamedTuple):
    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{self.name:<9} {'通过' if self.passed else '未通过'} {self.seconds:8.1f} 秒"


def run_part(name: str, args: list[str]) -> Outcome:
    print(f"\n── {name}", flush=True)
    start = time.monotonic()
    status = subprocess.run([sys.executable, *args], cwd=ROOT).returncode
    return Outcome(name, status == 0, time.monotonic() - start)


def run_all() -> int:
    outcomes = [run_part(name, args) for name, args in PARTS.items()]
    print("\n── 各部分用时", *outcomes, sep="\n", flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run_pytest(args: list[str]) -> int:
    """Run pytest in the caller's folder when an argument names a path there, else in the project's."""
    names_a_path = any(Path(arg.partition("::")[0]).exists() for arg in args)
    command = [
        sys.executable,
        "-P",
        "-m",
        "pytest",
        f"--rootdir={ROOT}",
        f"--config-file={ROOT / 'pyproject.toml'}",
        *args,
    ]
    return subprocess.run(command, cwd=None if names_a_path else ROOT).returncode


def main(argv: list[str]) -> int:
    """Run every part, or pytest alone with `argv`; 0 only when all passed."""
    return run_pytest(argv) if argv else run_all()
