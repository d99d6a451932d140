"""The pages of one contender, in a process of its own, asked through all of Django but the server:
`_pages.py MODULE TIMES`.

The module tells its `cases`. Printed is one line of JSON: by the name of a case, the milliseconds of CPU time of each
time (all threads, user and system), and how many queries the first one asked, those that begin and end transactions
among them.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

WARM: Final = 5


class Ask(NamedTuple):
    """`data` of None is a GET."""

    path: str
    data: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """`asks` gives what is asked for the n-th time: other data each time, where something is written."""

    name: str
    asks: Callable[[int], list[Ask]]


@dataclass(frozen=True, slots=True)
class Measured:
    milliseconds: list[float]
    queries: int


class WrongAnswerError(Exception):
    """A page did not answer as it does when all is well."""


def page(name: str, path: str) -> Case:
    return Case(name, lambda time: [Ask(path)])


def answered(client: Any, ask: Ask) -> Any:
    """The answer: 200 to a GET, 302 to a form that was taken."""
    answer = client.get(ask.path) if ask.data is None else client.post(ask.path, ask.data)
    if answer.status_code != (200 if ask.data is None else 302):
        message = f"{ask.path}: {answer.status_code}"
        raise WrongAnswerError(message)
    return answer


def measured(case: Case, client: Any, times: int) -> Measured:
    """After a few times that do not count."""
    for number in range(WARM):
        _run(client, case.asks(number))
    queries = counted(lambda: _run(client, case.asks(WARM)))
    gc.collect()
    milliseconds = []
    for number in range(WARM + 1, WARM + 1 + times):
        asks = case.asks(number)
        start = time.process_time()
        _run(client, asks)
        milliseconds.append((time.process_time() - start) * 1000)
    return Measured(milliseconds, queries)


def counted(act: Callable[[], None]) -> int:
    from django.db import connection

    queries = 0

    def count(execute, sql, params, many, context):
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        act()
    return queries


def _run(client: Any, asks: list[Ask]) -> None:
    for ask in asks:
        answered(client, ask)


def main(module: str, times: str) -> None:
    import django
    from django.test import Client

    django.setup()
    client = Client(SERVER_NAME="127.0.0.1")
    found = {case.name: measured(case, client, int(times)) for case in importlib.import_module(module).cases(client)}
    print(json.dumps({name: [one.milliseconds, one.queries] for name, one in found.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
