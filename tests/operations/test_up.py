"""`./sjy up` with real processes, on both databases: what it starts, refuses, keeps alive and leaves behind.

Linux only, for /proc.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from songjieyou.demo.cast import CAST, REGISTERED
from tests.operations.conftest import Place
from tests.operations.house import House, ask, environment, is_alive, run, started, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
PEOPLE = "SELECT count(*) FROM core_person"
BOTH = ["sqlite", "postgresql"]
ON_SQLITE = pytest.mark.parametrize("env", ["sqlite"], indirect=True)
"""For what has nothing to do with the database."""


@pytest.fixture(scope="module", params=BOTH)
def env(place: Place, request: pytest.FixtureRequest) -> dict[str, str]:
    """A place with a demo that has been opened once."""
    env = place(request.param)
    with started(env):
        pass
    return env


@pytest.fixture(scope="module", params=BOTH)
def house(place: Place, request: pytest.FixtureRequest) -> Iterator[House]:
    with started(place(request.param)) as house:
        yield house


def child(above: int, words: str = "") -> int:
    """A process that `above` has started, whose command has these words in it."""
    pids = Path(f"/proc/{above}/task/{above}/children").read_text().split()
    return next(int(pid) for pid in pids if words in Path(f"/proc/{pid}/cmdline").read_text())


def test_it_opens_with_a_demo_and_serves_what_its_pages_name(house: House) -> None:
    status, front = house.get("/")
    assert (status, "/demo/" in front) == (200, True)
    sheet = front.split('rel="stylesheet" href="')[1].split('"')[0]
    assert house.get(sheet)[0] == 200


def test_a_second_one_in_the_same_folder_is_refused(house: House) -> None:
    status, _, err = run(house.env, "up", "--port", "1")
    assert (status, err) == (1, "送解优正在这个目录运行。请先停止它，再运行一次。\n")
    assert run(house.env, "restore", "nothing")[0] == 1


def test_a_dead_worker_is_started_again(house: House) -> None:
    first = house.worker_pid()
    os.kill(first, signal.SIGKILL)
    until(lambda: house.worker_pid() != first, "another worker")
    assert house.get("/healthz")[0] == 200


def test_a_dead_web_server_is_started_again(house: House) -> None:
    web = child(house.process.pid, "operations.web")
    os.kill(web, signal.SIGKILL)
    until(lambda: not is_alive(web), "death")
    house.wait_until_well()


@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_a_database_that_goes_away_and_comes_back_kills_nobody(house: House) -> None:
    house.wait_until_well()
    worker, web = house.worker_pid(), child(house.process.pid, "operations.web")
    last = house.ask("SELECT at FROM core_heartbeat")
    house.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    until(lambda: house.ask("SELECT at FROM core_heartbeat") != last, "a sign of life")
    house.wait_until_well()
    assert (house.worker_pid(), child(house.process.pid, "operations.web")) == (worker, web)


def test_the_next_start_keeps_the_people_and_stopping_takes_everything_along(env: dict[str, str]) -> None:
    with started(env, "--firms", "20") as house:
        worker = house.worker_pid()
        assert house.ask(PEOPLE) == len(CAST)
        assert house.process.stdout is not None
        assert house.process.stdout.readline() == f"送解优已启动：http://127.0.0.1:{house.port}/\n"
        status, _, err = house.stop(signal.SIGINT)
        assert (status, err) == (0, f"演示园区已有 {len(REGISTERED)} 家企业，--firms 没有使用；要重来请加 --fresh。\n")
        assert not is_alive(worker)
        assert house.get("/")[0] == 0


@ON_SQLITE
@pytest.mark.parametrize("also_web", [False, True])
def test_nothing_outlives_a_killed_up(env: dict[str, str], also_web: bool) -> None:
    """Not even what the web server has started, where both are killed at the same moment."""
    with started(env) as house:
        worker, web = house.worker_pid(), child(house.process.pid, "operations.web")
        server = child(web)
        if also_web:
            os.kill(house.process.pid, signal.SIGSTOP)  # so that it takes nothing along
            os.kill(web, signal.SIGKILL)
        house.stop(signal.SIGKILL)
        for pid in (worker, web, server):
            until(lambda pid=pid: not is_alive(pid), "leaving")  # type: ignore[misc]
        assert house.get("/")[0] == 0


@ON_SQLITE
def test_three_quick_deaths_stop_everything(env: dict[str, str]) -> None:
    with started(env) as house:
        web = child(house.process.pid, "operations.web")
        worker = 0
        for _ in range(3):
            worker = until(lambda before=worker: next_worker(house, before), "a worker")  # type: ignore[misc]
            os.kill(worker, signal.SIGKILL)
        _, err = house.process.communicate(timeout=60)
        assert house.process.returncode == 1
        assert err.splitlines()[:3] == [*["后台任务意外退出，正在重新启动。"] * 2, QUICK_DEATHS]
        assert not is_alive(web)


QUICK_DEATHS = "后台任务连续 3 次很快退出，已全部停止。最后的输出："


def next_worker(house: House, before: int) -> int | None:
    try:
        found = child(house.process.pid, "operations.worker")
    except StopIteration:
        return None
    return found if found != before else None


def test_fresh_makes_a_demo_anew(env: dict[str, str]) -> None:
    ask(env, "UPDATE core_park SET short_name = 'old'")
    ask(env, "CREATE TABLE of_another_version (id integer)")
    with started(env, "--fresh") as house:
        assert house.ask("SELECT short_name FROM core_park") == "清江经开区"
        assert house.ask(PEOPLE) == len(CAST)
        with pytest.raises(Exception, match="of_another_version"):
            house.ask("SELECT * FROM of_another_version")


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, out, err = run(environment(tmp_path), "up", "--port", str(port))
    assert (status, out) == (1, "")
    assert err == f"端口 {port} 不能使用（多半已被别的程序占用）。请用 --port 换一个。\n"
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


@pytest.mark.parametrize("kind", BOTH)
def test_an_unmarked_database_is_neither_filled_nor_emptied(place: Place, kind: str) -> None:
    env = place(kind)
    with started(env, "--no-demo") as house:
        assert house.ask(PEOPLE) == 0
    with started(env) as house:
        assert house.ask(PEOPLE) == 0
        assert house.get("/demo/")[0] == 404
    status, _, err = run(env, "up", "--fresh", "--port", "1")
    assert (status, err) == (1, "拒绝清空：这个数据库没有演示标记。--fresh 只能用于演示库。\n")
