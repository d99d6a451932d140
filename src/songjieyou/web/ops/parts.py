"""Zones, departments and teams: listed, added, renamed, closed and taken into use again."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core.domain.parks import KINDS, add_part, close_part, rename_part, reopen_part
from songjieyou.core.models import Department, Team, Zone
from songjieyou.core.models.park import PartOfPark
from songjieyou.core.models.scoped import Scoped
from songjieyou.web.access import Request, access, found, person_of
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.ops.pages import SYSTEM

TABLES: dict[str, type[PartOfPark]] = {"zones": Zone, "departments": Department, "teams": Team}


class PartForm(Form):
    name = forms.CharField(label="名称", max_length=60)


@access(SYSTEM)
def parts(request: Request, kind: str) -> HttpResponse:
    rows = _rows(kind).visible_to(request.actor).order_by("closed_at", "pk")
    return render(request, "web/ops/parts.html", _words(kind) | {"rows": rows})


@access(SYSTEM, form=True)
def add(request: Request, kind: str) -> HttpResponse:
    table, person = _table(kind), person_of(request)

    def act(form: PartForm) -> str:
        add_part(table(park=person.park, name=form.cleaned_data["name"]), by=person)
        return reverse("parts", args=[kind])

    return form_page(request, PartForm, "web/ops/part.html", act=act, values=_words(kind) | {"row": None})


@access(SYSTEM, form=True)
def part(request: Request, kind: str, pk: int) -> HttpResponse:
    row = found(_rows(kind), request.actor, pk)

    def act(form: PartForm) -> str:
        rename_part(row=row, name=form.cleaned_data["name"], by=person_of(request))
        return reverse("parts", args=[kind])

    current = row_values(_rows(kind).filter(pk=pk), "name")
    values = _words(kind) | {"row": row, "was_called": row.name}
    return form_page(request, PartForm, "web/ops/part.html", act=act, current=current, values=values)


@access(SYSTEM, "POST")
def close(request: Request, kind: str, pk: int) -> HttpResponse:
    close_part(row=found(_rows(kind), request.actor, pk), by=person_of(request))
    return redirect("parts", kind)


@access(SYSTEM, "POST")
def reopen(request: Request, kind: str, pk: int) -> HttpResponse:
    reopen_part(row=found(_rows(kind), request.actor, pk), by=person_of(request))
    return redirect("parts", kind)


def _table(kind: str) -> type[PartOfPark]:
    if kind not in TABLES:
        raise Http404
    return TABLES[kind]


def _rows(kind: str) -> Scoped[PartOfPark]:
    rows = _table(kind)._default_manager.all()
    return cast("Scoped[PartOfPark]", rows)


def _words(kind: str) -> dict[str, str]:
    return {"kind": kind, "label": KINDS[_table(kind)].label}
