"""Reading `expected.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.web.matrix.people import EVERYBODY

FILE = Path(__file__).parent / "expected.txt"


@dataclass(frozen=True)
class Case:
    """One question, asked by everybody. `expected`: who -> `in`, or a status; `things`: parameter -> thing."""

    method: str
    route: str
    things: dict[str, str]
    body: dict[str, str]
    expected: dict[str, str]

    def __str__(self) -> str:
        return " ".join([self.method, f"/{self.route}", *(f"{name}={thing}" for name, thing in self.things.items())])

    def address(self, ids: dict[str, object]) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ids[self.things[found[1]]]), self.route)


class TableError(Exception):
    """A line of the table that cannot be read, or leaves somebody out."""


@cache
def table() -> tuple[Case, ...]:
    return tuple(read(FILE.read_text(encoding="utf-8")))


def read(text: str) -> Iterator[Case]:
    groups: dict[str, tuple[str, ...]] = {who: (who,) for who in EVERYBODY}
    method = route = ""
    body: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0] == "#":
            continue
        if words[0] == "=":
            groups[words[1]] = tuple(who for word in words[2:] for who in groups[word])
        elif not line.startswith(" "):
            method, route = words[0], words[1].removeprefix("/")
            body = dict(word.split("=", 1) for word in words[2:])
        else:
            try:
                yield _case(method, route, body, line, groups)
            except (KeyError, ValueError) as error:
                raise TableError(f"{FILE.name}:{number}: {error!r}") from None


def _case(method: str, route: str, body: dict[str, str], line: str, groups: dict[str, tuple[str, ...]]) -> Case:
    question, _, answers = line.partition(":")
    things = dict(word.split("=", 1) for word in question.split())
    expected: dict[str, str] = {}
    for answer in answers.split("·"):
        word, *whom = answer.split()
        for who in (who for name in whom for who in _group(name, groups, expected)):
            if who in expected:
                raise ValueError(f"{who} stands here twice")
            expected[who] = word
    if left := set(EVERYBODY) - expected.keys():
        raise ValueError(f"left out: {sorted(left)}")
    return Case(method, route, things, body, expected)


def _group(name: str, groups: dict[str, tuple[str, ...]], expected: dict[str, str]) -> tuple[str, ...]:
    """Those of a group; `else` are all that are not named before."""
    return tuple(who for who in EVERYBODY if who not in expected) if name == "else" else groups[name]
