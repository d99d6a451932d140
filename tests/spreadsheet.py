"""LibreOffice, as it opens a file that we have written: a program of its own with a profile of its own."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest

MISSING = "LibreOffice is not installed (apt-get install libreoffice-calc)"
UTF_8 = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma, double quotes, UTF-8, from the first row, text as it is shown, every sheet into a file of its own."""


def program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def opened(path: Path, sheet: str, profile: Path) -> list[list[str]]:
    """The cells of a sheet as LibreOffice shows them; skipped where it is not installed, but not in CI.

    `profile` is the folder of its settings, which takes a while to make.
    """
    found = program()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    command = [found, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", UTF_8, "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=os.environ | {"HOME": str(profile)})
    text = (path.parent / f"{path.stem}-{sheet}.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(text.splitlines()))
