"""How one wants to hear of notices by mail."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from songjieyou.core.domain.notices import choose_mail
from songjieyou.core.enums import MailChoice
from songjieyou.core.events.log import SUBSCRIBERS
from songjieyou.core.models import Person
from songjieyou.core.notices.outside import CHANNEL
from songjieyou.web.access import SIGNED_IN, Request, access, person_of
from songjieyou.web.forms import Form, form_page, row_values


class MailChoiceForm(Form):
    mail_choice = forms.ChoiceField(
        label="邮件提醒",
        choices=MailChoice.choices,
        widget=forms.RadioSelect,
        help_text="汇总在工作日 8:30 发出。紧急的消息不等汇总；选“不发邮件”的，任何消息都不发邮件。",
        error_messages={"required": "请选择一种。", "invalid_choice": "请选择一种。"},
    )


@access(SIGNED_IN, form=True)
def mail_choice(request: Request) -> HttpResponse:
    person = person_of(request)

    def act(form: MailChoiceForm) -> str:
        choose_mail(person=person, choice=MailChoice(form.cleaned_data["mail_choice"]))
        return reverse("profile")

    values = {"open": CHANNEL in SUBSCRIBERS}
    current = row_values(Person.objects.filter(pk=person.pk), "mail_choice")
    return form_page(request, MailChoiceForm, "web/mail_choice.html", act=act, current=current, values=values)
