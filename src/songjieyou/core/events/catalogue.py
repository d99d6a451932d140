"""Every event of the house, typed. A payload holds ids, yes or no, and words of closed lists; never personal values."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from enum import Enum
from typing import Any, dataclass_transform, get_type_hints

from songjieyou.core.enums import ChargeKind, Export, MailChoice, Role
from songjieyou.core.files.refusals import Refusal

CATALOGUE: dict[str, type[Happening]] = {}


class CodeName(str):
    """A name that stands in the code, such as that of a route. ValueError for what no such name looks like."""

    __slots__ = ()

    def __new__(cls, name: str) -> CodeName:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,59}", name):
            message = "not a name of the code"
            raise ValueError(message)
        return super().__new__(cls, name)


class Number(int):
    """A number that is not the id of a kind of object by itself."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True)
class Happening:
    """What an event of one name tells."""

    def payload(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in vars(self).items()}

    def subjects(self) -> dict[str, int]:
        """Kind -> id of every object it is about: a field that holds an id bears the name of the kind."""
        return {name: value for name, value in vars(self).items() if type(value) is int}


@dataclass_transform(frozen_default=True)
def happening[T: type[Happening]](name: str) -> Callable[[T], T]:
    """Enter a class into the catalogue under `name`; TypeError for a field that could hold free text."""

    def enter(cls: T) -> T:
        dataclasses.dataclass(frozen=True)(cls)
        for field, kind in get_type_hints(cls).items():
            if not (kind in (int, bool, CodeName, Number) or (isinstance(kind, type) and issubclass(kind, Enum))):
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


@happening("account.enabled")
class AccountEnabled(Happening):
    person: int


@happening("account.name_changed")
class NameChanged(Happening):
    person: int


@happening("account.password_reset")
class PasswordReset(Happening):
    person: int


@happening("account.erased")
class AccountErased(Happening):
    person: int


@happening("account.data_exported")
class OwnDataExported(Happening):
    person: int
    form: Export


@happening("account.contact_changed")
class ContactChanged(Happening):
    person: int


@happening("account.mail_chosen")
class MailChosen(Happening):
    person: int
    choice: MailChoice


@happening("account.signed_in")
class SignedIn(Happening):
    person: int


@happening("park.branded")
class ParkBranded(Happening):
    park: int


@happening("account.locked")
class AccountLocked(Happening):
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


@happening("enterprise.changed")
class EnterpriseChanged(Happening):
    """What it is called, what it is in law, where it sits or to whom it belongs."""

    enterprise: int


@happening("enterprise.person_charged")
class PersonCharged(Happening):
    """Somebody of the park looks after a firm from now on."""

    enterprise: int
    person: int
    kind: ChargeKind


@happening("enterprise.person_released")
class PersonReleased(Happening):
    enterprise: int
    person: int
    kind: ChargeKind


@happening("enterprise.department_charged")
class DepartmentCharged(Happening):
    enterprise: int
    department: int


@happening("enterprise.department_released")
class DepartmentReleased(Happening):
    enterprise: int
    department: int


@happening("enterprise.contact_added")
class ContactAdded(Happening):
    enterprise: int
    contact: int


@happening("enterprise.contact_changed")
class FirmContactChanged(Happening):
    enterprise: int
    contact: int


@happening("enterprise.contact_exported")
class ContactExported(Happening):
    enterprise: int
    contact: int
    form: Export


@happening("enterprise.contact_erased")
class ContactErased(Happening):
    enterprise: int
    contact: int


@happening("enterprise.subject_added")
class SubjectAdded(Happening):
    enterprise: int
    subject: int


@happening("enterprise.subject_ended")
class SubjectEnded(Happening):
    enterprise: int
    subject: int


@happening("enterprise.facts_told")
class FactsTold(Happening):
    enterprise: int


@happening("enterprise.equipment_brought")
class EquipmentBrought(Happening):
    """Lines of a table file; `lines` of them."""

    enterprise: int
    lines: Number


@happening("enterprise.clearance_noted")
class ClearanceNoted(Happening):
    enterprise: int
    subject: int


@happening("enterprise.pool_entered")
class PoolEntered(Happening):
    enterprise: int
    subject: int


@happening("enterprise.pool_left")
class PoolLeft(Happening):
    enterprise: int
    subject: int


@happening("enterprise.funding_changed")
class FundingChanged(Happening):
    enterprise: int
    subject: int


@happening("title.entered")
class TitleEntered(Happening):
    enterprise: int
    title: int


@happening("title.ended")
class TitleEnded(Happening):
    enterprise: int
    title: int


@happening("title.ends_soon")
class TitleEndsSoon(Happening):
    enterprise: int
    title: int


@happening("title.expired")
class TitleExpired(Happening):
    enterprise: int
    title: int


@happening("policy.started")
class OwnPolicyStarted(Happening):
    own_policy: int


@happening("policy.revised")
class OwnPolicyRevised(Happening):
    own_policy: int


@happening("policy.reviewed")
class OwnPolicyReviewed(Happening):
    own_policy: int
    kind: CodeName


@happening("policy.hints_acknowledged")
class HintsAcknowledged(Happening):
    own_policy: int


@happening("policy.published")
class OwnPolicyPublished(Happening):
    own_policy: int


@happening("policy.withdrawn")
class OwnPolicyWithdrawn(Happening):
    own_policy: int


@happening("enterprise.code_issued")
class ClaimCodeIssued(Happening):
    enterprise: int
    claim_code: int


@happening("enterprise.code_revoked")
class ClaimCodeRevoked(Happening):
    enterprise: int
    claim_code: int


@happening("enterprise.claimed")
class EnterpriseClaimed(Happening):
    """The person has used the code."""

    enterprise: int
    person: int
    claim_code: int


@happening("authorisation.given")
class AuthorisationGiven(Happening):
    enterprise: int
    person: int


@happening("authorisation.ended")
class AuthorisationEnded(Happening):
    enterprise: int
    person: int


@happening("notice.mail_due")
class MailDue(Happening):
    """A message outside the house is to tell the person of new notices."""

    person: int
    digest: bool


@happening("delivery.given_up")
class DeliveryGivenUp(Happening):
    delivery: int


@happening("delivery.tried_again")
class DeliveryTriedAgain(Happening):
    delivery: int


@happening("calendar.proposed")
class CalendarProposed(Happening):
    proposal: int


@happening("calendar.changed")
class CalendarChanged(Happening):
    version: int


@happening("park.closing_time_changed")
class ClosingTimeChanged(Happening):
    """`minute` of the day."""

    minute: Number


@happening("deadline.set")
class DeadlineSet(Happening):
    deadline: int


@happening("deadline.moved")
class DeadlineMoved(Happening):
    deadline: int
    replaced: int


@happening("deadline.confirmed")
class DeadlineConfirmed(Happening):
    """The day stays; it is no longer provisional, or has become so."""

    deadline: int
    replaced: int


@happening("file.kept")
class FileKept(Happening):
    attachment: int


@happening("file.withdrawn")
class FileWithdrawn(Happening):
    attachment: int


@happening("file.refused")
class FileRefused(Happening):
    reason: Refusal


@happening("file.opened")
class FileOpened(Happening):
    attachment: int


@happening("park.changed")
class ParkChanged(Happening):
    """Name, filing number or contact of the park."""


@happening("zone.added")
class ZoneAdded(Happening):
    zone: int


@happening("zone.renamed")
class ZoneRenamed(Happening):
    zone: int


@happening("zone.closed")
class ZoneClosed(Happening):
    zone: int


@happening("zone.reopened")
class ZoneReopened(Happening):
    zone: int


@happening("department.added")
class DepartmentAdded(Happening):
    department: int


@happening("department.renamed")
class DepartmentRenamed(Happening):
    department: int


@happening("department.closed")
class DepartmentClosed(Happening):
    department: int


@happening("department.reopened")
class DepartmentReopened(Happening):
    department: int


@happening("team.added")
class TeamAdded(Happening):
    team: int


@happening("team.renamed")
class TeamRenamed(Happening):
    team: int


@happening("team.closed")
class TeamClosed(Happening):
    team: int


@happening("team.reopened")
class TeamReopened(Happening):
    team: int


@happening("enterprise.import_confirmed")
class ImportConfirmed(Happening):
    table_import: int


@happening("enterprise.import_done")
class ImportDone(Happening):
    table_import: int


@happening("enterprise.register_exported")
class RegisterExported(Happening):
    form: Export


@happening("trail.exported")
class TrailExported(Happening):
    form: Export


@happening("inspection.opened")
class InspectionOpened(Happening):
    """An inspector has opened a page; `number` is the id in its address, 0 where it has none."""

    route: CodeName
    number: Number


@happening("feedback.written")
class FeedbackWritten(Happening):
    feedback: int


@happening("feedback.answered")
class FeedbackAnswered(Happening):
    feedback: int


@happening("feedback.continued")
class FeedbackContinued(Happening):
    feedback: int


@happening("feedback.closed")
class FeedbackClosed(Happening):
    feedback: int


@happening("policy_column.made")
class ColumnMade(Happening):
    policy_column: int


@happening("policy_column.changed")
class ColumnChanged(Happening):
    policy_column: int


@happening("policy_column.filled")
class ColumnFilled(Happening):
    policy_column: int


@happening("policy_column.shown")
class ColumnShown(Happening):
    policy_column: int


@happening("policy_column.hidden")
class ColumnHidden(Happening):
    policy_column: int


@happening("hidden_item.begun")
class ItemHidden(Happening):
    hidden_item: int


@happening("hidden_item.ended")
class ItemShown(Happening):
    hidden_item: int


@happening("policies.match_gained")
class MatchGained(Happening):
    enterprise: int
    turn: int


@happening("policies.match_unclear")
class MatchUnclear(Happening):
    """It cannot be said any more whether it fits."""

    enterprise: int
    turn: int


@happening("policies.match_lost")
class MatchLost(Happening):
    enterprise: int
    turn: int


@happening("policies.matches_turned")
class MatchesTurned(Happening):
    """Many at a time."""

    enterprise: int


@happening("policies.matches_exported")
class MatchesExported(Happening):
    form: Export
