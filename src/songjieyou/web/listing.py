"""Lists: filters that stand in the address, so that a list can be shared, and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.http import HttpRequest

SIZE = 25
DIGITS = 18
"""A number of fewer digits fits into a key of the database."""


class DayInput(forms.DateInput):
    """A day, chosen by the browser's own means."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day as people write it: 2026-01-04."""

    widget = DayInput

    def __init__(self, **more: Any) -> None:
        messages = {"invalid": "请填写日期，如 2026-01-04。"}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=messages, **more)


class Filter(forms.Form):
    """What a list is narrowed by; every field may be left out. A wrong one finds nothing and says why."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.use_required_attribute = False

    @property
    def chosen(self) -> dict[str, Any]:
        """The fields that were filled in."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class Page[M](NamedTuple):
    """Some rows, and the query strings of the pages before and after; empty where there is none."""

    rows: list[M]
    before: str
    after: str


def paged[M](request: HttpRequest, rows: models.QuerySet[Any, M] | Sequence[M]) -> Page[M]:
    """The page that the address asks for by `page`, without counting all rows."""
    written = request.GET.get("page", "")
    number = int(written) if written.isdecimal() and len(written) < len("100000") else 1
    start = (max(number, 1) - 1) * SIZE
    some = list(rows[start : start + SIZE + 1])
    before = query(request, page=number - 1) if start else ""
    return Page(some[:SIZE], before, query(request, page=number + 1) if len(some) > SIZE else "")


def newest_first[M: models.Model](request: HttpRequest, rows: models.QuerySet[M]) -> Page[M]:
    """A page begins after a row, so that new rows do not move what is read; its page before is the newest."""
    before = before_of(request)
    some = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: SIZE + 1])
    newest = query(request, before=None) if before is not None else ""
    return Page(some[:SIZE], newest, query(request, before=some[SIZE - 1].pk) if len(some) > SIZE else "")


def before_of(request: HttpRequest) -> int | None:
    """The row after which the page that was asked for begins."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS else None


def query(request: HttpRequest, **changes: object) -> str:
    """The query string of this address with some parts changed, or taken out by None."""
    parts = request.GET.copy()
    for name, value in changes.items():
        parts.pop(name, None)
        if value is not None:
            parts[name] = str(value)
    return "?" + parts.urlencode()
