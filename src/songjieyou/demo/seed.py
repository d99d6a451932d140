"""Making the demo park."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING

from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.domain import parks, people, roles
from songjieyou.core.enums import Role
from songjieyou.demo.care import look_after
from songjieyou.demo.cast import BRANCH, CAST, DEPARTMENTS, FIRMS, PARK, REGISTERED, TEAMS, ZONES, department_of
from songjieyou.demo.columns import choose_policies
from songjieyou.demo.facts import tell_of_cast
from songjieyou.demo.models import Mark
from songjieyou.demo.own import draft_policy
from songjieyou.demo.population.settle import settle
from songjieyou.enterprises.domain.authorisations import authorise
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import EnterpriseKind
from songjieyou.policies.domain.matching import catch_up

if TYPE_CHECKING:
    from songjieyou.core.models import Department, Park, Person, Zone
    from songjieyou.enterprises.models import Enterprise

INSPECTION = timedelta(days=365)
GROUNDS = "演示专项审计：企业登记和授权"


@transaction.atomic
def seed(firms: int = len(REGISTERED)) -> None:
    """Fill a marked database, once, with so many firms; those of the cast are always there. RuntimeError in an
    unmarked one.
    """
    if not Mark.objects.exists():
        message = "demo data goes only into a database that is marked as a demo"
        raise RuntimeError(message)
    if parks.any_park():
        return
    name, short_name = PARK
    park = parks.found_park(name=name, short_name=short_name)
    zones = [parks.add_zone(park=park, name=zone) for zone in ZONES]
    for team in TEAMS:
        parks.add_team(park=park, name=team)
    departments = {each: parks.add_department(park=park, name=each) for each in DEPARTMENTS}
    entered = _enter_people(park, departments, _enter_firms(park, zones))
    settle(park, number=max(0, firms - len(REGISTERED)), zones=zones, officer=entered[Role.CONTACT_OFFICER])
    choose_policies(park, editor=entered[Role.POLICY_EDITOR])
    draft_policy(park, editor=entered[Role.POLICY_EDITOR])
    catch_up(park=park)


def _enter_firms(park: Park, zones: list[Zone]) -> list[Enterprise]:
    """The firms, in the zones by turns; the branch of the first is not among them."""
    placed = zip(FIRMS, cycle(zones), strict=False)
    firms = [register_enterprise(park=park, uscc=uscc, name=name, zone=zone, by=None) for (uscc, name), zone in placed]
    uscc, name = BRANCH
    kind = EnterpriseKind.BRANCH
    register_enterprise(park=park, uscc=uscc, name=name, kind=kind, zone=zones[1], head=firms[0], by=None)
    return firms


def _enter_people(park: Park, departments: dict[str, Department], firms: list[Enterprise]) -> dict[str, Person]:
    """Everybody of the cast by username, and the firms they act for."""
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
    look_after(firms, entered, departments[DEPARTMENTS[0]])
    tell_of_cast(firms, officer=entered[Role.CONTACT_OFFICER], principal=entered["firm_principal"])
    return entered
