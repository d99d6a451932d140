"""A PostgreSQL server of our own for a test run: a fresh cluster in a temporary folder, reached by a socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

HOMES = "/usr/lib/postgresql"
USER = "postgres"
SETTINGS = {"listen_addresses": ""}
HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""What makes tests quick, and is of no use where what is kept through a fall is tested."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest server installed."""
    found = sorted(Path(HOMES).glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """How to connect to a new server that lives as long as the block. It needs `programs()`."""
    home = programs()
    assert home is not None
    folder = Path(tempfile.mkdtemp(prefix="songjieyou-"))
    try:
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, USER)
        _run(home / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        settings = SETTINGS if durable else SETTINGS | HURRIED
        options = " ".join(f"-c {name}={value}" for name, value in settings.items()) + f" -k {folder}"
        _run(home / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield f"host={folder} user={USER} dbname=postgres"
        finally:
            _run(home / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url_of(address: str, database: str = "") -> str:
    """A DATABASE_URL for the server at `address`."""
    parts = conninfo_to_dict(address)
    return f"postgres://{parts['user']}@/{database or parts['dbname']}?host={quote(str(parts['host']))}"


def _run(*command: object) -> None:
    before = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    words = [*before, *map(str, command)]
    done = subprocess.run(words, cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
