"""The people of the park: found, let in, closed out, given roles."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from songjieyou.core import clock
from songjieyou.core.domain.people import disable_account, open_account
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.enums import Role
from songjieyou.core.models import Event, Person, RoleAssignment
from songjieyou.demo.context import is_demo
from tests.park import World, build
from tests.web.accounts import dora_of, with_phone
from tests.web.ops.helpers import as_, marks, send

PEOPLE = "/system/people/"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def system(world: World) -> Client:
    return as_(world.staff(Role.SYSTEM_ADMIN))


@pytest.fixture
def security(world: World) -> Client:
    return as_(world.staff(Role.SECURITY_ADMIN))


def listed(client: Client, query: str = "") -> list[str]:
    """The login names on the list, in order."""
    return re.findall(r'<td data-label="登录名">([^<]+)</td>', client.get(PEOPLE + query).content.decode())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_few_things(count: int, system: Client, world: World) -> None:
    for number in range(count):
        world.staff(Role.HANDLER, name=f"handler{number}")
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        assert len(listed(system, "?role=handler")) == count
    assert len(queries) == 6, "three of them are those of every page"


def test_filters(system: Client, world: World) -> None:
    handler = world.staff(Role.HANDLER)
    open_account(park=world.park, username="nobody", name="无角色", by=None)
    disable_account(person=world.charlie, by=world.alice)
    department = handler.assignments.get().department_id
    assert listed(system) == ["alice", "bob", "charlie", "handler", "system_admin", "nobody"]
    assert listed(system, "?words=ALI") == ["alice"]
    assert listed(system, "?words=无角") == ["nobody"]
    assert listed(system, "?role=handler") == ["handler"]
    assert listed(system, f"?department={department}") == ["handler"]
    assert listed(system, f"?department={department}&role=head") == []
    assert listed(system, "?state=disabled") == ["charlie"]
    assert listed(system, "?state=erased") == []
    assert listed(system, "?side=firm&state=active") == ["alice", "bob"]
    assert listed(system, "?side=staff") == ["handler", "system_admin"]
    assert listed(system, "?side=neither") == ["nobody"]


def test_a_wrong_filter_finds_nobody_and_says_so(system: Client) -> None:
    text = system.get(PEOPLE + "?role=emperor&page=x").content.decode()
    assert "筛选条件有误" in text
    assert "canary-alice" not in text


def test_another_park_is_not_in_it(system: Client, world: World) -> None:
    world.staff(Role.HANDLER, far=True)
    text = system.get(PEOPLE).content.decode()
    assert "handler-far" not in text


def test_twenty_five_on_a_page(system: Client, world: World) -> None:
    for number in range(30):
        open_account(park=world.park, username=f"many{number:02}", name="许多", by=None)
    first, second = listed(system, "?words=许多"), listed(system, "?words=许多&page=2")
    assert (len(first), len(second), len({*first, *second})) == (25, 5, 30)
    text = system.get(PEOPLE + "?words=许多").content.decode()
    assert 'href="?words=%E8%AE%B8%E5%A4%9A&amp;page=2"' in text


def test_an_account_is_opened_once_and_its_password_shown_once(system: Client) -> None:
    filled = marks(system, PEOPLE + "open/") | {"name": "新人", "username": "xin"}
    first, second = (system.post(PEOPLE + "open/", filled)["Location"] for _ in range(2))
    person = Person.objects.get(username="xin")
    assert first == second == f"{PEOPLE}{person.pk}/password/shown/"
    answer = system.get(first)
    shown = re.search(r'data-testid="password">([^<]+)<', answer.content.decode())
    assert shown is not None
    assert person.check_password(shown[1])
    assert answer["Cache-Control"] == "no-store"
    again = system.get(first).content.decode()
    assert shown[1] not in again
    assert "密码已经显示过" in again
    assert Event.objects.filter(name="account.opened", payload__person=person.pk).count() == 1


def test_a_password_waits_only_for_the_page_of_its_person(system: Client, world: World) -> None:
    assert send(system, f"{PEOPLE}{world.bob.pk}/password/") == (302, f"{PEOPLE}{world.bob.pk}/password/shown/")
    assert 'data-testid="password"' not in system.get(f"{PEOPLE}{world.alice.pk}/password/shown/").content.decode()
    assert 'data-testid="password"' in system.get(f"{PEOPLE}{world.bob.pk}/password/shown/").content.decode()


@pytest.mark.parametrize("username", ["alice", "x", "有汉字", "a b c", "<script>"])
def test_a_login_name_that_cannot_be(username: str, system: Client) -> None:
    status, text = send(system, PEOPLE + "open/", name="新人", username=username)
    assert status == 422
    assert "id_username_error" in text
    assert 'value="新人"' in text


def test_the_page_of_a_person_tells_roles_firms_and_history(security: Client, world: World) -> None:
    handler = world.staff(Role.HANDLER)
    text = security.get(f"{PEOPLE}{handler.pk}/").content.decode()
    assert "canary-department-handler" in text
    assert text.index("授予角色“承办部门经办人”") < text.index("开通了账号")
    firm_user = security.get(f"{PEOPLE}{world.alice.pk}/").content.decode()
    assert "canary-firm" in firm_user
    assert "canary-other-firm" not in firm_user


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_person_asks_the_same_few_things(count: int, security: Client, world: World) -> None:
    for role in (Role.LEADER, Role.GUIDE, Role.SUPERVISOR)[:count]:
        grant_role(person=world.bob, role=role, by=None)
    is_demo()  # asked once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        security.get(f"{PEOPLE}{world.bob.pk}/")
    assert len(queries) == 8


def test_names_are_corrected(system: Client, world: World) -> None:
    assert send(system, f"{PEOPLE}{world.bob.pk}/name/", name="鲍勃") == (302, f"{PEOPLE}{world.bob.pk}/")
    world.bob.refresh_from_db()
    assert world.bob.name == "鲍勃"


def test_a_session_ends_with_a_new_password(system: Client, world: World) -> None:
    bob = as_(world.bob)
    assert bob.get("/home/").status_code == 200
    send(system, f"{PEOPLE}{world.bob.pk}/password/")
    assert bob.get("/home/").status_code == 302


def test_a_lost_phone_is_taken_off(security: Client, world: World) -> None:
    dora = with_phone(dora_of(world))
    grant_role(person=dora, role=Role.LEADER, by=None)
    page, off = f"{PEOPLE}{dora.pk}/", f"{PEOPLE}{dora.pk}/second-factor/off/"
    before, own = security.get(page).content.decode(), as_(dora)
    assert ("已启用，" in before, f'href="{off}"' in before) == (True, True)
    assert own.get("/home/").status_code == 200
    assert [send(security, off), security.post(off).status_code] == [(302, page), 302]
    dora.refresh_from_db()
    assert dora.second_factor_since is None
    assert not Authenticator.objects.filter(user=dora).exists()
    told = Event.objects.filter(name="account.second_factor_taken_off").values_list("actor__username", flat=True)
    assert list(told) == ["security_admin"], "once"
    after = security.get(page).content.decode()
    assert ("还没有启用。" in after, f'href="{off}"' in after) == (True, False)
    assert own.get("/home/").status_code == 302, "open sessions have ended"


def test_nobody_with_a_role_takes_off_their_own(security: Client) -> None:
    me = Person.objects.get(username="security_admin")
    assert "second-factor/off" not in security.get(f"{PEOPLE}{me.pk}/").content.decode()
    status, text = send(security, f"{PEOPLE}{me.pk}/second-factor/off/")
    assert (status, "园区人员必须使用两步登录。" in text) == (422, True)


def test_the_system_administrator_sees_it_and_cannot_take_it_off(system: Client, world: World) -> None:
    leader = world.staff(Role.LEADER)
    text = system.get(f"{PEOPLE}{leader.pk}/").content.decode()
    assert ("已启用，" in text, "second-factor/off" in text) == (True, False)


def test_a_role_is_given_and_taken(security: Client, world: World) -> None:
    address = f"{PEOPLE}{world.bob.pk}/roles/"
    asked = {"role": "handler", "department": world.department.pk, "starts_on": clock.today()}
    assert send(security, address, **asked) == (302, f"{PEOPLE}{world.bob.pk}/")
    row = RoleAssignment.objects.get(person=world.bob)
    assert (row.role, row.department, row.ends_on) == ("handler", world.department, None)
    assert [security.post(f"/system/roles/{row.pk}/revoke/").status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(name="role.revoked").count() == 1


def test_a_refused_role_says_why_beside_the_field(security: Client, world: World) -> None:
    address = f"{PEOPLE}{world.bob.pk}/roles/"
    status, text = send(security, address, role="inspector", starts_on="2026-01-05", grounds="审计")
    assert status == 422
    assert "id_ends_on_error" in text
    assert 'value="审计"' in text
    status, text = send(security, address, role="leader", starts_on="明天")
    assert (status, "请填写日期，如 2026-01-04。" in text) == (422, True)


def test_not_to_oneself(world: World) -> None:
    person = world.staff(Role.SECURITY_ADMIN)
    status, text = send(as_(person), f"{PEOPLE}{person.pk}/roles/", role="leader", starts_on=clock.today())
    assert status == 422
    assert "不能给自己授予角色" in text
    assert person.assignments.count() == 1


def test_a_refusal_of_a_button_gives_its_reason(system: Client, security: Client) -> None:
    mine = RoleAssignment.objects.get(role="security_admin")
    answer = security.post(f"/system/roles/{mine.pk}/revoke/")
    assert answer.status_code == 403
    assert "园区不能没有安全管理员" in answer.content.decode()
    answer = system.post(f"{PEOPLE}{mine.person_id}/disable/")
    assert (answer.status_code, "园区不能没有安全管理员" in answer.content.decode()) == (403, True)


def test_erasing_asks_for_the_login_name(system: Client, world: World) -> None:
    address = f"{PEOPLE}{world.bob.pk}/erase/"
    system.post(f"{PEOPLE}{world.bob.pk}/disable/")
    status, text = send(system, address, username="alice")
    assert (status, "没有注销" in text) == (422, True)
    assert send(system, address, username="bob") == (302, f"{PEOPLE}{world.bob.pk}/")
    text = system.get(f"{PEOPLE}{world.bob.pk}/").content.decode()
    assert "已注销人员" in text
    assert "canary-bob" not in text
    assert listed(system, "?state=erased") == [f"已注销-{world.bob.pk}"]


def test_an_account_in_use_is_not_erased(system: Client, world: World) -> None:
    status, text = send(system, f"{PEOPLE}{world.bob.pk}/erase/", username="bob")
    assert (status, "请先停用，再注销" in text) == (422, True)


def test_a_role_of_yesterday_finds_nobody(system: Client, world: World) -> None:
    yesterday = clock.today() - timedelta(days=1)
    grant_role(person=world.bob, role=Role.LEADER, starts_on=yesterday, ends_on=yesterday, by=None)
    assert listed(system, "?role=leader") == []
