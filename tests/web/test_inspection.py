"""Inspectors read only, for a time, and what they open is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from songjieyou.core.domain.feedback import write_feedback
from songjieyou.core.enums import Concern, FeedbackKind, Role
from songjieyou.core.models import Event, Feedback, Person
from songjieyou.web import inspection
from songjieyou.web.access import SIGNED_IN, Access
from songjieyou.web.routes import routes
from tests.park import World, build
from tests.web.ops.helpers import as_, send

WATCH = "songjieyou.web.inspection.InspectorWatch"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def inspector(world: World) -> Person:
    return world.staff(Role.INSPECTOR)


def openings(person: Person) -> list[dict[str, object]]:
    return [event.payload for event in Event.objects.filter(name="inspection.opened", actor=person).order_by("pk")]


def test_what_is_opened_is_written_down_once(inspector: Person, world: World) -> None:
    client = as_(inspector)
    for address in ("/home/", f"/enterprises/{world.firm.pk}/", f"/enterprises/{world.firm.pk}/"):
        assert client.get(address).status_code == 200
    opened = {"route": "enterprise", "number": world.firm.pk}
    assert openings(inspector) == [{"route": "home", "number": 0}, opened, opened]


def test_a_file_that_is_taken_away_is_an_opening(inspector: Person) -> None:
    answer = as_(inspector).get("/profile/data/own.csv")
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert openings(inspector) == [{"route": "own-data-csv", "number": 0}]


def test_what_is_refused_hidden_or_open_to_all_is_no_opening(inspector: Person, world: World) -> None:
    client = as_(inspector)
    statuses = [
        client.get(address).status_code
        for address in ("/", "/about/", "/healthz", "/nothing/", "/system/", f"/enterprises/{world.far_firm.pk}/")
    ]
    assert statuses == [302, 200, 503, 404, 403, 404]
    assert openings(inspector) == []


def test_others_are_not_watched(world: World) -> None:
    as_(world.staff(Role.LEADER)).get("/home/")
    assert not Event.objects.filter(name="inspection.opened").exists()


def test_what_cannot_be_written_down_is_not_shown(
    inspector: Person, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(inspection, "note_opening", fail)
    client = Client(raise_request_exception=False)
    client.force_login(inspector)
    answer = client.get(f"/enterprises/{world.firm.pk}/")
    assert (answer.status_code, "canary-firm" in answer.content.decode()) == (500, False)


def test_an_inspector_writes_nothing(inspector: Person) -> None:
    status, text = send(as_(inspector), "/about/feedback/write/", kind="problem", concern="system", text="x")
    assert status == 403
    assert "查阅人员只能查看，不能办理或修改。" in text
    assert not Feedback.objects.exists()


def test_without_the_watch_it_would_be_written(inspector: Person, settings: Settings) -> None:
    """The twin."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != WATCH]
    assert send(as_(inspector), "/about/feedback/write/", kind="problem", concern="system", text="x")[0] == 302
    assert Feedback.objects.exists()
    assert openings(inspector) == []


def test_no_route_takes_a_post_of_an_inspector_outside_their_own(inspector: Person, world: World) -> None:
    """Every route that writes is tried, those of the future too."""
    write_feedback(writer=inspector, kind=FeedbackKind.PROBLEM, concern=Concern.SYSTEM, text="x")
    client = as_(inspector)
    before = Event.objects.count()
    for route in routes():
        rule: Access = route.view.access  # type: ignore[attr-defined]
        if "POST" not in rule.methods or rule.policy.open_to_all or route.path.startswith(inspection.OWN):
            continue
        assert client.post("/" + _filled(route.path)).status_code == 403, route.path
    assert Event.objects.count() == before


def _filled(path: str) -> str:
    parts = [("1" if "<int" in part else "zones") if part.startswith("<") else part for part in path.split("/")]
    return "/".join(parts)


def test_but_keeps_their_own_profile(inspector: Person) -> None:
    client = as_(inspector)
    assert send(client, "/profile/", phone="0731-0000", email="")[0] == 302
    assert client.post("/sign-out/").status_code == 302
    inspector.refresh_from_db()
    assert inspector.phone == "0731-0000"


def test_it_ends_with_its_last_day(inspector: Person) -> None:
    inspector.assignments.update(starts_on=date(2024, 1, 1), ends_on=date(2024, 9, 4))
    client = as_(inspector)
    assert "canary-grounds" not in client.get("/profile/").content.decode()
    assert openings(inspector) == []


def test_the_grounds_are_shown_to_the_inspector(inspector: Person) -> None:
    assert "canary-grounds-inspector" in as_(inspector).get("/profile/").content.decode()


def test_the_watch_stands_behind_the_guard(settings: Settings) -> None:
    order: Callable[[str], int] = settings.MIDDLEWARE.index
    assert order("songjieyou.web.gate.DenyByDefault") < order(WATCH)
    assert SIGNED_IN.open_to_all is False
