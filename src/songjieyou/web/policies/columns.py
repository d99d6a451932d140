"""政策专栏: read by everybody of the park; made, filled and put in order by its policy editors."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.enums import Role
from songjieyou.policies.domain import columns as domain
from songjieyou.policies.library import engine_of, rules_of
from songjieyou.policies.models import ColumnEntry, PolicyColumn
from songjieyou.policies.shelf import Line, shelf_on
from songjieyou.web.access import SIGNED_IN, Request, access, found, only, person_of, refusing
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.policies.library import TAGS, policy_address

EDITORS = only([Role.POLICY_EDITOR])


class ColumnForm(Form):
    title = forms.CharField(label="专栏名称", max_length=40, help_text="如“设备更新和技术改造”。")
    intro = forms.CharField(label="说明", max_length=200, required=False, widget=forms.Textarea({"rows": 3}))


class EntryForm(Form):
    item = forms.ChoiceField(label="政策或事项")
    comment = forms.CharField(
        label="一句话说明", max_length=100, required=False, help_text="写给企业看：为什么值得看，要注意什么。"
    )

    def __init__(self, *args: Any, park: int, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["item"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "请选择"), *_choices(park)]


class Shown(NamedTuple):
    """An entry with what it leads to; no `address`: the library does not have it any more, or the park hides it."""

    entry: ColumnEntry
    name: str
    address: str
    lines: list[tuple[Line, str]]


@access(SIGNED_IN)
def column(request: Request, pk: int) -> HttpResponse:
    """A column as its readers see it."""
    row = found(PolicyColumn.objects.all(), request.actor, pk)
    entries = [each for each in _entries(request, row) if each.address]
    return render(request, "web/policies/column.html", {"column": row, "entries": entries})


@access(EDITORS)
def columns(request: Request) -> HttpResponse:
    """Every column of the park, for those who keep them."""
    rows = PolicyColumn.objects.visible_to(request.actor).order_by("place")
    return render(request, "web/policies/columns.html", {"columns": rows})


@access(EDITORS, form=True)
def add(request: Request) -> HttpResponse:
    person = person_of(request)

    def act(form: ColumnForm) -> str:
        made = domain.make_column(park=person.park, by=person, **form.cleaned_data)
        return reverse("edit-column", args=[made.pk])

    return form_page(request, ColumnForm, "web/policies/column_form.html", act=act, values={"column": None})


@access(EDITORS, form=True)
def edit(request: Request, pk: int) -> HttpResponse:
    """Its words in a form, and what stands in it."""
    row = found(PolicyColumn.objects.all(), request.actor, pk)

    def act(form: ColumnForm) -> str:
        domain.change_column(column=row, by=person_of(request), **form.cleaned_data)
        return reverse("edit-column", args=[pk])

    values = {"column": row, "was_called": row.title, "entries": _entries(request, row)}
    current = row_values(PolicyColumn.objects.filter(pk=pk), "title", "intro")
    return form_page(request, ColumnForm, "web/policies/column_form.html", act=act, current=current, values=values)


@access(EDITORS, "POST")
def show(request: Request, pk: int) -> HttpResponse:
    row = found(PolicyColumn.objects.all(), request.actor, pk)
    with refusing():
        domain.show_column(column=row, by=person_of(request))
    return redirect("columns")


@access(EDITORS, "POST")
def hide(request: Request, pk: int) -> HttpResponse:
    domain.hide_column(column=found(PolicyColumn.objects.all(), request.actor, pk), by=person_of(request))
    return redirect("columns")


@access(EDITORS, "POST")
def move_up(request: Request, pk: int) -> HttpResponse:
    domain.raise_column(column=found(PolicyColumn.objects.all(), request.actor, pk), by=person_of(request))
    return redirect("columns")


@access(EDITORS, form=True)
def fill(request: Request, pk: int) -> HttpResponse:
    """Put something in. `?item=` chooses it; one that is in comes with its comment, which can be changed."""
    row = found(PolicyColumn.objects.all(), request.actor, pk)

    def act(form: EntryForm) -> str:
        domain.fill_column(column=row, by=person_of(request), **form.cleaned_data)
        return reverse("edit-column", args=[pk])

    item = request.GET.get("item", "")
    entry = ColumnEntry.objects.visible_to(request.actor).filter(column=row, item=item, removed_at=None).first()
    held = {"item": item, "comment": entry.comment if entry else ""}
    return form_page(
        request,
        EntryForm,
        "web/policies/entry_form.html",
        act=act,
        current=lambda: held,
        values={"column": row},
        park=row.park_id,
    )


@access(EDITORS, "POST")
def take_out(request: Request, pk: int, entry: int) -> HttpResponse:
    row = found(ColumnEntry.objects.filter(column=pk), request.actor, entry)
    domain.take_out(entry=row, by=person_of(request))
    return redirect("edit-column", pk)


@access(EDITORS, "POST")
def move_entry_up(request: Request, pk: int, entry: int) -> HttpResponse:
    row = found(ColumnEntry.objects.filter(column=pk), request.actor, entry)
    domain.raise_entry(entry=row, by=person_of(request))
    return redirect("edit-column", pk)


def _entries(request: Request, column: PolicyColumn) -> list[Shown]:
    """What stands in a column, in order, with the items of each policy as they stand today."""
    rules = rules_of(request.actor.park)
    shelf, hidden = shelf_on(rules.engine, clock.today()), rules.hidden
    known: dict[str, Shown] = {}
    rows = ColumnEntry.objects.visible_to(request.actor).filter(column=column, removed_at=None).order_by("place")
    entries = {row.item: row for row in rows}
    for each in shelf.policies:
        lines = [line for line in each.lines if line.item.id not in hidden]
        if lines and (entry := entries.get(each.policy.title)):
            known[entry.item] = Shown(entry, each.policy.title, policy_address(each.policy), _tagged(lines))
        for line in lines:
            if entry := entries.get(line.item.id):
                name = f"{each.policy.title} · {line.name}"
                known[entry.item] = Shown(entry, name, policy_address(each.policy, line.item), _tagged([line]))
    return [known.get(item, Shown(entry, item.replace("/", " · "), "", [])) for item, entry in entries.items()]


def _tagged(lines: list[Line]) -> list[tuple[Line, str]]:
    return [(line, TAGS.get(line.state, "")) for line in lines]


def _choices(park: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each policy with its items."""
    return [
        (
            each.policy.title,
            [(each.policy.title, "整个政策"), *((line.item.id, f"事项：{line.name}") for line in each.lines)],
        )
        for each in shelf_on(engine_of(park), clock.today()).policies
    ]
