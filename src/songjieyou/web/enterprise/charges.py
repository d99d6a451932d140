"""Arranging who looks after a firm: leader, department, officer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from songjieyou.core.enums import ChargeKind, Role
from songjieyou.core.models import Department, Person
from songjieyou.enterprises.domain.charges import assign_contact_officer, assign_department, assign_leading_contact
from songjieyou.enterprises.domain.queries import candidates
from songjieyou.enterprises.models import Charge, Enterprise
from songjieyou.web.access import Request, access, found, only, person_of
from songjieyou.web.forms import Form, form_page

NOBODY = ("", "暂不安排")


class ChargesForm(Form):
    leading_contact = forms.TypedChoiceField(
        label=ChargeKind.LEADING_CONTACT.label, coerce=int, empty_value=None, required=False
    )
    department = forms.TypedChoiceField(label=ChargeKind.DEPARTMENT.label, coerce=int, empty_value=None, required=False)
    contact_officer = forms.TypedChoiceField(
        label=ChargeKind.CONTACT_OFFICER.label, coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, rows: dict[str, dict[int, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.rows = rows
        for name, known in rows.items():
            choices = [NOBODY, *((pk, row.name) for pk, row in known.items())]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Any:
        """The person or department in a field; None for nobody."""
        return self.rows[name].get(self.cleaned_data[name])


@access(only([Role.COORDINATOR]), form=True)
def charges(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)

    def act(form: ChargesForm) -> str:
        by = person_of(request)
        assign_leading_contact(enterprise=enterprise, person=form.chosen("leading_contact"), by=by)
        assign_department(enterprise=enterprise, department=form.chosen("department"), by=by)
        assign_contact_officer(enterprise=enterprise, person=form.chosen("contact_officer"), by=by)
        return reverse("enterprise", args=[pk])

    def current() -> dict[str, int | None]:
        held = Charge.objects.filter(enterprise=enterprise, until=None).values_list("kind", "person", "department")
        return dict.fromkeys(ChargeKind.values) | {kind: person or department for kind, person, department in held}

    departments = Department.objects.visible_to(request.actor).filter(closed_at=None).order_by("pk")
    rows: dict[str, dict[int, Person] | dict[int, Department]] = {
        "leading_contact": _by_id(candidates(park=enterprise.park, kind=ChargeKind.LEADING_CONTACT)),
        "department": {row.pk: row for row in departments},
        "contact_officer": _by_id(candidates(park=enterprise.park, kind=ChargeKind.CONTACT_OFFICER)),
    }
    values = {"enterprise": enterprise}
    return form_page(request, ChargesForm, "web/firm_charges.html", act=act, current=current, values=values, rows=rows)


def _by_id(people: list[Person]) -> dict[int, Person]:
    return {person.pk: person for person in people}
