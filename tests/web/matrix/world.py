"""The park of the matrix, and what must not be seen from outside it: every text in it carries a canary."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from songjieyou.core import clock
from songjieyou.core.domain.calendar import adopt, propose_years
from songjieyou.core.domain.deadlines import KINDS, Kind, set_deadline
from songjieyou.core.domain.feedback import write_feedback
from songjieyou.core.domain.files import withdraw
from songjieyou.core.domain.parks import add_department, add_team, add_zone, found_park
from songjieyou.core.domain.people import disable_account, open_account
from songjieyou.core.domain.roles import grant_role, revoke_role
from songjieyou.core.domain.submissions import do_once
from songjieyou.core.enums import OF_A_DEPARTMENT, Concern, FeedbackKind, Role
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.models import Delivery, Department, Event, Park, Person
from songjieyou.core.terms import Term
from songjieyou.core.workdays import WorkingDays
from songjieyou.enterprises.domain.authorisations import authorise, end_authorisation
from songjieyou.enterprises.domain.facts import Telling
from songjieyou.enterprises.domain.facts import tell as tell_facts
from songjieyou.enterprises.domain.firms import add_subject, register_enterprise
from songjieyou.enterprises.domain.imports import check, stage
from songjieyou.enterprises.enums import Origin, Source
from songjieyou.enterprises.models import Capacity, Enterprise
from tests.enterprises.excel.tables import code
from tests.park import own_file, with_second_factor

LETTER = "matrix-letter"
KINDS.setdefault(LETTER, Kind("来信", {"close": "办结"}))

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
"""When everything in the matrix happens: a working Wednesday, ten in the morning."""
BEFORE = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@dataclass
class Place:
    """One park with two firms and everyone who can be there. `mark` stands in every text of it."""

    mark: str
    park: Park
    people: dict[str, Person] = field(default_factory=dict)
    firms: dict[str, Enterprise] = field(default_factory=dict)
    departments: list[Department] = field(default_factory=list)

    def canary(self, what: str) -> str:
        return f"canary-{self.mark}-{what}"

    def account(self, who: str) -> Person:
        person = open_account(park=self.park, username=self.canary(who), name=self.canary(f"name-{who}"), by=None)
        person.phone, person.email = self.canary(f"tel-{who}")[:20], f"{self.canary(who)}@example.cn"
        person.save()
        self.people[who] = person
        return person

    def firm(self, which: str, uscc: str) -> Enterprise:
        firm = register_enterprise(park=self.park, uscc=uscc, name=self.canary(f"firm-{which}"), by=None)
        self.firms[which] = firm
        return firm


def found(mark: str) -> Place:
    """A park with its parts."""
    park = found_park(name=f"canary-{mark}-park", short_name=f"canary-{mark}")
    park.contact = f"canary-{mark}-contact"
    park.save()
    place = Place(mark, park)
    for number in (1, 2):
        place.departments.append(add_department(park=park, name=place.canary(f"department-{number}")))
        add_zone(park=park, name=place.canary(f"zone-{number}"))
        add_team(park=park, name=place.canary(f"team-{number}"))
    return place


def settle(place: Place) -> None:
    """Everyone of the park itself: one person for each role, and those whose time is over."""
    for role in Role:
        _give(place, place.account(role.value), role)
    place.account("plain")
    with clock.stopped(BEFORE):
        expired = place.account("expired")
        grant_role(person=expired, role=Role.SECURITY_ADMIN, by=None, ends_on=date(2026, 2, 1))
    revoked = place.account("revoked")
    assignment = grant_role(person=revoked, role=Role.SYSTEM_ADMIN, by=None)
    revoke_role(assignment=assignment, by=place.people["security_admin"])
    tell()


def add_firm(place: Place, which: str, uscc: str) -> None:
    """A firm with its principal, its agent, and one who was its agent."""
    firm = place.firm(which, uscc)
    for who, capacity in (("principal", Capacity.PRINCIPAL), ("agent", Capacity.AGENT), ("former", Capacity.AGENT)):
        authorise(enterprise=firm, person=place.account(f"{which}_{who}"), capacity=capacity, by=None)
    former = place.people[f"{which}_former"].authorisations.get()
    end_authorisation(authorisation=former, by=place.people[f"{which}_principal"])
    for concern in Concern:
        text = place.canary(f"{which}-said-of-{concern}")
        write_feedback(writer=place.people[f"{which}_agent"], kind=FeedbackKind.PROBLEM, concern=concern, text=text)
    project = add_subject(enterprise=firm, kind="项目", label=place.canary(f"{which}-label"), by=None)
    called = Telling("项目名称", place.canary(f"{which}-project"), on=date(2025, 3, 4))
    tell_facts(subject=project, tellings=[called], source=Source.FIRM, by=place.people[f"{which}_principal"])
    agent = place.people[f"{which}_agent"]
    own_file(agent, place.canary(f"{which}-content").encode(), place.canary(f"{which}.txt"))
    withdraw(attachment=own_file(agent, f"{which} withdrawn".encode(), "canary-withdrawn.txt"), by=agent)
    tell()


def tell() -> None:
    """Deliver what has happened, as a worker would: people have their notices."""
    while deliver_due():
        pass


def trace(place: Place) -> None:
    """What the house writes for itself: a delivery that was given up, and the note of a form that was sent."""
    event = Event.objects.filter(park=place.park).first()
    assert event is not None
    Delivery.objects.create(park=place.park, event=event, subscriber="listener", due_at=NOW, given_up_at=NOW)
    do_once(person=place.people["plain"], once=uuid.UUID(int=place.park.pk), act=lambda: place.canary("led-to"))


def fall_due(place: Place) -> None:
    """A calendar for one more year, one that is only proposed, and a deadline that has moved."""
    by = place.people["system_admin"]
    adopt(proposal=propose_years(park=place.park, table=holidays(2027), source=place.canary("source"), by=by), by=by)
    propose_years(park=place.park, table=holidays(2028), source=place.canary("proposed"), by=by)
    set_deadline(park=place.park, about=LETTER, object_id=place.park.pk, stage="close", start=NOW, term=Term(5))


def bring(place: Place) -> None:
    """A table of firms that waits to be confirmed, and one with a fault."""
    for number, industry in enumerate(("3421", place.canary("industry"))):
        data = f"统一社会信用代码,企业名称,行业代码\n{code(number)},{place.canary('brought')},{industry}"
        checked = check(park=place.park, data=data.encode(), name="firms.csv")
        stage(park=place.park, checked=checked, origin=Origin.PARK, on=NOW.date(), by=place.people["coordinator"])


def stir(place: Place) -> None:
    """Something of everything that lists show."""
    add_firm(place, "third", "91430100MA4L0A003J")
    event = Event.objects.filter(park=place.park).latest("pk")
    Delivery.objects.create(park=place.park, event=event, subscriber="stirred", due_at=NOW, given_up_at=NOW)
    far_off = Term(1500)
    set_deadline(park=place.park, about=LETTER, object_id=place.park.pk, stage="close", start=NOW, term=far_off)


def holidays(year: int) -> WorkingDays:
    """A table of a year in which the first day of October is free."""
    return WorkingDays({date(year, 10, 1): False}, frozenset({year}))


def close_one(place: Place) -> None:
    """Somebody whose account is closed while a session is open; closed at the end, after signing in."""
    disable_account(person=place.people["disabled"], by=place.people["system_admin"])


def _give(place: Place, person: Person, role: Role) -> None:
    department = place.departments[0] if role in OF_A_DEPARTMENT else None
    ends_on = date(2999, 12, 31) if role is Role.INSPECTOR else None
    grounds = place.canary("grounds") if role is Role.INSPECTOR else ""
    grant_role(person=person, role=role, by=None, department=department, ends_on=ends_on, grounds=grounds)
    with_second_factor(person)
