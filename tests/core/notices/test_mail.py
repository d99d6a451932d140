"""What a mail says, and what becomes of one that cannot be sent."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.domain.deliveries import try_again
from songjieyou.core.domain.notices import choose_mail, mark_read
from songjieyou.core.domain.people import disable_account
from songjieyou.core.enums import MailChoice, Role
from songjieyou.core.events import deliver
from songjieyou.core.events.catalogue import RoleGranted
from songjieyou.core.events.log import SUBSCRIBERS, record
from songjieyou.core.models import Delivery, Event, Notice, Person
from songjieyou.core.notices.mail import message_id
from songjieyou.core.notices.outside import CHANNEL
from tests.core.notices.conftest import THURSDAY, deliver_all
from tests.park import World

pytestmark = pytest.mark.usefixtures("post")

Choose = Callable[[Person, MailChoice], Person]


@pytest.fixture
def due(world: World, reader: Choose) -> Delivery:
    """A mail to Bob that waits to be sent; everything inside the house has been delivered."""
    bob = reader(world.bob, MailChoice.EACH)
    Notice.objects.update(read_at=THURSDAY)
    with clock.stopped(THURSDAY), transaction.atomic():
        record(RoleGranted(person=bob.pk, role=Role.LEADER), park=world.park, by=None)
    with clock.stopped(THURSDAY):
        [inside] = deliver.claim()
        assert deliver.hand_over(inside)
    return Delivery.objects.get(subscriber=CHANNEL)


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(self: EmailMessage, **more: object) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_a_mail_says_that_there_is_something_and_nothing_else(due: Delivery, mailoutbox: list[EmailMessage]) -> None:
    deliver_all()
    [mail] = mailoutbox
    assert (mail.to, mail.cc, mail.bcc) == (["bob@firm.example.cn"], [], [])
    assert mail.subject == "送解优：您有 1 条新消息"
    assert mail.body == (
        "您有 1 条新消息，请登录查看：\nhttps://sjy.example.cn/inbox/\n\n"
        "本邮件由系统发出，请勿回复。不想再收到邮件，可以在“个人信息”里更改。\n"
    )
    assert mail.from_email == "送解优 <notice@park.example.cn>"
    assert mail.message()["Message-ID"] == message_id(due.event)
    assert "canary" not in str(mail.message()).lower()


def test_the_id_of_a_message_stays(due: Delivery) -> None:
    first = message_id(due.event)
    assert first == message_id(Event.objects.get(pk=due.event_id))
    assert first.endswith("@park.example.cn>")
    assert first != message_id(Event.objects.exclude(pk=due.event_id)[0])


def test_it_is_never_marked_before_it_was_sent(
    due: Delivery, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.stopped(THURSDAY), monkeypatch.context() as broken:
        failing(broken, ConnectionRefusedError())
        deliver.deliver_due()
    due.refresh_from_db()
    assert (due.done_at, due.attempts, due.due_at) == (None, 1, THURSDAY + deliver.wait_after(1))
    with clock.stopped(THURSDAY + deliver.wait_after(1)):
        deliver.deliver_due()
    due.refresh_from_db()
    assert due.done_at is not None
    assert len(mailoutbox) == 1


def test_it_is_sent_outside_a_transaction(due: Delivery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within one, the write lock of SQLite would be held for as long as the mail server thinks."""
    from django.db import connection

    depth = len(connection.savepoint_ids)
    seen: list[int] = []
    monkeypatch.setattr(EmailMessage, "send", lambda self: seen.append(len(connection.savepoint_ids)))
    deliver_all()
    assert seen == [depth]


def test_it_is_given_up_after_many_attempts_and_can_be_tried_again(
    due: Delivery, world: World, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = world.staff(Role.SYSTEM_ADMIN)
    moment = THURSDAY
    with monkeypatch.context() as broken:
        failing(broken, ConnectionRefusedError())
        for _ in range(deliver.ATTEMPTS):
            with clock.stopped(moment):
                deliver.deliver_due()
            due.refresh_from_db()
            moment = due.due_at
        assert due.given_up_at is not None
        assert due.trouble == "builtins.ConnectionRefusedError"
        with clock.stopped(moment + timedelta(days=1)):
            deliver_all()
    due.refresh_from_db()
    assert due.attempts == deliver.ATTEMPTS == 84
    assert timedelta(days=3) < moment - THURSDAY < timedelta(days=4)
    assert Event.objects.filter(name="delivery.given_up").count() == 1
    assert mailoutbox == []
    for _ in range(2):
        try_again(delivery=due, by=admin)
    assert Event.objects.filter(name="delivery.tried_again").count() == 1
    deliver_all()
    assert len(mailoutbox) == 1
    assert mailoutbox[0].message()["Message-ID"] == message_id(due.event)


@pytest.mark.parametrize(("code", "given_up"), [(550, True), (450, False)])
def test_an_address_refused_for_good_is_not_asked_again(
    code: int, given_up: bool, due: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, smtplib.SMTPRecipientsRefused({"bob@firm.example.cn": (code, b"no such user: bob")}))
    with clock.stopped(THURSDAY):
        deliver.deliver_due()
    due.refresh_from_db()
    assert (due.given_up_at is not None) is given_up
    assert due.trouble == ("smtplib.SMTPRecipientsRefused" if given_up else "")


@pytest.mark.parametrize("sense", ["read", "no wish", "no account", "no address"])
def test_what_has_lost_its_sense_is_not_sent(
    sense: str, due: Delivery, world: World, mailoutbox: list[EmailMessage]
) -> None:
    if sense == "read":
        mark_read(notice=Notice.objects.get(mail=due.event))
    elif sense == "no wish":
        choose_mail(person=world.bob, choice=MailChoice.NONE)
    elif sense == "no account":
        disable_account(person=world.bob, by=world.alice)
    else:
        Person.objects.filter(pk=world.bob.pk).update(email="")
    deliver_all()
    due.refresh_from_db()
    assert due.done_at is not None
    assert mailoutbox == []


def test_what_is_due_waits_while_mail_is_off(
    due: Delivery, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deliveries of unknown subscribers stay."""
    channel = SUBSCRIBERS[CHANNEL]
    with monkeypatch.context() as off:
        off.delitem(SUBSCRIBERS, CHANNEL)
        deliver_all()
    due.refresh_from_db()
    assert (due.done_at, due.attempts) == (None, 0)
    assert SUBSCRIBERS[CHANNEL] == channel
    deliver_all()
    assert len(mailoutbox) == 1


def test_a_slow_mail_keeps_its_lease_and_a_lost_one_is_not_sent(due: Delivery, mailoutbox: list[EmailMessage]) -> None:
    """Who comes back after the lease has passed to another does nothing; the twin: without that it would be two."""
    with clock.stopped(THURSDAY):
        [held] = deliver.claim(outside=True)
    with clock.stopped(THURSDAY + deliver.LEASE):
        [again] = deliver.claim(outside=True)
        assert deliver.hand_over(again)
        assert not deliver.hand_over(held)
    assert len(mailoutbox) == 1
    SUBSCRIBERS[CHANNEL].handle(held.event)
    assert len(mailoutbox) == 2
    assert len({mail.message()["Message-ID"] for mail in mailoutbox}) == 1
