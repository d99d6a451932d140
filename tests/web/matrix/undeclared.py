"""Addresses of a house that has one too many: nobody has said who may use it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from songjieyou.config.urls import handler403, handler404
from songjieyou.config.urls import urlpatterns as ours

__all__ = ["handler403", "handler404", "urlpatterns"]


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("canary")


urlpatterns = [*ours, path("undeclared/", view)]
