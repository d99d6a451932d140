"""How pages look for this browser: the colours of its park, and 长辈版 with large letters."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from songjieyou.core.brand import HOUSE, Brand, faults, tokens
from songjieyou.web.access import EVERYONE, Request, access

COOKIE, LARGE = "text-size", "large"
A_YEAR = 365 * 24 * 3600
COLOURS = len(HOUSE)


def is_large(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == LARGE


@access(EVERYONE)
def text_size(request: Request) -> HttpResponse:
    """Keep in this browser whether letters are large, and go back to where one was."""
    response = redirect(_came_from(request))
    if request.GET.get("to") == LARGE:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(COOKIE, LARGE, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


@access(EVERYONE)
def brand(request: Request) -> HttpResponse:
    """The colours that the address names: it asks no database, tells nothing of any park, and never changes."""
    colours = request.GET.get("v", "-".join(HOUSE)).split("-")
    if len(colours) != COLOURS or faults(Brand(*colours)):
        raise Http404
    rules = "".join(f"--{name}:#{colour};" for name, colour in tokens(Brand(*colours)).items())
    response = HttpResponse(f":root{{{rules}}}\n", content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _came_from(request: Request) -> str:
    """The page of ours that held the link; the front page where the browser does not say."""
    page = request.headers.get("Referer", "")
    if not _ours(page, request):
        return "/"
    parts = urlsplit(page)
    place = parts.path + (f"?{parts.query}" if parts.query else "")
    return place if _ours(place, request) else "/"


def _ours(address: str, request: Request) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
