"""Founding a park and dividing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.brand import Brand, faults
from songjieyou.core.events.catalogue import (
    DepartmentAdded,
    DepartmentClosed,
    DepartmentRenamed,
    DepartmentReopened,
    Happening,
    ParkBranded,
    ParkChanged,
    TeamAdded,
    TeamClosed,
    TeamRenamed,
    TeamReopened,
    ZoneAdded,
    ZoneClosed,
    ZoneRenamed,
    ZoneReopened,
)
from songjieyou.core.events.log import record
from songjieyou.core.models import Department, Park, Person, Team, Zone
from songjieyou.core.models.park import PartOfPark


class Kind(NamedTuple):
    """What a kind of part is called, and what is recorded of one, by its id."""

    label: str
    added: Callable[[int], Happening]
    renamed: Callable[[int], Happening]
    closed: Callable[[int], Happening]
    reopened: Callable[[int], Happening]


KINDS: dict[type[PartOfPark], Kind] = {
    Zone: Kind("片区", ZoneAdded, ZoneRenamed, ZoneClosed, ZoneReopened),
    Department: Kind("部门", DepartmentAdded, DepartmentRenamed, DepartmentClosed, DepartmentReopened),
    Team: Kind("专班", TeamAdded, TeamRenamed, TeamClosed, TeamReopened),
}


def any_park() -> bool:
    """Whether a park was ever founded in this database."""
    return Park.objects.exists()


def found_park(*, name: str, short_name: str) -> Park:
    """Make a park. IntegrityError for a name that is taken."""
    return Park.objects.create(name=name, short_name=short_name)


@transaction.atomic
def change_park(*, park: Park, name: str, short_name: str, filing_number: str, contact: str, by: Person) -> None:
    """Write down what a park is called and how it is reached. ValidationError for a name that is taken.

    Event: park.changed.
    """
    park.name, park.short_name, park.filing_number, park.contact = name, short_name, filing_number, contact
    park.full_clean()
    park.save(update_fields=["name", "short_name", "filing_number", "contact"])
    record(ParkChanged(), park=park, by=by)


def add_zone(*, park: Park, name: str, by: Person | None = None) -> Zone:
    return add_part(Zone(park=park, name=name), by=by)


def add_department(*, park: Park, name: str, by: Person | None = None) -> Department:
    return add_part(Department(park=park, name=name), by=by)


def add_team(*, park: Park, name: str, by: Person | None = None) -> Team:
    return add_part(Team(park=park, name=name), by=by)


@transaction.atomic
def add_part[P: PartOfPark](row: P, *, by: Person | None) -> P:
    """Divide a park further. ValidationError for a name that is taken. Event: zone.added and so on."""
    _save(row)
    record(KINDS[type(row)].added(row.pk), park=row.park, by=by)
    return row


@transaction.atomic
def rename_part(*, row: PartOfPark, name: str, by: Person) -> None:
    """Give a part another name; history shows it under the new one. ValidationError for a name that is taken.

    Event: zone.renamed and so on.
    """
    row.name = name
    _save(row)
    record(KINDS[type(row)].renamed(row.pk), park=row.park, by=by)


@transaction.atomic
def close_part(*, row: PartOfPark, by: Person) -> None:
    """Close a part: it stays in history and gets nothing new. Event: zone.closed and so on, once."""
    if type(row)._default_manager.filter(pk=row.pk, closed_at=None).update(closed_at=clock.now()):
        record(KINDS[type(row)].closed(row.pk), park=row.park, by=by)


@transaction.atomic
def reopen_part(*, row: PartOfPark, by: Person) -> None:
    """Take a closed part into use again. Event: zone.reopened and so on, once."""
    if type(row)._default_manager.filter(pk=row.pk, closed_at__isnull=False).update(closed_at=None):
        record(KINDS[type(row)].reopened(row.pk), park=row.park, by=by)


def _save(row: PartOfPark) -> None:
    """Save under its name, unless another has it."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        namesake = type(row)._default_manager.filter(park=row.park, name=row.name).exclude(pk=row.pk).first()
        if namesake is None:  # it was another rule of the database
            raise
        state = "（已停用，可以恢复使用）" if namesake.closed_at else ""
        raise ValidationError({"name": f"已经有名为“{row.name}”的{KINDS[type(row)].label}{state}。"}) from None


@transaction.atomic
def set_brand(*, park: Park, brand: Brand, by: Person) -> None:
    """Give a park its own colours. ValidationError for colours that people cannot read. Event: park.branded."""
    if found := faults(brand):
        raise ValidationError(found)
    Park.objects.filter(pk=park.pk).update(**brand._asdict())
    record(ParkBranded(park=park.pk), park=park, by=by)
