"""Claiming a firm with a one-time code: as the first thing with a new account, or for the account that one has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core.codes import plain_code
from songjieyou.core.domain.sign_in import LockedOutError, check_password
from songjieyou.core.models import Person
from songjieyou.enterprises.domain.claims import (
    check_claim_code,
    claim,
    claim_with_new_account,
    code_of,
    ticket_for,
)
from songjieyou.enterprises.models import ClaimCode
from songjieyou.web.access import EVERYONE, SIGNED_IN, Request, access, person_of, refuse_unless
from songjieyou.web.account.forms import NewAccountForm, closed
from songjieyou.web.account.page import not_stored
from songjieyou.web.account.sign_in import proved
from songjieyou.web.addresses import address_of
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.forms import Form
from songjieyou.web.often import later
from songjieyou.web.signing import enter

TICKET = "ticket"
"""A value of the session between two pages, and a field of the form, so that one that is sent twice bears it too."""
CLAIMED = "?claimed=1"
"""Asks the page of a firm to say what comes next."""
USCC_LENGTH = 18
NOT_FOR_STAFF = "园区人员的账号不能认领企业。企业人员请退出登录，用自己的账号认领。"


class ClaimForm(Form):
    refusal = "还没有通过"

    uscc = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        help_text="营业执照上的 18 位代码。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="认领码",
        max_length=40,
        help_text="纸上的 12 位字母和数字，不分大小写，横线可以不填。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_uscc(self) -> str:
        uscc = plain_code(self.cleaned_data["uscc"]).upper()
        if len(uscc) != USCC_LENGTH:
            self.add_error("uscc", f"统一社会信用代码是 18 位，现在填了 {len(uscc)} 位。")
        return uscc


class JoinForm(Form):
    refusal = "还没有认领"

    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields[TICKET].initial = ticket


@access(EVERYONE, "GET", "POST")
def begin(request: Request) -> HttpResponse:
    """Firm and code; a right one leads on."""
    refuse_unless(not request.actor.roles, NOT_FOR_STAFF)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    refused: LockedOutError | None = None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            code = check_claim_code(uscc=typed["uscc"], text=typed["code"], address=address_of(request.META))
        except LockedOutError as error:
            form.add_error(None, closed(error))
            refused = error
        except ValidationError as error:
            form.add_error(None, error)
        else:
            request.session[TICKET] = ticket_for(code)
            return redirect("claim-join" if request.user.is_authenticated else "claim-account")
    status = 200 if not form.is_bound else 429 if refused else 422
    page = not_stored(render(request, "web/claim.html", {"form": form}, status=status))
    return later(page, refused.until if refused else None)


@access(EVERYONE, "GET", "POST")
def account(request: Request) -> HttpResponse:
    """A new account for whoever has shown the code."""
    if request.user.is_authenticated:
        return redirect("claim-join")
    ticket, code = _shown(request)
    if code is None:
        return redirect("claim")
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            person = claim_with_new_account(
                code=code, name=typed["name"], username=typed["username"], password=typed["password"]
            )
        except ValidationError as error:
            if again := _sent_again(request, code, typed):
                return again
            form.add_error(None, error)
        else:
            enter(request, person)
            return redirect(_firm(code))
    values = {"form": form, "code": code, "ticket": ticket}
    return not_stored(render(request, "web/claim_account.html", values, status=422 if form.is_bound else 200))


@access(SIGNED_IN, form=True)
def join(request: Request) -> HttpResponse:
    """One more firm for the account that has signed in."""
    refuse_unless(not request.actor.roles, NOT_FOR_STAFF)
    ticket, code = _shown(request)
    if code is None:
        return redirect("claim")
    person = person_of(request)
    if code.used_by == person:
        return redirect(_firm(code))

    def act(form: JoinForm) -> str:
        claim(code=code, person=person)
        return _firm(code)

    question = Question(
        f"认领{code.enterprise.name}",
        f"统一社会信用代码 {code.enterprise.uscc}。确认后，这家企业加到您现在的账号“{person.username}”里，"
        f"您是它的{code.capacity.label}，认领码随即作废。",
        "确认认领",
        reverse("home"),
    )
    return confirm_page(request, question, act=act, kind=JoinForm, ticket=ticket)


def _shown(request: Request) -> tuple[str, ClaimCode | None]:
    """The ticket that was sent, or waits in the session, and its code."""
    ticket = request.POST.get(TICKET) or request.session.get(TICKET, "")
    return ticket, code_of(ticket)


def _firm(code: ClaimCode) -> str:
    return reverse("enterprise", args=[code.enterprise_id]) + CLAIMED


def _sent_again(request: Request, code: ClaimCode, typed: dict[str, str]) -> HttpResponse | None:
    """The same form sent twice: whoever has opened the account by the first one is let in by its password."""
    code.refresh_from_db()
    opened: Person | None = code.used_by
    if opened is None or opened.username != typed["username"]:
        return None
    try:
        person = check_password(
            username=typed["username"], password=typed["password"], address=address_of(request.META)
        )
    except LockedOutError:
        return None
    return proved(request, person, _firm(code)) if person == opened else None
