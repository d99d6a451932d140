"""The colours of one's park, chosen by its system administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from songjieyou.core.brand import HOUSE, Brand
from songjieyou.core.domain.parks import set_brand
from songjieyou.core.models import Park
from songjieyou.web.access import Request, access, person_of
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.ops.pages import SYSTEM


class ColourField(forms.RegexField):
    """Six hexadecimal digits; browsers show them as a colour to choose, with # before them."""

    def __init__(self, *, label: str, usual: str) -> None:
        super().__init__(
            regex=r"^[0-9a-f]{6}$",
            label=label,
            help_text=f"标准颜色是 #{usual}。",
            error_messages={"required": "请选一种颜色。", "invalid": "请写成 # 和六位十六进制数，如 #083b78。"},
            widget=forms.TextInput(attrs={"type": "color"}),
        )

    def prepare_value(self, value: Any) -> Any:
        return f"#{str(value).removeprefix('#')}" if value else value

    def to_python(self, value: Any) -> Any:
        return str(value or "").strip().removeprefix("#").lower()


class BrandForm(Form):
    band = ColourField(label="页头底色", usual=HOUSE.band)
    rule = ColourField(label="页头细线", usual=HOUSE.rule)
    action = ColourField(label="操作颜色", usual=HOUSE.action)


@access(SYSTEM, form=True)
def brand(request: Request) -> HttpResponse:
    person = person_of(request)

    def act(form: BrandForm) -> str:
        set_brand(park=person.park, brand=Brand(**form.cleaned_data), by=person)
        return reverse("park-look")

    current = row_values(Park.objects.filter(pk=person.park_id), *Brand._fields)
    return form_page(request, BrandForm, "web/ops/brand.html", act=act, current=current)
