"""What the tests of signing in share: Dora of a firm, a password, and what a phone shows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from songjieyou.core import clock
from songjieyou.core.domain.people import open_account
from songjieyou.core.domain.second_factor import code_at, current_counter, set_up_second_factor
from songjieyou.core.models import Person
from tests.park import World

PASSWORD = "qingjiang-2024-秋"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def dora_of(world: World) -> Person:
    return open_account(park=world.park, username="dora", name="多拉", password=PASSWORD, by=None)


def with_phone(person: Person) -> Person:
    """Set up the second factor, an hour ago."""
    with clock.stopped(clock.now() - 60 * MINUTE):
        set_up_second_factor(person=person, secret=SECRET, code=phone())
    return person


def phone(secret: str = SECRET) -> str:
    """What the phone shows now."""
    return code_at(secret.replace(" ", ""), current_counter())


def sign_in(client: Client, username: str = "dora", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def hidden(text: str) -> dict[str, str]:
    """The hidden fields on a page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"[^>]*>', text))


def shown(text: str, testid: str) -> list[str]:
    return re.findall(rf'data-testid="{testid}">([^<]+)<', text)
