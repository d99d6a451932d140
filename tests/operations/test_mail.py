"""Real workers are killed at the worst moments of sending mail: nothing is lost, and what comes twice can be told."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.operations.house import PATIENCE, environment, run, until
from tests.operations.postbox import Postbox, opened

PEOPLE = """
from django.db import transaction
from songjieyou.core.domain.notices import choose_mail
from songjieyou.core.domain.parks import found_park
from songjieyou.core.domain.people import change_contact, open_account
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.enums import MailChoice, Role
park = found_park(name="甲园", short_name="甲")
with transaction.atomic():
    for number in range({people}):
        person = open_account(park=park, username=f"p{{number}}", name="某人", by=None)
        change_contact(person=person, phone="", email=f"p{{number}}@example.cn", by=person)
        choose_mail(person=person, choice=MailChoice.EACH)
        person.refresh_from_db()
        grant_role(person=person, role=Role.LEADER, by=None)
"""
MARK_FIRST = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
import django
django.setup()
from songjieyou.core import clock
from songjieyou.core.events import deliver
from songjieyou.operations.worker import main

def mark_first(delivery, subscriber):
    deliver._held(delivery).update(done_at=clock.now())
    subscriber.handle(delivery.event)
    return True

deliver._hand_out = mark_first
main()
"""
"""A worker that says it has sent before it has."""
OPEN = "SELECT count(*) FROM core_delivery WHERE done_at IS NULL"


@dataclass
class Office:
    """A migrated database whose people wait for mail, and a post box."""

    env: dict[str, str]
    connect: Callable[[], Any]
    postbox: Postbox
    lock: str

    def ask(self, query: str) -> Any:
        with closing(self.connect()) as connection:
            return connection.execute(query).fetchone()[0]

    def people(self, number: int) -> None:
        status, _, err = run(self.env, "manage", "shell", "-c", PEOPLE.format(people=number))
        assert status == 0, err

    def let_leases_run_out(self) -> None:
        with closing(self.connect()) as connection, connection:
            connection.execute("UPDATE core_delivery SET due_at = '2024-09-04 00:00:00+00:00' WHERE done_at IS NULL")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody can mark a delivery within the block."""
        with closing(self.connect()) as connection:
            connection.execute(self.lock)
            yield
            connection.rollback()

    @contextmanager
    def worker(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker, killed at the end of the block."""
        words = [sys.executable, "-P", *(command or ("-m", "songjieyou.operations.worker"))]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(words, env=self.env, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
        try:
            yield process
        finally:
            process.kill()
            process.communicate(timeout=PATIENCE)

    def work_until_all_is_done(self) -> None:
        with self.worker():
            until(lambda: self.ask(OPEN) == 0, "the last delivery")


@pytest.fixture(scope="module")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("template")
    assert run(environment(var), "manage", "migrate")[0] == 0
    return var / "songjieyou.sqlite3"


@pytest.fixture(scope="module")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """How to connect to the server, where the database mail_template is migrated."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE mail_template")
    assert (
        run(environment(tmp_path_factory.mktemp("template"), url_of(postgres, "mail_template")), "manage", "migrate")[0]
        == 0
    )
    return postgres


def url_of(address: str, database: str) -> str:
    parts = conninfo_to_dict(address)
    return f"postgres://{parts['user']}@/{database}?host={quote(str(parts['host']))}"


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    connect: Callable[[], Any]
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path)
        file, url, lock = tmp_path / "songjieyou.sqlite3", "", "BEGIN IMMEDIATE"
        connect = lambda: sqlite3.connect(file, timeout=PATIENCE)  # noqa: E731
    else:
        address = request.getfixturevalue("postgres_template")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS mail WITH (FORCE)")
            connection.execute("CREATE DATABASE mail TEMPLATE mail_template")
        url, lock = url_of(address, "mail"), "SELECT id FROM core_delivery FOR UPDATE"
        connect = lambda: psycopg.connect(make_conninfo(address, dbname="mail"))  # noqa: E731
    with opened() as postbox:
        mail = {
            "MAIL_URL": f"smtp://127.0.0.1:{postbox.port}",
            "MAIL_FROM": "notice@park.example.cn",
            "SONGJIEYOU_ADDRESS": "https://sjy.example.cn",
        }
        yield Office(environment(tmp_path, url, **mail), connect, postbox, lock)


def test_killed_between_sending_and_marking(office: Office) -> None:
    """The mail server has taken the mail and the worker has heard so; then it dies before it can write that down."""
    office.people(1)
    heard, ended = threading.Event(), threading.Event()
    locked = contextlib.ExitStack()
    office.postbox.on_mail = lambda: locked.enter_context(hold(office, ended))
    office.postbox.on_leave = heard.set
    with office.worker() as worker:
        assert heard.wait(PATIENCE)
        worker.kill()
        worker.wait(PATIENCE)
    cut_off(office)
    ended.set()
    locked.close()
    office.postbox.on_mail = lambda: None
    assert office.ask(OPEN) == 1
    office.let_leases_run_out()
    office.work_until_all_is_done()
    assert len(office.postbox.mails) == 2
    assert len(set(office.postbox.ids())) == 1
    assert office.ask("SELECT count(*) FROM core_notice") == 1


def cut_off(office: Office) -> None:
    """PostgreSQL goes on with the statement of a client that has died, and learns of its death after it: a mark that
    waits for the lock is given up here, as it is where the machine dies.
    """
    others = (
        "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND state <> 'idle in transaction'"  # that one holds the lock
    )
    if office.env["DATABASE_URL"]:
        office.ask(f"SELECT count(pg_terminate_backend(pid)) {others}")
        until(lambda: office.ask(f"SELECT count(*) {others}") == 0, "the session of the dead has ended")


@contextmanager
def hold(office: Office, ended: threading.Event) -> Iterator[None]:
    """Keep the lock in a thread of its own, for a connection belongs to the thread that made it."""
    taken = threading.Event()

    def keep() -> None:
        with office.held():
            taken.set()
            ended.wait(PATIENCE)

    keeper = threading.Thread(target=keep)
    keeper.start()
    assert taken.wait(PATIENCE)
    yield
    keeper.join(PATIENCE)


def killed_before_sending(office: Office, *command: str) -> None:
    """The worker has claimed the delivery and called the mail server, which has not yet said a word."""
    office.people(1)
    called, ended = threading.Event(), threading.Event()

    def wait_for_the_end() -> None:
        called.set()
        ended.wait(PATIENCE)

    office.postbox.on_connect = wait_for_the_end
    with office.worker(*command) as worker:
        assert called.wait(PATIENCE)
        worker.kill()
        worker.wait(PATIENCE)
    office.postbox.on_connect = lambda: None
    ended.set()
    assert office.postbox.mails == []


def test_killed_between_claiming_and_sending(office: Office) -> None:
    killed_before_sending(office)
    assert office.ask("SELECT attempts FROM core_delivery WHERE subscriber = 'email'") == 1
    office.let_leases_run_out()
    office.work_until_all_is_done()
    assert len(office.postbox.mails) == 1
    assert office.ask("SELECT count(*) FROM core_notice") == 1


def test_one_that_marks_first_loses_the_mail(office: Office) -> None:
    """The twin of the one above."""
    killed_before_sending(office, "-c", MARK_FIRST)
    office.let_leases_run_out()
    office.work_until_all_is_done()
    assert office.postbox.mails == []


def test_killed_again_and_again_nothing_is_lost(office: Office) -> None:
    """Each time with a mail that was taken and not answered for: that one comes twice, under the same id."""
    people, kills = 8, (2, 5)
    office.people(people)
    for at in kills:
        struck, ended = threading.Event(), threading.Event()

        def strike(at: int = at, struck: threading.Event = struck, ended: threading.Event = ended) -> None:
            if len(office.postbox.mails) == at:
                struck.set()
                ended.wait(PATIENCE)

        office.postbox.on_mail = strike
        with office.worker() as worker:
            assert struck.wait(PATIENCE)
            worker.kill()
            worker.wait(PATIENCE)
        ended.set()
        office.let_leases_run_out()
    office.postbox.on_mail = lambda: None
    office.work_until_all_is_done()
    assert sorted(Counter(office.postbox.ids()).values()) == [1] * (people - len(kills)) + [2] * len(kills)
    assert office.ask("SELECT count(*) FROM core_notice") == people
    assert office.ask("SELECT count(DISTINCT person_id) FROM core_notice") == people
