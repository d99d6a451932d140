"""One person: who they are here, what they may do and since when, and what was done with their account."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.domain.erasing import erase_person
from songjieyou.core.domain.people import change_name, disable_account, enable_account, reset_password
from songjieyou.core.enums import Role
from songjieyou.core.events.timeline import timeline
from songjieyou.core.events.words import ADMINISTRATION
from songjieyou.core.models import Person, RoleAssignment
from songjieyou.enterprises.models import Authorisation
from songjieyou.web.access import Request, access, found, person_of, refusing
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.ops import once
from songjieyou.web.ops.pages import ACCOUNTS, SYSTEM


class NameForm(Form):
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class EraseForm(Form):
    username = forms.CharField(
        label="再写一遍这个人的登录名",
        max_length=60,
        help_text="注销后不能恢复。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@access(ACCOUNTS)
def person(request: Request, pk: int) -> HttpResponse:
    row = _found(request, pk)
    actor, today = request.actor, clock.today()
    roles = RoleAssignment.objects.visible_to(actor).filter(person=row).select_related("department")
    firms = Authorisation.objects.visible_to(actor).filter(person=row).select_related("enterprise")
    people = Person.objects.all().visible_to(actor)
    values = {
        "person": row,
        "roles": roles.order_by("revoked_at", "-pk"),
        "authorisations": firms.order_by("revoked_at", "-pk"),
        "history": timeline(kind="person", subject=pk, readers=ADMINISTRATION, people=people),
        "today": today,
        "is_system": Role.SYSTEM_ADMIN in actor.roles,
        "is_security": Role.SECURITY_ADMIN in actor.roles,
    }
    return render(request, "web/ops/person.html", values)


@access(SYSTEM, form=True)
def rename(request: Request, pk: int) -> HttpResponse:
    row = _found(request, pk)

    def act(form: NameForm) -> str:
        change_name(person=row, name=form.cleaned_data["name"], by=person_of(request))
        return reverse("person", args=[pk])

    current = row_values(Person.objects.filter(pk=pk), "name")
    return form_page(request, NameForm, "web/ops/rename.html", act=act, current=current, values={"person": row})


@access(SYSTEM, "POST")
def disable(request: Request, pk: int) -> HttpResponse:
    with refusing():
        disable_account(person=_found(request, pk), by=person_of(request))
    return redirect("person", pk)


@access(SYSTEM, "POST")
def enable(request: Request, pk: int) -> HttpResponse:
    with refusing():
        enable_account(person=_found(request, pk), by=person_of(request))
    return redirect("person", pk)


@access(SYSTEM, form=True)
def password(request: Request, pk: int) -> HttpResponse:
    row = _found(request, pk)

    def act(form: Form) -> str:
        once.keep(request, pk, reset_password(person=row, by=person_of(request)))
        return reverse("password-shown", args=[pk])

    return form_page(request, Form, "web/ops/password.html", act=act, values={"person": row})


@access(SYSTEM)
def password_shown(request: Request, pk: int) -> HttpResponse:
    values = {"person": _found(request, pk), "password": once.take(request, pk)}
    response = render(request, "web/ops/password_shown.html", values)
    response["Cache-Control"] = "no-store"
    return response


@access(SYSTEM, form=True)
def erase(request: Request, pk: int) -> HttpResponse:
    row = _found(request, pk)

    def act(form: EraseForm) -> str:
        if form.cleaned_data["username"] != row.username:
            raise ValidationError({"username": "与这个人的登录名不一样，没有注销。"})
        erase_person(person=row, by=person_of(request))
        return reverse("person", args=[pk])

    return form_page(request, EraseForm, "web/ops/erase.html", act=act, values={"person": row})


def _found(request: Request, pk: int) -> Person:
    row: Person = found(Person.objects.all(), request.actor, pk)
    return row
