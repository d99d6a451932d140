"""Messages outside the house: made due as events, so that they are delivered like everything else."""

from __future__ import annotations

import datetime as dt

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from songjieyou.core import clock
from songjieyou.core.domain.calendar import working_days
from songjieyou.core.enums import MailChoice
from songjieyou.core.events.catalogue import MailDue, name_of
from songjieyou.core.events.log import SUBSCRIBERS, record
from songjieyou.core.models import EventSubject, Notice, Park, Person
from songjieyou.core.models.notice import NoticeQuerySet
from songjieyou.core.notices import limits
from songjieyou.core.notices.kinds import for_outside

CHANNEL = "email"
BATCH = 200
"""Digests in one run of the job, so that a worker is never long away from its deliveries."""


def reachable(person: Person) -> bool:
    """Whether there is a way to tell the person outside."""
    return CHANNEL in SUBSCRIBERS and bool(person.email)


def due_today(person: int | OuterRef) -> models.QuerySet[EventSubject]:
    """The messages to a person that became due today, sent or not."""
    midnight = timezone.make_aware(dt.datetime.combine(clock.today(), dt.time()))
    return EventSubject.objects.filter(
        kind="person", subject=person, event__name=name_of(MailDue), event__at__gte=midnight
    )


def make_due(*, person: Person, digest: bool) -> None:
    """One message for all that waits: no stream of urgent ones keeps the rest waiting. Event: notice.mail_due."""
    event = record(MailDue(person=person.pk, digest=digest), park=person.park, by=None)
    waiting().filter(person=person).update(mail=event)


def waiting() -> NoticeQuerySet:
    """Notices that nobody has read or been told of outside."""
    return Notice.objects.unread().filter(mail=None, kind__in=for_outside())


def send_digests() -> None:
    """On a working day of a park from 8:30 on, make one message due for everyone there for whom something waits since
    before that.

    Each person is a short transaction of their own. Running it again does nothing twice.
    """
    if CHANNEL not in SUBSCRIBERS:
        return
    now, left = timezone.localtime(clock.now()), BATCH
    for park in Park.objects.order_by("pk"):
        if opened := limits.digest_opened(now, working_days(park)):
            pks = list(_to_be_told(park, opened).values_list("pk", flat=True)[:left])
            for pk in pks:
                _digest(pk, opened)
            left -= len(pks)


def _to_be_told(park: Park, opened: dt.datetime) -> models.QuerySet[Person]:
    """Those of a park who get a digest now; `_digest` asks once more, with the person locked."""
    today = due_today(OuterRef("pk"))
    sent = today.order_by().values("subject").annotate(number=Count("pk")).values("number")
    people: models.QuerySet[Person] = Person.objects.filter(park=park, is_active=True).exclude(email="")
    people = people.exclude(mail_choice=MailChoice.NONE)
    return (
        people.annotate(sent_today=Coalesce(Subquery(sent), 0))
        .filter(
            Exists(waiting().filter(person=OuterRef("pk"), at__lt=opened)),
            ~Exists(today.filter(event__payload__digest=True)),
            sent_today__lt=park.mails_a_day,
        )
        .order_by("pk")
    )


@transaction.atomic
def _digest(pk: int, opened: dt.datetime) -> None:
    people = Person.objects.select_related("park").select_for_update(of=("self",), no_key=True)
    person = people.get(pk=pk)
    today = due_today(pk)
    counts = today.aggregate(sent=Count("pk"), digests=Count("pk", filter=Q(event__payload__digest=True)))
    wanted = limits.digest_wanted(
        person.mail_choice, digests_today=counts["digests"], sent_today=counts["sent"], cap=person.park.mails_a_day
    )
    if wanted and person.email and waiting().filter(person=person, at__lt=opened).exists():
        make_due(person=person, digest=True)
