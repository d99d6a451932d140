"""The e-mail channel. A message says that there is something new and where to read it, and nothing else."""

from __future__ import annotations

import hashlib
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from songjieyou.core.enums import MailChoice
from songjieyou.core.events.catalogue import MailDue
from songjieyou.core.events.deliver import HopelessError
from songjieyou.core.events.log import read, subscribe
from songjieyou.core.models import Event, Notice, Person
from songjieyou.core.notices.outside import CHANNEL

PERMANENT = 500
"""From this reply of a mail server on, asking again is of no use (RFC 5321, 4.2.1)."""
WORDS = """{told}，请登录查看：
{address}/inbox/

本邮件由系统发出，请勿回复。不想再收到邮件，可以在“个人信息”里更改。
"""


def open_channel() -> None:
    """Serve messages that are due. Where it is not called, none become due, and those that are wait."""
    subscribe(CHANNEL, MailDue, send, outside=True)


def send(event: Event) -> None:
    """Send the message of a `notice.mail_due`; outside a transaction, for the mail server may be slow.

    Nothing is sent where it has lost its sense: all of it read, the account closed, no address or no wish for mail.
    HopelessError where the server refuses the address for good.
    """
    due = read(event)
    if not isinstance(due, MailDue):
        raise TypeError(due)
    person, notices = Person.objects.get(pk=due.person), Notice.objects.filter(mail=event)
    wanted = person.is_active and person.email and person.mail_choice != MailChoice.NONE
    if not wanted or not notices.unread().exists():
        return
    told = f"您有 {notices.count()} 条新消息"
    body = WORDS.format(told=told, address=settings.ADDRESS)
    headers = {"Message-ID": message_id(event), "Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(f"送解优：{told}", body, to=[person.email], headers=headers).send()
    except smtplib.SMTPRecipientsRefused as refused:
        if all(code >= PERMANENT for code, _ in refused.recipients.values()):
            raise HopelessError from refused
        raise


def message_id(event: Event) -> str:
    """The same for every attempt, so that a mail program shows a message sent twice once."""
    mark = hashlib.sha256(f"{CHANNEL} {event.pk} {event.at.isoformat()}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{mark}@{domain}>"
