"""From a policy to the firms: who fits an item, nearly fits it, or lacks a fact; read and taken away as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.enums import STAFF, Export
from songjieyou.core.events.catalogue import MatchesExported
from songjieyou.core.events.log import record
from songjieyou.enterprises.models import Standing
from songjieyou.policies.enums import LACKING, LISTED, Group
from songjieyou.policies.library import facts_read, rules_of
from songjieyou.policies.models import FirmMatched, Match
from songjieyou.policies.models.match import BETWEEN
from songjieyou.rules.answer.amount import UNSEEN, Amount
from songjieyou.rules.answer.dates import applying, window_on
from songjieyou.rules.library.policy import Item
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.show.page import amount_words
from songjieyou.rules.values import Band, as_value
from songjieyou.ui.shapes import Link
from songjieyou.web.access import Request, access, only, person_of
from songjieyou.web.enterprise.register import INDUSTRY
from songjieyou.web.errors import too_often
from songjieyou.web.listing import Filter, Page, paged, query
from songjieyou.web.often import Limit
from songjieyou.web.tables import csv_file, xlsx_file

SERVING = only(STAFF)
EXPORTS = Limit("matches", "一小时内导出的次数已经很多", times=20, window=dt.timedelta(hours=1))
BATCH = 500
BEHIND = "behind"
MOST_NAMED = 5
"""Missing facts that are named in a list; a file has them all."""
ORDER = ("enterprise__name", "enterprise", "subject")
HEADER = (
    "企业",
    "统一社会信用代码",
    "对象",
    "结论",
    "金额性质",
    "至少（元）",
    "至多（元）",
    "缺少的数据",
    "结论保持到",
)


class ItemFilter(Filter):
    words = forms.CharField(label="政策或事项名称", max_length=60, required=False)
    kind = forms.ChoiceField(label="给谁", required=False)

    def __init__(self, *args: Any, items: Iterable[Item], **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = dict.fromkeys(item.kind for item in items)
        self.fields["kind"].choices = [("", "全部"), *((kind, kind) for kind in kinds)]  # type: ignore[attr-defined]


class FirmFilter(Filter):
    """`item` and `group` stand in the address, and are chosen by doors."""

    words = forms.CharField(label="名称或统一社会信用代码", max_length=60, required=False)
    industry = forms.CharField(label="行业代码", max_length=4, required=False, help_text="前几位也可以，如 34。")
    missing = forms.ChoiceField(label="缺少的数据", required=False)

    def __init__(self, *args: Any, facts: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["missing"].choices = [("", "不限"), *((name, name) for name in sorted(facts))]  # type: ignore[attr-defined]


class ItemLine(NamedTuple):
    policy: str
    name: str
    kind: str
    doors: list[Link]


class FirmLine(NamedTuple):
    """`about` is what the match is about, or that nobody told of such a one."""

    match: Match
    about: str
    amount: str
    lacks: str


@access(SERVING)
def items(request: Request) -> HttpResponse:
    """Every item in force with how many there are of each group."""
    rules = rules_of(request.actor.park)
    items = [item for name, item in rules.engine.catalogue.items.items() if name not in rules.hidden]
    asked = ItemFilter(request.GET, items=items)
    page = paged(request, [] if asked.errors else _in_force(items, asked.chosen))
    rows = Match.objects.visible_to(request.actor).filter(item__in=[item.id for item in page.rows])
    counted = rows.order_by().values_list("item", "group").annotate(number=Count("pk"))
    numbers = {(item, group): number for item, group, number in counted}
    values = {
        "filter": asked,
        "chosen": asked.chosen,
        "page": Page([_line(item, numbers) for item in page.rows], page.before, page.after),
        "behind": _behind(request.actor).count(),
    }
    return render(request, "web/officer/matches.html", values)


@access(SERVING)
def firms(request: Request) -> HttpResponse:
    """The firms and projects of one group of an item."""
    asked = _asked(request)
    return redirect("matches") if asked is None else _firms(request, *asked)


@access(SERVING)
def export_csv(request: Request) -> HttpResponseBase:
    return _export(request, Export.CSV)


@access(SERVING)
def export_xlsx(request: Request) -> HttpResponseBase:
    return _export(request, Export.XLSX)


def _firms(request: Request, item: Item, asked: FirmFilter) -> HttpResponse:
    group = _group(request)
    narrowed = _narrowed(request.actor, item, asked)
    numbers = _numbers(request.actor, narrowed)
    page = paged(request, narrowed.filter(group=group).select_related("enterprise", "subject").order_by(*ORDER))
    version = applying(item, clock.today()).version
    values = {
        "item": item,
        "policy": item.policy,
        "name": item.id.rpartition("/")[2],
        "window": window_on(version.windows, clock.today()) if version else None,
        "group": group,
        "lacks": group in LACKING,
        "doors": [Link(each.label, _address(request, each), each == group, numbers.get(each, 0)) for each in LISTED],
        "files": [Link("导出 Excel", _file(request, "xlsx")), Link("导出 CSV", _file(request, "csv"))],
        "filter": asked,
        "chosen": asked.chosen,
        "clear": address_of(item.id, group),
        "page": Page([_firm_line(row, item) for row in page.rows], page.before, page.after),
        "behind": numbers[BEHIND],
    }
    return render(request, "web/officer/matching_firms.html", values)


def _export(request: Request, form: Export) -> HttpResponseBase:
    """What was asked for as a file. Event: policies.matches_exported."""
    found = _asked(request)
    if found is None:
        return redirect("matches")
    item, asked = found
    if asked.errors:
        return _firms(request, item, asked)
    if until := EXPORTS.refused_until(person_of(request)):
        return too_often(request, EXPORTS, until)
    with transaction.atomic():
        record(MatchesExported(form=form), park=person_of(request).park, by=person_of(request))
    rows = _narrowed(request.actor, item, asked).filter(group=_group(request))
    name = f"matches-{clock.today()}"
    return (
        csv_file(name, HEADER, _cells(rows, item))
        if form is Export.CSV
        else xlsx_file(name, HEADER, _cells(rows, item))
    )


def _cells(rows: QuerySet[Match], item: Item) -> Iterator[tuple[str, ...]]:
    for row in rows.select_related("enterprise", "subject").order_by(*ORDER).iterator(BATCH):
        yield (
            row.enterprise.name,
            row.enterprise.uscc,
            _about(row, item),
            Group(row.group).label,
            row.kind,
            _yuan(row.low_fen),
            _yuan(row.high_fen),
            BETWEEN.join(row.names),
            "" if row.until is None else row.until.isoformat(),
        )


# What is asked for ---------------------------------------------------------------------------------------------------


def _asked(request: Request) -> tuple[Item, FirmFilter] | None:
    """The item of the address and what its firms are narrowed by; None where it names none, 404 where there is no such
    one, or the park hides it.
    """
    name = request.GET.get("item", "")
    if not name:
        return None
    rules = rules_of(request.actor.park)
    item = rules.engine.catalogue.items.get(name)
    if item is None or name in rules.hidden:
        raise Http404
    return item, FirmFilter(request.GET, facts=facts_read(rules.engine)[name] | {item.kind})


def _group(request: Request) -> Group:
    asked = request.GET.get("group", "")
    return Group(asked) if asked in LISTED else Group.FITS


def _narrowed(actor: Actor, item: Item, asked: FirmFilter) -> QuerySet[Match]:
    """The matches of an item that were asked for, of every group; none where the question is wrong."""
    rows = Match.objects.visible_to(actor).filter(item=item.id, group__in=LISTED)
    chosen = asked.chosen
    if asked.errors:
        return rows.none()
    if words := chosen.get("words"):
        rows = rows.filter(Q(enterprise__name__icontains=words) | Q(enterprise__uscc__startswith=words.upper()))
    if industry := chosen.get("industry"):
        said = Standing.objects.filter(subject__enterprise=OuterRef("enterprise"), subject__kind=FIRM, name=INDUSTRY)
        rows = rows.filter(Exists(said.filter(word__startswith=industry)))
    if missing := chosen.get("missing"):
        rows = rows.filter(missing__contains=f"{BETWEEN}{missing}{BETWEEN}")
    return rows


def _in_force(items: Iterable[Item], chosen: dict[str, Any]) -> list[Item]:
    """The items of policies in force; of one whose date decides, while any version is."""
    words, kind, today = chosen.get("words", ""), chosen.get("kind"), clock.today()
    return [
        item
        for item in items
        if words in item.id and kind in (None, item.kind) and applying(item, today).version is not None
    ]


def _behind(actor: Actor) -> QuerySet[FirmMatched]:
    """The firms whose matches are about to be computed again."""
    return FirmMatched.objects.visible_to(actor).behind(clock.today()).order_by()


def _numbers(actor: Actor, rows: QuerySet[Match]) -> dict[str, int]:
    """How many of the rows there are of each group, and under BEHIND how many firms are behind. One query."""
    counted = rows.order_by().values_list("group").annotate(number=Count("pk"))
    behind = _behind(actor).values_list(Value(BEHIND)).annotate(number=Count("pk"))
    return dict(counted.union(behind, all=True))


# What is shown -------------------------------------------------------------------------------------------------------


def _line(item: Item, numbers: dict[tuple[str, str], int]) -> ItemLine:
    counted = ((group, numbers.get((item.id, group), 0)) for group in LISTED)
    doors = [Link(group.label, address_of(item.id, group), number=number) for group, number in counted if number]
    return ItemLine(item.policy, item.id.rpartition("/")[2], item.kind, doors)


def _firm_line(match: Match, item: Item) -> FirmLine:
    names = BETWEEN.join(match.names[:MOST_NAMED])
    lacks = names + (f" 等 {len(match.names)} 项" if len(match.names) > MOST_NAMED else "")
    return FirmLine(match, _about(match, item), amount_of(match), lacks)


def _about(match: Match, item: Item) -> str:
    return str(match.subject) if match.subject.kind == item.kind else f"未登记{item.kind}"


def address_of(item: str, group: Group) -> str:
    """Where the firms of a group are listed."""
    return reverse("matching-firms", query={"item": item, "group": group.value})


def _address(request: Request, group: Group) -> str:
    """The same question about another group."""
    return f"{reverse('matching-firms')}{query(request, group=group.value, page=None)}"


def _file(request: Request, form: str) -> str:
    """The same question, to take the answer away."""
    return f"{reverse(f'matching-firms-{form}')}{query(request, page=None)}"


def amount_of(match: Match) -> str:
    """The money in words; of what is not decided yet, as it would be."""
    if not match.kind or match.group == Group.NEAR:
        return ""
    bounded = match.low_fen is not None or match.high_fen is not None
    value = as_value(Band(match.low_fen, match.high_fen))
    words = amount_words(Amount(match.kind, value))
    return f"如符合：{words}" if match.group in LACKING and bounded and match.kind not in UNSEEN else words


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02}"
