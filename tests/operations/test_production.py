"""A house in production, behind a web server that speaks TLS: it opens when it is safe, and tells no names."""

from __future__ import annotations

import gzip
import json
import stat
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

import pytest

from tests.operations.conftest import Place
from tests.operations.house import Answer, House, ask, run, started, until

HOST = "sjy.example.cn"
SAFE = {"SONGJIEYOU_PRODUCTION": "1", "SECRET_KEY": "0123456789abcdef" * 4, "ALLOWED_HOSTS": HOST}
PROXIED = {"Host": HOST, "X-Forwarded-Proto": "https"}
PASSWORD = "canary-password-9481"
CANARY = "canary"
PERSON = f"""
from songjieyou.core.domain.parks import found_park
from songjieyou.core.domain.people import open_account
park = found_park(name="canary-park", short_name="canary-park")
open_account(park=park, username="canary-alice", name="canary-name", password={PASSWORD!r}, by=None)
"""


class Browser:
    """Keeps cookies and sends forms, through the proxy."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cookies = SimpleCookie()

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        body = urlencode(data | {"csrfmiddlewaretoken": self.cookies["csrftoken"].value})
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        return self._ask("POST", path, body, form | headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookies = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        answer = self.house.request(method, path, body, PROXIED | cookies | headers)
        for words in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(words)
        return answer


@pytest.fixture(scope="module")
def house(place: Place) -> Iterator[House]:
    """One person in it, who can sign in."""
    with started(place("postgresql", **SAFE)) as house:
        status, _, err = run(house.env, "manage", "shell", "-c", PERSON)
        assert status == 0, err
        yield house


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


def test_in_the_clear_only_its_health_is_told(house: House) -> None:
    for method, path in (("GET", "/"), ("POST", "/sign-in/"), ("GET", "/static/x.css"), ("GET", "/no-such-page/")):
        answer = house.request(method, path, headers={"Host": HOST})
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}{path}")
    assert house.get("/healthz") == (200, '{"database": "ok", "migrations": "ok", "worker": "ok"}')


def test_behind_a_proxy_it_serves_pages_and_takes_forms(browser: Browser) -> None:
    page = browser.get("/sign-in/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "Secure" in page.headers["Set-Cookie"]
    answer = browser.post("/sign-in/", {"username": "canary-alice", "password": PASSWORD})
    assert (answer.status, answer.headers["Location"]) == (302, "/home/")
    session = next(words for words in answer.headers.get_all("Set-Cookie", []) if words.startswith("sessionid="))
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= {word.strip() for word in session.split(";")}
    assert browser.get("/home/").status == 200


def test_a_form_from_elsewhere_is_refused(browser: Browser) -> None:
    browser.get("/sign-in/")
    data = {"username": "canary-alice", "password": PASSWORD}
    assert browser.post("/sign-in/", data, Origin="https://evil.example").status == 403


def test_another_host_is_refused(browser: Browser) -> None:
    assert browser.get("/", Host="evil.example").status == 400


def test_nobody_enters_it_as_a_demo(browser: Browser) -> None:
    browser.get("/sign-in/")
    assert browser.get("/demo/").status == 404
    assert browser.post("/demo/enter/", {"as": "canary-alice"}).status == 404


def test_the_style_sheet_comes_compressed_and_is_kept_for_good(browser: Browser) -> None:
    sheet = browser.get("/").body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    plain, packed = browser.get(sheet), browser.get(sheet, **{"Accept-Encoding": "gzip"})
    assert (plain.headers["Content-Encoding"], packed.headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_what_it_writes_is_its_owners_alone(house: House) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in house.var.rglob("*")}
    assert {"secret-key", "web.log"} <= modes.keys()
    assert {name for name, open_to_others in modes.items() if open_to_others} == set()


def test_django_finds_nothing_unsafe(house: House) -> None:
    status, _, err = run(house.env, "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert (status, "0 silenced" in err) == (0, False), err


def test_no_name_gets_into_the_logs(house: House, browser: Browser) -> None:
    """Whatever is typed, wherever: in forms, addresses, headers, cookies; and whatever an error says of it."""
    browser.get("/sign-in/")
    data = {"username": "canary-alice", "password": PASSWORD}
    wrong = browser.post(f"/sign-in/?next=/{CANARY}/", data | {"password": "canary-wrong"})
    no_page = browser.get(f"/{CANARY}/{quote('林知行')}-13800000000/?name={CANARY}")
    headers = browser.get("/", Referer=f"https://{CANARY}/", Cookie=f"sessionid={CANARY}; name={CANARY}")
    host = browser.get("/", Host=f"{CANARY}.example")
    stale = browser.post(f"/sign-in/?{CANARY}=1", data, Origin=f"https://{CANARY}.example")
    browser.get("/sign-in/")
    assert browser.post("/sign-in/", data).status == 302
    profile = browser.get("/profile/").body.decode()
    marks = {name: profile.split(f'name="{name}" value="')[1].split('"')[0] for name in ("once", "version")}
    invalid = browser.post("/profile/", {**marks, "phone": CANARY, "email": CANARY})
    large = browser.post("/profile/", {**marks, "phone": CANARY * 500_000})
    house.ask(FALL)
    error = browser.post("/profile/", {**marks, "phone": "13800000000", "email": "canary@example.cn"})
    answers = (wrong, no_page, headers, host, stale, invalid, large, error)
    statuses = tuple(answer.status for answer in answers)
    assert statuses[1:] == (404, 200, 400, 403, 422, 413, 500)

    until(lambda: '"status": 500' in logged(house), "the last line: a thread of its own writes the log")
    told = [json.loads(line) for line in logged(house).splitlines()]
    text = json.dumps(told, ensure_ascii=False)
    assert [word for word in (CANARY, "林知行", "13800000000", PASSWORD) if word in text] == []
    assert {status for line in told if (status := line.get("status"))} >= {200, 302, 400, 403, 404, 413, 422, 500}
    assert [line["error"] for line in told if line.get("status") is None and "error" in line][-1:] == [FALLEN]


def logged(house: House) -> str:
    return "".join(path.read_text() for path in (house.var / "log").glob("*.log"))


FALL = """
CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'phone %', NEW.phone; END $$;
CREATE TRIGGER fall BEFORE UPDATE OF phone ON core_person FOR EACH ROW EXECUTE FUNCTION fall();
"""
FALLEN = "django.db.utils.ProgrammingError"
"""An error whose words quote what was typed."""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SONGJIEYOU_DEBUG": "1"}, "SONGJIEYOU_DEBUG 必须关闭"),
        ({"SECRET_KEY": ""}, "SECRET_KEY 必须"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY 必须"),
        ({"SECRET_KEY": "abcd" * 20}, "SECRET_KEY 必须"),
        ({"SECRET_KEY": "django-insecure-" + "0123456789" * 6}, "SECRET_KEY 必须"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS 必须"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS 必须"),
        ({"ALLOWED_HOSTS": f"{HOST},*.example.cn"}, "ALLOWED_HOSTS 必须"),
    ],
)
@pytest.mark.parametrize("command", ["up", "manage"])
def test_it_refuses_to_start_unsafe(place: Place, change: dict[str, str], words: str, command: str) -> None:
    env = place("sqlite", **SAFE | change)
    status, out, err = run(env, command, *(["check"] if command == "manage" else []))
    assert (status, out) == (1, "")
    assert err.startswith(f"生产环境拒绝启动：{words}")
    assert "Traceback" not in err


def test_a_demo_is_never_opened_nor_thrown_away(place: Place) -> None:
    demo = place("sqlite")
    with started(demo):
        pass
    people = ask(demo, "SELECT count(*) FROM core_person")
    status, _, err = run(demo | SAFE, "up")
    assert (status, err) == (1, "生产环境拒绝启动：这个数据库是演示库，含有公开的演示账号。\n")
    status, _, err = run(demo | SAFE, "up", "--fresh")
    assert (status, err) == (1, "拒绝清空：--fresh 不能用于生产环境。\n")
    assert ask(demo, "SELECT count(*) FROM core_person") == people
