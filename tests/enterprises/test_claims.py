"""One-time codes: who becomes what by them, and what they do not do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.domain.parks import found_park
from songjieyou.core.domain.people import disable_account, open_account
from songjieyou.core.domain.sign_in import WRONG_FOR_ONE, WRONG_FROM_ONE_ADDRESS, LockedOutError
from songjieyou.core.enums import Role
from songjieyou.core.events import deliver
from songjieyou.core.models import Event, Notice, Person
from songjieyou.enterprises.domain.authorisations import authorise, end_authorisation
from songjieyou.enterprises.domain.claims import (
    HAS_PRINCIPAL,
    HOLDS,
    MOST_INVITATIONS,
    WRONG,
    check_claim_code,
    claim,
    claim_with_new_account,
    issue_claim_code,
    revoke_claim_code,
)
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Capacity, Purpose
from songjieyou.enterprises.models import Authorisation, ClaimCode, Enterprise
from tests.core.test_erasing import dump
from tests.park import World, build

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
PASSWORD = "qingjiang-2024-秋"
USCC = "91430100MA4L0A0044"


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOON):
        yield build()


@pytest.fixture
def officer(world: World) -> Person:
    return world.staff(Role.CONTACT_OFFICER)


@pytest.fixture
def free(world: World) -> Enterprise:
    """A firm that nobody acts for."""
    return register_enterprise(park=world.park, uscc=USCC, name="canary-free", by=None)


def dora_of(world: World, username: str = "dora") -> Person:
    return open_account(park=world.park, username=username, name="多拉", by=None)


def refused(uscc: str, text: str, address: str = "192.0.2.1") -> str:
    """What is said of a code that is not taken."""
    with pytest.raises(ValidationError) as caught:
        check_claim_code(uscc=uscc, text=text, address=address)
    return "".join(caught.value.messages)


def held(enterprise: Enterprise) -> list[tuple[str, str]]:
    """Who acts for a firm, and as what."""
    rows = Authorisation.objects.filter(enterprise=enterprise).on(clock.today())
    return sorted(rows.values_list("person__username", "capacity"))


def test_whoever_claims_a_firm_becomes_its_principal(world: World, officer: Person, free: Enterprise) -> None:
    code, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
    assert code.expires_at - code.issued_at == HOLDS == timedelta(days=7)
    typed = f" {text.upper().replace('-', ' ')}"
    assert check_claim_code(uscc=USCC, text=typed, address="192.0.2.1") == code
    person = claim_with_new_account(code=code, name="多拉", username="dora", password=PASSWORD)
    assert held(free) == [("dora", Capacity.PRINCIPAL)]
    assert (person.park, person.check_password(PASSWORD)) == (world.park, True)
    code.refresh_from_db()
    assert (code.used_by, code.used_at) == (person, NOON)
    names = ["enterprise.code_issued", "account.opened", "enterprise.claimed", "authorisation.given"]
    events = Event.objects.filter(name__in=names, pk__gt=Event.objects.get(name="enterprise.code_issued").pk - 1)
    assert [(event.name, event.actor) for event in events.order_by("pk")] == [
        ("enterprise.code_issued", officer),
        ("account.opened", None),
        ("enterprise.claimed", person),
        ("authorisation.given", officer),
    ]


def test_the_code_stands_nowhere(officer: Person, free: Enterprise) -> None:
    _, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
    everything = dump()
    assert "canary-free" in everything
    assert text not in everything
    assert text.replace("-", "") not in everything


def test_the_officer_and_the_new_principal_are_told(officer: Person, free: Enterprise) -> None:
    code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
    person = claim_with_new_account(code=code, name="多拉", username="dora", password=PASSWORD)
    Notice.objects.all().delete()
    while deliver.deliver_due():
        pass
    about = Notice.objects.filter(event__payload__enterprise=free.pk)
    assert sorted(about.values_list("person", "kind")) == sorted(
        [(officer.pk, "enterprise_claimed"), (person.pk, "authorisation_given")]
    )


def test_one_person_acts_for_several_firms(world: World, officer: Person, free: Enterprise) -> None:
    code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
    claim(code=code, person=world.alice)
    assert held(free) == [("alice", Capacity.PRINCIPAL)]
    assert held(world.firm) == [("alice", Capacity.PRINCIPAL), ("bob", Capacity.AGENT)]


class TestOneAnswer:
    """Whoever has not the right code learns nothing of which firms there are."""

    @pytest.mark.parametrize("what", ["code", "firm", "other", "used", "revoked", "expired", "replaced", "none"])
    def test_whatever_is_wrong(self, what: str, world: World, officer: Person, free: Enterprise) -> None:
        code, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        uscc, moment = USCC, NOON
        match what:
            case "code":
                text = text[::-1]
            case "firm":
                uscc = "91430100MA4L0A9990"
            case "other":
                uscc = world.other_firm.uscc
            case "used":
                claim(code=code, person=world.alice)
                end_authorisation(authorisation=free.authorisations.get(), by=None)
            case "revoked":
                revoke_claim_code(code=code, by=officer)
            case "expired":
                moment = NOON + HOLDS
            case "replaced":
                issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
            case "none":
                uscc, text = "", ""
        with clock.stopped(moment):
            assert refused(uscc, text) == WRONG
            with pytest.raises(ValidationError):
                claim(code=self._stale(code, what), person=world.bob)

    def _stale(self, code: ClaimCode, what: str) -> ClaimCode:
        """The row as somebody may have read it before."""
        if what in ("code", "firm", "other", "none"):
            revoke_claim_code(code=code, by=code.issued_by)
        return code

    def test_the_last_moment_still_counts(self, officer: Person, free: Enterprise) -> None:
        code, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        with clock.stopped(NOON + HOLDS - timedelta(seconds=1)):
            assert check_claim_code(uscc=USCC, text=text, address="192.0.2.1") == code


class TestTooManyWrong:
    @pytest.mark.parametrize("uscc", [USCC, "91430100MA4L0A9990"])
    def test_a_firm_is_shut_for_a_while_whether_there_is_one_or_not(
        self, uscc: str, officer: Person, free: Enterprise
    ) -> None:
        _, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        for number in range(WRONG_FOR_ONE):
            refused(uscc, "wrong", address=f"192.0.2.{number}")
        with pytest.raises(LockedOutError):
            check_claim_code(uscc=uscc, text=text, address="192.0.2.99")
        with clock.stopped(NOON + timedelta(minutes=15)):
            check_claim_code(uscc=USCC, text=text, address="192.0.2.99")

    def test_an_address_is_shut_whatever_it_asks_for(self, officer: Person, free: Enterprise) -> None:
        _, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        for number in range(WRONG_FROM_ONE_ADDRESS):
            refused(f"firm-{number}", "wrong")
        with pytest.raises(LockedOutError):
            check_claim_code(uscc=USCC, text=text, address="192.0.2.1")
        check_claim_code(uscc=USCC, text=text, address="192.0.2.2")

    def test_a_right_one_starts_anew(self, officer: Person, free: Enterprise) -> None:
        _, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        for _ in range(3):
            for _ in range(WRONG_FOR_ONE - 1):
                refused(USCC, "wrong")
            check_claim_code(uscc=USCC, text=text, address="192.0.2.1")


class TestWhatAFirmHas:
    def test_one_code_to_claim_it_the_last(self, officer: Person, free: Enterprise) -> None:
        first, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        second, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        assert list(ClaimCode.objects.filter(enterprise=free).open(clock.now())) == [second]
        assert Event.objects.filter(name="enterprise.code_revoked", payload__claim_code=first.pk).count() == 1

    def test_the_database_keeps_it_at_one(self, officer: Person, free: Enterprise) -> None:
        code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        code.pk, code.hashed = None, "another"
        with pytest.raises(IntegrityError), transaction.atomic():
            code.save()

    def test_no_more_than_five_invitations(self, world: World) -> None:
        issued = [self._invite(world) for _ in range(MOST_INVITATIONS)]
        with pytest.raises(ValidationError, match="5 个"):
            self._invite(world)
        revoke_claim_code(code=issued[0], by=world.alice)
        self._invite(world)
        with clock.stopped(NOON + HOLDS):
            self._invite(world)

    def _invite(self, world: World) -> ClaimCode:
        return issue_claim_code(enterprise=world.firm, purpose=Purpose.INVITE, by=world.alice)[0]

    def test_none_to_claim_it_once_it_has_a_principal(self, world: World, officer: Person) -> None:
        with pytest.raises(ValidationError, match="已经有负责人"):
            issue_claim_code(enterprise=world.firm, purpose=Purpose.CLAIM, by=officer)
        assert not ClaimCode.objects.exists()

    def test_but_one_whose_principal_is_closed_can_be_claimed_again(self, world: World, officer: Person) -> None:
        disable_account(person=world.charlie, by=world.alice)
        code, _ = issue_claim_code(enterprise=world.other_firm, purpose=Purpose.CLAIM, by=officer)
        claim(code=code, person=world.bob)
        assert ("bob", Capacity.PRINCIPAL) in held(world.other_firm)

    def test_a_code_is_no_use_when_another_has_become_principal(
        self, world: World, officer: Person, free: Enterprise
    ) -> None:
        code, text = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        authorise(enterprise=free, person=world.bob, capacity=Capacity.PRINCIPAL, by=None)
        assert refused(USCC, text) == HAS_PRINCIPAL
        with pytest.raises(ValidationError, match="已经有负责人"):
            claim(code=code, person=world.alice)
        assert held(free) == [("bob", Capacity.PRINCIPAL)]


class TestTheCodesOfAPrincipal:
    def test_an_invitation_makes_an_agent(self, world: World) -> None:
        code, text = issue_claim_code(enterprise=world.firm, purpose=Purpose.INVITE, by=world.alice)
        check_claim_code(uscc=world.firm.uscc, text=text, address="192.0.2.1")
        claim_with_new_account(code=code, name="多拉", username="dora", password=PASSWORD)
        assert ("dora", Capacity.AGENT) in held(world.firm)

    def test_handing_over_makes_another_principal_who_may_end_the_first(self, world: World) -> None:
        code, _ = issue_claim_code(enterprise=world.firm, purpose=Purpose.HAND_OVER, by=world.alice)
        claim(code=code, person=world.charlie)
        assert held(world.firm) == [
            ("alice", Capacity.PRINCIPAL),
            ("bob", Capacity.AGENT),
            ("charlie", Capacity.PRINCIPAL),
        ]

    def test_an_agent_becomes_principal_by_it(self, world: World) -> None:
        code, _ = issue_claim_code(enterprise=world.firm, purpose=Purpose.HAND_OVER, by=world.alice)
        claim(code=code, person=world.bob)
        assert held(world.firm) == [("alice", Capacity.PRINCIPAL), ("bob", Capacity.PRINCIPAL)]

    @pytest.mark.parametrize(
        ("purpose", "who"),
        [(Purpose.INVITE, "bob"), (Purpose.INVITE, "alice"), (Purpose.HAND_OVER, "alice")],
    )
    def test_whoever_is_that_already_uses_nothing_up(self, purpose: Purpose, who: str, world: World) -> None:
        before = held(world.firm)
        code, _ = issue_claim_code(enterprise=world.firm, purpose=purpose, by=world.alice)
        with pytest.raises(ValidationError, match="不用再认领"):
            claim(code=code, person=getattr(world, who))
        assert held(world.firm) == before
        assert ClaimCode.objects.open(clock.now()).get() == code

    def test_they_end_with_their_principal(self, world: World) -> None:
        code, text = issue_claim_code(enterprise=world.firm, purpose=Purpose.INVITE, by=world.alice)
        authorise(enterprise=world.firm, person=world.charlie, capacity=Capacity.PRINCIPAL, by=None)
        end_authorisation(authorisation=world.alice.authorisations.get(), by=world.charlie)
        assert refused(world.firm.uscc, text) == WRONG
        with pytest.raises(ValidationError):
            claim(code=code, person=dora_of(world))

    def test_an_authorisation_that_has_run_out_is_no_hindrance(self, world: World) -> None:
        code, _ = issue_claim_code(enterprise=world.firm, purpose=Purpose.INVITE, by=world.alice)
        dora = dora_of(world)
        yesterday = clock.today() - timedelta(days=1)
        over = authorise(enterprise=world.firm, person=dora, capacity=Capacity.AGENT, by=None)
        Authorisation.objects.filter(pk=over.pk).update(starts_on=yesterday, ends_on=yesterday)
        assert ("dora", Capacity.AGENT) not in held(world.firm)
        claim(code=code, person=dora)
        assert ("dora", Capacity.AGENT) in held(world.firm)


class TestANewAccount:
    def refuse(self, code: ClaimCode, **typed: str) -> dict[str, list[str]]:
        filled = {"name": "多拉", "username": "dora", "password": PASSWORD} | typed
        people = Person.objects.count()
        with pytest.raises(ValidationError) as caught:
            claim_with_new_account(code=code, **filled)
        assert Person.objects.count() == people
        assert ClaimCode.objects.open(clock.now()).get() == code
        return caught.value.message_dict

    def test_a_login_name_that_is_taken(self, officer: Person, free: Enterprise) -> None:
        code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        assert self.refuse(code, username="alice").keys() == {"username"}

    @pytest.mark.parametrize("password", ["short", "password1234", "dora-2026-dora"])
    def test_a_weak_password(self, password: str, officer: Person, free: Enterprise) -> None:
        code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
        assert self.refuse(code, username="dora-2026-dor", password=password).keys() == {"password"}


def test_an_account_of_another_park_cannot_claim(world: World, officer: Person, free: Enterprise) -> None:
    code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
    stranger = open_account(park=world.far, username="stranger", name="生客", by=None)
    with pytest.raises(ValidationError, match="另一个园区"):
        claim(code=code, person=stranger)
    assert held(free) == []


def test_a_firm_of_the_same_code_in_another_park_is_not_meant(world: World, officer: Person, free: Enterprise) -> None:
    """A firm stands once in each park: the code says which is meant."""
    there = register_enterprise(park=found_park(name="丙园", short_name="丙"), uscc=USCC, name="同名", by=None)
    code, text = issue_claim_code(enterprise=there, purpose=Purpose.CLAIM, by=officer)
    assert check_claim_code(uscc=USCC, text=text, address="192.0.2.1").enterprise == there
    person = claim_with_new_account(code=code, name="多拉", username="dora", password=PASSWORD)
    assert person.park == there.park


def test_revoking_after_use_takes_nothing_back(world: World, officer: Person, free: Enterprise) -> None:
    code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
    claim(code=code, person=world.alice)
    revoke_claim_code(code=code, by=officer)
    assert held(free) == [("alice", Capacity.PRINCIPAL)]
    assert not Event.objects.filter(name="enterprise.code_revoked").exists()


def test_revoking_twice_is_told_once(officer: Person, free: Enterprise) -> None:
    code, _ = issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=officer)
    for _ in range(2):
        revoke_claim_code(code=code, by=officer)
    assert Event.objects.filter(name="enterprise.code_revoked").count() == 1
