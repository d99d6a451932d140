"""What a park does not show of the shipped policies."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from songjieyou.policies.domain.hiding import hide_item, show_again
from songjieyou.policies.library import engine_of
from songjieyou.policies.models import HiddenItem
from songjieyou.policies.shelf import is_known
from songjieyou.web.access import Request, access, found, person_of
from songjieyou.web.forms import Form, form_page
from songjieyou.web.policies.columns import EDITORS
from songjieyou.web.policies.library import title_address


class HideForm(Form):
    reason = forms.CharField(
        label="隐藏的理由",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text="如“本园区不适用”。留作记录，企业看不到。",
    )


@access(EDITORS, form=True)
def hide(request: Request, policy: str, item: str) -> HttpResponse:
    """Take an item out of the park's library and checkups, with the reason."""
    if not is_known(engine_of(request.actor.park), f"{policy}/{item}"):
        raise Http404
    person = person_of(request)

    def act(form: HideForm) -> str:
        hide_item(park=person.park, item=f"{policy}/{item}", by=person, reason=form.cleaned_data["reason"])
        return title_address(policy)

    values = {"policy": policy, "item": item, "back": title_address(policy)}
    return form_page(request, HideForm, "web/policies/hide.html", act=act, values=values)


@access(EDITORS, "POST")
def again(request: Request, pk: int) -> HttpResponse:
    row = found(HiddenItem.objects.all(), request.actor, pk)
    show_again(hidden=row, by=person_of(request))
    return redirect("policy", row.item.rpartition("/")[0])
