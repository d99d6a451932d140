"""Nobody builds a page that nobody looks at."""

from songjieyou.demo.cast import CAST
from songjieyou.web.access import declared
from songjieyou.web.routes import routes
from tests.e2e.looks import LOOKS, NOT_LOOKED_AT
from tests.e2e.newcomers import DORA, EVA


def readable() -> set[str]:
    """Every address that answers GET."""
    found = set()
    for route in routes():
        rule = declared(route.view)
        if rule is None or "GET" in rule.methods:
            found.add(route.path)
    return found


def test_every_page_is_looked_at() -> None:
    looked_at = {look.route for look in LOOKS if look.status != 404}
    assert looked_at.isdisjoint(NOT_LOOKED_AT)
    assert looked_at | NOT_LOOKED_AT.keys() == readable()


def test_every_look_has_a_name_of_its_own_and_people_of_the_demo() -> None:
    assert len({look.name for look in LOOKS}) == len(LOOKS)
    people = {player.username for player in CAST} | {DORA[0], EVA[0]}
    assert {actor for look in LOOKS for actor in (look.actor, *look.also) if actor} <= people
