"""Whom to speak with in a firm: written down, corrected, taken away as a file, erased."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from songjieyou.core.personal import of_row
from songjieyou.enterprises.domain.contacts import (
    GONE,
    add_contact,
    change_contact,
    erase_contact,
    note_contact_export,
)
from songjieyou.enterprises.domain.queries import officer_of
from songjieyou.enterprises.enums import Matter
from songjieyou.enterprises.models import Contact, Enterprise
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.enterprise.may import NOT_AN_ERASER, NOT_THEIR_CONTACTS, may_erase, may_keep_contacts
from songjieyou.web.forms import Form, form_page, row_values
from songjieyou.web.listing import Filter, paged
from songjieyou.web.ops.pages import ACCOUNTS
from songjieyou.web.tables import csv_file

HEADER = ("项目", "内容")
OFF = {"autocomplete": "off"}


class ContactForm(Form):
    matter = forms.ChoiceField(label="负责的事", choices=Matter.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs=OFF))
    post = forms.CharField(label="职务", max_length=60, required=False, widget=forms.TextInput(attrs=OFF))
    phone = forms.RegexField(
        label="电话",
        regex=r"^[0-9+\- ]{5,20}$",
        required=False,
        help_text="电话和邮箱至少填一项。",
        error_messages={"invalid": "请填写电话号码，只能有数字、空格、+ 和 -。"},
        widget=forms.TextInput(attrs=OFF | {"inputmode": "tel"}),
    )
    email = forms.EmailField(
        label="邮箱",
        required=False,
        error_messages={"invalid": "请填写完整的邮箱地址，如 lin@example.cn。"},
        widget=forms.EmailInput(attrs=OFF),
    )

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"matter": Matter(self.cleaned_data["matter"])}


class ContactsFilter(Filter):
    words = forms.CharField(label="姓名、电话或邮箱", max_length=60, required=False)


@access(SIGNED_IN, form=True)
def add(request: Request, pk: int) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    refuse_unless(may_keep_contacts(request.actor, pk, officer_of(pk)), NOT_THEIR_CONTACTS)

    def act(form: ContactForm) -> str:
        add_contact(enterprise=enterprise, by=person_of(request), **form.said())
        return reverse("enterprise", args=[pk])

    values = {"enterprise": enterprise}
    return form_page(request, ContactForm, "web/contact.html", act=act, values=values)


@access(SIGNED_IN, form=True)
def edit(request: Request, pk: int) -> HttpResponse:
    row = _found(request, pk)
    firm = row.enterprise_id
    refuse_unless(may_keep_contacts(request.actor, firm, officer_of(firm)), NOT_THEIR_CONTACTS)
    refuse_unless(row.erased_at is None, GONE)

    def act(form: ContactForm) -> str:
        change_contact(contact=row, by=person_of(request), **form.said())
        return reverse("enterprise", args=[firm])

    current = row_values(Contact.objects.filter(pk=pk), "matter", "name", "post", "phone", "email")
    values = {"enterprise": row.enterprise, "contact": row}
    return form_page(request, ContactForm, "web/contact.html", act=act, current=current, values=values)


@access(SIGNED_IN)
def data(request: Request, pk: int) -> HttpResponseBase:
    """Everything kept about a contact, for whoever may erase it. Event: enterprise.contact_exported."""
    row = _found(request, pk)
    refuse_unless(may_erase(request.actor, row), NOT_AN_ERASER)
    note_contact_export(contact=row, by=person_of(request))
    return csv_file("contact", HEADER, of_row(row))


@access(SIGNED_IN, form=True)
def erase(request: Request, pk: int) -> HttpResponse:
    row = _found(request, pk)
    refuse_unless(may_erase(request.actor, row), NOT_AN_ERASER)
    of_the_firm = row.enterprise_id in request.actor.principal_of
    back = reverse("enterprise", args=[row.enterprise_id]) if of_the_firm else reverse("contacts")

    def act(form: Form) -> str:
        erase_contact(contact=row, by=person_of(request))
        return back

    question = Question(
        f"清除{row.name}的信息" if row.name else "清除联系人的信息",
        f"{row.enterprise.name}这位联系人的姓名、职务、电话和邮箱会被清除，不能恢复。",
        "清除",
        back,
    )
    return confirm_page(request, question, act=act, kind=Form)


@access(ACCOUNTS)
def search(request: Request) -> HttpResponse:
    """For somebody who asks what is kept about them: contacts are shown only to who looks for one."""
    asked = ContactsFilter(request.GET)
    words = asked.chosen.get("words")
    rows = Contact.objects.visible_to(request.actor).filter(erased_at=None)
    same = Q(name=words) | Q(phone=words) | Q(email__iexact=words)
    page = paged(request, (rows.filter(same) if words else rows.none()).select_related("enterprise").order_by("pk"))
    return render(request, "web/ops/contacts.html", {"filter": asked, "chosen": asked.chosen, "page": page})


def _found(request: Request, pk: int) -> Contact:
    return found(Contact.objects.select_related("enterprise"), request.actor, pk)
