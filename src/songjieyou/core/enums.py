"""The closed lists of core."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person of the park may be asked to do. Users of firms have no role: they have authorisations."""

    CONTACT_OFFICER = "contact_officer", "联点干部"
    INTAKE_CLERK = "intake_clerk", "受理员"
    GUIDE = "guide", "帮办员"
    HANDLER = "handler", "承办部门经办人"
    HEAD = "head", "承办部门负责人"
    COORDINATOR = "coordinator", "专班（调度）"
    SUPERVISOR = "supervisor", "督查"
    POLICY_EDITOR = "policy_editor", "政策管理员"
    FORMAL_CHECKER = "formal_checker", "形式审查"
    REVIEWER = "reviewer", "审核 / 专家"
    APPROVER = "approver", "审批"
    PAYMASTER = "paymaster", "兑付"
    LEADER = "leader", "园区领导"
    INSPECTOR = "inspector", "审计 / 财政 / 纪检"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class MailChoice(TextChoices):
    """How a person wants to hear outside the house that there is something new."""

    EACH = "each", "每条即发"
    DIGEST = "digest", "每日一次汇总"
    NONE = "none", "不发邮件"


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""Three separate roles: no person holds two of them at a time."""
STAFF = tuple(role for role in Role if role not in ADMINISTRATORS)
"""Roles that serve firms."""
OF_A_DEPARTMENT = (Role.HANDLER, Role.HEAD)


class TermUnit(TextChoices):
    """How the days of a term are counted."""

    WORKING_DAYS = "working_days", "个工作日"
    CALENDAR_DAYS = "calendar_days", "日"


class FeedbackKind(TextChoices):
    COMPLAINT = "complaint", "投诉"
    SUGGESTION = "suggestion", "建议"
    PROBLEM = "problem", "问题"


class Concern(TextChoices):
    """What a piece of feedback is about. Those who run the system do not get what is about themselves."""

    SYSTEM = "system", "系统本身（功能、内容、使用）"
    ADMINISTRATION = "administration", "管理本系统的人员或部门"


ANSWERS = {Concern.SYSTEM: Role.SYSTEM_ADMIN, Concern.ADMINISTRATION: Role.AUDIT_ADMIN}


class FeedbackState(TextChoices):
    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已结束"


class ChargeKind(TextChoices):
    """包联: as what somebody looks after a firm."""

    LEADING_CONTACT = "leading_contact", "联系领导"
    DEPARTMENT = "department", "责任部门"
    CONTACT_OFFICER = "contact_officer", "联点干部"


class Export(TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    JSON = "json", "JSON"
