"""Accounts: opened, closed, opened again; passwords that nobody has chosen; administrators that cannot be lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from songjieyou.core import clock
from songjieyou.core.domain.erasing import erase_person
from songjieyou.core.domain.people import (
    change_name,
    disable_account,
    enable_account,
    open_account,
    reset_password,
)
from songjieyou.core.domain.roles import grant_role, revoke_role
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person
from tests.park import World, build

pytestmark = pytest.mark.django_db
ESSENTIAL = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN]


@pytest.fixture
def world() -> World:
    return build()


def told(name: str) -> int:
    return Event.objects.filter(name=name).count()


def test_a_login_name_belongs_to_one_person_in_all_parks(world: World) -> None:
    before = told("account.opened")
    with pytest.raises(ValidationError, match="已经有人使用"):
        open_account(park=world.far, username="alice", name="另一位", by=None)
    assert told("account.opened") == before


def test_a_reset_password_is_new_and_works(world: World) -> None:
    first, second = (reset_password(person=world.bob, by=world.alice) for _ in range(2))
    bob = Person.objects.get(pk=world.bob.pk)
    assert [len(part) for part in first.split("-")] == [4, 4, 4, 4]
    assert (bob.check_password(first), bob.check_password(second)) == (False, True)
    assert told("account.password_reset") == 2


def test_no_password_is_reset_for_oneself_or_for_a_closed_account(world: World) -> None:
    with pytest.raises(ValidationError, match="自己"):
        reset_password(person=world.bob, by=world.bob)
    disable_account(person=world.bob, by=world.alice)
    with pytest.raises(ValidationError, match="停用"):
        reset_password(person=world.bob, by=world.alice)


def test_closed_and_opened_again(world: World) -> None:
    for _ in range(2):
        disable_account(person=world.bob, by=world.alice)
    for _ in range(2):
        enable_account(person=world.bob, by=world.alice)
    assert (told("account.disabled"), told("account.enabled")) == (1, 1)
    assert Person.objects.get(pk=world.bob.pk).is_active


def test_nobody_closes_their_own_account(world: World) -> None:
    with pytest.raises(ValidationError, match="自己"):
        disable_account(person=world.bob, by=world.bob)


@pytest.mark.parametrize("role", ESSENTIAL)
def test_the_last_administrator_stays(role: Role, world: World) -> None:
    last = world.staff(role)
    world.staff(role, far=True)
    with pytest.raises(ValidationError, match="园区不能没有"):
        disable_account(person=last, by=world.alice)
    with pytest.raises(ValidationError, match="园区不能没有"):
        revoke_role(assignment=last.assignments.get(), by=world.alice)
    assert Person.objects.get(pk=last.pk).is_active
    assert last.assignments.get().revoked_at is None


@pytest.mark.parametrize("role", ESSENTIAL)
def test_with_a_second_one_the_first_may_go(role: Role, world: World) -> None:
    first, second = world.staff(role), world.staff(role, name="second")
    disable_account(person=first, by=world.alice)
    with pytest.raises(ValidationError, match="园区不能没有"):
        disable_account(person=second, by=world.alice)
    revoke_role(assignment=first.assignments.get(), by=world.alice)


def test_one_who_stays_for_a_shorter_time_is_not_enough(world: World) -> None:
    first = world.staff(Role.SYSTEM_ADMIN)
    week = clock.today() + timedelta(days=7)
    grant_role(person=world.bob, role=Role.SYSTEM_ADMIN, ends_on=week, by=None)
    with pytest.raises(ValidationError, match="期限不短于"):
        revoke_role(assignment=first.assignments.get(), by=world.alice)
    revoke_role(assignment=world.bob.assignments.get(), by=world.alice)


def test_a_closed_account_does_not_count_as_an_administrator(world: World) -> None:
    first, second = world.staff(Role.SYSTEM_ADMIN), world.staff(Role.SYSTEM_ADMIN, name="second")
    disable_account(person=second, by=world.alice)
    with pytest.raises(ValidationError):
        disable_account(person=first, by=world.alice)


def test_other_roles_are_not_kept(world: World) -> None:
    for role in (Role.AUDIT_ADMIN, Role.LEADER):
        revoke_role(assignment=world.staff(role).assignments.get(), by=world.alice)
    assert told("role.revoked") == 2


def test_an_erased_account_is_not_opened_again(world: World) -> None:
    with pytest.raises(ValidationError, match="先停用"):
        erase_person(person=world.bob, by=world.alice)
    disable_account(person=world.bob, by=world.alice)
    for _ in range(2):
        erase_person(person=world.bob, by=world.alice)
    assert told("account.erased") == 1
    with pytest.raises(ValidationError, match="已注销"):
        enable_account(person=world.bob, by=world.alice)
    with pytest.raises(ValidationError, match="已注销"):
        change_name(person=world.bob, name="回来", by=world.alice)
