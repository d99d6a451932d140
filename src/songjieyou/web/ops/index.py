"""The way into the system pages."""

from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.ui.shapes import Room
from songjieyou.web.access import Request, access
from songjieyou.web.ops.pages import ADMINISTRATION, open_pages


@access(ADMINISTRATION)
def index(request: Request) -> HttpResponse:
    rooms = [Room(page.label, page.words, address) for page, address in open_pages(request)]
    return render(request, "web/ops/index.html", {"rooms": rooms})
