"""Messages outside the house: at once, in the digest, under the cap of the day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.domain.calendar import adopt, propose_day
from songjieyou.core.domain.notices import mark_read
from songjieyou.core.domain.people import change_contact
from songjieyou.core.enums import MailChoice, Role
from songjieyou.core.events.catalogue import ContactChanged, RoleGranted
from songjieyou.core.events.log import record
from songjieyou.core.models import Delivery, Event, Notice, Park, Person
from songjieyou.core.notices.outside import send_digests, waiting
from tests.core.notices.conftest import THURSDAY, deliver_all
from tests.park import World

pytestmark = pytest.mark.usefixtures("post")

Choose = Callable[[Person, MailChoice], Person]
FRIDAY = datetime(2024, 9, 6, 0, 29, tzinfo=UTC)
"""8:29 in the park."""
MINUTE = timedelta(minutes=1)
PARKS = 2


def tell(person: Person, *, urgent: bool = False) -> None:
    """Something happens that the person is told of."""
    happening = ContactChanged(person=person.pk) if urgent else RoleGranted(person=person.pk, role=Role.LEADER)
    with transaction.atomic():
        record(happening, park=person.park, by=None)
    deliver_all()


def digest(moment: datetime) -> None:
    with clock.stopped(moment):
        send_digests()
        deliver_all()


def subjects(outbox: list[EmailMessage]) -> list[str]:
    return [str(mail.subject) for mail in outbox]


def test_at_once_until_the_cap_and_the_rest_in_the_digest(
    world: World, reader: Choose, mailoutbox: list[EmailMessage]
) -> None:
    Notice.objects.update(read_at=THURSDAY)
    bob = reader(world.bob, MailChoice.EACH)
    with clock.stopped(THURSDAY):
        for _ in range(7):
            tell(bob)
    assert subjects(mailoutbox) == ["送解优：您有 1 条新消息"] * 5
    digest(FRIDAY)
    assert len(mailoutbox) == 5
    digest(FRIDAY + MINUTE)
    digest(FRIDAY + 2 * MINUTE)
    assert subjects(mailoutbox)[5:] == ["送解优：您有 2 条新消息"]
    assert not waiting().exists()


def test_the_cap_is_the_park_s(world: World, reader: Choose, mailoutbox: list[EmailMessage]) -> None:
    """The twin of the one above: with another figure in the table the sixth goes out."""
    Park.objects.update(mails_a_day=6)
    bob = reader(world.bob, MailChoice.EACH)
    with clock.stopped(THURSDAY):
        for _ in range(7):
            tell(bob)
    assert len(mailoutbox) == 6


def test_a_digest_waits_for_the_next_working_day(world: World, reader: Choose, mailoutbox: list[EmailMessage]) -> None:
    """Friday 13 September 2024, 9:00: the 14th was worked, the 15th to 17th were the Mid-Autumn holidays."""
    Notice.objects.update(read_at=THURSDAY)
    bob = reader(world.bob, MailChoice.DIGEST)
    saturday = datetime(2024, 9, 14, 1, tzinfo=UTC)
    with clock.stopped(saturday):
        tell(bob)
    for days in range(4):
        digest(saturday + timedelta(days=days))
    assert mailoutbox == []
    digest(saturday + timedelta(days=4))
    assert subjects(mailoutbox) == ["送解优：您有 1 条新消息"]


@pytest.mark.parametrize("own_calendar", [True, False])
def test_the_working_days_are_those_of_the_park(
    own_calendar: bool, world: World, reader: Choose, mailoutbox: list[EmailMessage]
) -> None:
    """The park rests on a Friday that the calendar of the house works; without its own calendar the digest goes out."""
    admin = world.staff(Role.SYSTEM_ADMIN)
    bob = reader(world.bob, MailChoice.DIGEST)
    park = world.park if own_calendar else world.far
    with clock.stopped(THURSDAY):
        day = propose_day(park=park, day=FRIDAY.date(), worked=False, note="运动会", source="园区通知", by=admin)
        adopt(proposal=day, by=admin)
        tell(bob)
    digest(FRIDAY + MINUTE)
    assert len(mailoutbox) == (0 if own_calendar else 1)
    digest(FRIDAY + timedelta(days=3, minutes=1))
    assert len(mailoutbox) == 1


def test_what_comes_after_the_digest_waits_for_the_next(
    world: World, reader: Choose, mailoutbox: list[EmailMessage]
) -> None:
    Notice.objects.update(read_at=THURSDAY)
    bob = reader(world.bob, MailChoice.DIGEST)
    with clock.stopped(THURSDAY):
        tell(bob)
    digest(FRIDAY + MINUTE)
    with clock.stopped(FRIDAY + 2 * MINUTE):
        tell(bob)
    digest(FRIDAY + 3 * MINUTE)
    assert len(mailoutbox) == 1
    digest(FRIDAY + timedelta(days=3, minutes=1))
    assert len(mailoutbox) == 2


def test_what_is_urgent_does_not_wait_and_takes_the_rest_along(
    world: World, reader: Choose, mailoutbox: list[EmailMessage]
) -> None:
    Notice.objects.update(read_at=THURSDAY)
    bob = reader(world.bob, MailChoice.DIGEST)
    with clock.stopped(THURSDAY):
        tell(bob)
        assert mailoutbox == []
        tell(bob, urgent=True)
    assert subjects(mailoutbox) == ["送解优：您有 2 条新消息"]


def test_who_wants_no_mail_gets_none(world: World, reader: Choose, mailoutbox: list[EmailMessage]) -> None:
    bob = reader(world.bob, MailChoice.NONE)
    with clock.stopped(THURSDAY):
        tell(bob, urgent=True)
    digest(FRIDAY + MINUTE)
    assert mailoutbox == []
    assert Notice.objects.filter(person=bob).count() == 2


def test_what_was_read_in_the_house_is_not_told_outside(
    world: World, reader: Choose, mailoutbox: list[EmailMessage]
) -> None:
    bob = reader(world.bob, MailChoice.DIGEST)
    with clock.stopped(THURSDAY):
        tell(bob)
        for notice in Notice.objects.filter(person=bob):
            mark_read(notice=notice)
    digest(FRIDAY + MINUTE)
    assert mailoutbox == []


def test_who_has_no_address_waits_until_there_is_one(world: World, mailoutbox: list[EmailMessage]) -> None:
    digest(FRIDAY + MINUTE)
    assert mailoutbox == []
    change_contact(person=world.bob, phone="", email="bob@firm.example.cn", by=world.bob)
    digest(FRIDAY + 2 * MINUTE)
    assert [mail.to for mail in mailoutbox] == [["bob@firm.example.cn"]]


def test_news_of_failed_deliveries_never_go_out(world: World, reader: Choose, mailoutbox: list[EmailMessage]) -> None:
    from songjieyou.core.events.catalogue import DeliveryGivenUp

    admin = reader(world.staff(Role.SYSTEM_ADMIN), MailChoice.EACH)
    Notice.objects.update(read_at=THURSDAY)
    mailoutbox.clear()
    with transaction.atomic():
        record(DeliveryGivenUp(delivery=Delivery.objects.all()[0].pk), park=world.park, by=None)
    deliver_all()
    digest(FRIDAY + MINUTE)
    assert Notice.objects.filter(person=admin, kind="delivery_given_up").count() == 1
    assert mailoutbox == []


def test_a_run_tells_a_limited_number_and_the_next_goes_on(
    world: World, reader: Choose, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who have had all their messages today do not keep the others from theirs."""
    from songjieyou.core.notices import outside

    monkeypatch.setattr(outside, "BATCH", 1)
    for person in (world.alice, world.bob, world.charlie):
        reader(person, MailChoice.DIGEST)
    for _ in range(3):
        digest(FRIDAY + MINUTE)
    assert sorted(mail.to[0].split("@")[0] for mail in mailoutbox) == ["alice", "bob", "charlie"]


@pytest.mark.parametrize("people", [1, 3])
def test_a_digest_asks_the_same_few_things_for_each(people: int, world: World, reader: Choose) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for person in (world.alice, world.bob, world.charlie)[:people]:
        reader(person, MailChoice.DIGEST)
    with clock.stopped(FRIDAY + MINUTE), CaptureQueriesContext(connection) as queries:
        send_digests()
    assert Event.objects.filter(name="notice.mail_due").count() == people
    asked = [query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 1 + 2 * PARKS + 7 * people, "for each park its calendar and its people"
