"""The people of the park: found by what is known of them, and let in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.domain.people import open_account, reset_password
from songjieyou.core.enums import Role
from songjieyou.core.models import Department, Person, RoleAssignment
from songjieyou.core.models.person import PersonQuerySet
from songjieyou.enterprises.models import Authorisation
from songjieyou.web import once
from songjieyou.web.access import Request, access, person_of
from songjieyou.web.account.forms import NewUsernameField
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import Filter, paged
from songjieyou.web.ops.pages import ACCOUNTS, SYSTEM

ALL = ("", "全部")
STATES = {
    "active": ("启用", Q(is_active=True)),
    "disabled": ("停用", Q(is_active=False, erased_at=None)),
    "erased": ("已注销", Q(erased_at__isnull=False)),
}
SIDES = {
    "staff": ("园区人员", Q(has_role=True)),
    "firm": ("企业用户", Q(has_firm=True)),
    "neither": ("没有角色和授权", Q(has_role=False, has_firm=False)),
}


class PeopleFilter(Filter):
    words = forms.CharField(label="姓名或登录名", max_length=60, required=False)
    role = forms.ChoiceField(label="角色", choices=[ALL, *Role.choices], required=False)
    department = forms.ChoiceField(label="部门", choices=[ALL], required=False)
    state = forms.ChoiceField(
        label="状态", choices=[ALL, *((key, words) for key, (words, _) in STATES.items())], required=False
    )
    side = forms.ChoiceField(
        label="身份", choices=[ALL, *((key, words) for key, (words, _) in SIDES.items())], required=False
    )

    def __init__(self, *args: Any, departments: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["department"] = forms.ChoiceField(label="部门", choices=[ALL, *departments], required=False)


class AccountForm(Form):
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    username = NewUsernameField(autocomplete="off")


@access(ACCOUNTS)
def people(request: Request) -> HttpResponse:
    departments = Department.objects.visible_to(request.actor).order_by("closed_at", "pk").values_list("pk", "name")
    asked = PeopleFilter(request.GET, departments=list(departments))
    chosen, today = asked.chosen, clock.today()
    rows = Person.objects.all().visible_to(request.actor)
    found = rows.none() if asked.errors else _narrowed(rows, chosen, today)
    roles = RoleAssignment.objects.on(today).select_related("department").order_by("pk")
    page = paged(request, found.prefetch_related(Prefetch("assignments", roles, "current")).order_by("name", "pk"))
    values = {
        "filter": asked,
        "chosen": chosen,
        "page": page,
        "may_open_accounts": Role.SYSTEM_ADMIN in request.actor.roles,
    }
    return render(request, "web/ops/people.html", values)


@access(SYSTEM, form=True)
def open_one(request: Request) -> HttpResponse:
    by = person_of(request)

    def act(form: AccountForm) -> str:
        person = open_account(park=by.park, by=by, **form.cleaned_data)
        once.keep(request, person, reset_password(person=person, by=by))
        return reverse("password-shown", args=[person.pk])

    return form_page(request, AccountForm, "web/ops/open.html", act=act)


def _narrowed(rows: PersonQuerySet, chosen: dict[str, Any], today: date) -> PersonQuerySet:
    """The people who are all that was chosen, with `has_role` and `has_firm` on the day."""
    held = RoleAssignment.objects.filter(person=OuterRef("pk")).on(today)
    firms = Authorisation.objects.filter(person=OuterRef("pk")).on(today)
    found = rows.annotate(has_role=Exists(held), has_firm=Exists(firms))
    if words := chosen.get("words"):
        found = found.filter(Q(name__icontains=words) | Q(username__icontains=words))
    asked = {name: chosen[name] for name in ("role", "department") if name in chosen}
    if asked:
        found = found.filter(Exists(held.filter(**asked)))
    for name, meanings in (("state", STATES), ("side", SIDES)):
        if name in chosen:
            found = found.filter(meanings[chosen[name]][1])
    return found
