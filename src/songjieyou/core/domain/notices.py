"""What a person does with their notices."""

from __future__ import annotations

from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.enums import MailChoice
from songjieyou.core.events.catalogue import MailChosen
from songjieyou.core.events.log import record
from songjieyou.core.models import Notice, Person


def mark_read(*, notice: Notice) -> None:
    """Twice is the same as once; the first time stays."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=clock.now())


def mark_read_until(*, newest: Notice) -> None:
    """All notices of a person up to one that they have seen: what came in meanwhile stays unread."""
    Notice.objects.unread().filter(person=newest.person_id, pk__lte=newest.pk).update(read_at=clock.now())


@transaction.atomic
def choose_mail(*, person: Person, choice: MailChoice) -> None:
    """Note how the person wants to hear of notices by mail. Event: account.mail_chosen."""
    Person.objects.filter(pk=person.pk).update(mail_choice=choice)
    record(MailChosen(person=person.pk, choice=choice), park=person.park, by=person)
