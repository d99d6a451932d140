"""The pages of those who run the house, in the order of their side navigation, and who each is for."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import resolve, reverse

from songjieyou.core.actor import NOBODY, Actor
from songjieyou.core.enums import ADMINISTRATORS, Role
from songjieyou.web.access import declared, only

ADMINISTRATION = only(ADMINISTRATORS)
SYSTEM = only([Role.SYSTEM_ADMIN])
SECURITY = only([Role.SECURITY_ADMIN])
AUDIT = only([Role.AUDIT_ADMIN])
ACCOUNTS = only([Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])


class SystemPage(NamedTuple):
    """`route` is the name of an address; `words` say what is done there."""

    route: str
    label: str
    words: str
    arguments: tuple[str, ...] = ()


PAGES = (
    SystemPage("people", "人员与角色", "开通和停用账号，授予和收回角色。"),
    SystemPage("park", "园区资料", "名称、简称、备案编号和联系方式。"),
    SystemPage("parts", "片区", "园区的地理分区。", ("zones",)),
    SystemPage("parts", "部门", "办理事项的单位。", ("departments",)),
    SystemPage("parts", "专班", "专项行动的工作班子。", ("teams",)),
    SystemPage("trail", "审计日志", "谁在什么时间做了什么，只能查看和导出，不能修改。"),
    SystemPage("feedbacks", "意见与投诉", "对本系统的意见，由您答复。"),
)


class Door(NamedTuple):
    label: str
    words: str
    address: str
    current: bool


def doors(request: HttpRequest) -> list[Door]:
    """The pages that the actor may open: each page's own policy is asked."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return [
        Door(page.label, page.words, address, request.path.startswith(address))
        for page in PAGES
        if may_open(actor, address := reverse(page.route, args=page.arguments))
    ]


def may_open(actor: Actor, address: str) -> bool:
    rule = declared(resolve(address).func)
    return rule is not None and not rule.policy.why_not(actor)


def system(request: HttpRequest) -> dict[str, Any]:
    """For every page: `system_pages`, computed only where a template shows them."""
    return {"system_pages": lambda: doors(request)}
