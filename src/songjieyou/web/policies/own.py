"""A park's own policies: written, checked while one writes, and shown with what they still want."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Final, NamedTuple

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core.enums import Role
from songjieyou.core.models import Person
from songjieyou.policies.domain import own
from songjieyou.policies.drafts import LONGEST, checked
from songjieyou.policies.enums import Conclusion, ReviewKind
from songjieyou.policies.models import OwnPolicy, Review, Revision
from songjieyou.policies.models.own import READERS
from songjieyou.rules.faults import Fault
from songjieyou.ui.shapes import Row, Task
from songjieyou.web.access import Request, access, found, only, person_of
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.listing import paged

EDITORS: Final = only((Role.POLICY_EDITOR,))
ALL_READERS: Final = only(READERS)
REVIEWERS: Final = (Role.POLICY_EDITOR, Role.REVIEWER)
STARTER: Final = Path(__file__).with_name("starter.yaml")


class TextForm(Form):
    text = forms.CharField(
        label="正文",
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "code", "spellcheck": "false", "wrap": "off"}),
    )

    def clean_text(self) -> str:
        """Line ends as they are in files, whatever the browser sends."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class StartForm(TextForm):
    """The text of a new policy begins as a small one that can be changed line by line."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"].initial = STARTER.read_text()


class Numbered(NamedTuple):
    """A line of a text, and whether a fault stands in it."""

    number: int
    text: str
    faulty: bool


class Changed(NamedTuple):
    """A line that came (+), went (-) or stayed ( )."""

    mark: str
    text: str


@access(ALL_READERS)
def listing(request: Request) -> HttpResponse:
    policies = OwnPolicy.objects.visible_to(request.actor).select_related("published").order_by("-pk")
    page = paged(request, policies)
    may_write = request.actor.is_any((Role.POLICY_EDITOR,))
    return render(request, "web/policies/own_list.html", {"page": page, "may_write": may_write})


@access(EDITORS, form=True)
def start(request: Request) -> HttpResponse:
    person = person_of(request)

    def act(form: TextForm) -> str:
        policy = own.start_policy(park=person.park, text=form.cleaned_data["text"], by=person)
        return reverse("own-policy", args=[policy.pk])

    values = {"title": "新写一项本园区政策", "back": reverse("own-policies"), "check": reverse("check-text")}
    return form_page(request, StartForm, "web/policies/write.html", act=act, values=values)


@access(ALL_READERS)
def policy(request: Request, pk: int) -> HttpResponse:
    """The newest text with what it still wants before it can be published."""
    row = found(OwnPolicy.objects.select_related("park"), request.actor, pk)
    revision = _newest(row)
    result = own.checked_as_of(revision)
    gates = own.gates(revision, result)
    values = {
        "policy": row,
        "revision": revision,
        "result": result,
        "lines": _numbered(revision.text, result.faults),
        "tasks": _tasks(request, row, revision, gates),
        "reviews": [_said(each) for each in revision.reviews.select_related("reviewer").order_by("-pk")],
        "known": [Row(each.hint, each.reason) for each in revision.acknowledgements.order_by("pk")],
        "revisions": row.revisions.select_related("author").defer("text").order_by("-number"),
        "ready": all(gate.holds for gate in gates) and row.published_id != revision.pk,
        "may_write": request.actor.is_any((Role.POLICY_EDITOR,)),
    }
    return render(request, "web/policies/own_policy.html", values)


@access(EDITORS, form=True)
def write(request: Request, pk: int) -> HttpResponse:
    row = found(OwnPolicy.objects.select_related("park"), request.actor, pk)

    def act(form: TextForm) -> str:
        own.revise(policy=row, text=form.cleaned_data["text"], by=person_of(request))
        return reverse("own-policy", args=[row.pk])

    current = row_values(Revision.objects.filter(pk=_newest(row).pk), "text")
    values = {
        "title": f"修改《{row.title}》",
        "back": reverse("own-policy", args=[row.pk]),
        "check": f"{reverse('check-text')}?policy={row.pk}",
        "result": own.checked_as_of(_newest(row)),
    }
    return form_page(request, TextForm, "web/policies/write.html", act=act, current=current, values=values)


@access(EDITORS, "POST")
def check(request: Request) -> HttpResponse:
    """What is wrong with a text that is being written; nothing is saved. `?policy=` is the one that it belongs to."""
    asked = request.GET.get("policy", "")
    row = found(OwnPolicy.objects.all(), request.actor, int(asked)) if asked.isdecimal() and len(asked) < 18 else None
    text = request.POST.get("text", "").replace("\r\n", "\n")
    result = checked(text, own.titles_beside(person_of(request).park, row))
    return render(request, "web/policies/checked.html", {"result": result})


@access(ALL_READERS)
def revision(request: Request, pk: int, number: int) -> HttpResponse:
    """What one text changed."""
    row = found(OwnPolicy.objects.all(), request.actor, pk)
    texts = {
        each.number: each for each in row.revisions.filter(number__in=(number - 1, number)).select_related("author")
    }
    if number not in texts:
        raise Http404
    before = texts[number - 1].text if number - 1 in texts else ""
    values = {"policy": row, "revision": texts[number], "lines": _compared(before, texts[number].text)}
    return render(request, "web/policies/revision.html", values)


@access(ALL_READERS)
def file(request: Request, pk: int) -> HttpResponse:
    """The newest text as a file that `./sjy policy check` takes."""
    row = found(OwnPolicy.objects.all(), request.actor, pk)
    answer = HttpResponse(_newest(row).text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="policy-{row.pk}.yaml"'
    return answer


def _newest(row: OwnPolicy) -> Revision:
    newest = own.newest_revision(row)
    if newest is None:
        raise Http404
    return newest


def _numbered(text: str, faults: list[Fault]) -> list[Numbered]:
    faulty = {fault.line for fault in faults}
    return [Numbered(number, line, number in faulty) for number, line in enumerate(text.splitlines(), 1)]


def _compared(before: str, after: str) -> list[Changed]:
    """The lines that differ, with three around them."""
    compared = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    lines = [line for line in compared if not line.startswith(("---", "+++"))]
    return [Changed("…", "") if line.startswith("@@") else Changed(line[:1], line[1:]) for line in lines]


def _tasks(request: Request, row: OwnPolicy, newest: Revision, gates: list[own.Gate]) -> list[Task]:
    """The gates as a list of tasks, each leading to where this person can do it."""
    may_write = request.actor.is_any((Role.POLICY_EDITOR,))
    may_review = request.actor.is_any(REVIEWERS) and _is_no_author(person_of(request), row)
    write_it = reverse("write-policy", args=[row.pk]) if may_write else ""
    here = [row.pk, newest.number]
    hrefs = {"提示": reverse("acknowledge-hints", args=here) if may_write else ""}
    hrefs |= {kind.label: reverse("review-policy", args=[*here, kind]) if may_review else "" for kind in ReviewKind}
    return [
        Task(gate.name, "已完成", kind="done")
        if gate.holds
        else Task(gate.name, gate.wanting, href=hrefs.get(gate.name, write_it), kind="act")
        for gate in gates
    ]


def _is_no_author(person: Person, row: OwnPolicy) -> bool:
    return not row.revisions.filter(author=person).exists()


def _said(review: Review) -> Row:
    parts = [
        Conclusion(review.conclusion).label,
        review.grounds,
        review.unit and f"起草单位：{review.unit}",
        review.heard and f"听取意见：{review.heard}",
        review.exception and f"例外规定：{review.exception}，至 {review.exception_until}",
    ]
    name = f"{ReviewKind(review.kind).label} · {review.reviewer.name} · {review.reviewed_at:%Y-%m-%d}"
    return Row(name, "；".join(filter(None, parts)))
