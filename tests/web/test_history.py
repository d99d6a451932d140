"""The history of a firm on its card, as each reader may read it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import CATALOGUE, AuthorisationGiven
from songjieyou.core.events.log import record
from songjieyou.core.events.timeline import Entry, timeline
from songjieyou.core.events.words import AUDIT_ONLY, WORDS, Audience, Words
from songjieyou.core.models import Event, EventSubject, Person
from songjieyou.enterprises.domain.authorisations import actor_of, authorise, end_authorisation
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.history import history_of
from songjieyou.enterprises.models import Authorisation
from tests.park import World, build

NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    with clock.stopped(NOON):
        return build()


def read_by(person: Person, world: World) -> list[tuple[str, str]]:
    return [(entry.who, entry.what) for entry in history_of(world.firm, actor_of(person))]


def test_a_firm_reads_its_own(world: World) -> None:
    end_authorisation(authorisation=Authorisation.objects.get(person=world.bob), by=world.alice)
    assert read_by(world.alice, world) == [
        ("canary-alice", "收回了canary-bob的授权"),
        ("系统", "授权canary-bob代表企业办事"),
        ("系统", "授权canary-alice代表企业办事"),
        ("系统", "登记了企业"),
    ]


def test_a_firm_does_not_read_the_names_of_the_park_s_people(world: World) -> None:
    officer, far = world.staff(Role.CONTACT_OFFICER), world.staff(Role.LEADER, far=True)
    for by in (officer, far):
        with transaction.atomic():
            record(AuthorisationGiven(enterprise=world.firm.pk, person=world.alice.pk), park=world.park, by=by)
    what = "授权canary-alice代表企业办事"
    assert read_by(world.alice, world)[:2] == [("园区工作人员", what)] * 2
    assert read_by(officer, world)[:2] == [("园区工作人员", what), ("canary-contact_officer", what)]


def test_names_are_those_of_today_and_the_erased_have_none(world: World) -> None:
    Person.objects.filter(pk=world.bob.pk).update(name="")
    assert read_by(world.alice, world)[0] == ("系统", "授权已注销人员代表企业办事")
    Person.objects.filter(pk=world.bob.pk).update(name="包勃")
    assert read_by(world.alice, world)[0] == ("系统", "授权包勃代表企业办事")


def test_each_audience_reads_its_own_events(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: with the audience of an event moved, the same event is read by the other."""
    officer = world.staff(Role.CONTACT_OFFICER)
    seen = {}
    for audience in (*Audience, None):
        open_for = AUDIT_ONLY if audience is None else frozenset({audience})
        monkeypatch.setitem(WORDS, "enterprise.registered", Words("登记了企业", open_for))
        readers = {"alice": world.alice, "officer": officer}
        seen[audience] = {name for name, reader in readers.items() if ("系统", "登记了企业") in read_by(reader, world)}
    assert seen == {
        Audience.FIRM: {"alice"},
        Audience.STAFF: {"officer"},
        Audience.ADMINISTRATORS: set(),
        None: set(),
    }


def test_staff_who_also_act_for_a_firm_are_staff_to_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = world.staff(Role.CONTACT_OFFICER)
    authorise(enterprise=world.other_firm, person=officer, capacity=Capacity.AGENT, by=None)
    monkeypatch.setitem(WORDS, "enterprise.registered", Words("登记了企业", frozenset({Audience.FIRM})))
    assert ("系统", "登记了企业") not in read_by(officer, world)


def test_it_stands_on_the_card_and_holds_nothing_of_others(world: World, client: Client) -> None:
    client.force_login(world.alice)
    text = client.get(f"/enterprises/{world.firm.pk}/").content.decode()
    assert re.findall(r'<p class="timeline__what">([^<]*)</p>', text) == [
        "授权canary-bob代表企业办事",
        "授权canary-alice代表企业办事",
        "登记了企业",
    ]
    assert text.count("2024-09-04 12:00</time> · 系统") == 3
    assert "canary-charlie" not in text


@pytest.mark.parametrize("more", [1, 3])
def test_it_asks_two_things(more: int, world: World) -> None:
    for _ in range(more):
        with transaction.atomic():
            record(AuthorisationGiven(enterprise=world.firm.pk, person=world.bob.pk), park=world.park, by=world.alice)
    actor = actor_of(world.alice)
    with CaptureQueriesContext(connection) as queries:
        assert len(history_of(world.firm, actor)) == 3 + more
    assert len(queries) == 2


def test_only_the_newest_are_shown(world: World) -> None:
    entries = timeline(
        kind="enterprise",
        subject=world.firm.pk,
        readers=frozenset({Audience.FIRM}),
        people=Person.objects.none(),
        length=1,
    )
    assert entries == [Entry(NOON, "系统", "授权园区工作人员代表企业办事")]


def test_an_event_is_found_by_what_it_is_about(world: World) -> None:
    event = Event.objects.filter(name="authorisation.given").latest("pk")
    about = set(EventSubject.objects.filter(event=event).values_list("kind", "subject"))
    assert about == set(event.payload.items())
    assert {subject.park_id for subject in event.subjects.all()} == {event.park_id}


def test_there_are_words_for_every_event() -> None:
    assert WORDS.keys() == CATALOGUE.keys()
