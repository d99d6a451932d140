"""Long lists in pages, newest first. A page begins after a row, so that new rows move nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models

from songjieyou.web.access import Request

SIZE = 25
DIGITS = 18
"""A number of fewer digits fits into a key of the database."""


class Page[M: models.Model](NamedTuple):
    """`older` is the `before` of the next page, where there is one; `first`: the page begins with the newest."""

    rows: list[M]
    older: int | None
    first: bool


def before_of(request: Request) -> int | None:
    """The row after which the page that was asked for begins."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS else None


def newest_first[M: models.Model](request: Request, rows: models.QuerySet[M]) -> Page[M]:
    """The page that was asked for; one query."""
    before = before_of(request)
    wanted: models.QuerySet[Any] = (
        rows.order_by("-pk") if before is None else rows.filter(pk__lt=before).order_by("-pk")
    )
    found = list(wanted[: SIZE + 1])
    older = found[SIZE - 1].pk if len(found) > SIZE else None
    return Page(found[:SIZE], older, first=before is None)
