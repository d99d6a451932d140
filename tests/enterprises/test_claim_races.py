"""Several people with one code at the same moment, on PostgreSQL: SQLite has one write lock and hides races."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from songjieyou.core import clock
from songjieyou.core.models import Event, Park, Person
from songjieyou.enterprises.domain import claims
from songjieyou.enterprises.domain.claims import claim, claim_with_new_account, issue_claim_code, revoke_claim_code
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Purpose
from songjieyou.enterprises.models import Authorisation, ClaimCode, Enterprise
from tests.core.test_races import at_once, end_of_session, park

__all__ = ["end_of_session", "park"]

WORKERS = 4
ROUNDS = 10
PASSWORD = "qingjiang-2024-秋"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(park: Park) -> list[Person]:
    return [Person.objects.create(park=park, username=f"p{number}", name="甲") for number in range(WORKERS)]


@pytest.fixture
def firm(park: Park) -> Enterprise:
    return register_enterprise(park=park, uscc="91430100MA4L0A001T", name="甲公司", by=None)


def claim_together(code: ClaimCode, people: list[Person]) -> Counter[str]:
    """How many of them are let in, and how many refused."""
    outcomes, turn = Counter[str](), itertools.count()

    def work() -> None:
        try:
            claim(code=code, person=people[next(turn)])
            outcomes["in"] += 1
        except ValidationError:
            outcomes["refused"] += 1

    at_once(len(people), work)
    return outcomes


def test_one_of_those_who_use_a_code_at_the_same_moment_is_let_in(firm: Enterprise, people: list[Person]) -> None:
    code, _ = issue_claim_code(enterprise=firm, purpose=Purpose.CLAIM, by=people[0])
    assert claim_together(code, people) == {"in": 1, "refused": WORKERS - 1}
    code.refresh_from_db()
    assert Authorisation.objects.get().person == code.used_by
    assert Event.objects.filter(name="enterprise.claimed").count() == 1


def test_without_the_lock_more_would_be(
    firm: Enterprise, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: all have found the code unused before any uses it."""
    code, _ = issue_claim_code(enterprise=firm, purpose=Purpose.CLAIM, by=people[0])
    still_good, all_have_looked = claims._still_good, threading.Barrier(WORKERS)

    def look_and_wait(code: ClaimCode) -> ClaimCode:
        found = still_good(code)
        all_have_looked.wait(30)
        return found

    monkeypatch.setattr(claims, "_lock", lambda enterprise: None)
    monkeypatch.setattr(claims, "_still_good", look_and_wait)
    assert claim_together(code, people) == {"in": WORKERS}
    assert Authorisation.objects.count() == WORKERS


def test_the_same_form_sent_twice_opens_one_account(firm: Enterprise, people: list[Person]) -> None:
    code, _ = issue_claim_code(enterprise=firm, purpose=Purpose.CLAIM, by=people[0])
    outcomes = Counter[str]()

    def work() -> None:
        try:
            claim_with_new_account(code=code, name="多拉", username="dora", password=PASSWORD)
            outcomes["in"] += 1
        except ValidationError:
            outcomes["refused"] += 1

    at_once(WORKERS, work)
    assert outcomes == {"in": 1, "refused": WORKERS - 1}
    assert Authorisation.objects.get().person == Person.objects.get(username="dora")


def test_two_people_with_one_code_and_new_accounts(firm: Enterprise, people: list[Person]) -> None:
    """Who is too late has no account either."""
    code, _ = issue_claim_code(enterprise=firm, purpose=Purpose.CLAIM, by=people[0])
    turn = itertools.count()

    def work() -> None:
        with suppress(ValidationError):
            claim_with_new_account(code=code, name="多拉", username=f"dora{next(turn)}", password=PASSWORD)

    at_once(WORKERS, work)
    assert Person.objects.filter(username__startswith="dora").count() == 1
    assert Authorisation.objects.count() == 1


def test_a_code_is_used_or_revoked_never_both(firm: Enterprise, people: list[Person]) -> None:
    for number in range(ROUNDS):
        Authorisation.objects.update(revoked_at=clock.now())
        code, _ = issue_claim_code(enterprise=firm, purpose=Purpose.CLAIM, by=people[0])
        turn = itertools.count()

        def work(code: ClaimCode = code, turn: itertools.count[int] = turn, number: int = number) -> None:
            if next(turn) == number % 2:
                revoke_claim_code(code=code, by=people[0])
            else:
                with suppress(ValidationError):
                    claim(code=code, person=people[1])

        at_once(2, work)
        code.refresh_from_db()
        assert (code.used_at is None) is not (code.revoked_at is None)
        assert Authorisation.objects.filter(revoked_at=None).exists() is (code.used_at is not None)


def test_two_officers_at_the_same_moment_leave_one_code(firm: Enterprise, people: list[Person]) -> None:
    turn = itertools.count()

    def work() -> None:
        issue_claim_code(enterprise=firm, purpose=Purpose.CLAIM, by=people[next(turn)])

    at_once(WORKERS, work)
    assert ClaimCode.objects.count() == WORKERS
    assert ClaimCode.objects.open(clock.now()).count() == 1
