"""Checking passwords: lock-outs, one-time passwords, and that no answer tells whether there is an account."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import ValidationError
from django.core.management import call_command
from pytest_django import Settings

from songjieyou.core import clock, rates
from songjieyou.core.domain.people import change_password, disable_account, open_account, reset_password
from songjieyou.core.domain.second_factor import code_at, current_counter, set_up_second_factor
from songjieyou.core.domain.sign_in import LockedOutError, check_code, check_password
from songjieyou.core.models import Event, Person, Rate
from songjieyou.core.rates import Allowance
from tests.park import World, build

PASSWORD = "qingjiang-2024-秋"
NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def dora(world: World) -> Person:
    return open_account(park=world.park, username="dora", name="多拉", password=PASSWORD, by=None)


def attempt(
    username: str = "dora", password: str = PASSWORD, address: str = "192.0.2.1", minutes: float = 0
) -> bool | datetime:
    """Whether it is right, or until when it is refused."""
    with clock.stopped(NOON + minutes * MINUTE):
        try:
            return check_password(username=username, password=password, address=address) is not None
        except LockedOutError as error:
            return error.until


def locks() -> list[dict[str, int]]:
    return list(Event.objects.filter(name="account.locked").values_list("payload", flat=True))


def test_after_five_wrong_ones_even_the_right_one_is_refused_for_a_quarter_of_an_hour(dora: Person) -> None:
    assert [attempt(password="wrong", minutes=minute) for minute in range(5)] == [False] * 5
    closed = NOON + 19 * MINUTE
    assert [attempt(minutes=minute) for minute in (4, 10, 18.9)] == [closed] * 3
    assert attempt(minutes=19)
    assert locks() == [{"person": dora.pk}]


def test_with_the_lock_out_off_guessing_goes_on(dora: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin."""
    monkeypatch.setattr(rates, "allow", lambda *args, **more: Allowance(True, None))
    assert [attempt(password=guess) for guess in (*"abcdefgh", PASSWORD)] == [False] * 8 + [True]


def test_four_wrong_ones_and_a_right_one_start_anew(dora: Person) -> None:
    for _ in range(3):
        assert [attempt(password="wrong") for _ in range(4)] == [False] * 4
        assert attempt()
    assert locks() == []


def test_a_name_that_does_not_exist_is_refused_like_one_that_does(dora: Person) -> None:
    answers = [[attempt(name, "wrong", minutes=minute) for minute in range(7)] for name in ("dora", "nemo")]
    assert answers[0] == answers[1]


def test_thirty_wrong_ones_from_an_address_close_it_for_all_names(dora: Person) -> None:
    assert [attempt(f"name-{number}", "wrong") for number in range(30)] == [False] * 30
    assert attempt() == NOON + 15 * MINUTE
    assert attempt(address="192.0.2.2")
    assert attempt(minutes=15)


def test_who_is_refused_for_the_address_is_not_counted_for_the_name(dora: Person) -> None:
    for number in range(30):
        attempt(f"name-{number}", "wrong")
    for _ in range(6):
        attempt("dora", "wrong")
    assert attempt(address="192.0.2.2")


def test_a_right_one_does_not_clear_what_others_did_from_the_same_address(dora: Person) -> None:
    for number in range(29):
        attempt(f"name-{number}", "wrong")
    assert attempt()
    attempt("name-30", "wrong")
    assert isinstance(attempt(), datetime)


def test_no_name_and_no_address_is_stored(dora: Person) -> None:
    attempt(password="wrong")
    assert Rate.objects.count() == 2
    assert [word for word in ("dora", "192.0.2.1") if word in str(list(Rate.objects.values()))] == []


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    work: ClassVar[Counter[str]] = Counter()

    def encode(self, password: str, salt: str) -> str:
        self.work["encode"] += 1
        return super().encode(password, salt)


def test_every_wrong_attempt_costs_the_same_hash_work(world: World, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    for name in ("dora", "closed"):
        open_account(park=world.park, username=name, name=name, password=PASSWORD, by=None)
    disable_account(person=Person.objects.get(username="closed"), by=world.alice)
    work = []
    for name in ("dora", "closed", "nemo", "alice"):  # Alice has no password
        CountingHasher.work.clear()
        assert attempt(name, "wrong") is False
        work.append(CountingHasher.work.total())
    assert work == [1, 1, 1, 1]


@pytest.fixture
def pin(dora: Person) -> None:
    with clock.stopped(NOON):
        set_up_second_factor(person=dora, secret=SECRET, code=code_at(SECRET, current_counter()))


def enter_code(person: Person, code: str, minutes: int) -> bool | datetime:
    with clock.stopped(NOON + minutes * MINUTE):
        try:
            return check_code(person=person, code=code or code_at(SECRET, current_counter()), address="192.0.2.1")
        except LockedOutError as error:
            return error.until


@pytest.mark.usefixtures("pin")
def test_codes_are_counted_like_passwords(dora: Person) -> None:
    assert [enter_code(dora, "000000", 2) for _ in range(5)] == [False] * 5
    assert [enter_code(dora, "", minute) for minute in (2, 16)] == [NOON + 17 * MINUTE] * 2
    assert enter_code(dora, "", 17)
    assert locks() == [{"person": dora.pk}]


@pytest.mark.usefixtures("pin")
def test_a_right_password_does_not_forgive_wrong_codes(dora: Person) -> None:
    for _ in range(5):
        attempt()
        enter_code(dora, "000000", 2)
    assert isinstance(enter_code(dora, "", 2), datetime)


def test_a_one_time_password_lets_in_for_a_week_and_ends_a_lock_out(dora: Person, world: World) -> None:
    for _ in range(6):
        attempt(password="wrong")
    with clock.stopped(NOON):
        once = reset_password(person=dora, by=world.alice)
    assert len(set(once)) > 5
    assert [attempt(), attempt(password=once)] == [False, True]
    assert attempt(password=once, minutes=7 * 24 * 60 - 1)
    assert not attempt(password=once, minutes=7 * 24 * 60)
    assert Event.objects.get(name="account.password_reset").actor == world.alice


def test_the_command_gives_one_where_nobody_else_can(dora: Person, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reset_password", "dora")
    assert check_password(username="dora", password=capsys.readouterr().out.strip(), address="") == dora


@pytest.mark.parametrize(
    ("password", "word"),
    [(PASSWORD, "与原密码相同"), ("short", "太短"), ("password1234", "太常见")],
)
def test_a_bad_new_password_is_refused(password: str, word: str, dora: Person) -> None:
    with pytest.raises(ValidationError) as refusal:
        change_password(person=dora, password=password)
    assert word in str(refusal.value.message_dict["new_password"])
    assert attempt()


def test_a_good_new_password_takes_its_place(dora: Person, world: World) -> None:
    reset_password(person=dora, by=world.alice)
    change_password(person=dora, password="a-new-one-of-my-own")
    dora.refresh_from_db()
    assert dora.one_time_password_until is None
    assert attempt(password="a-new-one-of-my-own", minutes=60)
    assert Event.objects.filter(name="account.password_changed", actor=dora).count() == 1
