"""Many clients at once, in a process of their own: `_load.py` reads a plan from stdin and prints what came of it.

A plan is JSON: `port`; `clients`, each with its `headers` and its `steps`, which it takes one after the other, over one
line that is kept open, and then again from the first; a step is one page or more that belong together, [path, body]
each (a body of null is a GET); `wanted`, the status of a right answer; `warm` and `seconds`: how long it goes on
unmeasured, and then measured. ONCE in a body is another mark each time, NUMBER another number. Printed are
`milliseconds` of each step whose answers were right, `others`, how many went wrong with which status (0: the line
broke), and `seconds`.
"""

from __future__ import annotations

import http.client
import itertools
import json
import math
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

ONCE, NUMBER = "~once~", "~number~"
PATIENCE: Final = 60.0


type Step = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Person:
    """One client."""

    headers: dict[str, str]
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Plan:
    port: int
    clients: list[Person]
    wanted: int
    warm: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    milliseconds: list[float]
    others: dict[str, int]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    def within(self, share: float) -> float:
        """So many milliseconds are enough for this share of the right answers; infinite where there are none."""
        ordered = sorted(self.milliseconds)
        return ordered[math.ceil(share * len(ordered)) - 1] if ordered else math.inf


# In the process ------------------------------------------------------------------------------------------------------


@dataclass
class Run:
    plan: Plan
    begins: float
    ends: float
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    milliseconds: list[float] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def go(self, client: Person) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.plan.port, timeout=PATIENCE)
        for step in itertools.cycle(client.steps):
            start = time.perf_counter()
            if start >= self.ends:
                break
            status = self._taken(step, line, client.headers)
            end = time.perf_counter()
            if self.begins <= end <= self.ends:
                self._note(status, (end - start) * 1000)
        line.close()

    def _taken(self, step: Step, line: http.client.HTTPConnection, headers: dict[str, str]) -> int:
        """The first status that is not the wanted one; the wanted one where all is well."""
        for path, body in step:
            status = _answered(line, path, body and self._filled(body), headers)
            if status != self.plan.wanted:
                return status
        return self.plan.wanted

    def _note(self, status: int, milliseconds: float) -> None:
        with self.lock:
            if status == self.plan.wanted:
                self.milliseconds.append(milliseconds)
            else:
                self.others[str(status)] += 1

    def _filled(self, body: str) -> str:
        return body.replace(ONCE, str(uuid.uuid4())).replace(NUMBER, str(next(self.numbers)))


def _answered(line: http.client.HTTPConnection, path: str, body: str | None, headers: dict[str, str]) -> int:
    """The status; 0 where the line breaks. It is made anew with the next that is asked."""
    try:
        line.request("GET" if body is None else "POST", path, body, headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        return 0
    return answer.status


def run(plan: Plan) -> Outcome:
    begins = time.perf_counter() + plan.warm
    going = Run(plan, begins, begins + plan.seconds)
    threads = [threading.Thread(target=going.go, args=(client,)) for client in plan.clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Outcome(going.milliseconds, dict(going.others), plan.seconds)


def main() -> None:
    plan = json.load(sys.stdin)
    clients = [Person(**one) for one in plan.pop("clients")]
    print(json.dumps(asdict(run(Plan(clients=clients, **plan)))))


# From outside --------------------------------------------------------------------------------------------------------


def spawned(plan: Plan) -> Outcome:
    done = subprocess.run(
        [sys.executable, Path(__file__)], input=json.dumps(asdict(plan)), stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return Outcome(**found)


if __name__ == "__main__":
    main()
