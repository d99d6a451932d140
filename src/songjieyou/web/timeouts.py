"""A form that is sent after its session has ended, or after its person has signed in anew. It is not lost: it goes
along, sealed, through signing in, and comes back filled.

It comes back to the person only who filled it in (`whose.py`). Where another person signs in it is dropped, and that is
said. Passwords and files do not go along.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from songjieyou.core.models import Person
from songjieyou.core.sealing import SealError, seal, unseal
from songjieyou.web import whose
from songjieyou.web.access import RESTORE, Access, declared
from songjieyou.web.account.page import sign_in_page

CARRIED = "carried"
"""The sealed form: a field of the sign-in page, then a value of the session."""
SAID = "said"
"""A parameter of the sign-in page: which of `WORDS` to say."""
WORDS = {
    "kept": "登录已超时，还没有提交。您填的内容已经保留，登录后可以接着填。",
    "lost": "登录已超时，没有提交；您填的内容也没能保留。请登录后重新填写。",
    "undone": "登录已超时，刚才的操作没有做。请登录后再做一次。",
}
HOLDS = timedelta(hours=2)
LARGEST = 64 * 1024
"""Bytes of what was typed; a browser can bear more, but our forms are no novels."""
LONGEST = 2 * LARGEST
"""Characters of a sealed form that are kept: more was not made by us."""
NOT_CARRIED = ("csrfmiddlewaretoken", "once", whose.FIELD, RESTORE)
SECRET = "password"  # part of a name, no password # nosec B105
"""A field with this in its name is secret; a test holds our forms to it."""


@dataclass(frozen=True)
class CarriedForm:
    path: str
    fields: tuple[tuple[str, str], ...]


def answer(request: HttpRequest, rule: Access) -> HttpResponse:
    """What somebody gets who posts to an address that needs a session, and has none any more."""
    if not rule.form:
        return _to_sign_in(_from_where(request), "undone")
    return _carrying(request) or _to_sign_in(request.get_full_path(), "lost")


def stale(request: HttpRequest) -> HttpResponse | None:
    """What somebody gets whose page was open while they signed in anew, so that its CSRF token is an old one: the form
    back, where it is their own and was sent by a page of ours; else None.
    """
    match = request.resolver_match
    rule = declared(match.func) if match else None
    if rule is None or not rule.form or not _from_our_page(request):
        return None
    if not isinstance(request.user, Person):
        return _carrying(request)
    fields = _typed(request.POST)
    if whose.person(request.POST) != request.user.pk or not fields:
        return None
    carried = CarriedForm(request.get_full_path(), tuple(fields))
    return render(request, "web/carry_on.html", {"carried": carried}, status=403)


def unpacked(token: str, person: int) -> CarriedForm | None:
    """The form that this person sent; None where it is somebody else's, too old or not ours."""
    try:
        held = json.loads(unseal(CARRIED, token, within=HOLDS))
    except SealError:
        return None
    if held["person"] != person:
        return None
    return CarriedForm(held["path"], tuple((name, value) for name, value in held["fields"]))


def _carrying(request: HttpRequest) -> HttpResponse | None:
    """The sign-in page that takes the form along."""
    carried = _packed(request)
    return sign_in_page(request, said=WORDS["kept"], carried=carried, status=403) if carried else None


def _packed(request: HttpRequest) -> str:
    """The sealed form; empty where it is not known whose it is, or nothing or too much was typed."""
    person, fields = whose.person(request.POST), _typed(request.POST)
    text = json.dumps({"person": person, "path": request.get_full_path(), "fields": fields}, ensure_ascii=False)
    return seal(CARRIED, text) if person and fields and len(text.encode()) <= LARGEST else ""


def _typed(posted: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in posted.lists()
        if name not in NOT_CARRIED and SECRET not in name
        for value in values
    ]


def _from_our_page(request: HttpRequest) -> bool:
    return request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"


def _from_where(request: HttpRequest) -> str:
    """The page of ours with the button that was pressed; home where the browser does not say."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else reverse(settings.LOGIN_REDIRECT_URL)


def _to_sign_in(onward: str, said: str) -> HttpResponse:
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': onward, SAID: said})}")
