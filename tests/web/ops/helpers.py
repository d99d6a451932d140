"""What the tests of the system pages share."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from songjieyou.core.models import Person


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, address: str, **typed: object) -> tuple[int, str]:
    """Open a form, fill it in and send it: the status, and where it leads or what it shows."""
    answer = client.post(address, marks(client, address) | {name: str(value) for name, value in typed.items()})
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


def errors(text: str) -> list[str]:
    """What the summary on top of a form says of its fields."""
    return [unescape(line) for line in re.findall(r'<li><a href="#\w*">([^<]+)</a></li>', text)]


def marks(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    text = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)">', text))
