"""A password that is shown on one page, once: until then it waits in the session of whoever asked for it."""

from __future__ import annotations

from songjieyou.web.access import Request

KEY = "shown_once"


def keep(request: Request, person: int, password: str) -> None:
    request.session[KEY] = {"person": person, "password": password}


def take(request: Request, person: int) -> str:
    """The password of this person, and never again; empty where there is none."""
    kept = request.session.get(KEY)
    if kept is None or kept["person"] != person:
        return ""
    del request.session[KEY]
    return str(kept["password"])
