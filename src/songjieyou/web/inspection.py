"""Inspectors read, and what they open is written down, once a request and for every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from songjieyou.core.actor import NOBODY, Actor
from songjieyou.core.domain.inspection import note_opening
from songjieyou.core.enums import Role
from songjieyou.core.models import Person
from songjieyou.web.access import declared, refuse_unless

READS = ("GET", "HEAD")
OWN = ("profile/", "inbox/")
"""Where inspectors keep their own account in order."""
FAILED = 400


class InspectorWatch:
    """Stands behind `DenyByDefault`. Pages that are open to all are nobody's secret, and are left out.

    What cannot be written down is not shown: an error here takes the place of the page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or request.method not in READS or response.status_code >= FAILED:
            return response
        if _inspects(request, match.func) and isinstance(request.user, Person):
            numbers = [value for value in match.kwargs.values() if isinstance(value, int)]
            note_opening(person=request.user, route=match.url_name or "unnamed", number=(numbers or [0])[-1])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method not in READS and _inspects(request, view):
            own = request.path_info.lstrip("/").startswith(OWN)
            refuse_unless(own, "查阅人员只能查看，不能办理或修改。")
        return None


def _inspects(request: HttpRequest, view: Callable[..., Any]) -> bool:
    actor: Actor = getattr(request, "actor", NOBODY)
    rule = declared(view)
    return Role.INSPECTOR in actor.roles and rule is not None and not rule.policy.open_to_all
