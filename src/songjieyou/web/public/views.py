"""The front page, signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from songjieyou.web.access import EVERYONE, Request, access
from songjieyou.web.signing import enter


class SignInForm(AuthenticationForm):
    """Username and password. The same words whether the name or the password is wrong, or the account is disabled."""

    error_messages = {  # noqa: RUF012  the class it extends says so too
        "invalid_login": "登录名或密码不对。请核对大小写后再试；忘记密码请联系本单位的系统管理员。",
        "inactive": "登录名或密码不对。请核对大小写后再试；忘记密码请联系本单位的系统管理员。",
    }


@access(EVERYONE)
def front(request: Request) -> HttpResponse:
    """What this is; those who have signed in go to their own page."""
    return redirect("home") if request.actor.signed_in else render(request, "web/front.html")


@access(EVERYONE, "GET", "POST")
def sign_in(request: Request) -> HttpResponse:
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        enter(request, form.get_user())
        return redirect(_onward(request))
    values = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "web/sign_in.html", values, status=422 if form.is_bound else 200)


@access(EVERYONE, "POST")
def sign_out(request: Request) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _onward(request: Request) -> str:
    """Where the person wanted to go, if that is a place of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else settings.LOGIN_REDIRECT_URL
