"""Deny by default: every address declares who may. Who gets what is asked in `tests/web/matrix`."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from songjieyou.config.urls import urlpatterns as ours
from songjieyou.core.enums import Role
from songjieyou.core.models import Person
from songjieyou.enterprises.models import Authorisation
from songjieyou.web.access import EVERYONE, Request, access, only
from songjieyou.web.routes import every_route_declares_who_may
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


def bobs(world: World) -> Authorisation:
    return Authorisation.objects.get(person=world.bob)


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
