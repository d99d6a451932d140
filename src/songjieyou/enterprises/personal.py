"""What the register knows about persons (see `core.personal`)."""

from songjieyou.core.personal import AS_HISTORY, Personal
from songjieyou.enterprises.enums import Capacity

COLUMNS = (
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
