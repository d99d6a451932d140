"""Saying something about the system: who reads it, who answers it, and who says that it is enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core import clock
from songjieyou.core.domain.feedback import answer_feedback, close_feedback, write_feedback
from songjieyou.core.domain.parks import change_park
from songjieyou.core.enums import Concern, FeedbackKind, FeedbackState, Role
from songjieyou.core.models import Event, Feedback, FeedbackMessage, Park, Person
from songjieyou.demo.context import is_demo
from tests.park import World, build
from tests.web.ops.helpers import as_, marks, send

LIST = "/about/feedback/"
NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    return build()


def say(writer: Person, text: str = "canary-words", concern: Concern = Concern.SYSTEM) -> Feedback:
    return write_feedback(writer=writer, kind=FeedbackKind.PROBLEM, concern=concern, text=text)


def readers(world: World, feedback: Feedback, others: dict[str, Person]) -> set[str]:
    people = {"alice": world.alice, "bob": world.bob, "charlie": world.charlie} | others
    return {
        name
        for name, person in people.items()
        if as_(person).get(f"{LIST}{feedback.pk}/").status_code == 200
        and "canary-words" in as_(person).get(LIST).content.decode()
    }


@pytest.mark.parametrize(
    ("concern", "answering"), [(Concern.SYSTEM, "system_admin"), (Concern.ADMINISTRATION, "audit_admin")]
)
def test_only_the_writer_and_who_answers_read_it(concern: Concern, answering: str, world: World) -> None:
    others = {role.value: world.staff(role) for role in Role}
    others |= {f"{role.value}-far": world.staff(role, far=True) for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN)}
    assert readers(world, say(world.alice, concern=concern), others) == {"alice", answering}


def test_from_open_to_closed(world: World) -> None:
    alice, admin = as_(world.alice), as_(world.staff(Role.SYSTEM_ADMIN))
    status, address = send(alice, f"{LIST}write/", kind="complaint", concern="system", text="太慢")
    feedback = Feedback.objects.get()
    assert (status, address) == (302, f"{LIST}{feedback.pk}/")

    def state() -> str:
        feedback.refresh_from_db()
        return feedback.state

    states = [state()]
    for client, text in ((admin, "已加快"), (alice, "还是慢"), (admin, "又加快了")):
        assert send(client, address, text=text) == (302, address)
        states.append(state())
    assert [alice.post(f"{address}close/").status_code for _ in range(2)] == [302, 302]
    assert [*states, state()] == ["open", "answered", "open", "answered", "closed"]
    assert list(FeedbackMessage.objects.order_by("pk").values_list("text", flat=True)) == [
        "太慢",
        "已加快",
        "还是慢",
        "又加快了",
    ]
    names = Event.objects.filter(name__startswith="feedback.").order_by("pk").values_list("name", flat=True)
    assert [name.partition(".")[2] for name in names] == [
        "written",
        "answered",
        "continued",
        "answered",
        "closed",
    ]


def test_what_is_closed_stays_closed(world: World) -> None:
    feedback = say(world.alice)
    admin = as_(world.staff(Role.SYSTEM_ADMIN))
    before = marks(admin, f"{LIST}{feedback.pk}/")
    close_feedback(feedback=feedback, by=world.alice)
    answer = admin.post(f"{LIST}{feedback.pk}/", before | {"text": "迟到的答复"})
    assert (answer.status_code, "这条意见已经结束" in answer.content.decode()) == (422, True)
    assert FeedbackMessage.objects.count() == 1


def test_nobody_answers_themselves_or_closes_for_others(world: World) -> None:
    admin = world.staff(Role.SYSTEM_ADMIN)
    own, alices = say(admin), say(world.alice)
    assert send(as_(admin), f"{LIST}{own.pk}/", text="再说一句")[0] == 302
    own.refresh_from_db()
    assert own.state == FeedbackState.OPEN, "an administrator's own words are no answer"
    answer = as_(admin).post(f"{LIST}{alices.pk}/close/")
    assert (answer.status_code, "只有提意见的人可以结束。" in answer.content.decode()) == (403, True)


def test_what_is_missing_is_told_and_nothing_typed_is_lost(world: World) -> None:
    status, text = send(as_(world.alice), f"{LIST}write/", kind="complaint", text="一段很长的话")
    assert status == 422
    assert "id_concern_error" in text
    assert "一段很长的话</textarea>" in text
    assert not Feedback.objects.exists()


def test_sent_twice_is_written_once(world: World) -> None:
    alice = as_(world.alice)
    filled = marks(alice, f"{LIST}write/") | {"kind": "problem", "concern": "system", "text": "x"}
    first, second = (alice.post(f"{LIST}write/", filled)["Location"] for _ in range(2))
    assert first == second
    assert Feedback.objects.count() == 1


def test_the_eleventh_in_an_hour_waits_and_keeps_what_was_typed(world: World) -> None:
    alice, typed = as_(world.alice), {"kind": "problem", "concern": "system"}
    with clock.stopped(NOON):
        assert {send(alice, f"{LIST}write/", text=f"第{number}条", **typed)[0] for number in range(10)} == {302}
        assert send(alice, f"{LIST}write/", text="", **typed)[0] == 422, "what is not valid is not counted"
        filled = marks(alice, f"{LIST}write/") | typed | {"text": "第十一条"}
        refused = alice.post(f"{LIST}write/", filled)
        text = refused.content.decode()
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        assert "一小时内提的意见已经很多，请在 13:01 以后再试。" in text
        assert "第十一条</textarea>" in text
        assert send(as_(world.bob), f"{LIST}write/", text="别人的", **typed)[0] == 302
    assert Feedback.objects.count() == 11
    with clock.stopped(NOON + timedelta(hours=1)):
        assert alice.post(f"{LIST}write/", filled).status_code == 302, "the same form, an hour later"
    assert Feedback.objects.count() == 12


def test_words_are_shown_as_words(world: World) -> None:
    feedback = say(world.alice, text="<script>alert(1)</script>")
    for address in (LIST, f"{LIST}{feedback.pk}/"):
        text = as_(world.alice).get(address).content.decode()
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_few_things(count: int, world: World) -> None:
    client = as_(world.staff(Role.SYSTEM_ADMIN))
    for person in (world.alice, world.bob, world.charlie)[:count]:
        answer_feedback(feedback=say(person), text="答复", by=world.alice if person != world.alice else world.bob)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        text = client.get(LIST).content.decode()
    assert text.count("canary-words") == count
    assert len(queries) == 4, "three of them are those of every page"


def test_filters(world: World) -> None:
    first, second = say(world.alice, "canary-first"), say(world.alice, "canary-second")
    close_feedback(feedback=first, by=world.alice)
    client = as_(world.alice)

    def shown(query: str) -> list[str]:
        text = client.get(LIST + query).content.decode()
        return [word for word in ("first", "second") if f"canary-{word}" in text]

    assert shown("") == ["first", "second"]
    assert shown("?state=closed") == ["first"]
    assert shown("?state=open&kind=problem") == ["second"]
    assert shown("?kind=complaint") == []
    assert shown("?state=nothing") == []
    assert second.pk > first.pk


def test_an_empty_list_is_honest(world: World) -> None:
    assert "还没有意见。" in as_(world.alice).get(LIST).content.decode()
    assert "没有符合条件的意见。" in as_(world.alice).get(f"{LIST}?state=open").content.decode()


def test_about_tells_what_it_is_and_what_it_knows(world: World) -> None:
    Park.objects.filter(pk=world.park.pk).update(filing_number="湘ICP备1号")
    text = as_(world.alice).get("/about/").content.decode()
    for words in ("湘ICP备1号", "不定位", "不给个人排名", '<th scope="row">手机</th>', "甲园", "对本系统提意见"):
        assert words in text


@pytest.mark.django_db
def test_visitors_are_told_whom_to_call() -> None:
    from songjieyou.core.domain.parks import found_park
    from songjieyou.core.domain.people import open_account

    park = found_park(name="独园", short_name="独")
    assert "联系方式尚未登记" in Client().get("/about/").content.decode()
    person = open_account(park=park, username="one", name="一", by=None)
    change_park(park=park, name="独园", short_name="独", filing_number="", contact="电话 0731-1", by=person)
    assert "没有账号，请联系园区：电话 0731-1" in Client().get("/about/").content.decode()
