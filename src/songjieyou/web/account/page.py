"""The sign-in page, also shown in the place of a page whose session has ended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from songjieyou.web.account.forms import SignInForm


def sign_in_page(
    request: HttpRequest,
    form: SignInForm | None = None,
    *,
    onward: str = "",
    said: str = "",
    carried: str = "",
    status: int = 200,
) -> HttpResponse:
    """`onward` is where to go afterwards, `said` what to say on top, `carried` a sealed form to take along."""
    values = {"form": form or SignInForm(), "next": onward, "said": said, "carried": carried}
    return not_stored(render(request, "web/sign_in.html", values, status=status))


def not_stored(response: HttpResponse) -> HttpResponse:
    """No browser and no proxy may keep it."""
    response["Cache-Control"] = "no-store"
    return response
