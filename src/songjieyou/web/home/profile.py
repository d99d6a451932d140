"""One's own page: who one is here, and how one can be reached."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.domain.people import change_contact
from songjieyou.core.models import Person, RoleAssignment
from songjieyou.enterprises.models import Authorisation
from songjieyou.web.access import SIGNED_IN, Request, access, person_of
from songjieyou.web.forms import Form, form_page, row_values


class ContactForm(Form):
    phone = forms.RegexField(
        label="手机",
        regex=r"^[0-9+\- ]{5,20}$",
        required=False,
        help_text="园区与您联系工作时使用，可以随时清空。",
        error_messages={"invalid": "请填写电话号码，只能有数字、空格、+ 和 -。"},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="邮箱",
        required=False,
        error_messages={"invalid": "请填写完整的邮箱地址，如 lin@example.cn。"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@access(SIGNED_IN, form=True)
def profile(request: Request) -> HttpResponse:
    person, today = person_of(request), clock.today()

    def act(form: ContactForm) -> str:
        change_contact(person=person, by=person, **form.cleaned_data)
        return reverse("profile")

    own = RoleAssignment.objects.visible_to(request.actor).filter(person=person).on(today)
    firms = Authorisation.objects.visible_to(request.actor).filter(person=person).on(today)
    values = {"roles": own.select_related("department"), "authorisations": firms.select_related("enterprise")}
    current = row_values(Person.objects.filter(pk=person.pk), "phone", "email")
    return form_page(request, ContactForm, "web/profile.html", act=act, current=current, values=values)
