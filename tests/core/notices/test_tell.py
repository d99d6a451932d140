"""Who gets which notice, once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from songjieyou.core.domain.people import change_contact, disable_account
from songjieyou.core.domain.roles import grant_role, revoke_role
from songjieyou.core.enums import Role
from songjieyou.core.events.catalogue import AccountOpened, EnterpriseRegistered, RoleGranted
from songjieyou.core.events.log import SUBSCRIBERS
from songjieyou.core.models import Delivery, Event, Notice
from songjieyou.core.notices import inbox
from songjieyou.core.notices.kinds import KINDS, NoticeKind, holders
from songjieyou.core.notices.tell import announce, tell
from songjieyou.enterprises.domain.authorisations import actor_of, authorise, end_authorisation
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models import Authorisation
from tests.core.notices.conftest import deliver_all
from tests.park import World, code


def told(since: int = 0) -> set[tuple[str, str]]:
    """(login name, kind) of the notices that came after one."""
    return set(Notice.objects.filter(pk__gt=since).values_list("person__username", "kind"))


def newest() -> int:
    return Notice.objects.order_by("-pk").values_list("pk", flat=True)[0]


def test_people_of_firms_hear_of_authorisations(world: World) -> None:
    assert told() == {
        ("alice", "authorisation_given"),
        ("alice", "authorisation_added"),  # Bob's
        ("bob", "authorisation_given"),
        ("charlie", "authorisation_given"),
    }


def test_a_principal_hears_of_what_others_do_but_not_of_their_own_doing(world: World) -> None:
    before = newest()
    authorise(enterprise=world.firm, person=world.charlie, capacity=Capacity.AGENT, by=world.alice)
    end_authorisation(authorisation=Authorisation.objects.get(person=world.bob), by=world.alice)
    deliver_all()
    assert told(before) == {("charlie", "authorisation_given"), ("bob", "authorisation_ended")}


def test_one_hears_of_one_s_roles_and_of_changes_by_others(world: World) -> None:
    before = newest()
    leader = world.staff(Role.LEADER)
    revoke_role(assignment=leader.assignments.get(), by=world.alice)
    change_contact(person=leader, phone="", email="", by=leader)
    change_contact(person=world.bob, phone="", email="", by=leader)
    deliver_all()
    assert told(before) == {("leader", "role_granted"), ("leader", "role_revoked"), ("bob", "contact_changed")}


def test_who_can_no_longer_sign_in_is_not_told(world: World) -> None:
    grant_role(person=world.bob, role=Role.LEADER, by=None)
    before = newest()
    disable_account(person=world.bob, by=world.alice)
    deliver_all()
    assert told(before) == set()


def test_telling_again_tells_once(world: World) -> None:
    notice = Notice.objects.get(person=world.bob)
    tell(KINDS[notice.kind], notice.event)
    Delivery.objects.filter(event=notice.event).update(done_at=None)
    deliver_all()
    assert Notice.objects.filter(person=world.bob).count() == 1


def test_the_database_holds_a_notice_to_once(world: World) -> None:
    """What would happen without `get_or_create`: the table refuses."""
    notice = Notice.objects.get(person=world.bob)
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_system_administrators_of_the_park_hear_of_what_was_given_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from songjieyou.core.events import deliver

    world.staff(Role.SYSTEM_ADMIN)
    world.staff(Role.SYSTEM_ADMIN, far=True)
    world.staff(Role.SECURITY_ADMIN)
    deliver_all()
    before = newest()
    monkeypatch.setattr(deliver, "ATTEMPTS", 1)
    with monkeypatch.context() as broken:
        broken.setitem(SUBSCRIBERS, "notice.role_granted", SUBSCRIBERS["notice.role_granted"]._replace(handle=_fail))
        grant_role(person=world.bob, role=Role.LEADER, by=None)
        deliver_all()
    assert told(before) == {("system_admin", "delivery_given_up")}


def _fail(event: Event) -> None:
    raise RuntimeError


def test_a_kind_names_only_what_its_event_has() -> None:
    wrong = NoticeKind("x", RoleGranted, told=lambda event, park: [], title="", words="{enterprise}")
    with pytest.raises(ValueError, match="enterprise"):
        announce(wrong)
    again = NoticeKind("role_granted", AccountOpened, told=lambda event, park: [], title="", words="")
    with pytest.raises(ValueError, match="announced already"):
        announce(again)
    assert "notice.x" not in SUBSCRIBERS


def test_a_new_kind_is_one_entry(world: World) -> None:
    """What a later floor does for its own events."""
    kind = NoticeKind(
        "enterprise_registered",
        EnterpriseRegistered,
        told=lambda event, park: holders(Role.LEADER, park),
        title="新企业",
        words="{enterprise}已登记。",
        about="enterprise",
    )
    leader, _ = world.staff(Role.LEADER), world.staff(Role.LEADER, far=True)
    announce(kind)
    try:
        firm = register_enterprise(park=world.park, uscc=code(1), name="新厂", by=None)
        deliver_all()
        notices = list(Notice.objects.filter(kind=kind.name).select_related("event"))
        [shown] = inbox.told(notices, actor_of(leader))
    finally:
        del SUBSCRIBERS[f"notice.{kind.name}"], KINDS[kind.name]
    assert [notice.person for notice in notices] == [leader]
    assert (shown.title, shown.words, shown.about) == ("新企业", "新厂已登记。", ("enterprise", firm.pk))


def test_no_name_fits_badly_into_its_column() -> None:
    longest = Notice._meta.get_field("kind").max_length
    assert longest is not None
    assert max(map(len, KINDS)) <= longest
