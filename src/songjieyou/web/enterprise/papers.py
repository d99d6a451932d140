"""Permits, pools and funding of a project: forms to write them down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from songjieyou.enterprises.domain.projects import enter_pool, funding_of, leave_pool, note_clearance, set_funding
from songjieyou.enterprises.enums import ClearanceKind, ClearanceState, FundingOrigin
from songjieyou.enterprises.facts.tables import pools
from songjieyou.enterprises.models import Clearance, PoolEntry
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.enterprise.subjects import name_of, project_of
from songjieyou.web.fields import MoneyField
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.listing import DayField

OTHER_POOL = "其他项目库"


class ClearanceForm(Form):
    state = forms.ChoiceField(label="办理情况", choices=ClearanceState.choices, widget=forms.RadioSelect)
    number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="已办的填写批复、备案证明或证书上的编号。"
    )
    done_on = DayField(label="办结日期", required=False, help_text="已办的填写批复或备案证明上的日期。")


class PoolForm(Form):
    known = forms.ChoiceField(
        label="项目库", choices=[(each, each) for each in (*pools(), OTHER_POOL)], widget=forms.RadioSelect
    )
    pool = forms.CharField(
        label="其他项目库的名称", max_length=60, required=False, help_text="选了“其他项目库”的填写。"
    )
    number = forms.CharField(label="入库编号", max_length=60, required=False)
    entered_on = DayField(label="入库日期")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("known") == OTHER_POOL and "pool" in told and not told["pool"]:
            self.add_error("pool", "请填写项目库的名称。")
        return told


class FundingForm(Form):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for origin in FundingOrigin:
            self.fields[origin.value] = MoneyField(label=origin.label, required=False)


@access(SIGNED_IN, form=True)
def clearance(request: Request, pk: int, subject: int, kind: str) -> HttpResponse:
    enterprise, project, source = project_of(request, pk, subject)
    if kind not in ClearanceKind.values:
        raise Http404
    asked = ClearanceKind(kind)
    back = reverse("subject", args=[pk, project.pk])

    def act(form: ClearanceForm) -> str:
        told = form.cleaned_data
        state = ClearanceState(told.pop("state"))
        note_clearance(project=project, kind=asked, state=state, source=source, by=person_of(request), **told)
        return back

    noted = Clearance.objects.visible_to(request.actor).filter(project=project, kind=kind).current()
    values = {"enterprise": enterprise, "title": f"前期手续：{asked.label}", "lead": name_of(project), "back": back}
    current = row_values(noted, "state", "number", "done_on") if noted.exists() else dict
    return form_page(request, ClearanceForm, "web/firm_form.html", act=act, current=current, values=values)


@access(SIGNED_IN, form=True)
def add_pool(request: Request, pk: int, subject: int) -> HttpResponse:
    enterprise, project, source = project_of(request, pk, subject)
    back = reverse("subject", args=[pk, project.pk])

    def act(form: PoolForm) -> str:
        told = form.cleaned_data
        pool = told["pool"] if told["known"] == OTHER_POOL else told["known"]
        enter_pool(
            project=project,
            pool=pool,
            number=told["number"],
            entered_on=told["entered_on"],
            source=source,
            by=person_of(request),
        )
        return back

    values = {"enterprise": enterprise, "title": "登记入库", "lead": name_of(project), "back": back}
    return form_page(request, PoolForm, "web/firm_form.html", act=act, values=values)


@access(SIGNED_IN, form=True)
def end_pool(request: Request, pk: int, subject: int, entry: int) -> HttpResponse:
    _, project, source = project_of(request, pk, subject)
    row = found(PoolEntry.objects.filter(project=project).select_related("project"), request.actor, entry)
    back = reverse("subject", args=[pk, project.pk])

    def act(form: Form) -> str:
        leave_pool(entry=row, source=source, by=person_of(request))
        return back

    question = Question(
        title=f"出库：{row.pool}",
        words="项目已经不在这个库里，或者登记有误。出库后，政策体检不再按已入库计算；记录保留。",
        button="出库",
        back=back,
    )
    return confirm_page(request, question, act=act, kind=Form)


@access(SIGNED_IN, form=True)
def funding(request: Request, pk: int, subject: int) -> HttpResponse:
    enterprise, project, _ = project_of(request, pk, subject)
    back = reverse("subject", args=[pk, project.pk])

    def held() -> dict[str, int | None]:
        given = funding_of(project)
        return {origin.value: given.get(origin) for origin in FundingOrigin}

    def act(form: FundingForm) -> str:
        amounts = {origin: form.cleaned_data[origin.value] for origin in FundingOrigin}
        set_funding(project=project, amounts=amounts, by=person_of(request))
        return back

    values = {"enterprise": enterprise, "title": "资金来源", "lead": name_of(project), "back": back}
    return form_page(request, FundingForm, "web/firm_form.html", act=act, current=held, values=values)
