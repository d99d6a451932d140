"""kill -9, again and again, while forms are sent: is every acknowledged write there exactly once?

A real house on a PostgreSQL server of its own, with fsync. Several people fill in and send a real form, and send it
again when no answer comes, under the same mark. Meanwhile one process after another is killed: of the web server, the
worker, the supervisor (which the script starts again) and PostgreSQL. At the end the database is asked.
Exit status 1 where something is lost or doubled. `--marks off` fills in anew for each try, and shows the doubling.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from _client import Client, Work
from psycopg.conninfo import make_conninfo

from tests.operations.house import environment, free_port
from tests.postgres import programs, server, url_of

EVENT = "account.contact_changed"
CLIENTS = 8
PAUSE = 0.05
LONGEST = 120.0
"""Seconds that anything here may take to come about."""

WATCH = f"""
CREATE SCHEMA watched;
CREATE TABLE watched.written (phone text, whole bigint);
CREATE TABLE watched.told (event bigint, whole bigint);
CREATE TABLE watched.handled (event bigint);
CREATE FUNCTION watched.write() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO watched.written VALUES (NEW.phone, txid_current()); RETURN NULL; END $$;
CREATE FUNCTION watched.tell() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO watched.told VALUES (NEW.id, txid_current()); RETURN NULL; END $$;
CREATE TRIGGER watched_write AFTER UPDATE OF phone ON core_person
FOR EACH ROW EXECUTE FUNCTION watched.write();
CREATE TRIGGER watched_tell AFTER INSERT ON core_event
FOR EACH ROW WHEN (NEW.name = '{EVENT}') EXECUTE FUNCTION watched.tell();
"""
"""Writes down, in the same transaction, each write with its number and each event: no code of ours has a part in it."""

EVENTS_AMISS = """
SELECT count(*) FROM watched.written FULL JOIN watched.told USING (whole)
WHERE written.phone IS NULL OR told.event IS NULL
"""
DELIVERIES_AMISS = """
SELECT count(*) FROM watched.told
WHERE (SELECT count(*) FROM core_delivery
       WHERE event_id = told.event AND subscriber = 'watched' AND done_at IS NOT NULL) <> 1
OR EXISTS (SELECT FROM core_delivery WHERE event_id = told.event AND done_at IS NULL)
"""
HANDLED_AMISS = """
SELECT count(*) FROM watched.told WHERE (SELECT count(*) FROM watched.handled WHERE event = told.event) <> 1
"""


@dataclass
class Outcome:
    """`lost`: acknowledged and not there; `doubled`: there more often than once; the rest should be 0 too."""

    acknowledged: int
    lost: int
    doubled: int
    events_amiss: int
    deliveries_amiss: int
    handled_amiss: int
    tries: Counter[str]
    kills: Counter[str]
    starts: int
    seconds: float

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.events_amiss or self.deliveries_amiss or self.handled_amiss)


@dataclass
class Keeper:
    """Keeps `up` running until told otherwise: it takes the place of whoever watches over a server."""

    env: dict[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.done.is_set():
            command = [sys.executable, "-P", "-m", "songjieyou", "up", "--port", str(self.port)]
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
            self.starts += 1
            self.process.wait()
            self.done.wait(PAUSE)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self.done.set()
            while thread.is_alive():
                if self.process:
                    self.process.terminate()
                thread.join(1)


@dataclass
class Killer:
    """Kills one process after another, each time that so many more writes are acknowledged."""

    keeper: Keeper
    address: str
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)

    def run(self, work: Work, times: int) -> None:
        order: list[str] = []
        for time_ in range(times):
            work.wait_for(work.total * (time_ + 1) // (times + 1))
            if not order:
                order = self.chance.sample(sorted(self.victims()), len(self.victims()))
            name = order.pop()
            pid = until(self.victims()[name], f"a victim: {name}")
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.kills[name] += 1

    def victims(self) -> dict[str, Callable[[], int | None]]:
        return {
            "网页服务": lambda: self._child("operations.web"),
            "网页服务的子进程": lambda: self._grandchild("operations.web"),
            "后台任务": lambda: self._child("operations.worker"),
            "sjy up": lambda: self.keeper.process.pid if self._child("operations.worker") else None,
            "PostgreSQL": self._backend,
        }

    def _child(self, name: str) -> int | None:
        process = self.keeper.process
        mine = children(process.pid) if process and process.poll() is None else []
        return next((pid for pid in mine if name in words(pid)), None)

    def _grandchild(self, name: str) -> int | None:
        above = self._child(name)
        return next(iter(children(above)), None) if above else None

    def _backend(self) -> int | None:
        found = ask(
            self.address,
            "SELECT array_agg(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
        )
        return self.chance.choice(found) if found else None


def children(pid: int) -> list[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(word) for path in Path(f"/proc/{pid}/task").glob("*/children") for word in path.read_text().split()]
    return []


def words(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def ask(address: str, query: str) -> Any:
    """The first value of the first row; None where the database does not answer just now, or has no such table yet."""
    with suppress(psycopg.OperationalError, psycopg.errors.UndefinedTable), psycopg.connect(address) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None
    return None


def until[T](look: Callable[[], T | None], what: str) -> T:
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(PAUSE)
    message = f"waited in vain: {what}"
    raise TimeoutError(message)


def run(*, writes: int, kills: int, marks: bool = True, unheard: float = 0.02, seed: int = 1) -> Outcome:
    """One run, on a server and in a folder of its own."""
    chance, start = random.Random(seed), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="songjieyou-house-") as folder, server(durable=True) as root:
        with psycopg.connect(root, autocommit=True) as connection:
            connection.execute("CREATE DATABASE house")
        address = make_conninfo(root, dbname="house")
        keeper = Keeper(_environment(Path(folder), url_of(root, "house")), free_port(), Path(folder) / "up.log")
        killer, work = Killer(keeper, address, chance), Work(writes)
        with keeper.at_work():
            until(lambda: ask(address, "SELECT 1 FROM core_heartbeat"), "the house")
            with psycopg.connect(address) as connection:
                connection.execute(WATCH)
            clients = [
                Client(keeper.port, number, work, unheard, marks, random.Random(f"{seed} {number}"))
                for number in range(CLIENTS)
            ]
            _all_at_once([*(client.run for client in clients), lambda: killer.run(work, kills)])
            until(lambda: ask(address, "SELECT NOT EXISTS (SELECT FROM core_delivery WHERE done_at IS NULL)"), "rest")
        written = Counter(ask(address, "SELECT array_agg(phone) FROM watched.written"))
        return Outcome(
            acknowledged=len(work.acknowledged),
            lost=len({*work.acknowledged} - written.keys()),
            doubled=sum(count - 1 for count in written.values()),
            events_amiss=ask(address, EVENTS_AMISS),
            deliveries_amiss=ask(address, DELIVERIES_AMISS),
            handled_amiss=ask(address, HANDLED_AMISS),
            tries=work.counts,
            kills=killer.kills,
            starts=keeper.starts,
            seconds=time.monotonic() - start,
        )


def _environment(folder: Path, url: str) -> dict[str, str]:
    here = Path(__file__).parent
    path = os.pathsep.join((str(here.parent / "src"), str(here)))
    return environment(folder / "var", url, DJANGO_SETTINGS_MODULE="_watched", PYTHONPATH=path)


def _all_at_once(acts: list[Callable[[], None]]) -> None:
    """Run each in a thread; the first failure is raised when all have ended."""
    failures: list[BaseException] = []

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=guarded, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive() and not failures:
            thread.join(0.2)
    if failures:
        raise failures[0]


def report(outcome: Outcome) -> str:
    killed = "，".join(f"{name} {count}" for name, count in sorted(outcome.kills.items()))
    tries = outcome.tries
    return "\n".join([
        f"已确认的写入 {outcome.acknowledged} 笔，用时 {outcome.seconds:.0f} 秒",
        f"强杀（kill -9）{outcome.kills.total()} 次：{killed}；sjy up 共启动 {outcome.starts} 次",
        f"重发 {tries.total()} 次：没有应答 {tries['unheard']}，应答出错 {tries['failed']}，表单已变 {tries['stale']}",
        f"丢失 {outcome.lost}，重复 {outcome.doubled}",
        f"事件不符 {outcome.events_amiss}，送达不符 {outcome.deliveries_amiss}，处理不符 {outcome.handled_amiss}",
    ])  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="./sjy bench house", description="强杀进程，检验已确认的写入不丢、不重")
    parser.add_argument("--writes", type=int, default=10_000, metavar="N", help="写入笔数，默认 10000")
    parser.add_argument("--kills", type=int, default=60, metavar="N", help="强杀次数，默认 60")
    parser.add_argument("--marks", choices=["on", "off"], default="on", help="off：每次重发都重新填表，会出现重复")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    if programs() is None:
        print("需要 PostgreSQL 服务器程序（apt-get install postgresql）。", file=sys.stderr)
        return 2
    outcome = run(writes=options.writes, kills=options.kills, marks=options.marks == "on", seed=options.seed)
    print(report(outcome))
    return 0 if outcome.sound else 1


if __name__ == "__main__":
    sys.exit(main())
