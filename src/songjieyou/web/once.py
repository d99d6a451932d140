"""A password or code that is shown on one page, once: until then it waits, sealed, in the session of whoever asked."""

from __future__ import annotations

from django.db.models import Model

from songjieyou.core.sealing import SealError, seal, unseal
from songjieyou.web.access import Request

KEY = "shown-once"


def keep(request: Request, about: Model, secret: str) -> None:
    """`about` is the row whose page will show it."""
    request.session[KEY] = {"about": _name(about), "sealed": seal(KEY, secret)}


def take(request: Request, about: Model) -> str:
    """The secret about this row, and never again; empty where there is none."""
    kept = request.session.get(KEY)
    if kept is None or kept["about"] != _name(about):
        return ""
    del request.session[KEY]
    try:
        return unseal(KEY, kept["sealed"])
    except SealError:
        return ""


def _name(row: Model) -> str:
    return f"{row._meta.label}/{row.pk}"
