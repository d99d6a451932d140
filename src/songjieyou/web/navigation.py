"""The menu on top of every page: places that the person may open, as their views declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import resolve, reverse

from songjieyou.core.actor import NOBODY, Actor
from songjieyou.ui.shapes import Link
from songjieyou.web.access import declared


class Place(NamedTuple):
    """An address of the house by its name. It is current while one is at it or below it."""

    label: str
    route: str


PLACES = (
    Place("我的首页", "home"),
    Place("消息", "inbox"),
    Place("政策", "policies"),
    Place("企业", "register"),
    Place("政策找企业", "matches"),
    Place("系统管理", "system"),
)


def menu(request: HttpRequest, numbers: Mapping[str, int]) -> list[Link]:
    """What stands in the menu for whoever asks; nothing before they have signed in. `numbers`: route -> what waits."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.signed_in:
        return []
    found = [(place.label, reverse(place.route), numbers.get(place.route)) for place in PLACES]
    places = [(label, path, number) for label, path, number in found if may_open(path, actor)]
    if len(actor.enterprises) == 1:
        places.append(("企业档案", reverse("enterprise", args=[*actor.enterprises]), None))
    return [Link(label, path, request.path.startswith(path), number) for label, path, number in places]


def may_open(path: str, actor: Actor) -> bool:
    """Whether the view at an address lets the actor in."""
    rule = declared(resolve(path).func)
    return rule is not None and not rule.policy.why_not(actor)
