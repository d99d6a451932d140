"""The register: every firm that one may see, and the way to its 政策体检."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.core.enums import STAFF
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Standing
from songjieyou.enterprises.models.table_import import IMPORTERS
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.web.access import Request, access, only
from songjieyou.web.listing import Filter, Page, paged, query

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
    return page_of(request, RegisterFilter(request.GET))


def page_of(request: Request, asked: RegisterFilter, status: int = 200) -> HttpResponse:
    page = paged(request, firms_of(request, asked))
    values = {
        "filter": asked,
        "chosen": asked.chosen,
        "page": Page(_lines(page.rows), page.before, page.after),
        "asked": query(request, page=None),
        "may_import": request.actor.is_any(IMPORTERS),
    }
    return render(request, "web/register.html", values, status=status)


def firms_of(request: Request, asked: RegisterFilter) -> QuerySet[Enterprise]:
    """The firms that the actor sees and has asked for, in the order of the list; none where the question is wrong."""
    firms = Enterprise.objects.all().visible_to(request.actor)
    found = firms.none() if asked.errors else _narrowed(firms, asked.chosen)
    return found.order_by("name", "pk")


def _narrowed(firms: QuerySet[Enterprise], chosen: dict[str, Any]) -> QuerySet[Enterprise]:
    if words := chosen.get("words"):
        firms = firms.filter(Q(name__icontains=words) | Q(uscc__startswith=words.upper()))
    if industry := chosen.get("industry"):
        firms = firms.filter(Exists(_said(INDUSTRY).filter(word__startswith=industry)))
    if above_scale := chosen.get("above_scale"):
        firms = firms.filter(Exists(_said(ABOVE_SCALE).filter(word=above_scale)))
    return firms


def _said(name: str) -> QuerySet[Standing]:
    """What counts for a fact of a firm in an outer query."""
    return Standing.objects.filter(subject__enterprise=OuterRef("pk"), subject__kind=FIRM, name=name)


def _lines(firms: list[Enterprise]) -> list[Line]:
    """One query for all of them."""
    rows = Standing.objects.filter(subject__enterprise__in=firms, subject__kind=FIRM, name__in=(INDUSTRY, ABOVE_SCALE))
    said = {(firm, name): word for firm, name, word in rows.values_list("subject__enterprise", "name", "word")}
    names = vocabulary().codes[INDUSTRIES].names
    return [
        Line(firm, names.get(code := said.get((firm.pk, INDUSTRY), ""), code), said.get((firm.pk, ABOVE_SCALE), ""))
        for firm in firms
    ]
