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
from songjieyou.core.models import Delivery, Department, Event, Park, Person, Zone
from songjieyou.core.terms import Term
from songjieyou.core.workdays import WorkingDays
from songjieyou.enterprises.domain.authorisations import authorise, end_authorisation
from songjieyou.enterprises.domain.charges import assign_contact_officer, assign_department, assign_leading_contact
from songjieyou.enterprises.domain.claims import issue_claim_code
from songjieyou.enterprises.domain.contacts import add_contact, erase_contact
from songjieyou.enterprises.domain.facts import Telling
from songjieyou.enterprises.domain.facts import tell as tell_facts
from songjieyou.enterprises.domain.firms import add_subject, register_enterprise
from songjieyou.enterprises.domain.imports import check, stage
from songjieyou.enterprises.domain.projects import enter_pool, note_clearance, set_funding
from songjieyou.enterprises.domain.titles import enter_title
from songjieyou.enterprises.enums import (
    Capacity,
    ClearanceKind,
    ClearanceState,
    EnterpriseKind,
    FundingOrigin,
    Level,
    Matter,
    Origin,
    Purpose,
    Source,
)
from songjieyou.enterprises.models import Enterprise, Subject
from songjieyou.policies.domain.columns import fill_column, make_column, show_column
from songjieyou.policies.domain.hiding import hide_item
from songjieyou.policies.domain.matching import match_park
from songjieyou.policies.domain.own import acknowledge, review, start_policy
from songjieyou.policies.enums import Conclusion, ReviewKind
from songjieyou.policies.models import Match, Turn
from tests.park import code, own_file, with_second_factor
from tests.policies.texts import HINTED

BRANCH = code(1)
LETTER = "matrix-letter"
KINDS.setdefault(LETTER, Kind("来信", {"close": "办结"}))

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
"""When everything in the matrix happens: a working Wednesday, ten in the morning."""
FREE = "91430100MA4L0A0044"
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
        name, zone = self.canary(f"firm-{which}"), Zone.objects.filter(park=self.park).first()
        self.firms[which] = firm = register_enterprise(park=self.park, uscc=uscc, name=name, zone=zone, by=None)
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
    """Everyone of the park itself: one person for each role, and those whose time is over; and a firm that nobody acts
    for, with a code to claim it by.
    """
    for role in Role:
        _give(place, place.account(role.value), role)
    place.account("plain")
    with clock.stopped(BEFORE):
        expired = place.account("expired")
        grant_role(person=expired, role=Role.SECURITY_ADMIN, by=None, ends_on=date(2026, 2, 1))
    revoked = place.account("revoked")
    assignment = grant_role(person=revoked, role=Role.SYSTEM_ADMIN, by=None)
    revoke_role(assignment=assignment, by=place.people["security_admin"])
    free = place.firm("free", FREE)
    issue_claim_code(enterprise=free, purpose=Purpose.CLAIM, by=place.people["guide"])
    tell()


def add_firm(place: Place, which: str, uscc: str) -> None:
    """A firm with its principal, its agent, and one who was its agent."""
    firm = place.firm(which, uscc)
    look_after(place, firm)
    for who, capacity in (("principal", Capacity.PRINCIPAL), ("agent", Capacity.AGENT), ("former", Capacity.AGENT)):
        authorise(enterprise=firm, person=place.account(f"{which}_{who}"), capacity=capacity, by=None)
    former = place.people[f"{which}_former"].authorisations.get()
    end_authorisation(authorisation=former, by=place.people[f"{which}_principal"])
    for concern in Concern:
        text = place.canary(f"{which}-said-of-{concern}")
        write_feedback(writer=place.people[f"{which}_agent"], kind=FeedbackKind.PROBLEM, concern=concern, text=text)
    project = add_subject(enterprise=firm, kind="项目", label=place.canary(f"{which}-label"), by=None)
    for kept in ("contact", "erased"):
        contact = add_contact(
            enterprise=firm,
            matter=Matter.POLICY,
            name=place.canary(f"{which}-{kept}"),
            post=place.canary(f"{which}-post"),
            phone=place.canary(f"{which}-call")[:20],
            email=f"{place.canary(which)}-{kept}@example.cn",
            by=None,
        )
    erase_contact(contact=contact, by=place.people[f"{which}_principal"])
    basis = place.canary(f"{which}-basis")
    called = Telling("项目名称", place.canary(f"{which}-project"), on=date(2025, 3, 4), basis=basis)
    tell_facts(subject=project, tellings=[called], source=Source.FIRM, by=place.people[f"{which}_principal"])
    paper(place, which, project)
    issue_claim_code(enterprise=firm, purpose=Purpose.INVITE, by=place.people[f"{which}_principal"])
    agent = place.people[f"{which}_agent"]
    own_file(agent, place.canary(f"{which}-content").encode(), place.canary(f"{which}.txt"))
    withdraw(attachment=own_file(agent, f"{which} withdrawn".encode(), "canary-withdrawn.txt"), by=agent)
    tell()


HIDDEN = {"near": "专精特新中小企业认定", "far": "高新技术企业认定"}
"""The only item of this policy is hidden by the park."""


def choose(place: Place) -> None:
    """A column for the readers, one that is not shown, and an item that the park hides."""
    editor = place.people["policy_editor"]
    for which in ("shown", "draft"):
        made = make_column(
            park=place.park, title=place.canary(f"{which}-column"), intro=place.canary("intro"), by=editor
        )
        fill_column(column=made, item="科技创新和技术改造再贷款", comment=place.canary("comment"), by=editor)
        if which == "shown":
            show_column(column=made, by=editor)
    name = HIDDEN[place.mark]
    hide_item(park=place.park, item=f"{name}/{name}", reason=place.canary("hidden-reason"), by=editor)


def paper(place: Place, which: str, project: Subject) -> None:
    """A title of a firm, and what is written down of its project."""
    number = place.canary(f"{which}-number")
    enter_title(
        enterprise=project.enterprise,
        kind="绿色工厂",
        level=Level.PROVINCIAL,
        number=number,
        awarded_on=date(2025, 3, 4),
        by=None,
    )
    note_clearance(
        project=project,
        kind=ClearanceKind.LAND,
        state=ClearanceState.DONE,
        number=number,
        done_on=date(2025, 3, 4),
        source=Source.FIRM,
        by=None,
    )
    enter_pool(
        project=project,
        pool=place.canary(f"{which}-pool"),
        number=number,
        entered_on=date(2025, 3, 4),
        source=Source.FIRM,
        by=None,
    )
    set_funding(project=project, amounts={FundingOrigin.OWN: 100}, by=None)


def look_after(place: Place, firm: Enterprise) -> None:
    """Somebody of each kind looks after a firm, and before them nobody's department did."""
    assign_department(enterprise=firm, department=place.departments[1], by=None)
    assign_department(enterprise=firm, department=place.departments[0], by=None)
    if leader := place.people.get("leader"):
        assign_leading_contact(enterprise=firm, person=leader, by=None)
        assign_contact_officer(enterprise=firm, person=place.people["contact_officer"], by=None)


def add_branch(place: Place) -> None:
    """A branch of the firm `own`, with an agent of its own."""
    name = place.canary("firm-branch")
    branch = register_enterprise(
        park=place.park, uscc=BRANCH, name=name, kind=EnterpriseKind.BRANCH, head=place.firms["own"], by=None
    )
    place.firms["branch"] = branch
    authorise(enterprise=branch, person=place.account("branch_agent"), capacity=Capacity.AGENT, by=None)
    tell_facts(subject=branch.subjects.get(), tellings=[Telling("注册资本", "7万元")], source=Source.FIRM, by=None)
    outside = place.canary("head-elsewhere")
    register_enterprise(
        park=place.park,
        uscc=code(2),
        name=place.canary("branch-of-others"),
        kind=EnterpriseKind.BRANCH,
        head_name=outside,
        by=None,
    )
    tell()


def fit(place: Place) -> None:
    """Policies are matched with the firms of a park; one of them turns for each."""
    match_park(park=place.park)
    for which in place.firms:
        match = Match.objects.filter(enterprise=place.firms[which]).order_by("pk")[0]
        Turn.objects.create(park=place.park, match=match, was="not", now="fits", cause="time", at=clock.now())


def tell() -> None:
    """Deliver what has happened, as a worker would: people have their notices."""
    while deliver_due():
        pass


def legislate(place: Place) -> None:
    """A policy of the park's own, with a review, its paper and a hint that was acknowledged; not published."""
    by, other = place.people["policy_editor"], place.people["reviewer"]
    text = HINTED.replace("甲园研发补助办法", place.canary("policy"))
    revision = start_policy(park=place.park, text=text, by=by).revisions.get()
    acknowledge(revision=revision, reason=place.canary("policy-why"), by=by)
    review(
        revision=revision,
        kind=ReviewKind.FAIRNESS,
        conclusion=Conclusion.EXCEPTION,
        grounds=place.canary("policy-grounds"),
        unit=place.canary("unit"),
        heard=place.canary("heard"),
        exception=place.canary("exception"),
        exception_until=date(2027, 3, 4),
        by=other,
    )


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
        data = f"统一社会信用代码,企业名称,行业代码\n{code(100 + number)},{place.canary('brought')},{industry}"
        checked = check(park=place.park, data=data.encode(), name="firms.csv")
        stage(park=place.park, checked=checked, origin=Origin.PARK, on=NOW.date(), by=place.people["coordinator"])


def stir(place: Place) -> None:
    """Something of everything that lists show."""
    add_firm(place, "third", "91430100MA4L0A0031")
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
