"""`./sjy up`: from an empty folder to a running house, web server and worker, on 127.0.0.1."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from songjieyou.config import environment
from songjieyou.operations.lock import OURS_ALONE, only_one
from songjieyou.operations.logfile import LogFile
from songjieyou.operations.refusal import RefusedError, told
from songjieyou.operations.supervisor import Child, Supervisor

ADDRESS = "127.0.0.1"
MOST_FIRMS = 100_000
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks this machine itself, whatever proxy the environment names."""
PYTHON = (sys.executable, "-P", "-m")


def main(argv: list[str]) -> int:
    """Run until Ctrl-C or SIGTERM (0), or until it cannot go on (1)."""
    options = _parser().parse_args(argv)
    os.umask(OURS_ALONE)
    return told(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    var = environment.read(os.environ).var
    with only_one(var):
        _refuse_if_taken(options.port)
        return _open(options, var)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./sjy up", description="启动送解优（网页和后台任务），只在本机可访问。")
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="端口，默认 8000")
    parser.add_argument("--fresh", action="store_true", help="清空演示库后重来；没有演示标记的数据库拒绝清空")
    parser.add_argument("--no-demo", action="store_true", help="新建的数据库不放演示数据")
    parser.add_argument("--firms", type=_count, metavar="N", help="演示园区的企业数量，默认 518；只在新建演示库时有用")
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 0 < number <= MOST_FIRMS:
        raise ValueError(text)
    return number


def _refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what a stopped server left behind is no hindrance
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            message = f"端口 {port} 不能使用（多半已被别的程序占用）。请用 --port 换一个。"
            raise RefusedError(message) from None


def _open(options: argparse.Namespace, var: Path) -> int:
    flags = [flag for flag, given in (("--fresh", options.fresh), ("--no-demo", options.no_demo)) if given]
    flags += [f"--firms={options.firms}"] if options.firms is not None else []
    prepared = subprocess.run([*PYTHON, "songjieyou.operations.prepare", *flags], stdout=subprocess.PIPE, text=True)
    if prepared.returncode:
        return prepared.returncode
    supervisor = Supervisor(
        [
            Child("网页服务", [*PYTHON, "songjieyou.operations.web", str(options.port)], _log(var, "web")),
            Child("后台任务", [*PYTHON, "songjieyou.operations.worker"], _log(var, "worker")),
        ]
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.stop())
    demo = json.loads(prepared.stdout)["demo"]
    threading.Thread(target=_announce, args=(options.port, demo), daemon=True).start()
    return supervisor.run()


def _log(var: Path, name: str) -> LogFile:
    return LogFile(var / "log" / f"{name}.log")


def _announce(port: int, demo: bool) -> None:
    """Print the address as soon as the house is well."""
    home = f"http://{ADDRESS}:{port}/"
    while not _is_well(f"{home}healthz"):
        time.sleep(0.1)
    print(f"送解优已启动：{home}")
    if demo:
        print(f"演示登录（点选角色，不需要密码）：{home}demo/")
    print("按 Ctrl-C 停止。", flush=True)


def _is_well(address: str) -> bool:
    try:
        with DIRECT.open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
