"""The pages of those who run the house, in the order of their side navigation, and who each is for."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from songjieyou.core.actor import NOBODY, Actor
from songjieyou.core.enums import ADMINISTRATORS, Role
from songjieyou.ui.shapes import Link
from songjieyou.web.access import only
from songjieyou.web.navigation import may_open

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
    SystemPage("contacts", "企业联系人", "应本人要求，查找、导出和清除企业联系人的信息。"),
    SystemPage("park", "园区资料", "名称、简称、备案编号和联系方式。"),
    SystemPage("parts", "片区", "园区的地理分区。", ("zones",)),
    SystemPage("parts", "部门", "办理事项的单位。", ("departments",)),
    SystemPage("parts", "专班", "专项行动的工作班子。", ("teams",)),
    SystemPage("calendar", "工作日历", "哪些天放假、哪些周末上班，以及下班时间。"),
    SystemPage("deadlines", "期限", "等待日历的暂定期限，和日历更新后改期的期限。"),
    SystemPage("park-look", "园区颜色", "页头和按钮的颜色。"),
    SystemPage("deliveries", "停止的送达", "多次没有成功的消息和邮件，查明原因后再安排。"),
    SystemPage("trail", "审计日志", "谁在什么时间做了什么，只能查看和导出，不能修改。"),
    SystemPage("feedbacks", "意见与投诉", "对本系统的意见，由您答复。"),
)


def open_pages(request: HttpRequest) -> list[tuple[SystemPage, str]]:
    """The pages that the actor may open, with their addresses: each page's own policy is asked."""
    actor: Actor = getattr(request, "actor", NOBODY)
    addresses = ((page, reverse(page.route, args=page.arguments)) for page in PAGES)
    return [(page, address) for page, address in addresses if may_open(address, actor)]


def links(request: HttpRequest) -> list[Link]:
    """The longest address that the page stands at or below is the current one: some stand below others."""
    pages = open_pages(request)
    here = max((address for _, address in pages if request.path.startswith(address)), key=len, default="")
    return [Link(page.label, address, address == here) for page, address in pages]


def system(request: HttpRequest) -> dict[str, Any]:
    """For every page: the links of the side navigation, computed only where a template shows them."""
    return {"system_pages": lambda: links(request)}
