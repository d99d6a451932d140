"""Who looks after a firm: one of each kind now, and all who did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.domain.parks import add_department, close_part
from songjieyou.core.domain.people import disable_account, open_account
from songjieyou.core.domain.roles import grant_role, revoke_role
from songjieyou.core.enums import ChargeKind, Role
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.models import Event, Notice, Person
from songjieyou.enterprises.domain.authorisations import actor_of
from songjieyou.enterprises.domain.charges import assign_contact_officer, assign_department, assign_leading_contact
from songjieyou.enterprises.domain.queries import officers_of
from songjieyou.enterprises.models import Charge
from tests.park import World, build

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


@pytest.fixture
def officer(world: World) -> Person:
    return world.staff(Role.CONTACT_OFFICER)


def events() -> list[tuple[str, dict[str, Any]]]:
    found = Event.objects.filter(name__startswith="enterprise.").exclude(name="enterprise.registered")
    return [(event.name.removeprefix("enterprise."), event.payload) for event in found.order_by("pk")]


def test_each_kind_is_held_by_one_and_all_stay_as_history(world: World, officer: Person) -> None:
    second, leader = world.staff(Role.CONTACT_OFFICER, name="second"), world.staff(Role.LEADER)
    firm = world.firm
    assign_contact_officer(enterprise=firm, person=officer, by=None)
    assign_leading_contact(enterprise=firm, person=leader, by=None)
    assign_department(enterprise=firm, department=world.department, by=None)
    later = NOW + timedelta(days=30)
    with clock.stopped(later):
        assign_contact_officer(enterprise=firm, person=second, by=None)
    rows = Charge.objects.filter(kind=ChargeKind.CONTACT_OFFICER).order_by("pk")
    assert list(rows.values_list("person", "since", "until")) == [
        (officer.pk, NOW, later),
        (second.pk, later, None),
    ]
    assert events() == [
        ("person_charged", {"enterprise": firm.pk, "person": officer.pk, "kind": "contact_officer"}),
        ("person_charged", {"enterprise": firm.pk, "person": leader.pk, "kind": "leading_contact"}),
        ("department_charged", {"enterprise": firm.pk, "department": world.department.pk}),
        ("person_released", {"enterprise": firm.pk, "person": officer.pk, "kind": "contact_officer"}),
        ("person_charged", {"enterprise": firm.pk, "person": second.pk, "kind": "contact_officer"}),
    ]


def test_the_same_again_is_nothing_new(world: World, officer: Person) -> None:
    for _ in range(2):
        assign_contact_officer(enterprise=world.firm, person=officer, by=None)
        assign_department(enterprise=world.firm, department=world.department, by=None)
        assign_leading_contact(enterprise=world.firm, person=None, by=None)
    assert Charge.objects.count() == len(events()) == 2


def test_it_can_be_taken_back(world: World, officer: Person) -> None:
    assign_contact_officer(enterprise=world.firm, person=officer, by=None)
    assign_department(enterprise=world.firm, department=world.department, by=None)
    assign_contact_officer(enterprise=world.firm, person=None, by=None)
    assign_department(enterprise=world.firm, department=None, by=None)
    assert not Charge.objects.filter(until=None).exists()
    assert [name for name, _ in events()[2:]] == ["person_released", "department_released"]


def test_who_does_not_hold_the_role_is_refused(world: World, officer: Person) -> None:
    far = world.staff(Role.CONTACT_OFFICER, far=True)
    for person in (world.alice, far, world.staff(Role.GUIDE)):
        with pytest.raises(ValidationError) as caught:
            assign_contact_officer(enterprise=world.firm, person=person, by=None)
        assert caught.value.message_dict == {"contact_officer": [f"{person.name}现在不能担任联点干部，请另选一位。"]}
    with pytest.raises(ValidationError, match="现在不能担任联系领导"):
        assign_leading_contact(enterprise=world.firm, person=officer, by=None)
    disable_account(person=officer, by=world.alice)
    officer.refresh_from_db()
    with pytest.raises(ValidationError, match="现在不能担任联点干部"):
        assign_contact_officer(enterprise=world.firm, person=officer, by=None)
    assert not Charge.objects.exists()


def test_a_closed_department_or_one_of_another_park_is_refused(world: World) -> None:
    elsewhere = add_department(park=world.far, name="经济发展局")
    close_part(row=world.department, by=world.alice)
    world.department.refresh_from_db()
    for department in (world.department, elsewhere):
        with pytest.raises(ValidationError) as caught:
            assign_department(enterprise=world.firm, department=department, by=None)
        assert caught.value.message_dict == {"department": ["这个部门已停用，请另选一个。"]}


def test_officers_of_firms_in_one_query(world: World, officer: Person, django_assert_num_queries: Any) -> None:
    assign_contact_officer(enterprise=world.firm, person=officer, by=None)
    assign_leading_contact(enterprise=world.other_firm, person=world.staff(Role.LEADER), by=None)
    with django_assert_num_queries(1):
        assert officers_of([world.firm, world.other_firm.pk]) == {world.firm.pk: officer.pk}


def test_who_has_lost_the_role_or_the_account_looks_after_nobody(world: World) -> None:
    revoked, closed = world.staff(Role.CONTACT_OFFICER, name="revoked"), world.staff(Role.CONTACT_OFFICER, name="shut")
    lapsing = open_account(park=world.park, username="lapsing", name="到期", by=None)
    grant_role(person=lapsing, role=Role.CONTACT_OFFICER, by=None, ends_on=date(2026, 3, 4))
    for person in (revoked, closed, lapsing):
        assign_contact_officer(enterprise=world.firm, person=person, by=None)
        assert officers_of([world.firm]) == {world.firm.pk: person.pk}
        if person == revoked:
            revoke_role(assignment=revoked.assignments.get(), by=world.alice)
            grant_role(person=revoked, role=Role.LEADER, by=None)
        if person == closed:
            disable_account(person=closed, by=world.alice)
        with clock.stopped(NOW + timedelta(days=person == lapsing)):
            assert officers_of([world.firm]) == {}


def test_with_me_are_my_own_and_those_of_my_department(world: World, officer: Person) -> None:
    handler = world.staff(Role.HANDLER)
    assign_contact_officer(enterprise=world.firm, person=officer, by=None)
    assign_department(enterprise=world.other_firm, department=handler.assignments.get().department, by=None)
    mine = {
        person.username: list(Charge.objects.with_me(actor_of(person)).values_list("enterprise", flat=True))
        for person in (officer, handler, world.alice)
    }
    assert mine == {"contact_officer": [world.firm.pk], "handler": [world.other_firm.pk], "alice": []}


def test_the_people_concerned_are_told(world: World, officer: Person) -> None:
    head, elsewhere = world.staff(Role.HEAD), world.staff(Role.HEAD, name="head-elsewhere")
    while deliver_due():
        pass
    last = Notice.objects.latest("pk").pk
    assign_contact_officer(enterprise=world.firm, person=officer, by=elsewhere)
    assign_department(enterprise=world.firm, department=head.assignments.get().department, by=elsewhere)
    assign_contact_officer(enterprise=world.firm, person=None, by=elsewhere)
    while deliver_due():
        pass
    told = Notice.objects.filter(pk__gt=last).values_list("kind", "person__username")
    assert sorted(told) == [
        ("charge_ended", "contact_officer"),
        ("charge_given", "contact_officer"),
        ("department_charged", "head"),
        ("firm_has_department", "alice"),
        ("firm_has_department", "bob"),
        ("firm_has_person", "alice"),
        ("firm_has_person", "bob"),
    ]


def test_the_database_holds_to_it_too(world: World, officer: Person) -> None:
    assign_contact_officer(enterprise=world.firm, person=officer, by=None)
    row = Charge.objects.get()
    for changes in (
        {"kind": "department"},
        {"kind": "other"},
        {"person": None},
        {"department": world.department},
        {"until": NOW - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Charge.objects.filter(pk=row.pk).update(**changes)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
