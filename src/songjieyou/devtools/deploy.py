"""Asks Django whether the settings of production are fit to be deployed; a warning is a fault."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from songjieyou.devtools import ROOT


def main() -> int:
    """The exit status of `check --deploy`, under settings that a park would have."""
    with tempfile.TemporaryDirectory() as var:
        (Path(var) / "assets").mkdir()  # `./sjy up` builds the assets before it asks
        production = {
            "SONGJIEYOU_PRODUCTION": "1",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "park.example",
            "SONGJIEYOU_VAR": var,
        }
        command = [sys.executable, "-m", "songjieyou", "manage", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, cwd=ROOT, env=os.environ | production).returncode


if __name__ == "__main__":
    sys.exit(main())
