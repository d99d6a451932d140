"""The pages of django-helpdesk. `python _tickets.py N` fills an empty database with N tickets."""

from __future__ import annotations

import itertools
import re
import sys
from typing import Any, Final
from urllib.parse import urlencode

from _pages import Ask, Case, answered

STAFF: Final = {"username": "staff", "password": "nobody's password"}
PEOPLE: Final = 5
QUEUES: Final = ("Policies", "Money", "Land")
LIST: Final = "/tickets/"
ROWS: Final = re.compile(r'/datatables_ticket_list/[^"\']+')
SHOWN: Final = {
    "draw": 1,
    "start": 0,
    "length": 25,
    "order[0][column]": 5,
    "order[0][dir]": "desc",
    "search[value]": "",
}
"""What its list asks for when it is opened."""


def cases(client: Any) -> list[Case]:
    answered(client, Ask("/login/", STAFF))
    rows = rows_address(answered(client, Ask(LIST)).content.decode())
    if len(answered(client, Ask(rows)).json()["data"]) != SHOWN["length"]:
        message = "the list of tickets is not full"
        raise RuntimeError(message)
    return [
        Case("列表", lambda time: [Ask(LIST), Ask(rows)]),
        Case("登记", lambda time: [Ask("/tickets/submit/", new_ticket(str(time)))]),
        Case("更新", lambda time: [update(time + 1, str(time))]),
    ]


def rows_address(page: str) -> str:
    """The page of the list has no rows: its script fetches them at once from an address that the page holds."""
    return f"{ROWS.findall(page)[0]}?{urlencode(SHOWN)}"


def new_ticket(number: str) -> dict[str, str]:
    return {"queue": "1", "title": f"Ticket {number}", "body": "What it is about. " * 10, "priority": "3"}


def update(ticket: int, number: str) -> Ask:
    """A comment, which changes the priority: private, so that nobody is mailed."""
    data = {"queue": "1", "title": f"Ticket {number}", "priority": "2", "comment": f"Comment {number}"}
    return Ask(f"/tickets/{ticket}/update/", data | {"new_status": "1"})


def fill(number: int) -> None:
    """Through its models: tickets that are open, most with an owner, each with two remarks."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone
    from helpdesk.models import FollowUp, Queue, Ticket

    person = get_user_model().objects
    staff = person.create_superuser(**STAFF)
    people = [None, *(person.create_user(username=f"person {each}", is_staff=True) for each in range(PEOPLE))]
    queues = [Queue.objects.create(title=title, slug=title.lower()) for title in QUEUES]
    for each, queue, owner in zip(range(number), itertools.cycle(queues), itertools.cycle(people), strict=False):
        ticket = Ticket.objects.create(
            title=f"Ticket {each}",
            queue=queue,
            assigned_to=owner,
            description="What it is about. " * 10,
            created=timezone.now(),
        )
        for remark in ("Opened", "Comment"):
            FollowUp.objects.create(ticket=ticket, title=remark, comment="Seen. " * 10, user=staff, public=True)


def main(number: str) -> None:
    import django
    from django.core.management import call_command
    from django.db import transaction

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        fill(int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
