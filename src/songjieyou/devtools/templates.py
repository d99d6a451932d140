"""Checks that every template is written in one style: djade over all of them, changing none."""

import subprocess
import sys
import sysconfig
from pathlib import Path

from songjieyou.devtools import ROOT

DJANGO = "6.1"


def main() -> int:
    """djade's exit status: 0 where it would change nothing."""
    djade = Path(sysconfig.get_path("scripts")) / "djade"
    templates = sorted((ROOT / "src").rglob("templates/**/*.html"))
    return subprocess.run([djade, "--check", "--target-version", DJANGO, *templates]).returncode


if __name__ == "__main__":
    sys.exit(main())
