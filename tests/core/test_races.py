"""Two workers at once, on PostgreSQL: SQLite has one write lock and hides races."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from songjieyou.core import clock, rates
from songjieyou.core.domain import people, roles, second_factor
from songjieyou.core.domain.parks import add_zone
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.domain.submissions import do_once
from songjieyou.core.enums import Role
from songjieyou.core.events import deliver
from songjieyou.core.events.catalogue import AccountOpened, MailDue, RoleGranted
from songjieyou.core.events.log import SUBSCRIBERS, record, subscribe
from songjieyou.core.models import Delivery, Event, EventSubject, Notice, Park, Person, Rate, RoleAssignment, Submission
from songjieyou.core.notices import outside
from songjieyou.core.notices.kinds import KINDS
from songjieyou.core.notices.tell import tell

COUNT = 60
WORKERS = 3


@pytest.fixture(scope="module", autouse=True)
def end_of_session() -> Iterator[None]:
    """What the tests below set for their session ends with it, before another module is run."""
    yield
    connection.close()


@pytest.fixture
def park(transactional_db: None) -> Iterator[Park]:
    """A park that other sessions see."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one write lock")
    yield Park.objects.create(name="甲园", short_name="甲")
    with connection.cursor() as cursor:  # the flush after a test truncates, which the triggers refuse
        cursor.execute("SET session_replication_role = replica")


def at_once(workers: int, work: Callable[[], None]) -> None:
    """Let several sessions do the same at the same moment."""
    start = threading.Barrier(workers)

    def begin() -> None:
        start.wait()
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=begin) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_each_delivery_is_claimed_once(park: Park) -> None:
    moment = datetime(2024, 9, 4, tzinfo=UTC)
    subscribe("listener", AccountOpened, lambda event: None)
    claimed: Counter[int] = Counter()

    def work() -> None:
        while batch := deliver.claim(limit=5):
            claimed.update(delivery.pk for delivery in batch)

    try:
        with transaction.atomic():
            events = [
                Event.objects.create(park=park, name="account.opened", at=moment, payload={"person": number})
                for number in range(COUNT)
            ]
            Delivery.objects.bulk_create(
                Delivery(park=park, event=each, subscriber="listener", due_at=moment) for each in events
            )
        at_once(WORKERS, work)
    finally:
        del SUBSCRIBERS["listener"]
    assert len(claimed) == COUNT
    assert set(claimed.values()) == {1}


def test_a_form_sent_twice_at_the_same_moment_acts_once(park: Park) -> None:
    person = Person.objects.create(park=park, username="alice", name="爱丽丝")
    once, acted, led = uuid.uuid4(), Counter[str](), Counter[str]()

    def act() -> str:
        acted[""] += 1
        return "/done/"

    at_once(WORKERS, lambda: led.update([do_once(person=person, once=once, act=act)]))
    assert led == {"/done/": WORKERS}
    assert Submission.objects.count() == 1
    assert acted.total() == 1


def taken_at_once(workers: int) -> int:
    """How many of so many at the same moment are allowed where the limit is two."""
    answers = Counter[bool]()

    def take() -> None:
        answers.update([bool(rates.allow("key", limit=2, window=timedelta(minutes=15)))])

    at_once(workers, take)
    assert answers.total() == workers
    return answers[True]


def test_no_more_than_the_limit_are_allowed_at_the_same_moment(park: Park) -> None:
    assert taken_at_once(12) == 2
    assert len(Rate.objects.get().times) == 2


def test_without_the_lock_more_would_be(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: all read before any writes."""
    workers = 4
    read = threading.Barrier(workers)
    Rate.objects.create(key="unlocked", forget_at=clock.now())

    def unlocked(key: str, *, forget_at: datetime) -> Rate:
        row = Rate.objects.get(key="unlocked")
        read.wait(30)
        return row

    monkeypatch.setattr(rates, "_locked", unlocked)
    assert taken_at_once(workers) == workers


def test_a_code_is_taken_once_at_the_same_moment(park: Park) -> None:
    person = Person.objects.create(park=park, username="alice", name="爱丽丝")
    secret = second_factor.new_secret()
    moment = datetime(2024, 9, 4, 4, tzinfo=UTC)
    taken = Counter[bool]()
    with clock.stopped(moment):
        code = second_factor.code_at(secret, second_factor.current_counter())
        second_factor.set_up_second_factor(person=person, secret=secret, code=code)
    later = moment + timedelta(minutes=5)
    with clock.stopped(later):
        code = second_factor.code_at(secret, second_factor.current_counter())

    def take() -> None:
        with clock.stopped(later):
            taken.update([second_factor.takes_code(person=person, code=code)])

    at_once(6, take)
    assert taken == {True: 1, False: 5}


@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_do_not_both_take_the_last_mail_of_the_day(
    locked: bool, park: Park, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: without the lock on the person both find room for one more."""
    meet = threading.Barrier(2)
    Park.objects.update(mails_a_day=1)
    person = Person.objects.create(park=park, username="bob", name="包勃", email="b@example.cn", mail_choice="each")
    with transaction.atomic():
        events = [record(RoleGranted(person=person.pk, role=Role.LEADER), park=park, by=None) for _ in range(2)]
    count = outside.due_today

    def count_together(pk: int) -> QuerySet[EventSubject]:
        """Both have counted before either goes on, if nothing keeps them apart."""
        found = count(pk).all()
        len(found)
        with contextlib.suppress(threading.BrokenBarrierError):
            meet.wait(1)
        return found

    def work() -> None:
        event = events.pop()
        with transaction.atomic():
            tell(KINDS["role_granted"], event)

    monkeypatch.setattr(outside, "due_today", count_together)
    if not locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    subscribe(outside.CHANNEL, MailDue, lambda event: None, outside=True)
    try:
        at_once(2, work)
    finally:
        del SUBSCRIBERS[outside.CHANNEL]
    assert Notice.objects.filter(person=person).count() == 2
    assert Event.objects.filter(name="notice.mail_due").count() == (1 if locked else 2)


def test_a_mail_is_claimed_by_one_worker(park: Park) -> None:
    subscribe(outside.CHANNEL, MailDue, lambda event: None, outside=True)
    claimed: Counter[int] = Counter()

    def work() -> None:
        while batch := deliver.claim(1, outside=True):
            claimed.update(delivery.pk for delivery in batch)

    try:
        with transaction.atomic():
            for number in range(COUNT):
                record(MailDue(person=number + 1, digest=False), park=park, by=None)
        at_once(WORKERS, work)
    finally:
        del SUBSCRIBERS[outside.CHANNEL]
    assert len(claimed) == COUNT
    assert set(claimed.values()) == {1}


def essential(park: Park) -> list[Person]:
    """The two system administrators of a park."""
    people = [Person.objects.create(park=park, username=name, name=name) for name in ("alice", "bob")]
    for person in people:
        with transaction.atomic():
            grant_role(person=person, role=Role.SYSTEM_ADMIN, by=None)
    return people


def disable_each_other(alice: Person, bob: Person) -> None:
    pairs = [(alice, bob), (bob, alice)]

    def work() -> None:
        person, by = pairs.pop()
        with suppress(ValidationError):
            people.disable_account(person=person, by=by)

    at_once(len(pairs), work)


def test_two_administrators_who_close_each_other_do_not_both_go(park: Park) -> None:
    disable_each_other(*essential(park))
    assert Person.objects.filter(is_active=True).count() == 1


def test_without_the_lock_both_would_go(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: each has seen the other in office before either goes."""
    both_have_looked = threading.Barrier(2)

    def look_and_wait(assignment: RoleAssignment) -> None:
        roles.keep_the_last(assignment)
        both_have_looked.wait(30)

    monkeypatch.setattr(people, "lock_administration", lambda park: None)
    monkeypatch.setattr(people, "keep_the_last", look_and_wait)
    disable_each_other(*essential(park))
    assert Person.objects.filter(is_active=True).count() == 0


def test_a_name_added_twice_at_the_same_moment_is_there_once(park: Park) -> None:
    outcomes: Counter[str] = Counter()

    def work() -> None:
        try:
            add_zone(park=park, name="东片")
            outcomes["added"] += 1
        except ValidationError:
            outcomes["refused"] += 1

    at_once(WORKERS, work)
    assert outcomes == {"added": 1, "refused": WORKERS - 1}
