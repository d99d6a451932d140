"""One's own second factor: setting it up, its recovery codes, turning it off."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core.domain import second_factor
from songjieyou.core.sealing import SealError, seal, unseal
from songjieyou.web.access import SIGNED_IN, Request, access, person_of, refuse_unless
from songjieyou.web.account.forms import CodeForm, OwnPasswordForm
from songjieyou.web.account.page import not_stored
from songjieyou.web.addresses import address_of
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.forms import form_page
from songjieyou.web.signing import EXCUSED

SECRET = "second-factor"  # a name, no secret # nosec B105
"""The value of the session that holds the secret until it is proved, sealed: sessions stand in the database."""
SHOW_CODES = "show-codes"


@access(SIGNED_IN, form=True)
def two_factor(request: Request) -> HttpResponse:
    """What is set up, or the way to set it up."""
    person = person_of(request)
    if EXCUSED in request.session:  # whoever comes next by a click is not to be asked for this person's phone
        return redirect("profile")
    if person.second_factor_since:
        if request.method == "POST":
            return redirect("two-factor")
        values = {"left": len(second_factor.recovery_codes(person=person)), "may_turn_off": not request.actor.roles}
        return render(request, "web/two_factor.html", values)
    secret = _secret(request) or _new_secret(request)

    def act(form: CodeForm) -> str:
        second_factor.set_up_second_factor(person=person, secret=secret, code=form.cleaned_data["code"])
        update_session_auth_hash(request, person)
        del request.session[SECRET]
        request.session[SHOW_CODES] = True
        return reverse("two-factor-codes")

    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    shown = {"secret": groups, "required": bool(request.actor.roles)}
    return not_stored(form_page(request, CodeForm, "web/two_factor_set_up.html", act=act, values=shown))


@access(SIGNED_IN)
def picture(request: Request) -> HttpResponse:
    """The secret that is being set up, as a QR code."""
    secret = _secret(request)
    if not secret:
        raise Http404
    drawn = second_factor.picture(person=person_of(request), secret=secret)
    return not_stored(HttpResponse(drawn, content_type="image/svg+xml"))


@access(SIGNED_IN, form=True)
def codes(request: Request) -> HttpResponse:
    """The recovery codes, once, right after they were made; else a form that makes new ones."""
    person = person_of(request)
    if not person.second_factor_since:
        return redirect("two-factor")
    if request.method == "GET" and request.session.pop(SHOW_CODES, False):
        values = {"codes": second_factor.recovery_codes(person=person)}
        return not_stored(render(request, "web/recovery_codes.html", values))

    def act(form: OwnPasswordForm) -> str:
        second_factor.renew_recovery_codes(person=person)
        request.session[SHOW_CODES] = True
        return reverse("two-factor-codes")

    question = Question(
        "换一批恢复码",
        "恢复码只在生成时显示一次，现在不能再看。可以换一批新的，原来的随即作废。",
        "换一批",
        reverse("two-factor"),
    )
    return _with_password(request, question, act)


@access(SIGNED_IN, form=True)
def turn_off(request: Request) -> HttpResponse:
    person = person_of(request)
    refuse_unless(not request.actor.roles, "园区人员必须使用两步登录。换手机时，请联系安全管理员取消原来的绑定。")
    if not person.second_factor_since:
        return redirect("two-factor")

    def act(form: OwnPasswordForm) -> str:
        second_factor.take_off_second_factor(person=person, by=person)
        update_session_auth_hash(request, person)
        return reverse("profile")

    question = Question(
        "停用两步登录",
        "停用后，登录只要密码；手机上的绑定和恢复码随即作废，您在其他电脑和手机上的登录随即失效。",
        "停用",
        reverse("two-factor"),
    )
    return _with_password(request, question, act)


def _with_password(request: Request, question: Question, act: Callable[[OwnPasswordForm], str]) -> HttpResponse:
    person, address = person_of(request), address_of(request.META)
    return confirm_page(request, question, act=act, kind=OwnPasswordForm, person=person, address=address)


def _secret(request: Request) -> str:
    """The one that is being set up; empty where none is."""
    try:
        return unseal(SECRET, request.session.get(SECRET, ""))
    except SealError:
        return ""


def _new_secret(request: Request) -> str:
    secret = second_factor.new_secret()
    request.session[SECRET] = seal(SECRET, secret)
    return secret
