"""One's own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse

from songjieyou.core.domain.people import change_password
from songjieyou.web.access import SIGNED_IN, Request, access, person_of, refuse_unless
from songjieyou.web.account.forms import NewPasswordForm
from songjieyou.web.addresses import address_of
from songjieyou.web.forms import form_page


@access(SIGNED_IN, form=True)
def password(request: Request) -> HttpResponse:
    person = person_of(request)
    refuse_unless(person.has_usable_password(), "这个账号不用密码登录，没有密码可改。")
    one_time = bool(person.one_time_password_until)

    def act(form: NewPasswordForm) -> str:
        change_password(person=person, password=form.cleaned_data["new_password"])
        update_session_auth_hash(request, person)
        return reverse("sign-in-continue" if one_time else "profile")

    return form_page(
        request,
        NewPasswordForm,
        "web/password.html",
        act=act,
        values={"one_time": one_time},
        person=person,
        address=address_of(request.META),
    )
