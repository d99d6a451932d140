"""Who may hold which role, in the database too."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core.domain.people import disable_account
from songjieyou.core.domain.roles import grant_role, revoke_role
from songjieyou.core.enums import ADMINISTRATORS, Role
from songjieyou.core.models import Event, RoleAssignment
from songjieyou.enterprises.domain import actor_of, end_authorisation
from songjieyou.enterprises.models import Authorisation
from tests.park import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.mark.parametrize("other", ADMINISTRATORS)
def test_one_person_is_one_administrator_at_most(world: World, other: Role) -> None:
    person = world.staff(Role.SYSTEM_ADMIN)
    with pytest.raises(ValidationError):
        grant_role(person=person, role=other, by=None)
    row = RoleAssignment(park=world.park, person=person, role=other, starts_on=date(2024, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_revoked_administrator_may_become_another(world: World) -> None:
    person, _ = world.staff(Role.SYSTEM_ADMIN), world.staff(Role.SYSTEM_ADMIN, name="another")
    revoke_role(assignment=person.assignments.get(), by=world.alice)
    grant_role(person=person, role=Role.AUDIT_ADMIN, by=None)
    assert actor_of(person).roles == {Role.AUDIT_ADMIN}
    assert person.assignments.count() == 2


def test_an_inspector_needs_an_end(world: World) -> None:
    with pytest.raises(ValidationError, match="截止日期"):
        grant_role(person=world.alice, role=Role.INSPECTOR, by=None)


def test_a_handler_needs_a_department_and_a_leader_has_none(world: World) -> None:
    with pytest.raises(ValidationError, match="部门"):
        grant_role(person=world.alice, role=Role.HANDLER, by=None)
    with pytest.raises(ValidationError, match="部门"):
        grant_role(person=world.alice, role=Role.LEADER, department=world.department, by=None)


def test_a_role_ends_with_its_last_day(world: World) -> None:
    day = date(2024, 9, 4)
    grant_role(person=world.alice, role=Role.LEADER, starts_on=day, ends_on=day, by=None)
    rows = RoleAssignment.objects.filter(person=world.alice)
    held = [rows.on(date(2024, 9, number)).exists() for number in (3, 4, 5)]
    assert held == [False, True, False]


def test_an_action_is_told_once(world: World) -> None:
    row = Authorisation.objects.get(person=world.bob)
    for _ in range(2):
        end_authorisation(authorisation=row, by=world.alice)
        disable_account(person=world.bob, by=world.alice)
    names = ["authorisation.ended", "account.disabled"]
    assert [Event.objects.filter(name=name).count() for name in names] == [1, 1]
    assert actor_of(world.bob).enterprises == frozenset()
