"""Tells every page whether this is a demo."""

from django.http import HttpRequest

from songjieyou.demo.models import Mark


def demo(request: HttpRequest) -> dict[str, bool]:
    return {"demo": Mark.objects.exists()}
