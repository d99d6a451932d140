"""Entering a firm into the register by hand, and correcting what the register says of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse

from songjieyou.core.actor import Actor
from songjieyou.core.models import Park, Zone
from songjieyou.enterprises.domain.firms import change_enterprise, register_enterprise
from songjieyou.enterprises.domain.queries import find_head, officer_of
from songjieyou.enterprises.enums import EnterpriseKind
from songjieyou.enterprises.models import Enterprise
from songjieyou.enterprises.uscc import folded
from songjieyou.web.access import SIGNED_IN, Request, access, found, only, person_of, refuse_unless
from songjieyou.web.enterprise.may import NOT_AN_EDITOR, REGISTRARS, may_edit
from songjieyou.web.forms import Form, form_page, row_values

OFF = {"autocomplete": "off"}


class FirmForm(Form):
    name = forms.CharField(label="名称", max_length=120, widget=forms.TextInput(attrs=OFF))
    kind = forms.ChoiceField(
        label="主体类型",
        choices=EnterpriseKind.choices,
        widget=forms.RadioSelect,
        initial=EnterpriseKind.LEGAL_PERSON,
    )
    head = forms.CharField(
        label="总机构",
        max_length=120,
        required=False,
        help_text="只有分支机构才填。总机构在本园区的，填统一社会信用代码或名称；不在的，填名称。",
        widget=forms.TextInput(attrs=OFF),
    )
    zone = forms.TypedChoiceField(label="片区", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, zones: list[Zone], **more: Any) -> None:
        super().__init__(*args, **more)
        self.zones = {zone.pk: zone for zone in zones}
        choices = [("", "未确定"), *((zone.pk, zone.name) for zone in zones)]
        self.fields["zone"].choices = choices  # type: ignore[attr-defined]

    def said(self, park: Park) -> dict[str, Any]:
        """What the register is to hold. ValidationError for a head that is not found."""
        head, head_name = find_head(park=park, written=self.cleaned_data["head"])
        return {
            "name": self.cleaned_data["name"],
            "kind": EnterpriseKind(self.cleaned_data["kind"]),
            "zone": self.zones.get(self.cleaned_data["zone"]),
            "head": head,
            "head_name": head_name,
        }


class NewFirmForm(FirmForm):
    uscc = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        help_text="18 位，照营业执照填写；空格、全角和小写都可以。",
        widget=forms.TextInput(attrs=OFF),
    )
    field_order = ("uscc", "name")


@access(only(REGISTRARS), form=True)
def add(request: Request) -> HttpResponse:
    person = person_of(request)
    values: dict[str, Any] = {}

    def act(form: NewFirmForm) -> str:
        code = form.cleaned_data["uscc"]
        try:
            enterprise = register_enterprise(park=person.park, uscc=code, by=person, **form.said(person.park))
        except ValidationError:
            values["taken"] = Enterprise.objects.visible_to(request.actor).filter(uscc=folded(code)).first()
            raise
        return reverse("enterprise", args=[enterprise.pk])

    zones = _zones(request.actor)
    return form_page(request, NewFirmForm, "web/firm_new.html", act=act, values=values, zones=zones)


@access(SIGNED_IN, form=True)
def edit(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    refuse_unless(may_edit(request.actor, officer_of(pk)), NOT_AN_EDITOR)

    def act(form: FirmForm) -> str:
        change_enterprise(enterprise=enterprise, by=person_of(request), **form.said(enterprise.park))
        return reverse("enterprise", args=[pk])

    read = row_values(Enterprise.objects.filter(pk=pk), "name", "kind", "zone", "head", "head_name")

    def current() -> dict[str, Any]:
        held = read()
        head, name = held.pop("head"), held.pop("head_name")
        return held | {"head": Enterprise.objects.get(pk=head).uscc if head else name}

    zones = _zones(request.actor, enterprise.zone_id)
    values = {"enterprise": enterprise}
    return form_page(request, FirmForm, "web/firm_edit.html", act=act, current=current, values=values, zones=zones)


def _zones(actor: Actor, kept: int | None = None) -> list[Zone]:
    """Those of the park that are open, and the one in which the firm is."""
    zones = Zone.objects.visible_to(actor).order_by("pk")
    return [zone for zone in zones if zone.closed_at is None or zone.pk == kept]
