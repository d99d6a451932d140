"""Signing in by password and, where it is on, by the second factor; going on with a form; signing out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from songjieyou.core.domain.sign_in import LockedOutError, check_code, check_password
from songjieyou.core.models import Person
from songjieyou.web import timeouts
from songjieyou.web.access import EVERYONE, SIGNED_IN, Request, access, person_of
from songjieyou.web.account.forms import CodeOrRecoveryForm, SignInForm, closed
from songjieyou.web.account.page import not_stored, sign_in_page
from songjieyou.web.addresses import address_of
from songjieyou.web.often import later
from songjieyou.web.signing import PENDING, begin, begun, enter

WRONG = "登录名或密码不对。请核对大小写后再试；忘记密码请联系本单位的系统管理员。"
"""The same words whether the name or the password is wrong, or the account is disabled."""
WRONG_CODE = "验证码不对，或者已经用过。请等手机换了新的数字再填。"


@access(EVERYONE, "GET", "POST")
def sign_in(request: Request) -> HttpResponse:
    if request.method != "POST":
        said = timeouts.WORDS.get(request.GET.get(timeouts.SAID, ""), "")
        return sign_in_page(request, onward=request.GET.get("next", ""), said=said)
    form, onward = SignInForm(request.POST), request.POST.get("next", "")
    carried = request.POST.get(timeouts.CARRIED, "")[: timeouts.LONGEST]
    refused: LockedOutError | None = None
    if form.is_valid():
        try:
            person = check_password(**form.cleaned_data, address=address_of(request.META))
        except LockedOutError as error:
            form.add_error(None, closed(error))
            refused = error
        else:
            if person:
                return proved(request, person, _ours(request, onward), carried)
            form.add_error(None, WRONG)
    page = sign_in_page(request, form, onward=onward, carried=carried, status=429 if refused else 422)
    return later(page, refused.until if refused else None)


@access(EVERYONE, "GET", "POST")
def code(request: Request) -> HttpResponse:
    """The second step, for who has just given the right password."""
    started = begun(request)
    if started is None:
        request.session.pop(PENDING, None)
        return redirect("home" if request.user.is_authenticated else settings.LOGIN_URL)
    person, pending = started
    form = CodeOrRecoveryForm(request.POST if request.method == "POST" else None)
    refused: LockedOutError | None = None
    if form.is_valid():
        try:
            right = check_code(person=person, code=form.cleaned_data["code"], address=address_of(request.META))
        except LockedOutError as error:
            form.add_error(None, closed(error))
            refused = error
        else:
            if right:
                return _entered(request, person, pending["onward"], pending["carried"])
            form.add_error("code", WRONG_CODE)
    status = 200 if not form.is_bound else 429 if refused else 422
    return later(
        render(request, "web/sign_in_code.html", {"form": form}, status=status), refused.until if refused else None
    )


@access(SIGNED_IN)
def carry_on(request: Request) -> HttpResponse:
    """Back to the form that was sent too late, if it was this person's; else home."""
    token = request.session.get(timeouts.CARRIED)
    if token is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    carried = timeouts.unpacked(token, person_of(request).pk)
    if carried is None:
        del request.session[timeouts.CARRIED]
    return not_stored(render(request, "web/carry_on.html", {"carried": carried}))


@access(EVERYONE, "POST")
def sign_out(request: Request) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def proved(request: Request, person: Person, onward: str, carried: str = "") -> HttpResponse:
    """The password was right: the second step, or in."""
    if person.second_factor_since:
        begin(request, person, onward=onward, carried=carried)
        return redirect("sign-in-code")
    return _entered(request, person, onward, carried)


def _entered(request: Request, person: Person, onward: str, carried: str) -> HttpResponse:
    enter(request, person)
    if not carried:
        return redirect(onward)
    request.session[timeouts.CARRIED] = carried
    return redirect("sign-in-continue")


def _ours(request: Request, wanted: str) -> str:
    """Where the person wanted to go, if that is a place of ours."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else settings.LOGIN_REDIRECT_URL
