"""The park's own data."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from songjieyou.core.domain.parks import change_park
from songjieyou.core.models import Park
from songjieyou.web.access import Request, access, found, person_of
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.ops.pages import SYSTEM


class ParkForm(Form):
    name = forms.CharField(label="名称", max_length=60, help_text="全称，如“某某经济技术开发区”。")
    short_name = forms.CharField(label="简称", max_length=20, help_text="显示在每页左上角。")
    filing_number = forms.CharField(
        label="备案编号", max_length=60, required=False, help_text="显示在页脚，如“湘ICP备00000000号”。"
    )
    contact = forms.CharField(
        label="联系方式",
        max_length=120,
        required=False,
        help_text="没有账号的人也能看到，写单位的电话和地址，不写个人号码。",
    )


@access(SYSTEM, form=True)
def park(request: Request) -> HttpResponse:
    row = found(Park.objects.all(), request.actor, person_of(request).park_id)

    def act(form: ParkForm) -> str:
        change_park(park=row, by=person_of(request), **form.cleaned_data)
        return reverse("park")

    current = row_values(Park.objects.filter(pk=row.pk), *ParkForm.base_fields)
    return form_page(request, ParkForm, "web/ops/park.html", act=act, current=current)
