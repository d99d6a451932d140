"""Two parks and their people: Alice (owner), Bob (colleague) and Charlie (stranger), made by the domain functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.cn.uscc import calc_check_digit

from songjieyou.core import clock
from songjieyou.core.domain.files import keep, own, receive
from songjieyou.core.domain.parks import add_department, found_park
from songjieyou.core.domain.people import open_account
from songjieyou.core.domain.roles import grant_role
from songjieyou.core.enums import OF_A_DEPARTMENT, Role
from songjieyou.core.models import Attachment, Department, Park, Person
from songjieyou.enterprises.domain.authorisations import authorise
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Capacity
from songjieyou.enterprises.models import Enterprise


def code(number: int) -> str:
    """The credit code of a firm that no test has otherwise; `number` below 100,000."""
    body = f"91430100MA4M{number:05}"
    return body + calc_check_digit(body)


@dataclass(frozen=True)
class World:
    """In `park` a firm with its principal Alice and agent Bob, another with its principal Charlie; far away a park."""

    park: Park
    department: Department
    firm: Enterprise
    other_firm: Enterprise
    alice: Person
    bob: Person
    charlie: Person
    far: Park
    far_firm: Enterprise

    def staff(self, role: Role, *, far: bool = False, name: str = "") -> Person:
        """Someone who holds a role in the park, or in the far one, and has set up their second factor."""
        park = self.far if far else self.park
        username = name or f"{role.value}{'-far' if far else ''}"
        person = open_account(park=park, username=username, name=f"canary-{username}", by=None)
        department = None
        if role in OF_A_DEPARTMENT:
            department = add_department(park=park, name=f"canary-department-{username}")
        ends_on = date(2999, 12, 31) if role is Role.INSPECTOR else None
        grounds = f"canary-grounds-{username}" if role is Role.INSPECTOR else ""
        grant_role(person=person, role=role, by=None, department=department, ends_on=ends_on, grounds=grounds)
        with_second_factor(person)
        return person


def with_second_factor(person: Person) -> None:
    """As if somebody had set it up: whoever has a role of the park is asked for it."""
    person.second_factor_since = clock.now()
    person.save(update_fields=["second_factor_since"])


def own_file(person: Person, content: bytes = b"canary-content", name: str = "canary-name.txt") -> Attachment:
    """A file that somebody keeps for themselves."""
    draft = receive(chunks=[content], name=name, by=person)
    return keep(draft=draft, by=person, belongs=own(person))


def build() -> World:
    park, far = found_park(name="甲园", short_name="甲"), found_park(name="乙园", short_name="乙")
    people = {
        name: open_account(park=park, username=name, name=f"canary-{name}", by=None)
        for name in ("alice", "bob", "charlie")
    }
    firm = register_enterprise(park=park, uscc="91430100MA4L0A001T", name="canary-firm", by=None)
    other_firm = register_enterprise(park=park, uscc="91430100MA4L0A002X", name="canary-other-firm", by=None)
    far_firm = register_enterprise(park=far, uscc="91430100MA4L0A0031", name="canary-far-firm", by=None)
    authorise(enterprise=firm, person=people["alice"], capacity=Capacity.PRINCIPAL, by=None)
    authorise(enterprise=firm, person=people["bob"], capacity=Capacity.AGENT, by=None)
    authorise(enterprise=other_firm, person=people["charlie"], capacity=Capacity.PRINCIPAL, by=None)
    department = add_department(park=park, name="经济发展局")
    return World(park, department, firm, other_firm, **people, far=far, far_firm=far_firm)
