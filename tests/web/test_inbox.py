"""The inbox: one's own notices, worded from what one may see now."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core.domain.notices import mark_read
from songjieyou.core.domain.people import open_account
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.models import Delivery, Event, EventSubject, Notice, Person
from songjieyou.demo.context import is_demo
from songjieyou.enterprises.domain.authorisations import authorise, end_authorisation
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models import Authorisation
from songjieyou.enterprises.models.enterprise import EnterpriseQuerySet
from songjieyou.web.listing import SIZE
from tests.park import World, build, code


@pytest.fixture
def world(db: None) -> World:
    world = build()
    deliver_all()
    return world


def deliver_all() -> None:
    while deliver_due():
        pass


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: Person, query: str = "") -> str:
    return as_(person).get(f"/inbox/{query}").content.decode()


def titles(text: str) -> list[str]:
    return [title.strip() for title in re.findall(r'<div class="told__words">\s*<h2>([^<]*)', text)]


def authorised(world: World, person: Person, firms: int) -> None:
    """Bob's notices: one for each firm."""
    for number in range(firms):
        firm = register_enterprise(park=world.park, uscc=code(number), name=f"canary-{number}", by=None)
        authorise(enterprise=firm, person=person, capacity=Capacity.AGENT, by=None)
    deliver_all()


def test_one_reads_what_concerns_oneself(world: World) -> None:
    assert titles(page(world.alice)) == ["本企业新增了获授权的人员", "您获得了企业的授权"]
    assert titles(page(world.bob)) == ["您获得了企业的授权"]
    assert "您可以代表canary-firm办事。" in page(world.bob)
    assert "canary-bob" not in page(world.alice)


def test_the_head_of_every_page_says_how_many_are_new(world: World) -> None:
    assert '消息<span class="menu__count">2</span>' in as_(world.alice).get("/home/").content.decode()
    for notice in Notice.objects.filter(person=world.alice):
        mark_read(notice=notice)
    assert "menu__count" not in as_(world.alice).get("/home/").content.decode()
    assert '消息<span class="menu__count">1</span>' in as_(world.bob).get("/home/").content.decode()


def test_nobody_reads_what_they_may_no_longer_see(world: World) -> None:
    end_authorisation(authorisation=Authorisation.objects.get(person=world.bob), by=world.alice)
    deliver_all()
    text = page(world.bob)
    assert titles(text) == ["您的企业授权已经收回", "您获得了企业的授权"]
    assert "您对一家企业的授权已经收回。" in text
    assert "canary-firm" not in text
    assert "查看" not in text
    notice = Notice.objects.get(person=world.bob, kind="authorisation_given")
    assert as_(world.bob).post(f"/inbox/{notice.pk}/read/", {"onward": "1"})["Location"] == "/inbox/?show=unread"


def test_without_the_scope_they_would(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: what hides the name is `visible_to`, asked when the notice is read."""
    end_authorisation(authorisation=Authorisation.objects.get(person=world.bob), by=world.alice)
    monkeypatch.setattr(EnterpriseQuerySet, "visible_to", lambda rows, actor: rows)
    assert "您可以代表canary-firm办事。" in page(world.bob)


def test_the_name_is_in_no_table_of_notices(world: World) -> None:
    """The twin: the words are not there to be read; renaming the firm renames it in old notices."""
    world.firm.name = "canary-renamed"
    world.firm.save()
    assert "您可以代表canary-renamed办事。" in page(world.bob)
    for model in (Notice, Event, EventSubject, Delivery):
        assert "canary" not in str(list(model.objects.values()))


def test_opening_one_marks_it_and_leads_on(world: World) -> None:
    notice = Notice.objects.get(person=world.bob)
    answer = as_(world.bob).post(f"/inbox/{notice.pk}/read/", {"onward": "1"})
    assert answer["Location"] == f"/enterprises/{world.firm.pk}/"
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    as_(world.bob).post(f"/inbox/{notice.pk}/read/")
    notice.refresh_from_db()
    assert notice.read_at == first
    assert "没有未读消息" in page(world.bob)
    assert titles(page(world.bob, "?show=all")) == ["您获得了企业的授权"]


def test_all_means_all_that_was_on_the_page(world: World) -> None:
    shown = Notice.objects.filter(person=world.bob).latest("pk")
    own = world.bob.authorisations.get()
    end_authorisation(authorisation=own, by=world.alice)
    deliver_all()
    as_(world.bob).post(f"/inbox/{shown.pk}/read-until/")
    assert titles(page(world.bob)) == ["您的企业授权已经收回"]
    assert Notice.objects.unread().filter(person=world.alice).count() == 2


def test_the_notice_of_another_is_not_there(world: World) -> None:
    notice = Notice.objects.get(person=world.bob)
    for address in (f"/inbox/{notice.pk}/read/", f"/inbox/{notice.pk}/read-until/", "/inbox/999999/read/"):
        assert as_(world.alice).post(address).status_code == 404
    assert Notice.objects.unread().filter(person=world.bob).count() == 1


def test_pages_of_twenty_five_and_nothing_between_them_is_lost(world: World) -> None:
    authorised(world, world.bob, 2 * SIZE)
    seen: list[str] = []
    query = "?show=all"
    while query:
        text = page(world.bob, query)
        found = re.findall(r"您可以代表(.+?)办事。", text)
        assert len(found) in (SIZE, 1)
        seen += found
        older = re.search(r'href="(\?[^"]*before=\d+)"', text)
        query = older[1].replace("&amp;", "&") if older else ""
    assert seen == [*(f"canary-{number}" for number in reversed(range(2 * SIZE))), "canary-firm"]


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=²", f"?before={'9' * 40}", "?show=<b>"])
def test_a_strange_address_shows_the_first_page(query: str, world: World) -> None:
    assert titles(page(world.bob, query)) == ["您获得了企业的授权"]


def test_the_way_back_holds_nothing_foreign(world: World) -> None:
    notice = Notice.objects.get(person=world.bob)
    answer = as_(world.bob).post(f"/inbox/{notice.pk}/read/?show=all&before=7&next=https://evil.example/")
    assert answer["Location"] == "/inbox/?show=all&before=7"


def test_empty_says_what_will_come(world: World) -> None:
    new = open_account(park=world.park, username="new", name="新人", by=None)
    assert "没有未读消息" in page(new)
    assert "还没有消息。" in page(new, "?show=all")
    assert "没有更早的消息了。" in page(new, "?show=all&before=1")


def test_a_kind_that_was_given_up_is_still_shown(world: World) -> None:
    Notice.objects.update(kind="of old")
    assert "这类消息已经停用。" in page(world.bob)


@pytest.mark.parametrize("firms", [1, 3])
def test_it_asks_the_database_the_same_few_things(firms: int, world: World) -> None:
    """Six are asked before any page asks (session, person, roles, authorisations, park with unread, demo mark)."""
    authorised(world, world.bob, firms)
    client = as_(world.bob)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        client.get("/inbox/")
    assert len(queries) == 3 + 2
