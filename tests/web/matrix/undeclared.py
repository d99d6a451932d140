"""Addresses of a house that has two too many: of one nobody has said who may use it, the other is for leaders."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from songjieyou.config.urls import handler403, handler404
from songjieyou.config.urls import urlpatterns as ours
from songjieyou.core.enums import Role
from songjieyou.web.access import Request, access, only

__all__ = ["handler403", "handler404", "urlpatterns"]


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("canary")


@access(only([Role.LEADER]))
def for_leaders(request: Request) -> HttpResponse:
    return HttpResponse("for leaders")


urlpatterns = [*ours, path("undeclared/", view), path("leaders/", for_leaders)]
