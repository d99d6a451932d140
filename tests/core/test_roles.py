"""Who may hold which role, in the database too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.domain.parks import close_part
from songjieyou.core.domain.people import disable_account
from songjieyou.core.domain.roles import grant_role, revoke_role
from songjieyou.core.enums import ADMINISTRATORS, Role
from songjieyou.core.models import Event, Person, RoleAssignment
from songjieyou.enterprises.domain.authorisations import actor_of, end_authorisation
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


def refused(world: World, person: Person, role: Role, **more: object) -> dict[str, list[str]]:
    """What a grant is refused for, by field."""
    with pytest.raises(ValidationError) as told:
        grant_role(person=person, role=role, by=world.charlie, **more)  # type: ignore[arg-type]
    return told.value.message_dict


def test_a_refusal_stands_beside_its_field(world: World) -> None:
    leader, admin, handler = world.staff(Role.LEADER), world.staff(Role.AUDIT_ADMIN), world.staff(Role.HANDLER)
    department = handler.assignments.get().department
    past, later = clock.today() - timedelta(days=1), clock.today() + timedelta(days=9)
    assert refused(world, leader, Role.LEADER) == {"role": ["这个人已经有这个角色。"]}
    assert refused(world, admin, Role.SYSTEM_ADMIN) == {"role": ["系统、安全、审计管理员必须由不同的人担任。"]}
    assert list(refused(world, handler, Role.HANDLER, department=department)) == ["department"]
    assert list(refused(world, leader, Role.HEAD)) == ["department"]
    assert list(refused(world, leader, Role.SUPERVISOR, ends_on=past)) == ["ends_on"]
    assert refused(world, world.bob, Role.INSPECTOR) == {
        "ends_on": ["审计、财政、纪检人员的权限必须有截止日期。"],
        "grounds": ["审计、财政、纪检人员的权限必须写明依据和范围。"],
    }
    assert list(refused(world, world.bob, Role.INSPECTOR, ends_on=later)) == ["grounds"]


def test_nobody_gives_a_role_to_themselves(world: World) -> None:
    with pytest.raises(ValidationError, match="不能给自己"):
        grant_role(person=world.charlie, role=Role.LEADER, by=world.charlie)


def test_what_is_closed_gets_no_role(world: World) -> None:
    close_part(row=world.department, by=world.charlie)
    world.department.refresh_from_db()
    assert list(refused(world, world.bob, Role.HANDLER, department=world.department)) == ["department"]
    disable_account(person=world.bob, by=world.charlie)
    assert refused(world, world.bob, Role.LEADER) == {"role": ["这个账号已停用，不能授予角色。"]}


def test_a_department_of_another_park_is_none(world: World) -> None:
    elsewhere = world.staff(Role.HANDLER, far=True).assignments.get().department
    assert list(refused(world, world.bob, Role.HANDLER, department=elsewhere)) == ["department"]


def test_an_inspector_does_nothing_else(world: World) -> None:
    later = clock.today() + timedelta(days=9)
    inspector, leader = world.staff(Role.INSPECTOR), world.staff(Role.LEADER)
    assert list(refused(world, inspector, Role.LEADER)) == ["role"]
    assert list(refused(world, leader, Role.INSPECTOR, ends_on=later, grounds="审计")) == ["role"]
    revoke_role(assignment=leader.assignments.get(), by=world.charlie)
    grant_role(person=leader, role=Role.INSPECTOR, ends_on=later, grounds="审计", by=world.charlie)


def test_a_role_that_has_ended_can_be_given_again(world: World) -> None:
    with clock.stopped(datetime(2024, 9, 4, 4, tzinfo=UTC)):
        grant_role(person=world.bob, role=Role.LEADER, ends_on=date(2024, 9, 30), by=None)
    grant_role(person=world.bob, role=Role.LEADER, by=world.charlie)
    assert actor_of(world.bob).roles == {Role.LEADER}
    assert world.bob.assignments.count() == 2
