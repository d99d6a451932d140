"""What is asked about: for each kind of object, one of each relation to those who ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from songjieyou.core.enums import Concern
from songjieyou.core.models import Attachment, CalendarProposal, Delivery, Feedback, Notice
from songjieyou.enterprises.models import (
    Authorisation,
    ClaimCode,
    Contact,
    PoolEntry,
    Statement,
    Subject,
    TableImport,
    Title,
)
from songjieyou.policies.models import HiddenItem, OwnPolicy, PolicyColumn
from tests.web.matrix.world import HIDDEN, Place

NOTHING = 987_654_321
"""An id that nothing has."""


@dataclass(frozen=True)
class Both:
    near: Place
    far: Place


def _authorisation(place: Place, who: str) -> int:
    return Authorisation.objects.get(person=place.people[who]).pk


def _contact(place: Place, which: str, *, erased: bool = False) -> int:
    return Contact.objects.get(enterprise=place.firms[which], erased_at__isnull=not erased).pk


def _code(place: Place, which: str) -> int:
    return ClaimCode.objects.get(enterprise=place.firms[which]).pk


def _said(place: Place, concern: Concern) -> int:
    return Feedback.objects.get(writer=place.people["own_agent"], concern=concern).pk


def _notice(place: Place, who: str) -> int:
    return Notice.objects.get(person=place.people[who], kind="authorisation_given").pk


def _given_up(place: Place) -> int:
    return Delivery.objects.get(park=place.park, given_up_at__isnull=False).pk


def _import(place: Place, faults: int) -> int:
    """One that waits to be confirmed, or one with faults."""
    return TableImport.objects.get(park=place.park, faults=faults).pk


def _file(place: Place, who: str) -> int:
    return Attachment.objects.get(withdrawn_at=None, given_by=place.people[who]).pk


def _proposal(place: Place) -> int:
    """One that waits for a decision."""
    return CalendarProposal.objects.get(park=place.park, source=place.canary("proposed")).pk


def _column(place: Place, *, shown: bool) -> PolicyColumn:
    return PolicyColumn.objects.get(park=place.park, shown=shown)


def _project(place: Place, which: str) -> Subject:
    return place.firms[which].subjects.get(kind="项目")


def _draft(place: Place) -> int:
    return OwnPolicy.objects.get(park=place.park).pk


THINGS: dict[str, Callable[[Both], object]] = {
    "firm.own": lambda both: both.near.firms["own"].pk,
    "firm.next": lambda both: both.near.firms["next"].pk,
    "firm.far": lambda both: both.far.firms["own"].pk,
    "firm.none": lambda both: NOTHING,
    "branch.own": lambda both: both.near.firms["branch"].pk,
    "twig.own": lambda both: both.near.firms["branch"].subjects.get().pk,
    "contact.own": lambda both: _contact(both.near, "own"),
    "contact.erased": lambda both: _contact(both.near, "own", erased=True),
    "contact.next": lambda both: _contact(both.near, "next"),
    "contact.far": lambda both: _contact(both.far, "own"),
    "contact.none": lambda both: NOTHING,
    "unclaimed.here": lambda both: both.near.firms["free"].pk,
    "unclaimed.far": lambda both: both.far.firms["free"].pk,
    "purpose.claim": lambda both: "claim",
    "purpose.invite": lambda both: "invite",
    "purpose.hand_over": lambda both: "hand_over",
    "purpose.none": lambda both: "nothing",
    "code.own": lambda both: _code(both.near, "own"),
    "code.next": lambda both: _code(both.near, "next"),
    "code.free": lambda both: _code(both.near, "free"),
    "code.far": lambda both: _code(both.far, "own"),
    "code.none": lambda both: NOTHING,
    "subject.own": lambda both: both.near.firms["own"].subjects.get(kind="企业").pk,
    "subject.project": lambda both: both.near.firms["own"].subjects.get(kind="项目").pk,
    "subject.next": lambda both: both.near.firms["next"].subjects.get(kind="企业").pk,
    "subject.far": lambda both: both.far.firms["own"].subjects.get(kind="企业").pk,
    "subject.none": lambda both: NOTHING,
    "project.own": lambda both: _project(both.near, "own").pk,
    "project.firm": lambda both: both.near.firms["own"].subjects.get(kind="企业").pk,
    "project.next": lambda both: _project(both.near, "next").pk,
    "project.far": lambda both: _project(both.far, "own").pk,
    "project.none": lambda both: NOTHING,
    "statement.own": lambda both: Statement.objects.get(subject=_project(both.near, "own")).pk,
    "statement.next": lambda both: Statement.objects.get(subject=_project(both.near, "next")).pk,
    "statement.far": lambda both: Statement.objects.get(subject=_project(both.far, "own")).pk,
    "statement.none": lambda both: NOTHING,
    "title.own": lambda both: Title.objects.get(enterprise=both.near.firms["own"]).pk,
    "title.next": lambda both: Title.objects.get(enterprise=both.near.firms["next"]).pk,
    "title.far": lambda both: Title.objects.get(enterprise=both.far.firms["own"]).pk,
    "title.none": lambda both: NOTHING,
    "entry.own": lambda both: PoolEntry.objects.get(project=_project(both.near, "own")).pk,
    "entry.next": lambda both: PoolEntry.objects.get(project=_project(both.near, "next")).pk,
    "entry.far": lambda both: PoolEntry.objects.get(project=_project(both.far, "own")).pk,
    "entry.none": lambda both: NOTHING,
    "kind.project": lambda both: "项目",
    "kind.none": lambda both: "工厂",
    "clearance.filing": lambda both: "filing",
    "clearance.none": lambda both: "nothing",
    "fact.known": lambda both: "注册资本",
    "fact.none": lambda both: "没有的事",
    "authorisation.own": lambda both: _authorisation(both.near, "own_agent"),
    "authorisation.principal": lambda both: _authorisation(both.near, "own_principal"),
    "authorisation.former": lambda both: _authorisation(both.near, "own_former"),
    "authorisation.next": lambda both: _authorisation(both.near, "next_agent"),
    "authorisation.far": lambda both: _authorisation(both.far, "own_agent"),
    "authorisation.none": lambda both: NOTHING,
    "account.near": lambda both: both.near.people["plain"].pk,
    "account.far": lambda both: both.far.people["plain"].pk,
    "account.none": lambda both: NOTHING,
    "assignment.near": lambda both: both.near.people["leader"].assignments.get().pk,
    "assignment.far": lambda both: both.far.people["leader"].assignments.get().pk,
    "assignment.none": lambda both: NOTHING,
    "parts.departments": lambda both: "departments",
    "parts.nothing": lambda both: "nothing",
    "part.near": lambda both: both.near.departments[0].pk,
    "part.far": lambda both: both.far.departments[0].pk,
    "part.none": lambda both: NOTHING,
    "said.own": lambda both: _said(both.near, Concern.SYSTEM),
    "said.complaint": lambda both: _said(both.near, Concern.ADMINISTRATION),
    "said.far": lambda both: _said(both.far, Concern.SYSTEM),
    "said.none": lambda both: NOTHING,
    "notice.own": lambda both: _notice(both.near, "own_agent"),
    "notice.next": lambda both: _notice(both.near, "next_principal"),
    "notice.far": lambda both: _notice(both.far, "own_principal"),
    "notice.none": lambda both: NOTHING,
    "import.near": lambda both: _import(both.near, 0),
    "import.wrong": lambda both: _import(both.near, 1),
    "import.far": lambda both: _import(both.far, 1),
    "import.none": lambda both: NOTHING,
    "delivery.near": lambda both: _given_up(both.near),
    "delivery.far": lambda both: _given_up(both.far),
    "delivery.none": lambda both: NOTHING,
    "file.own": lambda both: _file(both.near, "own_agent"),
    "file.next": lambda both: _file(both.near, "next_agent"),
    "file.far": lambda both: _file(both.far, "own_agent"),
    "file.none": lambda both: NOTHING,
    "proposal.near": lambda both: _proposal(both.near),
    "proposal.far": lambda both: _proposal(both.far),
    "proposal.none": lambda both: NOTHING,
    "policy.known": lambda both: HIDDEN["far"],
    "policy.hidden": lambda both: HIDDEN["near"],
    "policy.none": lambda both: "没有这个政策",
    "item.known": lambda both: HIDDEN["far"],
    "item.none": lambda both: "没有这个事项",
    "column.shown": lambda both: _column(both.near, shown=True).pk,
    "column.draft": lambda both: _column(both.near, shown=False).pk,
    "column.far": lambda both: _column(both.far, shown=True).pk,
    "column.none": lambda both: NOTHING,
    "listed.shown": lambda both: _column(both.near, shown=True).entries.get().pk,
    "listed.far": lambda both: _column(both.far, shown=True).entries.get().pk,
    "listed.none": lambda both: NOTHING,
    "hiding.near": lambda both: HiddenItem.objects.get(park=both.near.park).pk,
    "hiding.far": lambda both: HiddenItem.objects.get(park=both.far.park).pk,
    "hiding.none": lambda both: NOTHING,
    "draft.near": lambda both: _draft(both.near),
    "draft.far": lambda both: _draft(both.far),
    "draft.none": lambda both: NOTHING,
    "number.first": lambda both: 1,
    "number.none": lambda both: 2,
    "review.content": lambda both: "content",
    "review.none": lambda both: "nothing",
    "year.known": lambda both: 2027,
    "year.unknown": lambda both: 2028,
}
"""`kind.relation` -> what stands for it in an address."""


def relations(kind: str) -> set[str]:
    return {name for name in THINGS if name.partition(".")[0] == kind}
