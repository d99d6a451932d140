"""Closed lists of the register."""

from django.db.models import TextChoices


class Source(TextChoices):
    """来源: where a statement comes from, the one that counts most first."""

    CERTIFICATE = "certificate", "证书证照"
    REGISTRY = "registry", "部门登记"
    FIRM = "firm", "企业填报"
    OFFICER = "officer", "联点干部"
    ESTIMATE = "estimate", "估算"


class Purpose(TextChoices):
    """用途: what a one-time code lets its holder become."""

    CLAIM = "claim", "认领企业"
    INVITE = "invite", "邀请经办人"
    HAND_OVER = "hand_over", "移交负责人"
