"""Pages as they are kept to be compared later."""

from __future__ import annotations

import re
from collections.abc import Collection

from tests.web.matrix.people import Visitor
from tests.web.matrix.table import table
from tests.web.matrix.things import THINGS, Both
from tests.web.matrix.world import Place


def pages(
    near: Place, who: tuple[str, ...], more: tuple[str, ...] = (), routes: Collection[str] | None = None
) -> dict[tuple[str, str], str]:
    """What each of them gets from every address (of the routes) that can be asked about what is there."""
    ids = {name: find(Both(near, near)) for name, find in THINGS.items() if not name.endswith((".far", ".next"))}
    asked = [case for case in table() if case.method == "GET" and set(case.things.values()) <= ids.keys()]
    asked = [case for case in asked if routes is None or case.route in routes]
    addresses = (*(case.address(ids) for case in asked), *more)
    found = {}
    for each in who:
        visitor = Visitor(each, near.people[each])
        for address in addresses:
            answer = visitor.ask("GET", address)
            found[each, address] = f"{answer.word}\n{same(answer.text)}"
    return found


def same(text: str) -> str:
    """Without what is new in each answer: the request's id, the token and mark of forms, a secret for a phone."""
    text = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]+"', "", text)
    text = re.sub(r"X-Request-ID: \w+", "", text)
    return re.sub(r'data-testid="(request-id|secret)">[\w ]+<', "", text)
