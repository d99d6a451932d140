"""Every event in plain Chinese, and who reads it in the history of an object. The audit trail shows them all."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, get_type_hints

from songjieyou.core.events.catalogue import CATALOGUE


class Audience(Enum):
    FIRM = "firm"
    STAFF = "staff"
    ADMINISTRATORS = "administrators"


FIRM_AND_STAFF = frozenset({Audience.FIRM, Audience.STAFF})
ADMINISTRATION = frozenset({Audience.ADMINISTRATORS})
AUDIT_ONLY: frozenset[Audience] = frozenset()


class Words(NamedTuple):
    """`what` may name fields of the event in braces."""

    what: str
    audience: frozenset[Audience]


WORDS = {
    "account.opened": Words("开通了账号", ADMINISTRATION),
    "account.disabled": Words("停用了账号", ADMINISTRATION),
    "account.contact_changed": Words("更改了联系方式", ADMINISTRATION),
    "account.mail_chosen": Words("邮件提醒改为“{choice}”", AUDIT_ONLY),
    "account.signed_in": Words("登录", AUDIT_ONLY),
    "account.locked": Words("连续输错，账号暂时锁定", ADMINISTRATION),
    "account.password_reset": Words("重置了密码", ADMINISTRATION),
    "account.password_changed": Words("修改了密码", ADMINISTRATION),
    "account.second_factor_set_up": Words("启用了两步登录", ADMINISTRATION),
    "account.second_factor_taken_off": Words("解除了两步登录", ADMINISTRATION),
    "account.recovery_codes_renewed": Words("换了一组恢复码", ADMINISTRATION),
    "account.recovery_code_used": Words("用恢复码登录", ADMINISTRATION),
    "park.branded": Words("更换了园区的颜色", ADMINISTRATION),
    "role.granted": Words("授予角色“{role}”", ADMINISTRATION),
    "role.revoked": Words("收回角色“{role}”", ADMINISTRATION),
    "enterprise.registered": Words("登记了企业", FIRM_AND_STAFF),
    "authorisation.given": Words("授权{person}代表企业办事", FIRM_AND_STAFF),
    "authorisation.ended": Words("收回了{person}的授权", FIRM_AND_STAFF),
    "calendar.proposed": Words("提交了日历草案", ADMINISTRATION),
    "calendar.changed": Words("更新了工作日历", ADMINISTRATION),
    "park.closing_time_changed": Words("更改了下班时间", ADMINISTRATION),
    "deadline.set": Words("确定了办理期限", FIRM_AND_STAFF),
    "deadline.moved": Words("日历更新，期限改期", FIRM_AND_STAFF),
    "deadline.confirmed": Words("日历更新，期限不变", AUDIT_ONLY),
    "file.kept": Words("上传了文件", AUDIT_ONLY),
    "file.withdrawn": Words("删除了文件", AUDIT_ONLY),
    "file.refused": Words("上传的文件未被接收：{reason}", AUDIT_ONLY),
    "file.opened": Words("打开了文件", AUDIT_ONLY),
    "notice.mail_due": Words("安排了邮件提醒", AUDIT_ONLY),
    "delivery.given_up": Words("一次送达多次失败，已停止", AUDIT_ONLY),
    "delivery.tried_again": Words("安排了再次送达", AUDIT_ONLY),
}


def open_to(readers: frozenset[Audience]) -> list[str]:
    """The names of the events that are told to one of the audiences."""
    return [name for name, words in WORDS.items() if words.audience & readers]


def labels(name: str, payload: Mapping[str, object]) -> dict[str, str]:
    """The words of the closed lists in an event's payload, by field."""
    kinds = get_type_hints(CATALOGUE[name])
    return {
        field: str(getattr(kinds[field](value), "label", value))
        for field, value in payload.items()
        if isinstance(kinds[field], type) and issubclass(kinds[field], Enum)
    }
