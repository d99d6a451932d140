"""`./sjy up` with real processes: what it starts, refuses, keeps alive and leaves behind. Linux only, for /proc."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from songjieyou.demo.cast import CAST
from tests.operations.house import House, environment, is_alive, run, started, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
PEOPLE = "SELECT count(*) FROM core_person"


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A folder with a demo, which is made by the first test that starts it."""
    return environment(tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with started(environment(tmp_path_factory.mktemp("var"))) as house:
        yield house


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
    children = Path(f"/proc/{house.process.pid}/task/{house.process.pid}/children").read_text().split()
    web = next(int(pid) for pid in children if "operations.web" in Path(f"/proc/{pid}/cmdline").read_text())
    os.kill(web, signal.SIGKILL)
    until(lambda: not is_alive(web), "death")
    house.wait_until_well()


def test_stopping_takes_everything_along_and_the_next_start_keeps_the_people(env: dict[str, str]) -> None:
    with started(env) as house:
        worker, people = house.worker_pid(), house.ask(PEOPLE)
        assert house.process.stdout is not None
        assert house.process.stdout.readline() == f"送解优已启动：http://127.0.0.1:{house.port}/\n"
        status, _, err = house.stop(signal.SIGINT)
        assert (status, err) == (0, "")
        assert not is_alive(worker)
        assert house.get("/")[0] == 0
    with started(env) as house:
        assert house.ask(PEOPLE) == people
        assert house.stop(signal.SIGTERM)[0] == 0


def test_nothing_outlives_a_killed_up(env: dict[str, str]) -> None:
    with started(env) as house:
        worker = house.worker_pid()
        house.stop(signal.SIGKILL)
        until(lambda: not is_alive(worker), "the worker's leaving")
        until(lambda: house.get("/")[0] == 0, "the web server's leaving")


def test_fresh_makes_a_demo_anew(env: dict[str, str]) -> None:
    with started(env) as house:
        house.ask("UPDATE core_park SET short_name = 'old'")
    with started(env, "--fresh") as house:
        assert house.ask("SELECT short_name FROM core_park") == "清江经开区"
        assert house.ask(PEOPLE) == len(CAST)


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, out, err = run(environment(tmp_path), "up", "--port", str(port))
    assert (status, out) == (1, "")
    assert err == f"端口 {port} 不能使用（多半已被别的程序占用）。请用 --port 换一个。\n"
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_an_unmarked_database_is_neither_filled_nor_emptied(tmp_path: Path) -> None:
    env = environment(tmp_path)
    with started(env, "--no-demo") as house:
        assert house.ask(PEOPLE) == 0
    with started(env) as house:
        assert house.ask(PEOPLE) == 0
        assert house.get("/demo/")[0] == 404
    status, _, err = run(env, "up", "--fresh", "--port", "1")
    assert (status, err) == (1, "拒绝清空：这个数据库没有演示标记。--fresh 只能用于演示库。\n")


def test_production_opens_when_it_is_safe_and_never_as_a_demo(tmp_path: Path) -> None:
    safe = {"SONGJIEYOU_PRODUCTION": "1", "SECRET_KEY": "0123456789abcdef" * 4, "ALLOWED_HOSTS": "sjy.example.cn"}
    with started(environment(tmp_path, **safe)) as house:
        assert house.get("/")[0] == 301, "everything but /healthz is asked for by HTTPS"
        assert house.ask(PEOPLE) == 0
    with started(environment(tmp_path / "demo")):
        pass
    status, _, err = run(environment(tmp_path / "demo", **safe), "up")
    assert (status, err) == (1, "生产环境拒绝启动：这个数据库是演示库，含有公开的演示账号。\n")


def test_production_refuses_to_start_unsafe(tmp_path: Path) -> None:
    status, _, err = run(environment(tmp_path, SONGJIEYOU_PRODUCTION="1"), "up")
    assert status == 1
    assert err.startswith("生产环境拒绝启动：SECRET_KEY")
    assert "Traceback" not in err
