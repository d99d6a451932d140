"""Closed lists of the register."""

from django.db.models import TextChoices


class Source(TextChoices):
    """来源: where a statement comes from, the one that counts most first."""

    CERTIFICATE = "certificate", "证书证照"
    REGISTRY = "registry", "部门登记"
    FIRM = "firm", "企业填报"
    OFFICER = "officer", "联点干部"
    ESTIMATE = "estimate", "估算"


class Capacity(TextChoices):
    """身份: as what a person acts for a firm."""

    PRINCIPAL = "principal", "负责人"
    AGENT = "agent", "经办人"
