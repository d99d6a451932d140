"""About the system: what it is, what it does not do, what it knows about people; and what they say about it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core.domain.feedback import answer_feedback, close_feedback, continue_feedback, write_feedback
from songjieyou.core.enums import Concern, FeedbackKind, FeedbackState
from songjieyou.core.models import Feedback, FeedbackMessage
from songjieyou.core.personal import DECLARED
from songjieyou.web.access import EVERYONE, SIGNED_IN, Request, access, found, person_of, refusing
from songjieyou.web.forms import Form, form_page
from songjieyou.web.listing import Filter, paged
from songjieyou.web.often import Limit

LONGEST = 2000
ALL = ("", "全部")
WRITING = Limit("feedback", "一小时内提的意见已经很多", times=10, window=timedelta(hours=1))


class FeedbackForm(Form):
    kind = forms.ChoiceField(label="类型", choices=FeedbackKind.choices, widget=forms.RadioSelect)
    concern = forms.ChoiceField(
        label="关于",
        choices=Concern.choices,
        widget=forms.RadioSelect,
        help_text="关于系统本身的，由系统管理员答复；投诉管理人员或部门的，只有审计管理员能看到。",
    )
    text = forms.CharField(label="内容", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}))


class MessageForm(Form):
    text = forms.CharField(label="内容", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))


class FeedbackFilter(Filter):
    state = forms.ChoiceField(label="状态", choices=[ALL, *FeedbackState.choices], required=False)
    kind = forms.ChoiceField(label="类型", choices=[ALL, *FeedbackKind.choices], required=False)


@access(EVERYONE)
def about(request: Request) -> HttpResponse:
    return render(request, "web/about/about.html", {"version": settings.VERSION, "columns": DECLARED})


@access(SIGNED_IN)
def feedbacks(request: Request) -> HttpResponse:
    """What one has written, and what one has to answer."""
    asked = FeedbackFilter(request.GET)
    rows = Feedback.objects.visible_to(request.actor)
    first = FeedbackMessage.objects.filter(feedback=OuterRef("pk")).order_by("pk").values("text")[:1]
    shown = rows.none() if asked.errors else rows.filter(**asked.chosen)
    page = paged(request, shown.select_related("writer").annotate(text=Subquery(first)).order_by("-pk"))
    return render(request, "web/about/feedbacks.html", {"filter": asked, "chosen": asked.chosen, "page": page})


@access(SIGNED_IN, form=True)
def write(request: Request) -> HttpResponse:
    def act(form: FeedbackForm) -> str:
        said = form.cleaned_data
        kind, concern = FeedbackKind(said["kind"]), Concern(said["concern"])
        row = write_feedback(writer=person_of(request), kind=kind, concern=concern, text=said["text"])
        return reverse("feedback", args=[row.pk])

    return form_page(request, FeedbackForm, "web/about/write.html", act=act, limit=WRITING)


@access(SIGNED_IN, form=True)
def feedback(request: Request, pk: int) -> HttpResponse:
    """One piece of feedback: its writer adds to it, the others who see it answer."""
    row = found(Feedback.objects.select_related("writer"), request.actor, pk)
    person = person_of(request)

    def act(form: MessageForm) -> str:
        say = continue_feedback if row.writer_id == person.pk else answer_feedback
        say(feedback=row, text=form.cleaned_data["text"], by=person)
        return reverse("feedback", args=[pk])

    messages = FeedbackMessage.objects.visible_to(request.actor).filter(feedback=row).select_related("author")
    values = {
        "feedback": row,
        "messages": messages.order_by("pk"),
        "own": row.writer_id == person.pk,
        "closed": row.state == FeedbackState.CLOSED,
    }
    return form_page(request, MessageForm, "web/about/feedback.html", act=act, values=values)


@access(SIGNED_IN, "POST")
def close(request: Request, pk: int) -> HttpResponse:
    row = found(Feedback.objects.all(), request.actor, pk)
    with refusing():
        close_feedback(feedback=row, by=person_of(request))
    return redirect("feedback", pk)
