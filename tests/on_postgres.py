"""The tests that ask a database, once more on a PostgreSQL server of our own: `python -m tests.on_postgres [ARGS…]`."""

import os
import subprocess
import sys

from tests.postgres import programs, server, url_of

FOLDERS = ("tests/core", "tests/enterprises", "tests/policies", "tests/web", "tests/demo")

SAME_PAGES = "tests/web/matrix/test_same_pages.py"
"""Left out: thousands of pages, whose rows the other tests of the matrix ask for on this database too."""


def main(argv: list[str]) -> int:
    """The exit status of pytest; 0 where no server is installed, but 1 for that in CI."""
    if programs() is None:
        print("没有安装 PostgreSQL（apt-get install postgresql），这部分没有运行。", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    with server() as address:
        command = [sys.executable, "-m", "pytest", *FOLDERS, f"--ignore={SAME_PAGES}", *argv]
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": url_of(address)}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
