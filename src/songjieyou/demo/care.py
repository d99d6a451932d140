"""Who looks after the firms of the demo, and whom to speak with in them. All names are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from songjieyou.core.enums import Role
from songjieyou.enterprises.domain.charges import assign_contact_officer, assign_department, assign_leading_contact
from songjieyou.enterprises.domain.contacts import add_contact
from songjieyou.enterprises.enums import Matter

if TYPE_CHECKING:
    from songjieyou.core.models import Department, Person
    from songjieyou.enterprises.models import Enterprise

CONTACTS = (
    (Matter.PRINCIPAL, "陈一诺", "总经理", "0731-00000001", ""),
    (Matter.POLICY, "李办通", "综合部主任", "0731-00000002", "li.bantong@example.cn"),
    (Matter.FINANCE, "周财明", "财务总监", "0731-00000003", "zhou.caiming@example.cn"),
)
"""Of the first firm: matter, name, post, phone, e-mail."""


def look_after(firms: Sequence[Enterprise], people: Mapping[str, Person], department: Department) -> None:
    """The first two firms have a leader, a department and an officer; the others wait for theirs."""
    for firm in firms[:2]:
        assign_leading_contact(enterprise=firm, person=people[Role.LEADER], by=people[Role.COORDINATOR])
        assign_department(enterprise=firm, department=department, by=people[Role.COORDINATOR])
        assign_contact_officer(enterprise=firm, person=people[Role.CONTACT_OFFICER], by=people[Role.COORDINATOR])
    for matter, name, post, phone, email in CONTACTS:
        by = people["firm_principal"]
        add_contact(enterprise=firms[0], matter=matter, name=name, post=post, phone=phone, email=email, by=by)
