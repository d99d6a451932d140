"""How firms come in: the officer issues a code, somebody claims with it, the principal lets others in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core import clock
from songjieyou.core.domain.people import disable_account, open_account
from songjieyou.core.domain.second_factor import set_up_second_factor
from songjieyou.core.domain.sign_in import WRONG_FOR_ONE
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person
from songjieyou.enterprises.domain.claims import WRONG, issue_claim_code, revoke_claim_code
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Capacity, Purpose
from songjieyou.enterprises.models import Authorisation, ClaimCode, Enterprise
from tests.park import World, build
from tests.web.accounts import PASSWORD, SECRET, hidden, phone, shown, sign_in
from tests.web.ops.helpers import as_, send

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
USCC = "91430100MA4L0A0044"
CLAIM, ACCOUNT, JOIN = "/claim/", "/claim/account/", "/claim/join/"
DORA = {"name": "多拉", "username": "dora", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOON):
        yield build()


@pytest.fixture
def officer(world: World) -> Person:
    return world.staff(Role.CONTACT_OFFICER)


@pytest.fixture
def free(world: World) -> Enterprise:
    """A firm that nobody acts for."""
    return register_enterprise(park=world.park, uscc=USCC, name="canary-free", by=None)


@pytest.fixture
def text(officer: Person, free: Enterprise) -> str:
    return issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)[1]


def show_code(client: Client, text: str, uscc: str = USCC) -> str:
    """Where a right code leads."""
    answer = client.post(CLAIM, {"uscc": uscc, "code": text})
    assert answer.status_code == 302
    return str(answer["Location"])


def open_one(client: Client, **typed: str) -> tuple[int, str]:
    """Fill in the form for a new account, with the ticket it bears."""
    marks = hidden(client.get(ACCOUNT).content.decode())
    answer = client.post(ACCOUNT, marks | DORA | typed)
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


def acting(enterprise: Enterprise) -> set[tuple[str, str]]:
    rows = Authorisation.objects.filter(enterprise=enterprise).on(clock.today())
    return set(rows.values_list("person__username", "capacity"))


class TestTheOfficer:
    def test_a_code_is_shown_once_with_what_is_needed_to_use_it(self, officer: Person, free: Enterprise) -> None:
        client = as_(officer)
        page = f"/enterprises/{free.pk}/"
        assert f'href="{page}codes/issue/claim/"' in client.get(page).content.decode()
        status, address = send(client, f"{page}codes/issue/claim/")
        assert status == 302
        told = client.get(address).content.decode()
        [code] = shown(told, "claim-code")
        assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", code)
        for words in ("canary-free", USCC, "http://testserver/claim/", "2026-03-11 12:00"):
            assert words in told
        again = client.get(address).content.decode()
        assert (code in again, "已经显示过" in again) == (False, True)
        assert show_code(Client(), code) == ACCOUNT

    def test_it_can_be_taken_back(self, officer: Person, free: Enterprise, text: str) -> None:
        client = as_(officer)
        code = ClaimCode.objects.get()
        page = f"/enterprises/{free.pk}/"
        assert "发出还没有用的认领码" in client.get(page).content.decode()
        client.post(f"{page}codes/{code.pk}/revoke/")
        assert "发出还没有用的认领码" not in client.get(page).content.decode()
        assert Client().post(CLAIM, {"uscc": USCC, "code": text}).status_code == 422

    def test_a_firm_with_a_principal_needs_none(self, world: World, officer: Person) -> None:
        client = as_(officer)
        page = f"/enterprises/{world.firm.pk}/"
        told = client.get(page).content.decode()
        assert ("已有负责人" in told, "codes/issue/" in told) == (True, False)
        refused = client.get(f"{page}codes/issue/claim/")
        assert (refused.status_code, "已经有负责人" in refused.content.decode()) == (403, True)

    def test_a_principal_who_comes_in_meanwhile_is_told(self, world: World, officer: Person, free: Enterprise) -> None:
        """The form was open while somebody else became principal: nothing is issued."""
        client = as_(officer)
        address = f"/enterprises/{free.pk}/codes/issue/claim/"
        filled = hidden(client.get(address).content.decode())
        Authorisation.objects.filter(person=world.alice).update(enterprise=free)
        assert client.post(address, filled).status_code == 403
        assert not ClaimCode.objects.exists()

    @pytest.mark.parametrize("role", [Role.CONTACT_OFFICER, Role.GUIDE, Role.INTAKE_CLERK, Role.LEADER, Role.HANDLER])
    def test_who_issues_codes(self, role: Role, world: World, free: Enterprise) -> None:
        client = as_(world.staff(role))
        address = f"/enterprises/{free.pk}/codes/issue/claim/"
        may = role in (Role.CONTACT_OFFICER, Role.GUIDE, Role.INTAKE_CLERK)
        assert client.get(address).status_code == (200 if may else 403)
        assert (address in client.get(f"/enterprises/{free.pk}/").content.decode()) is may


class TestANewPerson:
    def test_claims_a_firm_and_is_led_on(self, client: Client, free: Enterprise, text: str) -> None:
        assert show_code(client, text.upper()) == ACCOUNT
        told = client.get(ACCOUNT).content.decode()
        assert "canary-free" in told
        assert open_one(client) == (302, f"/enterprises/{free.pk}/?claimed=1")
        page = client.get(f"/enterprises/{free.pk}/?claimed=1").content.decode()
        for words in ("接下来", f"/enterprises/{free.pk}/checkup/", f"/enterprises/{free.pk}/facts/", "邀请经办人"):
            assert words in page
        assert acting(free) == {("dora", Capacity.PRINCIPAL)}
        assert Event.objects.filter(name="account.signed_in", actor__username="dora").count() == 1

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({"username": "alice"}, "已经有人使用"),
            ({"username": "多拉"}, "登录名只能用字母"),
            ({"password": "short", "password_again": "short"}, "12"),
            ({"password_again": "another-2026-秋"}, "两次填的密码不一样"),
            ({"name": ""}, "请填写姓名"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_is_done(
        self, typed: dict[str, str], told: str, client: Client, free: Enterprise, text: str
    ) -> None:
        show_code(client, text)
        status, page = open_one(client, **typed)
        assert (status, told in page) == (422, True)
        assert PASSWORD not in page
        assert acting(free) == set()
        assert open_one(client)[0] == 302

    def test_the_form_sent_twice_opens_one_account_and_lets_in(
        self, free: Enterprise, text: str, client: Client
    ) -> None:
        """As by a double click: the second is sent with what the browser held before the first was answered."""
        show_code(client, text)
        filled = hidden(client.get(ACCOUNT).content.decode()) | DORA
        second = Client()
        first = client.post(ACCOUNT, filled)
        again = second.post(ACCOUNT, filled)
        assert first["Location"] == again["Location"] == f"/enterprises/{free.pk}/?claimed=1"
        assert second.get("/home/").status_code == 200
        assert Person.objects.filter(username="dora").count() == 1
        assert acting(free) == {("dora", Capacity.PRINCIPAL)}

    def test_but_nobody_is_let_in_by_the_ticket_without_the_password(
        self, free: Enterprise, text: str, client: Client
    ) -> None:
        show_code(client, text)
        filled = hidden(client.get(ACCOUNT).content.decode()) | DORA
        client.post(ACCOUNT, filled)
        other = {"password": "another-2026-秋", "password_again": "another-2026-秋"}
        for typed in (other, other | {"username": "eva"}):
            thief = Client()
            assert thief.post(ACCOUNT, filled | typed).status_code == 422
            assert thief.get("/home/").status_code == 302
        assert not Person.objects.filter(username="eva").exists()

    def test_nor_past_the_second_factor(self, free: Enterprise, text: str, client: Client) -> None:
        show_code(client, text)
        filled = hidden(client.get(ACCOUNT).content.decode()) | DORA
        client.post(ACCOUNT, filled)
        set_up_second_factor(person=Person.objects.get(username="dora"), secret=SECRET, code=phone())
        assert Client().post(ACCOUNT, filled)["Location"] == "/sign-in/code/"

    def test_who_has_an_account_signs_in_instead(self, world: World, free: Enterprise, text: str) -> None:
        """The code need not be typed again."""
        open_account(park=world.park, username="eva", name="伊娃", password=PASSWORD, by=None)
        client = Client()
        show_code(client, text)
        assert client.get(JOIN)["Location"] == f"/sign-in/?next={JOIN}"
        assert sign_in(client, "eva", next=JOIN)["Location"] == JOIN
        assert "canary-free" in client.get(JOIN).content.decode()

    def test_a_ticket_holds_for_half_an_hour(self, free: Enterprise, text: str, client: Client) -> None:
        show_code(client, text)
        with clock.stopped(NOON + timedelta(minutes=29)):
            assert client.get(ACCOUNT).status_code == 200
        with clock.stopped(NOON + timedelta(minutes=31)):
            assert client.get(ACCOUNT)["Location"] == CLAIM

    @pytest.mark.parametrize("ticket", ["", "1", "gAAAAA"])
    def test_without_one_nothing_opens(self, ticket: str, client: Client, free: Enterprise, text: str) -> None:
        assert client.get(ACCOUNT)["Location"] == CLAIM
        assert client.post(ACCOUNT, DORA | {"ticket": ticket})["Location"] == CLAIM
        assert acting(free) == set()

    def test_a_code_taken_back_in_between(self, officer: Person, free: Enterprise, text: str, client: Client) -> None:
        show_code(client, text)
        revoke_claim_code(code=ClaimCode.objects.get(), by=officer)
        status, page = open_one(client)
        assert (status, WRONG in page) == (422, True)
        assert not Person.objects.filter(username="dora").exists()


class TestWrongCodes:
    def test_one_answer(self, world: World, free: Enterprise, text: str, client: Client) -> None:
        def told(uscc: str, code: str) -> str:
            answer = client.post(CLAIM, {"uscc": uscc, "code": code})
            assert answer.status_code == 422
            page: str = answer.content.decode()
            return page[page.index('<div class="summary"') : page.index('<label for="id_uscc"')]

        answers = {told(USCC, "aaaa"), told("91430100MA4L0A9990", text), told(world.firm.uscc, text)}
        assert len(answers) == 1
        assert WRONG in answers.pop()

    def test_and_the_same_work(self, world: World, text: str) -> None:
        """So that the time it takes tells nothing either."""

        def asked(uscc: str) -> list[str]:
            with CaptureQueriesContext(connection) as queries:
                Client().post(CLAIM, {"uscc": uscc, "code": "aaaa"})
            return [re.sub(r"SAVEPOINT .*|'[^']*'|[0-9]+", "", query["sql"]) for query in queries]

        Client().get(CLAIM)  # the first page of all asks whether this is a demo
        assert asked(USCC) == asked("91430100MA4L0A9990")

    def test_a_code_of_wrong_length_is_no_secret(self, client: Client) -> None:
        page = client.post(CLAIM, {"uscc": USCC[:-1], "code": "aaaa"}).content.decode()
        assert "现在填了 17 位" in page

    def test_too_many_are_told_when_to_come_again(self, client: Client, text: str) -> None:
        for _ in range(WRONG_FOR_ONE):
            assert client.post(CLAIM, {"uscc": USCC, "code": "aaaa"}).status_code == 422
        answer = client.post(CLAIM, {"uscc": USCC, "code": text})
        assert (answer.status_code, answer["Retry-After"]) == (429, "900")
        assert "12:16" in answer.content.decode()


class TestSomebodySignedIn:
    def test_adds_a_firm_to_their_account(self, world: World, free: Enterprise, text: str) -> None:
        client = as_(world.bob)
        assert show_code(client, text) == JOIN
        page = client.get(JOIN).content.decode()
        assert "canary-free" in page
        filled = hidden(page)
        first, second = (client.post(JOIN, filled) for _ in range(2))
        assert first["Location"] == second["Location"] == f"/enterprises/{free.pk}/?claimed=1"
        assert acting(free) == {("bob", Capacity.PRINCIPAL)}
        home = client.get("/home/").content.decode()
        assert "我的企业" in home
        for firm, capacity in ((world.firm, "您是经办人"), (free, "您是负责人")):
            assert f'<a href="/enterprises/{firm.pk}/">{firm.name}</a></h3>\n      <p class="meta">{capacity}' in home

    def test_a_form_sent_after_the_session_has_ended_comes_back(
        self, world: World, free: Enterprise, text: str
    ) -> None:
        person = open_account(park=world.park, username="eva", name="伊娃", password=PASSWORD, by=None)
        client = as_(person)
        show_code(client, text)
        filled = hidden(client.get(JOIN).content.decode())
        client.cookies.clear()
        page = client.post(JOIN, filled).content.decode()
        sign_in(client, "eva", carried=hidden(page)["carried"])
        carried = client.get("/sign-in/continue/").content.decode()
        restored = client.post(JOIN, hidden(carried) | {"restore": "1"}).content.decode()
        assert acting(free) == set()
        assert client.post(JOIN, hidden(restored)).status_code == 302
        assert acting(free) == {("eva", Capacity.PRINCIPAL)}

    @pytest.mark.parametrize("role", [Role.CONTACT_OFFICER, Role.SYSTEM_ADMIN])
    def test_staff_cannot(self, role: Role, world: World, free: Enterprise, text: str) -> None:
        client = as_(world.staff(role, name="staff"))
        for answer in (
            client.get(CLAIM),
            client.post(CLAIM, {"uscc": USCC, "code": text}),
            client.get(JOIN),
            client.post(JOIN),
        ):
            assert (answer.status_code, "园区人员的账号不能认领" in answer.content.decode()) == (403, True)

    def test_nor_can_a_code_be_used_by_who_became_staff_since(self, world: World, free: Enterprise, text: str) -> None:
        client = as_(world.bob)
        show_code(client, text)
        filled = hidden(client.get(JOIN).content.decode())
        world_staff = world.staff(Role.LEADER, name="new-leader")
        world_staff.assignments.update(person=world.bob)
        world.bob.second_factor_since = NOON
        world.bob.save()
        assert client.post(JOIN, filled).status_code == 403
        assert acting(free) == set()

    def test_whoever_acts_for_nobody_is_shown_the_way(self, world: World) -> None:
        person = open_account(park=world.park, username="eva", name="伊娃", by=None)
        assert 'href="/claim/"' in as_(person).get("/home/").content.decode()


class TestThePrincipal:
    @pytest.mark.parametrize(
        ("purpose", "capacity"), [(Purpose.INVITE, Capacity.AGENT), (Purpose.HAND_OVER, Capacity.PRINCIPAL)]
    )
    def test_lets_others_in(self, purpose: Purpose, capacity: Capacity, world: World, client: Client) -> None:
        principal = as_(world.alice)
        status, address = send(principal, f"/enterprises/{world.firm.pk}/codes/issue/{purpose}/")
        assert status == 302
        [code] = shown(principal.get(address).content.decode(), "claim-code")
        show_code(client, code, world.firm.uscc)
        assert open_one(client)[0] == 302
        assert ("dora", capacity) in acting(world.firm)

    def test_an_agent_does_not(self, world: World) -> None:
        client = as_(world.bob)
        page = f"/enterprises/{world.firm.pk}/"
        assert "codes/issue" not in client.get(page).content.decode()
        for purpose in (Purpose.INVITE, Purpose.HAND_OVER, Purpose.CLAIM):
            assert client.get(f"{page}codes/issue/{purpose}/").status_code == 403

    def test_nor_see_or_take_back_codes(self, world: World) -> None:
        code, _ = issue_claim_code(enterprise=world.firm, purpose=Purpose.INVITE, by=world.alice)
        client = as_(world.bob)
        assert client.get(f"/enterprises/{world.firm.pk}/codes/{code.pk}/").status_code == 404
        assert client.post(f"/enterprises/{world.firm.pk}/codes/{code.pk}/revoke/").status_code == 404

    def test_who_left_is_found_by_closing_the_account(self, world: World, officer: Person) -> None:
        disable_account(person=world.charlie, by=world.alice)
        page = f"/enterprises/{world.other_firm.pk}/"
        assert f"{page}codes/issue/claim/" in as_(officer).get(page).content.decode()


def test_the_way_in_is_shown(client: Client, world: World) -> None:
    for page in ("/", "/sign-in/"):
        assert 'href="/claim/"' in client.get(page).content.decode()
