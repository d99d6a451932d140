"""Matches of a park of 7,000 firms: how long all take, and those of an item that has changed, as forms are sent.

A database of its own (SQLite) with made-up firms. In another process somebody tells a fact of a firm by the real form,
again and again; the slowest answer is told. Exit status 1 where an item takes more than 5 s or an answer more than 2 s.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

MOST_SECONDS, LONGEST_ANSWER = 5.0, 2.0
SEED = 2026
USUAL: dict[str, tuple[Any, ...]] = {
    "是否": (True, True, False),
    "比率": ("0", "4/125", "3/5"),
    "个数": (0, 3, 12),
    "数值": ("0", "3/2"),
    "分值": ("0", "80"),
    "月数": (12, 36, 60),
    "地区": ("湖南省/长沙市", "湖南省/长沙市", "湖南省/株洲市"),
    "代码": ("3421", "2669", "1432", "3670", "6513"),
}
SHARES = {"企业": 0.55, "项目": 0.6, "贷款": 0.6}
"""How much of what a policy may ask for is known."""
PROJECTS, LOANS = 0.3, 0.5
"""Firms with a project, and projects with a loan."""


def main() -> int:
    options = _parser().parse_args()
    if options.send:
        return send(options.send)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SONGJIEYOU_VAR"] = folder
        _set_up()
        return measure(options.firms)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=7000, metavar="N")
    parser.add_argument("--send", type=int, default=0, help=argparse.SUPPRESS)
    return parser


def _set_up() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "songjieyou.config.settings"
    django.setup()


def measure(firms: int) -> int:
    from django.core.management import call_command

    from songjieyou.core.models import Park
    from songjieyou.policies.domain.matching import ask_for_all, match_park
    from songjieyou.policies.library import engine, fingerprints
    from songjieyou.policies.models import ItemMatched, Match

    call_command("migrate", verbosity=0)
    person = make(firms)
    park = Park.objects.get()
    engine()
    fingerprints(engine())

    def everything() -> None:
        while match_park(park=park):
            pass

    with _sender(person) as slowest:
        print(f"{firms:,} firms, {len(engine().catalogue.items)} items")
        timed("everything for the first time", everything)
        print(f"  {Match.objects.count():,} matches")
        ask_for_all(park=park)
        timed("everything again, nothing has changed", everything)
        seconds = []
        for item in sorted(engine().catalogue.items):
            ItemMatched.objects.filter(item=item).update(fingerprint="of another text")
            Match.objects.filter(item=item).update(group="not", low_fen=None, high_fen=None, kind="")
            seconds.append(timed(f"one item has changed, and every row of it: {item}", everything))
        print(f"one item at the most: {max(seconds):.2f} s")
    print(f"the slowest of the forms sent meanwhile: {slowest[0]:.2f} s")
    return int(max(seconds) > MOST_SECONDS or slowest[0] > LONGEST_ANSWER)


def timed(what: str, act: Callable[[], None]) -> float:
    cpu, wall = time.process_time(), time.monotonic()
    act()
    elapsed = time.monotonic() - wall
    print(f"{what}: {elapsed:.2f} s, {time.process_time() - cpu:.2f} s CPU", flush=True)
    return elapsed


# Somebody at a form --------------------------------------------------------------------------------------------------


@contextmanager
def _sender(person: int) -> Iterator[list[float]]:
    """Forms are sent until the end; then the slowest answer, in seconds, is in the list."""
    command = [sys.executable, __file__, "--send", str(person)]
    slowest: list[float] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError
        process.stdout.readline()
        yield slowest
        said, _ = process.communicate()
        slowest.append(float(said.split()[-1]))


def send(person: int) -> int:
    """Tell a fact by the form until nobody listens any more; say how long the slowest answer took."""
    import threading

    logging.disable()
    _set_up()
    from django.test import Client, override_settings

    from songjieyou.core.models import Person
    from songjieyou.enterprises.models import Authorisation

    client = Client()
    client.force_login(Person.objects.get(pk=person))
    firm = Authorisation.objects.get(person=person).enterprise
    address = f"/enterprises/{firm.pk}/facts/{firm.subjects.get(kind='企业').pk}/资产总额@2025/"
    done = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    print("ready", flush=True)
    slowest, number = 0.0, 0
    with override_settings(ALLOWED_HOSTS=["*"]):
        while not done.wait(0.05):
            number += 1
            start = time.monotonic()
            answer = client.post(address, {"value": f"{number}万元", "on": "2026-01-05"})
            slowest = max(slowest, time.monotonic() - start)
            if answer.status_code != 302:
                raise RuntimeError(answer.status_code)
    print(number, slowest)
    return 0


# The park ------------------------------------------------------------------------------------------------------------


def make(count: int) -> int:
    """A park of made-up firms, of whom much is known; return the id of somebody who may act for one of them."""
    from songjieyou.core.domain.parks import found_park
    from songjieyou.core.domain.people import open_account
    from songjieyou.enterprises.domain.authorisations import authorise
    from songjieyou.enterprises.enums import Capacity
    from songjieyou.enterprises.models import Enterprise, Subject

    random = Random(SEED)
    park = found_park(name="比较园区", short_name="比较")
    firms = Enterprise.objects.bulk_create(
        Enterprise(park=park, uscc=f"{number:018}", name=f"企业{number}") for number in range(count)
    )
    subjects = Subject.objects.bulk_create(Subject(park=park, enterprise=firm, kind="企业") for firm in firms)
    projects = Subject.objects.bulk_create(
        Subject(park=park, enterprise=firm, kind="项目", label="P1") for firm in firms if random.random() < PROJECTS
    )
    loans = Subject.objects.bulk_create(
        Subject(park=park, enterprise=one.enterprise, kind="贷款", label="L1", above=one)
        for one in projects
        if random.random() < LOANS
    )
    _tell(park, [*subjects, *projects, *loans], random)
    person = open_account(park=park, username="agent", name="经办人", by=None)
    authorise(enterprise=firms[0], person=person, capacity=Capacity.AGENT, by=None)
    return person.pk


def _tell(park: Any, subjects: list[Any], random: Random) -> None:
    from songjieyou.enterprises.models import Standing, Statement

    now = dt.datetime(2026, 1, 5, 2, 0, tzinfo=dt.UTC)
    told: list[Any] = []
    for subject in subjects:
        for name, period, value in _facts(subject.kind, random):
            told.append(
                Statement(
                    park=park,
                    subject=subject,
                    name=name,
                    period=period,
                    value=value,
                    source="firm",
                    on=now.date(),
                    told_at=now,
                )
            )
    Statement.objects.bulk_create(told, batch_size=5000)
    Standing.objects.bulk_create(
        (Standing(park=park, subject=one.subject, name=one.name, period=one.period, statement=one) for one in told),
        batch_size=5000,
    )
    print(f"{len(told):,} facts of {len(subjects):,} firms, projects and loans")


def _facts(kind: str, random: Random) -> Iterator[tuple[str, str, Any]]:
    from songjieyou.enterprises.facts.vocabulary import vocabulary
    from songjieyou.policies.library import engine, facts_read

    read = frozenset().union(*facts_read(engine()).values())
    for entry in vocabulary().entries.values():
        if entry.subject == kind and not entry.derived and entry.name in read and entry.period != "月":
            if entry.name == "企业名称" or random.random() > SHARES[kind]:
                continue
            for period in ("2024", "2025") if entry.period == "年" else ("",):
                if (value := _value(entry, random)) is not None:
                    yield entry.name, period, value


def _value(entry: Any, random: Random) -> Any:
    if entry.type == "金额":
        exact = random.randrange(10**6, 10**11)
        return exact if random.random() < 0.95 else {"from": exact, "to": 2 * exact}
    if entry.type == "日期":
        return (dt.date(2005, 1, 1) + dt.timedelta(days=random.randrange(7700))).isoformat()
    if entry.choices:
        word = random.choice(entry.choices)
        return [word] if entry.type == "多选" else word
    return random.choice(USUAL[entry.type]) if entry.type in USUAL else None


if __name__ == "__main__":
    sys.exit(main())
