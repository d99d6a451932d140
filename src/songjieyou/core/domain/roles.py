"""Giving and taking roles."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Q

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import RoleGranted, RoleRevoked
from songjieyou.core.events.log import record
from songjieyou.core.models import Department, Park, Person, RoleAssignment

NEVER_WITHOUT = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
"""Roles that a park needs to run itself: without them nobody could give them to anybody again."""


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: Role,
    by: Person | None,
    department: Department | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    grounds: str = "",
) -> RoleAssignment:
    """Give a role in the person's own park, from today unless said. Event: role.granted.

    ValidationError, beside the field it is about, where the constraints of `RoleAssignment` speak against it, such as
    two administrators in one, where somebody gives a role to themselves, where the account or the department is
    closed, and where an inspector would do what is inspected.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # one change of a person at a time
    _put_away_what_has_ended(person)
    assignment = RoleAssignment(
        park=person.park,
        person=person,
        role=role,
        department=department,
        starts_on=starts_on or clock.today(),
        ends_on=ends_on,
        grounds=grounds,
    )
    _refuse_what_no_constraint_can(assignment, by)
    try:
        assignment.full_clean()
    except ValidationError as error:
        raise _beside_the_fields(error) from error
    assignment.save()
    record(RoleGranted(person=person.pk, role=role), park=person.park, by=by)
    return assignment


@transaction.atomic
def revoke_role(*, assignment: RoleAssignment, by: Person | None) -> None:
    """Take a role at once; the row stays as history. Event: role.revoked, once.

    ValidationError where the park would be left without an administrator it cannot do without.
    """
    lock_administration(assignment.park)
    held = RoleAssignment.objects.filter(pk=assignment.pk, revoked_at=None)
    if not held.exists():
        return
    keep_the_last(assignment)
    held.update(revoked_at=clock.now())
    happening = RoleRevoked(person=assignment.person_id, role=Role(assignment.role))
    record(happening, park=assignment.park, by=by)


def lock_administration(park: Park) -> None:
    """Let nobody else take an administrator away until this transaction ends."""
    Park.objects.select_for_update(no_key=True).get(pk=park.pk)


def keep_the_last(assignment: RoleAssignment) -> None:
    """ValidationError where the role is one the park cannot do without and nobody else holds it for as long."""
    role, until = Role(assignment.role), assignment.ends_on
    held = RoleAssignment.objects.filter(park=assignment.park, role=role, person__is_active=True).on(clock.today())
    if role not in NEVER_WITHOUT or not held.filter(pk=assignment.pk).exists():
        return
    long_enough = Q(ends_on=None) if until is None else Q(ends_on=None) | Q(ends_on__gte=until)
    if not held.filter(long_enough).exclude(person=assignment.person_id).exists():
        raise ValidationError(f"园区不能没有{role.label}。请先让另一个人担任，期限不短于这一位，再收回或停用。")


def _put_away_what_has_ended(person: Person) -> None:
    """Roles whose last day is over stand in the way of new ones no longer."""
    over = RoleAssignment.objects.filter(person=person, revoked_at=None, ends_on__lt=clock.today())
    over.update(revoked_at=clock.now())


def _refuse_what_no_constraint_can(assignment: RoleAssignment, by: Person | None) -> None:
    role, person, department = Role(assignment.role), assignment.person, assignment.department
    if by is not None and by.pk == person.pk:
        raise ValidationError({"role": "不能给自己授予角色，请由另一位安全管理员授予。"})
    if not person.is_active:
        raise ValidationError({"role": "这个账号已停用，不能授予角色。"})
    if department is not None and (department.closed_at or department.park_id != person.park_id):
        raise ValidationError({"department": "这个部门已停用，不能再有新的任职。"})
    others = RoleAssignment.objects.filter(person=person, revoked_at=None)
    if role is Role.INSPECTOR and others.exclude(role=role).exists():
        raise ValidationError({"role": "查阅人员不能兼任其他角色，请先收回其他角色。"})
    if role is not Role.INSPECTOR and others.filter(role=Role.INSPECTOR).exists():
        raise ValidationError({"role": "这个人是查阅人员，不能兼任其他角色。"})


def _beside_the_fields(error: ValidationError) -> ValidationError:
    """What the constraints say, under the field that their code names."""
    told: dict[str, list[ValidationError]] = {}
    for field, errors in error.error_dict.items():
        for each in errors:
            code = each.code or NON_FIELD_ERRORS
            beside = code if field == NON_FIELD_ERRORS and hasattr(RoleAssignment, code) else field
            told.setdefault(beside, []).append(each)
    return ValidationError(told)
