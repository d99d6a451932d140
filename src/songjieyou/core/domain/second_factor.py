"""The second factor: a code of six digits from a phone (TOTP, RFC 6238), or one of ten recovery codes.

Secrets, codes and their comparison are those of django-allauth. Ours is what it leaves to a cache or to a request: that
no code is taken twice, whichever process is asked, and the time.
"""

from __future__ import annotations

import logging

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from songjieyou.core import clock
from songjieyou.core.events.catalogue import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorSetUp,
    SecondFactorTakenOff,
)
from songjieyou.core.events.log import record
from songjieyou.core.models import Person, RoleAssignment
from songjieyou.core.sealing import SealError

log = logging.getLogger(__name__)

PERIOD = 30
"""Seconds for which one code is shown."""
DRIFT = 1
"""Periods by which the clock of a phone may be wrong."""


def new_secret() -> str:
    return str(generate_totp_secret())


def picture(*, person: Person, secret: str) -> str:
    """The secret as a QR code (SVG) that a phone reads."""
    adapter = get_adapter()
    return str(adapter.build_totp_svg(adapter.build_totp_url(person, secret)))


def code_at(secret: str, counter: int) -> str:
    """What a phone shows in the period of that number."""
    return str(format_hotp_value(hotp_value(secret, counter)))


def current_counter() -> int:
    return int(clock.now().timestamp()) // PERIOD


@transaction.atomic
def set_up_second_factor(*, person: Person, secret: str, code: str) -> None:
    """Turn it on, proved by a first code; all sessions of the person end. ValidationError for a wrong code,
    and where it is on already.

    Event: account.second_factor_set_up.
    """
    counter = _matching(secret, code, after=0)
    if counter is None:
        raise ValidationError({"code": "验证码不对。请核对手机的时间是否准确，再填手机上正显示的 6 位数字。"})
    if not _raise_round(person, was_off=True):
        raise ValidationError("两步登录已经启用。")
    kind = Authenticator.Type.TOTP
    data = {"secret": get_adapter().encrypt(secret), "counter": counter}
    Authenticator.objects.create(user=person, type=kind, data=data)
    RecoveryCodes.activate(person)
    record(SecondFactorSetUp(person=person.pk), park=person.park, by=person)


@transaction.atomic
def take_off_second_factor(*, person: Person, by: Person | None) -> None:
    """Turn it off, lost or no longer wanted; all sessions of the person end. Once.

    Event: account.second_factor_taken_off.
    ValidationError where somebody with a role of the park takes off their own: they must have one.
    """
    if by == person and RoleAssignment.objects.filter(person=person).on(clock.today()).exists():
        raise ValidationError("园区人员必须使用两步登录。换手机时，请联系安全管理员取消原来的绑定。")
    if _raise_round(person, was_off=False):
        Authenticator.objects.filter(user=person).delete()
        record(SecondFactorTakenOff(person=person.pk), park=person.park, by=by)


@transaction.atomic
def renew_recovery_codes(*, person: Person) -> None:
    """New codes; the old ones are void. Event: account.recovery_codes_renewed."""
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(person)
    record(RecoveryCodesRenewed(person=person.pk), park=person.park, by=person)


def recovery_codes(*, person: Person) -> list[str]:
    """Those that have not been used."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(row).get_unused_codes() if row else []


@transaction.atomic
def takes_code(*, person: Person, code: str) -> bool:
    """Whether this is the code of now, or a recovery code; none is taken twice. It counts no attempts: ask
    `sign_in.check_code`. Event: account.recovery_code_used.
    """
    rows = Authenticator.objects.select_for_update().filter(user=person)
    held = {row.type: row for row in rows}
    totp, codes = held.get(Authenticator.Type.TOTP), held.get(Authenticator.Type.RECOVERY_CODES)
    try:
        if totp and _takes_totp(totp, code):
            return True
        if codes is None or not RecoveryCodes(codes).validate_code(code):
            return False
    except SealError:
        log.exception("a second factor was sealed under another key: it must be taken off and set up anew")
        return False
    record(RecoveryCodeUsed(person=person.pk), park=person.park, by=person)
    return True


def _takes_totp(row: Authenticator, code: str) -> bool:
    counter = _matching(get_adapter().decrypt(row.data["secret"]), code, after=row.data["counter"])
    if counter is None:
        return False
    row.data["counter"] = counter
    row.save(update_fields=["data"])
    return True


def _matching(secret: str, code: str, *, after: int) -> int | None:
    """The number of the period whose code this is, near enough to now and later than the last one taken."""
    now = current_counter()
    for counter in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if compare_user_code(actual=code, expected=code_at(secret, counter)):
            return counter
    return None


def _raise_round(person: Person, *, was_off: bool) -> bool:
    """Turn the mark at the person over, which ends all sessions; False where another was quicker."""
    rows = Person.objects.filter(pk=person.pk, second_factor_since__isnull=was_off)
    since = clock.now() if was_off else None
    changed: int = rows.update(second_factor_since=since, session_round=F("session_round") + 1)
    person.refresh_from_db(fields=["second_factor_since", "session_round"])
    return bool(changed)
