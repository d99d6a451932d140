"""Who may speak of a firm, and as which source."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models import Enterprise
from songjieyou.web.access import Request

TELLERS = frozenset((Role.CONTACT_OFFICER, Role.GUIDE))
NOT_A_TELLER = "企业数据由企业自己填报，或由联点干部、帮办员了解后填写。"


def source_of(actor: Actor, enterprise: Enterprise) -> Source | None:
    """As which source the actor speaks of the firm; None for who only reads."""
    if enterprise.pk in actor.enterprises:
        return Source.FIRM
    return Source.OFFICER if actor.is_any(TELLERS) else None


def speaker(request: Request, enterprise: Enterprise) -> Source:
    """The same; 403 for who only reads."""
    source = source_of(request.actor, enterprise)
    if source is None:
        raise PermissionDenied(NOT_A_TELLER)
    return source
