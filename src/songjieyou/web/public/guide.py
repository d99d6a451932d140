"""`/ui/`: the living guide of the design system, open to everyone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.ui.guide import SECTIONS, drawn
from songjieyou.web.access import EVERYONE, Request, access


@access(EVERYONE)
def guide(request: Request) -> HttpResponse:
    """Every component with an example, drawn by the very templates that the pages use."""
    sections = [(section, [(example, drawn(example, request)) for example in section.examples]) for section in SECTIONS]
    return render(request, "web/guide.html", {"sections": sections})
