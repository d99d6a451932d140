"""`./sjy test`: everything continuous integration runs, part by part.

Two parts run at a time, each even when another has failed. What a part says is printed when it ends, and its seconds
are listed at the end. With arguments only pytest runs, and gets them as they are.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
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
LONG = ("pytest", "postgres", "browser")
AT_ONCE = 2


class Outcome(NamedTuple):
    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{self.name:<9} {'通过' if self.passed else '未通过'} {self.seconds:8.1f} 秒"


def run_part(name: str, args: list[str]) -> tuple[Outcome, str]:
    """How a part ended, and what it said."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, *args], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return Outcome(name, done.returncode == 0, time.monotonic() - start), done.stdout


def run_all() -> int:
    """The longest parts begin first, so that none of them is left alone at the end."""
    outcomes: dict[str, Outcome] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun = [pool.submit(run_part, name, PARTS[name]) for name in sorted(PARTS, key=lambda name: name not in LONG)]
        for ended in as_completed(begun):
            outcome, said = ended.result()
            outcomes[outcome.name] = outcome
            print(f"\n── {outcome.name}\n{said}", end="", flush=True)
    print("\n── 各部分用时", *(outcomes[name] for name in PARTS), sep="\n", flush=True)
    return 0 if all(outcome.passed for outcome in outcomes.values()) else 1


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
