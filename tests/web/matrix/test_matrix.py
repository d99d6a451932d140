"""Everybody asks everything, and gets what the table says."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from songjieyou.web.access import declared
from songjieyou.web.routes import Route, routes
from tests.web.matrix.asked import Asked, faults, other_methods, undeclared
from tests.web.matrix.people import EVERYBODY
from tests.web.matrix.table import Case, TableError, read, table
from tests.web.matrix.things import relations

pytestmark = pytest.mark.django_db


def of_route(route: Route) -> list[Case]:
    return [case for case in table() if case.route == route.path]


def every_route() -> list[Route]:
    return list(routes())


def test_the_table_knows_every_route_and_no_other() -> None:
    assert {case.route for case in table()} == {route.path for route in every_route()}


@pytest.mark.parametrize("route", every_route(), ids=lambda route: "/" + route.path)
def test_the_table_asks_with_every_method_that_is_taken(route: Route) -> None:
    rule = declared(route.view)
    assert rule is not None
    assert {case.method for case in of_route(route)} == rule.methods - {"HEAD"}


@pytest.mark.parametrize("route", every_route(), ids=lambda route: "/" + route.path)
def test_the_table_asks_about_objects_of_every_relation(route: Route) -> None:
    for parameter in re.findall(r"<(?:\w+:)?(\w+)>", route.path):
        for method in {case.method for case in of_route(route)}:
            asked_about = {case.things[parameter] for case in of_route(route) if case.method == method}
            kinds = {thing.partition(".")[0] for thing in asked_about}
            assert asked_about == set().union(*map(relations, kinds))


@pytest.mark.parametrize("route", every_route(), ids=lambda route: "/" + route.path)
def test_everybody_gets_what_the_table_says(route: Route, asked: Asked) -> None:
    assert list(faults(asked, of_route(route))) == []


def test_no_other_method_is_taken(asked: Asked) -> None:
    assert list(other_methods(asked)) == []


HEADERS = {
    "hx-request": "true",
    "x-http-method-override": "POST",
    "x-original-url": "/",
    "x-rewrite-url": "/",
    "x-forwarded-user": "canary-near-leader",
}


@pytest.mark.parametrize("case", [case for case in table() if case.method == "GET"], ids=str)
def test_a_way_of_asking_changes_nothing(case: Case, asked: Asked) -> None:
    """HEAD, htmx, and headers that some servers take for another method or address."""
    address = case.address(asked.ids)
    for who in ("nobody", "own_agent", "contact_officer", "far.own_principal"):
        plain = asked.people[who].ask("GET", address).word
        assert asked.people[who].ask("HEAD", address).word == plain
        assert asked.people[who].ask("GET", address, None, **HEADERS).word == plain


def test_what_has_declared_nothing_is_refused(asked: Asked) -> None:
    assert list(undeclared(asked)) == []


def test_somebody_left_out_is_a_fault() -> None:
    with pytest.raises(TableError, match="left out"):
        list(read("GET /\n  : 200 nobody"))
    with pytest.raises(TableError, match="twice"):
        list(read("GET /\n  : 200 nobody · 302 nobody else"))


def test_everybody_is_of_the_world(asked: Asked) -> None:
    assert list(asked.people) == list(EVERYBODY)


def test_what_stands_on_paper_is_read_too(asked: Asked) -> None:
    address = f"/enterprises/{asked.ids['firm.own']}/checkup.pdf"
    text = asked.people["own_agent"].ask("GET", address).text
    assert text.count("canary-near-firm-own") == len(
        ("the name of the file", "its title", "the page", "without breaks")
    )


def test_a_session_of_a_closed_account_is_over(asked: Asked) -> None:
    client = Client()
    client.force_login(asked.both.near.people["plain"])
    assert client.get("/home/").status_code == 200
    assert asked.people["disabled"].ask("GET", "/home/").word == "in"
