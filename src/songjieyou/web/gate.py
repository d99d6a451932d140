"""The gate that every request passes: what is not declared is refused, who must first do something does that first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from songjieyou.core.actor import NOBODY, Actor
from songjieyou.core.models import Person
from songjieyou.enterprises.domain.authorisations import actor_of
from songjieyou.web import steps, timeouts
from songjieyou.web.access import RESTORE, Request, declared, refuse_unless
from songjieyou.web.signing import EXCUSED


class DenyByDefault:
    """Asks the policy of a view before it runs, and gives the request its actor.

    What somebody signed in is shown stays out of the browser's store: after signing out, "back" must not bring it back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and isinstance(request.user, Person):
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
        actor, step = _who(request)
        if rule.policy.open_to_all:
            cast("Request", request).actor = NOBODY if step else actor
            return None
        cast("Request", request).actor = actor
        if not actor.signed_in:
            posted = request.method == "POST"
            return timeouts.answer(request, rule) if posted else redirect_to_login(request.get_full_path())
        if step and _name(request) not in steps.OPEN[step]:
            return redirect(step)
        refuse_unless(not (reason := rule.policy.why_not(actor)), reason)
        if RESTORE in request.POST:
            refuse_unless(rule.form, "这个操作没有做。请打开页面，再点一次。")
            request.session.pop(timeouts.CARRIED, None)
        return None


def _who(request: HttpRequest) -> tuple[Actor, str]:
    """Who acts, and what they must do first."""
    if not isinstance(request.user, Person):
        return NOBODY, ""
    actor = actor_of(request.user)
    return actor, steps.outstanding(request.user, actor, excused=EXCUSED in request.session)


def _name(request: HttpRequest) -> str:
    return (request.resolver_match and request.resolver_match.url_name) or ""
