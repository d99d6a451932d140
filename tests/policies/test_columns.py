"""What an editor does with the library: columns, and items that the park hides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person
from songjieyou.policies.checkup import checkup
from songjieyou.policies.domain import columns as domain
from songjieyou.policies.domain.hiding import hide_item, show_again
from songjieyou.policies.library import rules_of
from songjieyou.policies.models import ColumnEntry, HiddenItem, PolicyColumn
from tests.park import World, build

pytestmark = pytest.mark.django_db

TITLES = "高新技术企业认定"
ITEM = f"{TITLES}/{TITLES}"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(datetime(2026, 3, 4, 2, 0, tzinfo=UTC)):
        yield build()


@pytest.fixture
def editor(world: World) -> Person:
    return world.staff(Role.POLICY_EDITOR)


def made(world: World, editor: Person, title: str = "设备更新") -> PolicyColumn:
    return domain.make_column(park=world.park, title=title, intro="先看这几项", by=editor)


def events() -> list[str]:
    return list(
        Event.objects.filter(name__regex="^(policy_column|hidden_item)").order_by("pk").values_list("name", flat=True)
    )


def items(column: PolicyColumn) -> list[str]:
    return list(column.entries.filter(removed_at=None).order_by("place").values_list("item", flat=True))


def test_a_column_is_made_filled_and_shown(world: World, editor: Person) -> None:
    column = made(world, editor)
    with pytest.raises(ValidationError, match="还没有政策"):
        domain.show_column(column=column, by=editor)
    domain.fill_column(column=column, item=ITEM, comment="先看研发占比", by=editor)
    domain.fill_column(column=column, item="科技创新和技术改造再贷款", comment="", by=editor)
    domain.fill_column(column=column, item=ITEM, comment="改过的话", by=editor)
    for _ in "twice":
        domain.show_column(column=column, by=editor)
    column.refresh_from_db()
    assert (column.shown, items(column)) == (True, [ITEM, "科技创新和技术改造再贷款"])
    assert column.entries.get(item=ITEM).comment == "改过的话"
    assert events() == ["policy_column.made", *["policy_column.filled"] * 3, "policy_column.shown"]
    domain.hide_column(column=column, by=editor)
    assert events()[-1] == "policy_column.hidden"


def test_only_what_the_library_has_comes_in(world: World, editor: Person) -> None:
    column = made(world, editor)
    with pytest.raises(ValidationError, match="没有这一项"):
        domain.fill_column(column=column, item="没有", comment="", by=editor)
    assert not ColumnEntry.objects.exists()


def test_entries_change_places_and_go(world: World, editor: Person) -> None:
    column = made(world, editor)
    for item in (ITEM, TITLES, "科技创新和技术改造再贷款"):
        domain.fill_column(column=column, item=item, comment="", by=editor)
    last = column.entries.get(item="科技创新和技术改造再贷款")
    for _ in range(3):
        domain.raise_entry(entry=last, by=editor)
    assert items(column) == ["科技创新和技术改造再贷款", ITEM, TITLES]
    for _ in "twice":
        domain.take_out(entry=last, by=editor)
    domain.raise_entry(entry=last, by=editor)
    assert items(column) == [ITEM, TITLES]
    assert events().count("policy_column.filled") == 3 + 2 + 1, "what changed nothing is no event"
    domain.fill_column(column=column, item="科技创新和技术改造再贷款", comment="", by=editor)
    assert items(column)[-1] == "科技创新和技术改造再贷款", "and comes in again at the end"


def test_columns_change_places_within_their_park(world: World, editor: Person) -> None:
    far = domain.make_column(park=world.far, title="远", intro="", by=None)
    first, second = made(world, editor, "一"), made(world, editor, "二")
    domain.raise_column(column=second, by=editor)
    domain.raise_column(column=second, by=editor)
    order = PolicyColumn.objects.filter(park=world.park).order_by("place").values_list("title", flat=True)
    assert list(order) == ["二", "一"]
    far.refresh_from_db()
    assert far.place == 1
    with pytest.raises(ValidationError, match="已经有名为“一”的专栏"):
        domain.change_column(column=second, title="一", intro="", by=editor)
    domain.change_column(column=first, title="一", intro="新的说明", by=editor)
    domain.make_column(park=world.far, title="一", intro="", by=None)


def test_the_database_keeps_a_title_and_an_entry_once(world: World, editor: Person) -> None:
    column = made(world, editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyColumn.objects.create(park=world.park, title=column.title, place=9)
    ColumnEntry.objects.create(park=world.park, column=column, item=ITEM, place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ColumnEntry.objects.create(park=world.park, column=column, item=ITEM, place=2)


def test_a_hidden_item_is_gone_from_the_checkup_until_it_is_shown_again(world: World, editor: Person) -> None:
    def asked() -> set[str]:
        result = checkup(world.firm)
        shown = {answer.item.id for group in result.groups.values() for answer in group}
        return shown | {item for question in result.questions for item in question.items}

    assert ITEM in asked()
    hidden = hide_item(park=world.park, item=ITEM, reason="不适用", by=editor)
    assert rules_of(world.park.pk).hidden == {ITEM}
    assert rules_of(world.far.pk).hidden == rules_of(None).hidden == frozenset()
    assert ITEM not in asked()
    assert ITEM in {answer.item.id for answer in checkup(world.far_firm).items}
    with pytest.raises(ValidationError, match="已经隐藏"):
        hide_item(park=world.park, item=ITEM, reason="再来", by=editor)
    for _ in "twice":
        show_again(hidden=hidden, by=editor)
    assert ITEM in asked()
    hide_item(park=world.park, item=ITEM, reason="又不适用", by=editor)
    assert HiddenItem.objects.count() == 2
    assert events() == ["hidden_item.begun", "hidden_item.ended", "hidden_item.begun"]


@pytest.mark.parametrize("item", ["没有/没有", TITLES, ""])
def test_only_an_item_can_be_hidden(item: str, world: World, editor: Person) -> None:
    with pytest.raises(ValidationError, match="没有这个事项"):
        hide_item(park=world.park, item=item, reason="x", by=editor)
