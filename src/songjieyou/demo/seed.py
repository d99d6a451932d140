"""Making the demo park."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.domain import parks, people, roles
from songjieyou.core.enums import Role
from songjieyou.core.models import Department, Park, Person
from songjieyou.demo.cast import CAST, DEPARTMENTS, FIRMS, PARK, TEAMS, ZONES, department_of
from songjieyou.demo.facts import tell_of
from songjieyou.demo.models import Mark
from songjieyou.enterprises.domain.authorisations import authorise
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.policies.domain.matching import catch_up

INSPECTION = timedelta(days=365)
GROUNDS = "演示专项审计：企业登记和授权"


@transaction.atomic
def seed() -> None:
    """Fill a marked database, once. RuntimeError in an unmarked one."""
    if not Mark.objects.exists():
        message = "demo data goes only into a database that is marked as a demo"
        raise RuntimeError(message)
    if Park.objects.exists():
        return
    name, short_name = PARK
    park = parks.found_park(name=name, short_name=short_name)
    for zone in ZONES:
        parks.add_zone(park=park, name=zone)
    for team in TEAMS:
        parks.add_team(park=park, name=team)
    departments = {each: parks.add_department(park=park, name=each) for each in DEPARTMENTS}
    _enter_people(park, departments)
    catch_up(park=park)


def _enter_people(park: Park, departments: dict[str, Department]) -> None:
    firms = [register_enterprise(park=park, uscc=uscc, name=name, by=None) for uscc, name in FIRMS]
    entered: dict[str, Person] = {}
    for player in CAST:
        entered[player.username] = person = people.open_account(
            park=park, username=player.username, name=player.name, by=None
        )
        if player.capacity:
            authorise(enterprise=firms[player.firm], person=person, capacity=player.capacity, by=None)
        if player.role:
            department = department_of(player)
            roles.grant_role(
                person=person,
                role=player.role,
                by=None,
                department=departments[department] if department else None,
                ends_on=clock.today() + INSPECTION if player.role is Role.INSPECTOR else None,
                grounds=GROUNDS if player.role is Role.INSPECTOR else "",
            )
    tell_of(firms, officer=entered[Role.CONTACT_OFFICER], principal=entered["firm_principal"])
