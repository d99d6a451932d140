"""`./sjy bench web`: what it counts, how it finds the filters of a list, and its many clients against a tiny server."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from songjieyou.devtools import bench

PAGE = """
<form><input name="elsewhere"></form>
<form role="search"><input name="words"><select name="kind"><option value="">全部</option><option value="a">甲</option>
<option value="b">乙</option></select></form>
<form method="post"><input name="after"></form>
"""


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(bench.BENCH)


class Answers(BaseHTTPRequestHandler):
    """302 to a form, 503 to `/busy`, 200 to all else; a line is kept open."""

    protocol_version = "HTTP/1.1"
    lines: set[tuple[str, int]]
    forms: list[dict[str, list[str]]]

    def do_GET(self) -> None:
        self._answer(503 if self.path == "/busy" else 200)

    def do_POST(self) -> None:
        self.forms.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._answer(302)

    def log_message(self, *args: Any) -> None:
        pass

    def _answer(self, status: int) -> None:
        self.lines.add((self.client_address[0], self.client_address[1]))
        self.send_response(status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")


@pytest.fixture
def tiny() -> Iterator[ThreadingHTTPServer]:
    Answers.lines, Answers.forms = set(), []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(server: ThreadingHTTPServer, wanted: int, *steps: list[tuple[str, str | None]], clients: int = 3) -> Any:
    load = importlib.import_module("_load")
    people = [load.Person({"X-Client": str(each)}, list(steps)) for each in range(clients)]
    return load.run(load.Plan(server.server_address[1], people, wanted, warm=0.0, seconds=0.3))


def test_each_client_keeps_one_line_open(tiny: ThreadingHTTPServer) -> None:
    outcome = run(tiny, 200, [("/one", None), ("/two", None)])
    assert outcome.milliseconds
    assert outcome.others == {}
    assert len(Answers.lines) == 3
    assert outcome.per_second == len(outcome.milliseconds) / 0.3


def test_each_form_bears_another_mark_and_number(tiny: ThreadingHTTPServer) -> None:
    outcome = run(tiny, 302, [("/form", "once=~once~&value=~number~")])
    assert outcome.milliseconds
    for name in ("once", "value"):
        values = [form[name][0] for form in Answers.forms]
        assert len(set(values)) == len(values)


def test_a_step_with_a_wrong_answer_is_not_among_the_right_ones(tiny: ThreadingHTTPServer) -> None:
    outcome = run(tiny, 200, [("/one", None), ("/busy", None)])
    assert outcome.milliseconds == []
    assert list(outcome.others) == ["503"]


def test_a_line_that_breaks_is_counted() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        pass
    outcome = run(server, 200, [("/one", None)], clients=1)
    assert (outcome.milliseconds, list(outcome.others)) == ([], ["0"])


def test_what_most_answers_need() -> None:
    outcome = importlib.import_module("_load").Outcome
    hundred = outcome([float(each) for each in range(100, 0, -1)], {}, 10.0)
    assert (hundred.within(0.95), hundred.within(1.0), hundred.per_second) == (95.0, 100.0, 10.0)
    assert outcome([], {}, 10.0).within(0.95) == float("inf")


def test_the_filters_of_a_page_are_found_with_a_first_choice() -> None:
    filters = importlib.import_module("_lists").Filters()
    filters.feed(PAGE)
    assert filters.found == {"words": "", "kind": "a"}


def test_tables_and_targets() -> None:
    web = importlib.import_module("web")
    measured = web.Measured
    ours = {
        "列表": measured([1.0, 2.0, 9.0], 5),
        "登记": measured([4.0], 20),
        "更新": measured([3.0], 20),
        "政策体检": measured([61.0], 7),
    }
    theirs = {name: measured([6.0], 30) for name in web.PAIRS}
    assert web.beside(ours, theirs)[1:] == [
        ["列表", "2.0", "5", "6.0", "30", "3.0", "3/1"],
        ["登记", "4.0", "20", "6.0", "30", "1.5", "1/1"],
        ["更新", "3.0", "20", "6.0", "30", "2.0", "1/1"],
    ]
    missed = [str(each) for each in web.targets(ours, {"企业名录": measured([15.0], 7)}) if not each.reached]
    assert missed == [
        "政策体检：61 ms，目标不超过 60 ms：没有达到",
        "企业名录：7 次查询，目标不超过 6 次查询：没有达到",
    ]
