"""Giving a role to a person, and taking it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.domain.roles import grant_role, revoke_role
from songjieyou.core.enums import Role
from songjieyou.core.models import Department, Person, RoleAssignment
from songjieyou.web.access import Request, access, found, person_of, refusing
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import DayField
from songjieyou.web.ops.pages import SECURITY


class GrantForm(Form):
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    department = forms.TypedChoiceField(
        label="部门", coerce=int, empty_value=None, required=False, help_text="承办部门的角色必须选择，其他角色不选。"
    )
    starts_on = DayField(label="自", initial=clock.today)
    ends_on = DayField(label="至", required=False, help_text="最后一天，当天仍有效。查阅人员必须填写。")
    grounds = forms.CharField(
        label="依据和范围", max_length=120, required=False, help_text="文号或事由。查阅人员必须写明查阅的依据和范围。"
    )

    def __init__(self, *args: Any, departments: tuple[Department, ...] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", "不选"), *((department.pk, department.name) for department in departments)]
        self.fields["department"].choices = choices  # type: ignore[attr-defined]


@access(SECURITY, form=True)
def grant(request: Request, pk: int) -> HttpResponse:
    person: Person = found(Person.objects.all(), request.actor, pk)
    departments = Department.objects.visible_to(request.actor).filter(closed_at=None).order_by("pk")
    by_id = {department.pk: department for department in departments}

    def act(form: GrantForm) -> str:
        asked = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        asked["department"] = by_id.get(asked["department"])
        grant_role(person=person, by=person_of(request), **asked)
        return reverse("person", args=[pk])

    return form_page(
        request,
        GrantForm,
        "web/ops/grant.html",
        act=act,
        values={"person": person},
        departments=tuple(by_id.values()),
    )


@access(SECURITY, "POST")
def revoke(request: Request, pk: int) -> HttpResponse:
    assignment = found(RoleAssignment.objects.all(), request.actor, pk)
    with refusing():
        revoke_role(assignment=assignment, by=person_of(request))
    return redirect("person", assignment.person_id)
