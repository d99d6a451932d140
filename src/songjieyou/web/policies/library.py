"""The library: every policy, narrowed by what is asked for, and one policy in words. Open to all."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies.enums import Group
from songjieyou.policies.library import Rules, rules_of
from songjieyou.policies.models import HiddenItem, PolicyColumn
from songjieyou.policies.reading import Reading, heading, how_checked, particulars, reading_of
from songjieyou.policies.shelf import (
    LEVELS,
    STATES,
    WINDOWS,
    Asked,
    Found,
    Line,
    anchor_of,
    industry_code,
    name_of,
    policy_called,
    shelf_on,
)
from songjieyou.rules.faults import FaultError
from songjieyou.rules.library.policy import Item, Policy
from songjieyou.rules.library.shapes import CATEGORIES
from songjieyou.ui.shapes import Link, Row
from songjieyou.web.access import EVERYONE, Request, access
from songjieyou.web.context import only_park
from songjieyou.web.listing import Filter, Page, paged
from songjieyou.web.navigation import may_open
from songjieyou.web.officer.matches import address_of

ANY = ("", "全部")
TAGS = {"施行中": "done", "有效性待核": "near"}
"""The colour of a state; what is not in force has none."""


class LibraryFilter(Filter):
    words = forms.CharField(label="关键词", max_length=60, required=False)
    level = forms.ChoiceField(label="级别", required=False)
    category = forms.ChoiceField(label="类别", required=False)
    region = forms.ChoiceField(label="适用地区", required=False)
    industry = forms.CharField(label="行业代码或名称", max_length=30, required=False)
    state = forms.ChoiceField(label="效力", required=False)
    window = forms.ChoiceField(label="申报窗口", required=False)
    subject = forms.ChoiceField(label="支持对象", required=False)

    def __init__(self, *args: Any, regions: list[str], kinds: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choices: dict[str, Any] = {
            "level": _same(LEVELS),
            "category": _same(CATEGORIES),
            "region": [(region, region.replace("/", "")) for region in regions],
            "state": _same(STATES),
            "window": _same(WINDOWS),
            "subject": _same(kinds),
        }
        for name, some in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [ANY, *some]

    def clean_industry(self) -> str:
        """The code of an industry that is there; the words of the table where there is none."""
        written = self.cleaned_data["industry"]
        try:
            return industry_code(written) if written else ""
        except FaultError as error:
            raise ValidationError(f"{error.message}。") from None


class Listed(NamedTuple):
    """A policy of the list; each of its items with its address and the colour of its state."""

    policy: Policy
    address: str
    lines: list[tuple[Line, str, str]]


class Part(NamedTuple):
    """An item on the page of its policy. `hidden`: the park does not show it; None while it does."""

    line: Line
    tag: str
    reading: Reading
    hidden: HiddenItem | None


@access(EVERYONE)
def library(request: Request) -> HttpResponse:
    rules = rules_of(park_of(request))
    shelf = shelf_on(rules.engine, clock.today())
    asked = LibraryFilter(request.GET, regions=shelf.regions, kinds=shelf.kinds)
    chosen = asked.chosen
    found = [] if asked.errors else list(shelf.find(Asked(**chosen), rules.hidden))
    page = paged(request, found)
    values = {
        "filter": asked,
        "chosen": chosen,
        "narrowed": asked.errors or chosen.keys() - {"words"},
        "page": Page([_listed(each) for each in page.rows], page.before, page.after),
        "count": sum(len(each.lines) for each in found),
        "policies": len(found),
        "columns": _columns(request.actor),
        "edits": _edits(request.actor),
    }
    return render(request, "web/policies/library.html", values)


@access(EVERYONE)
def policy(request: Request, policy: str) -> HttpResponse:
    """One policy by its title; what the park hides is seen by its editors alone."""
    rules = rules_of(park_of(request))
    engine = rules.engine
    found = policy_called(engine, policy)
    if found is None:
        raise Http404
    shown = next(each for each in shelf_on(engine, clock.today()).policies if each.policy is found)
    hidden = _hidden(request, rules)
    edits = _edits(request.actor)
    lines = [line for line in shown.lines if edits or line.item.id not in hidden]
    if not lines:
        raise Http404
    values = {
        "policy": found,
        "heading": heading(found, [line.name for line in lines]),
        "particulars": [Row(*term) for term in particulars(found)],
        "checked": how_checked(found),
        "parts": [
            Part(line, TAGS.get(line.state, ""), reading_of(engine, found, line), hidden.get(line.item.id))
            for line in lines
        ],
        "doors": _doors(request.actor, found),
        "edits": edits,
    }
    return render(request, "web/policies/policy.html", values)


def policy_address(policy: Policy, item: Item | None = None) -> str:
    """The page of a policy, at one of its items."""
    return title_address(policy.title) + (f"#{quote(anchor_of(item))}" if item else "")


def title_address(title: str) -> str:
    return reverse("policy", args=[title])


def park_of(request: Request) -> int | None:
    """The park of whoever asks; of those who have not signed in, the only one there is."""
    if request.actor.signed_in:
        return request.actor.park
    park = only_park()
    return park.pk if park else None


def _hidden(request: Request, rules: Rules) -> dict[str, HiddenItem | None]:
    """What the park hides; its editors get the reason with it."""
    if not _edits(request.actor):
        return dict.fromkeys(rules.hidden)
    rows = HiddenItem.objects.visible_to(request.actor).filter(ended_at=None)
    return {row.item: row for row in rows}


def _edits(actor: Actor) -> bool:
    return actor.is_any((Role.POLICY_EDITOR,))


def _columns(actor: Actor) -> list[PolicyColumn]:
    return list(PolicyColumn.objects.visible_to(actor).filter(shown=True).order_by("place"))


def _doors(actor: Actor, policy: Policy) -> list[Link]:
    """Where a reader goes on from a policy: the checkups of the firms that they act for, and for those who serve firms
    the firms that fit each item.
    """
    firms = Enterprise.objects.visible_to(actor).filter(pk__in=actor.enterprises).order_by("name")
    several = len(actor.enterprises) > 1
    own = [
        Link(f"看{firm.name if several else '本企业'}是否符合", reverse("checkup", args=[firm.pk])) for firm in firms
    ]
    if not may_open(reverse("matches"), actor):
        return own
    fitting = [Link(f"哪些企业符合“{name_of(item)}”", address_of(item.id, Group.FITS)) for item in policy.items]
    return own + fitting


def _listed(found: Found) -> Listed:
    address = title_address(found.policy.title)
    lines = [(line, f"{address}#{quote(line.anchor)}", TAGS.get(line.state, "")) for line in found.lines]
    return Listed(found.policy, address, lines)


def _same(words: tuple[str, ...] | list[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]
