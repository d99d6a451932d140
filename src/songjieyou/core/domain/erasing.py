"""Erasing a person: what names them is written over, what they did stays."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.domain.files import own, withdraw
from songjieyou.core.domain.roles import revoke_role
from songjieyou.core.domain.second_factor import take_off_second_factor
from songjieyou.core.enums import Export
from songjieyou.core.events.catalogue import AccountErased, OwnDataExported
from songjieyou.core.events.log import record
from songjieyou.core.models import Attachment, Person, RoleAssignment
from songjieyou.core.personal import overwrite


@transaction.atomic
def erase_person(*, person: Person, by: Person) -> None:
    """Write over everything personal about somebody whose account is disabled, for good; take their roles, their own
    files and their second factor.

    Events: role.revoked and file.withdrawn for each, account.second_factor_taken_off, account.erased, once. Subscribers
    end what other rooms let the person do. ValidationError for an account that is still open.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.erased_at:
        return
    if person.is_active:
        raise ValidationError("账号还在使用，请先停用，再注销。")
    for assignment in RoleAssignment.objects.filter(person=person, revoked_at=None):
        revoke_role(assignment=assignment, by=by)
    for attachment in Attachment.objects.of(own(person)).filter(withdrawn_at=None):
        withdraw(attachment=attachment, by=by)
    take_off_second_factor(person=person, by=by)
    overwrite(person)
    person.refresh_from_db()
    person.set_unusable_password()
    person.last_login, person.erased_at = None, clock.now()
    person.save(update_fields=["password", "last_login", "erased_at"])
    record(AccountErased(person=person.pk), park=person.park, by=by)


@transaction.atomic
def note_own_export(*, person: Person, form: Export) -> None:
    """Event: account.data_exported."""
    record(OwnDataExported(person=person.pk, form=form), park=person.park, by=person)
