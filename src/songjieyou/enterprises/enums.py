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


class Capacity(TextChoices):
    """身份: as what a person acts for a firm."""

    PRINCIPAL = "principal", "负责人"
    AGENT = "agent", "经办人"


class Level(TextChoices):
    """级别 of a title: who has awarded it."""

    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    MUNICIPAL = "municipal", "市级"
    DISTRICT = "district", "区县级"


class Ending(TextChoices):
    """Why a title that had not expired is no more."""

    WITHDRAWN = "withdrawn", "被取消或者放弃"
    MISTAKE = "mistake", "登记有误"


class ClearanceKind(TextChoices):
    """前期手续 of a project, in the order in which they are usually done."""

    FILING = "filing", "备案或核准"
    LAND = "land", "用地"
    PLANNING = "planning", "规划"
    ENVIRONMENT = "environment", "环评"
    ENERGY = "energy", "能评"
    SAFETY = "safety", "安评"
    BUILDING = "building", "施工许可"


class ClearanceState(TextChoices):
    DONE = "done", "已办"
    IN_HAND = "in_hand", "办理中"
    NOT_NEEDED = "not_needed", "无需"
    NOT_BEGUN = "not_begun", "未办"


class FundingOrigin(TextChoices):
    """Where the money of a project comes from."""

    OWN = "own", "自有资金"
    BANK = "bank", "银行贷款"
    PUBLIC = "public", "财政资金"
    OTHER = "other", "其他资金"


class Purpose(TextChoices):
    """用途: what a one-time code lets its holder become."""

    CLAIM = "claim", "认领企业"
    INVITE = "invite", "邀请经办人"
    HAND_OVER = "hand_over", "移交负责人"
