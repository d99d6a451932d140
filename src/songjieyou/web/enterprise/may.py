"""Who may change what about a firm that they see."""

from __future__ import annotations

from songjieyou.core.actor import Actor
from songjieyou.core.enums import Role
from songjieyou.enterprises.models import Contact, Enterprise
from songjieyou.enterprises.models.contact import KEEP_PERSONAL_DATA, SPEAK_WITH_FIRMS

REGISTRARS = (Role.COORDINATOR, Role.INTAKE_CLERK)
"""Who enters firms into the register by hand."""
NOT_AN_EDITOR = "企业的登记信息由它的联点干部、帮办员、受理员和专班修改。"
NOT_THEIR_CONTACTS = "联系人由企业自己填写，或由企业的联点干部填写。"
NOT_AN_ERASER = "联系人的信息由企业的负责人，或系统、安全管理员清除。"


def may_edit(actor: Actor, officer: int | None) -> bool:
    """`officer` is the firm's, here and below."""
    return actor.is_any((*REGISTRARS, Role.GUIDE)) or actor.person == officer


def may_keep_contacts(actor: Actor, firm: int, officer: int | None) -> bool:
    return firm in actor.enterprises or actor.person == officer


def may_read_contacts(actor: Actor, enterprise: Enterprise) -> bool:
    """As the scope of contacts says of a firm that the actor sees."""
    own = not actor.enterprises.isdisjoint((enterprise.pk, enterprise.head_id))
    return own or actor.is_any(SPEAK_WITH_FIRMS)


def may_erase(actor: Actor, contact: Contact) -> bool:
    return contact.enterprise_id in actor.principal_of or actor.is_any(KEEP_PERSONAL_DATA)
