"""Closed lists of the register."""

from django.db.models import TextChoices


class Origin(TextChoices):
    """What a table of firms was made from. Surveys of statistics are not among them, by law; all of these count as
    `Source.REGISTRY`.
    """

    PARK = "park", "园区管理部门的企业台账"
    MARKET = "market", "市场监管部门的登记信息"
    TAX = "tax", "税务部门共享的信息"
    OTHER = "other", "科技、工信、人社等部门的名单或登记"


class Source(TextChoices):
    """来源: where a statement comes from, the one that counts most first."""

    CERTIFICATE = "certificate", "证书证照"
    REGISTRY = "registry", "部门登记"
    FIRM = "firm", "企业填报"
    OFFICER = "officer", "联点干部"
    ESTIMATE = "estimate", "估算"
