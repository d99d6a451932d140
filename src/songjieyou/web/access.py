"""Who may: every view declares it, beside its address and methods; what is not declared is refused.

`gate.DenyByDefault` asks what is declared here. Outside one's scope an object does not exist (404): views reach objects
through `found`. Inside it, an action that one may not do is refused with the reason (403): `refuse_unless`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.core.models import Person
from songjieyou.core.models.scoped import Scoped


class Request(HttpRequest):
    """A request that has passed `DenyByDefault`: it knows who acts."""

    actor: Actor


@dataclass(frozen=True)
class Policy:
    """`why_not` gives the reason of a refusal in plain Chinese, and an empty text to those who may."""

    name: str
    why_not: Callable[[Actor], str]
    open_to_all: bool = False


@dataclass(frozen=True)
class Access:
    """`form`: the view is answered by `form_page`, which can show a form filled in without acting on it."""

    policy: Policy
    methods: frozenset[str]
    form: bool = False


RESTORE = "restore"
"""The name of a posted field that says: show this form filled in, do nothing yet."""


EVERYONE = Policy("所有人", lambda actor: "", open_to_all=True)
SIGNED_IN = Policy("已登录的人", lambda actor: "")


def only(roles: Iterable[Role]) -> Policy:
    """Those who hold one of the roles today."""
    allowed = tuple(roles)
    names = "、".join(role.label for role in allowed)
    return Policy(names, lambda actor: "" if actor.is_any(allowed) else f"这里只对{names}开放。")


type View[**P] = Callable[Concatenate[Request, P], HttpResponseBase]


def access[**P](policy: Policy, *methods: str, form: bool = False) -> Callable[[View[P]], View[P]]:
    """Declare who may call a view and with which methods; HEAD goes with GET. `form`: it is a `form_page`."""
    allowed = frozenset(methods or (("GET", "POST") if form else ("GET",)))
    rule = Access(policy, allowed | {"HEAD"} if "GET" in allowed else allowed, form)

    def declare(view: View[P]) -> View[P]:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return declare


def declared(view: Callable[..., Any]) -> Access | None:
    """What a view has declared."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def refuse_unless(allowed: bool, reason: str) -> None:
    """403 with the reason, in plain Chinese, unless allowed."""
    if not allowed:
        raise PermissionDenied(reason)


@contextmanager
def refusing() -> Iterator[None]:
    """What a rule of the domain says against an action without fields becomes a 403 with its words."""
    try:
        yield
    except ValidationError as error:
        raise PermissionDenied("".join(error.messages)) from error


def found[M: models.Model](rows: Scoped[M], actor: Actor, pk: int) -> M:
    """The row that the actor may see; 404 whether it is hidden or does not exist."""
    row = rows.visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def person_of(request: Request) -> Person:
    """The person who has signed in. TypeError behind a policy that is open to all."""
    if not isinstance(request.user, Person):
        message = "nobody has signed in"
        raise TypeError(message)
    return request.user
