"""Who may: every view declares it, beside its address and methods; what is not declared is refused.

Outside one's scope an object does not exist (404): views reach objects through `found`. Inside it, an action that one
may not do is refused with the reason (403): `refuse_unless`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Concatenate, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from songjieyou.core.actor import NOBODY, Actor
from songjieyou.core.enums import Role
from songjieyou.core.models import Person
from songjieyou.core.models.scoped import Scoped
from songjieyou.enterprises.domain import actor_of


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


type View[**P] = Callable[Concatenate[Request, P], HttpResponse]


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


class DenyByDefault:
    """Asks the policy of a view before it runs, and gives the request its actor.

    What somebody signed in is shown stays out of the browser's store: after signing out, "back" must not bring it back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "actor", NOBODY).signed_in:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        rule = declared(view)
        if rule is None:
            message = "这个地址没有声明谁可以使用，已拒绝。"
            raise PermissionDenied(message)
        if request.method not in rule.methods:
            return HttpResponseNotAllowed(sorted(rule.methods))
        actor = actor_of(request.user) if isinstance(request.user, Person) else NOBODY
        cast("Request", request).actor = actor
        if rule.policy.open_to_all:
            return None
        if not actor.signed_in:
            return redirect_to_login(request.get_full_path())
        refuse_unless(not (reason := rule.policy.why_not(actor)), reason)
        refuse_unless(rule.form or RESTORE not in request.POST, "这个操作没有做。请打开页面，再点一次。")
        return None


def refuse_unless(allowed: bool, reason: str) -> None:
    """403 with the reason, in plain Chinese, unless allowed."""
    if not allowed:
        raise PermissionDenied(reason)


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
