"""Everyone who asks: each role, firm users, those whose time is over, and some of another park."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client

from songjieyou.core.enums import Role
from songjieyou.core.models import Person
from tests.web.matrix.world import Place

NEAR = (*(role.value for role in Role), "plain", "expired", "revoked", "disabled")
OF_A_FIRM = ("own_principal", "own_agent", "own_former", "next_principal")
FAR = ("contact_officer", "system_admin", "security_admin", "audit_admin", "own_principal")
STAYS = tuple(who for who in NEAR if who != "disabled")
"""Everyone of the park, for whom only the other park is foreign."""
EVERYBODY = ("nobody", *NEAR, *OF_A_FIRM, *(f"far.{who}" for who in FAR))

SIGN_IN = "/sign-in/"


@dataclass(frozen=True)
class Answer:
    """What somebody got, and which tables of the database were written to for it."""

    status: int
    location: str
    text: str
    written: frozenset[str]

    @property
    def word(self) -> str:
        """The status as the table says it: `in` for being sent to sign in."""
        return "in" if self.status == 302 and self.location.startswith(SIGN_IN) else str(self.status)


class Visitor:
    """Somebody with a browser; each request begins with the same open session, and leaves no trace."""

    def __init__(self, who: str, person: Person | None) -> None:
        self.who, self.person = who, person
        client = Client()
        if person:
            client.force_login(person)
        self._cookies = {name: morsel.value for name, morsel in client.cookies.items()}

    def ask(self, method: str, address: str, body: dict[str, str] | None = None, **headers: str) -> Answer:
        client = Client(raise_request_exception=False, headers=headers)
        for name, value in self._cookies.items():
            client.cookies[name] = value
        with undone(), writes() as written:
            response = client.post(address, body or {}) if method == "POST" else client.generic(method, address)
            text = _text(response)
        return Answer(response.status_code, response.headers.get("Location", ""), text, frozenset(written))


def visitors(near: Place, far: Place) -> dict[str, Visitor]:
    people = {"nobody": None, **near.people, **{f"far.{who}": person for who, person in far.people.items()}}
    return {who: Visitor(who, people[who]) for who in EVERYBODY}


@contextmanager
def undone() -> Iterator[None]:
    """What is written to the database within is taken back, also what counts for good (`core.rates`)."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as the blocks that Django's own tests stand in
    with block:
        yield
        transaction.set_rollback(True)


QUIET = frozenset({"django_session"})
"""Tables that say nothing of the house's business."""


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables that are written to within."""
    found: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        verb = words[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE"):
            table = (words[1] if verb == "UPDATE" else words[2]).strip('"`')
            if table not in QUIET:
                found.add(table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def _text(response: HttpResponseBase) -> str:
    content = b"".join(response) if response.streaming else getattr(response, "content", b"")
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n\n{readable(content)}"


def readable(content: bytes) -> str:
    """The text of an answer; of a file of several parts, of each."""
    if not content.startswith(b"PK\x03\x04"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
