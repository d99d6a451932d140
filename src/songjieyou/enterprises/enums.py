"""Closed lists of the register."""

from django.db.models import TextChoices


class EnterpriseKind(TextChoices):
    """主体类型: what a firm is in law."""

    LEGAL_PERSON = "legal_person", "法人"
    BRANCH = "branch", "分支机构"
    SOLE_TRADER = "sole_trader", "个体工商户"


class Matter(TextChoices):
    """What a firm's contact is for."""

    PRINCIPAL = "principal", "负责人"
    POLICY = "policy", "政策"
    FINANCE = "finance", "财务"
    SAFETY = "safety", "安全"
    OTHER = "other", "其他"


class Source(TextChoices):
    """来源: where a statement comes from, the one that counts most first."""

    CERTIFICATE = "certificate", "证书证照"
    REGISTRY = "registry", "部门登记"
    FIRM = "firm", "企业填报"
    OFFICER = "officer", "联点干部"
    ESTIMATE = "estimate", "估算"
