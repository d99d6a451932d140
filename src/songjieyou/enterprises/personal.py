"""What the register knows about persons (see `core.personal`)."""

from functools import partial

from songjieyou.core.enums import ChargeKind
from songjieyou.core.personal import AS_HISTORY, Personal, moment
from songjieyou.enterprises.enums import Capacity

FOR_CONTACT = "园区与企业联系工作"
WHILE_CONTACT = "保存到企业更换或清除联系人为止"

AUTHORISATIONS = (
    Personal("enterprises.Authorisation", "person", "enterprise__name", "代表的企业", "办理企业的事", AS_HISTORY, None),
    Personal(
        "enterprises.Authorisation",
        "person",
        "capacity",
        "身份",
        "办理企业的事",
        AS_HISTORY,
        None,
        lambda code: Capacity(code).label,
    ),
    Personal("enterprises.Authorisation", "person", "starts_on", "授权自", "确定授权的期限", AS_HISTORY, None),
    Personal("enterprises.Authorisation", "person", "ends_on", "授权至", "确定授权的期限", AS_HISTORY, None),
)

_OF_CHARGES = partial(Personal, "enterprises.Charge", "person", retention=AS_HISTORY, erased=None)
CHARGES = (
    _OF_CHARGES("enterprise__name", "联系的企业", "写明谁联系哪家企业"),
    _OF_CHARGES("kind", "联系身份", "写明谁联系哪家企业", show=lambda code: ChargeKind(code).label),
    _OF_CHARGES("since", "联系自", "写明联系的起止", show=moment),
    _OF_CHARGES("until", "联系至", "写明联系的起止", show=moment),
)

_OF_CONTACTS = partial(Personal, "enterprises.Contact", None, purpose=FOR_CONTACT, retention=WHILE_CONTACT, erased="")
CONTACTS = (
    _OF_CONTACTS("name", "联系人姓名"),
    _OF_CONTACTS("post", "联系人职务"),
    _OF_CONTACTS("phone", "联系人电话"),
    _OF_CONTACTS("email", "联系人邮箱"),
)
