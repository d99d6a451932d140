"""What a park does not show of the shipped policies."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import ItemHidden, ItemShown
from songjieyou.core.events.log import record
from songjieyou.core.models import Park, Person
from songjieyou.policies.library import engine_of
from songjieyou.policies.models import HiddenItem
from songjieyou.policies.shelf import is_known


@transaction.atomic
def hide_item(*, park: Park, item: str, reason: str, by: Person | None) -> HiddenItem:
    """Take an item from the park's library and its checkups. ValidationError where there is none, or it is hidden
    already. Event: hidden_item.begun.
    """
    if "/" not in item or not is_known(engine_of(park.pk), item):
        message = "政策库里没有这个事项。"
        raise ValidationError(message)
    if HiddenItem.objects.filter(park=park, item=item, ended_at=None).exists():
        message = "这个事项已经隐藏了。"
        raise ValidationError(message)
    hidden = HiddenItem.objects.create(park=park, item=item, reason=reason, hidden_by=by, hidden_at=clock.now())
    record(ItemHidden(hidden_item=hidden.pk), park=park, by=by)
    return hidden


@transaction.atomic
def show_again(*, hidden: HiddenItem, by: Person) -> None:
    """Show an item again. Event: hidden_item.ended, once."""
    if HiddenItem.objects.filter(pk=hidden.pk, ended_at=None).update(ended_at=clock.now()):
        record(ItemShown(hidden_item=hidden.pk), park=hidden.park, by=by)
