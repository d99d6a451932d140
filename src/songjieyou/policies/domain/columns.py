"""政策专栏: made, filled, put in order, shown and hidden by an editor."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from songjieyou.core import clock
from songjieyou.core.events.catalogue import ColumnChanged, ColumnFilled, ColumnHidden, ColumnMade, ColumnShown
from songjieyou.core.events.log import record
from songjieyou.core.models import Park, Person
from songjieyou.policies.library import engine_of
from songjieyou.policies.models import ColumnEntry, PolicyColumn
from songjieyou.policies.shelf import is_known


@transaction.atomic
def make_column(*, park: Park, title: str, intro: str, by: Person | None) -> PolicyColumn:
    """Make a column, the last one, not shown yet. ValidationError for a title that is taken. Event:
    policy_column.made.
    """
    _refuse_taken(park, title)
    last = PolicyColumn.objects.filter(park=park).aggregate(last=Max("place"))["last"] or 0
    column = PolicyColumn.objects.create(park=park, title=title, intro=intro, place=last + 1)
    record(ColumnMade(policy_column=column.pk), park=park, by=by)
    return column


@transaction.atomic
def change_column(*, column: PolicyColumn, title: str, intro: str, by: Person) -> None:
    """Give a column another title or introduction. ValidationError for a title that is taken. Event:
    policy_column.changed.
    """
    _refuse_taken(column.park, title, but=column)
    column.title, column.intro = title, intro
    column.save(update_fields=["title", "intro"])
    record(ColumnChanged(policy_column=column.pk), park=column.park, by=by)


@transaction.atomic
def show_column(*, column: PolicyColumn, by: Person | None) -> None:
    """Let everybody read it. ValidationError for an empty one. Event: policy_column.shown, once."""
    if not column.entries.filter(removed_at=None).exists():
        message = "专栏里还没有政策，先加入政策再公开。"
        raise ValidationError(message)
    if PolicyColumn.objects.filter(pk=column.pk, shown=False).update(shown=True):
        record(ColumnShown(policy_column=column.pk), park=column.park, by=by)


@transaction.atomic
def hide_column(*, column: PolicyColumn, by: Person) -> None:
    """Take it from the readers. Event: policy_column.hidden, once."""
    if PolicyColumn.objects.filter(pk=column.pk, shown=True).update(shown=False):
        record(ColumnHidden(policy_column=column.pk), park=column.park, by=by)


@transaction.atomic
def raise_column(*, column: PolicyColumn, by: Person) -> None:
    """Change places with the one before; the first stays first. Event: policy_column.changed."""
    rows = PolicyColumn.objects.select_for_update().filter(park=column.park)
    column = rows.get(pk=column.pk)
    if (before := rows.filter(place__lt=column.place).order_by("place").last()) is not None:
        _change_places(before, column)
        record(ColumnChanged(policy_column=column.pk), park=column.park, by=by)


@transaction.atomic
def fill_column(*, column: PolicyColumn, item: str, comment: str, by: Person | None) -> None:
    """Put a policy (its title) or an item (政策名/编号) into a column, at its end; one that is in gets this comment.
    ValidationError for what the library does not have. Event: policy_column.filled.
    """
    if not is_known(engine_of(column.park_id), item):
        raise ValidationError({"item": "政策库里没有这一项，请从列表里选择。"})
    rows = ColumnEntry.objects.filter(column=column, removed_at=None)
    if not rows.filter(item=item).update(comment=comment):
        last = rows.aggregate(last=Max("place"))["last"] or 0
        ColumnEntry.objects.create(park=column.park, column=column, item=item, comment=comment, place=last + 1)
    record(ColumnFilled(policy_column=column.pk), park=column.park, by=by)


@transaction.atomic
def take_out(*, entry: ColumnEntry, by: Person) -> None:
    """Take an entry out of its column. Event: policy_column.filled, once."""
    if ColumnEntry.objects.filter(pk=entry.pk, removed_at=None).update(removed_at=clock.now()):
        record(ColumnFilled(policy_column=entry.column_id), park=entry.park, by=by)


@transaction.atomic
def raise_entry(*, entry: ColumnEntry, by: Person) -> None:
    """Change places with the entry before; the first stays first. Event: policy_column.filled."""
    rows = ColumnEntry.objects.select_for_update().filter(column=entry.column_id, removed_at=None)
    mine = rows.filter(pk=entry.pk).first()
    before = rows.filter(place__lt=mine.place).order_by("place").last() if mine else None
    if mine is not None and before is not None:
        _change_places(before, mine)
        record(ColumnFilled(policy_column=entry.column_id), park=entry.park, by=by)


def _change_places(one: PolicyColumn | ColumnEntry, other: PolicyColumn | ColumnEntry) -> None:
    one.place, other.place = other.place, one.place
    one.save(update_fields=["place"])
    other.save(update_fields=["place"])


def _refuse_taken(park: Park, title: str, but: PolicyColumn | None = None) -> None:
    others = PolicyColumn.objects.filter(park=park, title=title)
    if any(other != but for other in others):
        raise ValidationError({"title": f"已经有名为“{title}”的专栏。"})
