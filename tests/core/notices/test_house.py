"""What the house tells of accounts, deadlines and feedback, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.domain.calendar import adopt, propose_years
from songjieyou.core.domain.deadlines import KINDS, declare, recompute, set_deadline
from songjieyou.core.domain.feedback import answer_feedback, continue_feedback, write_feedback
from songjieyou.core.domain.sign_in import WRONG_FOR_ONE, check_password
from songjieyou.core.enums import Concern, FeedbackKind, Role
from songjieyou.core.models import Deadline, Feedback, Notice, Park, Person
from songjieyou.core.notices import inbox
from songjieyou.core.notices.kinds import KINDS as NOTICES
from songjieyou.core.terms import Term
from songjieyou.core.workdays import WorkingDays
from songjieyou.enterprises.domain.authorisations import actor_of
from tests.core.notices.conftest import deliver_all
from tests.core.notices.test_tell import newest, told
from tests.park import World

LATE_2026 = datetime(2026, 12, 30, 2, tzinfo=UTC)
"""A Wednesday, 10:00 in the park; 2027 has no calendar yet."""
RESTS = {2027: [date(2027, 1, 1)], 2028: [date(2028, 1, 3)]}


def test_a_lock_out_is_told_to_the_person_at_once(world: World) -> None:
    before = newest()
    for _ in range(WRONG_FOR_ONE):
        check_password(username="bob", password="wrong", address="203.0.113.1")
    deliver_all()
    assert told(before) == {("bob", "account_locked")}
    assert NOTICES["account_locked"].urgent


def test_fewer_wrong_passwords_are_nobody_s_concern(world: World) -> None:
    before = newest()
    for _ in range(WRONG_FOR_ONE - 1):
        check_password(username="bob", password="wrong", address="203.0.113.1")
    deliver_all()
    assert told(before) == set()


class TestDeadlines:
    @pytest.fixture(autouse=True)
    def _letters(self) -> Iterator[None]:
        declare("letter", label="来信", stages={"close": "办结"})
        with clock.stopped(LATE_2026):
            yield
        del KINDS["letter"]

    @pytest.fixture
    def admin(self, world: World) -> Person:
        admin = world.staff(Role.SYSTEM_ADMIN)
        world.staff(Role.SYSTEM_ADMIN, far=True)
        world.staff(Role.SECURITY_ADMIN)
        deliver_all()
        return admin

    def due(self, park: Park, *, number: int, days: int = 5) -> Deadline:
        """Set one that falls into the year to come."""
        row = set_deadline(
            park=park, about="letter", object_id=number, stage="close", start=LATE_2026.date(), term=Term(days)
        )
        deliver_all()
        return row

    def bring(self, park: Park, year: int, by: Person) -> None:
        table = WorkingDays(dict.fromkeys(RESTS[year], False), frozenset({year}))
        adopt(proposal=propose_years(park=park, table=table, source="文号", by=by), by=by)
        recompute(park=park)
        deliver_all()

    def count(self, admin: Person, kind: str) -> int:
        return Notice.objects.filter(person=admin, kind=kind).count()

    def test_provisional_ones_are_told_once_a_version(self, world: World, admin: Person) -> None:
        before = newest()
        for number in range(3):
            self.due(world.park, number=number)
        assert told(before) == {("system_admin", "deadline_provisional")}
        assert self.count(admin, "deadline_provisional") == 1
        self.bring(world.park, 2027, admin)
        self.due(world.park, number=4)
        assert self.count(admin, "deadline_provisional") == 1, "the year has its calendar now"
        for number in (5, 6):
            self.due(world.park, number=number, days=400)
        assert self.count(admin, "deadline_provisional") == 2

    def test_a_sure_one_is_not_told_of(self, world: World, admin: Person) -> None:
        before = newest()
        self.due(world.park, number=1, days=1)
        assert told(before) == set()

    def test_moved_ones_are_told_once_a_version(self, world: World, admin: Person) -> None:
        for number in range(3):
            self.due(world.park, number=number)
        self.due(world.park, number=4, days=400)
        before = newest()
        self.bring(world.park, 2027, admin)
        assert Deadline.objects.moved().count() == 4
        assert told(before) == {("system_admin", "deadline_moved")}
        assert self.count(admin, "deadline_moved") == 1
        self.bring(world.park, 2028, admin)
        assert self.count(admin, "deadline_moved") == 2, "the last one moves once more, under another version"

    def test_parks_are_told_of_their_own(self, world: World, admin: Person) -> None:
        for park in (world.park, world.far):
            self.due(park, number=1)
        assert self.count(admin, "deadline_provisional") == 1
        far = Person.objects.get(username="system_admin-far")
        assert self.count(far, "deadline_provisional") == 1

    def test_it_leads_to_the_list(self, world: World, admin: Person) -> None:
        row = self.due(world.park, number=1)
        self.bring(world.park, 2027, admin)
        assert {about for _, _, about in shown(admin)} == {("deadline", row.pk), ("replaced", row.pk)}


class TestFeedback:
    @pytest.fixture
    def people(self, world: World) -> dict[str, Person]:
        people = {role.value: world.staff(role) for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.SECURITY_ADMIN)}
        for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN):
            world.staff(role, far=True)
        deliver_all()
        return people

    def say(self, writer: Person, concern: Concern) -> Feedback:
        row = write_feedback(writer=writer, kind=FeedbackKind.COMPLAINT, concern=concern, text="canary-words")
        deliver_all()
        return row

    @pytest.mark.parametrize(
        ("concern", "answering"), [(Concern.SYSTEM, "system_admin"), (Concern.ADMINISTRATION, "audit_admin")]
    )
    def test_each_step_is_told_to_the_other_side(
        self, concern: Concern, answering: str, world: World, people: dict[str, Person]
    ) -> None:
        before = newest()
        row = self.say(world.alice, concern)
        assert told(before) == {(answering, "feedback_written")}
        before = newest()
        answer_feedback(feedback=row, text="canary-words", by=people[answering])
        deliver_all()
        assert told(before) == {("alice", "feedback_answered")}
        before = newest()
        continue_feedback(feedback=row, text="canary-words", by=world.alice)
        deliver_all()
        assert told(before) == {(answering, "feedback_continued")}
        title, words = "一条意见又有补充", "提出投诉的人作了补充，等您再答复。"
        assert shown(people[answering])[0] == (title, words, ("feedback", row.pk))

    def test_one_s_own_is_told_to_the_others_who_answer(self, world: World, people: dict[str, Person]) -> None:
        other = world.staff(Role.SYSTEM_ADMIN, name="other_admin")
        deliver_all()
        before = newest()
        self.say(people["system_admin"], Concern.SYSTEM)
        assert told(before) == {(other.username, "feedback_written")}

    def test_a_notice_says_nothing_of_what_was_said(self, world: World, people: dict[str, Person]) -> None:
        self.say(world.alice, Concern.SYSTEM)
        for _, words, _ in shown(people["system_admin"]):
            assert "canary" not in words


def shown(person: Person) -> list[tuple[str, str, tuple[str, int] | None]]:
    """The notices of a person as they read them, but those of their roles, newest first."""
    rows = Notice.objects.filter(person=person).exclude(kind="role_granted").select_related("event").order_by("-pk")
    actor: Actor = actor_of(person)
    return [(one.title, one.words, one.about) for one in inbox.told(list(rows), actor)]
