"""Who acts for a firm."""

from datetime import date

from django.db import transaction
from django.db.models import Value

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import AuthorisationEnded, AuthorisationGiven
from songjieyou.core.events.log import record
from songjieyou.core.models import Event, Person, RoleAssignment
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models import Authorisation, Enterprise


@transaction.atomic
def authorise(
    *,
    enterprise: Enterprise,
    person: Person,
    capacity: Capacity,
    by: Person | None,
    ends_on: date | None = None,
) -> Authorisation:
    """Let a person act for a firm from today. ValidationError where they may already. Event: authorisation.given."""
    authorisation = Authorisation(
        park=enterprise.park,
        enterprise=enterprise,
        person=person,
        capacity=capacity,
        starts_on=clock.today(),
        ends_on=ends_on,
    )
    authorisation.full_clean()
    authorisation.save()
    record(AuthorisationGiven(enterprise=enterprise.pk, person=person.pk), park=enterprise.park, by=by)
    return authorisation


@transaction.atomic
def end_authorisation(*, authorisation: Authorisation, by: Person | None) -> None:
    """Take an authorisation at once; the row stays as history. Event: authorisation.ended, once."""
    held = Authorisation.objects.filter(pk=authorisation.pk, revoked_at=None)
    if held.update(revoked_at=clock.now()):
        happening = AuthorisationEnded(enterprise=authorisation.enterprise_id, person=authorisation.person_id)
        record(happening, park=authorisation.park, by=by)


def end_those_of_the_erased(event: Event) -> None:
    """A person who is erased acts for no firm any more. Event: authorisation.ended for each."""
    for authorisation in Authorisation.objects.filter(person=event.payload["person"], revoked_at=None):
        end_authorisation(authorisation=authorisation, by=None)


def actor_of(person: Person) -> Actor:
    """Who the person is today: roles of the park and firms to act for. One query: every request asks it."""
    today = clock.today()
    assignments = RoleAssignment.objects.filter(person=person).on(today).order_by()
    authorisations = Authorisation.objects.filter(person=person).on(today).order_by()
    rows = assignments.values_list(Value(True), "role", "department").union(
        authorisations.values_list(Value(False), "capacity", "enterprise"), all=True
    )
    held = list(rows)
    roles = [(role, department) for of_the_park, role, department in held if of_the_park]
    firms = [(capacity, firm) for of_the_park, capacity, firm in held if not of_the_park]
    return Actor(
        person=person.pk,
        park=person.park_id,
        roles=frozenset(Role(role) for role, _ in roles),
        departments=frozenset(department for _, department in roles if department),
        enterprises=frozenset(firm for _, firm in firms),
        principal_of=frozenset(firm for capacity, firm in firms if capacity == Capacity.PRINCIPAL),
    )
