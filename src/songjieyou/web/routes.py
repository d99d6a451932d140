"""A walk over every address of the house: the server does not start while one declares nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from songjieyou.web.access import declared


class Route(NamedTuple):
    """`path` is the pattern as it is written; `name` is empty where it has none."""

    path: str
    name: str
    view: Callable[..., Any]


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[Route]:
    """Every address, in order."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(path, entry.name or "", entry.callback)
        else:
            yield from routes(entry, path)


@register()
def every_route_declares_who_may(**_: Any) -> list[CheckMessage]:
    return [
        Error(f"地址 /{route.path} 没有声明谁可以使用。", hint="用 @access(…) 声明。", id="web.E001")
        for route in routes()
        if declared(route.view) is None
    ]
