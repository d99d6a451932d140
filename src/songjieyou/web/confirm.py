"""Pages that say what will happen, and ask once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse

from songjieyou.web.access import Request
from songjieyou.web.forms import Form, form_page

WITHOUT_SIDE = "web/base.html"
SYSTEM_SIDE = "web/ops/frame.html"


class Question(NamedTuple):
    """`words` say what the `button` does; `back` is the address of those who do not want it."""

    title: str
    words: str
    button: str
    back: str


def confirm_page[F: Form](
    request: Request,
    question: Question,
    *,
    act: Callable[[F], str],
    kind: type[F],
    frame: str = WITHOUT_SIDE,
    **more: Any,
) -> HttpResponse:
    """Ask, and do it once. `kind`, `act` and `more` as for `form_page`; `frame` is what stands around the page."""
    values = {"question": question, "frame": frame}
    return form_page(request, kind, "web/confirm.html", act=act, values=values, **more)
