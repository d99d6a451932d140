"""政策体检 of the demo's first firm, as a page and on paper: processor time, queries and bytes of one answer.

A house of its own in a folder that is thrown away; the settings are those of a running one. Each line is the median of
many answers after some that nobody counted; of paper also the first, which looks for the fonts.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any, Final, NamedTuple

from _table import met, table

MOST_MS: Final = 60.0
MOST_QUERIES: Final = 12
PAGE: Final = "网页，展开一组"
OPENED: Final = "group-4"
"""The most cards that a page shows: a long group, 还缺数据, with its reasons."""
BEFORE: Final = 5
"""So many answers are not counted."""
PROFILED: Final = 25


class Cost(NamedTuple):
    """Of one answer: milliseconds of processor time, median and first, queries and bytes."""

    median: float
    first: float
    queries: int
    bytes: int

    def cells(self) -> list[str]:
        return [f"{self.median:.1f}", f"{self.first:.1f}", str(self.queries), str(self.bytes)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="./sjy bench checkup", description=__doc__)
    parser.add_argument("--times", type=int, default=30, help="so many answers each (30)")
    parser.add_argument("--profile", action="store_true", help="what the time of the page goes into")
    options = parser.parse_args()
    with house():
        _measured(options.times, profile=options.profile)
    return 0


@contextmanager
def house() -> Iterator[None]:
    """Django, set up over a demo in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="songjieyou-bench-") as folder:
        os.environ |= {"SONGJIEYOU_VAR": folder, "DJANGO_SETTINGS_MODULE": "songjieyou.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        from songjieyou.operations.prepare import prepare

        django.setup()
        prepare(fresh=False, want_demo=True)
        yield


def _measured(times: int, *, profile: bool) -> None:
    from songjieyou.core.models import Person
    from songjieyou.enterprises.models import Enterprise

    firm = Enterprise.objects.select_related("park").order_by("pk")[0]
    get = _browser(Person.objects.get(username="firm_principal"))
    page = partial(get, f"/enterprises/{firm.pk}/checkup/?open={OPENED}")
    asked: dict[str, Callable[[], bytes]] = {
        "测算": partial(_answer, firm),
        "网页": partial(get, f"/enterprises/{firm.pk}/checkup/"),
        PAGE: page,
        "排一页纸": _paper(firm),
        "下载一页纸": partial(get, f"/enterprises/{firm.pk}/checkup.pdf"),
    }
    costs = {name: _cost(make, times) for name, make in asked.items()}
    print(table([["", "CPU 毫秒", "首次", "查询", "字节"], *([name, *cost.cells()] for name, cost in costs.items())]))
    web = costs[PAGE]
    well = web.median <= MOST_MS and web.queries <= MOST_QUERIES
    print(f"{PAGE}：目标不超过 {MOST_MS:.0f} ms、{MOST_QUERIES} 次查询：{met(well)}")
    if profile:
        _profile(page, times)


def _browser(person: Any) -> Callable[[str], bytes]:
    """What somebody who has signed in gets from an address."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)

    def get(address: str) -> bytes:
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"{address}: {answer.status_code}")
        return answer.content

    return get


def _answer(firm: Any) -> bytes:
    """The engine's part, with the best combination and the questions; in bytes, which nobody looks at."""
    from songjieyou.policies.checkup import checkup

    result = checkup(firm)
    return repr((list(result.groups), result.best.fen, len(result.questions))).encode()


def _paper(firm: Any) -> Callable[[], bytes]:
    """Typesets a page that differs a little each time, so that none is remembered."""
    from songjieyou.documents.checkup import checkup_pdf
    from songjieyou.policies.checkup import checkup
    from songjieyou.web.enterprise.paper import sheet_of

    sheet, numbers = sheet_of(firm, checkup(firm)), count()
    return lambda: checkup_pdf(replace(sheet, firm=f"{sheet.firm} {next(numbers)}"))


def _cost(make: Callable[[], bytes], times: int) -> Cost:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent = []
    for _ in range(BEFORE + times):
        start = time.process_time()
        made = make()
        spent.append((time.process_time() - start) * 1000)
    with CaptureQueriesContext(connection) as queries:
        make()
    return Cost(statistics.median(spent[BEFORE:]), spent[0], len(queries), len(made))


def _profile(make: Callable[[], bytes], times: int) -> None:
    with cProfile.Profile() as profile:
        for _ in range(times):
            make()
    pstats.Stats(profile).sort_stats("tottime").print_stats(PROFILED)


if __name__ == "__main__":
    sys.exit(main())
