"""A world whose people can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from songjieyou.core import clock
from songjieyou.core.domain.notices import choose_mail
from songjieyou.core.domain.people import change_contact
from songjieyou.core.enums import MailChoice
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.events.log import SUBSCRIBERS
from songjieyou.core.models import Person
from songjieyou.core.notices import mail
from songjieyou.core.notices.outside import CHANNEL
from tests.park import World, build

THURSDAY = datetime(2024, 9, 5, 2, tzinfo=UTC)
"""10:00 in the park, a working day."""


@pytest.fixture
def world(db: None) -> World:
    with clock.stopped(datetime(2024, 9, 2, tzinfo=UTC)):
        world = build()
        deliver_all()
    return world


@pytest.fixture
def post(settings: Settings) -> Iterator[None]:
    """E-mail is on."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.DEFAULT_FROM_EMAIL = "送解优 <notice@park.example.cn>"
    settings.ADDRESS = "https://sjy.example.cn"
    mail.open_channel()
    yield
    del SUBSCRIBERS[CHANNEL]


@pytest.fixture
def reader(world: World) -> Callable[[Person, MailChoice], Person]:
    """Gives a person an address and their choice."""

    def give(person: Person, choice: MailChoice) -> Person:
        change_contact(person=person, phone="", email=f"{person.username}@firm.example.cn", by=person)
        choose_mail(person=person, choice=choice)
        deliver_all()
        person.refresh_from_db()
        return person

    return give


def deliver_all() -> None:
    while deliver_due():
        pass
