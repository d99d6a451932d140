"""The second factor: codes from a phone and recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import qrcode
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from songjieyou.core import clock
from songjieyou.core.domain import second_factor
from songjieyou.core.domain.second_factor import (
    code_at,
    current_counter,
    recovery_codes,
    renew_recovery_codes,
    set_up_second_factor,
    take_off_second_factor,
    takes_code,
)
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person
from tests.park import World, build

NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""12345678901234567890, the secret of the examples in RFC 4226 and RFC 6238."""
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def alice(world: World) -> Person:
    """Has set it up at noon."""
    with clock.stopped(NOON):
        set_up_second_factor(person=world.alice, secret=SECRET, code=now_code())
    return world.alice


def now_code(periods: int = 0) -> str:
    return code_at(SECRET, current_counter() + periods)


def events(person: Person) -> list[str]:
    """What happened to the second factor, in order."""
    found = Event.objects.filter(payload__person=person.pk).exclude(name__in=["account.opened", "authorisation.given"])
    return list(found.order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    with clock.stopped(datetime.fromtimestamp(seconds, UTC)):
        assert now_code() == code


def test_it_is_on_after_a_first_right_code(alice: Person) -> None:
    alice.refresh_from_db()
    assert alice.second_factor_since == NOON
    assert len(set(recovery_codes(person=alice))) == 10
    assert events(alice) == ["account.second_factor_set_up"]


def test_a_wrong_first_code_turns_nothing_on(world: World) -> None:
    with clock.stopped(NOON), pytest.raises(ValidationError, match="验证码不对"):
        set_up_second_factor(person=world.alice, secret=SECRET, code="000000")
    world.alice.refresh_from_db()
    assert world.alice.second_factor_since is None
    assert not Authenticator.objects.exists()


def test_it_is_set_up_once(alice: Person) -> None:
    with clock.stopped(LATER), pytest.raises(ValidationError, match="已经启用"):
        set_up_second_factor(person=alice, secret=SECRET, code=now_code())
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize(("periods", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_a_phone_may_be_wrong_by_half_a_minute(periods: int, right: bool, alice: Person) -> None:
    with clock.stopped(LATER):
        assert takes_code(person=alice, code=now_code(periods)) is right


def test_a_code_is_taken_once_and_no_earlier_one_after_it(alice: Person) -> None:
    with clock.stopped(LATER):
        assert takes_code(person=alice, code=now_code())
        assert not takes_code(person=alice, code=now_code())
        assert not takes_code(person=alice, code=now_code(-1))
        assert takes_code(person=alice, code=now_code(1))


def test_if_it_were_not_remembered_it_would_be_taken_twice(alice: Person) -> None:
    """The twin: the number of the period is put back between the two."""
    with clock.stopped(LATER):
        before = Authenticator.objects.get(user=alice, type="totp").data
        assert takes_code(person=alice, code=now_code())
        Authenticator.objects.filter(user=alice, type="totp").update(data=before)
        assert takes_code(person=alice, code=now_code())


def test_the_code_it_was_set_up_with_does_not_sign_in(alice: Person) -> None:
    with clock.stopped(NOON + timedelta(seconds=20)):
        assert not takes_code(person=alice, code=now_code())


def test_it_is_the_code_of_nobody_else(alice: Person, world: World) -> None:
    with clock.stopped(LATER):
        assert not takes_code(person=world.bob, code=now_code())
        assert not takes_code(person=world.bob, code=recovery_codes(person=alice)[0])


def test_a_recovery_code_is_taken_once(alice: Person) -> None:
    first, *others = recovery_codes(person=alice)
    assert [takes_code(person=alice, code=code) for code in (first, first, others[0])] == [True, False, True]
    assert recovery_codes(person=alice) == others[1:]
    assert events(alice).count("account.recovery_code_used") == 2


def test_new_recovery_codes_void_the_old(alice: Person) -> None:
    before = recovery_codes(person=alice)
    renew_recovery_codes(person=alice)
    after = recovery_codes(person=alice)
    assert len(after) == 10
    assert not set(before) & set(after)
    assert not takes_code(person=alice, code=before[0])


def test_a_copy_of_the_database_does_not_give_the_secrets_away(alice: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert [word for word in (SECRET, *recovery_codes(person=alice)) if word in stored] == []


def test_after_the_key_was_lost_no_code_is_taken(alice: Person, settings: Settings) -> None:
    recovery = recovery_codes(person=alice)[0]
    settings.SECRET_KEY = "another" * 10
    with clock.stopped(LATER):
        assert [takes_code(person=alice, code=code) for code in (now_code(), recovery)] == [False, False]


def test_the_security_administrator_takes_off_a_lost_one(alice: Person, world: World) -> None:
    by = world.staff(Role.SECURITY_ADMIN)
    for _ in range(2):
        take_off_second_factor(person=alice, by=by)
    alice.refresh_from_db()
    assert (alice.second_factor_since, alice.session_round) == (None, 2)
    assert not Authenticator.objects.exists()
    assert events(alice) == ["account.second_factor_set_up", "account.second_factor_taken_off"]
    with clock.stopped(LATER):
        assert not takes_code(person=alice, code=now_code())


def test_firms_take_off_their_own_and_staff_do_not(alice: Person, world: World) -> None:
    take_off_second_factor(person=alice, by=alice)
    officer = world.staff(Role.SECURITY_ADMIN)
    with pytest.raises(ValidationError, match="必须使用两步登录"):
        take_off_second_factor(person=officer, by=officer)
    officer.refresh_from_db()
    assert officer.second_factor_since is not None


def test_the_command_takes_it_off_where_nobody_else_can(alice: Person) -> None:
    call_command("take_off_second_factor", "alice")
    alice.refresh_from_db()
    assert alice.second_factor_since is None
    with pytest.raises(CommandError, match="没有这个登录名"):
        call_command("take_off_second_factor", "nemo")


def test_the_picture_holds_name_and_secret(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    make = qrcode.make

    def draw(url: str, **more: Any) -> Any:
        drawn.append(url)
        return make(url, **more)

    monkeypatch.setattr(qrcode, "make", draw)
    assert second_factor.picture(person=world.alice, secret=SECRET).startswith("<?xml")
    assert drawn == [f"otpauth://totp/alice?secret={SECRET}&issuer=%E9%80%81%E8%A7%A3%E4%BC%98"]
