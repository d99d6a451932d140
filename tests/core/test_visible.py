"""Who sees which rows: every table has a scope, and nobody sees another park."""

import pytest
from django.apps import apps
from django.db import models

from songjieyou.core.actor import NOBODY
from songjieyou.core.enums import Role
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.models import Delivery, Event, EventSubject, Notice, Park, Person, RoleAssignment, Team
from songjieyou.core.models.scoped import OfPark, Scoped
from songjieyou.enterprises.domain.authorisations import actor_of
from songjieyou.enterprises.models import Authorisation, Enterprise
from tests.park import World, build

OURS = [model for model in apps.get_models() if model.__module__.startswith("songjieyou.") and model.__name__ != "Mark"]
WITHOUT_A_PARK = {"Park", "Schedule", "Heartbeat", "Rate"}


def rows(model: type[models.Model]) -> Scoped[models.Model]:
    found = model._default_manager.all()
    assert isinstance(found, Scoped)
    return found


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_row_of_ours_belongs_to_a_park_and_has_a_scope(model: type[models.Model]) -> None:
    assert issubclass(model, OfPark) or model.__name__ in WITHOUT_A_PARK
    assert hasattr(model._default_manager.all(), "visible_to")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_nobody_sees_nothing(model: type[models.Model], world: World) -> None:
    assert not model._default_manager.all().visible_to(NOBODY).exists()  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", list(Role))
def test_no_role_sees_another_park(role: Role, world: World) -> None:
    while deliver_due():
        pass
    actor = actor_of(world.staff(role, far=True))
    for model in (Enterprise, Authorisation, Event, EventSubject, Delivery, Notice, Team, RoleAssignment):
        assert not rows(model).visible_to(actor).filter(park=world.park).exists()
    assert list(Park.objects.visible_to(actor)) == [world.far]
    assert not Person.objects.all().visible_to(actor).filter(park=world.park).exists()


def test_a_firm_sees_itself_and_the_people_who_act_for_it(world: World) -> None:
    actor = actor_of(world.bob)
    assert list(Enterprise.objects.visible_to(actor)) == [world.firm]
    seen = Authorisation.objects.visible_to(actor).values_list("person__username", flat=True)
    assert sorted(seen) == ["alice", "bob"]
    assert list(Person.objects.all().visible_to(actor)) == [world.bob]


@pytest.mark.parametrize(
    ("role", "count"), [(Role.CONTACT_OFFICER, 2), (Role.LEADER, 2), (Role.SYSTEM_ADMIN, 0), (Role.AUDIT_ADMIN, 0)]
)
def test_staff_see_the_firms_of_their_park_and_administrators_do_not(role: Role, count: int, world: World) -> None:
    assert Enterprise.objects.visible_to(actor_of(world.staff(role))).count() == count


def test_notices_are_for_whom_they_tell(world: World) -> None:
    while deliver_due():
        pass
    assert {notice.person for notice in Notice.objects.visible_to(actor_of(world.bob))} == {world.bob}
    for role in Role:
        assert not Notice.objects.visible_to(actor_of(world.staff(role))).exists()


def test_events_are_for_the_audit_administrator(world: World) -> None:
    seen = {role for role in Role if Event.objects.visible_to(actor_of(world.staff(role))).exists()}
    assert seen == {Role.AUDIT_ADMIN}
