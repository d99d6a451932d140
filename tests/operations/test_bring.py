"""`./sjy import enterprises`, with real processes: killed in the middle, and while others write."""

from __future__ import annotations

import contextlib
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from songjieyou.core.sheets import read_sheet
from tests.enterprises.excel.tables import book, firm
from tests.operations.house import ask, environment, run, until
from tests.park import code

FIRMS = 1_000
PEOPLE = ("--system-admin=a:甲", "--security-admin=b:乙", "--audit-admin=c:丙")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one park and no firms."""
    var = tmp_path_factory.mktemp("founded")
    (var / "assets").mkdir()
    assert run(environment(var), "manage", "migrate", "--verbosity=0")[0] == 0
    assert run(environment(var), "manage", "found_park", "清江经开区", "清江", *PEOPLE)[0] == 0
    return var


@pytest.fixture
def env(founded: Path, tmp_path: Path) -> dict[str, str]:
    shutil.copytree(founded, tmp_path / "var")
    return environment(tmp_path / "var")


def table(tmp_path: Path, *rows: list[object]) -> str:
    path = tmp_path / "企业.xlsx"
    path.write_bytes(book(rows))
    return str(path)


def count(env: dict[str, str], what: str = "enterprise") -> int:
    return int(str(ask(env, f"SELECT count(*) FROM enterprises_{what}")))


def test_a_dry_run_says_what_would_be_and_writes_nothing(env: dict[str, str], tmp_path: Path) -> None:
    path = table(tmp_path, firm(1), firm(2))
    status, said, _ = run(env, "import", "enterprises", path, "--dry-run")
    assert (status, "新登记 2，数据有变化 0，没有变化 0" in said, "没有写入" in said) == (0, True, True)
    assert count(env) == count(env, "tableimport") == 0
    assert run(env, "import", "enterprises", path)[:2] == (0, said.replace("只检查，没有写入。", "已全部写入。"))
    assert (count(env), count(env, "standing")) == (2, 10)
    assert "没有变化 2" in run(env, "import", "enterprises", path, "--dry-run")[1]


def test_faults_are_told_and_a_copy_says_where(env: dict[str, str], tmp_path: Path) -> None:
    marked = tmp_path / "marked.xlsx"
    path = table(tmp_path, firm(1), firm(2, 行业="9999"))
    status, _, said = run(env, "import", "enterprises", path, "--marked", str(marked))
    assert (status, "C3 行业代码：读到“9999”" in said, count(env)) == (1, True, 0)
    assert "没有这个代码" in read_sheet(marked.read_bytes())[2][-1]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["nothing.xlsx"], "打不开"),
        (["企业.xlsx", "--park", "别处"], "请用 --park 写明园区简称：清江"),
        (["企业.xlsx", "--on", "2999-01-01"], "数据日期不能晚于今天"),
        (["联网直报.xlsx"], "《统计法》"),
    ],
)
def test_what_cannot_be_taken_is_refused(env: dict[str, str], more: list[str], said: str, tmp_path: Path) -> None:
    table(tmp_path, firm(1))
    (tmp_path / "联网直报.xlsx").write_bytes(book([firm(1)]))
    file, *options = more
    status, _, error = run(env, "import", "enterprises", str(tmp_path / file), *options)
    assert (status, said in error, count(env)) == (1, True, 0)


def test_killed_in_the_middle_the_worker_carries_it_to_the_end(env: dict[str, str], tmp_path: Path) -> None:
    """And while it was being written, somebody else could write: between two batches the lock is free."""
    command = [sys.executable, "-P", "-m", "songjieyou", "import", "enterprises"]
    path = table(tmp_path, *(firm(number) for number in range(FIRMS)))
    with subprocess.Popen([*command, path], env=env, stdout=subprocess.PIPE, text=True) as process:
        until(lambda: count(env) > 0, "the first batch")
        database = sqlite3.connect(Path(env["SONGJIEYOU_VAR"]) / "songjieyou.sqlite3", timeout=20)
        with contextlib.closing(database), database:
            database.execute("UPDATE core_park SET contact = 'somebody wrote'")
        between = ask(env, "SELECT done_at FROM enterprises_tableimport")
        process.send_signal(signal.SIGKILL)
    half = count(env)
    assert between is None, "it was written before the import had ended"
    assert 0 < half < FIRMS
    assert count(env, "standing") == 5 * half, "every firm that is there has all its facts"
    command = [sys.executable, "-P", "-m", "songjieyou.operations.worker"]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE) as worker:  # it leaves when this end is closed
        try:
            until(lambda: ask(env, "SELECT done_at FROM enterprises_tableimport"), "the end")
        finally:
            worker.terminate()
    assert (count(env), count(env, "standing"), count(env, "statement")) == (FIRMS, 5 * FIRMS, 5 * FIRMS)
    assert ask(env, f"SELECT count(*) FROM enterprises_enterprise WHERE uscc = '{code(7)}'") == 1
