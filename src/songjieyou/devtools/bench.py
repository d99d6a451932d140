"""`./sjy bench [NAME [ARGS…]]`: run bench/NAME.py, or every script of bench/ in order of name."""

import os
import subprocess
import sys

from songjieyou.devtools import ROOT

BENCH = ROOT / "bench"
PYTHONPATH = os.pathsep.join(map(str, (ROOT / "src", ROOT)))
"""A script may use what the tests use: a PostgreSQL server of its own, a house to watch from outside."""


def main(argv: list[str]) -> int:
    """Return the first exit status that is not 0; 2 for a name that is no script."""
    names = sorted(path.stem for path in BENCH.glob("[!_]*.py"))
    if argv and argv[0] not in names:
        print(f"没有“{argv[0]}”这个比较项目，现有：{'、'.join(names) or '无'}", file=sys.stderr)
        return 2
    chosen, args = (argv[:1], argv[1:]) if argv else (names, [])
    env = os.environ | {"PYTHONPATH": PYTHONPATH}
    statuses = [subprocess.run([sys.executable, BENCH / f"{name}.py", *args], env=env).returncode for name in chosen]
    return next((status for status in statuses if status), 0)
