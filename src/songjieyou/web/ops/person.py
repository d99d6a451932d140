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
from songjieyou.core.domain.second_factor import take_off_second_factor
from songjieyou.core.enums import Role
from songjieyou.core.events.timeline import timeline
from songjieyou.core.events.words import ADMINISTRATION
from songjieyou.core.models import Person, RoleAssignment
from songjieyou.enterprises.models import Authorisation
from songjieyou.web import once
from songjieyou.web.access import Request, access, found, person_of, refusing
from songjieyou.web.confirm import SYSTEM_SIDE, Question, confirm_page
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.ops.pages import ACCOUNTS, SECURITY, SYSTEM


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
        once.keep(request, row, reset_password(person=row, by=person_of(request)))
        return reverse("password-shown", args=[pk])

    question = Question(
        f"重设{row.name}的密码",
        "原来的密码马上失效，已登录的页面也会退出。新密码只显示一次，请先确认是本人提出的。",
        "重设密码",
        reverse("person", args=[pk]),
    )
    return confirm_page(request, question, act=act, kind=Form, frame=SYSTEM_SIDE)


@access(SYSTEM)
def password_shown(request: Request, pk: int) -> HttpResponse:
    row = _found(request, pk)
    values = {"person": row, "password": once.take(request, row)}
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

    question = Question(
        f"注销{row.name}",
        "姓名、登录名、手机、邮箱和本人写的意见会被清除，各处显示为“已注销人员”；"
        "办理过的事情和时间留在历史里。角色和企业授权全部收回。",
        "注销",
        reverse("person", args=[pk]),
    )
    return confirm_page(request, question, act=act, kind=EraseForm, frame=SYSTEM_SIDE)


@access(SECURITY, form=True)
def second_factor_off(request: Request, pk: int) -> HttpResponse:
    """For somebody who has lost their phone. Whoever has none keeps none."""
    row = _found(request, pk)
    back = reverse("person", args=[pk])
    if not row.second_factor_since:
        return redirect(back)

    def act(form: Form) -> str:
        take_off_second_factor(person=row, by=person_of(request))
        return back

    question = Question(
        f"解除{row.name}的两步登录",
        "手机上的绑定和恢复码马上作废，已登录的页面也会退出；园区人员下次登录时必须重新设置。"
        "解除后只凭密码就能登录，请先当面或电话确认是本人提出的。",
        "解除两步登录",
        back,
    )
    return confirm_page(request, question, act=act, kind=Form, frame=SYSTEM_SIDE)


def _found(request: Request, pk: int) -> Person:
    row: Person = found(Person.objects.all(), request.actor, pk)
    return row
