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
    """An address of the house by its name. It is current while one is at it or below it, or at what belongs to it."""

    label: str
    route: str
    also: tuple[str, ...] = ()


PLACES = (
    Place("我的首页", "home"),
    Place("消息", "inbox"),
    Place("政策", "policies", also=("columns", "own-policies")),
    Place("企业", "register"),
    Place("政策找企业", "matches"),
    Place("系统管理", "system"),
)


def menu(request: HttpRequest, numbers: Mapping[str, int]) -> list[Link]:
    """What stands in the menu for whoever asks; nothing before they have signed in. `numbers`: route -> what waits."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.signed_in:
        return []
    places = [place for place in PLACES if may_open(reverse(place.route), actor)]
    links = [Link(place.label, reverse(place.route), _at(request, place), numbers.get(place.route)) for place in places]
    if len(actor.enterprises) == 1:
        path = reverse("enterprise", args=[*actor.enterprises])
        links.append(Link("企业档案", path, request.path.startswith(path)))
    return links


def _at(request: HttpRequest, place: Place) -> bool:
    return request.path.startswith(tuple(reverse(route) for route in (place.route, *place.also)))


def may_open(path: str, actor: Actor) -> bool:
    """Whether the view at an address lets the actor in."""
    rule = declared(resolve(path).func)
    return rule is not None and not rule.policy.why_not(actor)
