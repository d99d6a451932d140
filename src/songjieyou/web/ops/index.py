"""The way into the system pages."""

from django.http import HttpResponse
from django.shortcuts import render

from songjieyou.web.access import Request, access
from songjieyou.web.ops.pages import ADMINISTRATION


@access(ADMINISTRATION)
def index(request: Request) -> HttpResponse:
    return render(request, "web/ops/index.html")
