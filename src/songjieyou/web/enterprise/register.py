"""The register: every firm that one may see, and the way to its 政策体检."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.enums import STAFF, ChargeKind
from songjieyou.core.models import Zone
from songjieyou.enterprises.enums import EnterpriseKind
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Charge, Enterprise, Standing
from songjieyou.enterprises.models.table_import import IMPORTERS
from songjieyou.enterprises.uscc import folded
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.web.access import Request, access, only
from songjieyou.web.enterprise.may import REGISTRARS
from songjieyou.web.listing import Filter, Page, paged, query

INDUSTRY, ABOVE_SCALE = "行业代码", "规上工业企业"
INDUSTRIES = "国民经济行业分类"
ALL = ("", "全部")
YES_NO = [ALL, ("是", "是"), ("否", "否")]
MINE, NOBODYS = "mine", "nobody"
LOOKED_AFTER = [ALL, (MINE, "我或我的部门联系的"), (NOBODYS, "还没有联点干部的")]


class RegisterFilter(Filter):
    words = forms.CharField(label="名称或统一社会信用代码", max_length=60, required=False)
    looked_after = forms.ChoiceField(label="谁联系", choices=LOOKED_AFTER, required=False)
    zone = forms.TypedChoiceField(label="片区", coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label="主体类型", choices=[ALL, *EnterpriseKind.choices], required=False)
    industry = forms.CharField(label="行业代码", max_length=4, required=False, help_text="前几位也可以，如 34。")
    above_scale = forms.ChoiceField(label=ABOVE_SCALE, choices=YES_NO, required=False)

    def __init__(self, *args: Any, zones: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["zone"].choices = [ALL, *zones]  # type: ignore[attr-defined]


class Line(NamedTuple):
    firm: Any
    """An Enterprise with `officer`, the name of its contact officer."""
    industry: str
    above_scale: str


@access(only(STAFF))
def register(request: Request) -> HttpResponse:
    return page_of(request, asked_of(request))


def asked_of(request: Request) -> RegisterFilter:
    zones = Zone.objects.visible_to(request.actor).order_by("closed_at", "pk").values_list("pk", "name")
    return RegisterFilter(request.GET, zones=list(zones))


def page_of(request: Request, asked: RegisterFilter, status: int = 200) -> HttpResponse:
    shown = firms_of(request, asked).select_related("zone")
    page = paged(request, shown.annotate(officer=Subquery(_officers().values("person__name")[:1])))
    values = {
        "filter": asked,
        "chosen": asked.chosen,
        "page": Page(_lines(page.rows), page.before, page.after),
        "asked": query(request, page=None),
        "may_register": request.actor.is_any(REGISTRARS),
        "may_import": request.actor.is_any(IMPORTERS),
    }
    return render(request, "web/register.html", values, status=status)


def firms_of(request: Request, asked: RegisterFilter) -> QuerySet[Enterprise]:
    """The firms that the actor sees and has asked for, in the order of the list; none where the question is wrong."""
    firms = Enterprise.objects.all().visible_to(request.actor)
    found = firms.none() if asked.errors else _narrowed(firms, asked.chosen, request.actor)
    return found.order_by("name", "pk")


def _narrowed(firms: QuerySet[Enterprise], chosen: dict[str, Any], actor: Actor) -> QuerySet[Enterprise]:
    if words := chosen.get("words"):
        firms = firms.filter(Q(name__icontains=words) | Q(uscc__startswith=folded(words)))
    if looked_after := chosen.get("looked_after"):
        # Mine are few, so they are looked up first; those of nobody are many, so each firm is asked.
        mine = Charge.objects.filter(park=actor.park).on(clock.today()).with_me(actor).values("enterprise")
        firms = firms.filter(pk__in=mine) if looked_after == MINE else firms.filter(~Exists(_officers()))
    if industry := chosen.get("industry"):
        codes = [code for code in vocabulary().codes[INDUSTRIES].names if code.startswith(industry)]
        firms = firms.filter(pk__in=_of_whom(actor, INDUSTRY, codes))
    if above_scale := chosen.get("above_scale"):
        firms = firms.filter(pk__in=_of_whom(actor, ABOVE_SCALE, [above_scale]))
    return firms.filter(**{name: chosen[name] for name in ("zone", "kind") if name in chosen})


def _officers() -> QuerySet[Charge]:
    """The contact officer of a firm in an outer query."""
    return Charge.objects.filter(enterprise=OuterRef("pk"), kind=ChargeKind.CONTACT_OFFICER).on(clock.today())


def _of_whom(actor: Actor, name: str, words: list[str]) -> QuerySet[Standing, int]:
    """Firms of the park of whom one of the words counts. The index is searched for the words, which takes far less than
    a search for each firm.
    """
    said = Standing.objects.filter(park=actor.park, name=name, word__in=words, subject__kind=FIRM)
    return said.values_list("subject__enterprise", flat=True)


def _lines(firms: Sequence[Enterprise]) -> list[Line]:
    """One query for all of them."""
    rows = Standing.objects.filter(subject__enterprise__in=firms, subject__kind=FIRM, name__in=(INDUSTRY, ABOVE_SCALE))
    said = {(firm, name): word for firm, name, word in rows.values_list("subject__enterprise", "name", "word")}
    names = vocabulary().codes[INDUSTRIES].names
    return [
        Line(firm, names.get(code := said.get((firm.pk, INDUSTRY), ""), code), said.get((firm.pk, ABOVE_SCALE), ""))
        for firm in firms
    ]
