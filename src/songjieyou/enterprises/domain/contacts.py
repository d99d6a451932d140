"""Whom to speak with in a firm."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.enums import Export
from songjieyou.core.events.catalogue import ContactAdded, ContactErased, ContactExported, FirmContactChanged
from songjieyou.core.events.log import record
from songjieyou.core.models import Person
from songjieyou.core.personal import left_of
from songjieyou.enterprises.enums import Matter
from songjieyou.enterprises.models import Contact, Enterprise

GONE = "这位联系人的信息已经清除。"


@transaction.atomic
def add_contact(
    *,
    enterprise: Enterprise,
    matter: Matter,
    name: str,
    by: Person | None,
    post: str = "",
    phone: str = "",
    email: str = "",
) -> Contact:
    """Write down whom to speak with about a matter. ValidationError by field, where there is neither phone nor e-mail
    too. Event: enterprise.contact_added.
    """
    contact = Contact(park=enterprise.park, enterprise=enterprise)
    _fill(contact, matter=matter, name=name, post=post, phone=phone, email=email)
    record(ContactAdded(enterprise=enterprise.pk, contact=contact.pk), park=enterprise.park, by=by)
    return contact


@transaction.atomic
def change_contact(
    *, contact: Contact, matter: Matter, name: str, post: str, phone: str, email: str, by: Person | None
) -> None:
    """Correct a contact, or put another person in the same place. ValidationError as above, and for one who is erased.
    Event: enterprise.contact_changed.
    """
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if contact.erased_at:
        raise ValidationError(GONE)
    _fill(contact, matter=matter, name=name, post=post, phone=phone, email=email)
    record(FirmContactChanged(enterprise=contact.enterprise_id, contact=contact.pk), park=contact.park, by=by)


@transaction.atomic
def note_contact_export(*, contact: Contact, by: Person) -> None:
    """Event: enterprise.contact_exported."""
    happening = ContactExported(enterprise=contact.enterprise_id, contact=contact.pk, form=Export.CSV)
    record(happening, park=contact.park, by=by)


@transaction.atomic
def erase_contact(*, contact: Contact, by: Person) -> None:
    """Empty every column that names the person, for good. Event: enterprise.contact_erased, once."""
    left = left_of(contact)
    if Contact.objects.filter(pk=contact.pk, erased_at=None).update(erased_at=clock.now(), **left):
        record(ContactErased(enterprise=contact.enterprise_id, contact=contact.pk), park=contact.park, by=by)


def _fill(contact: Contact, **values: str) -> None:
    for field, value in values.items():
        setattr(contact, field, value.strip())
    if not contact.name:
        raise ValidationError({"name": "请填写姓名。"})
    if not contact.phone and not contact.email:
        raise ValidationError({"phone": "请填写电话或邮箱，至少一项。"})
    contact.full_clean()
    contact.save()
