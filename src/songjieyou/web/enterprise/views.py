"""企业档案: who a firm is, who looks after it, whom to speak with, who may act for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.core.enums import ChargeKind, Role
from songjieyou.enterprises.domain import authorisations
from songjieyou.enterprises.enums import EnterpriseKind, Matter
from songjieyou.enterprises.history import history_of
from songjieyou.enterprises.models import Authorisation, Charge, Contact, Enterprise, Title
from songjieyou.ui.shapes import Room, Row
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.enterprise import codes
from songjieyou.web.enterprise.may import may_edit, may_keep_contacts, may_read_contacts
from songjieyou.web.enterprise.titles import line_of

NOT_YET = "还没有安排"


@access(SIGNED_IN)
def card(request: Request, pk: int) -> HttpResponse:
    actor = request.actor
    enterprise = found(Enterprise.objects.select_related("zone", "head"), actor, pk)
    current = Authorisation.objects.visible_to(actor).filter(enterprise=enterprise).on(clock.today())
    firms = Enterprise.objects.visible_to(actor)
    contacts = Contact.objects.visible_to(actor).filter(enterprise=enterprise, erased_at=None)
    is_branch = enterprise.kind == EnterpriseKind.BRANCH
    looking_after = _looking_after(enterprise, actor)
    contact_officer = looking_after.get(ChargeKind.CONTACT_OFFICER)
    officer = contact_officer.person_id if contact_officer else None
    held = Title.objects.visible_to(actor).filter(enterprise=enterprise).on(clock.today())
    values = {
        "enterprise": enterprise,
        "titles": [line_of(title, clock.today()) for title in held.order_by("-awarded_on", "-pk")],
        "may_open_head": is_branch and firms.filter(branches=enterprise).exists(),
        "branches": () if is_branch else firms.filter(head=enterprise).order_by("name", "pk"),
        "looking_after": [Row(kind.label, _name(looking_after.get(kind))) for kind in ChargeKind],
        "contacts": sorted(contacts.order_by("pk"), key=_matter) if may_read_contacts(actor, enterprise) else None,
        "authorisations": current.select_related("person").order_by("-capacity", "pk"),
        "may_assign": Role.COORDINATOR in actor.roles,
        "may_edit": may_edit(actor, officer),
        "may_keep_contacts": may_keep_contacts(actor, pk, officer),
        "may_end": pk in actor.principal_of,
        "claimed": _next(enterprise, request) if "claimed" in request.GET else [],
        **codes.of_a_firm(enterprise, actor),
        "history": history_of(enterprise, actor),
    }
    return render(request, "web/enterprise.html", values)


def _next(enterprise: Enterprise, request: Request) -> list[Room]:
    """What to do first for whoever has just claimed a firm."""
    if enterprise.pk not in request.actor.enterprises:
        return []
    return [
        Room("核对企业数据", "看看已有的数据对不对，不对的当场改。", reverse("firm-facts", args=[enterprise.pk])),
        Room("看政策体检", "符合哪些政策、能得多少、还缺什么。", reverse("checkup", args=[enterprise.pk])),
    ]


@access(SIGNED_IN, "POST")
def end_authorisation(request: Request, pk: int, authorisation: int) -> HttpResponse:
    """A firm's principal takes back what an agent was given. Twice is the same as once."""
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    row = found(Authorisation.objects.filter(enterprise=enterprise), request.actor, authorisation)
    refuse_unless(pk in request.actor.principal_of, "只有企业的负责人可以收回授权。")
    refuse_unless(row.person_id != request.actor.person, "不能收回自己的授权。请先授权新的负责人，再由其收回。")
    authorisations.end_authorisation(authorisation=row, by=person_of(request))
    return redirect("enterprise", pk=pk)


def _looking_after(enterprise: Enterprise, actor: Actor) -> dict[str, Charge]:
    """Who looks after the firm today, by kind."""
    held = Charge.objects.visible_to(actor).filter(enterprise=enterprise).on(clock.today())
    return {one.kind: one for one in held.select_related("person", "department")}


def _matter(contact: Contact) -> int:
    """The place of a contact among the others: the principal first."""
    return Matter.values.index(contact.matter)


def _name(charge: Charge | None) -> str:
    return str(charge.person or charge.department) if charge else NOT_YET
