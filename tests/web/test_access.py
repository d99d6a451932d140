"""Deny by default: every address declares who may, and the matrix of who gets what is written here by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from songjieyou.config.urls import urlpatterns as ours
from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.models import Delivery, Notice, Person
from songjieyou.enterprises.models import Authorisation
from songjieyou.web.access import EVERYONE, Request, access, only
from songjieyou.web.routes import every_route_declares_who_may, routes
from tests.park import World, build


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("canary")


@access(only([Role.LEADER]))
def for_leaders(request: Request) -> HttpResponse:
    return HttpResponse("canary")


@access(EVERYONE)
def broken(request: Request) -> HttpResponse:
    raise ValueError("canary")


urlpatterns = [
    *ours,
    path("undeclared/", undeclared),
    path("leaders/", for_leaders),
    path("broken/", broken),
]
handler400 = "songjieyou.web.errors.bad_request"
handler403 = "songjieyou.web.errors.forbidden"
handler404 = "songjieyou.web.errors.not_found"
handler500 = "songjieyou.web.errors.server_error"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def more_routes(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def as_(person: Person | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


class Expected(NamedTuple):
    """The status for nobody, Alice, Bob, Charlie, an officer, an administrator and an officer of another park."""

    nobody: int
    alice: int
    bob: int
    charlie: int
    officer: int
    admin: int
    far: int


MATRIX = {
    ("GET", ""): Expected(200, 302, 302, 302, 302, 302, 302),
    ("GET", "sign-in/"): Expected(200, 200, 200, 200, 200, 200, 200),
    ("POST", "sign-in/"): Expected(422, 422, 422, 422, 422, 422, 422),
    ("GET", "sign-in/code/"): Expected(302, 302, 302, 302, 302, 302, 302),
    ("POST", "sign-in/code/"): Expected(302, 302, 302, 302, 302, 302, 302),
    ("GET", "sign-in/continue/"): Expected(302, 302, 302, 302, 302, 302, 302),
    ("POST", "sign-out/"): Expected(302, 302, 302, 302, 302, 302, 302),
    ("GET", "home/"): Expected(302, 200, 200, 200, 200, 200, 200),
    ("GET", "profile/"): Expected(302, 200, 200, 200, 200, 200, 200),
    ("POST", "profile/"): Expected(302, 409, 409, 409, 409, 409, 409),
    ("GET", "profile/password/"): Expected(302, 403, 403, 403, 403, 403, 403),
    ("POST", "profile/password/"): Expected(302, 403, 403, 403, 403, 403, 403),
    ("GET", "profile/two-factor/"): Expected(302, 200, 200, 200, 200, 200, 200),
    ("POST", "profile/two-factor/"): Expected(302, 422, 422, 422, 302, 302, 302),
    ("GET", "profile/two-factor/picture/"): Expected(302, 404, 404, 404, 404, 404, 404),
    ("GET", "profile/two-factor/codes/"): Expected(302, 302, 302, 302, 200, 200, 200),
    ("POST", "profile/two-factor/codes/"): Expected(302, 302, 302, 302, 422, 422, 422),
    ("GET", "profile/two-factor/off/"): Expected(302, 302, 302, 302, 403, 403, 403),
    ("POST", "profile/two-factor/off/"): Expected(302, 302, 302, 302, 403, 403, 403),
    ("GET", "profile/mail/"): Expected(302, 200, 200, 200, 200, 200, 200),
    ("POST", "profile/mail/"): Expected(302, 422, 422, 422, 422, 422, 422),
    ("GET", "inbox/"): Expected(302, 200, 200, 200, 200, 200, 200),
    ("POST", "inbox/<int:notice>/read/"): Expected(302, 404, 302, 404, 404, 404, 404),
    ("POST", "inbox/<int:notice>/read-until/"): Expected(302, 404, 302, 404, 404, 404, 404),
    ("GET", "system/deliveries/"): Expected(302, 403, 403, 403, 403, 403, 403),
    ("POST", "system/deliveries/<int:delivery>/again/"): Expected(302, 403, 403, 403, 403, 403, 403),
    ("GET", "enterprises/<int:pk>/"): Expected(302, 200, 200, 404, 200, 404, 404),
    ("POST", "enterprises/<int:pk>/authorisations/<int:authorisation>/end/"): Expected(
        302, 302, 403, 404, 403, 404, 404
    ),
    ("GET", "text-size/"): Expected(302, 302, 302, 302, 302, 302, 302),
    ("GET", "brand.css"): Expected(200, 200, 200, 200, 200, 200, 200),
    ("GET", "ui/"): Expected(200, 200, 200, 200, 200, 200, 200),
    ("GET", "healthz"): Expected(503, 503, 503, 503, 503, 503, 503),
    ("GET", "demo/"): Expected(404, 404, 404, 404, 404, 404, 404),
    ("POST", "demo/enter/"): Expected(404, 404, 404, 404, 404, 404, 404),
}
"""The database is no demo, and no worker runs. The authorisation and the notice are Bob's. Nobody has a password; staff
have their second factor, and the others have none.
"""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def filled(route: str, ids: Mapping[str, int]) -> str:
    return re.sub(r"<int:(\w+)>", lambda found: str(ids[found[1]]), route)


def bobs(world: World) -> Authorisation:
    return Authorisation.objects.get(person=world.bob)


def told(world: World) -> Notice:
    while deliver_due():
        pass
    return Notice.objects.get(person=world.bob)


def failed(world: World) -> Delivery:
    """A delivery of the park that was given up."""
    delivery = Delivery.objects.filter(park=world.park)[0]
    Delivery.objects.filter(pk=delivery.pk).update(done_at=None, given_up_at=clock.now())
    return delivery


def test_the_matrix_knows_every_route() -> None:
    assert {route for _, route in MATRIX} == {route.path for route in routes()}


@pytest.mark.parametrize("who", Expected._fields)
def test_everyone_gets_what_the_matrix_says(who: str, world: World) -> None:
    people = {
        "nobody": None,
        "alice": world.alice,
        "bob": world.bob,
        "charlie": world.charlie,
        "officer": world.staff(Role.CONTACT_OFFICER),
        "admin": world.staff(Role.SECURITY_ADMIN),
        "far": world.staff(Role.CONTACT_OFFICER, far=True),
    }
    ids = {"pk": world.firm.pk, "authorisation": bobs(world).pk, "notice": told(world).pk, "delivery": failed(world).pk}
    got = {}
    for method, route in MATRIX:
        address = "/" + filled(route, ids)
        got[method, route] = as_(people[who]).generic(method, address).status_code
    assert got == {key: getattr(expected, who) for key, expected in MATRIX.items()}


@pytest.mark.parametrize("route", sorted({route for _, route in MATRIX}))
def test_no_other_method_is_taken(route: str, world: World) -> None:
    address = "/" + filled(route, dict.fromkeys(("pk", "authorisation", "notice", "delivery"), 1))
    others = [method for method in METHODS if (method, route) not in MATRIX]
    assert {as_(world.alice).generic(method, address).status_code for method in others} == {405}


def test_what_does_not_exist_looks_like_what_is_hidden(world: World) -> None:
    client = as_(world.charlie)
    hidden, absent = (client.get(f"/enterprises/{pk}/") for pk in (world.firm.pk, 999999))
    ids = [answer["X-Request-ID"] for answer in (hidden, absent)]
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.replace(ids[0].encode(), b"") == absent.content.replace(ids[1].encode(), b"")


@pytest.mark.parametrize("who", ["alice", "bob", "charlie"])
def test_no_page_shows_a_name_from_outside(who: str, world: World) -> None:
    """The canaries of the firm and its people against those of the other firm."""
    inside = {"alice", "bob", "firm"} if who != "charlie" else {"charlie", "other-firm"}
    canaries = {"alice", "bob", "charlie", "firm", "other-firm", "far-firm"}
    client = as_(getattr(world, who))
    firms = (world.firm, world.other_firm, world.far_firm)
    pages = [client.get(address) for address in ("/home/", *(f"/enterprises/{firm.pk}/" for firm in firms))]
    text = "".join(page.content.decode() for page in pages)
    shown = {canary for canary in canaries if f"canary-{canary}" in text}
    assert shown == inside


def test_a_refusal_gives_its_reason(world: World) -> None:
    answer = as_(world.bob).post(f"/enterprises/{world.firm.pk}/authorisations/{bobs(world).pk}/end/")
    assert "只有企业的负责人可以收回授权。" in answer.content.decode()


def test_a_principal_takes_an_authorisation_back_but_not_its_own(world: World) -> None:
    client = as_(world.alice)
    own, agents = (Authorisation.objects.get(person=person).pk for person in (world.alice, world.bob))
    address = f"/enterprises/{world.firm.pk}/authorisations/{{}}/end/"
    assert client.post(address.format(own)).status_code == 403
    assert [client.post(address.format(agents)).status_code for _ in range(2)] == [302, 302]
    assert as_(world.bob).get(f"/enterprises/{world.firm.pk}/").status_code == 404


def test_every_route_has_declared() -> None:
    assert every_route_declares_who_may() == []


@pytest.mark.usefixtures("more_routes")
class TestOtherRoutes:
    """What the guard does with a route that the house does not have."""

    def test_an_undeclared_route_stops_the_start(self) -> None:
        assert [error.id for error in every_route_declares_who_may()] == ["web.E001"]

    def test_an_undeclared_route_is_refused(self, world: World) -> None:
        for person in (None, world.alice, world.staff(Role.SYSTEM_ADMIN)):
            answer = as_(person).get("/undeclared/")
            assert (answer.status_code, b"canary" in answer.content) == (403, False)

    def test_a_role_is_asked_for(self, world: World) -> None:
        answers = [as_(person).get("/leaders/") for person in (None, world.alice, world.staff(Role.LEADER))]
        assert [answer.status_code for answer in answers] == [302, 403, 200]
        assert "这里只对园区领导开放。" in answers[1].content.decode()

    def test_an_error_is_a_page_with_the_id_of_the_request(self, db: None) -> None:
        client = Client(raise_request_exception=False)
        answer = client.get("/broken/")
        assert answer.status_code == 500
        assert answer["X-Request-ID"] in answer.content.decode()
        assert "canary" not in answer.content.decode()
