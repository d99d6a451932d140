"""A world to ask in, and asking everybody everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.test import override_settings

from tests.web.matrix.people import Answer, Visitor, visitors
from tests.web.matrix.table import Case, table
from tests.web.matrix.things import THINGS, Both
from tests.web.matrix.world import (
    add_branch,
    add_firm,
    bring,
    choose,
    close_one,
    fall_due,
    fit,
    found,
    legislate,
    settle,
    trace,
)

FIRMS = {"own": "91430100MA4L0A001T", "next": "91430100MA4L0A002X"}


@dataclass
class Asked:
    """Everybody, with open sessions, in a park that has a neighbour."""

    both: Both
    people: dict[str, Visitor]

    @property
    def ids(self) -> dict[str, object]:
        return {name: find(self.both) for name, find in THINGS.items()}


def build() -> Asked:
    """Two parks alike, each with its firms and people; one account is closed after signing in."""
    near, far = found("near"), found("far")
    for place in (near, far):
        settle(place)
        for which, uscc in FIRMS.items():
            add_firm(place, which, uscc)
        add_branch(place)
        fit(place)
        fall_due(place)
        choose(place)
        legislate(place)
        bring(place)
        trace(place)
    near.account("disabled")
    asked = Asked(Both(near, far), visitors(near, far))
    close_one(near)
    return asked


def faults(asked: Asked, cases: Iterable[Case] | None = None) -> Iterator[str]:
    """Everything that is not as the table says, that a refusal wrote, or that shows what belongs to others."""
    ids = asked.ids
    hidden = {who: hidden_from(who, ids) for who in asked.people}
    for case in table() if cases is None else cases:
        address = case.address(ids)
        for who, word in case.expected.items():
            answer = asked.people[who].ask(case.method, address, case.body)
            if answer.word != word:
                yield f"{case} as {who}: {answer.word} instead of {word}"
            if refused(answer) and answer.written:
                yield f"{case} as {who}: refused, but wrote to {', '.join(sorted(answer.written))}"
            for canary in seen_from_outside(who, answer):
                yield f"{case} as {who}: shows {canary}"
            for link in hidden[who]:
                if f'"{link}"' in answer.text or f'"{link}?' in answer.text:
                    yield f"{case} as {who}: leads to {link}"


def hidden_from(who: str, ids: dict[str, object]) -> set[str]:
    """The addresses of what exists, but not for this person: no page may lead there. A row without a name shows so."""
    return {case.address(ids) for case in table() if case.things and case.expected[who] == "404"}


def refused(answer: Answer) -> bool:
    return answer.word == "in" or answer.status in (403, 404, 405)


def seen_from_outside(who: str, answer: Answer) -> list[str]:
    """The canaries in an answer that this person may never see."""
    return [canary for canary in foreign(who) if canary in answer.text]


def foreign(who: str) -> tuple[str, ...]:
    """Those of the other park for everybody; those of firms and people for whom they are no business of."""
    if who.startswith("far."):
        return ("canary-near",)
    if who.startswith("own_") and who != "own_former":
        return (
            "canary-far",
            "canary-near-firm-next",
            "canary-near-firm-free",
            "canary-near-name-next",
            "canary-near-next",
            "canary-near-grounds",
            "canary-near-policy",
        )
    if who == "branch_agent":
        return (
            "canary-far",
            "canary-near-name-own",
            "canary-near-own",
            "canary-near-tel-own",
            "canary-near-firm-next",
            "canary-near-firm-free",
            "canary-near-policy",
        )
    if who.startswith("next_"):
        return (
            "canary-far",
            "canary-near-firm-own",
            "canary-near-firm-free",
            "canary-near-name-own",
            "canary-near-own",
            "canary-near-policy",
        )
    if who in OUTSIDE:
        once = ("-next", "-free") if who == "own_former" else ("",)  # whom one acted for once is one's own data
        return (
            "canary-far",
            *(f"canary-near-firm{which}" for which in once),
            "canary-near-name-own_p",
            "canary-near-name-next",
            "canary-near-tel-l",
            "canary-near-policy",
        )
    return ("canary-far",)


OUTSIDE = ("nobody", "disabled", "plain", "expired", "revoked", "own_former")
"""Who has no business with any firm."""


def undeclared(asked: Asked) -> Iterator[str]:
    """An address that declares nothing is refused, and one for leaders is for nobody else."""
    with override_settings(ROOT_URLCONF="tests.web.matrix.undeclared"):
        got = {who: visitor.ask("GET", "/undeclared/").status for who, visitor in asked.people.items()}
        words = {who: visitor.ask("GET", "/leaders/").word for who, visitor in asked.people.items()}
    for who, word in words.items():
        if word != {"leader": "200", "nobody": "in", "disabled": "in"}.get(who, "403"):
            yield f"GET /leaders/ as {who}: {word}"
    yield from (f"GET /undeclared/ as {who}: {status} instead of 403" for who, status in got.items() if status != 403)


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")


def other_methods(asked: Asked) -> Iterator[str]:
    """Methods that the table does not name are not taken, whoever asks."""
    taken: dict[str, set[str]] = {}
    for case in table():
        taken.setdefault(case.route, set()).add(case.method)
    one = {case.route: case.address(asked.ids) for case in table()}
    for route, address in one.items():
        for method in METHODS:
            if method not in taken[route]:
                for who in ("nobody", "leader"):
                    if (status := asked.people[who].ask(method, address).status) != 405:
                        yield f"{method} /{route} as {who}: {status} instead of 405"
