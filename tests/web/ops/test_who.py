"""Which administrator gets which page, written by hand."""

from __future__ import annotations

import re

import pytest

from songjieyou.core.domain.feedback import write_feedback
from songjieyou.core.enums import Concern, FeedbackKind, Role
from tests.park import World, build
from tests.web.ops.helpers import as_

SYSTEM, SECURITY, AUDIT = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN
PAGES = {
    "/system/": {SYSTEM: 200, SECURITY: 200, AUDIT: 200},
    "/system/park/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/parts/zones/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/parts/nothing/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/parts/teams/add/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/parts/departments/{department}/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/parts/departments/{far_department}/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/people/": {SYSTEM: 200, SECURITY: 200, AUDIT: 403},
    "/system/people/open/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/people/{alice}/": {SYSTEM: 200, SECURITY: 200, AUDIT: 403},
    "/system/people/{far}/": {SYSTEM: 404, SECURITY: 404, AUDIT: 403},
    "/system/people/{alice}/name/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/people/{far}/name/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/people/{alice}/password/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/people/{far}/password/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/people/{alice}/password/shown/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/people/{alice}/erase/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/people/{far}/erase/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/people/{far}/second-factor/off/": {SYSTEM: 403, SECURITY: 404, AUDIT: 403},
    "/system/people/{leader}/second-factor/off/": {SYSTEM: 403, SECURITY: 200, AUDIT: 403},
    "/system/people/{alice}/second-factor/off/": {SYSTEM: 403, SECURITY: 302, AUDIT: 403},
    "/system/people/{alice}/roles/": {SYSTEM: 403, SECURITY: 200, AUDIT: 403},
    "/system/people/{far}/roles/": {SYSTEM: 403, SECURITY: 404, AUDIT: 403},
    "/system/calendar/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/calendar/deadlines/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/park/look/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/deliveries/": {SYSTEM: 200, SECURITY: 403, AUDIT: 403},
    "/system/audit/": {SYSTEM: 403, SECURITY: 403, AUDIT: 200},
    "/system/audit/events.csv": {SYSTEM: 403, SECURITY: 403, AUDIT: 422},
    "/system/audit/events.xlsx": {SYSTEM: 403, SECURITY: 403, AUDIT: 422},
    "/about/feedback/{of_the_system}/": {SYSTEM: 200, SECURITY: 404, AUDIT: 404},
    "/about/feedback/{of_the_administration}/": {SYSTEM: 404, SECURITY: 404, AUDIT: 200},
}
BUTTONS = {
    "/system/parts/departments/{far_department}/close/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/parts/departments/{far_department}/reopen/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/parts/departments/{department}/close/": {SYSTEM: 302, SECURITY: 403, AUDIT: 403},
    "/system/parts/departments/{department}/reopen/": {SYSTEM: 302, SECURITY: 403, AUDIT: 403},
    "/system/people/{far}/disable/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/people/{far}/enable/": {SYSTEM: 404, SECURITY: 403, AUDIT: 403},
    "/system/people/{me}/disable/": {SYSTEM: 403, SECURITY: 403, AUDIT: 403},
    "/system/people/{alice}/disable/": {SYSTEM: 302, SECURITY: 403, AUDIT: 403},
    "/system/people/{alice}/enable/": {SYSTEM: 302, SECURITY: 403, AUDIT: 403},
    "/system/roles/{far_role}/revoke/": {SYSTEM: 403, SECURITY: 404, AUDIT: 403},
    "/system/roles/{my_role}/revoke/": {SYSTEM: 403, SECURITY: 403, AUDIT: 403},
    "/system/roles/{role}/revoke/": {SYSTEM: 403, SECURITY: 302, AUDIT: 403},
    "/about/feedback/{of_the_system}/close/": {SYSTEM: 403, SECURITY: 404, AUDIT: 404},
}
"""In order: what is done by one stands before the next."""


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.mark.parametrize("role", [SYSTEM, SECURITY, AUDIT])
def test_every_administrator_gets_what_the_table_says(role: Role, world: World) -> None:
    me, handler = world.staff(role), world.staff(Role.HANDLER, far=True)
    leader, far_role = world.staff(Role.LEADER), handler.assignments.get()
    said = {
        concern: write_feedback(writer=world.alice, kind=FeedbackKind.PROBLEM, concern=concern, text="canary")
        for concern in Concern
    }
    ids = {
        "me": me.pk,
        "alice": world.alice.pk,
        "far": handler.pk,
        "department": world.department.pk,
        "far_department": far_role.department_id,
        "leader": leader.pk,
        "role": leader.assignments.get().pk,
        "my_role": me.assignments.get().pk,
        "far_role": far_role.pk,
        "of_the_system": said[Concern.SYSTEM].pk,
        "of_the_administration": said[Concern.ADMINISTRATION].pk,
    }
    client = as_(me)
    opened = {address: client.get(address.format(**ids)).status_code for address in PAGES}
    pressed = {address: client.post(address.format(**ids)).status_code for address in BUTTONS}
    assert opened == {address: expected[role] for address, expected in PAGES.items()}
    assert pressed == {address: expected[role] for address, expected in BUTTONS.items()}


@pytest.mark.parametrize("role", [SYSTEM, SECURITY, AUDIT])
def test_the_navigation_shows_the_pages_one_may_open(role: Role, world: World) -> None:
    client = as_(world.staff(role))
    text = client.get("/system/").content.decode()
    shown = {address for address in PAGES if "{" not in address and f'href="{address}"' in text}
    rooms = [
        "",
        "park/",
        "parts/zones/",
        "people/",
        "calendar/",
        "calendar/deadlines/",
        "park/look/",
        "deliveries/",
        "audit/",
    ]
    assert shown == {address for room in rooms if PAGES[address := f"/system/{room}"][role] == 200}


@pytest.mark.parametrize("address", ["park/", "park/look/", "calendar/", "calendar/deadlines/", "parts/teams/add/"])
def test_one_page_of_the_navigation_is_the_current_one(address: str, world: World) -> None:
    """Some stand below others: only the nearest is current."""
    text = as_(world.staff(SYSTEM)).get(f"/system/{address}").content.decode()
    side = text[text.index('<nav class="side"') :]
    current = re.findall(r'<a href="([^"]+)" aria-current="page">', side)
    assert current == [f"/system/{address.removesuffix('add/')}"]
