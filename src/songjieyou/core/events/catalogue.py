"""Every event of the house, typed. A payload holds ids, yes or no, and words of closed lists; never personal values."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from enum import Enum
from typing import Any, dataclass_transform, get_type_hints

from songjieyou.core.enums import Role

CATALOGUE: dict[str, type[Happening]] = {}


@dataclasses.dataclass(frozen=True)
class Happening:
    """What an event of one name tells."""

    def payload(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in vars(self).items()}


@dataclass_transform(frozen_default=True)
def happening[T: type[Happening]](name: str) -> Callable[[T], T]:
    """Enter a class into the catalogue under `name`; TypeError for a field that could hold free text."""

    def enter(cls: T) -> T:
        dataclasses.dataclass(frozen=True)(cls)
        for field, kind in get_type_hints(cls).items():
            if not (kind in (int, bool) or (isinstance(kind, type) and issubclass(kind, Enum))):
                message = f"{name}.{field}: an event holds ids and words of closed lists only"
                raise TypeError(message)
        if name in CATALOGUE:
            message = f"{name} is in the catalogue already"
            raise ValueError(message)
        CATALOGUE[name] = cls
        return cls

    return enter


def name_of(kind: type[Happening]) -> str:
    """The name under which a class was entered."""
    return next(name for name, entered in CATALOGUE.items() if entered is kind)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


@happening("account.opened")
class AccountOpened(Happening):
    person: int


@happening("account.disabled")
class AccountDisabled(Happening):
    person: int


@happening("account.contact_changed")
class ContactChanged(Happening):
    person: int


@happening("account.signed_in")
class SignedIn(Happening):
    person: int


@happening("park.branded")
class ParkBranded(Happening):
    park: int


@happening("account.locked")
class AccountLocked(Happening):
    person: int


@happening("account.password_reset")
class PasswordReset(Happening):
    person: int


@happening("account.password_changed")
class PasswordChanged(Happening):
    person: int


@happening("account.second_factor_set_up")
class SecondFactorSetUp(Happening):
    person: int


@happening("account.second_factor_taken_off")
class SecondFactorTakenOff(Happening):
    person: int


@happening("account.recovery_codes_renewed")
class RecoveryCodesRenewed(Happening):
    person: int


@happening("account.recovery_code_used")
class RecoveryCodeUsed(Happening):
    person: int


@happening("role.granted")
class RoleGranted(Happening):
    person: int
    role: Role


@happening("role.revoked")
class RoleRevoked(Happening):
    person: int
    role: Role


@happening("enterprise.registered")
class EnterpriseRegistered(Happening):
    enterprise: int


@happening("authorisation.given")
class AuthorisationGiven(Happening):
    enterprise: int
    person: int


@happening("authorisation.ended")
class AuthorisationEnded(Happening):
    enterprise: int
    person: int
