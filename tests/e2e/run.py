"""The browser tests on PostgreSQL and the smoke on SQLite, two at a time: `python -m tests.e2e.run [ARGS…]`.

With arguments all tests that pytest chooses by them run in one go on PostgreSQL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.e2e import chromium
from tests.postgres import programs, server, url_of

FOLDER = "tests/e2e"
SMOKE = f"{FOLDER}/test_smoke.py"
PAGES = f"{FOLDER}/test_pages.py"
JOBS: tuple[tuple[bool, tuple[str, ...]], ...] = (
    (True, (PAGES,)),
    (True, (FOLDER, f"--ignore={PAGES}")),
    (False, (SMOKE,)),
)
"""Whether on PostgreSQL, and what pytest runs. Each has a house and a browser of its own."""


def main(argv: list[str]) -> int:
    """1 where a job has failed; 0 where browser or server is missing, but 1 for that in CI."""
    missing = [name for name, found in (("chromium", chromium.program()), ("postgresql", programs())) if not found]
    if missing:
        print(f"没有安装 {' '.join(missing)}（apt-get install），浏览器测试没有运行。", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    if argv:
        return _on_postgres((FOLDER, *argv), None).returncode
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = pool.map(lambda job: _on_postgres(job[1]) if job[0] else _pytest("", job[1]), JOBS)
        statuses = []
        for (_, words), outcome in zip(JOBS, outcomes, strict=True):
            print(f"── {' '.join(words)}\n{outcome.stdout}", flush=True)
            statuses.append(outcome.returncode)
    return int(any(statuses))


def _on_postgres(words: tuple[str, ...], out: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    with server() as address:
        return _pytest(url_of(address), words, out)


def _pytest(url: str, words: tuple[str, ...], out: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", *words]
    return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, text=True, stdout=out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
