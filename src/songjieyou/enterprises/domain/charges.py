"""Who looks after a firm: given to somebody, and taken back. Of each kind one holds; the others stay as history."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.enums import ChargeKind
from songjieyou.core.events.catalogue import (
    DepartmentCharged,
    DepartmentReleased,
    Happening,
    PersonCharged,
    PersonReleased,
)
from songjieyou.core.events.log import record
from songjieyou.core.models import Department, Person, RoleAssignment
from songjieyou.enterprises.models import Charge, Enterprise
from songjieyou.enterprises.models.charge import ROLES


@transaction.atomic
def assign_leading_contact(*, enterprise: Enterprise, person: Person | None, by: Person | None) -> None:
    """Let a leader of the park answer for a firm; None: nobody does. Events: enterprise.person_released for who was,
    enterprise.person_charged for who is, where that changes. ValidationError for who is no leader of the park today.
    """
    _assign_person(enterprise, ChargeKind.LEADING_CONTACT, person, by)


@transaction.atomic
def assign_contact_officer(*, enterprise: Enterprise, person: Person | None, by: Person | None) -> None:
    """Let an officer of the park keep contact with a firm; as `assign_leading_contact`."""
    _assign_person(enterprise, ChargeKind.CONTACT_OFFICER, person, by)


@transaction.atomic
def assign_department(*, enterprise: Enterprise, department: Department | None, by: Person | None) -> None:
    """Make a department answerable for a firm; None: none is. Events: enterprise.department_released and
    enterprise.department_charged, where that changes. ValidationError for one that is closed or of another park.
    """
    before = _held(enterprise, ChargeKind.DEPARTMENT)
    if department == (before.department if before else None):
        return
    if department and (department.closed_at or department.park_id != enterprise.park_id):
        raise ValidationError({ChargeKind.DEPARTMENT: "这个部门已停用，请另选一个。"})
    _end(before, by)
    if department:
        happening = DepartmentCharged(enterprise=enterprise.pk, department=department.pk)
        _begin(Charge(enterprise=enterprise, kind=ChargeKind.DEPARTMENT, department=department), happening, by)


def _assign_person(enterprise: Enterprise, kind: ChargeKind, person: Person | None, by: Person | None) -> None:
    before = _held(enterprise, kind)
    if person == (before.person if before else None):
        return
    if person:
        _refuse_who_is_not(kind, person, enterprise)
    _end(before, by)
    if person:
        happening = PersonCharged(enterprise=enterprise.pk, person=person.pk, kind=kind)
        _begin(Charge(enterprise=enterprise, kind=kind, person=person), happening, by)


def _refuse_who_is_not(kind: ChargeKind, person: Person, enterprise: Enterprise) -> None:
    held = RoleAssignment.objects.filter(person=person, park=enterprise.park_id, role=ROLES[kind])
    if not person.is_active or not held.on(clock.today()).exists():
        raise ValidationError({kind: f"{person.name}现在不能担任{kind.label}，请另选一位。"})


def _held(enterprise: Enterprise, kind: ChargeKind) -> Charge | None:
    """The charge that holds; nobody else changes those of the firm until the transaction ends."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    return Charge.objects.filter(enterprise=enterprise, kind=kind, until=None).first()


def _end(charge: Charge | None, by: Person | None) -> None:
    if charge is None:
        return
    charge.until = clock.now()
    charge.save(update_fields=["until"])
    firm = charge.enterprise_id
    if charge.person_id:
        record(PersonReleased(firm, charge.person_id, ChargeKind(charge.kind)), park=charge.park, by=by)
    if charge.department_id:
        record(DepartmentReleased(firm, charge.department_id), park=charge.park, by=by)


def _begin(charge: Charge, happening: Happening, by: Person | None) -> None:
    charge.park, charge.since = charge.enterprise.park, clock.now()
    charge.save()
    record(happening, park=charge.park, by=by)
