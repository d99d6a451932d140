"""The second step of signing in, setting it up, and that staff do nothing else before."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.actor import NOBODY
from songjieyou.core.domain.people import disable_account, reset_password
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.domain.second_factor import recovery_codes, take_off_second_factor
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person
from songjieyou.web.access import declared
from songjieyou.web.routes import Route, routes
from songjieyou.web.signing import EXCUSED
from tests.park import World, build
from tests.web.accounts import MINUTE, PASSWORD, dora_of, phone, shown, sign_in, with_phone


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def dora(world: World) -> Person:
    return dora_of(world)


@pytest.fixture
def officer(dora: Person) -> Person:
    """Dora is a contact officer and has not set up anything."""
    grant_role(person=dora, role=Role.CONTACT_OFFICER, by=None)
    return dora


def home(client: Client) -> int:
    return client.get("/home/").status_code


def give(client: Client, code: str) -> Any:
    return client.post("/sign-in/code/", {"code": code})


class TestSigningIn:
    @pytest.fixture(autouse=True)
    def pin(self, dora: Person) -> None:
        with_phone(dora)

    def test_the_password_alone_opens_nothing(self, client: Client) -> None:
        assert sign_in(client)["Location"] == "/sign-in/code/"
        assert home(client) == 302
        assert not Event.objects.filter(name="account.signed_in").exists()

    def test_the_code_opens_what_was_wanted(self, client: Client) -> None:
        sign_in(client, next="/profile/")
        assert give(client, phone())["Location"] == "/profile/"
        assert home(client) == 200

    def test_the_same_code_does_not_open_twice(self, client: Client) -> None:
        code = phone()
        sign_in(client)
        assert give(client, code).status_code == 302
        second = Client()
        sign_in(second)
        assert give(second, code).status_code == 422
        assert home(second) == 302

    def test_a_recovery_code_opens_once(self, client: Client, dora: Person) -> None:
        code = recovery_codes(person=dora)[0]
        for each, status in ((Client(), 302), (Client(), 422)):
            sign_in(each)
            assert give(each, code).status_code == status

    def test_a_code_without_a_password_opens_nothing(self, client: Client) -> None:
        assert give(client, phone())["Location"] == "/sign-in/"
        assert home(client) == 302

    def test_wrong_codes_lock_even_the_right_one_out(self, client: Client) -> None:
        sign_in(client)
        assert [give(client, "000000").status_code for _ in range(5)] == [422] * 5
        answer = give(client, phone())
        assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 900) == (429, True)
        assert "已暂停验证，请在" in answer.content.decode()

    def test_what_was_begun_does_not_hold_for_long(self, client: Client) -> None:
        with clock.stopped(clock.now() - 11 * MINUTE):
            sign_in(client)
        assert give(client, phone())["Location"] == "/sign-in/"

    @pytest.mark.parametrize("what", ["password", "second factor", "account"])
    def test_nor_when_something_was_reset_in_between(
        self, what: str, client: Client, dora: Person, world: World
    ) -> None:
        sign_in(client)
        if what == "password":
            reset_password(person=dora, by=world.alice)
        elif what == "second factor":
            take_off_second_factor(person=dora, by=world.alice)
        else:
            disable_account(person=dora, by=world.alice)
        assert give(client, phone())["Location"] == "/sign-in/"

    def test_each_step_gets_a_new_key_of_the_session(self, client: Client) -> None:
        client.get("/sign-in/")
        keys = []
        session = client.session
        session.save()
        client.cookies["sessionid"] = session.session_key or ""
        for step in (lambda: None, lambda: sign_in(client), lambda: give(client, phone())):
            step()
            keys.append(client.cookies["sessionid"].value)
        assert len(set(keys)) == 3
        thief = Client()
        thief.cookies["sessionid"] = keys[1]
        assert home(thief) == 302


class TestSettingUp:
    def set_up(self, client: Client) -> Any:
        text = client.get("/profile/two-factor/").content.decode()
        return client.post("/profile/two-factor/", {"code": phone(shown(text, "secret")[0])})

    def test_staff_are_led_to_it_and_then_on(self, client: Client, officer: Person) -> None:
        sign_in(client)
        assert client.get("/home/")["Location"] == "/profile/two-factor/"
        assert self.set_up(client)["Location"] == "/profile/two-factor/codes/"
        assert len(shown(client.get("/profile/two-factor/codes/").content.decode(), "recovery-code")) == 10
        assert home(client) == 200
        assert Event.objects.filter(name="account.second_factor_set_up", actor=officer).count() == 1

    def test_the_codes_are_shown_once_and_not_kept_by_the_browser(self, client: Client, dora: Person) -> None:
        sign_in(client)
        self.set_up(client)
        pages = [client.get("/profile/two-factor/codes/") for _ in range(2)]
        assert [len(shown(page.content.decode(), "recovery-code")) for page in pages] == [10, 0]
        assert "no-store" in pages[0]["Cache-Control"]

    def test_the_picture_is_there_until_it_is_set_up_and_never_stored(self, client: Client, dora: Person) -> None:
        sign_in(client)
        client.get("/profile/two-factor/")
        picture = client.get("/profile/two-factor/picture/")
        assert (picture["Content-Type"], "no-store" in picture["Cache-Control"]) == ("image/svg+xml", True)
        self.set_up(client)
        assert client.get("/profile/two-factor/picture/").status_code == 404

    def test_the_secret_does_not_stand_in_the_session(self, client: Client, dora: Person) -> None:
        sign_in(client)
        secret = shown(client.get("/profile/two-factor/").content.decode(), "secret")[0].replace(" ", "")
        assert secret not in str(dict(client.session))

    def test_a_wrong_code_keeps_the_secret(self, client: Client, dora: Person) -> None:
        sign_in(client)
        before = shown(client.get("/profile/two-factor/").content.decode(), "secret")
        answer = client.post("/profile/two-factor/", {"code": "000000"})
        assert (answer.status_code, shown(answer.content.decode(), "secret")) == (422, before)

    def test_other_sessions_end(self, dora: Person) -> None:
        here, there = Client(), Client()
        for client in (here, there):
            sign_in(client)
        self.set_up(here)
        assert (home(here), home(there)) == (200, 302)

    def test_new_recovery_codes_want_the_password(self, client: Client, dora: Person) -> None:
        with_phone(dora)
        sign_in(client)
        give(client, phone())
        before = recovery_codes(person=dora)
        assert client.post("/profile/two-factor/codes/", {"current_password": "wrong"}).status_code == 422
        assert recovery_codes(person=dora) == before
        assert client.post("/profile/two-factor/codes/", {"current_password": PASSWORD}).status_code == 302
        assert shown(client.get("/profile/two-factor/codes/").content.decode(), "recovery-code") == recovery_codes(
            person=dora
        )
        assert not set(before) & set(recovery_codes(person=dora))

    def test_firms_turn_it_off_with_their_password(self, client: Client, dora: Person) -> None:
        with_phone(dora)
        sign_in(client)
        give(client, phone())
        assert client.post("/profile/two-factor/off/", {"current_password": PASSWORD})["Location"] == "/profile/"
        assert home(client) == 200
        assert sign_in(Client())["Location"] == "/home/"

    def test_sessions_end_when_it_is_taken_off(self, client: Client, officer: Person, world: World) -> None:
        sign_in(client)
        self.set_up(client)
        take_off_second_factor(person=officer, by=world.staff(Role.SECURITY_ADMIN))
        assert home(client) == 302


def guarded() -> list[Route]:
    """The routes that want a person."""
    found = []
    for route in routes():
        rule = declared(route.view)
        assert rule is not None
        if not rule.policy.open_to_all:
            found.append(route)
    return found


def address(route: Route) -> str:
    return "/" + re.sub(r"<\w+:\w+>", "1", route.path)


STEP = {"two-factor", "two-factor-picture"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_it_no_other_page_opens_to_staff(method: str, client: Client, officer: Person) -> None:
    sign_in(client)
    answers = {
        route.name: client.generic(method, address(route)).headers.get("Location")
        for route in guarded()
        if route.name not in STEP and method in declared(route.view).methods  # type: ignore[union-attr]
    }
    assert len(answers) >= 4
    assert set(answers.values()) == {"/profile/two-factor/"}


def test_an_excused_session_is_not_asked(client: Client, officer: Person, world: World) -> None:
    """The twin, and what the demo does."""
    sign_in(client)
    pages = ("/home/", "/profile/", f"/enterprises/{world.firm.pk}/")
    assert [client.get(page).status_code for page in pages] == [302] * 3
    session = client.session
    session[EXCUSED] = True
    session.save()
    assert [client.get(page).status_code for page in pages] == [200] * 3
    assert client.get("/profile/two-factor/")["Location"] == "/profile/"
    assert "两步登录" not in client.get("/profile/").content.decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_with_a_one_time_password_only_the_page_to_change_it_opens(
    method: str, client: Client, officer: Person, world: World
) -> None:
    once = reset_password(person=officer, by=world.alice)
    sign_in(client, password=once)
    answers = {
        client.generic(method, address(route)).headers.get("Location")
        for route in guarded()
        if route.name != "change-password" and method in declared(route.view).methods  # type: ignore[union-attr]
    }
    assert answers == {"/profile/password/"}


def test_pages_open_to_all_know_nobody_before_it_is_done(client: Client, officer: Person) -> None:
    sign_in(client)
    request = client.get("/sign-in/").wsgi_request
    assert vars(request)["actor"] is NOBODY


def test_a_role_given_today_is_asked_for_it_at_once(client: Client, dora: Person) -> None:
    sign_in(client)
    assert home(client) == 200
    grant_role(person=dora, role=Role.LEADER, by=None)
    assert client.get("/home/")["Location"] == "/profile/two-factor/"
