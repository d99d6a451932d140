"""A firm claims its account with a one-time code from its officer; its principal then lets others in by more codes."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.codes import new_code, plain_code
from songjieyou.core.domain.people import open_account
from songjieyou.core.domain.sign_in import count_as_wrong, was_right
from songjieyou.core.events.catalogue import ClaimCodeIssued, ClaimCodeRevoked, EnterpriseClaimed
from songjieyou.core.events.log import record
from songjieyou.core.models import Person
from songjieyou.core.sealing import SealError, seal, unseal
from songjieyou.enterprises.domain.authorisations import authorise, end_authorisation
from songjieyou.enterprises.enums import Capacity, Purpose
from songjieyou.enterprises.models import Authorisation, ClaimCode, Enterprise
from songjieyou.enterprises.models.authorisation import AuthorisationQuerySet
from songjieyou.enterprises.models.claim_code import ISSUERS

HOLDS = timedelta(days=7)
GROUPS = 3
"""Twelve signs, nearly 60 bits."""
MOST_INVITATIONS = 5
"""So many people may be invited at a time."""

TICKET = "claim"
TICKET_HOLDS = timedelta(minutes=30)

WRONG = "统一社会信用代码或认领码不对，或者认领码已经用过、作废或过期。请逐字核对；仍然不行，请联系发码的人重新发一个。"
"""The same words whatever is wrong, so that nobody learns which firms there are."""
HAS_PRINCIPAL = "这家企业已经有负责人。要增加经办人或者换负责人，请由负责人在企业页面上发码。"


def may_issue(*, actor: Actor, enterprise: Enterprise, purpose: Purpose) -> bool:
    """The first code comes from the park's staff, all others from the firm's principal."""
    return actor.is_any(ISSUERS) if purpose is Purpose.CLAIM else enterprise.pk in actor.principal_of


def principals_of(enterprise: Enterprise) -> AuthorisationQuerySet:
    """Who answers for a firm today and can sign in."""
    rows = Authorisation.objects.filter(enterprise=enterprise, capacity=Capacity.PRINCIPAL, person__is_active=True)
    return rows.on(clock.today())


@transaction.atomic
def issue_claim_code(*, enterprise: Enterprise, purpose: Purpose, by: Person) -> tuple[ClaimCode, str]:
    """A new code, with the text that is shown once and kept nowhere; it holds for a week.

    An earlier unused one to claim, or to hand over, is void. ValidationError where the firm to be claimed has a
    principal, and where too many are invited already. Events: enterprise.code_issued, enterprise.code_revoked for the
    earlier one.
    """
    _lock(enterprise)
    earlier = ClaimCode.objects.filter(enterprise=enterprise, purpose=purpose).unused()
    if purpose is Purpose.CLAIM and principals_of(enterprise).exists():
        raise ValidationError(HAS_PRINCIPAL)
    if purpose is not Purpose.INVITE:
        for code in earlier:
            revoke_claim_code(code=code, by=by)
    elif earlier.open(clock.now()).count() >= MOST_INVITATIONS:
        raise ValidationError(f"已经有 {MOST_INVITATIONS} 个邀请码还没有用。请先作废不用的，再发新的。")
    text = new_code(GROUPS)
    now = clock.now()
    code = ClaimCode.objects.create(
        park=enterprise.park,
        enterprise=enterprise,
        purpose=purpose,
        hashed=_hashed(text),
        issued_by=by,
        issued_at=now,
        expires_at=now + HOLDS,
    )
    record(ClaimCodeIssued(enterprise=enterprise.pk, claim_code=code.pk), park=enterprise.park, by=by)
    return code, text


@transaction.atomic
def revoke_claim_code(*, code: ClaimCode, by: Person) -> None:
    """Nobody can use the code any more. One that was used stays used. Event: enterprise.code_revoked, once."""
    _lock(code.enterprise)
    if ClaimCode.objects.filter(pk=code.pk).unused().update(revoked_at=clock.now()):
        record(ClaimCodeRevoked(enterprise=code.enterprise_id, claim_code=code.pk), park=code.park, by=by)


def check_claim_code(*, uscc: str, text: str, address: str) -> ClaimCode:
    """The open code of the firm with this credit code; it is not used up. RuntimeError within a transaction.

    ValidationError, in the same words whatever is wrong, and in others for the right code of a firm that has found a
    principal. LockedOutError after too many wrong ones for this firm or from this address, even for the right one: the
    count goes by the credit code that was typed. The row is found by its keyed hash, so that neither the answer nor
    the work for it tells whether there is such a firm.
    """
    key = f"claim/{uscc}"
    count_as_wrong(key, address)
    code = ClaimCode.objects.filter(hashed=_hashed(text)).select_related("enterprise").first()
    if not constant_time_compare(code.enterprise.uscc if code else "", uscc) or code is None:
        raise ValidationError(WRONG)
    was_right(key, address)
    return _still_good(code)


def ticket_for(code: ClaimCode) -> str:
    """What whoever has shown the code takes along to the page where it is used, instead of the code itself."""
    return seal(TICKET, str(code.pk))


def code_of(ticket: str) -> ClaimCode | None:
    """The code that was shown for a ticket, whatever has become of it since; None for one that is too old or none."""
    try:
        pk = int(unseal(TICKET, ticket, within=TICKET_HOLDS))
    except SealError:
        return None
    return ClaimCode.objects.select_related("enterprise", "used_by").get(pk=pk)


@transaction.atomic
def claim(*, code: ClaimCode, person: Person) -> Authorisation:
    """Use the code up: the person may act for its firm from now on, an agent may become principal by it.

    ValidationError for a code that is no longer open or whose firm has found a principal, for who may do so already,
    and for an account of another park. Events: enterprise.claimed, authorisation.given, authorisation.ended for what
    the person was before.
    """
    _lock(code.enterprise)
    code = _still_good(code)
    if person.park_id != code.park_id:
        raise ValidationError("这家企业在另一个园区，您的账号不在那里。请退出登录，再填一次认领码，另开一个账号。")
    _end_what_was_before(code, person)
    code.used_by, code.used_at = person, clock.now()
    code.save(update_fields=["used_by", "used_at"])
    happening = EnterpriseClaimed(enterprise=code.enterprise_id, person=person.pk, claim_code=code.pk)
    record(happening, park=code.park, by=person)
    return authorise(enterprise=code.enterprise, person=person, capacity=code.capacity, by=code.issued_by)


@transaction.atomic
def claim_with_new_account(*, code: ClaimCode, name: str, username: str, password: str) -> Person:
    """Open an account for whoever holds the code, and claim with it: both or neither. Events: account.opened, and
    those of `claim`.

    ValidationError as for `claim`, for a login name that is taken and for a weak password.
    """
    try:
        validate_password(password, Person(username=username, name=name))
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None
    person = open_account(park=code.park, username=username, name=name, password=password, by=None)
    claim(code=code, person=person)
    return person


def _lock(enterprise: Enterprise) -> None:
    """Let nobody else issue, revoke or use a code of this firm until this transaction ends."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)


def _still_good(code: ClaimCode) -> ClaimCode:
    """The code as it is now. A firm is claimed once; what a principal has issued ends with their authorisation."""
    now = ClaimCode.objects.open(clock.now()).filter(pk=code.pk).select_related("enterprise__park", "issued_by").first()
    if now is None:
        raise ValidationError(WRONG)
    principals = principals_of(now.enterprise)
    if now.purpose == Purpose.CLAIM:
        if principals.exists():
            raise ValidationError(HAS_PRINCIPAL)
    elif not principals.filter(person=now.issued_by).exists():
        raise ValidationError(WRONG)
    return now


def _end_what_was_before(code: ClaimCode, person: Person) -> None:
    """Make room for the new authorisation: one that has run out, or an agent's for a principal's."""
    held = Authorisation.objects.filter(enterprise=code.enterprise, person=person, revoked_at=None).first()
    if held is None:
        return
    holds = held.ends_on is None or held.ends_on >= clock.today()
    if holds and held.capacity in (Capacity.PRINCIPAL, code.capacity):
        raise ValidationError(f"您已经是这家企业的{held}，不用再认领。这个认领码还没有用，可以交给别人。")
    end_authorisation(authorisation=held, by=code.issued_by)


def _hashed(text: str) -> str:
    """Under the key of this installation: from a copy of the database nobody can try out codes."""
    return salted_hmac("songjieyou.enterprises.claims", plain_code(text), algorithm="sha256").hexdigest()
