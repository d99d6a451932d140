"""Founding a park and dividing it."""

from songjieyou.core.models import Department, Park, Team, Zone


def found_park(*, name: str, short_name: str) -> Park:
    """Make a park. IntegrityError for a name that is taken."""
    return Park.objects.create(name=name, short_name=short_name)


def add_zone(*, park: Park, name: str) -> Zone:
    return Zone.objects.create(park=park, name=name)


def add_department(*, park: Park, name: str) -> Department:
    return Department.objects.create(park=park, name=name)


def add_team(*, park: Park, name: str) -> Team:
    return Team.objects.create(park=park, name=name)
