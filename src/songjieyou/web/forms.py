"""Pages with a form. Each is answered by `form_page`, so that all behave alike:

- what is wrong is told beside the field and in a summary on top (422); nothing typed is lost;
- the same form sent twice acts once (`core.domain.submissions`);
- what somebody else has changed in the meantime is not overwritten unseen (409, both versions are shown);
- a form that was sent after the session had run out comes back filled (`RESTORE`).
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.http import HttpResponse
from django.shortcuts import redirect, render

from songjieyou.core.domain.submissions import do_once
from songjieyou.web import whose
from songjieyou.web.access import RESTORE, Request, person_of
from songjieyou.web.often import Limit, later


class Change(NamedTuple):
    """A field that is not as it was when the form was opened."""

    label: str
    now: str
    yours: str


class Form(forms.Form):
    """The base of all forms. What `{{ form }}` shows beside its fields:

    `once` names this filled-in form, `whose` the person who fills it in; `version` stands for what the fields held when
    it was opened; `stale` are the differences that stopped it; `restored` says that it was filled in before the person
    signed in again; `refusal` is the heading over what is wrong, where the usual one
    does not do.
    """

    once = ""
    whose = ""
    version = ""
    stale: tuple[Change, ...] = ()
    restored = False
    refusal = ""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.use_required_attribute = False  # the house tells what is missing, in its own words
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
                field.error_messages["required"] = f"请{'选择' if chosen else '填写'}{field.label}。"


class StaleError(Exception):
    """Somebody else has changed what the form is about."""


def form_page[F: Form](
    request: Request,
    kind: type[F],
    template: str,
    *,
    act: Callable[[F], str],
    current: Callable[[], Mapping[str, Any]] = dict,
    values: Mapping[str, Any] | None = None,
    limit: Limit | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form, or do what it asks for.

    `act` gets the valid form in a transaction and returns the address to go on to; a ValidationError it raises is shown
    like one of the form's own. `current` reads what the fields hold now; where it is given, a form that was
    opened on other values is stale. `values` go to the template, `more` to the form.
    Beyond the `limit` nothing is done, and the form comes back as it was sent.
    """
    held = current()
    if request.method != "POST":
        return _shown(request, template, _opened(kind(initial=dict(held), **more), held), values)
    if RESTORE in request.POST:
        form = _opened(kind(initial=_typed(kind, request, more), **more), held)
        form.version, form.restored = request.POST.get("version", form.version), True
        return _shown(request, template, form, values)

    form = kind(request.POST, request.FILES, initial=dict(held), **more)
    once = _uuid(request.POST.get("once", ""))
    refused = limit.refused_until(person_of(request)) if limit and form.is_valid() else None
    if limit and refused:
        form.add_error(None, limit.words(refused))
    if form.is_valid():
        try:
            return redirect(
                do_once(person=person_of(request), once=once, act=lambda: _act(request, form, act, current))
            )
        except ValidationError as error:
            form.add_error(None, error)
        except StaleError:
            held = current()
            form.stale = _changes(form, held)
    form.once, form.version = str(once), version_of(held)
    status = 409 if form.stale else 429 if refused else 422
    return later(_shown(request, template, form, values, status), refused)


def row_values(rows: models.QuerySet[Any], *fields: str) -> Callable[[], dict[str, Any]]:
    """A reader of some fields of the one row, for `current`: it locks the row while the form is acted on."""

    def read() -> dict[str, Any]:
        wanted = rows.select_for_update() if connection.in_atomic_block else rows
        return dict(wanted.values(*fields).get())

    return read


def version_of(values: Mapping[str, Any]) -> str:
    """A short mark that differs when the values do; empty for none."""
    if not values:
        return ""
    text = repr(sorted((name, _plain(value)) for name, value in values.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _act[F: Form](request: Request, form: F, act: Callable[[F], str], current: Callable[[], Mapping[str, Any]]) -> str:
    """Read the current values again, now that nobody else can change them, and act."""
    if version_of(current()) != request.POST.get("version", ""):
        raise StaleError
    return act(form)


def _opened[F: Form](form: F, held: Mapping[str, Any]) -> F:
    form.once, form.version = str(uuid.uuid4()), version_of(held)
    return form


def _shown(
    request: Request, template: str, form: Form, values: Mapping[str, Any] | None, status: int = 200
) -> HttpResponse:
    form.whose = whose.mark(person_of(request).pk)
    return render(request, template, {**(values or {}), "form": form}, status=status)


def _typed(kind: type[Form], request: Request, more: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into each field that can be given back."""
    bound = kind(request.POST, **more)
    return {name: bound[name].data for name in bound.fields if name in request.POST}


def _changes(form: Form, held: Mapping[str, Any]) -> tuple[Change, ...]:
    found = []
    for name, value in held.items():
        now, yours = (_told(form.fields[name], each) for each in (value, form.cleaned_data.get(name)))
        if now != yours:
            found.append(Change(str(form[name].label), now, yours))
    return tuple(found) or (Change("内容", "已被别人改过", "与现在的内容相同"),)


def _told(field: forms.Field, value: object) -> str:
    """A value as its field shows it."""
    return _plain(field.prepare_value(value))


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
