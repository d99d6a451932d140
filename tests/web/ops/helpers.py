"""What the tests of the system pages share."""

from __future__ import annotations

import re

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


def marks(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    text = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)">', text))
