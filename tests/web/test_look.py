"""Large letters, a park's colours, the menu, the guide, and what a first page weighs."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from songjieyou.core.brand import HOUSE, Brand
from songjieyou.core.domain.parks import set_brand
from songjieyou.core.enums import Role
from songjieyou.core.models import Park
from songjieyou.ui.assets import build as build_assets
from songjieyou.ui.guide import SECTIONS
from songjieyou.web.home.duties import DUTIES, Duty, Room
from tests.park import World, build

GREEN = Brand(band="0b4a3a", rule="d8b25c", action="0f5c47")
LARGE = '<html lang="zh-CN" class="large">'
MOST_BYTES, MOST_REQUESTS = 70_000, 6


def body_of(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def alice(world: World, client: Client) -> Client:
    client.force_login(world.alice)
    return client


class TestLargeLetters:
    def test_they_stay_until_they_are_put_back(self, world: World, client: Client) -> None:
        assert LARGE not in client.get("/").content.decode()
        client.get("/text-size/?to=large")
        assert LARGE in client.get("/").content.decode()
        assert LARGE in client.get("/nothing-here/").content.decode()
        client.get("/text-size/?to=normal")
        assert LARGE not in client.get("/").content.decode()

    def test_nothing_else_is_other(self, world: World, client: Client) -> None:
        """The browser tests enlarge a page by its class alone."""
        usual = client.get("/").content.decode()
        client.get("/text-size/?to=large")
        large = client.get("/").content.decode()
        ways = {"?to=normal": "?to=large", "回到标准版": "长辈版（大字）", "<span>标准版": "<span>长辈版"}
        for word, before in ({LARGE: '<html lang="zh-CN">'} | ways).items():
            large = large.replace(word, before)
        assert large == usual

    def test_one_comes_back_to_where_one_was(self, alice: Client) -> None:
        answer = alice.get("/text-size/?to=large", headers={"referer": "http://testserver/profile/?a=1"})
        assert answer.headers["Location"] == "/profile/?a=1"

    @pytest.mark.parametrize(
        "page",
        [
            "https://evil.example/",
            "http://testserver//evil.example/",
            "http://testserver/\\evil.example",
            "javascript:x",
            "",
        ],
    )
    def test_but_never_to_somewhere_else(self, world: World, client: Client, page: str) -> None:
        location = client.get("/text-size/?to=large", headers={"referer": page}).headers["Location"]
        assert re.match(r"/(?![/\\])", location + " ")

    def test_the_cookie_holds_nothing_else(self, world: World, client: Client) -> None:
        cookie = client.get("/text-size/?to=<script>").cookies["text-size"]
        assert (cookie.value, cookie["max-age"]) == ("", 0)
        cookie = client.get("/text-size/?to=large").cookies["text-size"]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("large", True, "Lax")


class TestColoursOfAPark:
    def test_the_house_needs_no_sheet_of_its_own(self, alice: Client) -> None:
        assert "brand.css" not in alice.get("/home/").content.decode()

    def test_a_park_with_its_colours_has_them_on_its_pages_only(self, world: World) -> None:
        set_brand(park=world.park, brand=GREEN, by=world.alice)
        inside, outside = Client(), Client()
        inside.force_login(world.alice)
        outside.force_login(world.staff(Role.LEADER, far=True))
        address = "/brand.css?v=0b4a3a-d8b25c-0f5c47"
        assert f'<link rel="stylesheet" href="{address}">' in inside.get("/home/").content.decode()
        assert "brand.css" not in outside.get("/home/").content.decode()
        answer = inside.get(address)
        assert answer.content.decode() == (
            ":root{--band:#0b4a3a;--rule:#d8b25c;--action:#0f5c47;--action-dark:#0c4a39;--action-pale:#ecf2f0;}\n"
        )
        assert answer["Content-Type"] == "text/css; charset=utf-8"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize("colours", ["", "red", "0b4a3a-d8b25c", "ffffff-ffffff-ffffff", "0b4a3a-d8b25c-0f5c4%7D"])
    def test_nothing_else_gets_into_a_sheet(self, world: World, client: Client, colours: str) -> None:
        assert client.get(f"/brand.css?v={colours}").status_code == 404

    def test_without_colours_it_is_the_house(self, world: World, client: Client) -> None:
        assert f"--band:#{HOUSE.band};" in client.get("/brand.css").content.decode()


class TestChoosingTheColours:
    """The system administrator's page."""

    ADDRESS = "/system/park/look/"

    def filled(self, client: Client, colours: Brand) -> dict[str, str]:
        text = client.get(self.ADDRESS).content.decode()
        hidden = dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)">', text))
        return hidden | {name: f"#{colour}" for name, colour in colours._asdict().items()}

    @pytest.fixture
    def admin(self, world: World, client: Client) -> Client:
        client.force_login(world.staff(Role.SYSTEM_ADMIN))
        return client

    def test_they_are_shown_as_they_are_and_saved_as_they_are_chosen(self, admin: Client, world: World) -> None:
        assert 'value="#083b78"' in admin.get(self.ADDRESS).content.decode()
        assert admin.post(self.ADDRESS, self.filled(admin, GREEN)).status_code == 302
        assert 'value="#0b4a3a"' in admin.get(self.ADDRESS).content.decode()
        assert [park.brand for park in Park.objects.order_by("pk")] == [GREEN, HOUSE]

    def test_what_cannot_be_read_is_refused_and_stays_in_the_form(self, admin: Client, world: World) -> None:
        answer = admin.post(self.ADDRESS, self.filled(admin, GREEN._replace(action="88bbff")))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "操作颜色与白底的对比度是 2.0，不到 4.5，看不清楚。" in text
        assert 'value="#88bbff"' in text
        assert Park.objects.get(pk=world.park.pk).brand == HOUSE

    def test_what_is_no_colour_is_told_at_its_field(self, admin: Client) -> None:
        answer = admin.post(self.ADDRESS, self.filled(admin, GREEN) | {"band": "red", "rule": ""})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert text.count("请写成 # 和六位十六进制数，如 #083b78。") == 2
        assert text.count("请选一种颜色。") == 2

    def test_a_stale_choice_is_refused(self, admin: Client, world: World) -> None:
        before = self.filled(admin, GREEN)
        set_brand(park=world.park, brand=GREEN._replace(rule="ffffff"), by=world.alice)
        assert admin.post(self.ADDRESS, before).status_code == 409


class TestMenu:
    def links(self, client: Client, path: str) -> list[tuple[str, bool]]:
        """(label, whether it is the current page)"""
        text = client.get(path).content.decode()
        menu = re.search(r'<nav class="menu".*?</nav>', text, re.DOTALL)
        found = re.findall(r'<a href="[^"]+"( aria-current="page")?>([^<]+)', menu[0] if menu else "")
        return [(label, bool(current)) for current, label in found]

    def test_a_visitor_has_none(self, world: World, client: Client) -> None:
        assert self.links(client, "/") == []

    def test_somebody_of_one_firm_has_its_card(self, alice: Client, world: World) -> None:
        inbox, policies = ("消息", False), ("政策", False)
        assert self.links(alice, "/home/") == [("我的首页", True), inbox, policies, ("企业档案", False)]
        card = f"/enterprises/{world.firm.pk}/"
        assert self.links(alice, card) == [("我的首页", False), inbox, policies, ("企业档案", True)]

    def test_staff_have_not(self, world: World, client: Client) -> None:
        client.force_login(world.staff(Role.LEADER))
        assert self.links(client, "/profile/") == [
            ("我的首页", False),
            ("消息", False),
            ("政策", False),
            ("企业", False),
            ("政策找企业", False),
        ]

    def test_a_place_stands_for_the_pages_about_it(self, world: World, client: Client) -> None:
        client.force_login(world.staff(Role.POLICY_EDITOR))
        for path in ("/policies/", "/policy-columns/", "/own-policies/"):
            assert [label for label, current in self.links(client, path) if current] == ["政策"], path


class TestHome:
    def test_what_waits_comes_before_the_rooms(self, alice: Client) -> None:
        text = alice.get("/home/").content.decode()
        assert text.index("现在没有待办") < text.index("政策体检")

    def test_two_roles_with_the_same_to_dos_say_them_once(self, world: World, client: Client) -> None:
        from songjieyou.core.domain.roles import grant_role

        person = world.staff(Role.LEADER)
        grant_role(person=person, role=Role.SUPERVISOR, by=None)
        client.force_login(person)
        text = client.get("/home/").content.decode()
        assert [text.count(DUTIES[role].todos) for role in (Role.LEADER, Role.SUPERVISOR)] == [1, 1]

    def test_a_room_that_is_open_is_a_door(self, world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        rooms = (Room("个人", "能用", "profile"), Room("将来", "还没有"))
        monkeypatch.setitem(DUTIES, Role.LEADER, Duty("目的", rooms, "待办"))
        client.force_login(world.staff(Role.LEADER))
        text = client.get("/home/").content.decode()
        assert '<h3><a href="/profile/">个人</a></h3>' in text
        assert text.count("尚未建成") == 1


class TestGuide:
    def test_everyone_sees_every_section(self, world: World, client: Client) -> None:
        text = client.get("/ui/").content.decode()
        for section in SECTIONS:
            assert f'id="{section.name}"' in text
            assert section.use in text

    def test_no_id_stands_twice(self, world: World, client: Client) -> None:
        ids = re.findall(r'\sid="([^"]+)"', client.get("/ui/").content.decode())
        assert sorted(ids) == sorted(set(ids))


def test_a_page_on_paper_says_whose_it_is(alice: Client, world: World) -> None:
    head = re.search(r'<p class="print-head">(.*?)</p>', alice.get("/home/").content.decode())
    assert head is not None
    assert re.fullmatch(r"<span>送解优 · 甲园</span><span>canary-alice 打印于 \d{4}-\d\d-\d\d</span>", head[1])


class TestWeight:
    """What a phone gets at its first visit, from the real answers of the house and of its static files."""

    @pytest.fixture
    def served(self, tmp_path: Path) -> Iterator[None]:
        build_assets(tmp_path / "assets")
        folders = {"STATICFILES_DIRS": [tmp_path / "assets"], "STATIC_ROOT": tmp_path / "static"}
        storage = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
        with override_settings(**folders, STORAGES=storage):
            call_command("collectstatic", verbosity=0, interactive=False)
            yield

    @pytest.mark.parametrize("path", ["/", "/home/"])
    def test_the_first_page_is_light(self, path: str, served: None, world: World) -> None:
        set_brand(park=world.park, brand=GREEN, by=world.alice)
        client = Client(headers={"accept-encoding": "gzip"})
        if path != "/":
            client.force_login(world.alice)
        page = client.get(path)
        asked = set(re.findall(r'(?:href|src)="(/(?:static/|brand)[^"#]+)', page.content.decode()))
        weights = {path: len(page.content)}
        for address in asked:
            weights[address] = len(body_of(client.get(address)))
        assert len(weights) <= MOST_REQUESTS
        assert sum(weights.values()) <= MOST_BYTES
        assert len(page.content) <= 12_000

    def test_what_is_counted_is_compressed(self, served: None, world: World) -> None:
        """The twin: without compression the same files would weigh more than is allowed."""
        address = re.search(r'src="(/static/[^"]+\.js)"', Client().get("/").content.decode())
        assert address is not None
        answer = Client(headers={"accept-encoding": "gzip"}).get(address[1])
        body = body_of(answer)
        assert answer["Content-Encoding"] == "gzip"
        assert len(gzip.decompress(body)) > 2 * len(body)
        assert "max-age=315360000" in answer["Cache-Control"]
