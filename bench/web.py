"""Our pages beside those of django-helpdesk 2.6.1: what a list, a new entry and an update need, at which pace a real
house answers 16 people at once on either database, and what our lists need in a park of 20,000 firms.

All in one run, each contender in processes of its own. Exit status 1 where a page is slower than it may be, asks more
queries than it may, or an answer is not what it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

import psycopg
from _browser import FORM_TYPE, HIDDEN, Browser
from _firms import FIRM as OUR_FIRM
from _firms import KNOWN, LIST, OFFICER, fact_address, told
from _load import NUMBER, ONCE, Outcome, Person, Plan, Step, spawned
from _pages import Measured
from _table import met, table
from _tickets import LIST as TICKETS
from _tickets import STAFF, rows_address, update

from songjieyou.operations.web import THREADS
from tests.operations.house import environment, free_port, started
from tests.postgres import programs, server, url_of

HERE: Final = Path(__file__).parent
OURS, THEIRS, LARGE = "送解优", "django-helpdesk", "送解优（大园区）"
ROUNDS: Final = 2
"""So often the contenders take turns: a slow moment of the machine hits all alike."""
SHARE: Final = 0.95
FIRMS_OF_ONE: Final = 6
"""So many rows one client of the load test writes to, one after the other."""
LIST_MS, LIST_QUERIES = 15.0, 6
CHECKUP_MS, CHECKUP_QUERIES = 60.0, 12
CHECKUP: Final = "政策体检"
PAIRS: Final = ("列表", "登记", "更新")


class Target(NamedTuple):
    name: str
    found: float
    most: float
    unit: str

    @property
    def reached(self) -> bool:
        return self.found <= self.most

    def __str__(self) -> str:
        return f"{self.name}：{self.found:.4g} {self.unit}，目标不超过 {self.most:g} {self.unit}：{met(self.reached)}"


# Contenders ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contender:
    """`pages`: modules of bench that tell which pages are measured, by the name under which they are told."""

    name: str
    settings: str
    folder_variable: str
    pages: str

    def environment(self, folder: Path, url: str = "") -> dict[str, str]:
        path = os.pathsep.join(map(str, (HERE.parent / "src", HERE.parent, HERE)))
        more = {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": self.settings, self.folder_variable: str(folder)}
        return environment(folder, url, **more)


ours = Contender(OURS, "songjieyou.config.settings", "SONGJIEYOU_VAR", "_firms")
large = Contender(LARGE, "songjieyou.config.settings", "SONGJIEYOU_VAR", "_lists")
theirs = Contender(THEIRS, "_helpdesk", "HELPDESK_VAR", "_tickets")


def fill(contender: Contender, number: int, folder: Path, url: str = "") -> None:
    """A database with so many firms, or tickets."""
    folder.mkdir(exist_ok=True)
    prepare = ["-m", "songjieyou.operations.prepare", "--firms", str(number)]
    words = [HERE / "_tickets.py", str(number)] if contender is theirs else prepare
    start = time.monotonic()
    run(contender.environment(folder, url), *words)
    print(f"{contender.name} 备好 {number} 行，{time.monotonic() - start:.0f} 秒", flush=True)


def run(env: dict[str, str], *words: object) -> str:
    """What a Python process says. RuntimeError with its last words where it fails."""
    command = [sys.executable, "-P", *map(str, words)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


# CPU time and queries ------------------------------------------------------------------------------------------------


type Pages = dict[str, Measured]


def measure(contenders: dict[Contender, Path], times: int) -> dict[Contender, Pages]:
    """Each page of each, in ROUNDS processes, which take turns."""
    found: dict[Contender, Pages] = defaultdict(dict)
    for _ in range(ROUNDS):
        for contender, folder in contenders.items():
            said = run(contender.environment(folder), HERE / "_pages.py", contender.pages, str(-(-times // ROUNDS)))
            for name, (milliseconds, queries) in json.loads(said).items():
                before = found[contender].get(name, Measured([], queries))
                found[contender][name] = Measured(before.milliseconds + milliseconds, max(queries, before.queries))
    return found


def median(page: Measured) -> float:
    return statistics.median(page.milliseconds)


def beside(our: Pages, their: Pages) -> list[list[str]]:
    rows = [["中位数", f"{OURS} ms", "查询", f"{THEIRS} ms", "查询", "它是我们的几倍", "测量次数"]]
    for name in PAIRS:
        mine, other = our[name], their[name]
        one, two = median(mine), median(other)
        counts = f"{len(mine.milliseconds)}/{len(other.milliseconds)}"
        rows.append(
            [name, f"{one:.1f}", str(mine.queries), f"{two:.1f}", str(other.queries), f"{two / one:.1f}", counts]
        )
    return rows


def alone(pages: Pages) -> list[list[str]]:
    rows = [["中位数", "ms", "九成不超过 ms", "查询", "测量次数"]]
    for name, page in pages.items():
        high = statistics.quantiles(page.milliseconds, n=10)[-1]
        rows.append([name, f"{median(page):.1f}", f"{high:.1f}", str(page.queries), str(len(page.milliseconds))])
    return rows


def targets(our: Pages, lists: Pages) -> list[Target]:
    limits = [(CHECKUP, our[CHECKUP], CHECKUP_MS, CHECKUP_QUERIES)]
    limits += [(name, page, LIST_MS, LIST_QUERIES) for name, page in lists.items()]
    return [
        target
        for name, page, most, queries in limits
        for target in (Target(name, median(page), most, "ms"), Target(name, page.queries, queries, "次查询"))
    ]


# Many at once --------------------------------------------------------------------------------------------------------


class Loaded(NamedTuple):
    database: str
    contender: str
    read: Outcome
    write: Outcome


def loads(folder: Path, rows: int, clients: int, seconds: float) -> list[Loaded]:
    """On SQLite, in the folders that are there, and on PostgreSQL, where it is installed."""
    found = [loaded("SQLite", each, folder / each.name, "", clients, seconds) for each in (ours, theirs)]
    if programs() is None:
        print("本机没有 PostgreSQL 服务器程序，没有测它。", flush=True)
        return found
    with server(durable=True) as root:
        for each in (ours, theirs):
            database = each.pages.strip("_")
            with psycopg.connect(root, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {database}")
            url, var = url_of(root, database), folder / f"{each.name} PostgreSQL"
            fill(each, rows, var, url)
            found.append(loaded("PostgreSQL", each, var, url, clients, seconds))
    return found


def loaded(database: str, contender: Contender, var: Path, url: str, clients: int, seconds: float) -> Loaded:
    with serving(contender, contender.environment(var, url)) as port:
        people = [Browser(port) for _ in range(clients)]
        sign_in = enter_ours if contender is ours else enter_theirs
        asks = [sign_in(person, number) for number, person in enumerate(people)]
        reads = [Person(person.headers, [each.read]) for person, each in zip(people, asks, strict=True)]
        writes = [
            Person(person.headers | FORM_TYPE, [[form] for form in each.writes])
            for person, each in zip(people, asks, strict=True)
        ]
        for person in people:
            person.hang_up()
        read, write = (
            spawned(Plan(port, some, wanted, seconds / 5, seconds)) for some, wanted in ((reads, 200), (writes, 302))
        )
    return Loaded(database, contender.name, read, write)


@contextmanager
def serving(contender: Contender, env: dict[str, str]) -> Iterator[int]:
    """Ours by `up`, with its worker; theirs by the same server with the same numbers of processes and threads."""
    if contender is ours:
        with started(env) as house:
            yield house.port
        return
    port = free_port()
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", str(THREADS), "--factory", "--no-ws"]
    command = [sys.executable, "-P", "-m", "granian", *options, "--port", str(port), "_helpdesk:application"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    browser, deadline = Browser(port), time.monotonic() + 60
    while browser.ask("GET", "/login/")[0] != 200:
        if time.monotonic() > deadline:
            message = "the server does not answer"
            raise TimeoutError(message)
        time.sleep(0.1)
    browser.hang_up()


class Asks(NamedTuple):
    """What one client reads, again and again, and which forms it sends, in turn."""

    read: Step
    writes: Step


def enter_ours(person: Browser, number: int) -> Asks:
    """One of 16 officers, each with firms of their own."""
    right(person, "GET", "/demo/")
    right(person, "POST", "/demo/enter/", {"as": OFFICER})
    listed = OUR_FIRM.findall(right(person, "GET", f"{LIST}?page={number + 1}"))
    forms = [right(person, "GET", fact_address(firm, KNOWN)) for firm in listed[:FIRMS_OF_ONE]]
    marks = dict(HIDDEN.findall(right(person, "GET", forms[0])))
    body = urlencode(person.signed(told(marks, 0) | {"once": ONCE, "value": NUMBER}), safe="~")
    return Asks([(LIST, None)], [(form, body) for form in forms])


def enter_theirs(person: Browser, number: int) -> Asks:
    """One member of staff, 16 times, with tickets of their own. A list is its page and its rows."""
    right(person, "GET", "/login/")
    right(person, "POST", "/login/", STAFF)
    rows = rows_address(right(person, "GET", TICKETS))
    first = number * FIRMS_OF_ONE + 1
    updates = [update(ticket, NUMBER) for ticket in range(first, first + FIRMS_OF_ONE)]
    return Asks(
        [(TICKETS, None), (rows, None)],
        [(ask.path, urlencode(person.signed(ask.data or {}), safe="~")) for ask in updates],
    )


def right(person: Browser, method: str, path: str, data: dict[str, str] | None = None) -> str:
    status, text = person.ask(method, path, data)
    if status not in (200, 302):
        message = f"{method} {path}: {status}"
        raise RuntimeError(message)
    return text


def paces(found: list[Loaded]) -> list[list[str]]:
    rows = [["", "", "读 次/秒", "p95 ms", "写 次/秒", "p95 ms", "出错"]]
    for each in found:
        faults = {**each.read.others, **each.write.others}
        rows.append([
            each.database, each.contender,
            f"{each.read.per_second:.0f}", f"{each.read.within(SHARE):.0f}",
            f"{each.write.per_second:.0f}", f"{each.write.within(SHARE):.0f}",
            "，".join(f"{status}×{count}" for status, count in faults.items()) or "0",
        ])  # fmt: skip
    return rows


# Printing ------------------------------------------------------------------------------------------------------------

NOTES: Final = """\
口径：CPU 时间是各家自己进程的（process_time，含全部线程），从请求进 Django 到应答完成，不含网页服务器；各家轮流，
先空跑几次。查询含开始和结束事务的语句。两家都关闭调试，用同样的 SQLite 选项，都不发邮件。
· 列表：25 行。它的列表是一页和脚本随后取的行，两个应答合为一次。
· 登记：我们登记一家企业；它新建一张工单。
· 更新：我们改一项数据（留下陈述、改采信、记事件）；它写一条评论并改优先级。每次换一行。
· 同时访问：每人一条保持打开的连接，事先登录，一答完就问下一个；读是列表，写是更新，只发表单。两家都由 granian 服务，
  一个进程、同样多的线程；我们的后台任务同时在跑，它没有。PostgreSQL 是自己的，落盘（fsync）。p95：九成五的应答不超过。
"""


def machine() -> str:
    with suppress(FileNotFoundError):
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    model = found[1] if found else platform.machine()
    packages = "，".join(f"{name} {version(name)}" for name in ("Django", "django-helpdesk", "granian"))
    load = "、".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{model}，{os.cpu_count()} 核，Python {platform.python_version()}，SQLite {sqlite3.sqlite_version}，"
        f"{packages}\n"
        f"开始时机器的负载（1、5、15 分钟）：{load}；明显大于 0 时，下面的数偏大"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="./sjy bench web", description="网页快慢，与 django-helpdesk 相比")
    parser.add_argument("--rows", type=int, default=1036, metavar="N", help="比较用的企业数和工单数，默认 1036")
    parser.add_argument("--many", type=int, default=20_000, metavar="N", help="大园区的企业数，默认 20000")
    parser.add_argument("--times", type=int, default=60, metavar="N", help="每页测量次数，默认 60")
    parser.add_argument("--clients", type=int, default=16, metavar="N", help="同时访问的人数，默认 16")
    parser.add_argument("--seconds", type=float, default=15, metavar="N", help="每项同时访问的秒数，默认 15；0 为不测")
    asked = parser.parse_args()
    print(machine() + "\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="songjieyou-web-") as home:
        folders = {each: Path(home) / each.name for each in (ours, theirs, large)}
        for each, folder in folders.items():
            fill(each, asked.many if each is large else asked.rows, folder)
        pages = measure(folders, asked.times)
        print(f"\n{asked.rows} 家企业，{asked.rows} 张工单\n{table(beside(pages[ours], pages[theirs]))}\n")
        print(table(alone(pages[ours])) + f"\n\n{asked.many} 家企业\n" + table(alone(pages[large])) + "\n", flush=True)
        found = loads(Path(home), asked.rows, asked.clients, asked.seconds) if asked.seconds else []
    if found:
        print(f"\n{asked.clients} 人同时访问，每项 {asked.seconds:g} 秒\n{table(paces(found))}\n")
    print(NOTES)
    limits = targets(pages[ours], pages[large])
    print(*limits, sep="\n")
    faulty = any(each.read.others or each.write.others for each in found if each.contender == OURS)
    return 1 if faulty or not all(each.reached for each in limits) else 0


if __name__ == "__main__":
    sys.exit(main())
