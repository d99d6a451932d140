"""What others often ask of the register."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q

from songjieyou.core import clock
from songjieyou.core.enums import ChargeKind
from songjieyou.core.models import Park, Person, RoleAssignment
from songjieyou.enterprises.models import Charge, Enterprise
from songjieyou.enterprises.models.charge import ROLES
from songjieyou.enterprises.uscc import LENGTH, folded
from songjieyou.rules.faults import folded as name_of


def officers_of(firms: Iterable[Enterprise | int]) -> dict[int, int]:
    """Id of a firm -> id of the person who is its contact officer today, of those that have one. One query."""
    held = Charge.objects.filter(enterprise__in=list(firms), kind=ChargeKind.CONTACT_OFFICER).on(clock.today())
    return dict(held.values_list("enterprise", "person"))


def officer_of(firm: int) -> int | None:
    """The id of the person who is the contact officer of one firm today."""
    return officers_of([firm]).get(firm)


def candidates(*, park: Park, kind: ChargeKind) -> list[Person]:
    """The people of the park who may look after a firm so, by name."""
    held = RoleAssignment.objects.filter(park=park, role=ROLES[kind]).on(clock.today())
    return list(Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk"))


def find_head(*, park: Park, written: str) -> tuple[Enterprise | None, str]:
    """The firm that a branch belongs to, as somebody has written it, by code or name: that of the register, or else the
    name. ValidationError for a code that no firm of the park has.
    """
    code, name = folded(written), name_of(written)
    found = list(Enterprise.objects.filter(Q(uscc=code) | Q(name=name), park=park)[:2])
    if len(found) == 1:
        return found[0], ""
    if found:
        raise ValidationError({"head": "本园区有几家企业叫这个名称，请改填统一社会信用代码。"})
    if len(code) == LENGTH and code.isascii():
        raise ValidationError({"head": "本园区没有登记这个代码的企业。总机构不在本园区的，请填写名称。"})
    return None, name
