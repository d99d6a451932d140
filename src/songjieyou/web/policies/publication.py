"""Reviewing, acknowledging and publishing a park's own policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from songjieyou.policies.domain import own
from songjieyou.policies.enums import Conclusion, ReviewKind
from songjieyou.policies.models import OwnPolicy, Revision
from songjieyou.web.access import Request, access, found, only, person_of, refusing
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.fields_files import FormWithFiles, UploadField
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import DayField
from songjieyou.web.policies.own import EDITORS, REVIEWERS

LONGEST = 2000


class ReviewForm(FormWithFiles):
    conclusion = forms.ChoiceField(label="结论", widget=forms.RadioSelect)
    grounds = forms.CharField(
        label="依据和理由",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="核对了什么，凭什么。",
    )
    unit = forms.CharField(label="起草单位", max_length=60, required=False)
    heard = forms.CharField(
        label="听取意见情况", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="听取了哪些利害关系人或公众的意见，有什么意见，是否采纳。",
    )  # fmt: skip
    exception = forms.CharField(
        label="适用的例外规定", max_length=500, required=False, help_text="结论是“适用例外规定”时填写，写明哪一条。"
    )
    exception_until = DayField(label="例外的期限", required=False, help_text="到期前要重新审查。")
    paper = UploadField(label="审核材料", required=False)

    def __init__(self, *args: Any, about: ReviewKind, **more: Any) -> None:
        super().__init__(*args, **more)
        fair = about == ReviewKind.FAIRNESS
        choices = [each for each in Conclusion if fair or each != Conclusion.EXCEPTION]
        self.fields["conclusion"].choices = [(each.value, each.label) for each in choices]  # type: ignore[attr-defined]
        for name in () if fair else ("unit", "heard", "exception", "exception_until"):
            del self.fields[name]


class ReasonForm(Form):
    reason = forms.CharField(label="为什么不改", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@access(only(REVIEWERS), form=True)
def review(request: Request, pk: int, number: int, kind: str) -> HttpResponse:
    row, revision = _opened(request, pk, number)
    if kind not in ReviewKind:
        raise Http404
    person = person_of(request)
    with refusing():
        own.refuse_unless_reviewable(revision, person)

    def act(form: ReviewForm) -> str:
        said = form.cleaned_data
        own.review(
            revision=revision,
            kind=ReviewKind(kind),
            conclusion=Conclusion(said.pop("conclusion")),
            by=person,
            **{name: value for name, value in said.items() if value not in (None, "")},
        )
        return reverse("own-policy", args=[row.pk])

    result = own.checked_as_of(revision)
    values = {
        "policy": row,
        "kind": ReviewKind(kind),
        "revision": revision,
        "hints": [hint for hint in result.hints if "公平竞争" in hint.message] if kind == ReviewKind.FAIRNESS else [],
        "back": reverse("own-policy", args=[row.pk]),
    }
    return form_page(
        request, ReviewForm, "web/policies/review.html",
        act=act, values=values, about=ReviewKind(kind), by=person,
    )  # fmt: skip


@access(EDITORS, form=True)
def acknowledge(request: Request, pk: int, number: int) -> HttpResponse:
    row, revision = _opened(request, pk, number)

    def act(form: ReasonForm) -> str:
        own.acknowledge(revision=revision, reason=form.cleaned_data["reason"], by=person_of(request))
        return reverse("own-policy", args=[row.pk])

    hints = own.unacknowledged(revision, own.checked_as_of(revision))
    values = {"policy": row, "hints": hints, "back": reverse("own-policy", args=[row.pk])}
    return form_page(request, ReasonForm, "web/policies/hints.html", act=act, values=values)


@access(EDITORS, form=True)
def publish(request: Request, pk: int, number: int) -> HttpResponse:
    row, revision = _opened(request, pk, number)
    back = reverse("own-policy", args=[row.pk])

    def act(form: Form) -> str:
        own.publish(revision=revision, by=person_of(request))
        return back

    words = f"{revision}进入政策库，企业会看到；符合的企业和联点干部会收到消息。"
    return confirm_page(request, Question(f"发布《{row.title}》", words, "发布", back), act=act, kind=Form)


@access(EDITORS, form=True)
def withdraw(request: Request, pk: int) -> HttpResponse:
    row = found(OwnPolicy.objects.all(), request.actor, pk)
    back = reverse("own-policy", args=[row.pk])

    def act(form: Form) -> str:
        own.withdraw(policy=row, by=person_of(request))
        return back

    words = "政策从政策库撤下，企业不再看到；各稿和审核记录都保留，以后可以再发布。"
    return confirm_page(request, Question(f"撤下《{row.title}》", words, "撤下", back), act=act, kind=Form)


def _opened(request: Request, pk: int, number: int) -> tuple[OwnPolicy, Revision]:
    """The text that an address names, so that nobody concludes about another than they have read."""
    row = found(OwnPolicy.objects.select_related("park"), request.actor, pk)
    revision = row.revisions.filter(number=number).first()
    if revision is None:
        raise Http404
    return row, revision
