"""Founding a park and dividing it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core.brand import Brand, faults
from songjieyou.core.events.catalogue import ParkBranded
from songjieyou.core.events.log import record
from songjieyou.core.models import Department, Park, Person, Team, Zone


def found_park(*, name: str, short_name: str) -> Park:
    """Make a park. IntegrityError for a name that is taken."""
    return Park.objects.create(name=name, short_name=short_name)


def add_zone(*, park: Park, name: str) -> Zone:
    return Zone.objects.create(park=park, name=name)


def add_department(*, park: Park, name: str) -> Department:
    return Department.objects.create(park=park, name=name)


def add_team(*, park: Park, name: str) -> Team:
    return Team.objects.create(park=park, name=name)


@transaction.atomic
def set_brand(*, park: Park, brand: Brand, by: Person) -> None:
    """Give a park its own colours. ValidationError for colours that people cannot read. Event: park.branded."""
    if found := faults(brand):
        raise ValidationError(found)
    Park.objects.filter(pk=park.pk).update(**brand._asdict())
    record(ParkBranded(park=park.pk), park=park, by=by)
