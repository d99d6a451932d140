"""Tells every page whether this is a demo."""

from functools import cache

from django.http import HttpRequest

from songjieyou.demo.models import Mark


@cache
def is_demo() -> bool:
    """Whether this database was made as a demo: it never becomes one, nor ceases to be one."""
    return Mark.objects.exists()


def demo(request: HttpRequest) -> dict[str, bool]:
    return {"demo": is_demo()}
