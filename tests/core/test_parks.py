"""The parts of a park: named once, closed and never deleted."""

import pytest
from django.core.exceptions import ValidationError

from songjieyou.core.domain.parks import (
    KINDS,
    add_part,
    add_zone,
    change_park,
    close_part,
    rename_part,
    reopen_part,
)
from songjieyou.core.models import Event
from songjieyou.core.models.park import PartOfPark
from tests.park import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


@pytest.mark.parametrize("table", KINDS, ids=lambda table: table.__name__)
def test_the_life_of_a_part_is_told(table: type[PartOfPark], world: World) -> None:
    row = add_part(table(park=world.park, name="东片"), by=world.alice)
    rename_part(row=row, name="西片", by=world.alice)
    for _ in range(2):
        close_part(row=row, by=world.alice)
    closed = table._default_manager.get(pk=row.pk)
    for _ in range(2):
        reopen_part(row=row, by=world.alice)
    opened = table._default_manager.get(pk=row.pk)
    kind = table.__name__.lower()
    told = Event.objects.filter(name__startswith=f"{kind}.", payload={kind: row.pk}).order_by("pk")
    assert [each.name for each in told] == [f"{kind}.{verb}" for verb in ("added", "renamed", "closed", "reopened")]
    assert (closed.name, closed.closed_at is None, opened.closed_at) == ("西片", False, None)


def test_a_name_is_used_once_in_a_park(world: World) -> None:
    add_zone(park=world.park, name="东片")
    with pytest.raises(ValidationError, match="已经有名为“东片”的片区。"):
        add_zone(park=world.park, name="东片")
    add_zone(park=world.far, name="东片")
    assert Event.objects.filter(name="zone.added").count() == 2


def test_the_name_of_a_closed_part_can_be_had_by_reopening_it(world: World) -> None:
    row = add_zone(park=world.park, name="东片")
    close_part(row=row, by=world.alice)
    other = add_zone(park=world.park, name="西片")
    with pytest.raises(ValidationError, match="已停用，可以恢复使用"):
        rename_part(row=other, name="东片", by=world.alice)


def test_a_park_is_not_called_as_another(world: World) -> None:
    kept = {"short_name": "甲", "filing_number": "", "contact": ""}
    with pytest.raises(ValidationError, match="名称"):
        change_park(park=world.park, name="乙园", by=world.alice, **kept)
    world.park.refresh_from_db()
    change_park(park=world.park, name="甲园区", by=world.alice, **kept)
    assert Event.objects.filter(name="park.changed").count() == 1
