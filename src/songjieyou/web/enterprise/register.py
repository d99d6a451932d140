"""The register: every firm that one may see, and the way to its 政策体检."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.core.actor import Actor
from songjieyou.core.enums import STAFF
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Standing
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.web.access import Request, access, only
from songjieyou.web.listing import Filter, Page, paged

INDUSTRY, ABOVE_SCALE = "行业代码", "规上工业企业"
INDUSTRIES = "国民经济行业分类"
YES_NO = [("", "全部"), ("是", "是"), ("否", "否")]


class RegisterFilter(Filter):
    words = forms.CharField(label="名称或统一社会信用代码", max_length=60, required=False)
    industry = forms.CharField(label="行业代码", max_length=4, required=False, help_text="前几位也可以，如 34。")
    above_scale = forms.ChoiceField(label=ABOVE_SCALE, choices=YES_NO, required=False)


class Line(NamedTuple):
    firm: Enterprise
    industry: str
    above_scale: str


@access(only(STAFF))
def register(request: Request) -> HttpResponse:
    asked = RegisterFilter(request.GET)
    firms = Enterprise.objects.all().visible_to(request.actor)
    found = firms.none() if asked.errors else _narrowed(firms, asked.chosen, request.actor)
    page = paged(request, found.order_by("name", "uscc"))
    values = {"filter": asked, "chosen": asked.chosen, "page": Page(_lines(page.rows), page.before, page.after)}
    return render(request, "web/register.html", values)


def _narrowed(firms: QuerySet[Enterprise], chosen: dict[str, Any], actor: Actor) -> QuerySet[Enterprise]:
    if words := chosen.get("words"):
        firms = firms.filter(Q(name__icontains=words) | Q(uscc__startswith=words.upper()))
    if industry := chosen.get("industry"):
        codes = [code for code in vocabulary().codes[INDUSTRIES].names if code.startswith(industry)]
        firms = firms.filter(pk__in=_of_whom(actor, INDUSTRY, codes))
    if above_scale := chosen.get("above_scale"):
        firms = firms.filter(pk__in=_of_whom(actor, ABOVE_SCALE, [above_scale]))
    return firms


def _of_whom(actor: Actor, name: str, words: list[str]) -> QuerySet[Standing, int]:
    """Firms of the park of whom one of the words counts. The index is searched for the words, which takes far less than
    a search for each firm.
    """
    said = Standing.objects.filter(park=actor.park, name=name, word__in=words, subject__kind=FIRM)
    return said.values_list("subject__enterprise", flat=True)


def _lines(firms: list[Enterprise]) -> list[Line]:
    """One query for all of them."""
    rows = Standing.objects.filter(subject__enterprise__in=firms, subject__kind=FIRM, name__in=(INDUSTRY, ABOVE_SCALE))
    said = {(firm, name): word for firm, name, word in rows.values_list("subject__enterprise", "name", "word")}
    names = vocabulary().codes[INDUSTRIES].names
    return [
        Line(firm, names.get(code := said.get((firm.pk, INDUSTRY), ""), code), said.get((firm.pk, ABOVE_SCALE), ""))
        for firm in firms
    ]
