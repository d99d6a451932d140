"""A form that is sent after its session has ended comes back filled, to the person who filled it in and nobody else."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django import forms
from django.test import Client

from songjieyou.core import clock
from songjieyou.core.domain.people import open_account
from songjieyou.core.models import Person
from songjieyou.web import timeouts, whose
from songjieyou.web.access import declared
from songjieyou.web.forms import Form
from songjieyou.web.routes import routes
from songjieyou.web.timeouts import CarriedForm
from tests.park import World, build
from tests.web.accounts import MINUTE, PASSWORD, dora_of, hidden, phone, sign_in, with_phone

ADDRESS = "/profile/"
TYPED = {"phone": "0731-canary", "email": '"canary"@example.cn'}


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def dora(world: World) -> Person:
    return dora_of(world)


@pytest.fixture
def tab(client: Client, dora: Person) -> Client:
    """Dora's browser, after her session has ended."""
    sign_in(client)
    client.cookies.pop("sessionid")
    return client


def send(client: Client, person: Person, **typed: Any) -> Any:
    """Send the form that was drawn for a person; the answer is the sign-in page that takes it along."""
    marks = {"once": "1", "csrfmiddlewaretoken": "token", "whose": whose.mark(person.pk)}
    return client.post(ADDRESS, TYPED | marks | typed)


def sign_in_again(client: Client, page: Any, username: str = "dora", password: str = PASSWORD) -> Any:
    carried = hidden(page.content.decode())["carried"]
    return sign_in(client, username, password, carried=carried)


def go_on(client: Client) -> Any:
    """Press the button that goes on with the form."""
    text = client.get("/sign-in/continue/").content.decode()
    action = re.search(r'<form method="post" action="([^"]+)" data-carry-on>', text)
    fields = {name: unescape(value) for name, value in hidden(text).items()}
    return client.post(action[1], fields) if action else text


def test_it_comes_back_filled_and_nothing_was_done(tab: Client, dora: Person) -> None:
    page = send(tab, dora)
    assert page.status_code == 403
    assert "登录已超时，还没有提交。您填的内容已经保留" in page.content.decode()
    assert sign_in_again(tab, page)["Location"] == "/sign-in/continue/"
    restored = go_on(tab)
    text = restored.content.decode()
    assert restored.status_code == 200
    assert "您刚才填的内容还在" in text
    assert 'value="0731-canary"' in text
    assert 'value="&quot;canary&quot;@example.cn"' in text
    dora.refresh_from_db()
    assert (dora.phone, dora.email) == ("", "")


def test_it_survives_a_wrong_password_and_the_second_step(tab: Client, dora: Person) -> None:
    with_phone(dora)
    again = sign_in_again(tab, send(tab, dora), password="wrong")
    assert again.status_code == 422
    assert sign_in_again(tab, again)["Location"] == "/sign-in/code/"
    assert tab.post("/sign-in/code/", {"code": phone()})["Location"] == "/sign-in/continue/"
    assert 'value="0731-canary"' in go_on(tab).content.decode()


def test_the_address_keeps_its_question(tab: Client, dora: Person) -> None:
    page = tab.post(ADDRESS + "?tab=2", TYPED | {"whose": whose.mark(dora.pk)})
    sign_in_again(tab, page)
    assert go_on(tab).wsgi_request.get_full_path() == "/profile/?tab=2"


def test_once_it_is_back_it_is_carried_no_further(tab: Client, dora: Person) -> None:
    sign_in_again(tab, send(tab, dora))
    go_on(tab)
    assert tab.get("/sign-in/continue/")["Location"] == "/home/"


def test_nobody_else_gets_it(tab: Client, world: World, dora: Person) -> None:
    page = send(tab, dora)
    assert "canary" not in page.content.decode()
    take_over(world)
    sign_in_again(tab, page, "eve")
    text = go_on(tab)
    assert "刚才填的内容没有带过来" in text
    assert "0731-canary" not in text
    assert tab.get("/sign-in/continue/")["Location"] == "/home/"


def take_over(world: World) -> Person:
    """Eve sits down at the same browser."""
    return open_account(park=world.park, username="eve", name="伊芙", password=PASSWORD, by=None)


def test_if_it_were_not_bound_another_would_get_it(
    tab: Client, world: World, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin."""
    opened = timeouts.unpacked
    monkeypatch.setattr(timeouts, "unpacked", lambda token, person: opened(token, dora.pk))
    page = send(tab, dora)
    take_over(world)
    sign_in_again(tab, page, "eve")
    assert "0731-canary" in go_on(tab).content.decode()


def test_it_does_not_hold_for_ever(tab: Client, dora: Person) -> None:
    with clock.stopped(clock.now() - 121 * MINUTE):
        page = send(tab, dora)
    sign_in_again(tab, page)
    assert "刚才填的内容没有带过来" in go_on(tab)


def test_what_was_made_up_is_not_carried(tab: Client) -> None:
    sign_in(tab, carried="gAAAAA-made-up")
    assert "刚才填的内容没有带过来" in go_on(tab)


def lost(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"] == "/sign-in/?next=%2Fprofile%2F&said=lost"


def test_whose_it_is_cannot_be_made_up(tab: Client, dora: Person) -> None:
    assert lost(send(tab, dora, whose=f"{dora.pk}:forged"))
    assert lost(send(tab, dora, whose=""))


def test_a_made_up_one_takes_little_room(tab: Client) -> None:
    sign_in(tab, carried="x" * 1_000_000)
    assert len(tab.session[timeouts.CARRIED]) == timeouts.LONGEST


def test_too_much_is_dropped_and_that_is_said(tab: Client, dora: Person) -> None:
    assert not lost(send(tab, dora, phone="x" * 60_000))
    assert lost(send(tab, dora, phone="x" * 66_000))
    text = tab.get("/sign-in/?next=%2Fprofile%2F&said=lost").content.decode()
    assert "没有提交；您填的内容也没能保留" in text
    assert hidden(text)["next"] == "/profile/"


def test_secrets_do_not_go_along(tab: Client, dora: Person) -> None:
    page = send(tab, dora, current_password="secret", new_password="secret")
    form = timeouts.unpacked(hidden(page.content.decode())["carried"], dora.pk)
    assert form == CarriedForm(ADDRESS, tuple(TYPED.items()))


def test_a_form_of_secrets_only_is_dropped(tab: Client, dora: Person) -> None:
    filled = {"current_password": "secret", "whose": whose.mark(dora.pk)}
    answer = tab.post("/profile/password/", filled)
    assert answer["Location"] == "/sign-in/?next=%2Fprofile%2Fpassword%2F&said=lost"


def forms_of(kind: type[Form]) -> list[type[Form]]:
    return [kind, *(form for each in kind.__subclasses__() for form in forms_of(each))]


def test_every_secret_field_is_named_so() -> None:
    """Only its name tells, when a form arrives without a session."""
    kinds = forms_of(Form)
    secret = {
        name
        for kind in kinds
        for name, field in kind.base_fields.items()
        if isinstance(field.widget, forms.PasswordInput)
    }
    assert "current_password" in secret
    assert {name for name in secret if timeouts.SECRET not in name} == set()


def test_what_is_no_form_is_not_done_and_that_is_said(tab: Client, world: World) -> None:
    address = f"/enterprises/{world.firm.pk}/authorisations/1/end/"
    page = f"/enterprises/{world.firm.pk}/"
    answer = tab.post(address, headers={"referer": f"http://testserver{page}"})
    assert (
        answer["Location"] == f"/sign-in/?next=http%3A%2F%2Ftestserver%2Fenterprises%2F{world.firm.pk}%2F&said=undone"
    )
    assert "刚才的操作没有做" in tab.get(answer["Location"]).content.decode()
    elsewhere = tab.post(address, headers={"referer": "https://evil.example/"})
    assert elsewhere["Location"] == "/sign-in/?next=%2Fhome%2F&said=undone"


def test_every_form_of_the_house_is_carried(tab: Client, dora: Person) -> None:
    """Each address that declares a form, sent without a session."""
    addresses = ["/" + route.path for route in routes() if (rule := declared(route.view)) and rule.form]
    simple = [address for address in addresses if "<" not in address]
    assert ADDRESS in simple
    for address in simple:
        page = tab.post(address, TYPED | {"whose": whose.mark(dora.pk)})
        assert (page.status_code, "carried" in hidden(page.content.decode())) == (403, True), address


class TestSignedInAnewInAnotherTab:
    """The page of the first tab holds an old CSRF token."""

    @pytest.fixture
    def browser(self, dora: Person) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(dora)
        return client

    def test_the_form_comes_back_filled(self, browser: Client, dora: Person) -> None:
        browser.get(ADDRESS)
        page = browser.post(ADDRESS, marked(dora), headers=OURS)
        assert page.status_code == 403
        text = page.content.decode()
        filled = {name: unescape(value) for name, value in hidden(text).items()}
        assert browser.post(ADDRESS, filled, headers=OURS).content.decode().count('value="0731-canary"') == 1
        dora.refresh_from_db()
        assert dora.phone == ""

    def test_or_goes_along_through_signing_in(self, browser: Client, dora: Person) -> None:
        browser.cookies.pop("sessionid")
        assert "carried" in hidden(browser.post(ADDRESS, marked(dora), headers=OURS).content.decode())

    @pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
    def test_but_not_to_a_page_of_others(self, headers: dict[str, str], browser: Client, dora: Person) -> None:
        self.refused(browser.post(ADDRESS, marked(dora), headers=headers))
        browser.cookies.pop("sessionid")
        self.refused(browser.post(ADDRESS, marked(dora), headers=headers))

    def test_nor_to_somebody_else(self, browser: Client, world: World) -> None:
        self.refused(browser.post(ADDRESS, marked(world.alice), headers=OURS))

    def test_nor_where_there_is_no_form(self, browser: Client, dora: Person) -> None:
        self.refused(browser.post("/sign-out/", marked(dora), headers=OURS))

    def refused(self, answer: Any) -> None:
        text = answer.content.decode()
        assert (answer.status_code, "刷新后再提交" in text, "canary" in text) == (403, True, False)


OURS = {"origin": "http://testserver"}


def marked(person: Person) -> dict[str, str]:
    return TYPED | {"whose": whose.mark(person.pk), "csrfmiddlewaretoken": "x" * 64}
