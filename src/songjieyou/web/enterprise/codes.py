"""One-time codes of a firm: issued on a page of their own, shown once to be printed, taken back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from songjieyou.core import clock
from songjieyou.core.actor import Actor
from songjieyou.enterprises.domain.claims import (
    HAS_PRINCIPAL,
    issue_claim_code,
    may_issue,
    principals_of,
    revoke_claim_code,
)
from songjieyou.enterprises.enums import Purpose
from songjieyou.enterprises.models import ClaimCode, Enterprise
from songjieyou.ui.shapes import Link
from songjieyou.web import once
from songjieyou.web.access import SIGNED_IN, Request, access, found, person_of, refuse_unless
from songjieyou.web.confirm import Question, confirm_page
from songjieyou.web.forms import Form

BUTTONS = {Purpose.CLAIM: "发认领码", Purpose.INVITE: "邀请经办人", Purpose.HAND_OVER: "移交负责人"}
WORDS = {
    Purpose.CLAIM: "认领码交给企业的负责人，凭它开通账号、代表企业办事。请先核实对方的身份。"
    "码七天内有效，只能用一次，只显示一次；以前发的还没有用的，随即作废。",
    Purpose.INVITE: "认领码交给您要邀请的人，凭它成为本企业的经办人，可以填报数据、办理事项，不能再邀请别人。"
    "码七天内有效，只能用一次，只显示一次。",
    Purpose.HAND_OVER: "认领码交给新的负责人，凭它成为本企业的负责人；用过之后，由新的负责人收回您的授权。"
    "码七天内有效，只能用一次，只显示一次；以前发的还没有用的，随即作废。",
}
WHO = {
    Purpose.CLAIM: "认领码由联点干部、帮办员或受理员发放。",
    Purpose.INVITE: "只有企业的负责人可以邀请经办人。",
    Purpose.HAND_OVER: "只有企业的负责人可以移交。",
}


class IssueForm(Form):
    refusal = "还没有发码"


def of_a_firm(enterprise: Enterprise, actor: Actor) -> dict[str, Any]:
    """What the block of people on the page of a firm shows of its codes, and which may be issued. Two queries, for
    those who may issue any.
    """
    purposes = [purpose for purpose in Purpose if may_issue(actor=actor, enterprise=enterprise, purpose=purpose)]
    if not purposes:
        return {"codes": [], "issue": [], "has_principal": False}
    codes = ClaimCode.objects.visible_to(actor).filter(enterprise=enterprise).open(clock.now()).order_by("pk")
    claimed = Purpose.CLAIM in purposes and principals_of(enterprise).exists()
    doors = [
        Link(BUTTONS[purpose], reverse("issue-code", args=[enterprise.pk, purpose]))
        for purpose in purposes
        if not (claimed and purpose is Purpose.CLAIM)
    ]
    return {"codes": codes, "issue": doors, "has_principal": claimed}


@access(SIGNED_IN, form=True)
def issue(request: Request, pk: int, purpose: str) -> HttpResponse:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    if purpose not in Purpose.values:
        raise Http404
    meant = Purpose(purpose)
    refuse_unless(may_issue(actor=request.actor, enterprise=enterprise, purpose=meant), WHO[meant])
    refuse_unless(meant is not Purpose.CLAIM or not principals_of(enterprise).exists(), HAS_PRINCIPAL)

    def act(form: IssueForm) -> str:
        code, text = issue_claim_code(enterprise=enterprise, purpose=meant, by=person_of(request))
        once.keep(request, code, text)
        return reverse("code-shown", args=[pk, code.pk])

    back = reverse("enterprise", args=[pk])
    question = Question(f"{enterprise.name}：{BUTTONS[meant]}", WORDS[meant], BUTTONS[meant], back)
    return confirm_page(request, question, act=act, kind=IssueForm)


@access(SIGNED_IN)
def shown(request: Request, pk: int, code: int) -> HttpResponse:
    """The code, once, as a page to be printed and handed over."""
    enterprise, row = _of(request, pk, code)
    values = {
        "enterprise": enterprise,
        "code": row,
        "text": once.take(request, row),
        "where": request.build_absolute_uri(reverse("claim")),
    }
    response = render(request, "web/code_shown.html", values)
    response["Cache-Control"] = "no-store"
    return response


@access(SIGNED_IN, "POST")
def revoke(request: Request, pk: int, code: int) -> HttpResponse:
    """Whoever sees a code may take it back. Twice is the same as once."""
    enterprise, row = _of(request, pk, code)
    revoke_claim_code(code=row, by=person_of(request))
    return redirect("enterprise", pk=enterprise.pk)


def _of(request: Request, pk: int, code: int) -> tuple[Enterprise, ClaimCode]:
    enterprise = found(Enterprise.objects.all(), request.actor, pk)
    return enterprise, found(ClaimCode.objects.filter(enterprise=enterprise), request.actor, code)
