"""Every event in plain Chinese, and who reads it in the history of an object. The audit trail shows them all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import NamedTuple, get_type_hints

from songjieyou.core.events.catalogue import CATALOGUE


class Audience(Enum):
    FIRM = "firm"
    STAFF = "staff"
    ADMINISTRATORS = "administrators"


FIRM_AND_STAFF = frozenset({Audience.FIRM, Audience.STAFF})
STAFF_ONLY = frozenset({Audience.STAFF})
ADMINISTRATION = frozenset({Audience.ADMINISTRATORS})
AUDIT_ONLY: frozenset[Audience] = frozenset()


class Words(NamedTuple):
    """`what` may name fields of the event in braces."""

    what: str
    audience: frozenset[Audience]


WORDS = {
    "account.opened": Words("开通了账号", ADMINISTRATION),
    "account.disabled": Words("停用了账号", ADMINISTRATION),
    "account.enabled": Words("重新启用了账号", ADMINISTRATION),
    "account.name_changed": Words("更正了姓名", ADMINISTRATION),
    "account.password_reset": Words("重设了密码", ADMINISTRATION),
    "account.erased": Words("注销了账号，清除了个人信息", ADMINISTRATION),
    "account.data_exported": Words("导出了本人信息（{form}）", AUDIT_ONLY),
    "account.contact_changed": Words("更改了联系方式", ADMINISTRATION),
    "account.signed_in": Words("登录", AUDIT_ONLY),
    "role.granted": Words("授予角色“{role}”", ADMINISTRATION),
    "role.revoked": Words("收回角色“{role}”", ADMINISTRATION),
    "enterprise.registered": Words("登记了企业", FIRM_AND_STAFF),
    "enterprise.changed": Words("修改了企业的登记信息", FIRM_AND_STAFF),
    "enterprise.person_charged": Words("安排{person}联系企业（{kind}）", FIRM_AND_STAFF),
    "enterprise.person_released": Words("{person}不再联系企业（{kind}）", FIRM_AND_STAFF),
    "enterprise.department_charged": Words("确定了企业的责任部门", FIRM_AND_STAFF),
    "enterprise.department_released": Words("原责任部门不再负责企业", FIRM_AND_STAFF),
    "enterprise.contact_added": Words("登记了企业联系人", FIRM_AND_STAFF),
    "enterprise.contact_changed": Words("修改了企业联系人", FIRM_AND_STAFF),
    "enterprise.contact_exported": Words("导出了企业联系人的个人信息（{form}）", AUDIT_ONLY),
    "enterprise.contact_erased": Words("清除了企业联系人的个人信息", FIRM_AND_STAFF),
    "enterprise.subject_added": Words("登记了一个项目、一笔贷款或其他对象", FIRM_AND_STAFF),
    "enterprise.subject_ended": Words("停用了一个项目、一笔贷款或其他对象", FIRM_AND_STAFF),
    "enterprise.facts_told": Words("填报了企业数据", FIRM_AND_STAFF),
    "enterprise.equipment_brought": Words("用表格登记了设备清单", FIRM_AND_STAFF),
    "enterprise.clearance_noted": Words("登记了项目的前期手续", FIRM_AND_STAFF),
    "enterprise.pool_entered": Words("登记了项目入库", FIRM_AND_STAFF),
    "enterprise.pool_left": Words("登记了项目出库", FIRM_AND_STAFF),
    "enterprise.funding_changed": Words("登记了项目的资金来源", FIRM_AND_STAFF),
    "title.entered": Words("登记了资质称号", FIRM_AND_STAFF),
    "title.ended": Words("结束了一项资质称号", FIRM_AND_STAFF),
    "title.ends_soon": Words("一项资质称号快要到期", FIRM_AND_STAFF),
    "title.expired": Words("一项资质称号已经到期", FIRM_AND_STAFF),
    "policy.started": Words("新建了一项本园区政策", ADMINISTRATION),
    "policy.revised": Words("保存了本园区政策的一稿", ADMINISTRATION),
    "policy.reviewed": Words("审核了本园区政策", ADMINISTRATION),
    "policy.hints_acknowledged": Words("确认了本园区政策的提示", ADMINISTRATION),
    "policy.published": Words("发布了本园区政策", ADMINISTRATION),
    "policy.withdrawn": Words("撤下了本园区政策", ADMINISTRATION),
    "enterprise.code_issued": Words("发放了一个认领码", FIRM_AND_STAFF),
    "enterprise.code_revoked": Words("作废了一个认领码", FIRM_AND_STAFF),
    "enterprise.claimed": Words("{person}用认领码完成认领", FIRM_AND_STAFF),
    "enterprise.import_confirmed": Words("确认了一次企业导入", AUDIT_ONLY),
    "enterprise.import_done": Words("写完了一次企业导入", AUDIT_ONLY),
    "enterprise.register_exported": Words("导出了企业名录（{form}）", AUDIT_ONLY),
    "authorisation.given": Words("授权{person}代表企业办事", FIRM_AND_STAFF),
    "authorisation.ended": Words("收回了{person}的授权", FIRM_AND_STAFF),
    "policy_column.made": Words("新建了政策专栏", STAFF_ONLY),
    "policy_column.changed": Words("修改了政策专栏", STAFF_ONLY),
    "policy_column.filled": Words("调整了专栏里的政策", STAFF_ONLY),
    "policy_column.shown": Words("公开了政策专栏", STAFF_ONLY),
    "policy_column.hidden": Words("收起了政策专栏", STAFF_ONLY),
    "hidden_item.begun": Words("隐藏了一个政策事项", STAFF_ONLY),
    "hidden_item.ended": Words("恢复显示了一个政策事项", STAFF_ONLY),
    "park.changed": Words("修改了园区资料", ADMINISTRATION),
    "park.branded": Words("修改了园区的颜色", ADMINISTRATION),
    "zone.added": Words("新增了片区", ADMINISTRATION),
    "zone.renamed": Words("修改了片区名称", ADMINISTRATION),
    "zone.closed": Words("停用了片区", ADMINISTRATION),
    "zone.reopened": Words("恢复了片区", ADMINISTRATION),
    "department.added": Words("新增了部门", ADMINISTRATION),
    "department.renamed": Words("修改了部门名称", ADMINISTRATION),
    "department.closed": Words("停用了部门", ADMINISTRATION),
    "department.reopened": Words("恢复了部门", ADMINISTRATION),
    "team.added": Words("新增了专班", ADMINISTRATION),
    "team.renamed": Words("修改了专班名称", ADMINISTRATION),
    "team.closed": Words("停用了专班", ADMINISTRATION),
    "team.reopened": Words("恢复了专班", ADMINISTRATION),
    "trail.exported": Words("导出了审计日志（{form}）", AUDIT_ONLY),
    "inspection.opened": Words("查阅了页面“{route}”", AUDIT_ONLY),
    "feedback.written": Words("提出了对本系统的意见", AUDIT_ONLY),
    "feedback.answered": Words("答复了意见", AUDIT_ONLY),
    "feedback.continued": Words("补充了意见", AUDIT_ONLY),
    "feedback.closed": Words("结束了意见", AUDIT_ONLY),
    "account.mail_chosen": Words("邮件提醒改为“{choice}”", AUDIT_ONLY),
    "account.locked": Words("连续输错，账号暂时锁定", ADMINISTRATION),
    "account.password_changed": Words("修改了密码", ADMINISTRATION),
    "account.second_factor_set_up": Words("启用了两步登录", ADMINISTRATION),
    "account.second_factor_taken_off": Words("解除了两步登录", ADMINISTRATION),
    "account.recovery_codes_renewed": Words("换了一组恢复码", ADMINISTRATION),
    "account.recovery_code_used": Words("用恢复码登录", ADMINISTRATION),
    "calendar.proposed": Words("提交了日历草案", ADMINISTRATION),
    "calendar.changed": Words("更新了工作日历", ADMINISTRATION),
    "park.closing_time_changed": Words("更改了下班时间", ADMINISTRATION),
    "deadline.set": Words("确定了办理期限", FIRM_AND_STAFF),
    "deadline.moved": Words("日历更新，期限改期", FIRM_AND_STAFF),
    "deadline.confirmed": Words("日历更新，期限不变", AUDIT_ONLY),
    "file.kept": Words("上传了文件", AUDIT_ONLY),
    "file.withdrawn": Words("删除了文件", AUDIT_ONLY),
    "file.refused": Words("上传的文件未被接收（{reason}）", AUDIT_ONLY),
    "file.opened": Words("打开了文件", AUDIT_ONLY),
    "notice.mail_due": Words("安排了邮件提醒", AUDIT_ONLY),
    "delivery.given_up": Words("一次送达多次失败，已停止", AUDIT_ONLY),
    "delivery.tried_again": Words("安排了再次送达", AUDIT_ONLY),
    "policies.match_gained": Words("有一项政策变为可以享受", FIRM_AND_STAFF),
    "policies.match_unclear": Words("有一项政策变为需要补充数据", FIRM_AND_STAFF),
    "policies.match_lost": Words("有一项政策变为不能享受", FIRM_AND_STAFF),
    "policies.matches_turned": Words("有多项政策的结论变化", FIRM_AND_STAFF),
    "policies.matches_exported": Words("导出了一项政策的企业名单（{form}）", AUDIT_ONLY),
}


def brief(name: str) -> str:
    """The words for an event without its particulars; the name itself where there are none."""
    what = WORDS[name].what if name in WORDS else name
    return re.sub(r"“\{\w+\}”|（\{\w+\}）", "", what).replace("{person}", "某人")


def open_to(readers: frozenset[Audience]) -> list[str]:
    """The names of the events that are told to one of the audiences."""
    return [name for name, words in WORDS.items() if words.audience & readers]


def labels(name: str, payload: Mapping[str, object]) -> dict[str, str]:
    """The words of the closed lists in an event's payload, by field."""
    closed = _closed_lists(name)
    found = {field: closed[field](value) for field, value in payload.items() if field in closed}
    return {field: str(getattr(word, "label", word.value)) for field, word in found.items()}


@cache
def _closed_lists(name: str) -> dict[str, type[Enum]]:
    """The fields of an event that hold words of closed lists."""
    kinds = get_type_hints(CATALOGUE[name])
    return {field: kind for field, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Enum)}
