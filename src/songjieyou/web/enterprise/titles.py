"""Titles of a firm: those it holds, those that are over, and forms to enter and end one."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.enterprises.domain.titles import SOON, end_title, enter_title, facts_of
from songjieyou.enterprises.enums import Ending, Level
from songjieyou.enterprises.facts.tables import title_kinds
from songjieyou.enterprises.models import Enterprise, Title
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.enterprise.speaking import source_of, speaker
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import DayField, Page, paged


class Line(NamedTuple):
    """A title with how it stands; `kind` is that of the tag."""

    title: Title
    state: str
    kind: str
    facts: str
    at_end: str


class TitleForm(Form):
    kind = forms.ChoiceField(label="称号", choices=[("", "请选择"), *((name, name) for name in title_kinds())])
    level = forms.ChoiceField(label="级别", choices=Level.choices, widget=forms.RadioSelect)
    number = forms.CharField(
        label="证书编号", max_length=60, required=False, help_text="没有证书的，填写公布名单的文号。"
    )
    awarded_on = DayField(label="认定日期", help_text="证书上的发证日期，或公布名单的日期。")
    valid_until = DayField(label="有效期至", required=False, help_text="证书写明的最后一天；长期有效的不填。")
    recheck_on = DayField(label="复核截止", required=False, help_text="要复核的，填写认定部门通知的最后一天。")


class EndForm(Form):
    ending = forms.ChoiceField(label="原因", choices=Ending.choices, widget=forms.RadioSelect)


@access(SIGNED_IN)
def listing(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    rows = Title.objects.visible_to(request.actor).filter(enterprise=enterprise)
    page = paged(request, rows.order_by("-awarded_on", "-pk"))
    values = {
        "enterprise": enterprise,
        "page": Page([line_of(title, clock.today()) for title in page.rows], page.before, page.after),
        "may_tell": source_of(request.actor, enterprise) is not None,
    }
    return render(request, "web/firm_titles.html", values)


@access(SIGNED_IN, form=True)
def add(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    speaker(request, enterprise)

    def act(form: TitleForm) -> str:
        told = form.cleaned_data
        level = Level(told.pop("level"))
        enter_title(enterprise=enterprise, level=level, by=person_of(request), **told)
        return reverse("firm-titles", args=[pk])

    values = {
        "enterprise": enterprise,
        "title": "登记资质称号",
        "lead": enterprise.name,
        "back": reverse("firm-titles", args=[pk]),
    }
    return form_page(request, TitleForm, "web/firm_form.html", act=act, values=values)


@access(SIGNED_IN, form=True)
def end(request: Request, pk: int, title: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    row = found(Title.objects.filter(enterprise=enterprise).select_related("enterprise", "park"), request.actor, title)
    speaker(request, enterprise)
    refuse_unless(row.ended_at is None, "这项称号已经结束。")

    def act(form: EndForm) -> str:
        end_title(title=row, ending=Ending(form.cleaned_data["ending"]), by=person_of(request))
        return reverse("firm-titles", args=[pk])

    question = Question(
        title=f"结束：{row}",
        words="结束后，政策体检不再按有效计算；记录保留。到期的称号会自动处理，不用在这里结束。",
        button="结束这项称号",
        back=reverse("firm-titles", args=[pk]),
    )
    return confirm_page(request, question, act=act, kind=EndForm)


def line_of(title: Title, today: date) -> Line:
    state, kind = _state(title, today)
    return Line(title, state, kind, "、".join(facts_of(title)), title_kinds()[title.kind].at_end)


def _state(title: Title, today: date) -> tuple[str, str]:
    if title.ended_at:
        return Ending(title.ending).label, ""
    if title.valid_until and title.valid_until < today:
        return "已到期", ""
    if title.due_on and title.due_on <= today + SOON:
        left = (title.due_on - today).days
        what = "复核截止" if title.due_on == title.recheck_on else "到期"
        return (f"还有 {left} 天{what}" if left > 0 else f"今天{what}" if left == 0 else f"{what}已过"), "near"
    return "有效", "done"
