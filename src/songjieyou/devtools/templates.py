"""Checks that every template is written in one style: djade over all of them. With `--fix` it writes them so."""

import subprocess
import sys
import sysconfig
from pathlib import Path

from songjieyou.devtools import ROOT

DJANGO = "6.1"


def main(argv: list[str]) -> int:
    """djade's exit status: 0 where it would change nothing."""
    check = [] if "--fix" in argv else ["--check"]
    djade = Path(sysconfig.get_path("scripts")) / "djade"
    templates = sorted((ROOT / "src").rglob("templates/**/*.html"))
    return subprocess.run([djade, *check, "--target-version", DJANGO, *templates]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
