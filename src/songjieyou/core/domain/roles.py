"""Giving and taking roles."""

from datetime import date

from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import RoleGranted, RoleRevoked
from songjieyou.core.events.log import record
from songjieyou.core.models import Department, Person, RoleAssignment


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: Role,
    by: Person | None,
    department: Department | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give a role in the person's own park, from today unless said. Event: role.granted.

    ValidationError where the constraints of `RoleAssignment` speak against it, such as two administrators in one.
    """
    assignment = RoleAssignment(
        park=person.park,
        person=person,
        role=role,
        department=department,
        starts_on=starts_on or clock.today(),
        ends_on=ends_on,
    )
    assignment.full_clean()
    assignment.save()
    record(RoleGranted(person=person.pk, role=role), park=person.park, by=by)
    return assignment


@transaction.atomic
def revoke_role(*, assignment: RoleAssignment, by: Person) -> None:
    """Take a role at once; the row stays as history. Event: role.revoked, once."""
    held = RoleAssignment.objects.filter(pk=assignment.pk, revoked_at=None)
    if held.update(revoked_at=clock.now()):
        happening = RoleRevoked(person=assignment.person_id, role=Role(assignment.role))
        record(happening, park=assignment.park, by=by)
